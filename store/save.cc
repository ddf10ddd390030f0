// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/text.h"
#include "store/alert_rows.h"
#include "store/audit_store.h"
#include "store/engine_store.h"

namespace chaser::store {

namespace {

std::string happening(alerts::AlertState state) {
  return state == alerts::AlertState::Firing ? "alert.fired" : "alert." + std::string(toString(state));
}

Fact factOf(const plan::ActionRecord& record, const alerts::Alert& alert, std::string what, Instant now) {
  Fact fact;
  fact.at = now;
  fact.what = std::move(what);
  fact.plan = record.action.plan;
  fact.action = record.action.id;
  fact.milestone = alert.subject.milestone;
  fact.ref = record.action.ref;
  fact.part = record.action.part;
  fact.after = alert.rule;
  return fact;
}

/// What an alert's fact says: which milestone it is about, and why it speaks or not. Of the milestone's words
/// the beginning: a cell may hold a whole document.
std::string wordsOf(const plan::ActionRecord& record, const alerts::Alert& alert) {
  constexpr std::size_t kShownWords = 200;
  const auto orNull = [](std::string text) {
    return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(std::move(text));
  };
  const auto* milestone = record.milestone(alert.subject.milestone);
  const nlohmann::ordered_json words{
      {"rule", alert.rule},
      {"plan", orNull(record.plan ? record.plan->key : std::string())},
      {"ref", record.action.ref},
      {"part", record.action.part},
      {"party", orNull(milestone != nullptr ? milestone->party : std::string())},
      {"text", orNull(milestone != nullptr ? shorten(milestone->text, kShownWords) : std::string())},
      {"reason", toString(alert.reason)},
      {"detail", orNull(alert.reasonDetail)}};
  return words.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// Reasons that are no more than the ladder at work.
bool isAtWork(alerts::Reason reason) {
  return reason == alerts::Reason::Sent || reason == alerts::Reason::NotDue ||
         reason == alerts::Reason::AlreadyTold;
}

/// It fell quiet, speaks again, or is quiet for something else than before.
bool quietChanged(const alerts::Alert& alert, const alerts::Alert& was) {
  if (alert.reason != was.reason) return !isAtWork(alert.reason) || !isAtWork(was.reason);
  const bool saysUntilWhen = alert.reason != alerts::Reason::AwaitingWarning && !isAtWork(alert.reason);
  return saysUntilWhen && alert.reasonDetail != was.reasonDetail;
}

/// One action on its way into the database. Whatever is as it was costs no statement.
class Saving {
 public:
  Saving(Db& db, const Seen& before, Instant now)
      : db_(db), before_(before), record_(before.observed.record), now_(now) {}

  Outcome alert(const alerts::AlertStep& given) {
    auto alert = given.alert;
    const auto* was = earlierOf(alert);
    if (given.changed || was == nullptr) {
      if (auto written = writeAlert(alert, was); !written) return written;
      if (auto written = writeSteps(alert, was); !written) return written;
    } else if (before_.displaced) {
      if (auto written = refresh(alert); !written) return written;
    }
    for (auto item : given.items) {
      if (item.kind != alerts::ItemKind::Notice) item.alert = alert.id;
      if (auto written = writeItem(db_, item, now_); !written) return written;
    }
    return {};
  }

  Outcome agenda(std::optional<Date> lookOn) {
    if (before_.lookOn == lookOn) return {};
    if (before_.lookOn)
      if (auto removed = db_.run("agenda.remove", before_.action); !removed) return fail(removed.error());
    return lookOn ? asOutcome(db_.run("agenda.put", *lookOn, before_.action)) : Outcome();
  }

 private:
  [[nodiscard]] const alerts::Alert* earlierOf(const alerts::Alert& alert) const {
    const auto& known = before_.observed.alerts;
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const alerts::Alert& one) { return one.id == alert.id; });
    return found == known.end() ? nullptr : &*found;
  }

  [[nodiscard]] int placeOf(const alerts::Alert& alert) const {
    const auto* milestone = record_.milestone(alert.subject.milestone);
    return milestone != nullptr ? milestone->position : 0;
  }

  Outcome refresh(const alerts::Alert& alert) {
    return asOutcome(db_.run("alert.refresh", alert.id, alert.nextOn, toString(alert.reason),
                             alert.reasonDetail, placeOf(alert)));
  }

  /// Writes the alert's row and gives a new one its number.
  Outcome writeAlert(alerts::Alert& a, const alerts::Alert* was) {
    auto written = was == nullptr           ? writeWhole("alert.add", a)
                   : before_.displaced      ? writeWhole("alert.replace", a)
                   : differsLittle(a, *was) ? refresh(a)
                                            : goOn(a);
    if (!written) return written;
    if (was == nullptr) a.id = AlertId{db_.lastId()};
    const bool stays = was != nullptr && was->state == a.state;
    if (stays && !quietChanged(a, *was)) return {};
    auto fact = factOf(record_, a, stays ? "alert.reason" : happening(a.state), now_);
    fact.after = wordsOf(record_, a);
    if (was != nullptr) fact.before = std::string(stays ? toString(was->reason) : toString(was->state));
    return record(db_, fact);
  }

  Outcome writeWhole(std::string_view statement, const alerts::Alert& a) {
    return asOutcome(db_.run(
        statement, a.id, a.subject.action, a.subject.milestone, a.rule, toString(a.state), a.since, a.firedOn,
        a.resolvedOn, a.quietUntil, a.quietBy, a.quietSince, a.quietDays, a.stoodStill, a.standsStillSince,
        a.boardStoodStill, a.boardStandsStillSince, a.ruleGoneOn, a.dueWhenFired, a.lateOnArrival, a.reopened,
        a.held, a.firedTick, a.escalateAnyway, a.nextOn, toString(a.reason), a.reasonDetail,
        record_.action.plan, record_.action.ref, record_.action.part, placeOf(a)));
  }

  Outcome goOn(const alerts::Alert& a) {
    return asOutcome(db_.run("alert.go_on", a.id, toString(a.state), a.since, a.firedOn, a.resolvedOn,
                             a.quietUntil, a.quietBy, a.quietSince, a.quietDays, a.stoodStill,
                             a.standsStillSince, a.boardStoodStill, a.boardStandsStillSince, a.ruleGoneOn,
                             a.dueWhenFired, a.lateOnArrival, a.reopened, a.held, a.firedTick,
                             a.escalateAnyway, a.nextOn, toString(a.reason), a.reasonDetail));
  }

  /// In nothing but what refresh writes, and in rungs, which are rows of their own.
  static bool differsLittle(const alerts::Alert& alert, const alerts::Alert& was) {
    auto same = was;
    same.nextOn = alert.nextOn;
    same.reason = alert.reason;
    same.reasonDetail = alert.reasonDetail;
    same.made = alert.made;
    return same == alert;
  }

  Outcome writeSteps(const alerts::Alert& alert, const alerts::Alert* was) {
    for (std::size_t i = 0; i < alert.made.size(); ++i) {
      const auto& made = alert.made[i];
      if (was != nullptr && i < was->made.size() && made == was->made[i]) continue;
      auto added =
          db_.run("step.add", alert.id, made.step, made.occurrence, made.role.text(), toString(made.kind),
                  made.on, made.toldOn, made.undeliverableOn, made.heldByNobody, namesToJson(made.told));
      if (!added) return fail(added.error());
      if (*added == 0) continue;
      auto fact = factOf(record_, alert, "step.made", now_);
      fact.after = alert.rule + ": " + std::string(toString(made.kind)) + " " + made.step + " " +
                   std::to_string(made.occurrence) + " to " + made.role.text();
      if (auto noted = record(db_, fact); !noted) return noted;
    }
    return {};
  }

  Db& db_;
  const Seen& before_;
  const plan::ActionRecord& record_;
  const Instant now_;
};

}  // namespace

Outcome SqliteEngineStore::save(const Seen& before, const alerts::Advanced& advanced, Instant now) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  Saving saving(db(), before, now);
  for (const auto& alert : advanced.alerts)
    if (auto written = saving.alert(alert); !written) return written;
  if (auto written = saving.agenda(advanced.horizon); !written) return written;
  return step->commit();
}

}  // namespace chaser::store
