// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plan/fields.h"
#include "tests/store/engine_fixture.h"

namespace chaser::store {
namespace {

/// Three hundred actions in two plans, with values of every column that a rule may ask for, and gaps.
constexpr const char* kManyRows = R"(
INSERT INTO plan (key, title, board) VALUES ('p', 'A plan', 'The board'), ('q', 'Another', '');
WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO action (plan_id, ref, part, rag, closed_at, confirmed_at, rag_text, by_whom, assurance, recommendation, issue,
                    action, progress, comments)
SELECT 1 + i % 2, 'R' || i, 1 + i % 3, iif(i % 4 = 0, NULL, iif(i % 2, 'red', 'green')),
  iif(i % 29 = 0, '2017-09-01T10:00:00.000Z', NULL), iif(i % 5 = 0, '2017-08-01T23:30:00.000Z', NULL),
  iif(i % 3, '', 'on track'), iif(i % 6, '', 'the clerk'), iif(i % 7, '', 'Board ' || i), 'r' || i, 'i' || i, 'a' || i,
  iif(i % 3, '', 'going well ' || i), iif(i % 8, '', 'see ' || i) FROM n;
INSERT INTO milestone (action_id, position, basis, earliest, due, precision, review, state, completed_on, verified_on,
                       recheck_on, proposed_due, proposed_at, party, proposed_by, completed_by, verified_by, label, evidence,
                       doubt, text)
SELECT a.id, m.i, iif(a.id % 3 = 0, NULL, iif(a.id % 2, 'agreed', 'indicative')), date('2017-01-01', a.id || ' days'),
  iif((a.id + m.i) % 5 = 0, NULL, date('2017-06-01', a.id || ' days', m.i || ' months')), iif(m.i = 1, 'month', 'day'),
  a.id % 11 = 0, iif((a.id + m.i) % 4, 'open', 'complete'), iif((a.id + m.i) % 4, NULL, '2017-05-05'), NULL,
  iif(a.id % 13, NULL, '2018-01-01'), iif(a.id % 9, NULL, '2018-02-02'), iif(a.id % 9, NULL, '2017-09-09T22:30:00.000Z'),
  iif(a.id % 2, 'NC', ''), iif(a.id % 9, '', 'Ann'), iif((a.id + m.i) % 4, '', 'Ben'), '', 'label ' || m.i, '',
  iif(a.id % 10, '', 'which year?'), 'text ' || a.id
FROM action AS a, (SELECT 1 AS i UNION ALL SELECT 2 UNION ALL SELECT 3) AS m WHERE m.i <= a.id % 4;
INSERT INTO owner (action_id, milestone_id, role, position)
SELECT action_id, iif(action_id % 3, NULL, id), 'Role ' || action_id % 5, 5 - position FROM milestone;
UPDATE action SET rag = 'amber' WHERE id % 6 = 1;
UPDATE milestone SET due = date(due, '10 days') WHERE action_id % 7 = 2;
)";

class SweepTest : public StoreTest {
 protected:
  SweepTest() { shell->ask(kManyRows); }

  template <typename Visit>
  void sweep(ActionId after, const std::vector<const plan::RowField*>& fields, Visit visit) {
    ok(store->sweep(after, fields, visit));
  }
};

/// As a person would read it; the text may lie in the scratch.
std::string valueOf(const plan::RowField& field, const plan::Row& row) {
  std::string scratch;
  const auto value = field.read(row, scratch);
  return plan::spokenValue(field.type, value) + (value.changesOn ? " until " + value.changesOn->iso() : "");
}

TEST_F(SweepTest, GivesEveryFieldTheValueThatItHasInTheWholeRecord) {
  const Zone zone = Zone::named("Europe/London").value();
  const Date today = day("2017-10-02");
  const auto whole = got(store->scan(ActionId{}, 1000, PlanId{}));
  ASSERT_EQ(whole.size(), 300U);
  for (const auto& field : plan::fields()) {
    auto expected = whole.begin();
    sweep(ActionId{}, {&field}, [&](const Swept& swept) {
      EXPECT_EQ(swept.record.action.id, expected->action.id);
      EXPECT_EQ(swept.record.action.closedAt, expected->action.closedAt);
      EXPECT_EQ(swept.record.milestones.size(), expected->milestones.size());
      if (!field.ofMilestone) {
        EXPECT_EQ(valueOf(field, {swept.record, nullptr, today, zone}),
                  valueOf(field, {*expected, nullptr, today, zone}))
            << field.name << " of action " << expected->action.id.value;
      }
      for (const auto& milestone : swept.record.milestones) {
        EXPECT_EQ(valueOf(field, {swept.record, &milestone, today, zone}),
                  valueOf(field, {*expected, expected->milestone(milestone.id), today, zone}))
            << field.name << " of action " << expected->action.id.value;
      }
      ++expected;
      return !::testing::Test::HasFailure();
    });
    EXPECT_EQ(expected, whole.end()) << field.name;
    if (HasFailure()) return;
  }
}

TEST_F(SweepTest, BeginsBehindAnActionAndEndsWhenItIsTold) {
  std::vector<std::int64_t> seen;
  sweep(ActionId{100}, {}, [&](const Swept& swept) {
    seen.push_back(swept.record.action.id.value);
    return seen.size() < 3;
  });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{101, 102, 103}));
  seen.clear();
  sweep(ActionId{300}, {},
        [&](const Swept&) { return ADD_FAILURE() << "there is none behind the last", true; });
}

TEST_F(SweepTest, ShowsTheAgendaAndTheOpenAlertsBesideTheirActions) {
  shell->ask(
      "INSERT INTO agenda (look_on, action_id) VALUES ('2018-01-01', 7), ('2017-12-01', 9), ('2017-12-01', "
      "4000);"
      "INSERT INTO alert (action_id, milestone_id, rule, state, since, plan_id, ref, part) VALUES"
      " (7, 0, 'stale', 'pending', '2017-10-01', 2, 'R7', 1), (7, 2, 'late', 'firing', '2017-10-01', 2, "
      "'R7', 1),"
      " (8, 0, 'stale', 'resolved', '2017-10-01', 1, 'R8', 1), (4000, 0, 'stale', 'firing', '2017-10-01', 1, "
      "'gone', 1)");
  std::vector<std::string> seen;
  sweep(ActionId{}, {}, [&](const Swept& swept) {
    if (!swept.lookOn && swept.open.empty()) return true;
    seen.push_back(std::to_string(swept.record.action.id.value) + " " +
                   (swept.lookOn ? swept.lookOn->iso() : "never"));
    for (const auto& alert : swept.open)
      seen.back() += " " + alert.rule + std::to_string(alert.milestone.value);
    return true;
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"7 2018-01-01 late2 stale0", "9 2017-12-01"}));
}

TEST_F(SweepTest, PassesOverWhatAReplacedPlanLeftBehind) {
  shell->ask("PRAGMA foreign_keys = OFF; DROP TRIGGER plan_going; DELETE FROM plan WHERE key = 'q'");
  std::size_t seen = 0;
  sweep(ActionId{}, {plan::findField("plan_title")}, [&](const Swept& swept) {
    EXPECT_EQ(swept.record.plan->key, "p");
    ++seen;
    return true;
  });
  EXPECT_EQ(seen, 150U);
}

}  // namespace
}  // namespace chaser::store
