// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "alerts/lifecycle.h"

/// What follows where the one who is asked edits the row: they have seen it.
namespace chaser::alerts {

/// For how long an edit by who is asked counts as an acknowledgement, its own day included.
inline constexpr Days kEditAcknowledges{7};

/// Acknowledges a firing alert that is not quiet, when somebody edited the row whom the first step of its
/// ladder tells: for a week from the edit on, as far as that lies ahead and the six weeks in all go. So no
/// reminder follows upon an edit, and nobody is told of what they did themselves. Whoever else a rule asks
/// first (the lead, where a date slipped twice) is not kept waiting by it; and a date that is proposed keeps
/// quiet by itself.
void acknowledgeOwnEdit(Alert& alert, const Case& what);

/// Leaves out what would tell somebody that it is over because of an edit of their own.
void leaveOutEditors(std::vector<Item>& items, const Case& what);

}  // namespace chaser::alerts
