// SPDX-License-Identifier: Apache-2.0
#include "plan/export/promise_words.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "plan/same_promise.h"

namespace chaser::plan {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

std::string monthWords(Date day) {
  return fmt::format("{} {}", kMonths[day.month() - 1], day.year());
}

/// `2017/18` for the financial year that begins in 2017; `2017` where it is the calendar year.
std::string yearWords(int begins, unsigned yearStarts) {
  if (yearStarts == 1) return fmt::format("{}", begins);
  return fmt::format("{}/{:02}", begins, (begins + 1) % 100);
}

/// The year in which the financial year of that day begins.
int financialYear(Date day, unsigned yearStarts) {
  return day.month() >= yearStarts ? day.year() : day.year() - 1;
}

std::string quarterWords(Date due, unsigned yearStarts) {
  const unsigned quarter = (due.month() + 12 - yearStarts) % 12 / 3 + 1;
  return fmt::format("Qtr {} {}", quarter, yearWords(financialYear(due, yearStarts), yearStarts));
}

/// All the names that a season or a term ending on that day may have; the reader tells which fits.
std::vector<std::string> seasonWords(Date due) {
  std::vector<std::string> words;
  for (const char* name : {"Spring", "Summer", "Autumn", "Winter"}) {
    for (const int year : {due.year(), due.year() - 1}) {
      words.push_back(fmt::format("{} {}", name, year));
      words.push_back(fmt::format("{} term {}", name, year));
    }
  }
  return words;
}

/// `(A)`, with a blank before it.
std::string basisWords(const std::optional<Basis>& basis) {
  if (!basis) return {};
  return *basis == Basis::Agreed ? " (A)" : " (I)";
}

std::string slashed(Date day) {
  return fmt::format("{:02}/{:02}/{}", day.day(), day.month(), day.year());
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.rfind(what);
  return at == std::string::npos ? std::string() : text.replace(at, what.size(), by);
}

/// What is said of a milestone without its label, party and basis, best first.
std::vector<std::string> coresOf(const Milestone& m, unsigned yearStarts) {
  const std::vector<std::string> periods = periodWords(m, yearStarts);
  std::vector<std::string> cores;
  if (isDone(m)) {
    if (m.completedOn) {
      for (const char* word : {"Completed", "Complete", "Done"})
        cores.push_back(fmt::format("{} {}", word, slashed(*m.completedOn)));
    }
    for (const std::string& period : periods) {
      cores.push_back(period + ". Complete.");
      cores.push_back("Complete " + period);
    }
    cores.emplace_back("Complete");
    return cores;
  }
  for (const std::string& period : periods) {
    if (m.state == State::Ongoing) {
      if (m.review) cores.push_back("Ongoing. Review " + period);
      cores.push_back("Ongoing until " + period);
      cores.push_back(period + " - ongoing");
      cores.push_back(period + " onwards");
      cores.push_back("Ongoing " + period);
    } else if (m.review) {
      cores.push_back("Review " + period);
    } else {
      cores.push_back(period);
      cores.push_back("By " + period);
      cores.push_back("To be completed by " + period);
    }
  }
  if (m.state == State::Ongoing) cores.emplace_back("Ongoing");
  if (m.state == State::Open && periods.empty()) cores.emplace_back("TBC");
  return cores;
}

/// The lines that may say a milestone, best first: its own words, those with the letter put right, then words
/// made anew in all the shapes in which people name what, who and when.
std::vector<std::string> linesFor(const Milestone& m, unsigned yearStarts,
                                  const std::map<int, std::string>& items) {
  std::vector<std::string> lines;
  const auto add = [&lines](std::string line) {
    if (!line.empty()) lines.push_back(std::move(line));
  };
  add(m.text);
  const std::string basis = basisWords(m.basis);
  for (const char* letter : {" (I)", " (A)", "(I)", "(A)"}) add(replaced(m.text, letter, basis));
  if (!m.text.empty() && m.basis) add(m.text + basis);
  for (const std::string& core : coresOf(m, yearStarts)) {
    const std::string when = core + basis;
    for (const auto& [number, item] : items) {
      if (item == m.label) add(fmt::format("{}. {}", number, when));
    }
    const std::string& what = m.label;
    const std::string& who = m.party;
    if (what.empty() && who.empty()) add(when);
    if (what.empty() && !who.empty()) {
      add(fmt::format("{} {}", who, when));
      add(fmt::format("{} ({})", core, who) + basis);
      add(fmt::format("{}: {}", who, when));
      add(fmt::format("{}\n{}", who, when));
      // Names that are no acronyms are known by what is said of them.
      add(fmt::format("{}. {}'s action plan", when, who));
      add(fmt::format("{} actions complete by {}", who, when));
    }
    if (!what.empty() && who.empty()) {
      for (const char* shape : {"{}: {}", "{} - {}", "{} {}", "{}\n{}"})
        add(fmt::format(fmt::runtime(shape), what, when));
      add(fmt::format("{} - {}", core, what) + basis);
      add(fmt::format("{} {}", core, what) + basis);
    }
    if (!what.empty() && !who.empty()) {
      for (const char* shape : {"{1} {0}: {2}", "{0} ({1}): {2}", "{1}: {0} - {2}", "{1} {0} {2}",
                                "{0} {1} {2}", "{1} - {0} {2}", "{1}\n{0} {2}", "{0} ({1}) {2}"})
        add(fmt::format(fmt::runtime(shape), what, who, when));
      add(fmt::format("{} {} - {}", who, core, what) + basis);
      add(fmt::format("{} {}. {}'s action plan", what, when, who));
    }
  }
  return lines;
}

bool sameInFull(const Milestone& a, const Milestone& b) {
  return samePromise(a, b) && a.due == b.due && a.earliest == b.earliest && a.precision == b.precision;
}

/// How much of a milestone a reading has right, when it has not all.
int nearness(const Milestone& reading, const Milestone& wanted) {
  int score = 0;
  score += reading.due == wanted.due ? 8 : 0;
  score += isDone(reading) == isDone(wanted) ? 4 : 0;
  score += reading.basis == wanted.basis ? 4 : 0;
  score += reading.review == wanted.review ? 2 : 0;
  score += reading.party == wanted.party ? 2 : 0;
  score += reading.label == wanted.label ? 1 : 0;
  return score;
}

std::string lineFor(const Milestone& m, unsigned yearStarts, const std::map<int, std::string>& items,
                    const ReadPromises& read) {
  std::string same;
  std::string nearest;
  int best = -1;
  for (std::string& line : linesFor(m, yearStarts, items)) {
    const std::vector<Milestone> readings = read(line);
    if (readings.size() != 1) continue;
    if (sameInFull(readings.front(), m)) return line;
    if (same.empty() && samePromise(readings.front(), m)) same = line;
    const int score = nearness(readings.front(), m);
    if (score > best) {
      best = score;
      nearest = std::move(line);
    }
  }
  return same.empty() ? nearest : same;
}

}  // namespace

std::vector<std::string> periodWords(const Milestone& m, unsigned yearStarts) {
  std::vector<std::string> words;
  if (!m.due && m.earliest) {
    words.push_back("From " + m.earliest->spoken());
    if (m.earliest->day() == 1) words.insert(words.begin(), "From " + monthWords(*m.earliest));
    return words;
  }
  if (!m.due) return words;
  const bool span = m.earliest && *m.earliest < *m.due;
  if (span && m.precision == Precision::Week) words.push_back("w/c " + m.earliest->spoken());
  if (span && m.precision == Precision::Month && *m.due == m.due->lastOfMonth()) {
    words.push_back(monthWords(*m.due));
    words.push_back(fmt::format("{} - {}", monthWords(*m.earliest), monthWords(*m.due)));
  }
  if (span && m.precision == Precision::Quarter) words.push_back(quarterWords(*m.due, yearStarts));
  if (span && m.precision == Precision::Season) words = seasonWords(*m.due);
  if (span && m.precision == Precision::Year) {
    words.push_back(fmt::format("{}", m.due->year()));
    words.push_back(yearWords(financialYear(*m.due, yearStarts), yearStarts));
  }
  // Of a date that was moved only the day is meant: where its period began is left from the date before.
  words.push_back(m.due->spoken());
  return words;
}

std::string promiseCell(const std::vector<Milestone>& milestones, unsigned yearStarts,
                        const std::map<int, std::string>& items, const ReadPromises& read) {
  std::string cell;
  for (const Milestone& m : milestones) {
    if (!cell.empty()) cell += '\n';
    cell += lineFor(m, yearStarts, items, read);
  }
  return cell;
}

}  // namespace chaser::plan
