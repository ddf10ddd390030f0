// SPDX-License-Identifier: Apache-2.0
#include "store/drafts.h"

#include "tests/store/engine_fixture.h"

namespace chaser::store {
namespace {

using alerts::PaperMark;

/// One alert that wants something said to the improvement board, which meets on 2 May.
class DraftTest : public EngineTest {
 protected:
  DraftTest() {
    save(firing(), {ask(firing())}, day("2017-04-08"));
    alert = got(store->unresolved()).at(0).id;
  }
  [[nodiscard]] PaperMark say(PaperMark::Kind kind, const std::string& note = {}) const {
    return {kind, alert, day("2017-05-02"), "Sam Clerk", note};
  }
  std::vector<PaperMark> marks(const std::string& board = "Improvement board") {
    return got(store->drafts().marks(board));
  }
  AlertId alert;
};

TEST_F(DraftTest, WhatIsSaidOfADraftIsKeptForItsBoardAlone) {
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Annotate, "Ask the trust")));
  ASSERT_EQ(marks().size(), 1U);
  EXPECT_EQ(marks()[0].kind, PaperMark::Kind::Annotate);
  EXPECT_EQ(marks()[0].alert, alert);
  EXPECT_EQ(marks()[0].meeting, day("2017-05-02"));
  EXPECT_EQ(marks()[0].by, "Sam Clerk");
  EXPECT_EQ(marks()[0].note, "Ask the trust");
  EXPECT_TRUE(marks("Another board").empty());
}

TEST_F(DraftTest, TheLastWordOfAMeetingCounts) {
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Annotate, "Ask the trust")));
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Hold)));
  ASSERT_EQ(marks().size(), 1U);
  EXPECT_EQ(marks()[0].kind, PaperMark::Kind::Hold);
  EXPECT_EQ(marks()[0].note, "");
}

TEST_F(DraftTest, EachWordStandsInTheAuditWithItsAuthorAndHasTheActionLookedAtAgain) {
  const auto logged = changes();
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Hold, "not ready")));
  EXPECT_TRUE(got(store->drafts().release("Improvement board", day("2017-05-02"), alert, "Pat Shaw")));
  const auto rows = got(store->rows(0, 100));
  ASSERT_GE(rows.size(), 2U);
  const auto& held = rows[rows.size() - 2];
  EXPECT_EQ(held.what, "papers.hold");
  EXPECT_EQ(held.actor, "Sam Clerk");
  EXPECT_EQ(held.ref, "16.1");
  EXPECT_EQ(held.after, "Improvement board, 2017-05-02: not ready");
  EXPECT_EQ(rows.back().what, "papers.release");
  EXPECT_EQ(rows.back().actor, "Pat Shaw");
  EXPECT_EQ(changes(), logged + 2);
  EXPECT_TRUE(marks().empty());
  EXPECT_FALSE(got(store->drafts().release("Improvement board", day("2017-05-02"), alert, "Pat Shaw")));
  EXPECT_EQ(changes(), logged + 2) << "nothing was taken back";
}

TEST_F(DraftTest, ADropIsOverWhenItsAlertIsReopenedAndAHoldIsNot) {
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Drop)));
  EXPECT_EQ(marks().size(), 1U);
  shell->ask("UPDATE alert SET reopened = reopened + 1");
  EXPECT_TRUE(marks().empty());
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Hold)));
  shell->ask("UPDATE alert SET reopened = reopened + 1");
  EXPECT_EQ(marks().size(), 1U);
}

TEST_F(DraftTest, ADropIsTakenBackAtAnyLaterMeeting) {
  ok(store->drafts().mark("Improvement board", say(PaperMark::Kind::Drop)));
  EXPECT_TRUE(got(store->drafts().release("Improvement board", day("2017-07-04"), alert, "Pat Shaw")));
  EXPECT_TRUE(marks().empty());
}

TEST_F(DraftTest, NothingIsSaidOfAnAlertThatIsNotThere) {
  auto stray = say(PaperMark::Kind::Hold);
  stray.alert = AlertId{99};
  EXPECT_FALSE(store->drafts().mark("Improvement board", stray));
  EXPECT_TRUE(marks().empty());
}

TEST_F(DraftTest, ItCountsThePacksInWhichSomethingReallyStood) {
  const auto item = got(store->wanted(10)).at(0).item.id;
  const auto pack = [&](const char* name, const char* meeting, alerts::MessageKind kind) {
    Message m;
    m.messageId = name;
    m.kind = kind;
    m.channel = "smtp";
    m.endpoint = "smtp";
    m.to = "Improvement board";
    m.address = "board@example.org";
    m.board = "Improvement board";
    m.meeting = day(meeting);
    m.bytes = "x";
    m.day = day("2017-04-25");
    m.createdAt = now;
    m.items = {{item, false, false}};
    return got(store->freeze(m));
  };
  pack("p1", "2017-05-02", alerts::MessageKind::Pack);
  pack("d2", "2017-06-06", alerts::MessageKind::PackDraft);
  pack("p3", "2017-07-04", alerts::MessageKind::Pack);
  EXPECT_EQ(got(store->drafts().packsWith("Improvement board", alert, day("2017-05-02"))), 0);
  EXPECT_EQ(got(store->drafts().packsWith("Improvement board", alert, day("2017-07-04"))), 1)
      << "a draft tells no board";
  EXPECT_EQ(got(store->drafts().packsWith("Improvement board", alert, day("2017-08-01"))), 2);
  EXPECT_EQ(got(store->drafts().packsWith("Another board", alert, day("2017-08-01"))), 0);
}

}  // namespace
}  // namespace chaser::store
