// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "alerts/lifecycle.h"
#include "daemon/foresight/forecast.h"
#include "daemon/sim/simulation.h"
#include "rules/condition.h"

namespace chaser::daemon {

namespace {

constexpr Days kLadderAhead{366};

/// The copy keeps this action alone: what becomes of the others is not asked, and there may be many. What the
/// plan knows of them stays: whether some row of it has an owner, a date or a rating.
Outcome keepAlone(const store::Scratch& scratch, ActionId action) {
  auto console = scratch.console();
  if (!console) return fail(console.error());
  const auto done = console->run(
      fmt::format("BEGIN; CREATE TEMP TABLE known AS SELECT id, owner_count, date_count, rag_count FROM plan;"
                  "DELETE FROM action WHERE id <> {};"
                  "UPDATE plan SET (owner_count, date_count, rag_count) ="
                  " (SELECT owner_count, date_count, rag_count FROM known WHERE known.id = plan.id); COMMIT",
                  action.value));
  return done ? Outcome() : fail(done.error());
}

/// At most one is unresolved; of the others the last to end says what became of it.
bool isNewer(const alerts::Alert& alert, const std::optional<alerts::Alert>& than) {
  if (!than || alert.unresolved()) return true;
  return than->resolvedOn && than->resolvedOn <= alert.resolvedOn;
}

/// The row, its alert and what waits, as the database has them.
Outcome readState(store::Store& store, const Configuration& configuration, const Question& question,
                  Explanation& explanation) {
  auto record = store.action(question.action);
  if (!record) return fail(record.error());
  if (!*record) return fail(ErrorKind::Input, "there is no such action any more");
  explanation.record = std::move(**record);
  const auto* milestone = explanation.record.milestone(question.milestone);
  const auto& rule = *explanation.rule;
  const plan::Row row{explanation.record, milestone, question.on, configuration.zone};
  explanation.condition = rules::explain(rule.when->root(), row, configuration.calendar);
  const auto verdict = rules::evaluate(rule, explanation.record, milestone, question.on,
                                       configuration.calendar, configuration.zone);
  if (explanation.past) {
    explanation.standing = alerts::standingOf(verdict, nullptr, {});
    return {};
  }
  auto alerts = store.alertsOf(question.action, question.on - alerts::kReopensWithin);
  if (!alerts) return fail(alerts.error());
  for (auto& alert : *alerts) {
    const bool ours = alert.rule == rule.id && alert.subject.milestone == question.milestone;
    // Where it holds again and no tick has looked yet, what was before says nothing of it.
    if (!ours || (verdict.holds && !alert.unresolved())) continue;
    if (isNewer(alert, explanation.alert)) explanation.alert = std::move(alert);
  }
  std::vector<alerts::WaitingItem> waiting;
  if (explanation.alert) {
    const auto items = store.itemsOfAlert(explanation.alert->id);
    if (!items) return fail(items.error());
    for (const auto& item : *items) {
      const auto& made = item.stored.item;
      const bool leaving = item.state == "taken";
      if (!leaving && item.state != "wanted") continue;
      waiting.push_back({made.role, made.kind, made.wantedOn, leaving, item.reason, item.detail});
    }
  }
  explanation.standing =
      alerts::standingOf(verdict, explanation.alert ? &*explanation.alert : nullptr, waiting);
  return {};
}

bool isAsked(const ToldItem& item, const Question& question) {
  return item.rule == question.rule && item.subject == alerts::Subject{question.action, question.milestone};
}

void take(const Forecast& ahead, const Question& question, Explanation& explanation) {
  for (const auto& told : ahead.messages) {
    for (const auto& item : told.items) {
      if (isAsked(item, question)) {
        explanation.toCome.push_back({told.at, told.to, told.kind, told.meeting, item});
      }
    }
  }
  for (const auto& item : ahead.unsaid) {
    if (isAsked(item, question)) explanation.toCome.push_back({std::nullopt, {}, {}, std::nullopt, item});
  }
}

/// Of those to whom steps are to come.
void addUnreachable(const Configuration& configuration, const FailingAddresses& failing,
                    Explanation& explanation) {
  for (const auto& one : failing.all()) {
    for (auto& name : whoHas(configuration.people, one.address)) {
      const bool isToCome = std::any_of(explanation.toCome.begin(), explanation.toCome.end(),
                                        [&](const auto& step) { return step.to == name; });
      if (isToCome) explanation.comesBack.push_back({std::move(name), one});
    }
  }
}

}  // namespace

Result<Explanation> explain(const store::Scratch& scratch,
                            const std::shared_ptr<const Configuration>& configuration,
                            const Question& question, Instant now) {
  const Date today = configuration->zone.dayOf(now);
  Explanation explanation;
  explanation.rule = configuration->rules.find(question.rule);
  explanation.milestone = question.milestone;
  explanation.past = question.on < today;
  if (auto done = keepAlone(scratch, question.action); !done) return fail(done.error());
  FailingAddresses failing;
  Instant from = now;
  if (question.on > today) {
    // Up to the day before; the forecast goes on from there.
    const auto before = forecast(scratch, configuration, now, question.on - Days{1}, {"", true});
    if (!before) return fail(before.error());
    from = configuration->zone.at(question.on, TimeOfDay{0});
  }
  {
    auto store = scratch.open();
    if (!store) return fail(store.error());
    if (question.on > today) {
      auto stage = Stage::rehearsal(scratch);
      if (!stage) return fail(stage.error());
      Simulation play(std::move(*stage), configuration, from);
      if (auto done = play.tick(); !done) return fail(done.error());
    }
    if (auto done = readState(**store, *configuration, question, explanation); !done)
      return fail(done.error());
    auto read = FailingAddresses::read(**store);
    if (!read) return fail(read.error());
    failing = std::move(*read);
  }
  if (explanation.past) return explanation;
  const auto ahead = forecast(scratch, configuration, from, question.on + kLadderAhead, {"", true});
  if (!ahead) return fail(ahead.error());
  take(*ahead, question, explanation);
  addUnreachable(*configuration, failing, explanation);
  return explanation;
}

}  // namespace chaser::daemon
