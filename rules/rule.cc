// SPDX-License-Identifier: Apache-2.0
#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "common/text.h"
#include "rules/condition.h"

namespace chaser::rules {

namespace {

struct TellWord {
  Tell::Kind kind;
  std::string_view word;
  bool named;  // `word:NAME`
};

constexpr std::array<TellWord, 9> kTellWords = {{{Tell::Kind::Owner, "owner", false},
                                                 {Tell::Kind::Party, "party", false},
                                                 {Tell::Kind::Lead, "lead", false},
                                                 {Tell::Kind::Board, "board", false},
                                                 {Tell::Kind::Verifier, "verifier", false},
                                                 {Tell::Kind::Coordinator, "coordinator", false},
                                                 {Tell::Kind::Contact, "contact", true},
                                                 {Tell::Kind::NamedBoard, "board", true},
                                                 {Tell::Kind::Webhook, "webhook", true}}};

std::string_view baseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::string Tell::text() const {
  for (const auto& known : kTellWords) {
    if (known.kind == kind) return std::string(known.word) + (known.named ? ":" + name : std::string());
  }
  return {};
}

std::optional<Tell> Tell::parse(std::string_view text) {
  const auto colon = text.find(':');
  const bool named = colon != std::string_view::npos;
  const std::string_view word = trim(text.substr(0, colon));
  const std::string_view name = named ? trim(text.substr(colon + 1)) : std::string_view();
  if (named && name.empty()) return std::nullopt;
  for (const auto& known : kTellWords) {
    if (known.word == word && known.named == named) return Tell{known.kind, std::string(name)};
  }
  return std::nullopt;
}

std::string_view toString(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Critical:
      return "critical";
  }
  return "warning";
}

std::string_view toString(Over over) {
  return over == Over::Milestone ? "milestone" : "action";
}

const Rule* RuleSet::find(std::string_view id) const {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

Verdict evaluate(const Rule& rule, const plan::ActionRecord& record, const plan::Milestone* milestone,
                 Date today, const plan::WorkingCalendar& calendar, const Zone& zone) {
  if ((milestone != nullptr) != (rule.over == Over::Milestone)) {
    std::fputs("rules: a rule was asked about the wrong kind of row\n", stderr);
    std::abort();
  }
  if (record.action.closedAt) return {false, std::nullopt};
  return rule.when->evaluate({record, milestone, today, zone}, calendar);
}

std::vector<SourcePtr> chooseSources(const std::vector<SourcePtr>& inOrderOfFolders) {
  std::map<std::string_view, SourcePtr> byName;
  for (const auto& source : inOrderOfFolders) byName[baseName(source->name)] = source;
  std::vector<SourcePtr> chosen;
  for (const auto& [name, source] : byName) {
    if (!trim(source->text).empty()) chosen.push_back(source);
  }
  return chosen;
}

}  // namespace chaser::rules
