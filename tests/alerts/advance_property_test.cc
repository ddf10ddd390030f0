// SPDX-License-Identifier: Apache-2.0
// Random plays: edits, acknowledgements, post that fails, machines that are off. The rehearsal itself checks
// after every call that a second one adds nothing and that no rung is made twice; here are the sentences
// about whole plays.
#include <gmock/gmock.h>

#include <random>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

const std::string kRules = R"(
  - id: date-passed
    summary: The date has passed
    why: Somebody waits for it.
    over: milestone
    when: due < today and state = open
    inhibits: [due-soon]
    tell_resolved: true
    ladder:
      - {tell: owner, every: 1w}
      - {tell: lead, after: 10wd, every: 3w}
      - {tell: board, after: 6w}
      - {tell: ["webhook:teams", coordinator], after: 8w}
  - id: due-soon
    summary: The date is near
    why: There is still time.
    over: milestone
    when: due >= today and due <= today + 2w and state = open
    ladder:
      - tell: owner
  - id: off-track
    summary: Off track
    why: It will not be done in time.
    over: action
    when: rag = red
    for: 1w
    inhibits: [date-passed]
    ladder:
      - {tell: [owner, board], every: 2w, steady: true}
  - id: proposal-unanswered
    summary: A proposed date waits for an answer
    why: Whoever proposed it waits.
    over: milestone
    when: proposed_due is not missing
    for: 1w
    ladder:
      - {tell: lead, every: 1w}
)";

using Random = std::mt19937;

int pick(Random& random, int count) {
  return static_cast<int>(random() % static_cast<unsigned>(count));
}

void editSomething(Rehearsal& play, Random& random) {
  const int what = pick(random, 8);
  const int days = pick(random, 60) - 20;
  const Date today = play.today();
  play.edit([&](plan::ActionRecord& record) {
    auto& milestone = record.milestones.front();
    switch (what) {
      case 0:
        milestone.due = today + Days{days};
        break;
      case 1:
        milestone.state = plan::State::Complete;
        break;
      case 2:
        milestone.state = plan::State::Open;
        break;
      case 3:
        record.action.rag = plan::Rag::Red;
        break;
      case 4:
        record.action.rag = plan::Rag::Green;
        break;
      case 5:
        milestone.proposedDue = today + Days{90};
        break;
      case 6:
        milestone.proposedDue.reset();
        break;
      default:
        record.owners.front().role = days < 0 ? "Lone officer" : "Head of Service";
    }
  });
}

/// The same play for the same seed; `daily` looks at the action on every day as well.
void perform(Rehearsal& play, unsigned seed, bool gaps) {
  Random random(seed);
  for (int n = 0; n < 40; ++n) {
    const int days = 1 + pick(random, 12);
    const Date next = play.today() + Days{days};
    switch (pick(random, 8)) {
      case 0:
        play.post = Rehearsal::Post::IsDown;
        break;
      case 1:
        play.post = Rehearsal::Post::Bounces;
        break;
      case 2:
        play.acknowledge("date-passed", next.iso().c_str());
        break;
      case 3:
        if (gaps) play.offUntil(next.iso().c_str());
        break;
      case 4:
        break;
      default:
        play.post = Rehearsal::Post::Tells;
        editSomething(play, random);
    }
    play.until(next);
  }
}

/// Somebody was asked before this pack item of the play, and warned of it two days before at the least.
void expectAskedAndWarned(const Rehearsal& play, std::size_t packItem) {
  const auto& item = play.items()[packItem];
  bool asked = false;
  bool warned = false;
  for (std::size_t n = 0; n < packItem; ++n) {
    const auto& earlier = play.items()[n];
    if (!(earlier.alert == item.alert)) continue;
    asked = asked || earlier.kind == ItemKind::Ask;
    warned = warned || (earlier.kind == ItemKind::Warning && earlier.step == item.step &&
                        (item.wantedOn - earlier.wantedOn).count >= 2);
  }
  EXPECT_TRUE(asked) << item.wantedOn.iso();
  EXPECT_TRUE(warned) << item.wantedOn.iso();
}

TEST(AdvanceProperties, RandomPlaysMakeNothingTwiceAndTellNoBoardBeforeAPersonWasToldAndWarned) {
  std::size_t packItems = 0;
  for (unsigned seed = 0; seed < 60 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Rehearsal play(kRules);
    perform(play, seed, true);
    for (std::size_t n = 0; n < play.items().size(); ++n) {
      if (play.items()[n].kind != ItemKind::PackItem) continue;
      ++packItems;
      expectAskedAndWarned(play, n);
    }
  }
  EXPECT_GT(packItems, 20U) << "plays in which no board is told show nothing";
}

TEST(AdvanceProperties, LookingOnlyWhenThereIsSomethingToDoSaysTheSameAsLookingEveryDay) {
  for (unsigned seed = 1000; seed < 1040 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Rehearsal seldom(kRules);
    Rehearsal daily(kRules);
    daily.visitsDaily = true;
    perform(seldom, seed, false);
    perform(daily, seed, false);
    EXPECT_EQ(seldom.said(), daily.said());
    for (const auto* rule : {"date-passed", "due-soon", "off-track", "proposal-unanswered"}) {
      ASSERT_EQ(seldom.alertsOf(rule), daily.alertsOf(rule));
      if (!seldom.has(rule)) continue;
      EXPECT_EQ(toString(seldom.alert(rule).reason), toString(daily.alert(rule).reason));
      EXPECT_EQ(seldom.alert(rule).stoodStill, daily.alert(rule).stoodStill);
      EXPECT_EQ(seldom.alert(rule).nextOn, daily.alert(rule).nextOn);
    }
  }
}

}  // namespace
}  // namespace chaser::alerts
