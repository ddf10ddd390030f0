// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/trial.h"

#include <gmock/gmock.h>

#include "daemon/trial/report.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A test file over the shipped rules with two contacts; `text` is what follows them.
SourcePtr trialSource(const std::string& text) {
  const std::string people = R"(people:
  contacts:
    - {name: Ann, email: ann@council.example, roles: [Lead], reports_to: Ben}
    - {name: Ben, email: ben@council.example}
)";
  return std::make_shared<const Source>(Source{"own.yaml", people + text});
}

std::shared_ptr<const Configuration> trialConfiguration(const SourcePtr& source) {
  ConfigurationSources sources;
  sources.database = "none";
  sources.data = CHASER_BINARY_DIR "/share/chaser";
  sources.people = [source](Date today, Diagnostics& diagnostics) {
    return readTrialPeople(source, today, diagnostics);
  };
  auto loaded = loadConfiguration(sources, day("2017-05-01"));
  for (const auto& diagnostic : loaded.diagnostics) ADD_FAILURE() << diagnostic.render();
  return std::make_shared<const Configuration>(std::move(loaded.configuration.value()));
}

std::vector<TrialResult> resultsOf(const std::string& text) {
  const auto source = trialSource(text);
  Diagnostics diagnostics;
  const auto file = readTrialFile(source, diagnostics);
  const auto configuration = trialConfiguration(source);
  checkTrials(file, configuration->rules, diagnostics);
  for (const auto& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.render();
  if (hasErrors(diagnostics)) return {};
  return got(runTrials(file, configuration, ""));
}

std::string failuresOf(const std::string& text) {
  return failuresAsText(resultsOf(text));
}

/// A row that is due on 1 December 2017, an entry about it, and the days of the test.
std::string oneRow(const std::string& days,
                   const std::string& row = "{ref: \"3.2\", owner: Lead, due: 2017-12-01}") {
  return "tests:\n  - name: a test\n    from: 2017-11-01\n    rows: [" + row + "]\n    days:\n" + days;
}

TEST(ARuleTest, PassesInSilence) {
  const auto results = resultsOf(oneRow("      - {on: 2017-11-17, expect: {alerts: [due-soon]}}\n"));
  EXPECT_EQ(failuresAsText(results), "");
  EXPECT_EQ(summaryOf(results), "1 passed");
  EXPECT_THAT(results.front().rules, ElementsAre("due-soon"));
}

TEST(ARuleTest, SaysWhyAnAlertIsMissing) {
  EXPECT_EQ(
      failuresOf(oneRow("      - {on: 2017-11-16, expect: {alerts: [{rule: due-soon, ref: \"3.2\"}]}}\n")),
      R"(FAIL  own.yaml:6  a test
  on Thursday 16 November 2017, line 10
    expected  alert due-soon 3.2
    got       nothing about 3.2
    because   due-soon 3.2 on Thursday 16 November 2017: the condition does not hold
      no  basis != indicative and state = open…
        yes basis != indicative                     basis is missing
        yes state = open                            state is open
        yes not review                              review is no
        yes due >= today                            due is 1 December 2017, today is 16 November 2017; may change on 2 December 2017
        no  due <= today + 2w                       due is 1 December 2017, today + 2w is 30 November 2017; may change on 17 November 2017  (decides)

)");
}

TEST(ARuleTest, ShowsAnAlertThatIsThereInAnotherState) {
  const auto said =
      failuresOf(oneRow("      - {on: 2017-11-17, expect: {alerts: [{rule: due-soon, state: pending}]}}\n"));
  EXPECT_THAT(said, HasSubstr("expected  alert due-soon pending\n"));
  EXPECT_THAT(said,
              HasSubstr("got       alert due-soon 3.2 firing since 17 November 2017, reason already-told\n"));
  EXPECT_THAT(said, HasSubstr("its alert firing since 17 November 2017, reason already-told"));
  EXPECT_THAT(said, Not(HasSubstr("no other alert"))) << "one failure is enough";
}

TEST(ARuleTest, SaysWhichAlertNobodyExpected) {
  const auto said = failuresOf(oneRow("      - {on: 2017-12-04, expect: {alerts: []}}\n"));
  EXPECT_THAT(
      said,
      HasSubstr(
          "expected  no alert\n    got       alert agreed-date-missed 3.2 firing since 2 December 2017"));
  EXPECT_THAT(said,
              HasSubstr("because   agreed-date-missed 3.2 on Monday 4 December 2017: the condition holds\n"));
}

TEST(ARuleTest, AllowsOtherAlertsWhereSomeAreNamed) {
  const std::string some =
      "      - {on: 2017-12-04, expect: {alerts: {includes: [agreed-date-missed], none_about: ";
  EXPECT_EQ(failuresOf(oneRow(some + "due-soon}}}\n")), "");
  EXPECT_THAT(
      failuresOf(oneRow(some + "[due-soon, agreed-date-missed]}}}\n")),
      HasSubstr("expected  no alert about agreed-date-missed\n    got       alert agreed-date-missed 3.2"));
}

TEST(ARuleTest, TakesAnAlertWithoutAStateForOneThatStands) {
  const auto said =
      failuresOf(oneRow("      - on: 2017-11-20\n        edit: {set: {due: 2018-03-30}}\n"
                        "        expect: {alerts: {includes: [due-soon]}}\n"));
  EXPECT_THAT(said, HasSubstr("got       alert due-soon 3.2 resolved since 17 November 2017"));
}

TEST(ARuleTest, TellsAllItemsOfAMessageFromSome) {
  const auto of = [](const std::string& what) {
    return failuresOf(
        oneRow("      - {on: 2017-11-20, expect: {messages: [{to: Ann, " + what + "}]}}\n",
               "{ref: a, owner: Lead, due: 2017-12-01}, {ref: b, owner: Lead, due: 2017-12-01}"));
  };
  EXPECT_EQ(of("items: [{ref: b}, {ref: a}]"), "");
  EXPECT_EQ(of("includes: [{ref: b}]"), "");
  EXPECT_THAT(of("items: [{rule: due-soon, ref: b}]"), HasSubstr("expected  message to Ann: due-soon b\n"));
  EXPECT_THAT(of("includes: [{ref: b}, {ref: b}]"),
              HasSubstr("expected  message to Ann, among others: b; b\n"));
}

TEST(ARuleTest, ShowsAllMessagesWhereOneIsMissing) {
  const auto said = failuresOf(oneRow(
      "      - {on: 2017-11-20, expect: {messages: [{to: Ben, kind: digest, items: [{rule: due-soon, kind: "
      "ask, step: owner}]}]}}\n"));
  EXPECT_THAT(said, HasSubstr("expected  digest to Ben: ask due-soon step owner\n"));
  EXPECT_THAT(said, HasSubstr("got       digest to Ann on Friday 17 November 2017: ask due-soon 3.2 step "
                              "owner for owner:Lead\n"));
  EXPECT_THAT(said, Not(HasSubstr("no other message"))) << "one failure is enough";
}

TEST(ARuleTest, SaysWhichMessagesNobodyExpected) {
  const auto said = failuresOf(oneRow("      - {on: 2017-12-04, expect: {messages: []}}\n"));
  EXPECT_THAT(said,
              HasSubstr("expected  no message\n    got       digest to Ann on Friday 17 November 2017: "));
  EXPECT_THAT(said, HasSubstr("\n              digest to Ann on Monday 4 December 2017: "));
  EXPECT_THAT(said, HasSubstr("because   due-soon 3.2 on Friday 17 November 2017: the condition holds\n"));
  EXPECT_THAT(failuresOf(oneRow("      - {on: 2017-12-04, expect: {messages: {none_about: due-soon}}}\n")),
              HasSubstr("expected  no message about due-soon\n"));
}

TEST(ARuleTest, CountsMessagesFromTheLastEntryThatAskedForThem) {
  EXPECT_EQ(failuresOf(oneRow("      - {on: 2017-11-18, expect: {alerts: [due-soon]}}\n"
                              "      - {on: 2017-11-20, expect: {messages: [{to: Ann}]}}\n"
                              "      - {on: 2017-11-21, expect: {messages: []}}\n"
                              "      - {from: 2017-12-05, to: 2017-12-06, expect: {messages: []}}\n")),
            "");
}

TEST(ARuleTest, DoesNotForgetMessagesOverAnEntryThatAsksForNone) {
  const auto said =
      failuresOf(oneRow("      - {from: 2017-11-20, to: 2017-11-24, expect: {alerts: [due-soon]}}\n"
                        "      - {on: 2017-11-27, expect: {messages: []}}\n"));
  EXPECT_THAT(said, HasSubstr("got       digest to Ann on Friday 17 November 2017"));
}

TEST(ARuleTest, SaysWhenTheEngineWaitsForItsClockToBeBelieved) {
  const auto said =
      failuresOf(oneRow("      - {on: 2017-11-15, off: 60d}\n"
                        "      - {on: 2018-01-20, expect: {messages: []}}\n"));
  EXPECT_THAT(said, HasSubstr("the engine is at work")) << said;
}

TEST(ARuleTest, SharesOutWhatIsThereAmongWhatIsExpected) {
  // The first would take the message that only the second can have.
  EXPECT_EQ(failuresOf(oneRow("      - on: 2017-12-04\n        expect:\n          messages:\n"
                              "            - {to: Ann}\n            - {to: Ann, items: [due-soon]}\n")),
            "");
  const auto said =
      failuresOf(oneRow("      - {on: 2017-11-17, expect: {messages: [{to: Ann}, {to: Ann}]}}\n"));
  EXPECT_THAT(said, HasSubstr("expected  message to Ann\n")) << "one message is no two";
}

TEST(ARuleTest, EditsAddsAndRunsStatementsOnTheirDays) {
  EXPECT_EQ(failuresOf(oneRow(
                "      - on: 2017-11-20\n        edit: {set: {due: 2018-03-30}, as: Ann}\n"
                "        expect: {alerts: [{rule: due-soon, state: resolved}]}\n"
                "      - on: 2017-11-21\n        add: {ref: \"4\", owner: Lead, text: 24 November 2017 (A)}\n"
                "        expect: {alerts: [{rule: due-soon, ref: \"4\"}]}\n"
                "      - on: 2017-11-22\n        sql: UPDATE milestone SET state = 'complete'\n"
                "        expect: {alerts: {none_about: due-soon}}\n"
                "      - on: 2017-11-23\n        edit: [{ref: \"4\", owner: [Somebody, Lead]}]\n"
                "        expect: {alerts: {none_about: no-owner}}\n")),
            "");
  const auto said =
      failuresOf(oneRow("      - on: 2017-11-20\n        sql: UPDATE missing SET x = 1\n"
                        "        expect: {alerts: [due-soon]}\n"));
  EXPECT_THAT(said, HasSubstr("line 11\n    expected  what is to happen can be done\n    got       SQLite "
                              "refuses: no such table: missing"));
}

TEST(ARuleTest, WhatHappensAtATimeHappensThen) {
  // The digest leaves in the morning.
  const auto movedAway = [](const std::string& time) {
    return failuresOf(oneRow("      - on: 2017-11-17\n" + time +
                             "        edit: {set: {due: 2018-03-30}}\n        expect: {messages: []}\n"));
  };
  EXPECT_EQ(movedAway(""), "");
  EXPECT_EQ(movedAway("        at: '06:00'\n"), "");
  EXPECT_THAT(movedAway("        at: '14:00'\n"),
              HasSubstr("got       digest to Ann on Friday 17 November 2017"));
}

TEST(ARuleTest, StaysSilentWhileTheMachineIsOff) {
  EXPECT_EQ(failuresOf(oneRow("      - {on: 2017-11-15, off: 14d}\n"
                              "      - {on: 2017-11-29, expect: {messages: [{to: Ann, on: 2017-11-29}]}}\n")),
            "");
}

TEST(AConditionTest, SaysInWhichPeriodsItHolds) {
  const auto said = failuresOf(
      "conditions:\n  - {rule: due-soon, row: {due: 2017-07-01}, holds: never}\n"
      "  - {when: due < today, row: {due: 2017-07-01}, holds: {from: 2017-07-02}}\n"
      "  - {when: due >= today - 1w, over: milestone, row: {due: 2017-07-01}, holds: {on: 2017-07-08, "
      "not_on: "
      "2017-07-08}}\n");
  EXPECT_THAT(said, HasSubstr("own.yaml:6  due-soon\n  line 6\n    expected  due-soon never holds\n"
                              "    got       holds from 17 June 2017 to 1 July 2017\n"));
  EXPECT_THAT(said, HasSubstr("because   due-soon on Saturday 17 June 2017: the condition holds\n"));
  EXPECT_THAT(said, HasSubstr("expected  due >= today - 1w does not hold\n    got       holds\n"));
  EXPECT_THAT(said, Not(HasSubstr("own.yaml:7")));
}

TEST(AConditionTest, MayAskWhatOnlyADatabaseDerives) {
  EXPECT_EQ(failuresOf(R"(conditions:
  - {when: status = verified and rag = grey, over: action, row: {status: verified}, holds: always}
  - {when: slips = 3 and baseline_due < due, row: {due: 2017-07-01, slips: 3, baseline_due: 2017-01-01}, holds: always}
  - {when: rag_since >= today - 1w, row: {rag: red, rag_since: 2017-07-01}, holds: {to: 2017-07-08}}
  - {when: plan_has_owners and owners = 0, over: action, row: {plan_has_owners: yes}, holds: always}
  - {when: milestones = 2 and party = "NC", milestone: 2, row: {milestones: [{party: NB}, {party: NC}]}, holds: always}
  - {when: board = "Improvement board", row: {board: Improvement board}, holds: always}
)"),
            "");
}

/// All that is wrong with a file: place, message and hint of each.
std::vector<std::string> mistakesIn(const std::string& text) {
  const auto source = std::make_shared<const Source>(Source{"own.yaml", text});
  Diagnostics diagnostics;
  const auto file = readTrialFile(source, diagnostics);
  if (!hasErrors(diagnostics)) checkTrials(file, trialConfiguration(trialSource(""))->rules, diagnostics);
  std::vector<std::string> said;
  for (const auto& one : diagnostics) {
    said.push_back(std::to_string(one.at.line) + ":" + std::to_string(one.at.column) + " " + one.message +
                   (one.hint.empty() ? "" : "; " + one.hint));
  }
  return said;
}

TEST(AFileOfRuleTests, IsRefusedWithAllItsMistakesAndTheirPlaces) {
  EXPECT_THAT(mistakesIn(R"(tests:
  - name: one
    form: 2017-11-01
    from: 2017-11-31
    rows: [{ref: "1", du: 2017-12-01, basis: indicativ}]
    days:
      - {on: 2017-11-17, expect: {alerts: [{rule: due-soon, state: fireing}]}}
)"),
              ElementsAre("3:5 'form' is not a key of a test; did you mean 'from'?",
                          "4:11 'from' must be a date that exists, written YYYY-MM-DD",
                          "5:23 'du' is not a key of a row; did you mean 'due'?",
                          "5:46 'indicativ' is not a value of 'basis'; did you mean 'indicative'?",
                          "7:68 'fireing' is not a value of 'state'; did you mean 'firing'?"));
}

TEST(AFileOfRuleTests, SaysWhichDaysAreOutOfOrder) {
  EXPECT_THAT(
      mistakesIn("tests:\n  - name: one\n    from: 2017-11-10\n    rows: []\n    days:\n"
                 "      - {on: 2017-11-09, expect: {alerts: []}}\n"
                 "      - {on: 2017-11-20, off: 3d}\n"
                 "      - {on: 2017-11-20, expect: {alerts: []}}\n"
                 "      - {on: 2017-11-22, expect: {alerts: []}}\n"
                 "      - {from: 2017-11-30, to: 2017-11-29, expect: {alerts: []}}\n"
                 "      - {on: 2017-12-04}\n"
                 "      - {expect: {alerts: []}}\n"
                 "      - {on: 2117-12-05, expect: {alerts: []}}\n"),
      ElementsAre(
          "6:14 2017-11-09 is before the test begins, on 2017-11-10; the test's 'from' is its first day",
          "8:14 2017-11-20 does not come after 2017-11-20, the entry before; the days stand in their order, "
          "each once",
          "8:34 the machine is off until 2017-11-23; nothing can be looked at before",
          "9:34 the machine is off until 2017-11-23; nothing can be looked at before",
          "10:32 this ends on 2017-11-29, before it begins on 2017-11-30",
          "11:9 nothing happens on this day, and nothing is expected; give 'expect', or one of edit, add, "
          "sql, off, approve",
          "12:9 a day needs 'on', or 'from' and 'to'",
          "13:14 2117-12-05 is more than 20 years after the test begins, on 2017-11-10"));
}

TEST(AFileOfRuleTests, KnowsRowsAndMilestones) {
  EXPECT_THAT(
      mistakesIn("tests:\n  - name: one\n    from: 2017-11-10\n"
                 "    rows: [{ref: a, text: \"May 2018; June 2018\"}, {ref: a}, {ref: b, due: 2018-01-01, "
                 "milestones: []}]\n"
                 "    days:\n"
                 "      - {on: 2017-11-20, edit: {set: {rag: red}}}\n"
                 "      - {on: 2017-11-21, edit: {ref: c, set: {rag: red}}}\n"
                 "      - {on: 2017-11-22, edit: {ref: b, milestone: 2, set: {due: 2018-02-01}}}\n"
                 "      - {on: 2017-11-23, edit: {ref: b, set: {slips: 2, status: on-track}}}\n"
                 "      - {on: 2017-11-24, expect: {alerts: [{rule: due-soon, ref: d}]}}\n"),
      ElementsAre(
          "4:51 there is a row a already; give each row its own 'ref', or a 'part'",
          "4:99 the row has 'milestones' and a milestone's fields of its own; move these into the list",
          "6:32 an edit needs 'ref', for there are several rows", HasSubstr("7:38 the test has no row c"),
          "8:52 b has 0 milestones", HasSubstr("9:47 'slips' is not a key of 'set'"),
          HasSubstr("9:57 'status' is not a key of 'set'"), HasSubstr("10:44 the test has no row d")));
}

TEST(AFileOfRuleTests, KnowsRulesStepsAndConditions) {
  EXPECT_THAT(
      mistakesIn("conditions:\n  - {rule: due-son, row: {due: 2017-07-01}, holds: never}\n"
                 "  - {rule: due-soon, row: {rag: red}, holds: never}\n"
                 "tests:\n  - name: one\n    from: 2017-11-10\n    rows: [{due: 2017-12-01}]\n    days:\n"
                 "      - {on: 2017-11-20, expect: {messages: [{items: [{rule: due-soon, step: ownr}]}]}}\n"
                 "      - {on: 2017-11-21, expect: {alerts: {none_about: due-sun}}}\n"),
      ElementsAre("2:12 there is no rule 'due-son'; did you mean 'due-soon'?",
                  "3:27 'due-soon' is a rule over milestones, and the row has none; give it a milestone's "
                  "fields, such as 'due'",
                  "9:78 the rule 'due-soon' has no step 'ownr'; did you mean 'owner'?",
                  "10:56 there is no rule 'due-sun'; did you mean 'due-soon'?"));
  EXPECT_THAT(
      mistakesIn("conditions:\n  - {when: rag = gren, row: {}, holds: never}\n"
                 "  - {when: review, rule: due-soon, row: {}, holds: sometimes}\n"
                 "  - {when: review, row: {}, holds: [{from: 2017-02-01, to: 2017-01-01}, {to: x}]}\n"),
      ElementsAre("2:18 'gren' is not a value of 'rag'; did you mean 'green'?",
                  HasSubstr("3:5 a condition's test needs either 'rule' or 'when'"),
                  HasSubstr("3:52 'sometimes' does not say when it holds"),
                  "4:37 this period ends on 2017-01-01, before it begins on 2017-02-01",
                  "4:78 'to' must be a date that exists, written YYYY-MM-DD"));
}

TEST(AFileOfRuleTests, MustHaveATestInIt) {
  EXPECT_THAT(mistakesIn(""), ElementsAre("0:0 this file has no tests; see docs/rule-tests.md"));
  EXPECT_THAT(mistakesIn("people: {}\n"),
              ElementsAre("1:1 this file has no tests; give 'conditions' or 'tests'"));
  EXPECT_THAT(
      mistakesIn("tests: [{name: a, from: 2017-01-01, rows: [], days: [{on: 2017-01-02, off: 1d}]}]\n"),
      ElementsAre(HasSubstr("this test expects nothing")));
  EXPECT_THAT(mistakesIn("tests: 3\n"), Not(IsEmpty()));
  const auto at = [](const std::string& day) {
    return mistakesIn("tests: [{name: a, from: 2017-01-01, rows: [], days: [" + day + "]}]\n");
  };
  EXPECT_THAT(at("{on: 2017-01-02, at: noon, approve: yes, expect: {messages: []}}"),
              ElementsAre(HasSubstr("'noon' is no time of that day")));
  EXPECT_THAT(at("{on: 2017-01-02, at: '24:00', approve: yes, expect: {messages: []}}"),
              ElementsAre(HasSubstr("'24:00' is no time of that day")))
      << "it would happen after the day was judged";
  EXPECT_THAT(at("{on: 2017-01-02, at: '14:00', expect: {messages: []}}"),
              ElementsAre(HasSubstr("'at' says when something happens, and nothing does")));
  for (const auto* nothing : {"{}", "{on: []}", "{not_on: []}"}) {
    const std::string text = "conditions: [{rule: due-soon, row: {due: 2017-07-01}, holds: ";
    EXPECT_THAT(mistakesIn(text + nothing + "}]\n"), Not(IsEmpty())) << nothing;
  }
}

}  // namespace
}  // namespace chaser::daemon
