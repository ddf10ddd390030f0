// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "plan/model.h"

/// What short words say of how far the work is.
namespace chaser::plan {

/// What a status cell says of the whole row. Over is what begins with a word for it: `Closed`, `Complete`,
/// `Done - no further action`, `Action completed 12/03/16`, `No longer required`. Not over are `Open`,
/// `Overdue`, `Proposed for closure`, `Mostly complete`, `75% complete`, `Due to complete in March`. Absent
/// for words that say neither, and for those that may say either (`Training completed`, `Completed but …`).
/// Of a list it is what all its items are.
std::optional<State> stateOfStatus(std::string_view status);

/// Words that say that it is not over: open, or going on.
bool isUnderWay(std::string_view status);

/// Words that say neither and yet speak of an end: somebody has to say what they mean.
bool isDoubtfulStatus(std::string_view status);

/// A few words and nothing else that say that the row is over: no prose that only begins so.
bool isClearlyOver(std::string_view cell);

/// The same of work that goes on: `In progress`, `Open`, `Not started yet`.
bool isClearlyUnderWay(std::string_view cell);

/// The answer to a heading such as `Closed?`; as a status, that it is over or that it is not.
bool isYesOrNo(std::string_view cell);

/// `-`, `N/A`, `Not applicable`: a cell that is filled in and says nothing.
bool saysNothing(std::string_view cell);

}  // namespace chaser::plan
