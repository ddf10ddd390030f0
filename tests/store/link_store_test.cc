// SPDX-License-Identifier: Apache-2.0
#include "store/links.h"

#include "tests/store/temporary.h"

namespace chaser::store {
namespace {

class LinkTest : public StoreTest {
 protected:
  [[nodiscard]] AnswerLink link(const std::string& contact = "Dr Lena Fox") const {
    AnswerLink link;
    link.key = 3;
    link.contact = contact;
    link.madeAt = made;
    return link;
  }
  LinkStore& links() { return store->links(); }

  const Instant made = at("2017-10-02T08:30:00.000Z");
};

TEST_F(LinkTest, IsKeptAsItWasMade) {
  const auto whole = got(links().add(link()));
  auto one = link();
  one.whole = whole;
  one.subject = {ActionId{12}, MilestoneId{34}};
  one.rule = "date-passed";
  one.role = "owner:Head of Service";
  one.coverFor = "Omar Bell";
  const auto id = got(links().add(one));
  const auto read = *got(links().link(id));
  EXPECT_EQ(read.id, id);
  EXPECT_EQ(read.whole, whole);
  EXPECT_EQ(read.key, 3);
  EXPECT_EQ(read.subject, one.subject);
  EXPECT_EQ(read.rule, one.rule);
  EXPECT_EQ(read.contact, one.contact);
  EXPECT_EQ(read.role, one.role);
  EXPECT_EQ(read.coverFor, one.coverFor);
  EXPECT_EQ(read.madeAt, made);
  EXPECT_FALSE(read.revokedAt);
  EXPECT_FALSE(read.ofWholeMessage());
  EXPECT_TRUE(got(links().link(whole))->ofWholeMessage());
  EXPECT_FALSE(got(links().link(99)));
  ASSERT_EQ(got(links().partsOf(whole)).size(), 1U);
  EXPECT_EQ(got(links().partsOf(whole))[0].id, id);
}

TEST_F(LinkTest, ItsNumberIsNeverUsedAgain) {
  const auto first = got(links().add(link()));
  ok(links().forget(made + std::chrono::hours(1)));
  EXPECT_FALSE(got(links().link(first)));
  EXPECT_GT(got(links().add(link())), first);
}

TEST_F(LinkTest, IsTakenBackForOneContactAndTheAuditSaysSo) {
  const auto hers = got(links().add(link()));
  const auto his = got(links().add(link("Omar Bell")));
  const auto now = at("2017-10-05T10:00:00.000Z");
  EXPECT_EQ(got(links().revoke("Dr Lena Fox", now, {"Priya Nair", {}})), 1U);
  EXPECT_EQ(got(links().link(hers))->revokedAt, now);
  EXPECT_FALSE(got(links().link(his))->revokedAt);
  EXPECT_EQ(shell->one("SELECT at || ' ' || actor || ' ' || what || ' ' || after FROM audit_entry"),
            "2017-10-05T10:00:00.000Z Priya Nair links.revoked 1 of Dr Lena Fox");
  EXPECT_EQ(got(links().revoke("Dr Lena Fox", now, {})), 0U) << "and not once more";
  EXPECT_EQ(facts(), 1);
}

TEST_F(LinkTest, AFormIsUsedOnceAndRemembersWhatWasRecorded) {
  const auto id = got(links().add(link()));
  EXPECT_FALSE(got(links().usedForm("f")));
  EXPECT_FALSE(got(links().lastAnswer(id)));
  ok(links().useForm("f", id, {made, "Confirmed."}));
  EXPECT_EQ(got(links().usedForm("f"))->said, "Confirmed.");
  EXPECT_FALSE(links().useForm("f", id, {made, "Something else."}));
  ok(links().useForm("g", id, {made + std::chrono::hours(1), "Done."}));
  EXPECT_EQ(got(links().lastAnswer(id))->said, "Done.");
  ok(links().forget(made + std::chrono::hours(1)));
  EXPECT_FALSE(got(links().usedForm("f"))) << "it goes with its link";
}

TEST_F(LinkTest, LeadsToTheAlertThatIsOpenElseToTheLastOne) {
  somePlan();
  const auto add = [&](const std::string& rule, const std::string& state) {
    EXPECT_TRUE(
        shell
            ->ask("INSERT INTO alert (plan_id, action_id, milestone_id, ref, part, rule, state, since) "
                  "VALUES (1, 1, 1, '16.1', 1, '" +
                  rule + "', '" + state + "', '2017-04-01')")
            .empty());
  };
  const alerts::Subject subject{ActionId{1}, MilestoneId{1}};
  EXPECT_FALSE(got(links().alertOf(subject, "r")));
  add("r", "firing");
  add("r", "resolved");
  add("s", "resolved");
  add("s", "resolved");
  EXPECT_EQ(got(links().alertOf(subject, "r")), AlertId{1});
  EXPECT_EQ(got(links().alertOf(subject, "s")), AlertId{4});
  EXPECT_FALSE(got(links().alertOf({ActionId{1}, MilestoneId{}}, "r")));
}

}  // namespace
}  // namespace chaser::store
