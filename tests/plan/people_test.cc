// SPDX-License-Identifier: Apache-2.0
#include "plan/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/support/directories.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> namesOf(const std::vector<const Contact*>& contacts) {
  std::vector<std::string> out;
  for (const auto* contact : contacts) out.push_back(contact->name);
  return out;
}

TEST(People, ARoleIsFoundWhateverItsCaseSpacesDashesPluralsAndFullStops) {
  const People people = peopleOf(kCouncil);
  for (const auto* spelling :
       {"Director of Health", "director  of health.", "DIRECTORS OF HEALTH", " Director of\nHealth"}) {
    EXPECT_THAT(namesOf(people.holders(spelling, peopleDay("2026-11-20"))), ElementsAre("Dr A. Example"))
        << spelling;
  }
  EXPECT_THAT(people.holders("Director of Wealth", peopleDay("2026-11-20")), IsEmpty());
}

TEST(People, AContactsNameIsTheirFirstRole) {
  EXPECT_TRUE(peopleOf(kCouncil).knowsRole("dr a. example"));
}

TEST(People, AContactIsFoundByTheirNameHoweverItIsTypedAndNotByARole) {
  const People people = peopleOf(
      "contacts:\n"
      "  - {name: Zoe, email: z@x.example, roles: [Lead nurse]}\n"
      "  - {name: Lead nurses' office, email: o@x.example, roles: [Ann Other]}\n"
      "  - {name: Ann Other, email: a@x.example, roles: [zoe]}\n");
  EXPECT_EQ(people.contact("Zoe")->email, "z@x.example");
  EXPECT_EQ(people.contact("ZOE ")->email, "z@x.example");
  EXPECT_EQ(people.contact("Ann Other")->email, "a@x.example");
  EXPECT_EQ(people.contact("ann  other.")->email, "a@x.example");
  EXPECT_EQ(people.contact("Lead nurse"), nullptr) << "a role is nobody's name";
  EXPECT_EQ(people.contact(""), nullptr);
}

TEST(People, ALeadingOrganisationIsDroppedTowardsTheOneWhoAnswersForIt) {
  const People people = peopleOf(kCouncil);
  EXPECT_THAT(namesOf(people.holders("ECC programme manager", peopleDay("2026-11-20"))),
              ElementsAre("Programme manager"));
  EXPECT_THAT(namesOf(people.holders("Example County Council programme managers", peopleDay("2026-11-20"))),
              ElementsAre("Programme manager"));
  EXPECT_FALSE(people.knowsRole("NWT programme manager"));
  EXPECT_FALSE(people.knowsRole("NHS programme manager"));
}

TEST(People, AnOrganisationsOwnNameStandsForItsContact) {
  const People people = peopleOf(kCouncil);
  EXPECT_THAT(namesOf(people.holders("North West Trust", peopleDay("2026-11-20"))),
              ElementsAre("NWT lead nurse"));
}

TEST(People, ALeaverHoldsTheRoleOnTheirLastDayAndNobodyAfterIt) {
  const People people = peopleOf(kCouncil);
  EXPECT_THAT(people.holders("NWT lead nurse", peopleDay("2026-12-31")), testing::SizeIs(1));
  EXPECT_THAT(people.holders("NWT lead nurse", peopleDay("2027-01-01")), IsEmpty());
  EXPECT_TRUE(people.knowsRole("NWT lead nurse"));
}

TEST(People, ABoardIsOneHoweverItsDashIsTyped) {
  const People people = peopleOf(kCouncil);
  for (const auto* spelling : {"0 – 25 programme board", "0 -25 Programme Board", "0-25 programme boards.",
                               "Children’s 0—25 board"}) {
    ASSERT_NE(people.board(spelling), nullptr) << spelling;
    EXPECT_EQ(people.board(spelling)->name, "0-25 programme board");
  }
}

TEST(People, ABoardOfOneNamePerPartyIsChosenByTheParty) {
  const People people = peopleOf(kCouncil);
  EXPECT_EQ(people.board("ECC Contract review meetings.", "North West Trust")->title(),
            "Contract review meeting (NWT)");
  EXPECT_EQ(people.board("ECC Contract review meetings.", "Inspire")->title(), "Contract review meeting");
  EXPECT_EQ(people.board("NWT contract review meeting")->title(), "Contract review meeting (NWT)");
  EXPECT_EQ(people.board("Contract review meeting")->title(), "Contract review meeting");
  EXPECT_EQ(people.board("Cabinet"), nullptr);
  EXPECT_TRUE(people.knowsBoard("ECC contract review meeting"));
  EXPECT_FALSE(people.knowsBoard("Cabinet"));
}

TEST(People, ABoardCellIsReadWholeFirstAndThenByItsParts) {
  const People people = peopleOf(kCouncil);
  EXPECT_EQ(people.boardInCell("Health & Wellbeing board")->name, "Health and Wellbeing Board");
  EXPECT_EQ(people.boardInCell("Scrutiny\n0-25 Programme Board")->name, "0-25 programme board");
  EXPECT_EQ(people.boardInCell("Cabinet; Scrutiny"), nullptr);
}

TEST(People, AnOwnerCellIsReadWholeFirstAndThenByItsParts) {
  const People people = peopleOf(kCouncil);
  EXPECT_THAT(people.readCell("Head of Quality & Safety").known, ElementsAre("Head of Quality & Safety"));
  const auto mixed =
      people.readCell("Head of Quality and Safety and Provider\nNWT / ECC public health; the weather");
  EXPECT_THAT(mixed.known, ElementsAre("NWT", "ECC public health"));
  EXPECT_THAT(mixed.unknown, ElementsAre("Head of Quality and Safety and Provider", "the weather"));
}

TEST(People, ANameWithItsRoleIsKnownWhenEitherIsAndToldOnce) {
  const People people = peopleOf(
      "contacts:\n"
      "  - {name: Jane Whitby, email: j@x.example, roles: [Head of Nursing]}\n"
      "  - {name: Tom Archer, email: t@x.example, roles: [Director of Operations, Manager], party: NCH}\n"
      "parties:\n  - {name: NCH, contact: Tom Archer}\n");
  for (const char* cell :
       {"Jane Whitby, Head of Nursing", "Head of Nursing (Jane Whitby)", "Jane Whitby / Head of Nursing",
        "Jane Whitby \xE2\x80\x93 Head of Nursing", "Jane Whitby (Matron)", "Head of Nursing (Ann Other)"}) {
    const auto read = people.readCell(cell);
    ASSERT_EQ(read.known.size(), 1U) << cell;
    EXPECT_EQ(people.holders(read.known[0], *Date::fromYmd(2017, 1, 1)).at(0)->name, "Jane Whitby") << cell;
    EXPECT_THAT(read.unknown, IsEmpty()) << cell;
  }
  EXPECT_THAT(people.readCell("Manager (NCH)").known, ElementsAre("NCH Manager"));
  EXPECT_THAT(people.readCell("Matron (Ann Other)").unknown, ElementsAre("Matron (Ann Other)"));
}

TEST(People, ACellThatHoldsATaskNamesNobody) {
  const auto cell =
      peopleOf(kCouncil).readCell("ECC Public Health to raise with providers, schools and nurses");
  EXPECT_THAT(cell.known, IsEmpty());
  EXPECT_THAT(cell.unknown, ElementsAre("ECC Public Health to raise with providers, schools and nurses"));
  EXPECT_THAT(peopleOf(kCouncil).readCell(" \n ").unknown, IsEmpty());
}

constexpr const char* kCovers = R"(
contacts:
  - {name: Ann, email: ann@x.example, away: [{from: 2026-12-01, to: 2026-12-10, cover: Bob}]}
  - {name: Bob, email: bob@x.example, away: [{from: 2026-12-05, to: 2026-12-20, cover: Cat}, {from: 2027-01-01, to: 2027-01-05, cover: Ann}]}
  - {name: Cat, email: cat@x.example, until: 2026-12-08}
  - {name: Dan, email: dan@x.example, away: [{from: 2026-12-01, to: 2026-12-10}]}
)";

TEST(People, CoverOfCoverIsFollowed) {
  const People people = peopleOf(kCovers);
  const Contact& ann = *people.contact("Ann");
  EXPECT_EQ(people.present(ann, peopleDay("2026-11-30"))->name, "Ann");
  EXPECT_EQ(people.present(ann, peopleDay("2026-12-01"))->name, "Bob");
  EXPECT_EQ(people.present(ann, peopleDay("2026-12-05"))->name, "Cat");
  EXPECT_EQ(people.present(ann, peopleDay("2026-12-11"))->name, "Ann");
}

TEST(People, NobodyIsPresentWhenTheLastOfTheCoversHasLeft) {
  const People people = peopleOf(kCovers);
  EXPECT_EQ(people.present(*people.contact("Ann"), peopleDay("2026-12-09")), nullptr);
}

TEST(People, WhoIsAwayWithoutACoverGetsTheirOwnMessages) {
  const People people = peopleOf(kCovers);
  EXPECT_EQ(people.present(*people.contact("Dan"), peopleDay("2026-12-02"))->name, "Dan");
}

TEST(People, CoveringForEachOtherInDifferentWeeksIsNoCircle) {
  EXPECT_FALSE(hasErrors(load(kCovers).diagnostics));
}

TEST(People, ACircleOfCoverIsAnErrorThatNamesTheDay) {
  const auto loaded = load(R"(
contacts:
  - {name: Ann, email: a@x.example, away: [{from: 2026-12-01, to: 2026-12-10, cover: Bob}]}
  - {name: Bob, email: b@x.example, away: [{from: 2026-12-05, to: 2026-12-06, cover: Cat}]}
  - {name: Cat, email: c@x.example, away: [{from: 2026-12-06, to: 2026-12-20, cover: Ann}]}
)");
  EXPECT_TRUE(hasErrors(loaded.diagnostics));
  EXPECT_THAT(loaded.said(), HasSubstr("on 6 December 2026 the cover of Ann leads back to Ann"));
}

TEST(People, TheFingerprintChangesWithTheDirectoryAlone) {
  const People people = peopleOf(kCouncil);
  EXPECT_EQ(people.fingerprint(), peopleOf(std::string("# a comment\n") + kCouncil).fingerprint());
  auto changed = people.directory();
  changed.contacts[0].reportsTo = "Chief Executive";
  EXPECT_NE(people.fingerprint(), People(changed).fingerprint());
}

}  // namespace
}  // namespace chaser::plan
