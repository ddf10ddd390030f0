// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/result.h"
#include "store/ports.h"

namespace chaser::cli {

/// Judges every edit of a progress text that nobody has judged yet, in the transaction that is open. The
/// engine does it with each tick; a command that edits does it too, so that how stale a row is shall be right
/// for whoever looks at it next.
Outcome judgeAllProgress(store::EngineStore& store);

}  // namespace chaser::cli
