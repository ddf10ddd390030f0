// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/trial.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/fold.h"
#include "daemon/sim/simulation.h"
#include "daemon/trial/judge.h"
#include "rules/condition.h"

namespace chaser::daemon {

namespace {

/// Conditions are looked at from here on: before it nobody writes plans.
constexpr int kFirstYear = 1900;
/// More periods than this are no answer that anybody could have written down.
constexpr std::size_t kMostPeriods = 200;
constexpr std::size_t kMostLooks = 100'000;
constexpr std::size_t kMostRows = 10'000;

Date firstDay() {
  return Date::fromYmd(kFirstYear, 1, 1).value();
}

/// One condition, the rule's or its own, over one row.
class ConditionPlay {
 public:
  ConditionPlay(const ConditionTrial& trial, const Configuration& configuration)
      : trial_(trial), configuration_(configuration), record_(recordFor(trial, configuration.zone)) {
    if (const auto* rule = configuration.rules.find(trial.rule)) {
      when_ = rule->when;
      over_ = rule->over;
    } else {
      Diagnostics none;
      when_ = rules::Condition::compile(trial.when, trial.over, trial.whenAt, none);
      over_ = trial.over;
    }
  }

  void judge(TrialResult& result) const {
    if (trial_.holds) judgePeriods(result);
    for (const Date day : trial_.on) {
      if (!verdict(day).holds) fail(result, day, "holds", "does not hold");
    }
    for (const Date day : trial_.notOn) {
      if (verdict(day).holds) fail(result, day, "does not hold", "holds");
    }
  }

 private:
  static plan::ActionRecord recordFor(const ConditionTrial& trial, const Zone& zone) {
    plan::Plan plan;
    plan.key = "plan";
    plan.ragKey = plan::defaultRagKey();
    return recordOf(trial.row, plan, zone);
  }

  [[nodiscard]] plan::Row rowOn(Date day) const {
    const auto* milestone =
        over_ == rules::Over::Milestone ? &record_.milestones.at(trial_.milestone - 1) : nullptr;
    return {record_, milestone, day, configuration_.zone};
  }
  [[nodiscard]] rules::Verdict verdict(Date day) const {
    return when_->evaluate(rowOn(day), configuration_.calendar);
  }

  /// By jumping from one day on which it may change to the next.
  [[nodiscard]] std::vector<Period> periods() const {
    std::vector<Period> found;
    bool held = false;
    Date day = firstDay();
    for (std::size_t look = 0; look < kMostLooks && found.size() < kMostPeriods; ++look) {
      const auto now = verdict(day);
      if (now.holds && !held) {
        found.push_back({day == firstDay() ? std::nullopt : std::optional(day), std::nullopt});
      } else if (!now.holds && held) {
        found.back().to = day - Days{1};
      }
      held = now.holds;
      if (!now.until) break;
      day = *now.until;
    }
    return found;
  }

  static std::string spoken(const std::vector<Period>& periods) {
    if (periods.empty()) return "never holds";
    std::string text;
    for (const auto& period : periods) {
      if (!text.empty()) text += ", and ";
      if (!period.from && !period.to) {
        text += "always";
      } else if (period.from && period.to && *period.from == *period.to) {
        text += "on " + period.from->spoken();
      } else {
        text += period.from ? "from " + period.from->spoken() : "from ever";
        text += period.to ? " to " + period.to->spoken() : " on";
      }
    }
    return "holds " + text;
  }

  /// The first day on which what is expected and what is differ.
  static Date firstDifference(const std::vector<Period>& a, const std::vector<Period>& b) {
    std::vector<Date> edges = {firstDay()};
    for (const auto* periods : {&a, &b}) {
      for (const auto& period : *periods) {
        if (period.from) edges.push_back(*period.from);
        if (period.to) edges.push_back(*period.to + Days{1});
      }
    }
    std::sort(edges.begin(), edges.end());
    const auto isIn = [](const std::vector<Period>& periods, Date day) {
      return std::any_of(periods.begin(), periods.end(), [&](const Period& period) {
        return (!period.from || *period.from <= day) && (!period.to || day <= *period.to);
      });
    };
    const auto found =
        std::find_if(edges.begin(), edges.end(), [&](Date day) { return isIn(a, day) != isIn(b, day); });
    return found == edges.end() ? firstDay() : *found;
  }

  void judgePeriods(TrialResult& result) const {
    const auto got = periods();
    if (got == *trial_.holds) return;
    fail(result, firstDifference(*trial_.holds, got), spoken(*trial_.holds), spoken(got));
  }

  void fail(TrialResult& result, Date day, const std::string& expected, const std::string& got) const {
    const auto& about = trial_.rule.empty() ? trial_.name : trial_.rule;
    LookedAt looked{fmt::format("{} on {}", about, day.spokenWithWeekday()),
                    rules::explain(when_->root(), rowOn(day), configuration_.calendar),
                    {}};
    result.failures.push_back(
        {trial_.at, std::nullopt, trial_.rule, about + " " + expected, {got}, std::move(looked)});
  }

  const ConditionTrial& trial_;
  const Configuration& configuration_;
  plan::ActionRecord record_;
  std::shared_ptr<const rules::Condition> when_;
  rules::Over over_ = rules::Over::Milestone;
};

/// A plan on a database of its own, and the one who edits it.
class PlanPlay {
 public:
  static Result<std::unique_ptr<PlanPlay>> begin(const Trial& trial,
                                                 const std::shared_ptr<const Configuration>& configuration) {
    auto scratch = store::Scratch::empty();
    if (!scratch) return fail(scratch.error());
    auto editor = scratch->open();
    if (!editor) return fail(editor.error());
    std::unique_ptr<PlanPlay> play(new PlanPlay(trial, configuration, std::move(*editor)));
    if (auto done = play->enterPlan(); !done) return fail(done.error());
    auto stage = Stage::rehearsal(*scratch);
    if (!stage) return fail(stage.error());
    play->simulation_.emplace(std::move(*stage), configuration, play->midnight(trial.from));
    return play;
  }

  Outcome run(TrialResult& result) {
    Instant messagesFrom = midnight(trial_.from);
    for (const auto& day : trial_.days) {
      // What went before an entry over several days is not asked by it; an entry that asks for no messages
      // leaves them for the next one.
      const bool asks = day.expect && day.expect->messages;
      if (asks && day.from < day.to && midnight(day.from) > messagesFrom) messagesFrom = midnight(day.from);
      for (const auto& deed : day.deeds) simulation_->add({eventOf(deed, day)});
      const Instant end = midnight(day.to + Days{1}) - Instant::Duration(1);
      const auto before = simulation_->mishaps().size();
      if (auto done = simulation_->runUntil(end); !done) return done;
      const auto& mishaps = simulation_->mishaps();
      const auto& at = day.deeds.empty() ? day.at : day.deeds.front().at;
      for (auto i = before; i < mishaps.size(); ++i)
        result.failures.push_back({at, day.from, {}, "what is to happen can be done", {mishaps[i]}, {}});
      if (const auto& hold = simulation_->lastTick().clockHold; !hold.empty()) {
        // From here on nothing would ever happen, and whoever expects silence would be content.
        result.failures.push_back({at, day.from, {}, "the engine is at work", {hold}, {}});
        return {};
      }
      if (!day.expect) continue;
      const auto actual = look(day.to, messagesFrom);
      if (!actual) return fail(actual.error());
      judge(*day.expect, *actual, *configuration_, result.failures);
      if (day.expect->messages) messagesFrom = end + Instant::Duration(1);
    }
    return {};
  }

 private:
  PlanPlay(const Trial& trial, std::shared_ptr<const Configuration> configuration,
           std::unique_ptr<store::Store> editor)
      : trial_(trial), configuration_(std::move(configuration)), editor_(std::move(editor)) {}

  [[nodiscard]] Instant midnight(Date day) const { return configuration_->zone.at(day, TimeOfDay{0}); }

  Outcome enterPlan() {
    const Instant at = midnight(trial_.from);
    if (auto done = editor_->setSetting("as_of", at.iso()); !done) return done;
    const auto id = editor_->putPlan(trial_.plan, {"test", at});
    if (!id) return fail(id.error());
    plan_ = *id;
    plan::ChangeSet rows;
    rows.actions.reserve(trial_.rows.size());
    for (const auto& row : trial_.rows) rows.actions.push_back(changeOf(row));
    return editor_->apply(plan_, rows, {}, {"test", at});
  }

  /// As an import brings it: ids are the database's to give.
  plan::ActionChange changeOf(const TrialRow& row) {
    plan::ActionChange change;
    change.kind = plan::ActionChange::Kind::New;
    change.after = recordOf(row, trial_.plan, configuration_->zone);
    change.after.action.id = {};
    change.after.action.position = ++rows_;
    for (auto& milestone : change.after.milestones) milestone.id = {};
    for (auto& owner : change.after.owners) owner.milestone = {};
    return change;
  }

  ScriptEvent eventOf(const TrialDeed& deed, const TrialDay& day) {
    ScriptEvent event;
    event.at = configuration_->zone.at(day.from, day.time);
    switch (deed.kind) {
      case TrialDeed::Kind::Sql:
        event.kind = ScriptEvent::Kind::Sql;
        event.sql = deed.sql;
        break;
      case TrialDeed::Kind::Off:
        event.kind = ScriptEvent::Kind::Off;
        event.span = deed.span;
        break;
      case TrialDeed::Kind::Approve:
        event.kind = ScriptEvent::Kind::Approve;
        break;
      case TrialDeed::Kind::Add:
        event.kind = ScriptEvent::Kind::Act;
        event.act = [this, &deed, at = event.at]() -> Outcome {
          plan::ChangeSet rows;
          rows.actions.push_back(changeOf(deed.row));
          return editor_->apply(plan_, rows, {}, {"test", at});
        };
        break;
      case TrialDeed::Kind::Edit:
        event.kind = ScriptEvent::Kind::Act;
        event.act = [this, &deed, at = event.at] { return edit(deed, at); };
        break;
    }
    return event;
  }

  Outcome edit(const TrialDeed& deed, Instant at) {
    const store::Actor actor{deed.as.empty() ? "test" : deed.as, at};
    const auto ids = editor_->find({trial_.plan.key, deed.ref, deed.part}, false);
    if (!ids) return fail(ids.error());
    if (ids->empty()) return fail(ErrorKind::Input, fmt::format("there is no row {} any more", deed.ref));
    auto record = editor_->action(ids->front());
    if (!record) return fail(record.error());
    const auto change = [&](MilestoneId milestone, const std::vector<GivenValue>& values) -> Outcome {
      if (values.empty()) return {};
      std::vector<std::pair<std::string, std::optional<std::string>>> fields;
      fields.reserve(values.size());
      for (const auto& value : values) fields.push_back(columnOf(value, configuration_->zone));
      return editor_->update(ids->front(), milestone, fields, actor);
    };
    if (auto done = change({}, deed.set.ofAction); !done) return done;
    if (!deed.set.ofMilestone.empty()) {
      const auto& milestones = (*record)->milestones;
      if (deed.milestone > milestones.size())
        return fail(ErrorKind::Input, "there is no such milestone any more");
      if (auto done = change(milestones[deed.milestone - 1].id, deed.set.ofMilestone); !done) return done;
    }
    return deed.owners ? own(*deed.owners, ids->front(), actor) : Outcome();
  }

  /// The owners of the whole action, as an import would give it others.
  Outcome own(const std::vector<std::string>& owners, ActionId id, const store::Actor& actor) {
    auto record = editor_->action(id);
    if (!record) return fail(record.error());
    plan::ActionChange change;
    change.kind = plan::ActionChange::Kind::Changed;
    change.after = std::move(**record);
    auto& all = change.after.owners;
    all.erase(std::remove_if(all.begin(), all.end(), [](const auto& owner) { return !owner.milestone; }),
              all.end());
    for (const auto& owner : owners) all.push_back({{}, owner, static_cast<int>(all.size())});
    plan::ChangeSet changes;
    changes.actions.push_back(std::move(change));
    return editor_->apply(plan_, changes, {}, actor);
  }

  Result<Actual> look(Date day, Instant messagesFrom) {
    Actual actual;
    actual.day = day;
    auto& store = simulation_->store();
    auto records = store.scan({}, kMostRows, {});
    if (!records) return fail(records.error());
    actual.records = std::move(*records);
    for (const auto& record : actual.records) {
      const auto alerts = store.alertsOf(record.action.id, trial_.from);
      if (!alerts) return fail(alerts.error());
      for (const auto& alert : *alerts) actual.alerts.push_back({alert, &record});
    }
    auto story = readStory(store, {}, messagesFrom);
    if (!story) return fail(story.error());
    actual.messages = std::move(*story);
    return actual;
  }

  const Trial& trial_;
  std::shared_ptr<const Configuration> configuration_;
  std::unique_ptr<store::Store> editor_;
  PlanId plan_;
  int rows_ = 0;
  std::optional<Simulation> simulation_;
};

std::vector<std::string> eachOnce(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace

Result<std::vector<TrialResult>> runTrials(const TrialFile& file,
                                           const std::shared_ptr<const Configuration>& configuration,
                                           const std::string& filter) {
  std::vector<TrialResult> results;
  const auto wanted = [folded = foldCase(filter)](const std::string& name) {
    return foldCase(name).find(folded) != std::string::npos;
  };
  for (const auto& trial : file.conditions) {
    if (!wanted(trial.name)) continue;
    auto& result = results.emplace_back();
    result.at = trial.at;
    result.name = trial.name;
    if (!trial.rule.empty()) result.rules = {trial.rule};
    ConditionPlay(trial, *configuration).judge(result);
  }
  for (const auto& trial : file.tests) {
    if (!wanted(trial.name)) continue;
    auto& result = results.emplace_back();
    result.at = trial.at;
    result.name = trial.name;
    for (const auto& day : trial.days) {
      if (!day.expect) continue;
      const auto named = rulesIn(*day.expect);
      result.rules.insert(result.rules.end(), named.begin(), named.end());
    }
    result.rules = eachOnce(std::move(result.rules));
    auto play = PlanPlay::begin(trial, configuration);
    if (!play) return fail(play.error());
    if (auto done = (*play)->run(result); !done) return fail(done.error());
  }
  return results;
}

}  // namespace chaser::daemon
