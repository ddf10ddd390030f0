// SPDX-License-Identifier: Apache-2.0
#include "store/bulk_writer.h"

#include <gmock/gmock.h>

#include <random>

#include "tests/store/done_again.h"

/// A big plan comes in with the triggers set aside. What is in the database afterwards is what they would
/// have put there.
namespace chaser::store {
namespace {

using ::testing::ElementsAre;

/// Rows of every kind: with and without rating, dates, progress, owners of one milestone, dates that the
/// document shows to have moved, closed ones. Everything follows from the seed.
std::vector<plan::ActionChange> manyRows(std::size_t count) {
  std::mt19937 random(7);
  const auto oneIn = [&](unsigned n) { return random() % n == 0; };
  std::vector<plan::ActionChange> changes;
  for (std::size_t i = 0; i < count; ++i) {
    plan::ActionChange& change = changes.emplace_back();
    change.kind = plan::ActionChange::Kind::New;
    auto& a = change.after.action;
    a.ref = std::to_string(i / 3 + 1);
    a.part = static_cast<int>(i % 3) + 1;
    a.position = static_cast<int>(i);
    a.action = "Do it, " + std::to_string(i);
    if (!oneIn(3)) a.rag = oneIn(2) ? plan::Rag::Red : plan::Rag::Green;
    if (oneIn(2)) a.progress = "05/01/2017: begun";
    if (oneIn(4)) a.byWhom = "Provider";
    if (oneIn(9)) a.closedAt = at("2016-12-01T00:00:00.000Z");
    for (auto left = random() % 4; left > 0; --left) {
      plan::Milestone& m = change.after.milestones.emplace_back();
      m.position = static_cast<int>(change.after.milestones.size()) - 1;
      m.text = "promise " + std::to_string(left);
      if (!oneIn(3)) m.basis = oneIn(2) ? plan::Basis::Agreed : plan::Basis::Indicative;
      if (!oneIn(4)) m.earliest = m.due = day("2017-03-01") + Days{static_cast<int>(random() % 300)};
      if (oneIn(3)) m.baselineDue = day("2017-03-01") + Days{static_cast<int>(random() % 300)};
      if (m.due) m.precision = plan::Precision::Day;
    }
    for (auto left = random() % 3; left > 0; --left) {
      plan::Owner& owner = change.after.owners.emplace_back();
      owner.role = "Head of Service " + std::to_string(left);
      owner.position = static_cast<int>(change.after.owners.size()) - 1;
      if (!change.after.milestones.empty() && oneIn(2))
        owner.place = static_cast<int>(random() % change.after.milestones.size());
    }
    change.cells = {{"Action", a.action, a.action}, {"RAG", "", ""}};
  }
  return changes;
}

/// One database, filled with these rows a few hundred or all at once.
class Filled {
 public:
  Filled(const std::vector<plan::ActionChange>& rows, std::size_t atOnce) {
    auto store = got(open(folder_.database(), Mode::Create));
    plan::Plan plan;
    plan.key = "p";
    plan_ = got(store->putPlan(plan, kActor));
    for (std::size_t i = 0; i < rows.size(); i += atOnce) {
      plan::ChangeSet changes;
      changes.actions.assign(rows.begin() + static_cast<std::ptrdiff_t>(i),
                             rows.begin() + static_cast<std::ptrdiff_t>(std::min(i + atOnce, rows.size())));
      ok(store->apply(plan_, changes, {}, kActor));
    }
  }
  std::vector<std::string> ask(const std::string& sql) { return Shell(folder_.database()).ask(sql); }
  void expectTheRecordHasIt() {
    Shell shell(folder_.database());
    expectDoneAgain(*got(open(folder_.database(), Mode::ReadWrite)), shell);
  }

 private:
  const Actor kActor{"import", at("2017-01-05T09:00:00.000Z")};
  Folder folder_;
  PlanId plan_;
};

TEST(ManyNewRows, AreWrittenAsTheTriggersWouldHaveWrittenThem) {
  const auto rows = manyRows(kManyRows + 300);
  Filled atOnce(rows, rows.size());
  Filled bitByBit(rows, kManyRows / 2);
  for (const auto* what :
       {"SELECT * FROM action", "SELECT * FROM milestone", "SELECT * FROM owner", "SELECT * FROM cell",
        "SELECT * FROM counter", "SELECT owner_count, date_count, rag_count FROM plan",
        "SELECT seq, at, actor, what, plan_id, action_id, milestone_id, ref, part FROM audit",
        "SELECT seq, length(salt), before, after FROM audit_text",
        "SELECT DISTINCT action_id, at FROM change_log ORDER BY 1",
        "SELECT name, sql FROM sqlite_schema ORDER BY 1"})
    EXPECT_EQ(atOnce.ask(what), bitByBit.ask(what)) << what;
  EXPECT_EQ(atOnce.ask("SELECT count(*) FROM action").front(), std::to_string(rows.size()));
  EXPECT_NE(atOnce.ask("SELECT count(*) FROM milestone WHERE slips > 0").front(), "0");
  EXPECT_NE(atOnce.ask("SELECT count(*) FROM owner WHERE milestone_id IS NOT NULL").front(), "0");
  atOnce.expectTheRecordHasIt();
}

TEST(ManyNewRows, LeaveTheTriggersAtWorkForWhoComesNext) {
  Filled filled(manyRows(kManyRows), kManyRows);
  const auto facts = std::stoll(filled.ask("SELECT count(*) FROM audit").front());
  EXPECT_TRUE(filled.ask("INSERT INTO action (plan_id, ref) VALUES (1, 'new')").empty());
  EXPECT_EQ(std::stoll(filled.ask("SELECT count(*) FROM audit").front()), facts + 1);
}

TEST(ManyNewRows, ThatFailLeaveNothingBehindAndTheTriggersInTheirPlace) {
  auto rows = manyRows(kManyRows);
  rows.back().after.action.ref = rows.front().after.action.ref;
  rows.back().after.action.part = rows.front().after.action.part;
  Folder folder;
  auto store = got(open(folder.database(), Mode::Create));
  plan::Plan plan;
  plan.key = "p";
  const Actor actor{"import", {}};
  const PlanId id = got(store->putPlan(plan, actor));
  Shell shell(folder.database());
  const auto before = shell.ask("SELECT name, sql FROM sqlite_schema ORDER BY 1");
  plan::ChangeSet changes;
  changes.actions = std::move(rows);
  EXPECT_FALSE(store->apply(id, changes, {}, actor));
  EXPECT_EQ(shell.ask("SELECT name, sql FROM sqlite_schema ORDER BY 1"), before);
  EXPECT_THAT(shell.ask("SELECT (SELECT count(*) FROM action), (SELECT last FROM counter)"),
              ElementsAre("0|0"));
}

}  // namespace
}  // namespace chaser::store
