// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/ids.h"
#include "common/instant.h"
#include "rules/rule.h"

/// The words of chasing as values: an alert and its life, what was made for it, what is wanted for whom, and
/// the one reason for which something is or is not said. store/ keeps them, advance.h and dispatch.h decide
/// about them.
namespace chaser::alerts {

/// `Pending` while `for:` runs, then `Firing` until the rule stops holding; while firing a person may
/// acknowledge or snooze it until a day.
enum class AlertState { Pending, Firing, Acknowledged, Snoozed, Resolved };

/// The one reason why something was or was not said. A closed set: stored, counted, printed by `explain`.
enum class Reason {
  Sent,
  Pending,
  InhibitedBy,
  SilencedBy,
  AcknowledgedUntil,
  SnoozedUntil,
  DateProposed,
  OutsideWindow,
  Holiday,
  InDigest,
  InPack,
  AwaitingApproval,
  AwaitingWarning,
  NobodyHoldsRole,
  NoAddress,
  AlreadyTold,
  OverBudget,
  Undeliverable,
  EndpointHeld,
  ResolvedBeforeSending,
  NotDue,
};

/// What an item is to the one who gets it.
enum class ItemKind {
  Ask,         ///< the first that this role hears of it
  Reminder,    ///< the same step again
  Escalation,  ///< a later step: says who has not answered
  Warning,     ///< fair warning to those told so far: this goes to somebody else on a day, unless …
  PackItem,    ///< for a board's papers
  Resolved,    ///< it is over, to those who were told
  Notice,      ///< about the chasing itself, to the coordinator
};

std::string_view toString(AlertState);
std::string_view toString(Reason);  ///< `inhibited-by`, …
std::string_view toString(
    ItemKind);  ///< `ask`, `reminder`, `escalation`, `warning`, `pack-item`, `resolved`, `notice`
std::optional<AlertState> parseAlertState(std::string_view);
std::optional<Reason> parseReason(std::string_view);
std::optional<ItemKind> parseItemKind(std::string_view);

/// What an alert is about: a milestone, or the whole action when `milestone` is 0.
struct Subject {
  ActionId action;
  MilestoneId milestone;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

/// A role to be told, before anybody knows who holds it. Steps are made for roles; the person is looked up
/// when the message leaves. `tell: owner` becomes one Role for each owner: `party:NCH`, `owner:Head of
/// Service`, or `coordinator` where nobody is named.
struct Role {
  rules::Tell::Kind kind = rules::Tell::Kind::Coordinator;
  std::string name;  ///< as written in the plan or the rule; empty for coordinator and verifier
  /// `party:NCH`, `coordinator`, `lead:party:NCH`: unique, stored.
  [[nodiscard]] std::string text() const;
  static std::optional<Role> parse(std::string_view text);
  friend bool operator==(const Role&, const Role&) = default;
};

/// One rung made for one role; unique by (alert, step, occurrence, role, whether it is a Warning). A fair
/// warning is made for the step that it announces; its occurrence counts apart, for the step's day may move
/// so far that the first warning said something untrue. A rung whose item was dropped before it left is taken
/// back: it was never made.
struct StepMade {
  std::string step;
  int occurrence = 1;  ///< the first time is 1, its reminders 2, 3, …
  Role role;
  ItemKind kind = ItemKind::Ask;
  Date on;
  // What became of it; written by delivery.
  std::optional<Date> toldOn;           ///< first delivered to somebody
  std::optional<Date> undeliverableOn;  ///< given up
  bool heldByNobody = false;            ///< nobody held the role: the coordinator was told instead
  std::vector<std::string> told;        ///< names of contacts or boards that it was delivered to

  friend bool operator==(const StepMade&, const StepMade&) = default;
};

struct Alert {
  AlertId id;  ///< 0 until stored
  std::string rule;
  Subject subject;
  AlertState state = AlertState::Pending;
  Date since;                   ///< first day on which the rule held, this time: reopening sets it anew
  std::optional<Date> firedOn;  ///< the day from which the ladder counts
  std::optional<Date> resolvedOn;
  std::optional<Date> quietUntil;  ///< acknowledged or snoozed up to and including this day
  std::string quietBy;
  std::optional<Date> quietSince;
  int quietDays = 0;  ///< whole days acknowledged or snoozed so far, closed periods: 6 weeks in all at most
  // The ladder's clock stands still while acknowledged, inhibited, silenced, held, in doubt, or with a
  // proposal unanswered. Boards have a clock of their own, for an acknowledgement does not stop what is due
  // to them.
  int stoodStill = 0;  ///< whole days so far, closed periods
  std::optional<Date> standsStillSince;
  int boardStoodStill = 0;  ///< the same for steps to a board: every cause but acknowledging and snoozing
  std::optional<Date> boardStandsStillSince;
  std::optional<Date> ruleGoneOn;    ///< its rule vanished: resolved quietly after 14 days
  std::optional<Date> dueWhenFired;  ///< to see whether `due` moved later before it reopens
  bool lateOnArrival =
      false;  ///< late already when it was imported: the first contact asks, never reproaches
  int reopened = 0;
  bool held = false;            ///< by the storm guard, until `chaser approve`
  std::int64_t firedTick = 0;   ///< the tick in which it fired or was opened again
  bool escalateAnyway = false;  ///< the coordinator said so although nobody holds the role
  std::optional<Date> nextOn;   ///< the first day on which its ladder has something to do; derived by advance
  Reason reason = Reason::NotDue;  ///< why it is saying nothing now, or Sent
  std::string reasonDetail;        ///< the inhibiting rule, the silence's number, the day
  std::vector<StepMade> made;

  [[nodiscard]] bool unresolved() const { return state != AlertState::Resolved; }
  [[nodiscard]] bool firing() const { return unresolved() && state != AlertState::Pending; }

  friend bool operator==(const Alert&, const Alert&) = default;
};

/// Something wanted for one role because of one alert (or, for a notice, because of the chasing itself).
/// Written in the same transaction as the step; who gets it is found when it leaves.
struct Item {
  ItemId id;      ///< 0 until stored
  AlertId alert;  ///< 0 for a notice; filled in by the store for alerts made in the same advance
  Subject subject;
  PlanId plan;
  std::string rule;
  ItemKind kind = ItemKind::Ask;
  std::string step;
  int occurrence = 1;
  Role role;
  Date wantedOn;
  rules::Severity severity = rules::Severity::Warning;
  bool asksWhereItStands = false;  ///< first contact about something that was late on arrival
  bool late = false;               ///< made up for after a gap: it should have been said earlier
  std::string becauseDoubt;        ///< the coordinator is asked because date, basis or state is in doubt
  // Of a Warning: what it announces.
  std::vector<Role> goesTo;
  std::optional<Date> goesOn;
  // Of a Notice: its words and the key by which it is said once.
  std::string noticeKey;
  std::string noticeText;
  /// The engine's tick that wanted it anew (an alert fired, a rule or a row was changed): what the storm
  /// guard judges. 0 when its day had come on a ladder that was at work already.
  std::int64_t madeTick = 0;
};

/// A silence: says nothing about what it matches while it lasts. Empty fields match everything.
struct Silence {
  std::int64_t id = 0;
  std::string plan, ref, owner, party, board, rule;
  Date from;
  Date until;  ///< last day
  std::string author, reason;
};

}  // namespace chaser::alerts
