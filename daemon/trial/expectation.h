// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alerts/dispatch.h"
#include "alerts/model.h"
#include "common/yaml.h"
#include "rules/rule.h"

/// What a rule test expects to be there on a day: alerts, and messages with their items. What is not written
/// is not asked.
namespace chaser::daemon {

struct ExpectedAlert {
  Position at;
  std::string rule, plan, ref, party;
  Position ruleAt;
  std::optional<int> part, milestone;
  std::optional<alerts::AlertState> state;  ///< absent: any but resolved
  std::optional<alerts::Reason> reason;
  std::optional<Date> since, firedOn;
  [[nodiscard]] std::string text() const;
};

struct ExpectedItem {
  Position at;
  std::string rule, plan, ref, party, step, role;
  Position ruleAt, stepAt;
  std::optional<int> part, occurrence;
  std::optional<alerts::ItemKind> kind;
  [[nodiscard]] std::string text() const;
};

struct ExpectedMessage {
  Position at;
  std::string to, board;
  std::optional<alerts::MessageKind> kind;
  std::optional<Date> on;
  bool exactly = true;  ///< these items and no others; else these among others
  std::optional<std::vector<ExpectedItem>> items;
  [[nodiscard]] std::string text() const;
};

/// A list is all there is; `includes` are some of it; nothing is there of the rules in `noneAbout`.
template <typename T>
struct ExpectedSet {
  Position at;
  bool exactly = false;
  std::vector<T> these;
  std::vector<std::pair<std::string, Position>> noneAbout;
};

struct Expectation {
  std::optional<ExpectedSet<ExpectedAlert>> alerts;
  std::optional<ExpectedSet<ExpectedMessage>> messages;
};

Expectation readExpectation(YamlNode node);

/// Reports the rules and steps that the expectation names and that there are not.
void checkNames(const Expectation& expectation, const rules::RuleSet& rules, Diagnostics& diagnostics);
/// The same of one rule; false when there is no such rule.
bool checkRule(const std::string& id, const Position& at, const rules::RuleSet& rules,
               Diagnostics& diagnostics);

/// Every rule that it names.
std::vector<std::string> rulesIn(const Expectation& expectation);

}  // namespace chaser::daemon
