// SPDX-License-Identifier: Apache-2.0
#include "plan/name_guesses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/support/directories.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NameGuesses, TheNearestKnownNamesAreOfferedForAnUnknownOne) {
  const People people = peopleOf(kCouncil);
  NameGuesses guesses(people);
  EXPECT_EQ(guesses.nearestNames("Programe manager").front(), "Programme manager");
  EXPECT_EQ(guesses.nearestNames("Head of Safety").front(), "Head of Quality and Safety");
  EXPECT_THAT(guesses.nearestNames("Fire brigade"), IsEmpty());
}

TEST(NameGuesses, ThreeAreOfferedAtMostTheNearestFirstAndEachOnce) {
  const People people = peopleOf(
      "contacts:\n"
      "  - {name: Head of North, email: n@x.example}\n"
      "  - {name: Head of South, email: s@x.example}\n"
      "  - {name: Head of East, email: e@x.example, roles: [Head of West]}\n");
  NameGuesses guesses(people);
  EXPECT_THAT(guesses.nearestNames("Head of West Coast"),
              ElementsAre("Head of West", "Head of North", "Head of South"));
}

TEST(NameGuesses, OrganisationsAndBoardsAreGuessedAmongTheirOwn) {
  const People people = peopleOf(kCouncil);
  NameGuesses guesses(people);
  EXPECT_THAT(guesses.nearestParties("North West Trusts Group"), ElementsAre("North West Trust"));
  EXPECT_THAT(guesses.nearestBoards("Wellbeing Board"), ElementsAre("Health and Wellbeing Board"));
  EXPECT_THAT(guesses.nearestBoards("North West Trust"), IsEmpty());
}

TEST(NameGuesses, KnownNamesInsideASentenceAreFoundTheLongestFirst) {
  const People people = peopleOf(
      "contacts:\n"
      "  - {name: Jane Whitby, email: j@x.example, roles: [Nurse, Lead nurse]}\n"
      "parties:\n  - {name: NCH, also: [Northmoor Health], contact: Jane Whitby}\n");
  NameGuesses guesses(people);
  EXPECT_THAT(guesses.namesInside("Plans: the lead nurses (NCH) and Jane Whitby to agree"),
              ElementsAre("Lead nurse", "NCH", "Jane Whitby"));
  EXPECT_THAT(guesses.namesInside("the nursery"), IsEmpty());
  EXPECT_THAT(guesses.namesInside(""), IsEmpty());
}

}  // namespace
}  // namespace chaser::plan
