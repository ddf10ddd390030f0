// SPDX-License-Identifier: Apache-2.0
#include "daemon/feed_letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/text.h"
#include "notifiers/compose.h"

namespace chaser::daemon {

namespace {

constexpr const char* kAnswer = "answer.recorded";
constexpr const char* kDecision = "decision.recorded";
constexpr const char* kChange = "subject.changed";

Result<notifiers::Fact> factOfAlert(const Configuration& configuration, Facts& facts,
                                    const plan::Webhook& hook, const alerts::Alert& alert) {
  const auto record = facts.record(alert.subject.action);
  if (!record) return fail(record.error());
  notifiers::Fact fact;
  fact.alert = alert;
  fact.rule = configuration.rules.find(alert.rule);
  fact.item.alert = alert.id;
  fact.item.subject = alert.subject;
  fact.item.rule = alert.rule;
  fact.item.kind = alert.unresolved() ? alerts::ItemKind::Ask : alerts::ItemKind::Resolved;
  fact.item.role = {rules::Tell::Kind::Webhook, hook.name};
  fact.item.step = fact.item.role.text();
  if (fact.rule != nullptr) fact.item.severity = fact.rule->severity;
  if (*record == nullptr) return fact;
  fact.record = **record;
  fact.item.plan = fact.record->action.plan;
  if (fact.record->plan) fact.plan = fact.record->plan->key;
  return fact;
}

/// `rag` of `action.rag`, `due` of `milestone.due`. Rows that come and go are the action's own dates and
/// owners; their number is nobody's business.
std::string fieldOf(const std::string& what) {
  const auto dot = what.find('.');
  auto row = what.substr(0, dot);
  auto field = what.substr(dot + 1);
  if (row == "owner") return row;
  if (row == "milestone" && (field == "added" || field == "removed")) return row;
  return field;
}

/// What a decision's fact says: `Improvement board, 2026-12-08: who pays?`, of which the note stays here.
std::pair<std::string, std::optional<Date>> boardAndMeeting(const std::string& words) {
  constexpr std::size_t kDay = 10;
  for (auto at = words.find(", "); at != std::string::npos; at = words.find(", ", at + 1)) {
    const auto day = Date::parse(words.substr(at + 2, kDay));
    const auto end = at + 2 + kDay;
    if (day && (end == words.size() || words[end] == ':')) return {words.substr(0, at), day};
  }
  return {};
}

/// What was gathered for one entry.
struct Gatherings {
  const store::Happening* first = nullptr;
  std::set<std::string> changed;
  std::size_t count = 0;
};

/// Edits of an action go together, and all that happened in a sensitive plan; an answer and a decision stand
/// alone.
using GatherKey = std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>;

class HappeningWriter {
 public:
  HappeningWriter(const Configuration& configuration, Facts& facts, const plan::Webhook& hook, Date today)
      : configuration_(configuration), facts_(facts), hook_(hook), today_(today) {}

  Outcome add(const store::Happening& happening) {
    const auto event = eventOfFact(happening.what);
    const auto& wanted = hook_.events;
    if (std::find(wanted.begin(), wanted.end(), event) == wanted.end()) return {};
    const auto sensitive = isSensitivePlan(happening.plan);
    if (!sensitive) return fail(sensitive.error());
    const bool alone = event != kChange && !*sensitive;
    auto& gathered = gathered_[{event, happening.plan.value, *sensitive ? 0 : happening.action.value,
                                alone ? happening.seq : 0}];
    if (gathered.first == nullptr) order_.push_back({event, &gathered});
    gathered.first = gathered.first == nullptr ? &happening : gathered.first;
    if (event == kChange && !*sensitive) gathered.changed.insert(fieldOf(happening.what));
    ++gathered.count;
    return {};
  }

  Result<std::vector<notifiers::Letter>> letters() {
    std::vector<notifiers::Letter> all;
    for (const auto* event : {kAnswer, kDecision, kChange}) {
      for (const auto& [of, gathered] : order_) {
        if (of != event) continue;
        auto group = groupOf(event, *gathered);
        if (!group) return fail(group.error());
        if (all.empty() || all.back().inFull >= kMostHappenings || all.back().event != event)
          all.push_back(letterFor(event));
        auto& letter = all.back();
        letter.sections.front().groups.push_back(std::move(*group));
        ++letter.inFull;
      }
    }
    for (auto& letter : all) letter.subject = subjectOf(letter);
    return all;
  }

 private:
  Result<bool> isSensitivePlan(PlanId id) {
    const auto plan = facts_.plan(id);
    if (!plan) return fail(plan.error());
    const auto* roles = *plan == nullptr ? nullptr : configuration_.people.plan((*plan)->key);
    return roles != nullptr && roles->sensitive;
  }

  [[nodiscard]] notifiers::Letter letterFor(const std::string& event) const {
    notifiers::Letter letter;
    letter.kind = alerts::MessageKind::Webhook;
    letter.event = event;
    letter.toName = hook_.name;
    letter.day = today_;
    letter.marking = markingOf(configuration_.settings);
    letter.sections.push_back({notifiers::SectionKind::Notices, "What happened", {}});
    return letter;
  }

  static std::string subjectOf(const notifiers::Letter& letter) {
    const auto count = letter.inFull;
    if (letter.event == kAnswer) return counted(count, "answer was recorded", "answers were recorded");
    if (letter.event == kDecision) return counted(count, "decision was recorded", "decisions were recorded");
    return counted(count, "action was changed", "actions were changed");
  }

  Result<notifiers::Group> groupOf(const std::string& event, const Gatherings& gathered) {
    const auto& first = *gathered.first;
    notifiers::Group group;
    notifiers::Entry entry;
    entry.kind = alerts::ItemKind::Notice;
    entry.happened = happenedOf(event, gathered);
    const auto plan = facts_.plan(first.plan);
    if (!plan) return fail(plan.error());
    if (*plan != nullptr) {
      group.plan = (*plan)->key;
      group.planTitle = (*plan)->title.empty() ? (*plan)->key : (*plan)->title;
    }
    const auto sensitive = isSensitivePlan(first.plan);
    if (!sensitive) return fail(sensitive.error());
    if (*sensitive) {
      entry.happened->answer.clear();
      entry.happened->decision.clear();
      entry.noticeText =
          fmt::format("{} in a plan of which messages give counts only: {}.",
                      counted(gathered.count, "thing happened", "things happened"), group.plan);
      group.planTitle = group.plan;
      group.entries.push_back(std::move(entry));
      return group;
    }
    const auto record = facts_.record(first.action);
    if (!record) return fail(record.error());
    group.ref = first.part > 1 ? fmt::format("{} (part {})", first.ref, first.part) : first.ref;
    if (*record != nullptr) {
      group.ref = plan::spokenRef((*record)->action);
      group.headline = plan::headline(**record);
    }
    entry.noticeText = textOf(*entry.happened);
    group.entries.push_back(std::move(entry));
    return group;
  }

  static notifiers::Happened happenedOf(const std::string& event, const Gatherings& gathered) {
    const auto& first = *gathered.first;
    notifiers::Happened happened;
    happened.event = event;
    happened.at = first.at;
    const auto kind = first.what.substr(first.what.find('.') + 1);
    if (event == kAnswer) happened.answer = kind;
    if (event == kDecision) {
      happened.decision = kind;
      std::tie(happened.board, happened.meeting) = boardAndMeeting(first.after);
    }
    happened.changed.assign(gathered.changed.begin(), gathered.changed.end());
    return happened;
  }

  static std::string textOf(const notifiers::Happened& happened) {
    if (!happened.answer.empty()) return "Answered: " + happened.answer + ".";
    if (!happened.decision.empty()) {
      const auto who = happened.board.empty() ? std::string() : " by " + happened.board;
      const auto when = happened.meeting ? " on " + happened.meeting->spoken() : std::string();
      return fmt::format("Decided{}{}: {}.", who, when, happened.decision);
    }
    return "Changed: " + joinWords(happened.changed) + ".";
  }

  const Configuration& configuration_;
  Facts& facts_;
  const plan::Webhook& hook_;
  Date today_;
  std::map<GatherKey, Gatherings> gathered_;
  std::vector<std::pair<std::string, const Gatherings*>> order_;  // as they happened
};

}  // namespace

Result<notifiers::Letter> letterOfAlerts(const Configuration& configuration, Facts& facts,
                                         const plan::Webhook& hook, const std::vector<alerts::Alert>& alerts,
                                         Date today) {
  std::vector<notifiers::Fact> told;
  told.reserve(alerts.size());
  for (const auto& alert : alerts) {
    auto fact = factOfAlert(configuration, facts, hook, alert);
    if (!fact) return fail(fact.error());
    told.push_back(std::move(*fact));
  }
  auto manners = configuration.settings.manners;
  manners.itemsInFull = static_cast<int>(alerts.size());
  const notifiers::ComposeContext context{
      manners, configuration.people, configuration.calendar, today, {}, markingOf(configuration.settings)};
  alerts::MessagePlan plan;
  plan.kind = alerts::MessageKind::Webhook;
  plan.to = alerts::webhookRecipient(hook);
  plan.day = today;
  return notifiers::compose(context, plan, told);
}

std::string eventOfFact(const std::string& what) {
  if (what.starts_with("answer.")) return kAnswer;
  if (what.starts_with("decision.")) return kDecision;
  for (const auto* row : {"action.", "milestone.", "owner."}) {
    if (what.starts_with(row)) return kChange;
  }
  return {};
}

Result<std::vector<notifiers::Letter>> lettersOfHappenings(const Configuration& configuration, Facts& facts,
                                                           const plan::Webhook& hook,
                                                           const std::vector<store::Happening>& happenings,
                                                           Date today) {
  HappeningWriter writer(configuration, facts, hook, today);
  for (const auto& happening : happenings) {
    if (auto done = writer.add(happening); !done) return fail(done.error());
  }
  return writer.letters();
}

}  // namespace chaser::daemon
