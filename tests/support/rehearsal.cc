// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rehearsal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

#include "alerts/lifecycle.h"
#include "alerts/recipients.h"

namespace chaser::alerts {
namespace {

rules::RuleSet rulesFrom(const std::string& text) {
  Diagnostics diagnostics;
  auto source = std::make_shared<const Source>(Source{"rehearsal.yaml", "rules:\n" + text});
  auto rules = rules::loadRules({source}, diagnostics);
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.level == Level::Error) ADD_FAILURE() << diagnostic.render();
  }
  return rules;
}

plan::People peopleFrom(const std::string& text, Date today) {
  Diagnostics diagnostics;
  auto source = std::make_shared<const Source>(Source{"contacts.yaml", text});
  auto directory = plan::loadDirectory(source, today, diagnostics);
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.level == Level::Error) ADD_FAILURE() << diagnostic.render();
  }
  return plan::People(std::move(directory));
}

std::string spoken(const Item& item) {
  std::string text = item.wantedOn.iso();
  text.append(" ").append(toString(item.kind)).append(" ").append(item.role.text());
  return text;
}

bool isRungOf(const Item& item, const StepMade& made) {
  const bool warning = made.kind == ItemKind::Warning;
  return made.step == item.step && made.occurrence == item.occurrence && made.role == item.role &&
         warning == (item.kind == ItemKind::Warning);
}

bool isForBoard(const Item& item) {
  const auto isBoard = [](const Role& role) { return role.kind == rules::Tell::Kind::Board; };
  return item.kind == ItemKind::PackItem || std::any_of(item.goesTo.begin(), item.goesTo.end(), isBoard);
}

/// As the dispatcher drops: what concerns a board keeps its day under an acknowledgement.
bool isDropped(const Item& item, const Alert& alert) {
  if (!alert.unresolved()) return item.kind != ItemKind::Resolved;
  switch (alert.reason) {
    case Reason::InhibitedBy:
    case Reason::SilencedBy:
    case Reason::DateProposed:
      return true;
    case Reason::AcknowledgedUntil:
    case Reason::SnoozedUntil:
      return !isForBoard(item);
    default:
      return false;
  }
}

}  // namespace

const std::string Rehearsal::kContacts = R"(
contacts:
  - {name: Olive Owner, email: olive@demo.example, roles: ["Head of Service"], reports_to: "Director"}
  - {name: Laura Lead, email: laura@demo.example, roles: ["Director"]}
  - {name: Carl Coordinator, email: carl@demo.example, roles: ["Programme manager"]}
  - {name: Lone Officer, email: lone@demo.example, roles: ["Lone officer"]}
  - {name: Gone Nurse, email: gone@demo.example, roles: ["Named nurse"], until: 2016-12-31}
parties:
  - {name: NHST, contact: "Named nurse"}
boards:
  - {name: Programme board, email: board@demo.example, meets: {every: "first tuesday", papers: 5wd, cut_off: 10wd}}
webhooks:
  - {name: teams, url: "https://hooks.demo.example/1"}
plans:
  - {key: demo, coordinator: Programme manager, board: Programme board}
)";

std::string datePassed(const std::string& steps) {
  return R"(
  - id: date-passed
    summary: The date has passed
    why: Somebody waits for it.
    over: milestone
    when: due < today and state = open
    ladder:)" +
         steps;
}

Date day(const char* iso) {
  return *Date::parse(iso);
}

Rehearsal::Rehearsal(const std::string& rules, const char* start)
    : rules_(rulesFrom(rules)),
      calendar_(*plan::WorkingCalendar::ofDivision("england-and-wales")),
      people_(peopleFrom(kContacts, day(start))),
      zone_(*Zone::named("Europe/London")),
      today_(day(start)) {
  plan::Plan plan;
  plan.id = PlanId{1};
  plan.key = "demo";
  plan.hasOwners = plan.hasDates = plan.hasRag = true;
  record.plan = std::make_shared<const plan::Plan>(plan);
  record.action.id = ActionId{7};
  record.action.plan = plan.id;
  record.action.ref = "1";
  record.action.importedAt = zone_.at(today_, TimeOfDay{9 * 60});
  plan::Milestone first;
  first.id = MilestoneId{11};
  first.position = 1;
  first.basis = plan::Basis::Agreed;
  first.precision = plan::Precision::Day;
  first.due = first.baselineDue = today_ + Days{3};
  record.milestones.push_back(first);
  record.owners.push_back(plan::Owner{MilestoneId{}, "Head of Service", 1});
}

World Rehearsal::world() const {
  return World{rules_, calendar_, people_, silences, zone_, today_, tick_};
}

Observed Rehearsal::observed() const {
  Observed observed;
  observed.record = record;
  for (const auto& alert : alerts_) {
    if (alert.unresolved() || *alert.resolvedOn + kReopensWithin >= today_) observed.alerts.push_back(alert);
  }
  return observed;
}

void Rehearsal::until(const char* lastDay) {
  until(day(lastDay));
}

void Rehearsal::until(Date lastDay) {
  if (!started_) tick(today_, std::nullopt);
  while (today_ < lastDay) {
    today_ = today_ + Days{1};
    tickIfDue();
  }
}

void Rehearsal::offUntil(const char* lastDay) {
  if (!started_) tick(today_, std::nullopt);
  today_ = day(lastDay);
  tickIfDue();
}

/// What brings the action into a tick without an edit: its horizon, or the next day of one of its alerts.
void Rehearsal::tickIfDue() {
  std::optional<Date> look = horizon_;
  for (const auto& alert : alerts_) {
    if (alert.unresolved() && alert.nextOn && (!look || *alert.nextOn < *look)) look = alert.nextOn;
  }
  if (look && *look <= today_) {
    tick(std::nullopt, look);
  } else if (visitsDaily) {
    tick(std::nullopt, std::nullopt);
  } else if (deliver()) {
    advanceOnce(std::nullopt, std::nullopt);
  }
}

void Rehearsal::tick(std::optional<Date> editedOn, std::optional<Date> lookOn, const std::string& editedBy) {
  started_ = true;
  ++tick_;
  advanceOnce(editedOn, lookOn, editedBy);
  // What is told brings the action back, as the engine does it.
  if (deliver()) advanceOnce(std::nullopt, std::nullopt);
}

void Rehearsal::arrivesAsOf(const char* editedOn) {
  started_ = true;
  ++tick_;
  auto seen = observed();
  seen.editedOn = day(editedOn);
  seen.knownFrom = today_;
  store(advance(world(), seen));
  if (deliver()) advanceOnce(std::nullopt, std::nullopt);
}

void Rehearsal::edit(const std::function<void(plan::ActionRecord&)>& change) {
  change(record);
  tick(today_, std::nullopt);
}

void Rehearsal::editAs(const std::string& name, const std::function<void(plan::ActionRecord&)>& change) {
  change(record);
  tick(today_, std::nullopt, name);
}

void Rehearsal::act(const std::string& rule, const std::function<void(Alert&)>& change) {
  for (auto& alert : alerts_) {
    if (alert.rule == rule && alert.unresolved()) change(alert);
  }
  tick(std::nullopt, std::nullopt);
}

void Rehearsal::acknowledge(const std::string& rule, const char* lastDay) {
  act(rule, [&](Alert& alert) {
    alert.state = AlertState::Acknowledged;
    alert.quietBy = "Olive Owner";
    alert.quietSince = today_;
    alert.quietUntil = day(lastDay);
  });
}

void Rehearsal::changeRules(const std::string& rules) {
  rules_ = rulesFrom(rules);
  tick(std::nullopt, std::nullopt);
}

void Rehearsal::changePeople(const std::string& contacts) {
  people_ = peopleFrom(contacts, today_);
  tick(std::nullopt, std::nullopt);
}

void Rehearsal::advanceOnce(std::optional<Date> editedOn, std::optional<Date> lookOn,
                            const std::string& editedBy) {
  auto seen = observed();
  if (!editedBy.empty()) seen.editedBy = {editedBy};
  seen.editedOn = editedOn;
  seen.lookOn = lookOn;
  const auto now = world();
  store(advance(now, seen));
  checkAgain(now);
}

/// Idempotence: on the same day, its own output brings nothing new.
void Rehearsal::checkAgain(const World& world) {
  const auto again = advance(world, observed());
  EXPECT_EQ(again.horizon, horizon_) << today_.iso();
  for (const auto& step : again.alerts) {
    EXPECT_FALSE(step.changed) << today_.iso() << " " << step.alert.rule;
    EXPECT_TRUE(step.items.empty()) << today_.iso() << " " << step.alert.rule << " says again "
                                    << (step.items.empty() ? std::string() : spoken(step.items.front()));
  }
}

void Rehearsal::store(const Advanced& advanced) {
  horizon_ = advanced.horizon;
  if (horizon_) {
    EXPECT_GT(*horizon_, today_);
  }
  for (const auto& step : advanced.alerts) {
    Alert alert = step.alert;
    if (!alert.id) {
      alert.id = AlertId{nextId_++};
      EXPECT_TRUE(step.changed);
    }
    if (auto* known = find(alert.id)) {
      EXPECT_EQ(step.changed, !(*known == alert)) << today_.iso() << " " << alert.rule;
      *known = alert;
    } else {
      alerts_.push_back(alert);
    }
    checkMade(alert);
    for (auto item : step.items) {
      item.alert = alert.id;
      EXPECT_EQ(item.wantedOn, today_);
      waiting_.push_back(items_.size());
      items_.push_back(std::move(item));
    }
  }
  std::set<std::tuple<std::string, std::int64_t>> open;
  for (const auto& alert : alerts_) {
    if (!alert.unresolved()) continue;
    EXPECT_TRUE(open.emplace(alert.rule, alert.subject.milestone.value).second) << alert.rule;
  }
}

/// What the store's unique index and its day-driven look would refuse.
void Rehearsal::checkMade(const Alert& alert) const {
  std::set<std::tuple<std::string, int, std::string, bool>> keys;
  for (const auto& made : alert.made) {
    const bool warning = made.kind == ItemKind::Warning;
    EXPECT_TRUE(keys.emplace(made.step, made.occurrence, made.role.text(), warning).second)
        << today_.iso() << " " << made.step << " " << made.occurrence << " " << made.role.text();
  }
  if (alert.nextOn) {
    EXPECT_GT(*alert.nextOn, today_) << alert.rule;
  }
  EXPECT_LE(alert.stoodStill, alert.firedOn ? (today_ - *alert.firedOn).count : 0) << alert.rule;
}

/// Takes what is wanted to its readers; true when something became known by it.
bool Rehearsal::deliver() {
  if (post == Post::IsDown || !calendar_.isWorking(today_)) return false;
  const auto waiting = std::move(waiting_);
  waiting_.clear();
  bool any = false;
  for (const auto index : waiting) {
    const auto& item = items_[index];
    auto& alert = *find(item.alert);
    if (alert.held || item.role.text() == waitsFor) {
      waiting_.push_back(index);
      continue;
    }
    any = true;
    const auto rung = std::find_if(alert.made.begin(), alert.made.end(),
                                   [&](const StepMade& made) { return isRungOf(item, made); });
    if (rung == alert.made.end()) continue;
    // What fell quiet before it left is dropped, and counts as never made.
    if (isDropped(item, alert)) {
      alert.made.erase(rung);
    } else {
      deliver(item, *rung);
    }
  }
  return any;
}

void Rehearsal::deliver(const Item& item, StepMade& made) const {
  if (post == Post::Bounces) {
    made.undeliverableOn = today_;
    return;
  }
  const auto* subject = record.milestone(item.subject.milestone);
  const auto found = resolve(item.role, record, subject, people_, today_);
  made.toldOn = today_;
  made.heldByNobody = found.heldByNobody;
  for (const auto& who : found.who) made.told.push_back(who.name);
}

std::vector<std::string> Rehearsal::said() const {
  std::vector<std::string> lines;
  for (const auto& item : items_) lines.push_back(spoken(item));
  return lines;
}

std::vector<std::string> Rehearsal::saidSince(const char* first) const {
  std::vector<std::string> lines;
  for (const auto& item : items_) {
    if (item.wantedOn >= day(first)) lines.push_back(spoken(item));
  }
  return lines;
}

const Alert& Rehearsal::alert(const std::string& rule) const {
  const Alert* last = nullptr;
  for (const auto& alert : alerts_) {
    if (alert.rule == rule) last = &alert;
  }
  static const Alert kNone{};
  if (!last) ADD_FAILURE() << "no alert of " << rule;
  return last ? *last : kNone;
}

std::size_t Rehearsal::alertsOf(const std::string& rule) const {
  return static_cast<std::size_t>(
      std::count_if(alerts_.begin(), alerts_.end(), [&](const Alert& alert) { return alert.rule == rule; }));
}

Alert* Rehearsal::find(AlertId id) {
  for (auto& alert : alerts_) {
    if (alert.id == id) return &alert;
  }
  return nullptr;
}

}  // namespace chaser::alerts
