// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/text.h"
#include "plan/timeline.h"

/// The readings of a timeline cell in a line, as the tables beside the tests write them:
///
///     2018-03-31 month A by=XYZT ; none ongoing || 2018-03-31 month
///
/// `;` stands between readings, `||` between whole answers of which any is right: where people themselves
/// would differ, or where two ways of saying the same are equally useful. A reading begins with its days
/// (`2018-03-31` due then, `2018-03-01..2018-03-31` from and due, `2018-03-01..` a start without an end,
/// `none`), followed in any order by its precision (`day` if not said, but not asked for beside `none`),
/// state
/// (`open` if not said), basis (`A`, `I`; none if not said), `review`, `by=PARTY` and `label=WORDS` (not
/// asked for if not said), `was=DAY` for the date that it took the place of (not asked for if not said), and
/// `?` when it must carry a doubt, `!` when it must carry none.
namespace chaser::plan::notation {

/// What a table wants of one reading.
struct Wanted {
  std::optional<Date> earliest;
  bool anyEarliest = true;
  std::optional<Date> due;
  std::optional<Precision> precision;
  State state = State::Open;
  std::optional<Basis> basis;
  bool review = false;
  bool doubt = false;
  bool noDoubt = false;
  std::optional<std::string> party;
  std::optional<std::string> label;
  std::optional<Date> was;
};

using WantedCell = std::vector<Wanted>;

/// A text cut at each separator, blanks trimmed.
inline std::vector<std::string> cutAt(std::string_view text, std::string_view separator) {
  std::vector<std::string> pieces;
  for (;;) {
    const auto at = text.find(separator);
    pieces.emplace_back(trim(text.substr(0, at)));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + separator.size());
  }
}

inline void readDays(const std::string& word, Wanted& wanted) {
  if (word == "none") {
    wanted.anyEarliest = false;
    return;
  }
  wanted.precision = Precision::Day;
  const auto dots = word.find("..");
  if (dots == std::string::npos) {
    wanted.due = Date::parse(word);
    return;
  }
  wanted.anyEarliest = false;
  wanted.earliest = Date::parse(word.substr(0, dots));
  wanted.due = Date::parse(word.substr(dots + 2));
}

/// Takes `by=XYZT` or `by="Long Name"` out of a reading's text.
inline std::optional<std::string> takeNamed(std::string& text, std::string_view name) {
  const auto by = text.find(name);
  if (by == std::string::npos) return std::nullopt;
  const bool quoted = text.substr(by + name.size(), 1) == "\"";
  const auto from = by + name.size() + (quoted ? 1 : 0);
  const auto end = text.find(quoted ? '"' : ' ', from);
  std::string value = text.substr(from, end == std::string::npos ? end : end - from);
  text.erase(by, end == std::string::npos ? end : end - by + 1);
  return value;
}

/// Empty when the notation is wrong.
inline std::optional<Wanted> readWanted(std::string text) {
  Wanted wanted;
  wanted.party = takeNamed(text, "by=");
  wanted.label = takeNamed(text, "label=");
  if (const auto was = takeNamed(text, "was=")) {
    wanted.was = Date::parse(*was);
    if (!wanted.was) return std::nullopt;
  }
  std::istringstream words(text);
  std::string word;
  words >> word;
  readDays(word, wanted);
  if (word != "none" && !wanted.due && !wanted.earliest) return std::nullopt;
  while (words >> word) {
    if (const auto precision = parsePrecision(word)) {
      wanted.precision = precision;
    } else if (const auto state = parseState(word)) {
      wanted.state = *state;
    } else if (word == "A" || word == "I") {
      wanted.basis = word == "A" ? Basis::Agreed : Basis::Indicative;
    } else if (word == "review") {
      wanted.review = true;
    } else if (word == "?") {
      wanted.doubt = true;
    } else if (word == "!") {
      wanted.noDoubt = true;
    } else {
      return std::nullopt;
    }
  }
  return wanted;
}

/// All answers that a table accepts; none when one of them is wrongly written.
inline std::vector<WantedCell> readWantedCells(std::string_view text) {
  std::vector<WantedCell> answers;
  for (const std::string& answer : cutAt(text, "||")) {
    WantedCell cell;
    for (const std::string& reading : cutAt(answer, " ; ")) {
      const auto wanted = readWanted(reading);
      if (!wanted) return {};
      cell.push_back(*wanted);
    }
    answers.push_back(std::move(cell));
  }
  return answers;
}

inline bool fits(const TimelineReading& got, const Wanted& wanted) {
  return got.due == wanted.due && (wanted.anyEarliest || got.earliest == wanted.earliest) &&
         (!wanted.precision || got.precision == *wanted.precision) && got.state == wanted.state &&
         got.basis == wanted.basis && got.review == wanted.review && (!wanted.doubt || !got.doubt.empty()) &&
         (!wanted.noDoubt || got.doubt.empty()) && (!wanted.party || got.party == *wanted.party) &&
         (!wanted.label || got.label == *wanted.label) && (!wanted.was || got.previously == wanted.was);
}

inline bool fits(const std::vector<TimelineReading>& got, const WantedCell& wanted) {
  if (got.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!fits(got[i], wanted[i])) return false;
  }
  return true;
}

/// Readings as the tables write them, with label and doubt behind.
inline std::string notationOf(const std::vector<TimelineReading>& readings) {
  std::string all;
  for (const TimelineReading& r : readings) {
    if (!all.empty()) all += " ; ";
    const std::string due = r.due ? r.due->iso() : std::string();
    const std::string earliest = r.earliest ? r.earliest->iso() : std::string();
    all += due.empty() && earliest.empty() ? "none" : earliest + ".." + due;
    all += " " + std::string(toString(r.precision));
    if (r.state != State::Open) all += " " + std::string(toString(r.state));
    if (r.basis) all += r.basis == Basis::Agreed ? " A" : " I";
    if (r.review) all += " review";
    if (!r.party.empty()) all += " by=\"" + r.party + "\"";
    if (r.previously) all += " was=" + r.previously->iso();
    if (!r.label.empty()) all += " '" + r.label + "'";
    if (!r.doubt.empty()) all += " ? (" + r.doubt + ")";
  }
  return all;
}

/// The two characters `\n` stand for a line break, as in `chaser timeline`.
inline std::string withLineBreaks(std::string phrase) {
  for (auto at = phrase.find("\\n"); at != std::string::npos; at = phrase.find("\\n", at))
    phrase.replace(at, 2, "\n");
  return phrase;
}

/// `2018-01-31`, `starts=1`, both, or `-`.
inline TimelineOptions optionsOf(std::string_view context) {
  TimelineOptions options;
  for (const std::string& word : cutAt(context, " ")) {
    if (const auto day = Date::parse(word)) options.asOf = day;
    if (word.starts_with("starts=")) options.yearStarts = static_cast<unsigned>(std::stoul(word.substr(7)));
  }
  return options;
}

}  // namespace chaser::plan::notation
