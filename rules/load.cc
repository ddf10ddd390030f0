// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "common/sha256.h"
#include "common/text.h"
#include "rules/condition.h"
#include "rules/rule.h"
#include "rules/rule_file.h"

namespace chaser::rules {

namespace {

using RulesById = std::map<std::string, const Rule*, std::less<>>;

void report(Diagnostics& diagnostics, const Rule& rule, std::string message, std::string hint,
            Level level = Level::Error) {
  diagnostics.push_back({level, rule.at, 1, std::move(message), std::move(hint)});
}

RulesById indexRules(const std::vector<Rule>& rules, Diagnostics& diagnostics) {
  RulesById byId;
  for (const auto& rule : rules) {
    if (rule.id.empty()) continue;
    const auto [first, isNew] = byId.emplace(rule.id, &rule);
    if (isNew) continue;
    const Position& at = first->second->at;
    report(diagnostics, rule,
           fmt::format("the rule '{}' is there already: {}:{}", rule.id, at.source ? at.source->name : "",
                       at.line),
           "to replace a shipped rule, replace its file by one of the same name");
  }
  return byId;
}

/// Only a warning: whoever switches off a shipped file leaves rules behind that were to quieten its rules.
void checkTargets(const std::vector<Rule>& rules, const RulesById& byId, Diagnostics& diagnostics) {
  std::vector<std::string> ids;
  for (const auto& [id, rule] : byId) ids.push_back(id);
  for (const auto& rule : rules) {
    for (const auto& target : rule.inhibits) {
      if (byId.count(target) > 0) continue;
      report(diagnostics, rule,
             fmt::format("'{}' inhibits '{}', which is no rule", rule.id, shorten(target, 40)),
             suggest(target, ids.size() > 1 ? ids : std::vector<std::string>()), Level::Warning);
    }
  }
}

/// Follows `inhibits` from every rule, depth first with a stack of its own, and reports each circle once.
class Circles {
 public:
  Circles(const RulesById& byId, Diagnostics& diagnostics) : byId_(byId), diagnostics_(diagnostics) {}

  void check() {
    for (const auto& [id, rule] : byId_) walk(id);
  }

 private:
  struct Visit {
    const Rule* rule;
    std::size_t next = 0;
  };

  void walk(const std::string& from) {
    if (!seen_.insert(from).second) return;
    path_.push_back({byId_.at(from)});
    while (!path_.empty()) {
      Visit& top = path_.back();
      if (top.next == top.rule->inhibits.size()) {
        path_.pop_back();
        continue;
      }
      const std::string& target = top.rule->inhibits[top.next++];
      const auto found = byId_.find(target);
      if (found == byId_.end()) continue;
      if (seen_.insert(target).second) {
        path_.push_back({found->second});
      } else {
        reportCircle(found->second);
      }
    }
  }

  void reportCircle(const Rule* target) {
    const auto begin =
        std::find_if(path_.begin(), path_.end(), [&](const Visit& visit) { return visit.rule == target; });
    if (begin == path_.end()) return;
    std::string circle;
    for (auto visit = begin; visit != path_.end(); ++visit) circle += visit->rule->id + " > ";
    report(diagnostics_, *target, fmt::format("these rules inhibit each other: {}{}", circle, target->id),
           "take one of them out, or none of them would ever say anything");
  }

  const RulesById& byId_;
  Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> seen_;
  std::vector<Visit> path_;
};

/// In the order in which somebody reads the files.
void sortByPlace(const std::vector<SourcePtr>& sources, Diagnostics::iterator begin,
                 Diagnostics::iterator end) {
  const auto place = [&](const Diagnostic& d) {
    const auto file = std::find(sources.begin(), sources.end(), d.at.source) - sources.begin();
    return std::make_tuple(file, d.at.line, d.at.column);
  };
  std::stable_sort(begin, end, [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
}

/// Each part with its length before it, so that no two sets have the same text.
class Canonical {
 public:
  void add(std::string_view part) { text_ += fmt::format("{}:{};", part.size(), part); }
  void add(const Span& span) { add(span.text()); }
  void add(const Rule& rule) {
    for (const auto& part : {rule.id, rule.summary, rule.why, rule.ask, rule.stopsWhen, rule.whenText})
      add(part);
    addHandling(rule);
  }
  /// All that alerts::advance reads of a rule besides its condition's answer. What is left out here and
  /// counts there would leave open alerts as they were.
  void addHandling(const Rule& rule) {
    add(rule.id);
    add(fmt::format("{} {}", rule.readsProposal, rule.readsDeadline));
    add(toString(rule.over));
    add(rule.holdFor);
    add(toString(rule.severity));
    add(fmt::format("{} {} {}", rule.tellResolved, rule.inhibits.size(), rule.ladder.size()));
    for (const auto& target : rule.inhibits) add(target);
    for (const auto& step : rule.ladder) add(step);
  }

  [[nodiscard]] std::string sha256() const { return sha256Hex(text_); }

 private:
  void add(const Step& step) {
    add(step.id);
    add(step.after);
    add(step.every ? step.every->text() : "");
    add(step.warn);
    add(fmt::format("{} {}", step.steady, step.tell.size()));
    for (const auto& tell : step.tell) add(tell.text());
  }
  std::string text_;
};

}  // namespace

RuleSet loadRules(const std::vector<SourcePtr>& sources, Diagnostics& diagnostics) {
  RuleSet set;
  const auto before = static_cast<Diagnostics::difference_type>(diagnostics.size());
  for (const auto& source : sources) {
    auto rules = readRuleFile(source, diagnostics);
    std::move(rules.begin(), rules.end(), std::back_inserter(set.rules));
  }
  const auto byId = indexRules(set.rules, diagnostics);
  checkTargets(set.rules, byId, diagnostics);
  Circles(byId, diagnostics).check();
  sortByPlace(sources, diagnostics.begin() + before, diagnostics.end());
  Canonical canonical;
  for (auto& rule : set.rules) {
    canonical.add(rule);
    Canonical handling;
    handling.addHandling(rule);
    rule.handling = handling.sha256();
  }
  set.fingerprint = canonical.sha256();
  return set;
}

}  // namespace chaser::rules
