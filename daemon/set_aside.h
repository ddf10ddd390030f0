// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/ids.h"
#include "common/instant.h"

namespace chaser::daemon {

/// Actions whose row could not be looked at or saved: they rest for an hour and are then tried again, so that
/// one broken row neither stops the others nor is forgotten. A value; kept between starts as text.
class SetAside {
 public:
  static constexpr std::chrono::hours kRest{1};

  /// `12@2017-10-02T08:30:00.000Z 15@…`; what does not read is left out.
  static SetAside parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  void add(ActionId action, Instant now) { until_[action] = now + kRest; }
  void remove(ActionId action) { until_.erase(action); }
  [[nodiscard]] bool rests(ActionId action, Instant now) const;
  /// Those that have rested long enough.
  [[nodiscard]] std::vector<ActionId> rested(Instant now) const;
  [[nodiscard]] std::optional<Instant> nextEnd() const;
  [[nodiscard]] std::size_t size() const { return until_.size(); }

 private:
  std::map<ActionId, Instant> until_;
};

}  // namespace chaser::daemon
