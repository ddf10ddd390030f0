// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "notifiers/compose.h"
#include "notifiers/letter.h"

/// How one item is put into words: what is asked, in a tone that follows the kind of date. Pure.
namespace chaser::notifiers {

/// Whether the words reproach: `overdue`, `missed`, `late`, `failed`. Such words are kept from whoever hears
/// of something for the first time, from estimates, and from escalations, however a rule of one's own may put
/// it.
bool reproaches(std::string_view words);

/// `3rd time`.
std::string ordinalTime(int times);

/// `by 31 March 2017`, `March 2017`, `the three months to 31 March 2017`: as exactly as the plan said it, no
/// exacter.
std::string spokenDue(Date due, plan::Precision precision);

/// One fact as the entry of a letter to `plan.to`. `publicPaper` leaves out people's names and notes.
Entry entryOf(const ComposeContext& context, const alerts::MessagePlan& plan, const Fact& fact,
              bool publicPaper);

}  // namespace chaser::notifiers
