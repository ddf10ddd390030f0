// SPDX-License-Identifier: Apache-2.0
#include "plan/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/doubts.h"
#include "plan/people.h"
#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

DraftPlan drafted(const Document& document, const DraftOptions& options = {}) {
  const auto plan = draftPlan(document, shippedHeadings(), options);
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

std::vector<std::string> refsOf(const DraftPlan& plan) {
  std::vector<std::string> refs;
  for (const DraftAction& draft : plan.actions) refs.push_back(spokenRef(draft.action));
  return refs;
}

std::vector<std::string> rolesOf(const DraftAction& draft) {
  std::vector<std::string> roles;
  for (const Owner& owner : draft.owners) roles.push_back(owner.role);
  return roles;
}

std::vector<Doubt> doubtsOf(const DraftPlan& plan, std::string_view kind) {
  std::vector<Doubt> found;
  std::copy_if(plan.doubts.begin(), plan.doubts.end(), std::back_inserter(found),
               [&](const Doubt& doubt) { return doubt.kind == kind; });
  return found;
}

TEST(Draft, TakesRefsFromTheNumberColumnThenTheTextThenThePlace) {
  const DraftPlan numbered =
      drafted(gridOf({{"No.", "Recommendation", "Due"}, {"2.8.", "9.1 Do it", "May 2017"}}));
  EXPECT_THAT(refsOf(numbered), ElementsAre("2.8"));
  const DraftPlan led = drafted(gridOf({{"Recommendation", "Issue", "Action", "When"},
                                        {"16.1\nDevelop", "3.1 Found", "Raise", ""},
                                        {"", "3.2 Found", "Raise again", ""},
                                        {"", "Found", "And again", ""}}));
  EXPECT_THAT(refsOf(led), ElementsAre("16.1", "3.2", "row-3"));
  EXPECT_EQ(doubtsOf(led, "row").size(), 1U);
}

TEST(Draft, ARefThatComesAgainIsItsNextPart) {
  const DraftPlan plan = drafted(gridOf({{"Ref", "Action", "Lead"}, {"45", "One", "X"}, {"45", "Two", "Y"}}));
  EXPECT_THAT(refsOf(plan), ElementsAre("45", "45 (part 2)"));
}

TEST(Draft, ARowBlankInNumberRecommendationAndActionContinuesTheOneAbove) {
  const DraftPlan plan = drafted(gridOf({{"No", "Recommendation", "Action", "Progress", "Owner", "By when"},
                                         {"5.1", "Train", "Invite", "Invited", "Doctor", "9 Feb 2016"},
                                         {"", "", "", "Attends", "Nurse", "31/03/2016"},
                                         {"", "", "", "More to say", "", ""},
                                         {"", "", "", "", "", ""}}));
  ASSERT_THAT(refsOf(plan), ElementsAre("5.1", "5.1 (part 2)"));
  EXPECT_THAT(rolesOf(plan.actions[1]), ElementsAre("Nurse"));
  EXPECT_EQ(plan.actions[1].action.recommendation, "");
  EXPECT_EQ(plan.actions[1].action.progress, "Attends\nMore to say");
  ASSERT_EQ(plan.actions[1].milestones.size(), 1U);
  EXPECT_EQ(plan.actions[1].milestones[0].due, Date::fromYmd(2016, 3, 31));
  EXPECT_EQ(plan.rows, 3U);
}

TEST(Draft, MergedCellsDoNotMakeARowItsOwn) {
  const auto document =
      readDocx(docxOf(table({row({cell("No"), cell("Action"), cell("Owner")}),
                             row({cell("1", "<w:vMerge w:val='restart'/>"),
                                  cell("Train", "<w:vMerge w:val='restart'/>"), cell("A")}),
                             row({cell("", "<w:vMerge/>"), cell("", "<w:vMerge/>"), cell("B")})})));
  ASSERT_TRUE(document);
  const DraftPlan plan = drafted(*document);
  ASSERT_THAT(refsOf(plan), ElementsAre("1", "1 (part 2)"));
  EXPECT_EQ(plan.actions[1].action.action, "Train");
}

TEST(Draft, SkipsHeadingsThatComeAgainAndLinesBetweenRows) {
  const DraftPlan plan = drafted(gridOf({{"A title above", "", ""},
                                         {"Ref", "Action", "Lead"},
                                         {"For the meeting in May", "", ""},
                                         {"1", "One", "X"},
                                         {"REF:", "Actions", "lead"},
                                         {"2", "Two", "Y"}}));
  // `Actions` is another word than `Action`: only the same headings are the same row.
  EXPECT_THAT(refsOf(drafted(gridOf({{"Ref", "Action"}, {"1", "One"}, {"REF:", "action"}, {"2", "Two"}}))),
              ElementsAre("1", "2"));
  EXPECT_EQ(plan.actions.front().action.ref, "1");
  EXPECT_EQ(doubtsOf(plan, "row").front().text, "For the meeting in May");
}

TEST(Draft, ReadsSeveralTables) {
  Document document = gridOf({{"No", "Action", "Owner"}, {"1", "One", "X"}});
  document.tables.push_back(gridOf({{"Name", "Telephone"}, {"Ann", "123"}}).tables[0]);
  document.tables.push_back(gridOf({{"No", "Action", "RAG"}, {"2", "Two", "Red"}}).tables[0]);
  const DraftPlan plan = drafted(document);
  EXPECT_THAT(refsOf(plan), ElementsAre("1", "2"));
  EXPECT_THAT(plan.columns, ElementsAre("No", "Action", "Owner", "RAG"));
}

TEST(Draft, PartsOwnersUnlessTheWordsAreOneRoleElsewhere) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Owner"},
                                         {"1", "One", "Head of Nursing\n2. Doctor; Midwife"},
                                         {"2", "Two", "Lead for Abuse; Harm and Care"},
                                         {"3", "Three", "Lead for Abuse, Harm and Care"}}));
  EXPECT_THAT(rolesOf(plan.actions[0]), ElementsAre("Head of Nursing", "Doctor", "Midwife"));
  EXPECT_THAT(rolesOf(plan.actions[1]), ElementsAre("Lead for Abuse; Harm and Care"));
}

TEST(Draft, PairsNumberedDatesWithNumberedActions) {
  const DraftPlan plan = drafted(gridOf(
      {{"No", "Action", "By when"}, {"1", "1. Audit\n2. Train", "1. 31 January 2020\n2. 30 March 2020"}}));
  ASSERT_EQ(plan.actions[0].milestones.size(), 2U);
  EXPECT_EQ(plan.actions[0].milestones[1].label, "Train");
  EXPECT_EQ(plan.actions[0].milestones[1].due, Date::fromYmd(2020, 3, 30));
}

TEST(Draft, KeepsAndNamesColumnsThatItDoesNotKnow) {
  const DraftPlan plan =
      drafted(gridOf({{"No", "Action", "Cost", "Owner", "Lead"}, {"1", "One", "5", "X", "Y"}}));
  EXPECT_THAT(plan.unmapped, ElementsAre("Cost", "Lead"));
  EXPECT_EQ(plan.actions[0].cells.at(2), (Cell{"Cost", "5", "5"}));
  EXPECT_EQ(doubtsOf(plan, "heading").size(), 2U);
  EXPECT_THAT(rolesOf(plan.actions[0]), ElementsAre("X"));
}

TEST(Draft, FollowsAMappingByHand) {
  DraftOptions options;
  options.overrides = {"Thing=action", "Boss=owner"};
  const DraftPlan plan = drafted(gridOf({{"Thing", "Boss"}, {"Do it", "Ann"}}), options);
  EXPECT_EQ(plan.actions[0].action.action, "Do it");
  EXPECT_THAT(rolesOf(plan.actions[0]), ElementsAre("Ann"));
  options.overrides = {"Thing=nonsense"};
  EXPECT_FALSE(draftPlan(gridOf({{"Thing", "Boss"}, {"Do it", "Ann"}}), shippedHeadings(), options));
}

TEST(Draft, AColumnMappedByHandComesBeforeOneThatWasGuessed) {
  DraftOptions options;
  options.overrides = {"Boss=owner", "Cost=none"};
  const DraftPlan plan =
      drafted(gridOf({{"No", "Action", "Owner", "Boss (by name)", "Cost"}, {"1", "One", "Team", "Ann", "5"}}),
              options);
  EXPECT_THAT(rolesOf(plan.actions[0]), ElementsAre("Ann"));
  EXPECT_THAT(plan.unmapped, ElementsAre("Owner")) << "who said that Cost is nothing need not be told";
  EXPECT_EQ(doubtsOf(plan, "heading").size(), 1U);
}

TEST(Draft, AMappingOfAHeadingThatIsNotThereIsAUsageErrorThatNamesThoseThatAre) {
  DraftOptions options;
  options.overrides = {"Bos=owner"};
  const auto plan =
      draftPlan(gridOf({{"No", "Action", "Boss"}, {"1", "One", "Ann"}}), shippedHeadings(), options);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind, ErrorKind::Usage);
  EXPECT_EQ(plan.error().what, "there is no heading 'Bos' to map");
  EXPECT_EQ(plan.error().hint, "the headings are 'No', 'Action' and 'Boss'");
}

TEST(Draft, WordsAloneAreNoPlan) {
  const auto prose = gridOf({{"Action", "Progress"}, {"One", "Two"}});
  EXPECT_FALSE(draftPlan(prose, shippedHeadings(), {})) << "nobody, no day and no number to chase by";
  DraftOptions options;
  options.overrides = {"Action=action"};
  EXPECT_TRUE(draftPlan(prose, shippedHeadings(), options)) << "unless somebody says that it is one";
}

TEST(Draft, ADayOfCompletionOrAStatusOfItsOwnIsAPart) {
  const DraftPlan plan = drafted(
      gridOf({{"No", "Action", "Target date", "Revised date", "Date completed", "Action status", "Progress"},
              {"2", "Two", "31 March 2027", "", "", "", ""},
              {"", "", "", "", "12/03/2026", "", ""},
              {"3", "Three", "31 March 2027", "", "", "", ""},
              {"", "", "", "", "", "Closed", "Nothing more"}}));
  ASSERT_THAT(refsOf(plan), ElementsAre("2", "2 (part 2)", "3", "3 (part 2)"));
  EXPECT_EQ(plan.actions[1].milestones.at(0).state, State::Complete);
  EXPECT_EQ(plan.actions[2].milestones.at(0).state, State::Open);
}

TEST(Draft, ARevisedDateOfItsOwnMovesTheDateAbove) {
  const DraftPlan plan = drafted(gridOf({{"Action", "Lead", "Target date", "Revised date", "Progress"},
                                         {"One", "Ann", "31 March 2027", "", "begun"},
                                         {"", "", "", "30 June 2027", ""},
                                         {"", "", "", "31 July 2027", "late"},
                                         {"Two", "Bob", "31 March 2027", "", ""},
                                         {"", "Cy", "", "30 June 2027", ""}}));
  ASSERT_THAT(refsOf(plan), ElementsAre("row-1", "row-4", "row-4 (part 2)"));
  const Milestone& moved = plan.actions[0].milestones.at(0);
  EXPECT_EQ(moved.due, Date::fromYmd(2027, 7, 31));
  EXPECT_EQ(moved.baselineDue, Date::fromYmd(2027, 3, 31));
  EXPECT_EQ(plan.actions[0].action.progress, "begun\nlate");
  EXPECT_EQ(plan.actions[0].owners.at(0).role, "Ann");
  EXPECT_EQ(plan.rows, 5U);
}

TEST(Draft, ClosedWithAQuestionMarkIsAnsweredYesOrNo) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Target date", "Closed?"},
                                         {"1", "One", "31 March 2017", "Y"},
                                         {"2", "Two", "31 March 2017", "N"},
                                         {"3", "Three", "31 March 2017", "Yes"},
                                         {"4", "Four", "31 March 2017", "No"}}));
  const auto state = [&](std::size_t i) { return plan.actions.at(i).milestones.at(0).state; };
  EXPECT_EQ(state(0), State::Complete);
  EXPECT_EQ(state(1), State::Open);
  EXPECT_EQ(state(2), State::Complete);
  EXPECT_EQ(state(3), State::Open);
}

TEST(Draft, ClosedBesideADayOfCompletionIsTheStatus) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Target date", "Date completed", "Closed?"},
                                         {"1", "One", "31 March 2017", "", "Y"},
                                         {"2", "Two", "31 March 2017", "12/03/2017", "N"},
                                         {"3", "Three", "31 March 2017", "12/03/2017", "Y"}}));
  const auto state = [&](std::size_t i) { return plan.actions.at(i).milestones.at(0).state; };
  EXPECT_EQ(state(0), State::Complete);
  EXPECT_EQ(state(1), State::Open);
  EXPECT_EQ(state(2), State::Complete);
  EXPECT_EQ(doubtsOf(plan, "state").size(), 1U) << "of the second";
  EXPECT_THAT(plan.unmapped, testing::IsEmpty());
}

TEST(Draft, WhoMonitorsIsKeptAndOwnsNothing) {
  for (const char* heading : {"Monitoring", "Monitoring: who", "Monitoring lead", "Who will monitor?"}) {
    const DraftPlan plan = drafted(
        gridOf({{"Objective", "Actions", "Who", "When", heading},
                {"Reading improves", "Train every teacher", "English lead", "July 2027", "Governors"}}));
    EXPECT_THAT(plan.unmapped, ElementsAre(heading));
    EXPECT_EQ(plan.actions.at(0).owners.at(0).role, "English lead") << heading;
    EXPECT_EQ(plan.actions[0].action.progress, "") << heading;
  }
}

TEST(Draft, AStatusBetweenNewsIsHeardWhenItSaysClearlyWhetherTheRowIsOver) {
  const DraftPlan plan = drafted(
      gridOf({{"No", "Action", "Target date", "Date completed", "Status"},
              {"1", "One", "31 March 2017", "12/03/2017", "In progress"},
              {"2", "Two", "31 March 2017", "12/03/2017", "The first of the sessions were held in May"},
              {"3", "Three", "31 March 2017", "", "Closed"}}));
  const auto state = [&](std::size_t i) { return plan.actions.at(i).milestones.at(0).state; };
  EXPECT_EQ(state(0), State::Open);
  EXPECT_EQ(state(1), State::Complete);
  EXPECT_EQ(state(2), State::Complete);
}

TEST(Draft, ManyContinuedRowsAreOneTextAndNoLongerThanACellMayBe) {
  std::vector<std::vector<std::string>> rows{{"No", "Action", "Owner", "Progress"},
                                             {"1", "One", "X", "begun"}};
  for (int i = 0; i < 300; ++i) rows.push_back({"", "", "", std::string(1000, 'x')});
  const DraftPlan plan = drafted(gridOf(rows));
  ASSERT_EQ(plan.actions.size(), 1U);
  const DraftAction& draft = plan.actions[0];
  EXPECT_GT(draft.action.progress.size(), 200'000U);
  EXPECT_LE(draft.action.progress.size(), ReadLimits{}.cellBytes);
  EXPECT_EQ(draft.cells.at(3).text, draft.action.progress);
  EXPECT_EQ(draft.cells.at(3).reading, draft.action.progress);
  EXPECT_THAT(doubtsOf(plan, "row"), testing::SizeIs(1));
}

TEST(Draft, AnOwnerAsAboveIsTheOneAbove) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Owner", "By when"},
                                         {"1", "One", "Head of Nursing", "May 2027"},
                                         {"2", "Two", "As above", "May 2027"},
                                         {"3", "Three", "\"", "May 2027"},
                                         {"4", "Four", "Ditto", "May 2027"}}));
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_THAT(rolesOf(plan.actions.at(i)), ElementsAre("Head of Nursing")) << i;
  EXPECT_EQ(plan.actions[1].cells.at(2).text, "As above") << "the document's own words are kept";
}

TEST(Draft, ATableThatCountsFromOneAgainIsTold) {
  Document document = gridOf({{"No", "Action", "Owner"}, {"1", "One", "X"}, {"2", "Two", "X"}});
  document.tables.push_back(
      gridOf({{"No", "Action", "Owner"}, {"1", "Another", "X"}, {"2", "And another", "X"}}).tables[0]);
  const DraftPlan plan = drafted(document);
  EXPECT_THAT(refsOf(plan), ElementsAre("1", "2", "1 (part 2)", "2 (part 2)"));
  ASSERT_EQ(doubtsOf(plan, "row").size(), 1U);
  EXPECT_THAT(doubtsOf(plan, "row")[0].hint, HasSubstr("2 numbers of this table came before"));
}

TEST(Draft, SaysThatRatingsByNumbersNeedAKey) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "RAG"}, {"1", "One", "1"}, {"2", "Two", "3"}}));
  ASSERT_EQ(doubtsOf(plan, "heading").size(), 1U);
  EXPECT_THAT(doubtsOf(plan, "heading")[0].hint, HasSubstr("taken for a priority"));
}

TEST(Draft, SaysWhyWordsAreNoRating) {
  const DraftPlan plan = drafted(gridOf({{"Key: Red = overdue; Green = complete", "", ""},
                                         {"No", "Action", "RAG"},
                                         {"1", "One", "Amber/Green"},
                                         {"2", "Two", "Not started"},
                                         {"3", "Three", "No longer red"},
                                         {"4", "Four", "N/A"},
                                         {"5", "Five", "see overleaf"},
                                         {"6", "Six", "Red"}}));
  const auto doubts = doubtsOf(plan, "rag");
  ASSERT_EQ(doubts.size(), 4U);
  EXPECT_THAT(doubts[0].hint, HasSubstr("two colours"));
  EXPECT_THAT(doubts[1].hint, HasSubstr("'not-started', to which the plan's key gives no colour"));
  EXPECT_THAT(doubts[2].hint, HasSubstr("which colour it is not"));
  EXPECT_THAT(doubts[3].hint, HasSubstr("names no colour"));
}

Document ratedDocument(const std::string& first, const std::string& second) {
  const auto document =
      readDocx(docxOf(table({row({filled("00B050", "Green"), cell("Complete")}),
                             row({filled("FFC000", "Amber"), cell("On track")})}) +
                      table({row({cell("No"), cell("Action"), cell("RAG")}),
                             row({cell("1"), cell("One"), first}), row({cell("2"), cell("Two"), second})})));
  return document.value_or(Document{});
}

TEST(Draft, ReadsRatingsFromFillsThroughTheLegend) {
  const DraftPlan plan = drafted(ratedDocument(filled("92D050"), cell("Amber")));
  EXPECT_EQ(plan.actions.at(0).action.rag, Rag::Green);
  EXPECT_EQ(plan.actions.at(1).action.rag, Rag::Amber);
  EXPECT_EQ(plan.actions.at(1).action.ragText, "Amber");
  ASSERT_EQ(plan.ragKey.size(), 2U);
  EXPECT_EQ(plan.ragKey[0].status, Status::Complete);
  EXPECT_EQ(plan.ragKey[1].status, Status::OnTrack);
  EXPECT_THAT(doubtsOf(plan, "rag"), IsEmpty());
  EXPECT_THAT(doubtsOf(plan, "legend"), IsEmpty());
}

TEST(Draft, AWordThatTheCellsColourContradictsIsDoubtedUntilItIsConfirmedOrAnotherRatingStands) {
  const Document document = ratedDocument(filled("FF0000", "Green"), cell("Amber"));
  const DraftPlan plan = drafted(document);
  const auto contrary = doubtsOf(plan, "rag");
  ASSERT_EQ(contrary.size(), 1U);
  EXPECT_EQ(contrary[0].offer, "colour=green");
  std::vector<ActionRecord> rows(1);
  rows[0].action = plan.actions[0].action;
  EXPECT_EQ(openDoubts(contrary, rows, nullptr, {}).size(), 1U);
  rows[0].action.rag = Rag::Red;
  EXPECT_THAT(openDoubts(contrary, rows, nullptr, {}), IsEmpty());
  rows[0].action.rag = Rag::Green;
  DraftOptions options;
  options.settled.push_back({"rag", "green", "green"});
  EXPECT_THAT(openDoubts(contrary, rows, nullptr, Answers(options.settled)), IsEmpty());
  EXPECT_THAT(doubtsOf(drafted(document, options), "rag"), IsEmpty());
}

TEST(Draft, DoubtsEachRatingThatIsMissingButAnEmptyColumnOnce) {
  const auto oneMissing = doubtsOf(drafted(ratedDocument(filled("00B050"), cell(""))), "rag");
  ASSERT_EQ(oneMissing.size(), 1U);
  EXPECT_EQ(oneMissing[0].ref, "2");
  const auto allMissing = doubtsOf(drafted(ratedDocument(cell(""), cell(""))), "rag");
  ASSERT_EQ(allMissing.size(), 1U);
  EXPECT_EQ(allMissing[0].ref, "");
  const auto unreadable = doubtsOf(drafted(ratedDocument(cell("Red/Amber"), filled("00B050"))), "rag");
  ASSERT_EQ(unreadable.size(), 1U);
  EXPECT_EQ(unreadable[0].text, "Red/Amber");
}

TEST(Draft, SaysThatItAssumedWhatTheColoursMean) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "RAG"}, {"1", "One", "On track"}}));
  EXPECT_EQ(plan.actions[0].action.rag, Rag::Green);
  EXPECT_THAT(doubtsOf(plan, "legend"), testing::SizeIs(1));
}

TEST(Draft, DoubtsOwnersAndBoardsThatNobodyIsListedForOncePerName) {
  Directory directory;
  directory.contacts.push_back(
      Contact{"Ann", "ann@example.org", {"Head of Nursing"}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
  directory.boards.push_back(Board{"Safety Board", {}, {}, {}, {}, false, {}, {}, {}, {}});
  const People people(directory);
  DraftOptions options;
  options.people = &people;
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Owner", "Assurance"},
                                         {"1", "One", "Head of Nursing", "safety boards"},
                                         {"2", "Two", "Head of Nursin", "Safety Bord"},
                                         {"3", "Three", "head of nursin", "Safety Board"}}),
                                 options);
  const auto owners = doubtsOf(plan, "owner");
  ASSERT_EQ(owners.size(), 1U);
  EXPECT_EQ(owners[0].ref, "2");
  EXPECT_THAT(owners[0].hint, HasSubstr("Head of Nursing"));
  const auto boards = doubtsOf(plan, "board");
  ASSERT_EQ(boards.size(), 1U);
  EXPECT_THAT(boards[0].hint, HasSubstr("Safety Board"));
}

TEST(Draft, DoubtsWhoActsWhereOthersOfTheCellAreKnownUnlessAPartyAnswers) {
  Directory directory;
  directory.contacts.push_back(Contact{"Ann", "ann@example.org", {}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
  directory.parties.push_back(Party{"NSP", {}, "Ann", {}});
  const People people(directory);
  DraftOptions options;
  options.people = &people;
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "By whom", "Timeline"},
                                         {"1", "One", "Suppliers and Ann", "March 2027 (A)"},
                                         {"2", "Two", "Volunteers and Ann", "NSP March 2027 (A)"}}),
                                 options);
  const auto owners = doubtsOf(plan, "owner");
  ASSERT_EQ(owners.size(), 1U);
  EXPECT_EQ(owners[0].text, "Suppliers and Ann");
  EXPECT_THAT(owners[0].hint, HasSubstr("'Suppliers'"));
  EXPECT_EQ(owners[0].offer, "owner=Ann; NAME");
}

TEST(Draft, ARevisedDateIsInForceAndTheFirstOneItsBaseline) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Target date", "Revised date"},
                                         {"1", "One", "31 March 2027", "30 June 2027"},
                                         {"2", "Two", "31 March 2027", ""},
                                         {"3", "Three", "31 March 2027", "N/A"},
                                         {"4", "Four", "", "30 June 2027"},
                                         {"5", "Five", "March 2027 (extended to June 2027)", ""}}));
  const auto dates = [&](std::size_t i) {
    const Milestone& m = plan.actions.at(i).milestones.at(0);
    return std::make_pair(m.due, m.baselineDue);
  };
  const auto march = Date::fromYmd(2027, 3, 31), june = Date::fromYmd(2027, 6, 30);
  EXPECT_EQ(dates(0), std::make_pair(june, march));
  EXPECT_EQ(dates(1), std::make_pair(march, std::optional<Date>{}));
  EXPECT_EQ(dates(2), std::make_pair(march, std::optional<Date>{}));
  EXPECT_EQ(dates(3), std::make_pair(june, std::optional<Date>{}));
  EXPECT_EQ(dates(4), std::make_pair(june, march)) << "both dates stand in one cell";
}

TEST(Draft, RevisedDatesReplaceOneForOneElseTheLastOpenOneWithADoubt) {
  const DraftPlan plan =
      drafted(gridOf({{"No", "Action", "Target date", "Revised date"},
                      {"1", "One", "31 March 2027\n30 April 2027", "31 May 2027\n30 June 2027"},
                      {"2", "Two", "31 March 2027\n30 April 2027", "30 June 2027"},
                      {"3", "Three", "31 March 2027", "31 May 2027\n30 June 2027"}}));
  EXPECT_EQ(plan.actions[0].milestones.at(0).due, Date::fromYmd(2027, 5, 31));
  EXPECT_EQ(plan.actions[0].milestones.at(1).due, Date::fromYmd(2027, 6, 30));
  EXPECT_EQ(plan.actions[1].milestones.at(0).due, Date::fromYmd(2027, 3, 31));
  EXPECT_EQ(plan.actions[1].milestones.at(1).due, Date::fromYmd(2027, 6, 30));
  EXPECT_EQ(plan.actions[2].milestones.at(0).due, Date::fromYmd(2027, 6, 30)) << "moved twice";
  const auto doubts = doubtsOf(plan, "date");
  ASSERT_EQ(doubts.size(), 1U);
  EXPECT_EQ(doubts[0].ref, "2");
}

TEST(Draft, AStatusThatSaysThatARowIsOverClosesItsOpenDates) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Target date", "Action status"},
                                         {"1", "One", "31 March 2027", "Closed"},
                                         {"2", "Two", "31 March 2027", "Proposed for closure"},
                                         {"3", "Three", "31 March 2027", "Not complete"},
                                         {"4", "Four", "", "Complete"}}));
  const auto state = [&](std::size_t i) { return plan.actions.at(i).milestones.at(0).state; };
  EXPECT_EQ(state(0), State::Complete);
  EXPECT_EQ(state(1), State::Open);
  EXPECT_EQ(state(2), State::Open);
  EXPECT_EQ(state(3), State::Complete);
  EXPECT_EQ(plan.actions[3].milestones[0].due, std::nullopt);
}

TEST(Draft, ACellThatWhoAndWhenShareIsTakenApart) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "Lead/Timescale"},
                                         {"1", "One", "Head of Nursing\nMarch 2027"},
                                         {"2", "Two", "Head of Nursing / by 31/03/2027"},
                                         {"3", "Three", "March 2027 – Head of Nursing"},
                                         {"4", "Four", "Head of Nursing (March 2027)"},
                                         {"5", "Five", "Head of Nursing"},
                                         {"6", "Six", "March 2027"}}));
  ASSERT_EQ(plan.fields.at(2), (std::vector<Field>{Field::Owner, Field::Timeline}));
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(plan.actions.at(i).milestones.size(), i == 4 ? 0U : 1U) << i;
    if (i != 4) {
      EXPECT_EQ(plan.actions[i].milestones.at(0).due, Date::fromYmd(2027, 3, 31)) << i;
    }
    EXPECT_EQ(rolesOf(plan.actions[i]),
              i == 5 ? std::vector<std::string>{} : std::vector<std::string>{"Head of Nursing"})
        << i;
  }
}

TEST(Draft, PutsMaterialDoubtsOnTheMilestoneAndInTheList) {
  const DraftPlan plan = drafted(gridOf({{"No", "Action", "By when"}, {"1", "One", "31 September 2017"}}));
  ASSERT_EQ(plan.actions[0].milestones.size(), 1U);
  EXPECT_EQ(plan.actions[0].milestones[0].due, std::nullopt);
  EXPECT_NE(plan.actions[0].milestones[0].doubt, "");
  EXPECT_EQ(doubtsOf(plan, "date").size(), 1U);
}

TEST(Draft, SaysWhatItSawInADocumentThatIsNoPlan) {
  const auto plan = draftPlan(gridOf({{"Name", "Telephone"}, {"Ann", "123"}}), shippedHeadings(), {});
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().what, HasSubstr("'Name' and 'Telephone'"));
  EXPECT_THAT(plan.error().hint, HasSubstr("--map"));
  const auto nothing = draftPlan(Document{}, shippedHeadings(), {});
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().what, HasSubstr("no table"));
  const auto rowless = draftPlan(gridOf({{"No", "Action"}}), shippedHeadings(), {});
  ASSERT_FALSE(rowless);
  EXPECT_THAT(rowless.error().what, HasSubstr("no rows"));
}

}  // namespace
}  // namespace chaser::plan
