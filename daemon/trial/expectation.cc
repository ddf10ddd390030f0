// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/expectation.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace chaser::daemon {

namespace {

constexpr int kMostOfANumber = 10'000;

/// A word of a closed set that begins at 0 and ends with `last`.
template <typename E>
std::optional<E> wordOf(YamlNode node, std::string_view what, E last) {
  const auto word = node.text(what);
  if (!word) return std::nullopt;
  std::vector<std::string> words;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    words.emplace_back(toString(static_cast<E>(i)));
    if (words.back() == *word) return static_cast<E>(i);
  }
  node.error(fmt::format("'{}' is not a value of {}", shorten(*word, 40), what), suggest(*word, words));
  return std::nullopt;
}

std::string wordsAt(YamlNode node, std::string_view what) {
  return node.text(what).value_or("");
}

/// The id and its place.
void readRule(const YamlNode& node, std::string& rule, Position& at) {
  rule = wordsAt(node, "'rule'");
  at = node.position();
}

std::optional<int> countAt(YamlNode node, std::string_view what) {
  return node.integer(what, 1, kMostOfANumber);
}

std::optional<ExpectedAlert> readAlert(YamlNode node) {
  ExpectedAlert alert;
  alert.at = node.position();
  // A rule alone is the shortest way to say that it is chased.
  if (node.isScalar()) {
    readRule(node, alert.rule, alert.ruleAt);
    return alert;
  }
  if (!node.checkKeys(
          {"rule", "plan", "ref", "part", "milestone", "party", "state", "reason", "since", "fired"},
          "an expected alert")) {
    return std::nullopt;
  }
  readRule(node.require("rule", "an expected alert"), alert.rule, alert.ruleAt);
  alert.plan = wordsAt(node.get("plan"), "'plan'");
  alert.ref = wordsAt(node.get("ref"), "'ref'");
  alert.part = countAt(node.get("part"), "'part'");
  alert.milestone = countAt(node.get("milestone"), "'milestone'");
  alert.party = wordsAt(node.get("party"), "'party'");
  alert.state = wordOf(node.get("state"), "'state'", alerts::AlertState::Resolved);
  alert.reason = wordOf(node.get("reason"), "'reason'", alerts::Reason::NotDue);
  alert.since = node.get("since").date("'since'");
  alert.firedOn = node.get("fired").date("'fired'");
  return alert.rule.empty() ? std::nullopt : std::optional(std::move(alert));
}

std::optional<ExpectedItem> readItem(YamlNode node) {
  ExpectedItem item;
  item.at = node.position();
  if (node.isScalar()) {
    readRule(node, item.rule, item.ruleAt);
    return item;
  }
  if (!node.checkKeys({"rule", "plan", "ref", "part", "party", "step", "kind", "role", "occurrence"},
                      "an expected item")) {
    return std::nullopt;
  }
  readRule(node.get("rule"), item.rule, item.ruleAt);
  item.plan = wordsAt(node.get("plan"), "'plan'");
  item.ref = wordsAt(node.get("ref"), "'ref'");
  item.part = countAt(node.get("part"), "'part'");
  item.party = wordsAt(node.get("party"), "'party'");
  item.step = wordsAt(node.get("step"), "'step'");
  item.stepAt = node.get("step").position();
  item.role = wordsAt(node.get("role"), "'role'");
  item.kind = wordOf(node.get("kind"), "'kind'", alerts::ItemKind::Notice);
  item.occurrence = countAt(node.get("occurrence"), "'occurrence'");
  return item;
}

std::optional<ExpectedMessage> readMessage(YamlNode node) {
  ExpectedMessage message;
  message.at = node.position();
  if (!node.checkKeys({"to", "kind", "board", "on", "items", "includes"}, "an expected message"))
    return std::nullopt;
  message.to = wordsAt(node.get("to"), "'to'");
  message.kind = wordOf(node.get("kind"), "'kind'", alerts::MessageKind::Webhook);
  message.board = wordsAt(node.get("board"), "'board'");
  message.on = node.get("on").date("'on'");
  auto items = node.get("items");
  auto some = node.get("includes");
  if (items.present() && some.present())
    some.error("'items' and 'includes' can't both be given", "'items' are all of them, 'includes' some");
  message.exactly = items.present();
  if (!items.present() && !some.present()) return message;
  message.items.emplace();
  for (auto& item : (items.present() ? items : some).items()) {
    if (auto read = readItem(item)) message.items->push_back(std::move(*read));
  }
  return message;
}

template <typename T>
ExpectedSet<T> readSet(YamlNode node, std::string_view what, std::optional<T> (*readOne)(YamlNode)) {
  ExpectedSet<T> set;
  set.at = node.position();
  set.exactly = node.isList();
  const auto readAll = [&](YamlNode list) {
    for (auto& item : list.items()) {
      if (auto read = readOne(item)) set.these.push_back(std::move(*read));
    }
  };
  if (set.exactly) {
    readAll(node);
    return set;
  }
  if (!node.checkKeys({"includes", "none_about"}, what)) return set;
  const auto includes = node.get("includes");
  readAll(includes);
  for (auto& rule : node.get("none_about").items(true)) {
    if (auto id = rule.text("a rule")) set.noneAbout.emplace_back(std::move(*id), rule.position());
  }
  if (!includes.present() && set.noneAbout.empty()) {
    node.error(fmt::format("{} expect nothing", what),
               "a list is all there is, [] none at all; or give 'includes' or 'none_about'");
  }
  return set;
}

void add(std::string& text, std::string_view words) {
  if (words.empty()) return;
  if (!text.empty()) text += ' ';
  text += words;
}

void addRef(std::string& text, const std::string& ref, const std::optional<int>& part,
            const std::string& party) {
  add(text, ref);
  if (part && *part > 1) add(text, fmt::format("(part {})", *part));
  if (!party.empty()) add(text, fmt::format("({})", party));
}

bool checkStep(const ExpectedItem& item, const rules::RuleSet& rules, Diagnostics& diagnostics) {
  const auto* rule = rules.find(item.rule);
  if (rule == nullptr || item.step.empty()) return true;
  std::vector<std::string> steps;
  for (const auto& step : rule->ladder) steps.push_back(step.id);
  if (std::find(steps.begin(), steps.end(), item.step) != steps.end()) return true;
  diagnostics.push_back({Level::Error, item.stepAt, std::max<std::size_t>(1, item.step.size()),
                         fmt::format("the rule '{}' has no step '{}'", rule->id, shorten(item.step, 40)),
                         suggest(item.step, steps)});
  return false;
}

}  // namespace

std::string ExpectedAlert::text() const {
  std::string words = "alert " + rule;
  addRef(words, ref, part, party);
  if (milestone) add(words, fmt::format("milestone {}", *milestone));
  if (state) add(words, toString(*state));
  if (since) add(words, "since " + since->spoken());
  if (firedOn) add(words, "fired " + firedOn->spoken());
  if (reason) add(words, fmt::format("reason {}", toString(*reason)));
  return words;
}

std::string ExpectedItem::text() const {
  std::string words;
  if (kind) add(words, toString(*kind));
  add(words, rule);
  addRef(words, ref, part, party);
  if (!step.empty()) add(words, "step " + step);
  if (occurrence) add(words, fmt::format("no. {}", *occurrence));
  if (!role.empty()) add(words, "for " + role);
  return words.empty() ? "any item" : words;
}

std::string ExpectedMessage::text() const {
  std::string words(kind ? toString(*kind) : "message");
  if (!to.empty()) add(words, "to " + to);
  if (!board.empty()) add(words, "of " + board);
  if (on) add(words, "on " + on->spokenWithWeekday());
  if (!items) return words;
  words += exactly ? ": " : ", among others: ";
  if (items->empty()) words += "no items";
  for (std::size_t i = 0; i < items->size(); ++i) words += (i > 0 ? "; " : "") + (*items)[i].text();
  return words;
}

Expectation readExpectation(YamlNode node) {
  Expectation expectation;
  if (!node.checkKeys({"alerts", "messages"}, "'expect'")) return expectation;
  if (auto alerts = node.get("alerts"); alerts.present())
    expectation.alerts = readSet<ExpectedAlert>(alerts, "'alerts'", readAlert);
  if (auto messages = node.get("messages"); messages.present())
    expectation.messages = readSet<ExpectedMessage>(messages, "'messages'", readMessage);
  if (!expectation.alerts && !expectation.messages)
    node.error("'expect' expects nothing", "give 'alerts' or 'messages'");
  return expectation;
}

bool checkRule(const std::string& id, const Position& at, const rules::RuleSet& rules,
               Diagnostics& diagnostics) {
  if (id.empty() || rules.find(id) != nullptr) return true;
  std::vector<std::string> ids;
  for (const auto& rule : rules.rules) ids.push_back(rule.id);
  diagnostics.push_back({Level::Error, at, std::max<std::size_t>(1, id.size()),
                         fmt::format("there is no rule '{}'", shorten(id, 40)), suggest(id, ids)});
  return false;
}

void checkNames(const Expectation& expectation, const rules::RuleSet& rules, Diagnostics& diagnostics) {
  if (expectation.alerts) {
    for (const auto& alert : expectation.alerts->these)
      checkRule(alert.rule, alert.ruleAt, rules, diagnostics);
    for (const auto& [id, at] : expectation.alerts->noneAbout) checkRule(id, at, rules, diagnostics);
  }
  if (!expectation.messages) return;
  for (const auto& [id, at] : expectation.messages->noneAbout) checkRule(id, at, rules, diagnostics);
  for (const auto& message : expectation.messages->these) {
    if (!message.items) continue;
    for (const auto& item : *message.items) {
      checkRule(item.rule, item.ruleAt, rules, diagnostics);
      checkStep(item, rules, diagnostics);
    }
  }
}

std::vector<std::string> rulesIn(const Expectation& expectation) {
  std::vector<std::string> ids;
  if (expectation.alerts) {
    for (const auto& alert : expectation.alerts->these) ids.push_back(alert.rule);
    for (const auto& [id, at] : expectation.alerts->noneAbout) ids.push_back(id);
  }
  if (!expectation.messages) return ids;
  for (const auto& [id, at] : expectation.messages->noneAbout) ids.push_back(id);
  for (const auto& message : expectation.messages->these) {
    if (!message.items) continue;
    for (const auto& item : *message.items) {
      if (!item.rule.empty()) ids.push_back(item.rule);
    }
  }
  return ids;
}

}  // namespace chaser::daemon
