// SPDX-License-Identifier: Apache-2.0
#include "alerts/quiet.h"

#include <algorithm>

#include "alerts/recipients.h"
#include "common/fold.h"

namespace chaser::alerts {
namespace {

bool sameName(const std::string& wanted, const std::string& name) {
  return wanted.empty() || foldPlural(wanted) == foldPlural(name);
}

bool ownerMatches(const std::string& wanted, const Case& what) {
  if (wanted.empty()) return true;
  for (const auto& owner : what.observed.record.owners) {
    const bool concerns = !owner.milestone || !what.milestone || owner.milestone == what.milestone->id;
    if (concerns && sameName(wanted, owner.role)) return true;
  }
  return false;
}

bool boardMatches(const std::string& wanted, const Case& what) {
  if (wanted.empty()) return true;
  const auto& record = what.observed.record;
  if (const auto* board = boardOf(record, what.milestone, what.world.people)) {
    return sameName(wanted, board->name) || sameName(wanted, board->title());
  }
  return sameName(wanted, record.action.assurance);
}

bool concerns(const Silence& silence, const Case& what) {
  const auto& record = what.observed.record;
  if (!silence.rule.empty() && silence.rule != what.rule.id) return false;
  if (!silence.plan.empty() && (!record.plan || !sameName(silence.plan, record.plan->key))) return false;
  if (!sameName(silence.ref, record.action.ref)) return false;
  if (!silence.party.empty() && (!what.milestone || !sameName(silence.party, what.milestone->party)))
    return false;
  return ownerMatches(silence.owner, what) && boardMatches(silence.board, what);
}

std::optional<Quiet> inhibited(const Alert& alert, const std::vector<Neighbour>& neighbours) {
  for (const auto& [other, rule] : neighbours) {
    if (other == &alert || !rule || !other->unresolved()) continue;
    const bool covers = other->subject == alert.subject || !other->subject.milestone;
    const auto& names = rule->inhibits;
    if (!covers || std::find(names.begin(), names.end(), alert.rule) == names.end()) continue;
    const Date from = std::max(other->since, other->firedOn.value_or(other->since));
    return Quiet{Reason::InhibitedBy, rule->id, from, std::nullopt, true};
  }
  return std::nullopt;
}

std::optional<Quiet> silenced(const Case& what) {
  for (const auto& silence : what.world.silences) {
    if (!matches(silence, what)) continue;
    return Quiet{Reason::SilencedBy, std::to_string(silence.id), silence.from, silence.until, true};
  }
  return std::nullopt;
}

std::optional<Quiet> proposed(const Case& what) {
  if (!what.milestone || !what.milestone->proposedDue || what.rule.readsProposal) return std::nullopt;
  const auto& at = what.milestone->proposedAt;
  const Date from = at ? what.world.zone.dayOf(*at) : what.today();
  return Quiet{Reason::DateProposed, what.milestone->proposedDue->iso(), from, std::nullopt, true};
}

std::optional<Quiet> acknowledged(const Alert& alert, Date today) {
  const bool snoozed = alert.state == AlertState::Snoozed;
  if (!snoozed && alert.state != AlertState::Acknowledged) return std::nullopt;
  const Date last = lastQuietDay(alert, today);
  return Quiet{snoozed ? Reason::SnoozedUntil : Reason::AcknowledgedUntil, last.iso(),
               alert.quietSince.value_or(today), last, false};
}

/// One clock: starts and stops standing still, and counts whole days. It can't have stood still for longer
/// than the alert fires, whatever day a cause claims to have begun.
void keepClock(int& days, std::optional<Date>& since, std::optional<Date> stands, Date firedOn, Date closes,
               Date today) {
  if (stands && !since) {
    since = std::min(today, std::max(*stands, firedOn + Days{days}));
  } else if (!stands && since) {
    days += std::max(0, (closes - *since).count);
    since.reset();
  }
}

}  // namespace

bool matches(const Silence& silence, const Case& what) {
  return silence.from <= what.today() && what.today() <= silence.until && concerns(silence, what);
}

std::optional<Date> nextSilence(const Case& what) {
  std::optional<Date> next;
  for (const auto& silence : what.world.silences) {
    if (silence.from > what.today() && (!next || silence.from < *next) && concerns(silence, what)) {
      next = silence.from;
    }
  }
  return next;
}

std::optional<Quiet> quietOf(const Alert& alert, const Case& what, const std::vector<Neighbour>& neighbours) {
  // The ladder of what is held starts on approval, however long ago the alert fired.
  if (alert.held) {
    return Quiet{Reason::AwaitingApproval, {}, alert.firedOn.value_or(what.today()), std::nullopt, true};
  }
  if (auto quiet = inhibited(alert, neighbours)) return quiet;
  if (auto quiet = silenced(what)) return quiet;
  if (auto quiet = proposed(what)) return quiet;
  return acknowledged(alert, what.today());
}

bool keepClocks(Alert& alert, const Standstill& standstill, std::optional<Date> runsFrom, Date today) {
  const Date firedOn = alert.firedOn.value_or(today);
  const bool stood = alert.standsStillSince.has_value();
  const Date closes = std::min(today, runsFrom.value_or(today));
  keepClock(alert.stoodStill, alert.standsStillSince, standstill.people, firedOn, closes, today);
  keepClock(alert.boardStoodStill, alert.boardStandsStillSince, standstill.boards, firedOn, today, today);
  return stood && !alert.standsStillSince;
}

}  // namespace chaser::alerts
