// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "store/ports.h"

/// What people chose for themselves about what they are sent. What contacts.yaml says of them is the
/// administrator's, and stays.
namespace chaser::store {

class Preferences {
 public:
  virtual ~Preferences() = default;
  /// The contacts, by name, who want their digest once a week.
  virtual Result<std::set<std::string>> weeklyDigests() = 0;
  /// Keeps the choice, or takes it back; false when it was so already. The audit says who and when.
  virtual Result<bool> setWeeklyDigest(const std::string& contact, bool weekly, Instant now) = 0;
};

}  // namespace chaser::store
