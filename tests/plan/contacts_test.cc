// SPDX-License-Identifier: Apache-2.0
// When boards meet, and what contacts.yaml may say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "plan/people.h"
#include "tests/plan/support/directories.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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
