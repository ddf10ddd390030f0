// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "common/zone.h"
#include "store/ports.h"

/// What is told in the end, by a simulation or a forecast: who was told what, when, by which step.
namespace chaser::daemon {

struct ToldItem {
  alerts::Subject subject;
  std::string plan, ref;
  int part = 1;
  std::string party, text;
  std::string rule, step, kind;  ///< `indicative-date-passed`, `owner`, `ask`
  int occurrence = 1;
  std::string role;  ///< `party:NCH`
  Date wantedOn;
  alerts::Reason reason = alerts::Reason::Sent;  ///< why it is not said yet, or Sent
  std::string detail;
  /// `5.1 (part 2)`
  [[nodiscard]] std::string spokenRef() const;
};

struct Told {
  Instant at;
  std::string to, address, channel, kind, subject, board;
  std::optional<Date> meeting;
  std::vector<ToldItem> items;
};

/// An item with the words of the row that it is about, as the row is now.
Result<ToldItem> describe(store::Store& store, const alerts::Item& item);

/// Every message beyond `after` that was sent at or after `since`, oldest first; but for those that no item
/// asked for.
Result<std::vector<Told>> readStory(store::Store& store, MessageId after = {}, Instant since = {});

/// One line an item: `    ask         16.1         indicative-date-passed       owner            party:NCH
/// …`.
std::string lineOf(const ToldItem& item);

/// One line a message, its items beneath it, times in the zone.
std::string storyAsText(const std::vector<Told>& story, const Zone& zone);

/// An array of `{"at", "to", "address", "kind", "subject", "board", "meeting", "items": [{"plan", "ref",
/// "part", "party", "text", "rule", "step", "occurrence", "kind", "role", "wanted_on"}]}`.
std::string storyAsJson(const std::vector<Told>& story);

}  // namespace chaser::daemon
