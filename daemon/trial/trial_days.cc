// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/trial_days.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "daemon/sim/script.h"

namespace chaser::daemon {

namespace {

constexpr int kHighestCount = 10'000;
/// Reminders go on for as long as nobody answers, so a slip of the finger in a year would play for minutes.
constexpr int kLongestYears = 20;

std::string spokenRow(const std::string& ref, int part) {
  return part > 1 ? fmt::format("{} (part {})", shorten(ref, 40), part) : shorten(ref, 40);
}

TrialDeed deedAt(const YamlNode& node, TrialDeed::Kind kind) {
  TrialDeed deed;
  deed.at = node.position();
  deed.kind = kind;
  return deed;
}

}  // namespace

const TrialRow* TrialDays::rowOf(const std::string& ref, std::optional<int> part) const {
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const TrialRow& row) {
    return row.ref == ref && (!part || row.part == *part);
  });
  return found == known_.end() ? nullptr : &*found;
}

void TrialDays::addRow(const YamlNode& node, const TrialRow& row) {
  if (rowOf(row.ref, row.part) != nullptr) {
    node.error(fmt::format("there is a row {} already", spokenRow(row.ref, row.part)),
               "give each row its own 'ref', or a 'part'");
  }
  known_.push_back(row);
}

void TrialDays::read(YamlNode node) {
  TrialDay day;
  day.at = node.position();
  if (!node.checkKeys({"on", "from", "to", "at", "edit", "add", "sql", "off", "approve", "expect"}, "a day"))
    return;
  if (!readDays(node, day)) return;
  readDeeds(node, day);
  readTime(node.get("at"), day);
  if (auto expect = node.get("expect"); expect.present()) {
    day.expect = readExpectation(expect);
    checkRefs(*day.expect);
    if (day.to < offUntil_) {
      expect.error(fmt::format("the machine is off until {}", offUntil_.iso()),
                   "nothing can be looked at before");
    }
  } else if (day.deeds.empty()) {
    node.error("nothing happens on this day, and nothing is expected",
               "give 'expect', or one of edit, add, sql, off, approve");
  }
  last_ = day.to;
  trial_.days.push_back(std::move(day));
}

bool TrialDays::readDays(YamlNode& node, TrialDay& day) {
  auto on = node.get("on");
  auto from = node.get("from");
  auto to = node.get("to");
  if (on.present() == from.present() || from.present() != to.present()) {
    node.error("a day needs 'on', or 'from' and 'to'");
    return false;
  }
  const auto first = on.present() ? on.date("'on'") : from.date("'from'");
  const auto end = on.present() ? first : to.date("'to'");
  if (!first || !end) return false;
  day.from = *first;
  day.to = *end;
  const auto& where = on.present() ? on : from;
  if (day.to < day.from) {
    to.error(fmt::format("this ends on {}, before it begins on {}", day.to.iso(), day.from.iso()));
  } else if (from_ && day.from < *from_) {
    where.error(fmt::format("{} is before the test begins, on {}", day.from.iso(), from_->iso()),
                "the test's 'from' is its first day");
  } else if (from_ && day.to > from_->plusMonths(12 * kLongestYears)) {
    (on.present() ? on : to)
        .error(fmt::format("{} is more than {} years after the test begins, on {}", day.to.iso(),
                           kLongestYears, from_->iso()));
  } else if (last_ && day.from <= *last_) {
    where.error(fmt::format("{} does not come after {}, the entry before", day.from.iso(), last_->iso()),
                "the days stand in their order, each once");
  }
  return true;
}

void TrialDays::readDeeds(YamlNode& node, TrialDay& day) {
  for (auto& item : node.get("edit").items(true)) readEdit(item, day);
  for (auto& item : node.get("add").items(true)) {
    auto added = deedAt(item, TrialDeed::Kind::Add);
    added.row = readTrialRow(item, {RowExtent::Document, trial_.plan.yearStarts, day.from});
    addRow(item, added.row);
    day.deeds.push_back(std::move(added));
  }
  for (auto& item : node.get("sql").items(true)) {
    auto statement = deedAt(item, TrialDeed::Kind::Sql);
    statement.sql = item.text("'sql'").value_or("");
    day.deeds.push_back(std::move(statement));
  }
  auto approve = node.get("approve");
  if (approve.flag("'approve'").value_or(false))
    day.deeds.push_back(deedAt(approve, TrialDeed::Kind::Approve));
  readOff(node.get("off"), day);
}

void TrialDays::readTime(YamlNode node, TrialDay& day) {
  const auto text = node.text("'at'");
  if (!text) return;
  const auto time = TimeOfDay::parse(*text);
  if (!time || *time >= TimeOfDay{24 * 60}) {
    node.error(fmt::format("'{}' is no time of that day", shorten(*text, 40)),
               "for example '14:00'; its end is the next day's beginning");
  } else if (day.deeds.empty()) {
    node.error("'at' says when something happens, and nothing does",
               "give one of edit, add, sql, off, approve");
  } else {
    day.time = *time;
  }
}

void TrialDays::readOff(YamlNode node, TrialDay& day) {
  const auto stretch = node.text("'off'");
  if (!stretch) return;
  const auto span = parseStretch(*stretch);
  if (!span || span->count() <= 0 || *span > std::chrono::hours(24) * 366 * kLongestYears) {
    node.error(fmt::format("'{}' does not say how long", shorten(*stretch, 40)), "for example 36h or 14d");
    return;
  }
  auto off = deedAt(node, TrialDeed::Kind::Off);
  off.span = *span;
  offUntil_ = day.from + Days{static_cast<std::int32_t>(*span / std::chrono::hours(24))};
  day.deeds.push_back(std::move(off));
}

void TrialDays::readEdit(YamlNode& node, TrialDay& day) {
  auto edit = deedAt(node, TrialDeed::Kind::Edit);
  if (!node.checkKeys({"ref", "part", "milestone", "set", "owner", "as"}, "an edit")) return;
  edit.as = node.get("as").text("'as'").value_or("");
  edit.part = node.get("part").integer("'part'", 1, kHighestCount).value_or(1);
  auto ref = node.get("ref");
  edit.ref = ref.text("'ref'").value_or(known_.size() == 1 ? known_.front().ref : "");
  const auto* row = edit.ref.empty() ? nullptr : rowOf(edit.ref, edit.part);
  if (edit.ref.empty()) {
    node.error("an edit needs 'ref', for there are several rows");
  } else if (row == nullptr) {
    checkRef(edit.ref, edit.part, ref.present() ? ref.position() : edit.at);
  }
  auto set = node.get("set");
  if (set.present()) edit.set = readEditValues(set);
  if (auto owner = node.get("owner"); owner.present()) edit.owners = owner.texts("'owner'");
  if (!set.present() && !edit.owners) node.error("this edit changes nothing", "give 'set' or 'owner'");
  auto which = node.get("milestone");
  edit.milestone = static_cast<std::size_t>(which.integer("'milestone'", 1, kHighestCount).value_or(1));
  if (row != nullptr && !edit.set.ofMilestone.empty()) {
    const auto has = fmt::format("{} has {}", spokenRow(edit.ref, edit.part),
                                 counted(row->milestones.size(), "milestone"));
    if (edit.milestone > row->milestones.size()) {
      (which.present() ? which : node).error(has);
    } else if (row->milestones.size() > 1 && !which.present()) {
      node.error(has, "say which with 'milestone', 1 is the first");
    }
  }
  day.deeds.push_back(std::move(edit));
}

/// What is expected of a row that there is not would never come.
void TrialDays::checkRef(const std::string& ref, std::optional<int> part, const Position& at) {
  if (ref.empty() || rowOf(ref, part) != nullptr) return;
  std::vector<std::string> refs;
  refs.reserve(known_.size());
  for (const auto& row : known_) refs.push_back(spokenRow(row.ref, row.part));
  diagnostics_.push_back({Level::Error, at, 1,
                          fmt::format("the test has no row {}", spokenRow(ref, part.value_or(1))),
                          suggest(ref, refs)});
}

void TrialDays::checkRefs(const Expectation& expectation) {
  if (expectation.alerts) {
    for (const auto& alert : expectation.alerts->these) checkRef(alert.ref, alert.part, alert.at);
  }
  if (!expectation.messages) return;
  for (const auto& message : expectation.messages->these) {
    if (!message.items) continue;
    for (const auto& item : *message.items) checkRef(item.ref, item.part, item.at);
  }
}

}  // namespace chaser::daemon
