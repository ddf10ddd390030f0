// SPDX-License-Identifier: Apache-2.0
#include "alerts/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "common/text.h"
#include "plan/difference.h"
#include "plan/progress.h"

namespace chaser::alerts {

namespace {

constexpr std::size_t kShownWords = 80;

std::string storyQuote(std::string_view text) {
  std::string line(trim(text));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return "'" + shorten(line, kShownWords) + "'";
}

std::string spokenDay(const std::string& iso) {
  const auto day = Date::parse(iso.substr(0, 10));
  return day ? day->spoken() : iso;
}

std::string actorName(const std::string& actor) {
  if (actor == "import") return "the document";
  if (actor == "engine") return "Chaser";
  if (actor == "sql") return "somebody with SQL";
  return actor;
}

/// A field whose change is told by its name and both values.
std::string plainChange(std::string_view name, const StoryFact& fact) {
  if (fact.before.empty()) return fmt::format("{}: {}", name, storyQuote(fact.after));
  if (fact.after.empty()) return fmt::format("{} emptied", name);
  return fmt::format("{}: {}", name, plan::textDifference(fact.before, fact.after, {}));
}

std::string dayChange(std::string_view name, const StoryFact& fact) {
  return fact.after.empty() ? fmt::format("{} taken back", name)
                            : fmt::format("{} {}", name, spokenDay(fact.after));
}

class Story {
 public:
  Story(const plan::ActionRecord& record, const std::vector<StoryFact>& facts, const Zone& zone)
      : record_(record), facts_(facts), zone_(zone) {
    for (const StoryFact& fact : facts) {
      if (fact.what == "action.added") entered_ = fact.at;
      if (fact.what == "milestone.due" || fact.what == "action.rag")
        moved_.insert({fact.at, fact.what, fact.milestone});
    }
  }

  std::vector<StoryLine> tell(const std::vector<StoryTold>& told) {
    for (const StoryFact& fact : facts_) {
      std::string text = sentenceOf(fact);
      if (text.empty()) continue;
      if (fact.erased) text = erasedSentence(fact);
      lines_.push_back(StoryLine{fact.at, zone_.dayOf(fact.at), actorName(fact.actor), fact.what,
                                 fact.milestone, fact.before, fact.after, fact.erased,
                                 subjectOf(fact.milestone) + text});
    }
    for (const StoryTold& one : told) {
      lines_.push_back(StoryLine{
          one.at,
          zone_.dayOf(one.at),
          "Chaser",
          "told",
          one.milestone,
          {},
          one.to,
          false,
          subjectOf(one.milestone) + fmt::format("{} was told of '{}' ({})", one.to, one.rule, one.kind)});
    }
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const StoryLine& a, const StoryLine& b) { return a.at < b.at; });
    return std::move(lines_);
  }

 private:
  /// `LCFT: ` where the action has several milestones, so that one knows which.
  [[nodiscard]] std::string subjectOf(MilestoneId id) const {
    if (!id || record_.milestones.size() < 2) return {};
    for (std::size_t i = 0; i < record_.milestones.size(); ++i) {
      const plan::Milestone& m = record_.milestones[i];
      if (m.id == id) return m.party.empty() ? fmt::format("milestone {}: ", i + 1) : m.party + ": ";
    }
    return "a former milestone: ";
  }

  static std::string erasedSentence(const StoryFact& fact) {
    std::string name = fact.what;
    std::replace(name.begin(), name.end(), '.', ' ');
    std::replace(name.begin(), name.end(), '_', ' ');
    return name + " (the words were erased)";
  }

  [[nodiscard]] bool moved(const StoryFact& fact, const char* what) const {
    return moved_.count({fact.at, what, fact.milestone}) > 0;
  }

  std::string sentenceOf(const StoryFact& fact) {
    const std::string_view what = fact.what;
    if (what.starts_with("action.")) return ofAction(fact, what.substr(7));
    if (what.starts_with("milestone.")) return ofMilestone(fact, what.substr(10));
    if (what.starts_with("alert.")) return ofAlert(fact, what.substr(6));
    if (what.starts_with("decision."))
      return fmt::format("board decision '{}': {}", what.substr(9), fact.after);
    if (what.starts_with("answer.")) return fmt::format("answered: {}", fact.after);
    if (what.starts_with("papers.")) return ofPapers(fact, what.substr(7));
    const bool withRow = fact.at == entered_;
    if (what == "owner.added" && !withRow) return fmt::format("owner added: {}", fact.after);
    if (what == "owner.removed") return fmt::format("owner removed: {}", fact.before);
    if (what == "owner.role") return fmt::format("owner {} -> {}", fact.before, fact.after);
    return {};
  }

  static std::string ofPapers(const StoryFact& fact, std::string_view what) {
    const std::string_view said = what == "hold"       ? "held back from"
                                  : what == "drop"     ? "dropped from"
                                  : what == "annotate" ? "noted in"
                                                       : "released to";
    return fmt::format("{} the papers of {}", said, fact.after);
  }

  std::string ofAction(const StoryFact& fact, std::string_view field) const {
    if (field == "added") return "entered the plan" + partsAt(fact.at);
    if (field == "removed") return "removed from the plan";
    if (field == "ref") return fmt::format("renumbered from {} to {}", fact.before, fact.after);
    if (field == "part") return fmt::format("part {} became part {}", fact.before, fact.after);
    if (field == "rag")
      return fmt::format("rating {} -> {}", fact.before.empty() ? "none" : fact.before,
                         fact.after.empty() ? "none" : fact.after);
    if (field == "rag_text")
      return moved(fact, "action.rag") ? std::string() : plainChange("rating in words", fact);
    if (field == "closed_at") return fact.after.empty() ? "opened again" : "closed";
    if (field == "confirmed_at") return "confirmed: it still holds";
    if (field == "progress") return progress(fact);
    return plainChange(field == "by_whom" ? "by whom" : field == "assurance" ? "assured by" : field, fact);
  }

  static std::string progress(const StoryFact& fact) {
    if (fact.after.empty()) return "progress emptied";
    if (!plan::isProgressOfSubstance(fact.before, fact.after))
      return fmt::format("progress text without news: {}", storyQuote(fact.after));
    // What was there before is usually kept, and the news stands behind it.
    const bool longer = !fact.before.empty() && fact.after.starts_with(fact.before);
    return fmt::format("progress: {}",
                       storyQuote(longer ? std::string_view(fact.after).substr(fact.before.size())
                                         : std::string_view(fact.after)));
  }

  std::string ofMilestone(const StoryFact& fact, std::string_view field) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kDays{
        {{"completed_on", "completed on"},
         {"verified_on", "verified on"},
         {"recheck_on", "to be checked again on"},
         {"proposed_due", "proposed date"}}};
    if (field == "due") return due(fact);
    if (field == "added")
      return fact.at == entered_ ? std::string() : fmt::format("promise added: {}", storyQuote(fact.after));
    if (field == "removed") return fmt::format("promise withdrawn: {}", storyQuote(fact.before));
    if (field == "basis") return fact.after.empty() ? "basis emptied" : fmt::format("date is {}", fact.after);
    if (field == "state") return fmt::format("{} -> {}", fact.before, fact.after);
    if (field == "review") return fact.after == "1" ? "the date is a review" : "the date is a deadline";
    for (const auto& [name, spoken] : kDays) {
      if (field == name) return dayChange(spoken, fact);
    }
    if (field == "text") return moved(fact, "milestone.due") ? std::string() : plainChange("words", fact);
    // What the period begins with and how exact it is, and doubts, say nothing beside the date.
    if (field == "earliest" || field == "precision" || field == "doubt" || field == "proposed_at") return {};
    std::string name(field);
    std::replace(name.begin(), name.end(), '_', ' ');
    return plainChange(name, fact);
  }

  std::string due(const StoryFact& fact) {
    const auto before = Date::parse(fact.before);
    const auto after = Date::parse(fact.after);
    if (!after)
      return fact.erased ? "due changed" : fmt::format("due date {} withdrawn", spokenDay(fact.before));
    if (!before) return fmt::format("due date set to {}", after->spoken());
    std::string detail = plan::distance(*before, *after);
    if (*before < *after) detail += fmt::format(", slip {}", ++slips_[fact.milestone]);
    return fmt::format("due {} from {} to {} ({})", *before < *after ? "moved" : "brought forward",
                       before->spoken(), after->spoken(), detail);
  }

  static std::string ofAlert(const StoryFact& fact, std::string_view what) {
    if (what == "pending" || what == "reason") return {};
    if (what == "firing") what = "fired";
    if (what == "speaks_again") return fmt::format("alert '{}' is to speak again", fact.after);
    if (what == "escalated")
      return fmt::format("alert '{}' is to go on though nobody holds a role", fact.after);
    // Who keeps an alert quiet says until when; the engine says what it was before.
    constexpr std::string_view kUntil = "until ";
    if ((what == "acknowledged" || what == "snoozed") && fact.before.starts_with(kUntil))
      return fmt::format("alert '{}' {} until {}", fact.after, what,
                         spokenDay(fact.before.substr(kUntil.size())));
    return fmt::format("alert '{}' {}", fact.after, what);
  }

  /// ` with 2 dates and 1 owner`.
  [[nodiscard]] std::string partsAt(Instant at) const {
    const auto countOf = [&](const char* what) {
      return static_cast<std::size_t>(std::count_if(facts_.begin(), facts_.end(), [&](const StoryFact& fact) {
        return fact.at == at && fact.what == what;
      }));
    };
    std::vector<std::string> parts;
    if (const auto dates = countOf("milestone.added"); dates > 0) parts.push_back(counted(dates, "date"));
    if (const auto owners = countOf("owner.added"); owners > 0) parts.push_back(counted(owners, "owner"));
    return parts.empty() ? std::string() : " with " + joinWords(parts);
  }

  const plan::ActionRecord& record_;
  const std::vector<StoryFact>& facts_;
  const Zone& zone_;
  std::optional<Instant> entered_;
  std::set<std::tuple<Instant, std::string, MilestoneId>> moved_;
  std::map<MilestoneId, int> slips_;
  std::vector<StoryLine> lines_;
};

}  // namespace

std::vector<StoryLine> storyOf(const plan::ActionRecord& record, const std::vector<StoryFact>& facts,
                               const std::vector<StoryTold>& told, const Zone& zone) {
  return Story(record, facts, zone).tell(told);
}

}  // namespace chaser::alerts
