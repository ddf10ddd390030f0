// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "plan/export/compose.h"
#include "plan/readers/formula.h"
#include "tests/plan/support/imports.h"

/// Writing a plan back. What is written must be read as just what the database holds, so most tests read it.
namespace chaser::plan {
namespace {

using test::Rows;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A plan in a database: imported from a document, then edited by people.
class Export : public testing::Test {
 protected:
  void import(const std::vector<std::string>& headings, const Rows& rows) {
    take(test::draftOf(headings, rows));
  }

  void take(const DraftPlan& draft) {
    const ChangeSet changes = merge(draft, {}, Prefer::Neither);
    stored_ = test::imported(changes);
    columns_ = changes.columns;
    plan_.key = "northmoor";
    plan_.title = draft.title;
    plan_.ragKey = changes.ragKey;
  }

  /// A row that somebody wrote into the database.
  ActionRecord& addRow(const std::string& ref, int part = 1) {
    StoredAction row;
    row.record.plan = stored_.empty() ? nullptr : stored_.front().record.plan;
    row.record.action.id = ActionId{1000 + static_cast<std::int64_t>(stored_.size())};
    row.record.action.ref = ref;
    row.record.action.part = part;
    stored_.push_back(std::move(row));
    return stored_.back().record;
  }

  Action& action(std::size_t i) { return stored_.at(i).record.action; }
  Milestone& milestone(std::size_t i, std::size_t k = 0) { return stored_.at(i).record.milestones.at(k); }

  [[nodiscard]] PlanSheet sheet() const {
    return composeSheet(plan_, stored_, columns_, ComposeOptions{vocabulary_, {}});
  }
  [[nodiscard]] std::vector<std::vector<std::string>> cells() const {
    std::vector<std::vector<std::string>> rows;
    for (const PlanSheetRow& row : sheet().rows) {
      rows.emplace_back();
      for (const PlanSheetCell& cell : row.cells) rows.back().push_back(cell.text);
    }
    return rows;
  }

  /// What importing the plan's own export would change; nothing at all is right.
  [[nodiscard]] std::vector<std::string> changesOfReading(const Result<Document>& document) const {
    if (!document) return {document.error().text()};
    DraftOptions options;
    options.ragKey = plan_.ragKey;
    const auto draft = draftPlan(*document, vocabulary_, options);
    if (!draft) return {draft.error().text()};
    std::vector<std::string> lines;
    const ChangeSet changes = merge(*draft, stored_, Prefer::Neither);
    for (const ActionChange& change : changes.actions) {
      const std::string ref = spokenRef(change.after.action);
      if (change.kind == ActionChange::Kind::New) lines.push_back(ref + " is new");
      if (change.kind == ActionChange::Kind::Gone) lines.push_back(ref + " is gone");
      for (const FieldChange& field : change.changes)
        lines.push_back(ref + " " + field.field + ": '" + field.before + "' -> '" + field.after + "'");
    }
    for (const Conflict& conflict : changes.conflicts) {
      lines.push_back(conflict.ref + " conflict " + conflict.field + ": document '" + conflict.document +
                      "', database '" + conflict.database + "'");
    }
    return lines;
  }
  [[nodiscard]] std::vector<std::string> changesOfCsv() const {
    return changesOfReading(readCsv(csvOf(sheet())));
  }

  HeadingVocabulary vocabulary_ = test::shippedHeadings();
  Plan plan_;
  std::vector<StoredAction> stored_;
  std::vector<PlanColumn> columns_;
};

const std::vector<std::string> kHeadings{"No",  "Recommendation", "Action", "Lead", "Timescale",
                                         "RAG", "Progress",       "Budget"};
const Rows kRows{
    {"1.1", "Train all staff", "Book rooms", "Head of Nursing", "Qtr 2, 2017 (I)", "Amber", "Begun", "£10"},
    {"1.2", "Audit records", "Ask for the records", "Head of Quality\nMatron", "31/03/2017", "", "", ""}};

TEST_F(Export, APlanThatNobodyTouchedIsWrittenAsTheDocumentSaidIt) {
  import(kHeadings, kRows);
  const PlanSheet written = sheet();
  std::vector<std::string> headings;
  for (const PlanColumn& column : written.columns) headings.push_back(column.heading);
  EXPECT_EQ(headings, kHeadings);
  EXPECT_EQ(cells(), kRows);
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, AnUntouchedPlanComesBackWithItsCellsToo) {
  import(kHeadings, kRows);
  DraftOptions options;
  options.ragKey = plan_.ragKey;
  const auto draft = draftPlan(*readCsv(csvOf(sheet())), vocabulary_, options);
  ASSERT_TRUE(draft);
  EXPECT_TRUE(merge(*draft, stored_, Prefer::Neither).empty());
}

TEST_F(Export, AnAgreedDateIsWrittenWithItsLetterAndReadBack) {
  import(kHeadings, kRows);
  milestone(0).basis = Basis::Agreed;
  EXPECT_EQ(cells()[0][4], "Qtr 2, 2017 (A)");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, AMovedDateIsWrittenOutThoughOnlyTheDayWasSet) {
  import(kHeadings, kRows);
  milestone(0).due = Date::parse("2017-12-15");
  EXPECT_EQ(cells()[0][4], "15 December 2017 (I)");
  milestone(1).due = Date::parse("2017-06-30");
  EXPECT_EQ(cells()[1][4], "30 June 2017");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, WhatIsDoneIsWrittenWithItsDayAndVerifiedIsNotForgotten) {
  import(kHeadings, kRows);
  milestone(0).state = State::Complete;
  milestone(0).completedOn = Date::parse("2017-06-28");
  milestone(1).state = State::Verified;
  milestone(1).completedOn = Date::parse("2017-03-20");
  milestone(1).verifiedOn = Date::parse("2017-04-20");
  EXPECT_THAT(cells()[0][4], HasSubstr("28/06/2017"));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, SeveralMilestonesAreLinesWithTheirParties) {
  import(kHeadings, kRows);
  auto& milestones = stored_[0].record.milestones;
  Milestone second;
  second.id = MilestoneId{77};
  second.position = 1;
  second.party = "NCH";
  second.due = Date::parse("2018-03-31");
  second.earliest = second.due;
  second.precision = Precision::Day;
  second.basis = Basis::Agreed;
  milestones.push_back(second);
  EXPECT_EQ(cells()[0][4], "Qtr 2, 2017 (I)\nNCH 31 March 2018 (A)");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, OwnersAreOneALineAndTextsAreThoseOfToday) {
  import(kHeadings, kRows);
  stored_[0].record.owners.push_back(Owner{{}, "Ward Manager", 1});
  action(1).progress = "Forty records looked at";
  EXPECT_EQ(cells()[0][3], "Head of Nursing\nWard Manager");
  EXPECT_EQ(cells()[1][6], "Forty records looked at");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, ARatingThatChangedIsWrittenAsItsWordAndShownAsItsColour) {
  import(kHeadings, kRows);
  action(0).rag = Rag::Green;
  action(1).rag = Rag::Red;
  const PlanSheet written = sheet();
  EXPECT_EQ(written.rows[0].cells[5].rag, Rag::Green);
  EXPECT_THAT(csvOf(written), HasSubstr(",Green,"));
  EXPECT_THAT(csvOf(written), HasSubstr(",Red,"));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
  EXPECT_THAT(changesOfReading(documentOf(written)), IsEmpty());
}

TEST_F(Export, AColourWithoutWordsIsSaidInWordsWhereNoColourShows) {
  Document document =
      test::gridOf({{"No", "Action", "RAG"}, {"1", "Book rooms", ""}, {"2", "Buy chairs", "slow"}});
  document.tables[0].rows[1][2].fill = Colour::of(0x92D050);
  document.tables[0].rows[2][2].fill = Colour::of(0xFF0000);
  const auto draft = draftPlan(document, vocabulary_, {});
  ASSERT_TRUE(draft);
  take(*draft);
  EXPECT_EQ(action(0).rag, Rag::Green);
  EXPECT_THAT(csvOf(sheet()), HasSubstr("1,Book rooms,Green\r\n2,Buy chairs,Red: slow\r\n"));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, RowsOfTheDatabaseAloneComeLastWithAllTheyHave) {
  import(kHeadings, kRows);
  ActionRecord& record = addRow("17.1");
  record.action.action = "Write the protocol";
  record.action.rag = Rag::Blue;
  record.owners.push_back(Owner{{}, "Head of Service", 0});
  Milestone promise;
  promise.text = "as soon as it can be done";
  promise.due = Date::parse("2017-06-30");
  promise.precision = Precision::Day;
  record.milestones.push_back(promise);
  EXPECT_THAT(cells().back(),
              ElementsAre("17.1", "", "Write the protocol", "Head of Service", "30 June 2017", "", "", ""));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, ANewPartFollowsThePartBeforeIt) {
  import(kHeadings, kRows);
  ActionRecord& record = addRow("1.1", 2);
  record.action.rag = Rag::Blue;
  record.action.progress = "A second hall was found";
  ASSERT_EQ(cells().size(), 3U);
  EXPECT_EQ(cells()[1][6], "A second hall was found");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, ContinuationRowsAreFoundAgain) {
  import(kHeadings, {{"5.1", "Audit", "Ask", "Head of Quality", "31/03/2017", "Red", "", ""},
                     {"", "", "", "Matron", "Review June 2017", "Green", "", ""},
                     { "5.2",
                       "Train",
                       "Book",
                       "",
                       "",
                       "",
                       "",
                       "" }});
  ASSERT_EQ(action(1).part, 2);
  EXPECT_EQ(cells()[1][0], "");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
  milestone(1).due = Date::parse("2017-07-31");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, RowsThatWereMergedUnderOneTextGetTheirNumbers) {
  Document document = test::gridOf({{"Recommendation", "Action", "Owner", "Timescale"},
                                    {"Train all staff", "Book rooms", "Matron", "May 2017"},
                                    {"Train all staff", "Book rooms", "Head of Nursing", "June 2017"}});
  document.tables[0].rows[2][0].mergedFromAbove = true;
  document.tables[0].rows[2][1].mergedFromAbove = true;
  const auto draft = draftPlan(document, vocabulary_, {});
  ASSERT_TRUE(draft);
  take(*draft);
  ASSERT_EQ(action(1).part, 2);
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, WhatHasNoColumnYetGetsOne) {
  import({"No", "Action", "Timescale"}, {{"1", "Book rooms", "May 2017"},
                                         { "2",
                                           "Buy chairs",
                                           "June 2017" }});
  stored_[0].record.owners.push_back(Owner{{}, "Matron", 0});
  action(1).progress = "Ordered";
  std::vector<std::string> headings;
  for (const PlanColumn& column : sheet().columns) headings.push_back(column.heading);
  EXPECT_THAT(headings, ElementsAre("No", "Action", "Timescale", "Owner", "Progress"));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, TablesThatNameOneThingDifferentlyShareAColumn) {
  Document document = test::gridOf({{"No", "Action", "Lead", "Cost"}, {"1", "Book rooms", "Matron", "£1"}});
  document.tables.push_back(
      test::gridOf({{"No", "Action", "Who"}, {"2", "Buy chairs", "Head of Estates"}}).tables[0]);
  const auto draft = draftPlan(document, vocabulary_, {});
  ASSERT_TRUE(draft);
  take(*draft);
  EXPECT_THAT(cells(), ElementsAre(ElementsAre("1", "Book rooms", "Matron", "£1"),
                                   ElementsAre("2", "Buy chairs", "Head of Estates", "")));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, ARowThatAnImportWithdrewStaysAway) {
  import(kHeadings, kRows);
  stored_[0].withdrawn = true;
  EXPECT_EQ(cells().size(), 1U);
}

TEST_F(Export, APlanThatWasNeverADocumentHasTheUsualColumns) {
  plan_.key = "new";
  addRow("1").action.action = "Book rooms";
  addRow("2").action.recommendation = "Train all staff";
  EXPECT_THAT(cells(),
              ElementsAre(ElementsAre("1", "", "Book rooms"), ElementsAre("2", "Train all staff", "")));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, TextThatNoDocumentCanHoldIsWrittenAsNearAsMayBeAndChangesNothing) {
  import(kHeadings, kRows);
  action(0).progress = "  two\x01words \r\nand a \xFFline\n\n";
  action(1).progress = "sep=;";
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, ASecondDateColumnTakesTheDateThatIsInForce) {
  import({"No", "Action", "Target date", "Revised date", "Action status"},
         {{"1", "Book rooms", "31/03/2017", "", "Open"},
          { "2",
            "Buy chairs",
            "30/04/2017",
            "",
            "Open" }});
  Milestone& moved = milestone(0);
  moved.baselineDue = moved.due;
  moved.due = Date::parse("2017-05-31");
  milestone(1).state = State::Complete;
  EXPECT_THAT(cells()[0], ElementsAre("1", "Book rooms", "31/03/2017", "31 May 2017", "Open"));
  EXPECT_EQ(cells()[1][4], "Complete");
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST(FormulaGuard, KeepsACellFromBeingAFormulaAndGivesItBack) {
  for (const char* text :
       {"=1+1", "+44 20", "- a list", "@sum", "'=x", "''-", "plain", "'plain", "", "'", "\tx"}) {
    EXPECT_EQ(unguardFormula(guardFormula(text)), text);
    EXPECT_EQ(std::string("=+-@\t\r").find(guardFormula(text)[0]), std::string::npos) << text;
  }
  EXPECT_EQ(guardFormula("=1+1"), "'=1+1");
}

TEST_F(Export, CellsThatBeginAsFormulasAreTextInCsv) {
  import(kHeadings,
         {{ "1",
            "=HYPERLINK(\"http://x\")",
            "- book\n- pay",
            "Matron",
            "",
            "",
            "@all: \"quoted\", done",
            "+5" }});
  EXPECT_THAT(csvOf(sheet()), HasSubstr("\"'=HYPERLINK(\"\"http://x\"\")\",\"'- book\n- pay\""));
  EXPECT_THAT(changesOfCsv(), IsEmpty());
}

TEST_F(Export, HtmlIsEscapedAndSaysColoursInWords) {
  import(kHeadings, {{ "1", "<script>alert(1)</script> & co", "Book", "", "", "Red", "", "" }});
  plan_.title = "A \"plan\"";
  const std::string page = htmlOf(sheet(), Date::parse("2017-10-02").value());
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"));
  EXPECT_THAT(page, HasSubstr("<td class=\"red\">Red</td>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">1</th>"));
  EXPECT_THAT(page, HasSubstr("A &quot;plan&quot;"));
  EXPECT_THAT(page, HasSubstr("As it stood on 2 October 2017"));
  EXPECT_THAT(page, HasSubstr("assumed: the plan does not say"));
}

TEST_F(Export, JsonHasTheCellsAndTheValuesBehindThem) {
  import(kHeadings, kRows);
  const std::string json = jsonOf(sheet());
  EXPECT_THAT(json, HasSubstr("\"Timescale\": \"Qtr 2, 2017 (I)\""));
  EXPECT_THAT(json, HasSubstr("\"due\": \"2017-09-30\""));
  EXPECT_THAT(json, HasSubstr("\"basis\": \"indicative\""));
}

/// Plans and edits made up from a seed.
class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool one(std::size_t in) { return below(in) == 0; }
  std::string of(const std::vector<std::string>& words) { return words[below(words.size())]; }
  Date day() { return Date::fromEpochDays(17000 + static_cast<int>(below(1500))); }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> kTexts{"Train all staff",
                                      "=Audit; \"records\"",
                                      "- Ask the ward\n- Tell the board",
                                      "",
                                      "Write, then read",
                                      "Agree the protocol",
                                      "'quoted'",
                                      "Review the pathway"};
const std::vector<std::string> kDates{"31/03/2017",
                                      "Qtr 2, 2017 (I)",
                                      "March 2018 (A)",
                                      "Ongoing – Review March 2018",
                                      "TBC",
                                      "",
                                      "Completed 12/03/17",
                                      "NCH April 17 (A)\nLCC May 17 (I)",
                                      "Autumn 2017",
                                      "w/c 12 June 2017",
                                      "2017/18",
                                      "1. March 2017\n2. May 2017",
                                      "Monthly",
                                      "Complete"};
const std::vector<std::string> kOwners{"Head of Nursing", "Matron\nWard Manager", "",
                                       "Director of Public Health"};
const std::vector<std::string> kRatings{"Red", "Amber", "Green", "", "On track", "Complete", "B", "not sure"};

void edit(ActionRecord& record, Chance& chance) {
  Action& action = record.action;
  if (chance.one(4)) action.progress = chance.of(kTexts);
  if (chance.one(4)) action.comments = chance.of(kTexts);
  if (chance.one(4))
    action.rag = chance.one(4) ? std::nullopt : std::optional(static_cast<Rag>(chance.below(5)));
  if (chance.one(5)) record.owners = {Owner{{}, chance.of({"Matron", "Chief Nurse"}), 0}};
  for (Milestone& m : record.milestones) {
    if (chance.one(4)) m.due = chance.day();
    if (chance.one(4))
      m.basis = chance.one(3) ? std::nullopt : std::optional(static_cast<Basis>(chance.below(2)));
    if (!chance.one(5)) continue;
    m.state = chance.one(2) ? State::Complete : State::Verified;
    m.completedOn = chance.day();
  }
}

TEST_F(Export, IsTheInverseOfImportForRandomPlansAndEdits) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Chance chance(seed);
    Rows rows;
    const std::size_t count = 1 + chance.below(6);
    for (std::size_t i = 0; i < count; ++i) {
      rows.push_back({std::to_string(i + 1), chance.of(kTexts), "Action number " + std::to_string(i + 1),
                      chance.of(kOwners), chance.of(kDates), chance.of(kRatings), chance.of(kTexts),
                      chance.of(kTexts)});
      if (chance.one(5)) rows.push_back({"", "", "", "Matron", chance.of(kDates), "Red", "", ""});
    }
    import(kHeadings, rows);
    for (StoredAction& stored : stored_) {
      if (chance.one(2)) edit(stored.record, chance);
    }
    if (chance.one(3)) addRow("A" + std::to_string(seed)).action.action = "Thought of later";
    EXPECT_THAT(changesOfCsv(), IsEmpty()) << "seed " << seed << "\n" << csvOf(sheet());
    EXPECT_THAT(changesOfReading(documentOf(sheet())), IsEmpty()) << "seed " << seed;
  }
}

TEST_F(Export, GivesRealPlansBackWithoutAnyChange) {
  for (const char* name : {"lancashire-appendix-a.docx", "thurrock-cqc-january-2016-shaded.docx",
                           "open-eeast-board-action-tracker.csv", "open-kmpt-mr-s-action-plan.csv"}) {
    const std::string bytes = test::realPlan(name);
    if (bytes.empty()) GTEST_SKIP() << "the sample plan " << name << " is not beside the repository";
    const auto document = readDocument(name, bytes);
    ASSERT_TRUE(document) << name;
    const auto draft = draftPlan(*document, vocabulary_, {});
    ASSERT_TRUE(draft) << name;
    take(*draft);
    EXPECT_THAT(changesOfCsv(), IsEmpty()) << name;
    for (StoredAction& stored : stored_) {
      for (Milestone& m : stored.record.milestones) {
        if (m.due && m.state == State::Open) m.due = m.due->plusMonths(2);
      }
    }
    EXPECT_THAT(changesOfCsv(), IsEmpty()) << name << ", moved";
  }
}

}  // namespace
}  // namespace chaser::plan
