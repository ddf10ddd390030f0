// SPDX-License-Identifier: Apache-2.0
#include "alerts/advance.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "alerts/ladder.h"
#include "alerts/lifecycle.h"
#include "alerts/own_edit.h"
#include "alerts/quiet.h"

namespace chaser::alerts {
namespace {

/// An alert on its way through today.
struct Working {
  Alert alert;
  const Alert* before = nullptr;  // as it was observed; nullptr: it was opened today
  const rules::Rule* rule = nullptr;
  const plan::Milestone* milestone = nullptr;
  std::optional<Date> runsFrom;  // an acknowledgement ended, and the clock runs from this day
  bool listed = false;
  std::vector<Item> items;
};

void earlier(std::optional<Date>& day, std::optional<Date> other) {
  if (other && (!day || *other < *day)) day = other;
}

std::vector<Finding> findAll(const World& world, const plan::ActionRecord& record) {
  std::vector<Finding> findings;
  findings.reserve(world.rules.rules.size() * std::max<std::size_t>(1, record.milestones.size()));
  const auto add = [&](const rules::Rule& rule, const plan::Milestone* milestone) {
    const auto verdict = rules::evaluate(rule, record, milestone, world.today, world.calendar, world.zone);
    findings.push_back(Finding{&rule, milestone ? milestone->id : MilestoneId{}, verdict});
  };
  for (const auto& rule : world.rules.rules) {
    if (rule.over == rules::Over::Action) {
      add(rule, nullptr);
      continue;
    }
    for (const auto& milestone : record.milestones) add(rule, &milestone);
  }
  return findings;
}

class Day {
 public:
  Day(const World& world, const Observed& observed) : world_(world), observed_(observed) {
    for (const auto& alert : observed.alerts) {
      auto& working = working_.emplace_back();
      working.alert = alert;
      working.before = &alert;
      working.rule = world.rules.find(alert.rule);
      working.milestone = observed.record.milestone(alert.subject.milestone);
      working.listed = alert.unresolved();
    }
  }

  Advanced run() {
    Advanced advanced;
    advanced.findings = findAll(world_, observed_.record);
    for (const auto& finding : advanced.findings) {
      earlier(advanced.horizon, finding.verdict.until);
      if (finding.verdict.holds) appear(finding);
    }
    for (auto& working : working_) transit(working, advanced.findings);
    const auto all = neighbours();
    for (auto& working : working_) speak(working, all);
    for (auto& working : working_) {
      if (!working.listed) continue;
      earlier(advanced.horizon, clockEnd(working));
      const bool changed = working.before == nullptr || !(*working.before == working.alert);
      advanced.alerts.push_back(AlertStep{std::move(working.alert), std::move(working.items), changed});
    }
    return advanced;
  }

 private:
  [[nodiscard]] Case caseOf(const Working& working) const {
    return Case{world_, observed_, *working.rule, working.milestone};
  }

  /// A rule that holds has an alert: the one it has, the one that was lately resolved, or a new one.
  void appear(const Finding& finding) {
    const Subject subject{observed_.record.action.id, finding.milestone};
    const auto* milestone = finding.milestone ? observed_.record.milestone(finding.milestone) : nullptr;
    const Case what{world_, observed_, *finding.rule, milestone};
    Working* latest = nullptr;
    for (auto& working : working_) {
      if (working.alert.rule != finding.rule->id || !(working.alert.subject == subject)) continue;
      if (working.alert.unresolved()) return;
      // Of two that ended on one day the newer is the last: they stand in the order in which they came.
      if (!latest || latest->alert.resolvedOn <= working.alert.resolvedOn) latest = &working;
    }
    if (latest && reopens(latest->alert, what)) {
      reopen(latest->alert, what);
      latest->listed = true;
      return;
    }
    Working fresh;
    fresh.alert = opened(what);
    fresh.rule = finding.rule;
    fresh.milestone = milestone;
    fresh.listed = true;
    working_.push_back(std::move(fresh));
  }

  void transit(Working& working, const std::vector<Finding>& findings) {
    if (!working.alert.unresolved()) return;
    const Subject& subject = working.alert.subject;
    const bool gone = subject.milestone && !working.milestone;
    if (!working.rule) return missRule(working, gone || observed_.record.action.closedAt.has_value());
    working.alert.ruleGoneOn.reset();
    const bool holds = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.rule == working.rule && finding.milestone == subject.milestone && finding.verdict.holds;
    });
    if (!holds) return end(working, gone);
    fire(working.alert, caseOf(working));
    if (!working.alert.firing()) return;
    const auto ended = endQuiet(working.alert, world_.today);
    // What else kept it quiet meanwhile stopped the clock for longer.
    const bool alone = working.before && (working.before->reason == Reason::AcknowledgedUntil ||
                                          working.before->reason == Reason::SnoozedUntil);
    if (alone) working.runsFrom = ended;
    acknowledgeOwnEdit(working.alert, caseOf(working));
  }

  /// Its rule vanished: it may come back, so the alert waits, and then ends without a word.
  void missRule(Working& working, bool subjectGone) const {
    auto& alert = working.alert;
    if (!alert.ruleGoneOn) alert.ruleGoneOn = world_.today;
    if (subjectGone || world_.today >= *alert.ruleGoneOn + kWaitsForRule) settle(alert);
  }

  void end(Working& working, bool subjectGone) const {
    const bool mayTell = !subjectGone && !working.alert.held && !isSilenced(caseOf(working));
    settle(working.alert);
    if (!mayTell) return;
    working.items = toldResolved(working.alert, caseOf(working));
    leaveOutEditors(working.items, caseOf(working));
  }

  [[nodiscard]] bool isSilenced(const Case& what) const {
    return std::any_of(world_.silences.begin(), world_.silences.end(),
                       [&](const Silence& silence) { return matches(silence, what); });
  }

  void settle(Alert& alert) const {
    keepClocks(alert, {}, std::nullopt, world_.today);
    resolve(alert, world_.today);
    alert.held = false;
    const bool unsaid = std::any_of(alert.made.begin(), alert.made.end(), [](const StepMade& made) {
      return !made.toldOn && !made.undeliverableOn;
    });
    alert.reason = unsaid ? Reason::ResolvedBeforeSending : Reason::NotDue;
    alert.reasonDetail.clear();
  }

  /// What an unresolved alert says today, or why it says nothing.
  void speak(Working& working, const std::vector<Neighbour>& all) {
    auto& alert = working.alert;
    if (!alert.unresolved()) return;
    alert.nextOn.reset();
    if (!working.rule) return waitForRule(alert);
    if (!alert.firing()) return say(alert, Reason::Pending, clockEnd(working)->iso());
    const Case what = caseOf(working);
    const auto quiet = quietOf(alert, what, all);
    const bool doubt = working.milestone && !working.milestone->doubt.empty();
    const bool resumed = keepClocks(alert, standstill(quiet, doubt), working.runsFrom, world_.today);
    earlier(alert.nextOn, nextSilence(what));
    earlier(alert.nextOn, quietEnd(alert));
    if (quiet) {
      say(alert, quiet->reason, quiet->detail);
      if (quiet->until) earlier(alert.nextOn, *quiet->until + Days{1});
      // In doubt, not even a board is told, whoever acknowledged.
      if (quiet->boardsToo || doubt) return;
      return take(working, climb(alert, what, Footing{Audience::Boards, false}), true);
    }
    const auto audience = doubt ? Audience::Coordinator : Audience::Everybody;
    take(working, climb(alert, what, Footing{audience, resumed}), false);
  }

  void take(Working& working, Climb climbed, bool keepReason) const {
    earlier(working.alert.nextOn, climbed.nextOn);
    if (!keepReason) say(working.alert, climbed.reason, std::move(climbed.detail));
    working.items = std::move(climbed.items);
  }

  [[nodiscard]] Standstill standstill(const std::optional<Quiet>& quiet, bool doubt) const {
    Standstill still;
    if (quiet) still.people = quiet->from;
    if (quiet && quiet->boardsToo) still.boards = quiet->from;
    if (doubt && !still.people) still.people = world_.today;
    if (doubt && !still.boards) still.boards = world_.today;
    return still;
  }

  void waitForRule(Alert& alert) const {
    say(alert, Reason::NotDue, "its rule is gone");
    alert.nextOn = *alert.ruleGoneOn + kWaitsForRule;
    if (alert.firing()) keepClocks(alert, {alert.ruleGoneOn, alert.ruleGoneOn}, std::nullopt, world_.today);
  }

  static void say(Alert& alert, Reason reason, std::string detail) {
    alert.reason = reason;
    alert.reasonDetail = std::move(detail);
  }

  /// The first day after an acknowledgement, whatever else keeps the alert quiet until then.
  [[nodiscard]] std::optional<Date> quietEnd(const Alert& alert) const {
    if (alert.state != AlertState::Acknowledged && alert.state != AlertState::Snoozed) return std::nullopt;
    return lastQuietDay(alert, world_.today) + Days{1};
  }

  /// The day on which a pending alert fires.
  [[nodiscard]] std::optional<Date> clockEnd(const Working& working) const {
    if (working.alert.state != AlertState::Pending || !working.rule) return std::nullopt;
    return plan::add(working.alert.since, working.rule->holdFor, world_.calendar);
  }

  [[nodiscard]] std::vector<Neighbour> neighbours() const {
    std::vector<Neighbour> all;
    all.reserve(working_.size());
    for (const auto& working : working_) all.push_back(Neighbour{&working.alert, working.rule});
    return all;
  }

  const World& world_;
  const Observed& observed_;
  std::deque<Working> working_;  // a deque: neighbours point into it
};

}  // namespace

Advanced advance(const World& world, const Observed& observed) {
  return Day(world, observed).run();
}

}  // namespace chaser::alerts
