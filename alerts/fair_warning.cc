// SPDX-License-Identifier: Apache-2.0
#include "alerts/fair_warning.h"

#include <algorithm>
#include <set>

#include "alerts/recipients.h"

namespace chaser::alerts {
namespace {

Resolution holdersOf(const Role& role, const Case& what) {
  return resolve(role, what.observed.record, what.milestone, what.world.people, what.today());
}

}  // namespace

bool FairWarning::wasOthers(const StepMade& made) const {
  return made.heldByNobody && !holdersOf(made.role, what_).heldByNobody;
}

bool FairWarning::outOfReach(const Role& role) const {
  const auto found = holdersOf(role, what_);
  const bool anybody = !found.heldByNobody && !found.who.empty();
  return anybody && std::all_of(found.who.begin(), found.who.end(),
                                [](const Recipient& who) { return who.address.empty(); });
}

std::optional<Date> FairWarning::over(const StepMade& made) const {
  if (const auto day = settledOn(made)) return day;
  return outOfReach(made.role) ? std::optional(made.on) : std::nullopt;
}

Reach FairWarning::reachOf(const Role& role) const {
  auto reach = Reach::NotMade;
  for (const auto& made : alert_.made) {
    if (made.kind == ItemKind::Warning || !(made.role == role) || wasOthers(made)) continue;
    if (over(made)) return Reach::Told;
    reach = Reach::Pending;
  }
  return reach;
}

std::optional<std::vector<Role>> FairWarning::toWarn(const LaidStep& upTo) const {
  std::vector<Role> roles;
  for (const auto& laid : steps_) {
    for (const auto& rung : laid.rungs) {
      if (rung.webhook || rung.board || std::find(roles.begin(), roles.end(), rung.role) != roles.end())
        continue;
      const auto reach = reachOf(rung.role);
      if (reach == Reach::Pending) return std::nullopt;
      if (reach == Reach::Told) roles.push_back(rung.role);
    }
    if (laid.step == upTo.step) break;
  }
  return roles;
}

bool FairWarning::stands(const StepMade& made, const rules::Step& step, Date warnFrom) const {
  return made.kind == ItemKind::Warning && made.step == step.id && made.on >= alert_.since &&
         made.on + kWarningKeeps >= warnFrom && !wasOthers(made);
}

std::optional<Date> FairWarning::firstOver(const rules::Step& step, Date warnFrom, const Role* role) const {
  std::optional<Date> first;
  for (const auto& made : alert_.made) {
    if ((role != nullptr && !(made.role == *role)) || !stands(made, step, warnFrom)) continue;
    const auto day = over(made);
    if (day && (!first || *day < *first)) first = day;
  }
  return first;
}

bool FairWarning::isOfToday(const Role& role) const {
  return std::any_of(steps_.begin(), steps_.end(), [&](const LaidStep& laid) {
    return std::any_of(laid.rungs.begin(), laid.rungs.end(),
                       [&](const Rung& rung) { return rung.role == role; });
  });
}

int FairWarning::passedOn(const rules::Step& step, Date warnFrom) const {
  // Several who were warned together passed it on together.
  std::set<Date> days;
  for (const auto& made : alert_.made) {
    if (stands(made, step, warnFrom) && over(made) && !isOfToday(made.role)) days.insert(made.on);
  }
  return static_cast<int>(days.size());
}

std::optional<Date> FairWarning::givenOn(const LaidStep& upTo, Date warnFrom) const {
  if (passedOn(*upTo.step, warnFrom) >= kPassedOn) return firstOver(*upTo.step, warnFrom, nullptr);
  const auto roles = toWarn(upTo);
  if (!roles) return std::nullopt;
  // Of today's holders nobody was told, for they are in peace just now: what was given before them counts.
  if (roles->empty()) return firstOver(*upTo.step, warnFrom, nullptr);
  std::optional<Date> last;
  for (const auto& role : *roles) {
    const auto day = firstOver(*upTo.step, warnFrom, &role);
    if (!day) return std::nullopt;
    if (!last || *last < *day) last = day;
  }
  return last;
}

}  // namespace chaser::alerts
