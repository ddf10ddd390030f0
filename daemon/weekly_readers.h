// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "daemon/configuration.h"

/// Those who chose to get their digest once a week (store/preferences.h). Whose digest is weekly by
/// contacts.yaml keeps the day that stands there.
namespace chaser::daemon {

class WeeklyReaders {
 public:
  /// `configuration` outlives it.
  WeeklyReaders(const Configuration& configuration, std::set<std::string> chosen);

  /// Whether it was made of the same.
  [[nodiscard]] bool isOf(const Configuration& configuration, const std::set<std::string>& chosen) const {
    return &configuration == configuration_ && chosen == chosen_;
  }
  [[nodiscard]] bool has(const std::string& contact) const { return weekly_.count(contact) > 0; }

  /// As alerts::dispatch, for one of them. Escalations are exempt: they leave on any working day, and what
  /// waits goes along. REQUIRES: has(the recipient of these).
  [[nodiscard]] alerts::Dispatched dispatch(const alerts::DispatchContext& context,
                                            const std::vector<alerts::Candidate>& candidates,
                                            const alerts::SentBefore& before) const;

 private:
  const Configuration* configuration_;
  std::set<std::string> chosen_, weekly_;
  plan::People people_;  // with their habit
};

}  // namespace chaser::daemon
