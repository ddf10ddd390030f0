// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "store/scratch.h"
#include "tests/store/temporary.h"

/// The history of a database, done again in an empty one, and all that people own compared to the last
/// column: what triggers derive, and what the audit says of it, included.
namespace chaser::store {

/// An empty database in which it was all done again.
inline std::pair<Scratch, Console> doneAgain(const History& past) {
  auto scratch = got(Scratch::empty());
  auto console = got(scratch.console());
  for (const auto& step : past.steps) ok(doAgain(console, step));
  return {std::move(scratch), std::move(console)};
}

/// The first column of each row.
inline std::vector<std::string> askFirst(Console& console, const std::string& query) {
  std::vector<std::string> rows;
  for (const auto& row : got(console.run(query))) rows.push_back(row.front());
  return rows;
}

/// Every value of the table as one text, NULL apart from the empty one.
inline std::string wholeTable(const std::string& table, const std::string& columns,
                              const std::string& order) {
  std::string quoted;
  for (std::size_t begin = 0; begin < columns.size();) {
    const auto end = std::min(columns.find(' ', begin), columns.size());
    quoted += (quoted.empty() ? "quote(" : " || '|' || quote(") + columns.substr(begin, end - begin) + ")";
    begin = end + 1;
  }
  return "SELECT " + quoted + " FROM " + table + " ORDER BY " + order;
}

inline const std::vector<std::string>& everythingOwned() {
  static const std::vector<std::string> kQueries{
      wholeTable("plan",
                 "id key title authority year_starts coordinator board owner_count date_count rag_count",
                 "id"),
      wholeTable("rag_key", "plan_id colour status words", "plan_id, colour"),
      wholeTable(
          "action",
          "id plan_id ref part position rag closed_at confirmed_at imported_at updated_at progressed_at "
          "rag_since rag_previous rag_text by_whom assurance recommendation issue action progress comments",
          "id"),
      wholeTable(
          "milestone",
          "action_id id position basis earliest due precision review state completed_on verified_on "
          "recheck_on proposed_due proposed_at baseline_due slips agreed_at party proposed_by completed_by "
          "verified_by label evidence doubt text",
          "action_id, id"),
      wholeTable("owner", "id action_id milestone_id role position", "id"),
      wholeTable("decision", "board meeting_on action_id decision note", "1"),
      wholeTable("audit_entry", "at actor what plan_id action_id milestone_id ref part before after", "1")};
  return kQueries;
}

/// How the engine judges progress is of no account here, but that it is judged alike in both.
inline void judgeAll(EngineStore& store) {
  got(store.judgeProgress([](const std::string&, const std::string& after) { return after.size() % 2 == 0; },
                          100'000));
}

/// Judges what is not judged yet in the database itself, too.
inline void expectDoneAgain(Store& store, Shell& shell) {
  const auto past = got(store.history());
  auto [scratch, console] = doneAgain(past);
  judgeAll(store);
  judgeAll(*got(scratch.open()));
  for (const auto& query : everythingOwned()) EXPECT_EQ(askFirst(console, query), shell.ask(query)) << query;
}

}  // namespace chaser::store
