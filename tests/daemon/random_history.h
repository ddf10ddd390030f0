// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/oracle.h"

/// Random histories of a plan, and the random rules, rows and edits that they are made of. Everything follows
/// from the seeds; each event has its own, so that one may be left out and the others stay what they are.
namespace chaser::daemon::histories {

class Chance {
 public:
  explicit Chance(std::uint32_t seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  int between(int least, int most) { return least + below(most - least + 1); }
  bool oneIn(int n) { return below(n) == 0; }
  template <typename T>
  const T& of(const std::vector<T>& choices) {
    return choices.at(static_cast<std::size_t>(below(static_cast<int>(choices.size()))));
  }
  std::uint32_t seed() { return static_cast<std::uint32_t>(random_()); }

 private:
  std::mt19937 random_;
};

enum class Kind {
  Edit,       ///< plain SQL
  Import,     ///< a document, merged
  Days,       ///< time passes, and the daemon runs
  Off,        ///< the machine is off for up to 60 days
  Restart,    ///< of the daemon
  Kill,       ///< kill -9 in the middle of a tick
  ClockDay,   ///< the wall clock is set by a day, on or back
  ClockYear,  ///< by a year
  Rules,      ///< one is added, dropped or altered, or the calendar is
  Reload,     ///< and again while the cold pass is under way
};
inline const std::vector<std::string> kKindNames{"edit", "import",     "days",        "off",   "restart",
                                                 "kill", "clock, day", "clock, year", "rules", "reload"};

struct Event {
  Kind kind = Kind::Edit;
  std::uint32_t seed = 0;
};

struct Plot {
  std::uint32_t seed = 0;  ///< of the plan and the rules that it begins with
  bool big = false;        ///< so many rows that a cold pass takes several transactions
  std::vector<Event> events;
};

inline Plot plotOf(std::uint32_t seed) {
  Chance chance(seed);
  Plot plot;
  plot.seed = seed;
  plot.big = chance.oneIn(20);
  static const std::vector<Kind> kLikely{Kind::Edit,  Kind::Edit,     Kind::Edit,      Kind::Days,
                                         Kind::Days,  Kind::Days,     Kind::Import,    Kind::Off,
                                         Kind::Kill,  Kind::ClockDay, Kind::ClockYear, Kind::Rules,
                                         Kind::Rules, Kind::Reload,   Kind::Restart};
  for (int left = chance.between(10, 24); left > 0; --left)
    plot.events.push_back({chance.of(kLikely), chance.seed()});
  return plot;
}

inline oracle::Span spanOf(Chance& chance) {
  static const std::vector<std::string> kUnits{"d", "d", "wd", "wd", "w", "mo", "y"};
  oracle::Span span{0, chance.of(kUnits)};
  span.count = chance.between(1, span.unit == "d" || span.unit == "wd" ? 12 : span.unit == "y" ? 1 : 3);
  return span;
}

inline oracle::Term fieldOf(oracle::Field field) {
  return {oracle::Term::Kind::Field, field, 0, oracle::kFieldNames.at(static_cast<std::size_t>(field)), {}};
}
inline oracle::Term shifted(oracle::Term term, Chance& chance) {
  if (!chance.oneIn(3)) return term;
  term.shift = spanOf(chance);
  if (chance.oneIn(2)) term.shift.count = -term.shift.count;
  return term;
}

inline oracle::Condition comparisonOf(Chance& chance, bool overAction, oracle::Day start) {
  using oracle::Condition;
  using oracle::Field;
  using oracle::Term;
  static const std::vector<Condition::Kind> kOrdered{Condition::Kind::Less, Condition::Kind::AtMost,
                                                     Condition::Kind::More, Condition::Kind::AtLeast};
  static const std::vector<Field> kDates{Field::Due, Field::Due, Field::Baseline, Field::Agreed,
                                         Field::Updated};
  static const std::vector<Field> kDatesOfAction{Field::NextDue, Field::NextDue, Field::LastDue,
                                                 Field::Updated};
  const auto date = [&] { return fieldOf(chance.of(overAction ? kDatesOfAction : kDates)); };
  const auto literal = [](int value, std::string text) {
    return Term{Term::Kind::Literal, Field::Due, value, std::move(text), {}};
  };
  const auto word = [&](Field field, const std::vector<std::string>& words) {
    const int at = chance.below(static_cast<int>(words.size()));
    return Condition{chance.oneIn(3) ? Condition::Kind::Differs : Condition::Kind::Same,
                     {},
                     fieldOf(field),
                     literal(at, words.at(static_cast<std::size_t>(at)))};
  };
  const oracle::Day day = start + chance.between(-20, 150);
  Condition made;
  made.kind = chance.of(kOrdered);
  switch (chance.below(10)) {
    case 0:
      return overAction ? word(Field::Rag, oracle::kColours) : word(Field::Basis, oracle::kBases);
    case 1:
      if (overAction) return word(Field::Rag, oracle::kColours);
      return word(Field::State, oracle::kStates);
    case 2: {
      static const std::vector<Field> kNumbers{Field::Open, Field::Late, Field::Late};
      const int number = chance.below(3);
      made.left = fieldOf(!overAction && chance.oneIn(2) ? Field::Slips : chance.of(kNumbers));
      made.right = literal(number, std::to_string(number));
      return made;
    }
    case 3:
      made.left = shifted(date(), chance);
      made.right = literal(day, oracle::isoOf(day));
      return made;
    case 4:
      made.left = date();
      made.kind = Condition::Kind::Missing;
      return made;
    case 5:
      made.left = shifted(Term{}, chance);
      made.right = literal(day, oracle::isoOf(day));
      return made;
    default:
      made.left = shifted(date(), chance);
      made.right = shifted(Term{}, chance);
      if (chance.oneIn(4)) std::swap(made.left, made.right);
      return made;
  }
}

inline oracle::Condition conditionOf(Chance& chance, bool overAction, oracle::Day start, int depth = 2) {
  using Ask = oracle::Condition::Kind;
  if (depth == 0 || chance.oneIn(3)) return comparisonOf(chance, overAction, start);
  oracle::Condition made;
  made.kind = chance.of(std::vector<Ask>{Ask::And, Ask::And, Ask::Or, Ask::Not});
  for (int left = made.kind == Ask::Not ? 1 : 2; left > 0; --left)
    made.parts.push_back(conditionOf(chance, overAction, start, depth - 1));
  return made;
}

/// The number in the name tells what the rule is over, so that a rule that is altered or comes back is over
/// the same.
inline oracle::Rule ruleOf(Chance& chance, int number, oracle::Day start) {
  oracle::Rule rule;
  rule.id = "r" + std::to_string(number);
  rule.overAction = number % 3 == 0;
  rule.when = conditionOf(chance, rule.overAction, start);
  if (chance.oneIn(2)) rule.holdFor = spanOf(chance);
  if (chance.oneIn(3)) rule.after = spanOf(chance);
  return rule;
}

inline std::string textOf(const std::vector<oracle::Rule>& rules) {
  std::string text = "rules:\n";
  for (const auto& rule : rules) {
    text += "  - id: " + rule.id +
            "\n    summary: One of many\n    over: " + (rule.overAction ? "action" : "milestone") +
            "\n    when: '" + oracle::textOf(rule.when) + "'\n    for: " + rule.holdFor.text() +
            "\n    ladder:\n      - tell: coordinator\n        after: " + rule.after.text() + "\n";
  }
  return text;
}

inline std::string quoted(const std::vector<std::string>& words, int at) {
  return "'" + words.at(static_cast<std::size_t>(at)) + "'";
}
inline std::string anyDay(Chance& chance, oracle::Day today) {
  return chance.oneIn(10) ? "NULL" : "'" + oracle::isoOf(today + chance.between(-40, 90)) + "'";
}

/// The action that was inserted last gets one more promise.
inline std::string promiseOf(Chance& chance, const std::string& action, int place, oracle::Day today) {
  const auto due = anyDay(chance, today);
  return "INSERT INTO milestone (action_id, position, due, basis, state, review, text) VALUES (" + action +
         ", " + std::to_string(place) + ", " + due + ", " +
         (chance.oneIn(6) ? "NULL" : quoted(oracle::kBases, chance.below(2))) + ", " +
         quoted(oracle::kStates, chance.oneIn(3) ? chance.below(4) : 0) + ", " +
         (chance.oneIn(6) ? "1" : "0") + ", 'x');";
}
/// Each row has words of its own, by which an import finds it again.
inline std::string wordsOf(const std::string& ref) {
  static const std::vector<std::string> kWords{"Old matters",
                                               "Survey the roof",
                                               "Train all nurses",
                                               "Buy two ambulances",
                                               "Rewrite complaints policy",
                                               "Close ward seven",
                                               "Audit medication charts",
                                               "Hire a pharmacist",
                                               "Publish waiting times",
                                               "Replace fire doors"};
  return kWords.at(ref.size() == 1 ? static_cast<std::size_t>(ref.front() - '0') : 0);
}
inline std::string actionOf(Chance& chance, const std::string& ref, oracle::Day today) {
  std::string sql = "INSERT INTO action (plan_id, ref, action, rag) VALUES (1, '" + ref + "', '" +
                    wordsOf(ref) + "', " +
                    (chance.oneIn(3) ? "NULL" : quoted(oracle::kColours, chance.below(5))) + ");";
  for (int place = 1; place <= chance.below(3) + 1; ++place)
    sql += promiseOf(chance, "(SELECT max(id) FROM action)", place, today);
  return sql;
}

/// What somebody with SQL does to a plan whose rows are these.
inline std::string editOf(Chance& chance, const std::vector<oracle::Action>& rows,
                          const std::vector<std::string>& refs, oracle::Day today) {
  const auto fresh = std::to_string(chance.between(1, 9));
  if (rows.empty() || chance.oneIn(14))
    return "DELETE FROM action WHERE ref = '" + fresh + "';" +
           (chance.oneIn(3) ? "" : actionOf(chance, fresh, today));
  const auto at = static_cast<std::size_t>(chance.below(static_cast<int>(rows.size())));
  const auto& row = rows.at(at);
  const auto action = std::to_string(row.id);
  const auto ofAction = [&](const std::string& set) {
    return "UPDATE action SET " + set + " WHERE id = " + action + ";";
  };
  if (row.promises.empty() || chance.oneIn(4)) {
    switch (chance.below(6)) {
      case 0:
        return ofAction("comments = comments || 'x'");
      case 1:
        return ofAction("rag = " + (chance.oneIn(4) ? "NULL" : quoted(oracle::kColours, chance.below(5))));
      case 2:
        return ofAction(row.closed ? "closed_at = NULL" : "closed_at = '2017-01-01T00:00:00.000Z'");
      case 3:
        return ofAction("progress = progress || ' The survey of the roof was ordered from the builders.'");
      case 4:
        // A program that writes a row anew: it bears another number then.
        return "DELETE FROM action WHERE id = " + action + ";" + actionOf(chance, refs.at(at), today);
      default:
        return promiseOf(chance, action, static_cast<int>(row.promises.size()) + 1, today);
    }
  }
  const auto& promise = chance.of(row.promises);
  const auto which = " WHERE id = " + std::to_string(promise.id) + ";";
  const auto set = [&](const std::string& what) { return "UPDATE milestone SET " + what + which; };
  switch (chance.below(12)) {
    case 0:
      return set("basis = " + (chance.oneIn(4) ? "NULL" : quoted(oracle::kBases, chance.below(2))));
    case 1:
    case 2:
      return set("state = " + quoted(oracle::kStates, chance.below(4)));
    case 3:
      return set("review = 1 - review");
    case 4:
      return "DELETE FROM milestone" + which;
    case 5:
    case 6:
      // Often just about today, where a day more or less tells.
      return set("due = '" + oracle::isoOf(today + chance.between(-2, 2)) + "'");
    default:
      return set("due = " + anyDay(chance, today));
  }
}

}  // namespace chaser::daemon::histories
