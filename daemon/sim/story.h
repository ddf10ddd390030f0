// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "common/zone.h"
#include "store/ports.h"

/// What a simulation shows in the end: who was told what, when, by which step.
namespace chaser::daemon {

struct ToldItem {
  std::string plan, ref, party, text;
  std::string rule, step, kind;  ///< `indicative-date-passed`, `owner`, `ask`
  int occurrence = 1;
  std::string role;  ///< `party:NCH`
};

struct Told {
  Instant at;
  std::string to, address, kind, subject, board;
  std::optional<Date> meeting;
  std::vector<ToldItem> items;
};

/// Every message that was sent, oldest first.
Result<std::vector<Told>> readStory(store::Store& store);

/// One line a message, its items beneath it, times in the zone.
std::string storyAsText(const std::vector<Told>& story, const Zone& zone);

/// An array of `{"at", "to", "address", "kind", "subject", "board", "meeting", "items": [{"plan", "ref",
/// "party", "text", "rule", "step", "occurrence", "kind", "role"}]}`.
std::string storyAsJson(const std::vector<Told>& story);

}  // namespace chaser::daemon
