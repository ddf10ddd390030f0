// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <set>

#include "tests/store/temporary.h"

/// How SQLite goes about each statement: what grows for ever (actions, their history, what was sent) is
/// looked up by an index, never read from end to end. SQLite decides without statistics, for nothing runs
/// ANALYZE.
namespace chaser::store {
namespace {

class QueryPlan : public StoreTest {
 protected:
  std::vector<std::string> of(std::string_view name) {
    std::vector<std::string> details;
    for (const auto& row : shell->ask("EXPLAIN QUERY PLAN " + std::string(Db::text(name))))
      details.push_back(row.substr(row.rfind('|') + 1));
    return details;
  }
};

/// Indexes that hold what is open and nothing else: they are read whole.
const std::set<std::string> kOfWhatIsOpen{"audit_unsealed", "alert_unresolved", "alert_held",
                                          "item_wanted",    "message_ready",    "message_sending",
                                          "bounce_failing"};
/// Read the whole by their nature: people ask for them, or the table is small.
const std::set<std::string_view> kReadsAll{
    "audit.all",         "alert.unresolved",  "message.list",  "action.find", "silence.from",
    "silence.every",     "anew.settings",     "bulk.triggers", "desk.newest", "desk.raise",
    "desk.first_number", "preference.weekly", "reply.all",     "bounce.all",  "arrived.oldest"};
/// The whole history is read at once or not at all.
const std::string_view kReadsHistory = "history.";
/// Stop at the first or the last row, which they read in the table's own order.
const std::set<std::string_view> kReadsOneRow{"audit.first_seal", "audit.state", "change.last",
                                              "keep.last_audit"};

bool readsATable(const std::string& detail) {
  if (detail.rfind("SCAN ", 0) != 0 || detail.find("VIRTUAL TABLE") != std::string::npos) return false;
  for (const auto* ownRows :
       {"CONSTANT ROW", "(subquery", "SCAN due", "SCAN these", "SCAN writer", "SCAN known"})
    if (detail.find(ownRows) != std::string::npos) return false;
  const auto index = detail.find("USING INDEX ");
  return index == std::string::npos || kOfWhatIsOpen.count(detail.substr(index + 12)) == 0;
}

TEST_F(QueryPlan, NoStatementReadsAGrowingTableFromEndToEnd) {
  std::size_t seen = 0;
  for (const auto name : Db::names()) {
    const auto plan = of(name);
    for (const auto& detail : plan) {
      ++seen;
      EXPECT_EQ(detail.find("error:"), std::string::npos) << name << ": " << detail;
      EXPECT_TRUE(kReadsAll.count(name) + kReadsOneRow.count(name) > 0 || name.starts_with(kReadsHistory) ||
                  !readsATable(detail))
          << name << ": " << detail;
    }
  }
  EXPECT_GT(seen, 60U);
}

TEST_F(QueryPlan, WhatIsDueIsReadInTheOrderOfTheDays) {
  const auto plan = of("visit.due");
  EXPECT_THAT(plan, ::testing::Contains(::testing::HasSubstr("MERGE (UNION ALL)")));
  EXPECT_THAT(plan, ::testing::Contains(::testing::HasSubstr(
                        "agenda USING PRIMARY KEY ((look_on,action_id)>(?,?) AND look_on<?)")));
  EXPECT_THAT(plan, ::testing::Contains(::testing::HasSubstr(
                        "alert USING INDEX alert_next ((next_on,action_id)>(?,?) AND next_on<?)")));
  for (const auto& step : plan) EXPECT_EQ(step.find("TEMP B-TREE"), std::string::npos) << "nothing is sorted";
}

TEST_F(QueryPlan, TheOutboxIsReadByWhatIsReadyOrUnderWay) {
  // However many messages wait for another endpoint, or for later: none of them is looked at.
  for (const auto& [name, by] :
       {std::pair{"message.ready_fresh", "message_ready (endpoint=? AND next_attempt=?)"},
        {"message.ready_again", "message_ready (endpoint=? AND next_attempt<?)"},
        {"message.next_attempt", "message_ready (endpoint=?)"},
        {"message.ready_endpoint_after", "message_ready (endpoint>?)"}})
    EXPECT_THAT(of(name), ::testing::Contains(::testing::HasSubstr(by))) << name;
  EXPECT_THAT(of("message.reclaim"),
              ::testing::Contains(::testing::HasSubstr("USING INDEX message_sending")));
  EXPECT_THAT(of("item.any_of_boards"), ::testing::Contains(::testing::HasSubstr("INDEX item_pack")));
  EXPECT_THAT(of("item.of_boards"), ::testing::Contains(::testing::HasSubstr("item_pack (alert_id=?)")));
}

}  // namespace
}  // namespace chaser::store
