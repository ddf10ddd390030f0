// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/trial/trial_file.h"

namespace chaser::daemon {

/// Reads the days of one test into it, in their order, and knows which rows there are by then.
class TrialDays {
 public:
  /// Refers to both. `from` is absent where the test's own was wrong.
  TrialDays(Trial& trial, std::optional<Date> from, Diagnostics& diagnostics)
      : trial_(trial), from_(from), diagnostics_(diagnostics) {}

  /// A row that is there from now on.
  void addRow(const YamlNode& node, const TrialRow& row);
  /// One entry of `days`.
  void read(YamlNode node);

 private:
  bool readDays(YamlNode& node, TrialDay& day);
  void readDeeds(YamlNode& node, TrialDay& day);
  void readEdit(YamlNode& node, TrialDay& day);
  void readTime(YamlNode node, TrialDay& day);
  void readOff(YamlNode node, TrialDay& day);
  void checkRefs(const Expectation& expectation);
  void checkRef(const std::string& ref, std::optional<int> part, const Position& at);
  [[nodiscard]] const TrialRow* rowOf(const std::string& ref, std::optional<int> part) const;

  Trial& trial_;
  std::optional<Date> from_;
  Diagnostics& diagnostics_;
  std::optional<Date> last_;  ///< of the entry before
  Date offUntil_;
  std::vector<TrialRow> known_;
};

}  // namespace chaser::daemon
