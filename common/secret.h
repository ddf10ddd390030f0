// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace chaser {

/// A password, token or key. It has no stream operator and no formatter: whoever needs it asks by name, so
/// that it can't slip into a log.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] const std::string& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  /// What logs and `check` show.
  [[nodiscard]] static const char* shown() { return "***"; }

 private:
  std::string value_;
};

}  // namespace chaser
