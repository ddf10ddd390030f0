// SPDX-License-Identifier: Apache-2.0
#include "rules/condition.h"
#include "rules/rule.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace chaser::fuzz {

namespace {

std::shared_ptr<const rules::Condition> compiled(std::string_view text, rules::Over over,
                                                 Diagnostics& diagnostics) {
  return rules::Condition::compile(text, over, Position{sourceOf(text), 1, 1}, diagnostics);
}

/// A condition that compiles is printed in one spelling, which compiles to itself.
void condition(std::string_view bytes) {
  for (const rules::Over over : {rules::Over::Milestone, rules::Over::Action}) {
    Diagnostics diagnostics;
    const auto first = compiled(bytes, over, diagnostics);
    renderAll(diagnostics);
    promise((first == nullptr) == hasErrors(diagnostics));
    if (!first) continue;
    Diagnostics none;
    const auto again = compiled(first->text(), over, none);
    promise(again && again->text() == first->text());
  }
}

void ruleFile(std::string_view bytes) {
  Diagnostics diagnostics;
  const rules::RuleSet set = rules::loadRules({sourceOf(bytes)}, diagnostics);
  renderAll(diagnostics);
  promise(hasErrors(diagnostics) || set.rules.empty() || !set.fingerprint.empty());
}

constexpr Target kRuleTargets[] = {{"condition", condition}, {"rule_file", ruleFile}};

}  // namespace

std::span<const Target> ruleTargets() {
  return kRuleTargets;
}

}  // namespace chaser::fuzz
