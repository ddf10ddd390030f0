// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What the engine has to come to, said a second time and as simply as it can be said: every rule is asked
/// on every day, working days are walked one by one, nothing is remembered but what happened. It shares no
/// code with the product, not even dates, so that no mistake can be made twice; and it is slow, which is why
/// it is an oracle and no engine.
namespace chaser::oracle {

/// Days since 1970-01-01, counted year by year.
using Day = int;

inline bool isLeap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
inline int lengthOf(int year, int month) {
  constexpr std::array<int, 12> kLengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kLengths.at(static_cast<std::size_t>(month - 1)) + (month == 2 && isLeap(year) ? 1 : 0);
}
inline Day dayOf(int year, int month, int day) {
  Day count = day - 1;
  for (int y = 1970; y < year; ++y) count += isLeap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) count += lengthOf(year, m);
  return count;
}
struct Civil {
  int year = 1970, month = 1, day = 1;
};
inline Civil civilOf(Day count) {
  Civil civil;
  while (count >= (isLeap(civil.year) ? 366 : 365)) count -= isLeap(civil.year++) ? 366 : 365;
  while (count >= lengthOf(civil.year, civil.month)) count -= lengthOf(civil.year, civil.month++);
  civil.day = count + 1;
  return civil;
}
inline std::string isoOf(Day count) {
  const auto civil = civilOf(count);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(civil.year) + "-" + two(civil.month) + "-" + two(civil.day);
}
/// Of `2017-10-02`, whatever follows it.
inline Day fromIso(const std::string& text) {
  return dayOf(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)), std::stoi(text.substr(8, 2)));
}
inline int weekdayOf(Day day) {
  return (day + 3) % 7;  // 0 is Monday
}
/// The day in London of an instant such as `2017-10-02T23:30:00.000Z`.
inline Day londonDay(const std::string& instant) {
  const auto changes = [&](int month) {
    Day sunday = dayOf(std::stoi(instant.substr(0, 4)), month, 31);
    while (weekdayOf(sunday) != 6) --sunday;
    return isoOf(sunday) + "T01:00";
  };
  const bool summer = instant >= changes(3) && instant < changes(10);
  return fromIso(instant) + (summer && instant.substr(11, 2) == "23" ? 1 : 0);
}

using Closures = std::set<Day>;

struct Span {
  int count = 0;
  std::string unit = "d";
  [[nodiscard]] std::string text() const { return std::to_string(count) + unit; }
};

inline Day plus(Day from, const Span& span, const Closures& closures) {
  if (span.unit == "d") return from + span.count;
  if (span.unit == "w") return from + 7 * span.count;
  const int step = span.count < 0 ? -1 : 1;
  if (span.unit == "wd") {
    for (int left = span.count * step; left > 0;) {
      from += step;
      if (weekdayOf(from) < 5 && closures.count(from) == 0) --left;
    }
    return from;
  }
  auto civil = civilOf(from);
  for (int left = span.count * step * (span.unit == "y" ? 12 : 1); left > 0; --left) {
    civil.month += step;
    if (civil.month < 1 || civil.month > 12) {
      civil.month -= 12 * step;
      civil.year += step;
    }
  }
  return dayOf(civil.year, civil.month, std::min(civil.day, lengthOf(civil.year, civil.month)));
}

/// The row, as numbers; words of a closed set are their places in it.
struct Promise {
  int id = 0, place = 0;
  std::optional<int> basis, due, baseline, agreed;
  int state = 0, slips = 0;
  bool review = false;
  friend bool operator==(const Promise&, const Promise&) = default;
};
struct Action {
  int id = 0;
  bool closed = false;
  std::optional<int> updated, rag;
  std::vector<Promise> promises;
  friend bool operator==(const Action&, const Action&) = default;
};

inline const std::vector<std::string> kBases{"indicative", "agreed"};
inline const std::vector<std::string> kStates{"open", "ongoing", "complete", "verified"};
inline const std::vector<std::string> kColours{"red", "amber", "green", "blue", "grey"};

enum class Field { Due, Baseline, Agreed, Basis, State, Slips, Updated, Rag, Open, Late, NextDue, LastDue };
inline const std::vector<std::string> kFieldNames{
    "due",      "baseline_due", "agreed", "basis",           "state",
    "slips",    "updated",      "rag",    "open_milestones", "overdue_milestones",
    "next_due", "last_due"};

inline std::optional<int> valueOf(Field field, const Action& action, const Promise* promise, Day today) {
  const auto overdue = [&](const Promise& p) {
    return p.state == 0 && !p.review && p.due && *p.due < today && p.basis != 0;
  };
  int open = 0, late = 0;
  std::optional<int> next, last;
  for (const auto& p : action.promises) {
    open += p.state == 0 ? 1 : 0;
    late += overdue(p) ? 1 : 0;
    if (p.review || !p.due) continue;
    if (p.state == 0) next = std::min(next.value_or(*p.due), *p.due);
    last = std::max(last.value_or(*p.due), *p.due);
  }
  switch (field) {
    case Field::Due:
      return promise->due;
    case Field::Baseline:
      return promise->baseline;
    case Field::Agreed:
      return promise->agreed;
    case Field::Basis:
      return promise->basis;
    case Field::State:
      return promise->state;
    case Field::Slips:
      return promise->slips;
    case Field::Updated:
      return action.updated;
    case Field::Rag:
      return action.rag;
    case Field::Open:
      return open;
    case Field::Late:
      return late;
    case Field::NextDue:
      return next;
    case Field::LastDue:
      return last;
  }
  return std::nullopt;
}

/// A field, today, or what stands there; moved by a span. `text` is how a rule file writes it.
struct Term {
  enum class Kind { Field, Today, Literal } kind = Kind::Today;
  Field field = Field::Due;
  int literal = 0;
  std::string text = "today";
  Span shift;
};

struct Condition {
  enum class Kind { And, Or, Not, Less, AtMost, More, AtLeast, Same, Differs, Missing } kind = Kind::Missing;
  std::vector<Condition> parts;
  Term left, right;
};

inline std::string textOf(const Term& term) {
  if (term.shift.count == 0) return term.text;
  const Span length{std::abs(term.shift.count), term.shift.unit};
  return term.text + (term.shift.count < 0 ? " - " : " + ") + length.text();
}
inline std::string textOf(const Condition& condition) {
  using Kind = Condition::Kind;
  static const std::vector<std::string> kWords{
      " and ", " or ", "not ", " < ", " <= ", " > ", " >= ", " = ", " != ", " is missing"};
  const auto& word = kWords.at(static_cast<std::size_t>(condition.kind));
  if (condition.kind == Kind::Missing) return textOf(condition.left) + word;
  if (condition.kind == Kind::Not) return word + "(" + textOf(condition.parts.front()) + ")";
  if (condition.parts.empty()) return textOf(condition.left) + word + textOf(condition.right);
  std::string text;
  for (const auto& part : condition.parts) text += (text.empty() ? "(" : word + "(") + textOf(part) + ")";
  return text;
}

inline bool holds(const Condition& condition, const Action& action, const Promise* promise, Day today,
                  const Closures& closures) {
  using Kind = Condition::Kind;
  const auto part = [&](const Condition& c) { return holds(c, action, promise, today, closures); };
  const auto& parts = condition.parts;
  if (condition.kind == Kind::And) return std::all_of(parts.begin(), parts.end(), part);
  if (condition.kind == Kind::Or) return std::any_of(parts.begin(), parts.end(), part);
  if (condition.kind == Kind::Not) return !part(parts.front());
  const auto value = [&](const Term& term) {
    std::optional<int> found = today;
    if (term.kind == Term::Kind::Literal) found = term.literal;
    if (term.kind == Term::Kind::Field) found = valueOf(term.field, action, promise, today);
    return found && term.shift.count != 0 ? plus(*found, term.shift, closures) : found;
  };
  const auto a = value(condition.left);
  if (condition.kind == Kind::Missing) return !a;
  const auto b = value(condition.right);
  if (!a || !b) return condition.kind == Kind::Differs;
  switch (condition.kind) {
    case Kind::Less:
      return *a < *b;
    case Kind::AtMost:
      return *a <= *b;
    case Kind::More:
      return *a > *b;
    case Kind::AtLeast:
      return *a >= *b;
    case Kind::Same:
      return *a == *b;
    default:
      return *a != *b;
  }
}

struct Rule {
  std::string id;
  bool overAction = false;
  Condition when;
  Span holdFor;  ///< before it fires
  Span after;    ///< from there to its first rung
};
struct World {
  std::vector<Rule> rules;
  Closures closures;
};

inline bool holds(const Rule& rule, const Action& action, const Promise* promise, Day today,
                  const Closures& closures) {
  return !action.closed && holds(rule.when, action, promise, today, closures);
}
/// Of one action: all that the rule is asked about.
inline std::vector<const Promise*> subjectsOf(const Rule& rule, const Action& action) {
  if (rule.overAction) return {nullptr};
  std::vector<const Promise*> all;
  for (const auto& promise : action.promises) all.push_back(&promise);
  return all;
}

/// One alert, from its first day to its last.
struct Life {
  std::string rule;
  int promise = 0, place = 0;
  Day since = 0;
  std::optional<Day> fired, resolved, ruleGone, firstRung, dueWhenFired;
  int stoodStill = 0;  ///< days on which its rule was away
  friend bool operator==(const Life&, const Life&) = default;

  [[nodiscard]] std::string text() const {
    const auto on = [](std::optional<Day> day) { return day ? isoOf(*day) : std::string("-"); };
    return rule + " of " + std::to_string(promise) + (fired ? " firing" : " pending") + " since " +
           isoOf(since) + ", fired " + on(fired) + ", first rung " + on(firstRung);
  }
};

/// What is known of one action after it was looked at.
struct Past {
  int row = 0;                  ///< its id; 0 when it is gone
  std::vector<Life> lives;      ///< the oldest first
  std::optional<Day> lookedOn;  ///< the last day on which it was looked at
  int worldThen = 0;            ///< which rules and calendar it was looked at with
  std::int64_t seen = 0;        ///< how far its changes were seen
  friend bool operator==(const Past&, const Past&) = default;
};

/// How the action comes to be looked at.
struct Look {
  Day today = 0;
  Day from = 0;                  ///< nothing is dated before this day: the edit's, or that of the first look
  std::optional<Day> knownFrom;  ///< of an edit: nothing fires before it
};

inline void endLife(Life& life, Day today) {
  if (life.ruleGone && life.fired) life.stoodStill += today - *life.ruleGone;
  life.resolved = today;
}

/// The action is gone: nothing is asked any more, and what was to be said is taken back.
inline void forget(Past& past, Day today) {
  for (auto& life : past.lives) {
    if (life.resolved) continue;
    endLife(life, today);
    life.firstRung.reset();
  }
}

/// The date that an alert is about.
inline std::optional<Day> dueOf(const Action& action, const Promise* promise) {
  if (promise != nullptr) return promise->due;
  std::optional<Day> first;
  for (const auto& p : action.promises) {
    if (p.due && p.state < 2) first = std::min(first.value_or(*p.due), *p.due);
  }
  return first;
}

/// A rule that holds and has no alert gets one: the last one again when that fired, is over for two weeks at
/// the most and the date has not moved later since; else a new one.
inline void begin(Past& past, const Rule& rule, const Action& action, const Promise* promise,
                  const World& world, const Look& look) {
  std::optional<Day> start;
  for (Day day = look.from; day <= look.today; ++day) {
    if (!holds(rule, action, promise, day, world.closures)) {
      start.reset();
    } else if (!start) {
      start = day;
    }
  }
  Life* last = nullptr;
  for (auto& life : past.lives) {
    if (life.rule != rule.id || life.promise != (promise != nullptr ? promise->id : 0)) continue;
    if (!life.resolved) return;
    last = &life;
  }
  const auto due = dueOf(action, promise);
  bool later = last != nullptr && due && last->dueWhenFired && *due > *last->dueWhenFired;
  // The promise that was next is kept, and still bears its date.
  for (const auto& p : action.promises) {
    if (later && promise == nullptr && p.due == last->dueWhenFired) later = false;
  }
  if (last != nullptr && last->fired && look.today <= *last->resolved + 14 && !later) {
    last->since = std::max(*start, *last->resolved);
    last->resolved.reset();
    last->ruleGone.reset();
    return;
  }
  Life life;
  life.rule = rule.id;
  if (promise != nullptr) life.promise = promise->id;
  if (promise != nullptr) life.place = promise->place;
  life.since = *start;
  past.lives.push_back(std::move(life));
}

/// Looks at one action with the rules of today.
inline void look(Past& past, const Action& action, const World& world, const Look& at) {
  for (const auto& rule : world.rules) {
    for (const auto* promise : subjectsOf(rule, action)) {
      if (holds(rule, action, promise, at.today, world.closures))
        begin(past, rule, action, promise, world, at);
    }
  }
  for (auto& life : past.lives) {
    if (life.resolved) continue;
    const auto rule = std::find_if(world.rules.begin(), world.rules.end(),
                                   [&](const Rule& r) { return r.id == life.rule; });
    const Promise* promise = nullptr;
    for (const auto& p : action.promises) {
      if (p.id == life.promise) promise = &p;
    }
    const bool gone = life.promise != 0 && promise == nullptr;
    life.place = promise != nullptr ? promise->place : 0;
    if (rule == world.rules.end()) {
      if (!life.ruleGone) life.ruleGone = at.today;
      if (gone || action.closed || at.today >= *life.ruleGone + 14) endLife(life, at.today);
      continue;
    }
    if (gone || rule->overAction != (promise == nullptr) ||
        !holds(*rule, action, promise, at.today, world.closures)) {
      endLife(life, at.today);
      life.ruleGone.reset();
      continue;
    }
    if (life.ruleGone && life.fired) life.stoodStill += at.today - *life.ruleGone;
    life.ruleGone.reset();
    const Day fires = plus(life.since, rule->holdFor, world.closures);
    if (!life.fired && fires <= at.today) {
      life.fired = std::max(fires, at.knownFrom.value_or(fires));
      life.dueWhenFired = dueOf(action, promise);
    }
    if (!life.fired || life.firstRung) continue;
    const Day due = plus(*life.fired + life.stoodStill, rule->after, world.closures);
    if (due <= at.today) life.firstRung = at.today;
  }
  past.lookedOn = at.today;
}

/// What was to be said and never left is taken back where nobody wants it any more.
inline void takeBack(Past& past) {
  for (auto& life : past.lives) {
    if (life.resolved || life.ruleGone) life.firstRung.reset();
  }
}

}  // namespace chaser::oracle
