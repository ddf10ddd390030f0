// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "plan/merge.h"
#include "plan/undecided.h"
#include "tests/plan/support/imports.h"

/// Columns that come, go, and mean something else than they did.
namespace chaser::plan {
namespace {

using namespace test;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A plan that is imported version after version, as the command line does it.
class ColumnHistory : public testing::Test {
 protected:
  ChangeSet import(const Document& document, const std::vector<std::string>& mappings = {}) {
    DraftOptions options;
    options.columns = columns_;
    options.overrides = mappings;
    auto draft = draftPlan(document, shippedHeadings(), options);
    EXPECT_TRUE(draft) << (draft ? "" : draft.error().text());
    draft_ = draft.value_or(DraftPlan{});
    MergeOptions merging;
    merging.columns = columns_;
    keepUndecided(draft_, stored_, merging);
    ChangeSet set = merge(draft_, stored_, merging);
    stored_ = imported(set);
    if (!set.columns.empty()) columns_ = set.columns;
    return set;
  }
  ChangeSet import(const Rows& rows, const std::vector<std::string>& mappings = {}) {
    return import(gridOf(rows), mappings);
  }

  /// The same document once more is nothing to do.
  void expectStill(const Document& document) {
    const ChangeSet again = import(document);
    EXPECT_TRUE(again.empty());
    EXPECT_THAT(again.conflicts, IsEmpty());
  }
  void expectStill(const Rows& rows) { expectStill(gridOf(rows)); }

  [[nodiscard]] const Action& action(std::size_t index) const { return stored_.at(index).record.action; }
  [[nodiscard]] std::vector<Field> fieldsOf(const std::string& heading) const {
    for (const PlanColumn& column : columns_) {
      if (column.heading == heading) return column.fields;
    }
    ADD_FAILURE() << "no column " << heading;
    return {};
  }
  [[nodiscard]] std::vector<std::string> hints() const {
    std::vector<std::string> all;
    for (const Doubt& doubt : draft_.doubts) all.push_back(doubt.text + ": " + doubt.hint);
    return all;
  }

  std::vector<StoredAction> stored_;
  std::vector<PlanColumn> columns_;
  DraftPlan draft_;
};

TEST_F(ColumnHistory, AColumnThatWasBlankInANewPlanIsWhatItsCellsSayLater) {
  const Rows blank{
      {"No", "Action", "By when", "Status"}, {"1", "Train", "May 2027", ""}, {"2", "Audit", "June 2027", ""}};
  Rows told = blank;
  told[1][3] = "Open";
  told[2][3] = "Complete";
  import(blank);
  import(told);
  EXPECT_EQ(stored_[0].record.milestones.at(0).state, State::Open);
  EXPECT_EQ(stored_[1].record.milestones.at(0).state, State::Complete);
  expectStill(told);
}

TEST_F(ColumnHistory, AStatusThatTurnsIntoColoursRates) {
  const Rows states{{"No", "Action", "By when", "Status"},
                    {"1", "Train", "May 2027", "Open"},
                    {"2", "Audit", "June 2027", "Closed"}};
  Rows colours = states;
  colours[1][3] = "Red";
  colours[2][3] = "Green";
  import(states);
  import(colours);
  EXPECT_EQ(action(0).rag, Rag::Red);
  EXPECT_EQ(stored_[1].record.milestones.at(0).state, State::Complete) << "what was done stays done";
}

TEST_F(ColumnHistory, AMappingThatComesLateReadsWhatTheDocumentSaidAllAlong) {
  const Rows rows{{"No", "Action", "By when", "Zebra"}, {"1", "Train", "May 2027", "Begun"}};
  import(rows);
  EXPECT_EQ(action(0).progress, "");
  const ChangeSet mapped = import(rows, {"Zebra=progress"});
  EXPECT_THAT(mapped.conflicts, IsEmpty());
  EXPECT_EQ(action(0).progress, "Begun");
  EXPECT_EQ(fieldsOf("Zebra"), std::vector{Field::Progress});
}

TEST_F(ColumnHistory, AMappingThatComesLateDoesNotOverwriteWhatPeopleWrote) {
  const Rows rows{{"No", "Action", "By when", "Zebra"}, {"1", "Train", "May 2027", "Begun"}};
  import(rows);
  stored_[0].record.action.progress = "Half of them";
  EXPECT_THAT(import(rows, {"Zebra=progress"}).conflicts, SizeIs(1));
  EXPECT_EQ(action(0).progress, "Half of them");
}

TEST_F(ColumnHistory, AMappingGivenOnceIsGivenForThePlan) {
  Rows rows{{"No", "Action", "By when", "Zebra"}, {"1", "Train", "May 2027", "Begun"}};
  import(rows, {"Zebra=progress"});
  rows[1][3] = "Half of them";
  import(rows);
  EXPECT_EQ(action(0).progress, "Half of them");
  EXPECT_EQ(fieldsOf("Zebra"), std::vector{Field::Progress});
  expectStill(rows);
}

TEST_F(ColumnHistory, AColumnThatWasMappedToNothingStaysNothingAndIsNamed) {
  const Rows rows{{"No", "Action", "By when", "Progress"}, {"1", "Train", "May 2027", "Begun"}};
  import(rows, {"Progress=none"});
  import(rows);
  EXPECT_EQ(action(0).progress, "");
  EXPECT_THAT(hints(), Contains(testing::HasSubstr("--map 'Progress=progress'")));
  import(rows, {"Progress=progress"});
  EXPECT_EQ(action(0).progress, "Begun");
}

TEST_F(ColumnHistory, AColumnThatIsGoneOnceTakesNothingAwayAndComesBackWithoutAConflict) {
  const Rows whole{{"No", "Action", "By when", "RAG", "Progress"},
                   {"1", "Train", "May 2027", "Green", "Begun"},
                   {"2", "Audit", "June 2027", "Red", ""}};
  import(whole);
  const Rows without{{"No", "Action"}, {"1", "Train"}, {"2", "Audit"}};
  const ChangeSet shorter = import(without);
  EXPECT_THAT(shorter.conflicts, IsEmpty());
  EXPECT_EQ(shorter.count(ActionChange::Kind::Unchanged), 2U);
  EXPECT_EQ(action(0).progress, "Begun");
  EXPECT_THAT(hints(), Contains("Progress: the last import had this column, and this document does not; its "
                                "values stay; if it is gone for good, map it to none"));
  EXPECT_THAT(hints(), Not(Contains(testing::HasSubstr("has no column of dates"))));
  EXPECT_THAT(hints(), Not(Contains(testing::HasSubstr("has no RAG column"))));
  EXPECT_THAT(columns_, SizeIs(5));
  expectStill(without);
  const ChangeSet back = import({{"No", "Action", "By when", "RAG", "Progress"},
                                 {"1", "Train", "July 2027", "Amber", "Done"},
                                 {"2", "Audit", "June 2027", "Red", "Sampled"}});
  EXPECT_THAT(back.conflicts, IsEmpty());
  EXPECT_EQ(action(0).progress, "Done");
  EXPECT_EQ(action(0).rag, Rag::Amber);
  EXPECT_EQ(stored_[0].record.milestones.at(0).due, Date::fromYmd(2027, 7, 31));
  EXPECT_EQ(stored_[0].record.milestones.at(0).id, MilestoneId{1});
}

TEST_F(ColumnHistory, AColumnThatIsGoneForGoodIsMappedToNothingOnceAndNotMissedAgain) {
  const auto missed = [&] { return draft_.missing.size(); };
  import({{"No", "Action", "By when", "Progress"}, { "1", "Train", "May 2027", "Begun" }});
  const Rows without{{"No", "Action"}, {"1", "Train"}};
  import(without);
  ASSERT_EQ(missed(), 2U);
  ASSERT_THAT(draft_.doubts, Contains(testing::Field(&Doubt::offer, "none")));
  const ChangeSet dropped = import(without, {"progress=none", "By when=none"});
  EXPECT_EQ(missed(), 0U);
  EXPECT_THAT(dropped.conflicts, IsEmpty());
  EXPECT_EQ(dropped.count(ActionChange::Kind::Unchanged), 1U) << "its values are the database's now";
  EXPECT_EQ(action(0).progress, "Begun");
  EXPECT_THAT(stored_[0].record.milestones, SizeIs(1));
  EXPECT_THAT(stored_[0].cells, SizeIs(2));
  EXPECT_THAT(columns_, SizeIs(2));
  expectStill(without);
  EXPECT_EQ(missed(), 0U);
  const Rows back{{"No", "Action", "Progress"}, {"1", "Train", "Half of them"}};
  EXPECT_THAT(import(back).conflicts, SizeIs(1)) << "nobody knows any more what it said last";
}

TEST_F(ColumnHistory, AMappingToNothingOfWhatNoVersionHadIsASlipOfThePen) {
  const Rows rows{{"No", "Action", "By when"}, {"1", "Train", "May 2027"}};
  import(rows);
  DraftOptions options;
  options.columns = columns_;
  options.overrides = {"Progres=none"};
  EXPECT_FALSE(draftPlan(gridOf(rows), shippedHeadings(), options));
}

TEST_F(ColumnHistory, ARevisedDateWaitsForTheDatesThatItRevises) {
  const std::vector<std::string> headings{"No", "Action", "Target date", "Revised date"};
  import({headings, {"1", "Train", "31/05/2027", "30/06/2027"}, { "2", "Audit", "31/05/2027", "" }});
  const Rows without{{"No", "Action", "Revised date"}, {"1", "Train", "31/07/2027"}, {"2", "Audit", ""}};
  const ChangeSet shorter = import(without);
  EXPECT_THAT(shorter.conflicts, IsEmpty());
  EXPECT_EQ(stored_[0].record.milestones.at(0).due, Date::fromYmd(2027, 6, 30));
  EXPECT_THAT(stored_[1].record.milestones, SizeIs(1));
  expectStill(without);
  const ChangeSet back =
      import({headings, {"1", "Train", "31/05/2027", "31/07/2027"}, {"2", "Audit", "31/05/2027", ""}});
  EXPECT_THAT(back.conflicts, IsEmpty());
  EXPECT_EQ(stored_[0].record.milestones.at(0).due, Date::fromYmd(2027, 7, 31));
}

TEST_F(ColumnHistory, ARevisedDateThatIsNoLongerClearLeavesTheDateWhereItWas) {
  const std::vector<std::string> headings{"No", "Action", "Target date", "Revised date"};
  const auto version = [&](const std::string& one, const std::string& two) {
    return Rows{headings,
                {"1", "Train", "31/05/2027", one},
                {"2", "Audit", "31/05/2027\n30/06/2027\n31/07/2027", two}};
  };
  const auto days = [&](std::size_t row) {
    std::vector<std::string> words;
    for (const Milestone& m : stored_.at(row).record.milestones) words.push_back(m.due->iso());
    return words;
  };
  const std::vector<std::string> moved{"2027-08-31", "2027-09-30", "2027-10-31"};
  import(version("30/06/2027", "31/08/2027\n30/09/2027\n31/10/2027"));
  ASSERT_EQ(days(1), moved);
  const Rows unclear = version("To be agreed", "31/08/2027\n30/11/2027");
  EXPECT_THAT(import(unclear).conflicts, IsEmpty());
  EXPECT_EQ(days(0), std::vector<std::string>{"2027-06-30"});
  EXPECT_EQ(days(1), moved);
  const auto told = [&](const std::string& ref) {
    return std::count_if(draft_.doubts.begin(), draft_.doubts.end(), [&](const Doubt& doubt) {
      return doubt.ref == ref && doubt.kind == "date" &&
             doubt.hint.find("last import stay") != std::string::npos;
    });
  };
  EXPECT_EQ(told("1"), 1);
  EXPECT_EQ(told("2"), 1);
  expectStill(unclear);
  EXPECT_EQ(told("1"), 1) << "it is told until it is mended";
  import(version("", "31/08/2027\n30/11/2027"));
  EXPECT_EQ(days(0), std::vector<std::string>{"2027-05-31"}) << "nothing is said of another date any more";
}

TEST_F(ColumnHistory, ARenamedColumnKeepsItsBaseThoughItsCellsChangeToo) {
  import({{"No", "Action", "By when", "Progress"}, { "1", "Train", "May 2027", "Begun" }});
  const Rows renamed{{"No", "Action", "Timescale", "Latest progress"}, {"1", "Train", "June 2027", "Half"}};
  const ChangeSet set = import(renamed);
  EXPECT_THAT(set.conflicts, IsEmpty());
  EXPECT_EQ(action(0).progress, "Half");
  EXPECT_EQ(stored_[0].record.milestones.at(0).due, Date::fromYmd(2027, 6, 30));
  EXPECT_THAT(columns_, SizeIs(4)) << "what has another name now is not missing";
  expectStill(renamed);
}

TEST_F(ColumnHistory, HeadingsThatAreRenamedAndRenamedBackLoseNoRow) {
  const auto rows = [](const std::vector<std::string>& headings) {
    return Rows{
        headings,
        {"1", "Restraint", "Train the ward managers to write down every case the same day", "Matron",
         "May 2027"},
        {"2", "Medicines", "Buy locks for the fridges that were open at weekends", "Pharmacist", "June 2027"},
        {"3", "Night staff", "Plan a rota of supervision from the summer onwards", "Matron", "June 2027"}};
  };
  const std::vector<std::string> first{"Ref", "Recommendation", "Action", "Lead", "Timescale"};
  import(rows(first));
  for (const std::vector<std::string>& headings :
       {std::vector<std::string>{"Ref", "What the CQC said", "What we will do", "Owner", "Timescale"}, first,
        std::vector<std::string>{"Ref", "Recommendation", "Tasks", "Responsible", "By when"}, first}) {
    const ChangeSet set = import(rows(headings));
    EXPECT_EQ(stored_.size(), 3U) << headings[1];
    EXPECT_EQ(set.count(ActionChange::Kind::Gone), 0U) << headings[1];
    EXPECT_EQ(set.count(ActionChange::Kind::Unchanged), 3U) << headings[1];
    EXPECT_THAT(set.conflicts, IsEmpty());
    expectStill(rows(headings));
  }
  EXPECT_EQ(action(0).recommendation, "Restraint");
  EXPECT_EQ(action(1).action, "Buy locks for the fridges that were open at weekends");
}

TEST_F(ColumnHistory, ARowIsFoundByTheColumnsThatBothVersionsHave) {
  const std::string said =
      "The inspectors found that what was written down about restraint was incomplete on several of the "
      "wards";
  import({{"Ref", "Recommendation", "Action", "By when"},
          {"1", said, "Train managers", "May 2027"},
          { "2",
            "Fridges were found unlocked at weekends by the inspectors",
            "Buy locks",
            "May 2027" }});
  // Neither their numbers nor their dates are the same, and the longer half of their words is missing.
  import({{"Ref", "Action", "By when"},
          {"7", "Buy locks", "July 2027"},
          { "8",
            "Train managers",
            "August 2027" }});
  ASSERT_THAT(stored_, SizeIs(2));
  EXPECT_EQ(action(0).ref, "8");
  EXPECT_EQ(action(0).recommendation, said);
  EXPECT_EQ(action(1).ref, "7");
}

TEST_F(ColumnHistory, OfTwoColumnsThatWereOfOneFieldTheOneThatStillSeemsToBeItKeepsIt) {
  Document both = gridOf({{"No", "Action", "By when", "Zebra"}, {"1", "Train", "May 2027", "Begun"}});
  both.tables.push_back(
      gridOf({{"No", "Action", "By when", "Progress"}, {"2", "Audit", "May 2027", "Half"}}).tables.front());
  import(both, {"Zebra=progress"});
  ASSERT_EQ(fieldsOf("Zebra"), fieldsOf("Progress"));
  for (const bool first : {true, false}) {
    const std::vector<std::string> row{first ? "Zebra" : "Progress", first ? "Progress" : "Zebra"};
    import({{"No", "Action", "By when", row[0], row[1]},
            {"1", "Train", "May 2027", "", ""},
            { "2",
              "Audit",
              "May 2027",
              first ? "7" : "Done",
              first ? "Done" : "7" }});
    EXPECT_EQ(fieldsOf("Progress"), std::vector{Field::Progress}) << first;
    EXPECT_EQ(action(1).progress, "Done");
  }
}

/// Three rows with so many columns, as they are and as the next version calls them.
std::pair<DraftPlan, std::vector<PlanColumn>> wide(int columns, const std::string& name) {
  DraftPlan plan;
  std::vector<PlanColumn> known;
  for (int i = 0; i < columns; ++i) {
    plan.columns.push_back(name + std::to_string(i));
    plan.fields.emplace_back();
    known.push_back(PlanColumn{plan.columns.back(), {}});
  }
  for (const char* ref : {"1", "2", "3"}) {
    DraftAction& draft = plan.actions.emplace_back();
    draft.action.ref = ref;
    for (const std::string& heading : plan.columns) draft.cells.push_back(Cell{heading, ref, {}});
  }
  return {plan, known};
}

/// In seconds of the processor, so that a busy machine does not matter.
double timeToMergeRenamed(int columns) {
  const auto [before, known] = wide(columns, "Zebra ");
  const std::vector<StoredAction> stored = imported(merge(before, {}, MergeOptions{}));
  const DraftPlan renamed = wide(columns, "Gnu ").first;
  MergeOptions options;
  options.keyed = true;
  options.columns = known;
  const std::clock_t begun = std::clock();
  EXPECT_EQ(merge(renamed, stored, options).actions.size(), 3U);
  return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
}

TEST(WidePlans, TheWorkOfAMergeGrowsWithTheColumnsAndNotWithTheirSquare) {
  const double few = std::min({timeToMergeRenamed(400), timeToMergeRenamed(400), timeToMergeRenamed(400)});
  const double many = std::min(timeToMergeRenamed(6400), timeToMergeRenamed(6400));
  EXPECT_LT(many, few * 64) << few;
}

TEST_F(ColumnHistory, AColumnThatIsCutInTwoKeepsTheBaseOfBothHalves) {
  import({{"No", "Action", "Lead/Timescale"}, { "1", "Train", "Head of Nursing, May 2027" }});
  ASSERT_THAT(stored_[0].record.owners, SizeIs(1));
  const Rows cut{{"No", "Action", "Lead", "Timescale"}, {"1", "Train", "Head of Estates", "June 2027"}};
  EXPECT_THAT(import(cut).conflicts, IsEmpty());
  EXPECT_EQ(stored_[0].record.owners.at(0).role, "Head of Estates");
  EXPECT_EQ(stored_[0].record.milestones.at(0).due, Date::fromYmd(2027, 6, 30));
  expectStill(cut);
}

TEST_F(ColumnHistory, ColoursThatTurnIntoStatesLeaveTheRatingsAsTheyWere) {
  import({{"No", "Action", "By when", "Status"},
          {"1", "Train", "May 2027", "Red"},
          { "2",
            "Audit",
            "May 2027",
            "Green" }});
  ASSERT_EQ(fieldsOf("Status"), std::vector{Field::Rag});
  import({{"No", "Action", "By when", "Status"},
          {"1", "Train", "May 2027", "Open"},
          { "2",
            "Audit",
            "May 2027",
            "Complete" }});
  EXPECT_EQ(fieldsOf("Status"), std::vector{Field::Status});
  EXPECT_EQ(action(0).rag, Rag::Red);
  EXPECT_EQ(stored_[1].record.milestones.at(0).state, State::Complete);
}

TEST_F(ColumnHistory, TablesThatMeanDifferentThingsByOneHeadingAreToldApart) {
  const auto document = [](const std::string& second) {
    Document both = gridOf({{"No", "Action", "By when", "Status"},
                            {"1", "Train", "May 2027", "Red"},
                            {"2", "Audit", "May 2027", "Green"}});
    both.tables.push_back(gridOf({{"No", "Action", "By when", "Status"},
                                  {"3", "Paint", "May 2027", "Open"},
                                  {"4", "Repair", "May 2027", second}})
                              .tables.front());
    return both;
  };
  import(document("Open"));
  EXPECT_EQ(fieldsOf("Status"), std::vector{Field::Rag});
  EXPECT_EQ(fieldsOf("Status (2)"), std::vector{Field::Status});
  EXPECT_EQ(stored_[3].record.milestones.at(0).state, State::Open);
  expectStill(document("Open"));
  const ChangeSet closed = import(document("Closed"));
  EXPECT_THAT(closed.conflicts, IsEmpty());
  EXPECT_EQ(stored_[3].record.milestones.at(0).state, State::Complete);
  EXPECT_EQ(action(3).rag, std::nullopt);
  expectStill(document("Closed"));
}

TEST_F(ColumnHistory, AHeadingThatIsKnownBetterNowIsWrittenThoughNoRowChanged) {
  const Rows rows{{"No", "Action", "By when", "Zebra"}, {"1", "Train", "May 2027", ""}};
  import(rows);
  EXPECT_THAT(import(rows, {"Zebra=progress"}).columns, Not(IsEmpty()));
  EXPECT_EQ(fieldsOf("Zebra"), std::vector{Field::Progress});
}

TEST_F(ColumnHistory, OwnersOfAPromiseThatWasWithdrawnGoWithIt) {
  const auto rows = [](const std::string& when) {
    return Rows{{"No", "Action", "Owner", "Timescale"},
                {"1", "1. Write policy\n2. Train staff", "1. Head of Nursing\n2. Head of Estates", when}};
  };
  import(rows("1. March 2027\n2. June 2027"));
  ASSERT_THAT(stored_[0].record.owners, SizeIs(2));
  const ChangeSet set = import(rows("1. March 2027"));
  EXPECT_THAT(set.conflicts, IsEmpty());
  const ActionRecord& after = set.actions[0].after;
  ASSERT_THAT(after.milestones, SizeIs(1));
  for (const Owner& owner : after.owners)
    EXPECT_TRUE(!owner.milestone || owner.milestone == after.milestones[0].id) << owner.role;
  EXPECT_THAT(after.owners, SizeIs(2)) << "the document still names both";
  expectStill(rows("1. March 2027"));
  EXPECT_THAT(import(rows("1. March 2027\n2. June 2027")).conflicts, IsEmpty());
}

TEST_F(ColumnHistory, OwnersThatPeopleGaveAPromiseGoWithItToo) {
  const auto rows = [](const std::string& when) {
    return Rows{{"No", "Action", "Owner", "Timescale"}, {"1", "Write policy", "Head of Nursing", when}};
  };
  import(rows("LCFT March 2027\n\nBTH June 2027"));
  ASSERT_THAT(stored_[0].record.milestones, SizeIs(2));
  stored_[0].record.owners.push_back(Owner{stored_[0].record.milestones[1].id, "Deputy", 1});
  const ChangeSet set = import(rows("LCFT March 2027"));
  EXPECT_THAT(set.actions[0].withdrawn, SizeIs(1));
  ASSERT_THAT(set.actions[0].after.owners, SizeIs(1));
  EXPECT_EQ(set.actions[0].after.owners[0].role, "Head of Nursing");
}

TEST_F(ColumnHistory, WordsOfARatingThatAnAnswerLeftBehindAreNoConflict) {
  const auto rows = [](const std::string& rag) {
    return Rows{{"No", "Action", "By when", "RAG"}, {"1", "Train", "May 2027", rag}};
  };
  import(rows("Amber"));
  stored_[0].record.action.rag = Rag::Red;  // and its words still say amber
  EXPECT_THAT(import(rows("Red")).conflicts, IsEmpty());
  const ChangeSet set = import(rows("Green"));
  EXPECT_THAT(set.conflicts, IsEmpty());
  EXPECT_EQ(action(0).rag, Rag::Green);
  EXPECT_EQ(action(0).ragText, "Green");
}

}  // namespace
}  // namespace chaser::plan
