// SPDX-License-Identifier: Apache-2.0
#include "alerts/recipients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace chaser::alerts {
namespace {

using Kind = rules::Tell::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

Date onDay(const char* iso) {
  return *Date::parse(iso);
}

plan::People peopleFrom(const std::string& yaml) {
  Diagnostics diagnostics;
  auto directory = plan::loadDirectory(std::make_shared<const Source>(Source{"contacts.yaml", yaml}),
                                       onDay("2026-10-01"), diagnostics);
  EXPECT_FALSE(hasErrors(diagnostics));
  return plan::People(std::move(directory));
}

constexpr const char* kPeople = R"(
contacts:
  - {name: Programme manager, email: pm@c.example, party: CC, reports_to: Director}
  - {name: Director, email: director@c.example, party: CC, roles: [CC Public Health]}
  - {name: Head of Schools, email: schools@c.example, party: CC}
  - {name: Trust lead, email: lead@t.example, party: TR, reports_to: Associate director,
     away: [{from: 2026-10-20, to: 2026-10-30, cover: Deputy}]}
  - {name: Deputy, email: deputy@t.example, away: [{from: 2026-10-25, to: 2026-10-26, cover: Associate director}]}
  - {name: Associate director, email: ad@t.example}
  - {name: Clinic nurse, email: nurse@k.example, party: KL, until: 2026-12-31, reports_to: Matron}
  - {name: Matron, email: matron@k.example, until: 2026-11-30}
parties:
  - {name: TR, also: [The Trust], contact: Trust lead}
  - {name: KL, contact: Clinic nurse}
  - {name: CC, contact: Head of Schools}
boards:
  - {name: Improvement board, email: b@c.example, meets: {every: first tuesday}}
  - {name: Contract review meeting, for: TR, email: tr@c.example, meets: {every: first tuesday}}
  - {name: Contract review meeting, email: all@c.example, meets: {every: first tuesday}}
webhooks: [{name: channel, url: "https://hooks.example/x"}]
plans: [{key: demo, coordinator: Programme manager, verifier: Director, board: Improvement board}]
)";

class Recipients : public testing::Test {
 protected:
  Recipients() {
    plan_->key = "demo";
    record_.plan = plan_;
    milestone_.id = MilestoneId{7};
  }

  std::vector<std::string> roles(Kind kind, const plan::Milestone* milestone, const std::string& name = {}) {
    std::vector<std::string> out;
    for (const auto& role : rolesOf({kind, name}, record_, milestone, people_)) out.push_back(describe(role));
    return out;
  }
  static std::string describe(const Role& role) { return role.text(); }

  Resolution told(const Role& role, const char* day = "2026-10-05") {
    return resolve(role, record_, &milestone_, people_, onDay(day));
  }
  static std::vector<std::string> names(const Resolution& resolution) {
    std::vector<std::string> out;
    for (const auto& who : resolution.who) out.push_back(who.name);
    return out;
  }
  void addOwner(const char* role, MilestoneId milestone = {}) {
    record_.owners.push_back({milestone, role, static_cast<int>(record_.owners.size())});
  }

  plan::People people_ = peopleFrom(kPeople);
  std::shared_ptr<plan::Plan> plan_ = std::make_shared<plan::Plan>();
  plan::ActionRecord record_;
  plan::Milestone milestone_;
};

TEST_F(Recipients, TheOwnerOfAMilestoneIsItsPartysContact) {
  addOwner("Head of Schools");
  milestone_.party = "The Trust";
  EXPECT_THAT(roles(Kind::Owner, &milestone_), ElementsAre("party:The Trust"));
  EXPECT_THAT(names(told({Kind::Party, "The Trust"})), ElementsAre("Trust lead"));
}

TEST_F(Recipients, AMilestonesOwnOwnersComeBeforeThoseOfTheAction) {
  addOwner("Head of Schools");
  addOwner("Director", MilestoneId{7});
  EXPECT_THAT(roles(Kind::Owner, &milestone_), ElementsAre("owner:Director"));
  EXPECT_THAT(roles(Kind::Owner, nullptr), ElementsAre("owner:Head of Schools"));
}

TEST_F(Recipients, EachKnownPartOfAnOwnerCellIsARole) {
  addOwner("CC public health and Head of Schools; providers");
  EXPECT_THAT(roles(Kind::Owner, &milestone_),
              ElementsAre("owner:CC public health", "owner:Head of Schools"));
}

TEST_F(Recipients, AWrittenOwnerThatNobodyIsListedForGoesToTheCoordinatorAsNobodys) {
  addOwner("Fire brigade");
  EXPECT_THAT(roles(Kind::Owner, &milestone_), ElementsAre("owner:Fire brigade"));
  const auto found = told({Kind::Owner, "Fire brigade"});
  EXPECT_TRUE(found.heldByNobody);
  EXPECT_THAT(names(found), ElementsAre("Programme manager"));
  EXPECT_EQ(found.note, "nobody holds 'Fire brigade'");
}

TEST_F(Recipients, ByWhomCountsWhereItNamesSomebodyKnown) {
  record_.action.byWhom = "Provider and CC public health";
  EXPECT_THAT(roles(Kind::Owner, &milestone_), ElementsAre("owner:CC public health"));
}

TEST_F(Recipients, ByWhomThatHoldsATaskMakesTheCoordinatorTheOwner) {
  record_.action.byWhom = "CC Public Health to raise it with all providers";
  EXPECT_THAT(roles(Kind::Owner, &milestone_), ElementsAre("coordinator"));
  const auto found = told({Kind::Coordinator, {}});
  EXPECT_THAT(names(found), ElementsAre("Programme manager"));
  EXPECT_FALSE(found.heldByNobody);
}

TEST_F(Recipients, AnUnknownPartyIsHeldByNobodyAndFallsNoFurther) {
  addOwner("Head of Schools");
  milestone_.party = "Strangers";
  EXPECT_THAT(roles(Kind::Owner, &milestone_), ElementsAre("party:Strangers"));
  const auto found = told({Kind::Party, "Strangers"});
  EXPECT_TRUE(found.heldByNobody);
  EXPECT_EQ(found.note, "nobody holds 'Strangers'");
}

TEST_F(Recipients, APartyWhoseContactLeavesMidWayIsNobodysFromTheNextDay) {
  EXPECT_THAT(names(told({Kind::Party, "KL"}, "2026-12-31")), ElementsAre("Clinic nurse"));
  const auto after = told({Kind::Party, "KL"}, "2027-01-01");
  EXPECT_TRUE(after.heldByNobody);
  EXPECT_THAT(names(after), ElementsAre("Programme manager"));
  EXPECT_EQ(after.note, "nobody holds 'Clinic nurse'");
}

TEST_F(Recipients, AnAbsentPersonsMessagesGoToTheCoverAndSayForWhom) {
  const auto found = told({Kind::Party, "TR"}, "2026-10-20");
  ASSERT_THAT(names(found), ElementsAre("Deputy"));
  EXPECT_EQ(found.who[0].coverFor, "Trust lead");
  EXPECT_EQ(found.who[0].address, "deputy@t.example");
  EXPECT_EQ(found.note, "for Trust lead, who is away until 30 October 2026");
  EXPECT_FALSE(found.heldByNobody);
}

TEST_F(Recipients, TheCoverOfACoverIsToldToo) {
  const auto found = told({Kind::Party, "TR"}, "2026-10-26");
  ASSERT_THAT(names(found), ElementsAre("Associate director"));
  EXPECT_EQ(found.who[0].coverFor, "Trust lead");
}

TEST_F(Recipients, TheLeadIsWhomTheOwnerReportsToWhoeverCovers) {
  milestone_.party = "TR";
  EXPECT_THAT(roles(Kind::Lead, &milestone_), ElementsAre("lead:party:TR"));
  EXPECT_THAT(names(told({Kind::Lead, "party:TR"})), ElementsAre("Associate director"));
  EXPECT_THAT(names(told({Kind::Lead, "party:TR"}, "2026-10-22")), ElementsAre("Associate director"));
}

TEST_F(Recipients, AnOwnerWithoutALineHasNoLeadAndTheCoordinatorIsTold) {
  const auto found = told({Kind::Lead, "owner:Head of Schools"});
  EXPECT_FALSE(found.heldByNobody);
  EXPECT_TRUE(found.fellBack);
  EXPECT_THAT(names(found), ElementsAre("Programme manager"));
  // A letter begins the note with a capital, which a file's name does not bear.
  EXPECT_EQ(found.note, "to whom Head of Schools reports is not in contacts.yaml");
}

TEST_F(Recipients, ALeadWhoHasLeftIsNobody) {
  EXPECT_TRUE(told({Kind::Lead, "party:KL"}, "2026-12-01").heldByNobody);
  EXPECT_THAT(names(told({Kind::Lead, "party:KL"}, "2026-11-30")), ElementsAre("Matron"));
}

TEST_F(Recipients, TheLeadOfTheCoordinatorIsWhomTheyReportTo) {
  EXPECT_THAT(roles(Kind::Lead, &milestone_), ElementsAre("lead:coordinator"));
  EXPECT_THAT(names(told({Kind::Lead, "coordinator"})), ElementsAre("Director"));
  EXPECT_FALSE(told({Kind::Owner, "Programme manager"}).fellBack) << "the coordinator named on purpose";
}

TEST_F(Recipients, ABoardOfOneNamePerPartyIsTheMilestonesPartys) {
  record_.action.assurance = "CC Contract review meetings.";
  milestone_.party = "TR";
  EXPECT_EQ(boardOf(record_, &milestone_, people_)->title(), "Contract review meeting (TR)");
  milestone_.party = "KL";
  EXPECT_EQ(boardOf(record_, &milestone_, people_)->title(), "Contract review meeting");
  EXPECT_EQ(boardOf(record_, nullptr, people_)->title(), "Contract review meeting");
}

TEST_F(Recipients, WithoutABoardOfItsOwnAnActionGoesToThePlansBoard) {
  const auto found = told({Kind::Board, {}});
  ASSERT_THAT(names(found), ElementsAre("Improvement board"));
  EXPECT_EQ(found.who[0].kind, Recipient::Kind::Board);
  EXPECT_EQ(found.who[0].address, "b@c.example");
}

TEST_F(Recipients, AnUnknownBoardIsADoubtForTheCoordinator) {
  record_.action.assurance = "Cabinet";
  const auto found = told({Kind::Board, "Cabinet"});
  EXPECT_THAT(names(found), ElementsAre("Programme manager"));
  EXPECT_EQ(found.note, "'Cabinet' is no known board");
}

TEST_F(Recipients, TheVerifierIsThePlansAndNeverWhoCompletedIt) {
  EXPECT_THAT(names(told({Kind::Verifier, {}})), ElementsAre("Director"));
  milestone_.completedBy = "director.";
  const auto found = told({Kind::Verifier, {}});
  EXPECT_THAT(names(found), ElementsAre("Programme manager"));
  milestone_.completedBy = "CC public health";
  EXPECT_THAT(names(told({Kind::Verifier, {}})), ElementsAre("Programme manager"));
}

TEST_F(Recipients, ANamedBoardAndAWebhookAreFoundByTheirNames) {
  EXPECT_THAT(names(told({Kind::NamedBoard, "Improvement Board"})), ElementsAre("Improvement board"));
  const auto hook = told({Kind::Webhook, "channel"});
  ASSERT_THAT(names(hook), ElementsAre("channel"));
  EXPECT_EQ(hook.who[0].kind, Recipient::Kind::Webhook);
  EXPECT_EQ(hook.who[0].address, "https://hooks.example/x");
  EXPECT_THAT(names(told({Kind::Webhook, "pager"})), ElementsAre("Programme manager"));
}

TEST_F(Recipients, TheDirectorysCoordinatorWinsOverThePlanRows) {
  plan_->coordinator = "Head of Schools";
  EXPECT_EQ(coordinatorOf(*plan_, people_, onDay("2026-10-05")).name, "Programme manager");
  plan_->key = "other";
  EXPECT_EQ(coordinatorOf(*plan_, people_, onDay("2026-10-05")).name, "Head of Schools");
  plan_->coordinator = "Stranger";
  const auto unknown = coordinatorOf(*plan_, people_, onDay("2026-10-05"));
  EXPECT_EQ(unknown.name, "Stranger");
  EXPECT_EQ(unknown.address, "");
}

/// The cells of a published plan, with the directory that is made for it.
TEST(RealPlan, CellsOfARealPlanResolveToWhomAReaderWouldExpect) {
  const auto path = std::filesystem::path(CHASER_SOURCE_DIR) / "../shared/plans/lancashire-contacts.yaml";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "the sample plans are not beside the source";
  std::stringstream text;
  text << file.rdbuf();
  const auto people = peopleFrom(text.str());
  const auto row = std::make_shared<plan::Plan>();
  row->key = people.directory().plans.at(0).key;
  plan::ActionRecord record;
  record.plan = row;
  std::set<std::string> owners;
  for (const auto& party : people.directory().parties) {
    plan::Milestone milestone;
    milestone.party = party.also.empty() ? party.name : party.also.front();
    for (const auto& role : rolesOf({Kind::Owner, {}}, record, &milestone, people)) {
      const auto found = resolve(role, record, &milestone, people, onDay("2017-10-02"));
      EXPECT_FALSE(found.heldByNobody) << party.name;
      owners.insert(found.who.at(0).name);
    }
    record.action.assurance = people.directory().boards.back().name + "s.";
    EXPECT_NE(boardOf(record, &milestone, people), nullptr);
  }
  EXPECT_EQ(owners.size(), people.directory().parties.size());
}

}  // namespace
}  // namespace chaser::alerts
