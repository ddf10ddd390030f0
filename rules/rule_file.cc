// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/text.h"
#include "common/yaml.h"
#include "rules/condition.h"
#include "rules/horizon.h"
#include "rules/scalar_place.h"

namespace chaser::rules {

namespace {

const std::vector<std::string>& ruleKeys() {
  static const std::vector<std::string> keys = {"id",         "summary",  "why",    "ask",
                                                "stops_when", "over",     "when",   "for",
                                                "severity",   "inhibits", "ladder", "tell_resolved"};
  return keys;
}

const std::vector<std::string>& stepKeys() {
  static const std::vector<std::string> keys = {"id", "tell", "after", "every", "warn", "steady"};
  return keys;
}

const std::vector<std::string>& tellWords() {
  static const std::vector<std::string> words = {"owner",        "party",      "lead",
                                                 "board",        "verifier",   "coordinator",
                                                 "contact:NAME", "board:NAME", "webhook:NAME"};
  return words;
}

bool isId(std::string_view id) {
  const auto letterOrDigit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !id.empty() && letterOrDigit(id.front()) &&
         std::all_of(id.begin(), id.end(), [&](char c) { return letterOrDigit(c) || c == '-'; });
}

void readId(YamlNode node, std::string_view what, std::string& into) {
  const auto id = node.text(what);
  if (!id) return;
  into = *id;
  if (!isId(into)) {
    node.error(fmt::format("'{}' can't be {}", shorten(into, 40), what),
               "small letters, digits and hyphens, for example due-soon");
  }
}

/// One sentence for people. Required ones are needed by every message.
void readSentence(const YamlNode& rule, const std::string& key, bool required, std::string& into) {
  auto node = rule.get(key);
  if (!node.present()) {
    if (required) rule.error(fmt::format("a rule needs '{}'", key));
    return;
  }
  if (const auto text = node.text(fmt::format("'{}'", key))) into = std::string(trim(*text));
  if (required && into.empty()) node.error(fmt::format("'{}' is empty", key));
}

std::optional<Span> readSpan(YamlNode node, std::string_view what) {
  const auto span = node.span(what);
  if (span && !withinReach(*span)) {
    node.error(fmt::format("{} is more than {} years", what, kLongestSpanYears));
    return std::nullopt;
  }
  return span;
}

template <typename E, std::size_t N>
void readChoice(YamlNode node, std::string_view what, const std::array<E, N>& all, E& into) {
  const auto word = node.text(what);
  if (!word) return;
  std::vector<std::string> words;
  for (const auto value : all) {
    words.emplace_back(toString(value));
    if (words.back() == *word) {
      into = value;
      return;
    }
  }
  node.error(fmt::format("'{}' is not a value of {}", shorten(*word, 40), what), suggest(*word, words));
}

void readTell(YamlNode node, Step& step) {
  for (auto& item : node.items(true)) {
    const auto text = item.text("'tell'");
    if (!text) continue;
    const auto tell = Tell::parse(*text);
    if (!tell) {
      item.error(fmt::format("'{}' is nobody that a step can tell", shorten(*text, 40)),
                 suggest(*text, tellWords()));
    } else if (std::find(step.tell.begin(), step.tell.end(), *tell) != step.tell.end()) {
      item.error(fmt::format("'{}' is told twice by this step", tell->text()), "keep one of them");
    } else {
      step.tell.push_back(*tell);
    }
  }
}

Step readStep(YamlNode node) {
  Step step;
  if (!node.checkKeys(stepKeys(), "a step")) return step;
  readTell(node.require("tell", "a step"), step);
  // The id follows from whom it tells unless it is given: what was made hangs on it.
  if (!step.tell.empty()) step.id = step.tell.front().text();
  if (auto id = node.get("id"); id.present()) readId(id, "a step's id", step.id);
  if (const auto after = readSpan(node.get("after"), "'after'")) step.after = *after;
  step.every = readSpan(node.get("every"), "'every'");
  if (step.every && step.every->count == 0) {
    node.get("every").error("'every' can't be nothing", "leave it out for a step that tells once");
  }
  if (const auto warn = readSpan(node.get("warn"), "'warn'")) step.warn = *warn;
  if (const auto steady = node.get("steady").flag("'steady'")) step.steady = *steady;
  return step;
}

void readLadder(const YamlNode& rule, Rule& into) {
  auto node = rule.get("ladder");
  if (!node.present()) {
    rule.warn("nobody is told: this rule has no 'ladder'", "give it steps, for example `- tell: owner`");
    return;
  }
  for (auto& item : node.items()) {
    Step step = readStep(item);
    const bool taken = std::any_of(into.ladder.begin(), into.ladder.end(), [&](const Step& other) {
      return other.id == step.id && !step.id.empty();
    });
    if (taken) {
      item.error(fmt::format("two steps of this ladder are called '{}'", step.id),
                 "give each an `id` of its own: what was made hangs on it");
    }
    into.ladder.push_back(std::move(step));
  }
}

void readWhen(YamlNode rule, Rule& into) {
  auto node = rule.require("when", "a rule");
  const auto text = node.text("'when'");
  if (!text) return;
  into.whenText = *text;
  const Position begin = node.position();
  const Condition::Locate locate = [&](std::size_t offset) { return placeInScalar(begin, *text, offset); };
  into.when = Condition::compile(*text, into.over, locate, node.diagnostics());
  if (!into.when) return;
  into.whenText = into.when->text();
  into.readsProposal = into.when->mentions("proposed_due");
  for (const char* deadline : {"due", "baseline_due", "next_due", "last_due", "overdue_milestones"})
    into.readsDeadline = into.readsDeadline || into.when->mentions(deadline);
}

Rule readRule(YamlNode node) {
  Rule rule;
  rule.at = node.position();
  if (!node.checkKeys(ruleKeys(), "a rule")) return rule;
  readId(node.require("id", "a rule"), "a rule's id", rule.id);
  readSentence(node, "summary", true, rule.summary);
  readSentence(node, "why", false, rule.why);
  readSentence(node, "ask", false, rule.ask);
  readSentence(node, "stops_when", false, rule.stopsWhen);
  readChoice(node.get("over"), "'over'", std::array{Over::Milestone, Over::Action}, rule.over);
  readWhen(node, rule);
  if (const auto holdFor = readSpan(node.get("for"), "'for'")) rule.holdFor = *holdFor;
  readChoice(node.get("severity"), "'severity'",
             std::array{Severity::Info, Severity::Warning, Severity::Critical}, rule.severity);
  rule.inhibits = node.get("inhibits").texts("'inhibits'");
  readLadder(node, rule);
  if (const auto resolved = node.get("tell_resolved").flag("'tell_resolved'")) rule.tellResolved = *resolved;
  return rule;
}

}  // namespace

std::vector<Rule> readRuleFile(const SourcePtr& source, Diagnostics& diagnostics) {
  std::vector<Rule> rules;
  auto root = parseYaml(source, diagnostics);
  if (!root.present()) return rules;
  if (!root.checkKeys({"rules"}, "a rule file")) return rules;
  for (auto& item : root.require("rules", "a rule file").items()) rules.push_back(readRule(item));
  return rules;
}

}  // namespace chaser::rules
