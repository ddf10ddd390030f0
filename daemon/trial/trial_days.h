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
  /// Refers to both.
  TrialDays(Trial& trial, Diagnostics& diagnostics)
      : trial_(trial), diagnostics_(diagnostics), last_(trial.from) {}

  /// A row that is there from now on.
  void addRow(const YamlNode& node, const TrialRow& row);
  /// One entry of `days`.
  void read(YamlNode node);

 private:
  bool readDays(YamlNode& node, TrialDay& day);
  void readDeeds(YamlNode& node, TrialDay& day);
  void readEdit(YamlNode& node, TrialDay& day);
  void readOff(YamlNode node, TrialDay& day);
  void checkRefs(const Expectation& expectation);
  void checkRef(const std::string& ref, std::optional<int> part, const Position& at);
  [[nodiscard]] const TrialRow* rowOf(const std::string& ref, std::optional<int> part) const;

  Trial& trial_;
  Diagnostics& diagnostics_;
  Date last_;
  bool anyDay_ = false;
  Date offUntil_;
  std::vector<TrialRow> known_;
};

}  // namespace chaser::daemon
