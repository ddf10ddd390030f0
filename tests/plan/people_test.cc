// SPDX-License-Identifier: Apache-2.0
#include "plan/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "plan/name_guesses.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Date peopleDay(const char* iso) {
  return *Date::parse(iso);
}

/// A directory read from text, with what was said about it.
struct Loaded {
  Directory directory;
  Diagnostics diagnostics;

  [[nodiscard]] std::string said() const {
    std::string out;
    for (const auto& diagnostic : diagnostics) out += diagnostic.render() + "\n";
    return out;
  }
};

Loaded load(const std::string& yaml, const char* today = "2026-11-20") {
  Loaded out;
  const auto source = std::make_shared<const Source>(Source{"contacts.yaml", yaml});
  out.directory = loadDirectory(source, peopleDay(today), out.diagnostics);
  return out;
}

People peopleOf(const std::string& yaml) {
  auto loaded = load(yaml);
  EXPECT_FALSE(hasErrors(loaded.diagnostics)) << loaded.said();
  return People(std::move(loaded.directory));
}

std::vector<std::string> namesOf(const std::vector<const Contact*>& contacts) {
  std::vector<std::string> out;
  for (const auto* contact : contacts) out.push_back(contact->name);
  return out;
}

constexpr const char* kCouncil = R"(
contacts:
  - {name: Programme manager, email: pm@council.example, party: ECC}
  - {name: Dr A. Example, email: a@council.example, party: ECC, reports_to: Chief Executive,
     roles: [Director of Health, ECC Public Health]}
  - {name: Head of Quality and Safety, email: hqs@trust.example, party: NWT}
  - {name: NWT lead nurse, email: nurse@trust.example, party: NWT, until: 2026-12-31}
  - {name: Chief Executive, email: ce@council.example}
parties:
  - {name: NWT, also: [North West Trust], contact: NWT lead nurse}
  - {name: ECC, also: [Example County Council], contact: Programme manager}
boards:
  - {name: 0-25 programme board, also: ["Children's 0-25 board"], email: b@council.example, meets: {every: first tuesday}}
  - {name: Contract review meeting, for: NWT, email: c-nwt@council.example, meets: {every: third thursday}}
  - {name: Contract review meeting, email: c@council.example, meets: {every: third thursday}}
  - {name: Health and Wellbeing Board, email: h@council.example, meets: {dates: [2026-12-08]}}
)";

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

TEST(People, KnownNamesInsideASentenceAreFoundTheLongestFirst) {
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

TEST(People, ACellThatHoldsATaskNamesNobody) {
  const auto cell =
      peopleOf(kCouncil).readCell("ECC Public Health to raise with providers, schools and nurses");
  EXPECT_THAT(cell.known, IsEmpty());
  EXPECT_THAT(cell.unknown, ElementsAre("ECC Public Health to raise with providers, schools and nurses"));
  EXPECT_THAT(peopleOf(kCouncil).readCell(" \n ").unknown, IsEmpty());
}

TEST(People, TheNearestKnownNamesAreOfferedForAnUnknownOne) {
  const People people = peopleOf(kCouncil);
  NameGuesses guesses(people);
  EXPECT_EQ(guesses.nearestNames("Programe manager").front(), "Programme manager");
  EXPECT_EQ(guesses.nearestNames("Head of Safety").front(), "Head of Quality and Safety");
  EXPECT_THAT(guesses.nearestNames("Fire brigade"), IsEmpty());
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

TEST(Meeting, TheFirstTuesdayIsFoundInThisMonthOrTheNext) {
  const MeetingPlan plan{{}, MonthlyMeeting{1, Weekday::Tuesday}, {}, {}};
  EXPECT_EQ(plan.next(peopleDay("2026-12-01")), peopleDay("2026-12-01"));
  EXPECT_EQ(plan.next(peopleDay("2026-12-02")), peopleDay("2027-01-05"));
}

TEST(Meeting, TheLastFridayIsFoundInMonthsOfEveryLength) {
  const MeetingPlan plan{{}, MonthlyMeeting{-1, Weekday::Friday}, {}, {}};
  EXPECT_EQ(plan.next(peopleDay("2027-02-01")), peopleDay("2027-02-26"));
  EXPECT_EQ(plan.next(peopleDay("2026-07-31")), peopleDay("2026-07-31"));
}

TEST(Meeting, AFifthThursdaySkipsTheMonthsThatHaveNone) {
  const MeetingPlan plan{{}, MonthlyMeeting{5, Weekday::Thursday}, {}, {}};
  EXPECT_EQ(plan.next(peopleDay("2026-11-01")), peopleDay("2026-12-31"));
  EXPECT_EQ(plan.next(peopleDay("2027-01-01")), peopleDay("2027-04-29"));
}

TEST(Meeting, ABoardWithDatesAloneRunsOutOfMeetings) {
  const MeetingPlan plan{{peopleDay("2026-12-08"), peopleDay("2027-03-02")}, {}, {}, {}};
  EXPECT_EQ(plan.next(peopleDay("2026-12-08")), peopleDay("2026-12-08"));
  EXPECT_EQ(plan.next(peopleDay("2026-12-09")), peopleDay("2027-03-02"));
  EXPECT_EQ(plan.next(peopleDay("2027-03-03")), std::nullopt);
}

TEST(Meeting, PhrasesThatNameNoDayAreRefused) {
  EXPECT_TRUE(parseMonthlyMeeting("3rd Thursday"));
  for (const auto* phrase : {"tuesday", "sixth tuesday", "first of month", "", "first tuesday monthly"}) {
    EXPECT_FALSE(parseMonthlyMeeting(phrase)) << phrase;
  }
}

TEST(Contacts, EveryKeyOfTheFileIsRead) {
  const auto loaded = load(R"(
contacts:
  - {name: Ann, email: ann@x.example, roles: [Lead, Chair], party: ECC, reports_to: Bob, digest: "weekly:thu",
     away: [{from: 2026-12-01, to: 2026-12-03, cover: Bob}], until: 2027-03-31, timezone: Europe/Paris}
  - {name: Bob, email: bob@x.example, digest: immediate}
parties: [{name: ECC, also: [Council], contact: Ann}]
boards:
  - {name: Board, also: [Group], for: ECC, email: board@x.example, secretary: Bob, public: true,
     meets: {dates: [2027-03-02, 2026-12-08], papers: 3wd, cut_off: 2w}}
webhooks: [{name: teams, url: "https://hooks.example/x", preset: generic, secret_file: /etc/key}]
plans: [{key: demo, coordinator: Ann, verifier: Bob, board: Group}]
window: {days: all, from: "00:00", to: "24:00", timezone: UTC, holidays: england-and-wales}
)");
  EXPECT_EQ(loaded.said(), "");
  const Directory& directory = loaded.directory;
  const Contact& ann = directory.contacts.at(0);
  EXPECT_THAT(ann.roles, ElementsAre("Lead", "Chair"));
  EXPECT_EQ(ann.digest, (DigestHabit{DigestHabit::Kind::Weekly, Weekday::Thursday}));
  EXPECT_EQ(ann.away.at(0).cover, "Bob");
  EXPECT_EQ(ann.until, peopleDay("2027-03-31"));
  EXPECT_EQ(ann.timezone, "Europe/Paris");
  EXPECT_EQ(directory.contacts.at(1).digest.kind, DigestHabit::Kind::Immediate);
  EXPECT_THAT(directory.parties.at(0).also, ElementsAre("Council"));
  const Board& board = directory.boards.at(0);
  EXPECT_TRUE(board.isPublic);
  EXPECT_THAT(board.meets->dates, ElementsAre(peopleDay("2026-12-08"), peopleDay("2027-03-02")));
  EXPECT_EQ(board.meets->papers.text(), "3wd");
  EXPECT_EQ(board.meets->cutOff.text(), "2w");
  EXPECT_EQ(directory.webhooks.at(0).secretFile, "/etc/key");
  EXPECT_EQ(directory.plans.at(0).board, "Group");
  EXPECT_FALSE(directory.window.workingDaysOnly);
  EXPECT_EQ(directory.window.to.minutes, 1440);
}

TEST(Contacts, AnEmptyFileIsAnEmptyDirectory) {
  EXPECT_EQ(load("").said(), "");
  EXPECT_EQ(load("# nothing yet\n").directory.window.from.text(), "08:30");
}

struct Mistake {
  const char* yaml;
  const char* said;
};

TEST(Contacts, EachMistakeIsAnErrorThatSaysWhatIsWrong) {
  const Mistake mistakes[] = {
      {"contacts: [{name: A, mail: a@x.example}]", "'mail' is not a key of a contact"},
      {"contacts: [{email: a@x.example}]", "a contact needs 'name'"},
      {"contacts: [{name: A, email: a.x.example}]", "is not an e-mail address"},
      {"contacts: [{name: A, email: \"a@x.example\\nBcc: b@x.example\"}]", "is not an e-mail address"},
      {"contacts: [{name: A, email: a@b@x.example}]", "is not an e-mail address"},
      {"contacts: [{name: A, digest: hourly}]", "'hourly' is no habit"},
      {"contacts: [{name: A, until: 2027-02-29}]", "must be a date that exists"},
      {"contacts: [{name: A, timezone: Europe/Londen}]", "not a known time zone"},
      {"contacts: [{name: A, away: [{from: 2027-02-02, to: 2027-02-01, cover: A}]}]", "before it begins"},
      {"contacts: [{name: A, away: [{from: 2027-02-02, cover: A}]}]", "an absence needs 'to'"},
      {"contacts: [{name: Case Worker}, {name: case workers}]", "two contacts are named"},
      {"parties: [{name: X}, {name: Y, also: [x]}]", "two parties are named"},
      {"boards: [{name: B, for: X}, {name: b, for: x}]", "two boards are named"},
      {"boards: [{name: B, meets: {every: full moon}}]", "does not say when the board meets"},
      {"boards: [{name: B, meets: {papers: 5wd}}]", "either 'dates' or 'every'"},
      {"boards: [{name: B, meets: {dates: [2027-02-30]}}]", "must be a date that exists"},
      {"boards: [{name: B, attach: all}]", "'attach' must be items, plan or none"},
      {"boards: [{name: B, attach_format: docx}]", "'attach_format' must be xlsx or csv"},
      {"contacts: [{name: A, digests_per_day: 0}]", "digests_per_day"},
      {"plans: [{key: p, mail_fields: [progres]}]", "'progres' is no field that messages can show"},
      {"webhooks: [{name: W, url: \"https://x.example/a\", preset: teem}]", "'teem' is no preset"},
      {"webhooks: [{name: W}]", "a webhook needs 'url'"},
      {"webhooks: [{name: W, url: \"file:///etc/passwd\"}]", "no address of a web service"},
      {"webhooks: [{name: W, url: \"https://x.example/a b\"}]", "no address of a web service"},
      {"plans: [{key: p}, {key: p}]", "two plans are named 'p'"},
      {"window: {from: \"17:30\", to: \"08:30\"}", "never opens"},
      {"window: {from: 8am}", "must be a time of day"},
      {"window: {days: weekdays}", "must be 'working' or 'all'"},
      {"window: {holidays: atlantis}", "no bank holidays are known"},
      {"people: []", "'people' is not a key of contacts.yaml"},
  };
  for (const auto& mistake : mistakes) {
    const auto loaded = load(mistake.yaml);
    EXPECT_TRUE(hasErrors(loaded.diagnostics)) << mistake.yaml;
    EXPECT_THAT(loaded.said(), HasSubstr(mistake.said)) << mistake.yaml;
  }
}

TEST(Contacts, WhatMayBeMeantIsOnlyAWarning) {
  const Mistake warnings[] = {
      {"contacts: [{name: A}]", "A has no e-mail address"},
      {"contacts: [{name: A, roles: [Lead]}, {name: B, roles: [leads]}]", "is held by A and B"},
      {"contacts: [{name: A, reports_to: Nobody}]", "'reports_to' names 'Nobody'"},
      {"contacts: [{name: A, away: [{from: 2027-02-01, to: 2027-02-02, cover: Z}]}]", "'cover' names 'Z'"},
      {"contacts: [{name: A, away: [{from: 2027-02-01, to: 2027-02-02}]}]", "nobody covers"},
      {"parties: [{name: X, contact: Nobody}]", "'contact' names 'Nobody'"},
      {"boards: [{name: B, secretary: Nobody}]", "'secretary' names 'Nobody'"},
      {"boards: [{name: B, for: Z}]", "no party here"},
      {"boards: [{name: B, meets: {dates: [2026-11-19]}}]", "B never meets again"},
      {"boards: [{name: B}]", "nothing says when B meets"},
      {"plans: [{key: p, coordinator: X}]", "'coordinator' names 'X'"},
      {"plans: [{key: p, verifier: X}]", "'verifier' names 'X'"},
      {"plans: [{key: p, board: X}]", "there is no board 'X'"},
  };
  for (const auto& warning : warnings) {
    const auto loaded = load(warning.yaml);
    EXPECT_FALSE(hasErrors(loaded.diagnostics)) << loaded.said();
    EXPECT_THAT(loaded.said(), HasSubstr(warning.said)) << warning.yaml;
  }
}

TEST(Contacts, ABoardThatMeetsTodayStillMeets) {
  EXPECT_THAT(load("boards: [{name: B, meets: {dates: [2026-11-20]}}]").said(),
              Not(HasSubstr("never meets")));
}

TEST(Contacts, AllMistakesAreReportedAtOnce) {
  const auto loaded = load("contacts: [{name: A, email: a}]\nwindow: {days: none, from: late}\n");
  EXPECT_EQ(std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                          [](const Diagnostic& diagnostic) { return diagnostic.level == Level::Error; }),
            3);
}

TEST(Contacts, TheShippedExampleHasNoMistakes) {
  std::ifstream file(std::filesystem::path(CHASER_SOURCE_DIR) / "etc/contacts.yaml");
  ASSERT_TRUE(file);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(load(text.str()).said(), "");
}

TEST(Contacts, ADirectoryOfARealPlanIsReadWithoutErrors) {
  const auto path = std::filesystem::path(CHASER_SOURCE_DIR) / "../shared/plans/lancashire-contacts.yaml";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "the sample plans are not beside the source";
  std::stringstream text;
  text << file.rdbuf();
  const auto loaded = load(text.str(), "2017-10-02");
  EXPECT_EQ(loaded.said(), "");
  EXPECT_EQ(loaded.directory.contacts.size(), 12U);
}

}  // namespace
}  // namespace chaser::plan
