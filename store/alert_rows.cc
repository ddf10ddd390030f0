// SPDX-License-Identifier: Apache-2.0
#include "store/alert_rows.h"

#include <nlohmann/json.hpp>

namespace chaser::store {

alerts::Alert readAlert(Row& row) {
  alerts::Alert a;
  a.id = row.id<AlertId>();
  a.subject.action = row.id<ActionId>();
  a.subject.milestone = row.id<MilestoneId>();
  a.rule = row.text();
  a.state = row.word(alerts::parseAlertState).value_or(alerts::AlertState::Pending);
  a.since = row.date();
  a.firedOn = row.maybeDate();
  a.resolvedOn = row.maybeDate();
  a.quietUntil = row.maybeDate();
  a.quietBy = row.text();
  a.quietSince = row.maybeDate();
  a.quietDays = row.number();
  a.stoodStill = row.number();
  a.standsStillSince = row.maybeDate();
  a.boardStoodStill = row.number();
  a.boardStandsStillSince = row.maybeDate();
  a.ruleGoneOn = row.maybeDate();
  a.dueWhenFired = row.maybeDate();
  a.lateOnArrival = row.flag();
  a.reopened = row.number();
  a.held = row.flag();
  a.firedTick = row.integer();
  a.escalateAnyway = row.flag();
  a.nextOn = row.maybeDate();
  a.reason = row.word(alerts::parseReason).value_or(alerts::Reason::NotDue);
  a.reasonDetail = row.text();
  return a;
}

alerts::StepMade readStepMade(Row& row) {
  alerts::StepMade step;
  step.step = row.text();
  step.occurrence = row.number();
  step.role = readRole(row.view());
  step.kind = row.word(alerts::parseItemKind).value_or(alerts::ItemKind::Ask);
  step.on = row.date();
  step.toldOn = row.maybeDate();
  step.undeliverableOn = row.maybeDate();
  step.heldByNobody = row.flag();
  step.told = namesFromJson(row.view());
  return step;
}

void readStep(Row& row, std::vector<alerts::Alert>& alerts, std::size_t& at) {
  const auto alert = row.id<AlertId>();
  while (at < alerts.size() && alerts[at].id < alert) ++at;
  if (at < alerts.size() && alerts[at].id == alert) alerts[at].made.push_back(readStepMade(row));
}

std::string namesToJson(const std::vector<std::string>& names) {
  return nlohmann::json(names).dump();
}

std::vector<std::string> namesFromJson(std::string_view json) {
  std::vector<std::string> names;
  const auto list = nlohmann::json::parse(json, nullptr, false);
  if (!list.is_array()) return names;
  for (const auto& name : list)
    if (name.is_string()) names.push_back(name.get<std::string>());
  return names;
}

std::string rolesToJson(const std::vector<alerts::Role>& roles) {
  std::vector<std::string> texts;
  texts.reserve(roles.size());
  for (const auto& role : roles) texts.push_back(role.text());
  return namesToJson(texts);
}

std::vector<alerts::Role> rolesFromJson(std::string_view json) {
  std::vector<alerts::Role> roles;
  for (const auto& text : namesFromJson(json)) roles.push_back(readRole(text));
  return roles;
}

alerts::Role readRole(std::string_view text) {
  return alerts::Role::parse(text).value_or(alerts::Role{});
}

rules::Severity readSeverity(std::string_view text) {
  for (const auto severity : {rules::Severity::Info, rules::Severity::Critical})
    if (toString(severity) == text) return severity;
  return rules::Severity::Warning;
}

Result<bool> addItem(Db& db, const alerts::Item& i, Instant now) {
  auto added = db.run("item.add", i.alert, i.plan, i.subject.action, i.subject.milestone, i.rule,
                      toString(i.kind), i.step, i.occurrence, i.role.text(), i.wantedOn, toString(i.severity),
                      i.asksWhereItStands, i.late, i.becauseDoubt, rolesToJson(i.goesTo), i.goesOn,
                      i.noticeKey, i.noticeText, i.madeTick, now);
  if (!added) return fail(added.error());
  return *added > 0;
}

Outcome writeItem(Db& db, const alerts::Item& item, Instant now) {
  const auto added = addItem(db, item, now);
  return added ? Outcome() : fail(added.error());
}

}  // namespace chaser::store
