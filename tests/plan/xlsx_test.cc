// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/draft.h"
#include "plan/undecided.h"
#include "tests/plan/support/imports.h"
#include "tests/plan/support/workbooks.h"

namespace chaser::plan {
namespace {

using test::fillsOf;
using test::formatsOf;
using test::inlineCell;
using test::sheetOf;
using test::solid;
using test::valueCell;
using test::workbookOf;
using testing::ElementsAre;
using testing::HasSubstr;

Document readBook(const std::string& bytes) {
  const auto document = readDocument("plan.xlsx", bytes);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  return document.value_or(Document{});
}

std::string bookError(const std::string& bytes, const ReadLimits& limits = {}) {
  const auto document = readDocument("plan.xlsx", bytes, limits);
  return document ? "no error" : document.error().what;
}

/// Each row's texts with a bar between them, `^` before a cell that is merged from above and `*n` behind one
/// that is n wide.
std::vector<std::string> rowsOf(const GridTable& table) {
  std::vector<std::string> rows;
  for (const GridRow& row : table.rows) {
    std::string line;
    for (const GridCell& cell : row) {
      if (&cell != &row.front()) line += '|';
      line += (cell.mergedFromAbove ? "^" : "") + cell.text;
      if (cell.colspan > 1) line += "*" + std::to_string(cell.colspan);
    }
    rows.push_back(line);
  }
  return rows;
}

std::vector<std::string> firstSheet(const std::string& bytes) {
  const Document document = readBook(bytes);
  return document.tables.empty() ? std::vector<std::string>{} : rowsOf(document.tables.front());
}

/// One cell, with this style.
GridCell onlyCell(const std::string& styles, const std::string& cell, const std::string& theme = {}) {
  const Document document =
      readBook(workbookOf({{{"Plan", "<row>" + cell + "</row>"}}, {}, styles, {}, theme}));
  if (document.tables.empty() || document.tables[0].rows.empty()) return {};
  return document.tables[0].rows[0][0];
}

std::string shown(const std::string& format, const std::string& value) {
  return onlyCell(formatsOf({format}), valueCell("A1", value, "s='1'")).text;
}

TEST(Xlsx, TextsAreSharedInlineOrAFormulasLastResult) {
  const std::string strings =
      "<si><t>Shared</t></si><si><r><rPr><b/></rPr><t>Rich </t></r><r><t>text</t></r><rPh sb='0' "
      "eb='1'><t>read aloud</t></rPh></si><si><t>a_x000D_&#10;b</t></si>";
  EXPECT_THAT(firstSheet(workbookOf(
                  {{{"Plan", "<row r='1'>" + valueCell("A1", "0", "t='s'") + valueCell("B1", "1", "t='s'") +
                                 valueCell("C1", "2", "t='s'") + inlineCell("D1", "in &amp; out") +
                                 "<c r='E1' t='str'><f>A1&amp;B1</f><v>made</v></c></row>"}},
                   {},
                   {},
                   strings})),
              ElementsAre("Shared|Rich text|a\nb|in & out|made"));
}

TEST(Xlsx, ValuesAreShownAsPeopleSeeThem) {
  EXPECT_THAT(firstSheet(sheetOf("<row r='1'>" + valueCell("A1", "2.8000000000000003") +
                                 valueCell("B1", "16") + valueCell("C1", "1", "t='b'") +
                                 valueCell("D1", "#N/A", "t='e'") + inlineCell("E1", "2.10") +
                                 valueCell("F1", "-0.25") + valueCell("G1", "1.2E+3") + "</row>")),
              ElementsAre("2.8|16|TRUE||2.10|-0.25|1200"));
}

/// A plan of one action whose due date is this cell.
std::string planDueIn(const std::string& cell) {
  return sheetOf("<row r='1'>" + inlineCell("A1", "No") + inlineCell("B1", "Action") +
                 inlineCell("C1", "Lead") + inlineCell("D1", "Due date") + "</row><row r='3'>" +
                 inlineCell("A3", "1") + inlineCell("B3", "Train") + inlineCell("C3", "Ann") + cell +
                 "</row>");
}

TEST(Xlsx, AnErrorWhereADateShouldBeIsADoubtAndTakesNoDateAway) {
  const auto drafted = [](const std::string& cell) {
    const auto document = readXlsx(planDueIn(cell));
    EXPECT_TRUE(document);
    return draftPlan(document.value_or(Document{}), test::shippedHeadings(), {}).value_or(DraftPlan{});
  };
  const DraftPlan before = drafted(inlineCell("D3", "31/03/2027"));
  for (const char* error : {"#REF!", "#N/A"}) {
    DraftPlan plan = drafted(valueCell("D3", error, "t='e'"));
    const auto doubt = std::find_if(plan.doubts.begin(), plan.doubts.end(),
                                    [](const Doubt& one) { return one.kind == "date"; });
    ASSERT_NE(doubt, plan.doubts.end()) << error;
    EXPECT_EQ(doubt->ref, "1");
    EXPECT_EQ(doubt->text, error);
    EXPECT_THAT(doubt->hint, HasSubstr("cell D3 of sheet 'Plan'"));
    EXPECT_TRUE(plan.actions.at(0).milestones.empty());
    const auto stored = test::imported(merge(before, {}, Prefer::Neither));
    keepUndecided(plan, stored, {});
    EXPECT_TRUE(merge(plan, stored, Prefer::Neither).empty()) << "the date of the last import stays";
  }
}

TEST(Xlsx, NumbersFollowTheirFormat) {
  EXPECT_EQ(shown("0.00", "2.1"), "2.10");
  EXPECT_EQ(shown("0.00", "2.675"), "2.68");
  EXPECT_EQ(shown("#,##0.0#", "1234567.5"), "1,234,567.5");
  EXPECT_EQ(shown("0%", "0.45"), "45%");
  EXPECT_EQ(shown("&quot;R&quot;000", "7"), "R007");
  EXPECT_EQ(shown("[$&#163;-809]#,##0", "1200"), "\u00A31,200");
  EXPECT_EQ(shown("0;-0", "-3"), "-3");
  EXPECT_EQ(shown("# ?/?", "0.5"), "0.5");
  EXPECT_EQ(shown("0.00E+00", "1500"), "1500");
  EXPECT_EQ(shown("General", "0.1"), "0.1");
  EXPECT_EQ(shown("@", "5"), "5");
}

TEST(Xlsx, DaysAreShownAsInTheUk) {
  EXPECT_EQ(shown("yyyy-mm-dd", "42460"), "31/03/2016");
  EXPECT_EQ(shown("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "42460"), "31/03/2016");
  EXPECT_EQ(shown("d/m/yy h:mm", "42460.375"), "31/03/2016");
  EXPECT_EQ(shown("&quot;due &quot;dd/mm/yyyy;@", "42460"), "31/03/2016");
  EXPECT_EQ(onlyCell("<cellXfs><xf/><xf numFmtId='14'/></cellXfs>", valueCell("A1", "42460", "s='1'")).text,
            "31/03/2016");
  EXPECT_EQ(onlyCell({}, "<c t='d'><v>2016-03-31T00:00:00</v></c>").text, "31/03/2016");
}

TEST(Xlsx, ADayThatIsShownAsAMonthIsThatMonth) {
  EXPECT_EQ(shown("mmm-yy", "42795"), "Mar 2017");
  EXPECT_EQ(shown("mmmm yyyy", "42795"), "Mar 2017");
  EXPECT_EQ(shown("yyyy", "42795"), "2017");
  EXPECT_EQ(onlyCell("<cellXfs><xf/><xf numFmtId='17'/></cellXfs>", valueCell("A1", "42795", "s='1'")).text,
            "Mar 2017");
}

TEST(Xlsx, TimesAndWordsThatLookLikeDatesAreNone) {
  EXPECT_EQ(shown("h:mm", "0.395833333333333"), "09:30");
  EXPECT_EQ(shown("[h]:mm:ss", "1.5"), "36:00");
  EXPECT_EQ(shown("0&quot; days&quot;", "12"), "12 days");
  EXPECT_EQ(shown("[Red]0.0", "1.25"), "1.3");
  EXPECT_EQ(shown("0\\d", "4"), "4d");
}

TEST(Xlsx, DatesCountFrom1900WithItsLeapYearMistakeOrFrom1904) {
  EXPECT_EQ(shown("dd/mm/yyyy", "1"), "01/01/1900");
  EXPECT_EQ(shown("dd/mm/yyyy", "59"), "28/02/1900");
  EXPECT_EQ(shown("dd/mm/yyyy", "60"), "29/02/1900");
  EXPECT_EQ(shown("dd/mm/yyyy", "61"), "01/03/1900");
  EXPECT_EQ(shown("dd/mm/yyyy", "0"), "");
  EXPECT_EQ(shown("dd/mm/yyyy", "-1"), "-1");
  EXPECT_EQ(shown("dd/mm/yyyy", "1e300"), "1e+300");
  const std::string from1904 = workbookOf({{{"Plan", "<row>" + valueCell("A1", "40998", "s='1'") + "</row>"}},
                                           {},
                                           formatsOf({"dd/mm/yyyy"}),
                                           {},
                                           {},
                                           " date1904='1'"});
  EXPECT_THAT(firstSheet(from1904), ElementsAre("31/03/2016"));
}

TEST(Xlsx, FillsAreOutrightThemedTintedOrIndexed) {
  const auto fill = [](const std::string& pattern, const std::string& theme = {}) {
    const auto colour = onlyCell(fillsOf({pattern}), inlineCell("A1", "x", "s='1'"), theme).fill;
    return colour ? toString(*colour) : "none";
  };
  EXPECT_EQ(fill(solid("rgb='FF00B050'")), "00B050");
  EXPECT_EQ(fill(solid("rgb='0000b050'")), "00B050");
  EXPECT_EQ(fill(solid("indexed='10'")), "FF0000");
  EXPECT_EQ(fill(solid("indexed='64'")), "none");
  EXPECT_EQ(fill(solid("theme='9'")), "70AD47");
  EXPECT_EQ(fill(solid("theme='9' tint='0.59999389629810485'")), "C5E0B4");
  EXPECT_EQ(fill(solid("theme='4' tint='-0.249977111117893'"),
                 "<a:theme xmlns:a='x'><a:themeElements><a:clrScheme><a:accent1><a:srgbClr "
                 "val='4F81BD'/></a:accent1></a:clrScheme></a:themeElements></a:theme>"),
            "376092");
  EXPECT_EQ(fill("<patternFill patternType='none'/>"), "none");
  EXPECT_EQ(fill("<patternFill patternType='gray125'/>"), "none");
  EXPECT_EQ(fill("<gradientFill><stop position='0'><color rgb='FFFFC000'/></stop><stop position='1'><color "
                 "rgb='FFFFFFFF'/></stop></gradientFill>"),
            "FFC000");
}

TEST(Xlsx, InkIsTheFontsColourAndARunsOwnBeforeIt) {
  const std::string styles =
      "<fonts><font><color theme='1'/></font><font><color rgb='FFFF0000'/></font></fonts><cellXfs><xf/><xf "
      "fontId='1'/></cellXfs>";
  EXPECT_EQ(onlyCell(styles, inlineCell("A1", "x")).ink, std::nullopt);
  EXPECT_EQ(onlyCell(styles, inlineCell("A1", "x", "s='1'")).ink, Colour::of(0xFF0000));
  EXPECT_EQ(onlyCell(styles,
                     "<c s='1' t='inlineStr'><is><r><t>x</t></r><r><rPr><color rgb='FF00B050'/></rPr>"
                     "<t>y</t></r></is></c>")
                .ink,
            Colour::of(0x00B050));
}

TEST(Xlsx, ConditionalFormatsThatNameAWordColourItsCells) {
  const std::string styles =
      "<dxfs><dxf><fill><patternFill><bgColor "
      "rgb='FFFF0000'/></patternFill></fill></dxf><dxf><fill><patternFill "
      "patternType='solid'><bgColor rgb='FF00B050'/></patternFill></fill></dxf></dxfs>";
  const std::string rows = "<row r='1'>" + inlineCell("A1", "Late") + inlineCell("B1", "Late") +
                           "</row><row r='2'>" + inlineCell("B2", "It is DONE") + "</row><row r='3'>" +
                           inlineCell("B3", "open") + "</row>";
  const std::string rules =
      "<conditionalFormatting sqref='B1:B9'><cfRule type='cellIs' dxfId='0' priority='2' "
      "operator='equal'><formula>\"late\"</formula></cfRule><cfRule type='containsText' dxfId='1' "
      "priority='1' "
      "operator='containsText' text='done'><formula>NOT(ISERROR(SEARCH(\"done\",B1)))</formula></cfRule>"
      "<cfRule type='expression' dxfId='0' "
      "priority='3'><formula>TRUE</formula></cfRule></conditionalFormatting>";
  const Document document = readBook(workbookOf({{{"Plan", rows}}, rules, styles}));
  const auto& table = document.tables.at(0).rows;
  EXPECT_EQ(table[0][0].fill, std::nullopt);
  EXPECT_EQ(table[0][1].fill, Colour::of(0xFF0000));
  EXPECT_EQ(table[1][1].fill, Colour::of(0x00B050));
  EXPECT_EQ(table[2][1].fill, std::nullopt);
}

TEST(Xlsx, MergedRangesAreOneCellARow) {
  const std::string rows = "<row r='1'>" + inlineCell("A1", "Title") + "</row><row r='2'>" +
                           inlineCell("A2", "1") + inlineCell("B2", "Both", "s='1'") + inlineCell("D2", "x") +
                           "</row><row r='3'>" + inlineCell("A3", "2") + inlineCell("D3", "y") +
                           "</row><row r='4'>" + inlineCell("B4", "own") + "</row>";
  const std::string merges =
      "<mergeCells><mergeCell ref='A1:D1'/><mergeCell ref='B2:C3'/><mergeCell ref='nonsense'/></mergeCells>";
  const Document document =
      readBook(workbookOf({{{"Plan", rows}}, merges, fillsOf({solid("rgb='FFFF0000'")})}));
  EXPECT_THAT(rowsOf(document.tables.at(0)), ElementsAre("Title*4", "1|Both*2|x", "2|^Both*2|y", "|own"));
}

TEST(Xlsx, OfRangesOverEachOtherTheFirstStands) {
  const std::string rows = "<row r='1'>" + inlineCell("A1", "a") + inlineCell("B1", "b") +
                           inlineCell("C1", "c") + inlineCell("D1", "d") + "</row>";
  const std::string merges =
      "<mergeCells><mergeCell ref='B1:C1'/><mergeCell ref='A1:B1'/><mergeCell ref='A1:D1'/></mergeCells>";
  ReadLimits limits;
  limits.rowCells = 3;
  const auto document = readXlsx(sheetOf(rows, merges), limits);
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->tables.front().rows.front().size(), 3U);
  const std::string side = "<mergeCells><mergeCell ref='A1:B1'/><mergeCell ref='C1:D1'/></mergeCells>";
  limits.rowCells = 1;
  EXPECT_THAT(bookError(sheetOf("<row r='1'>" + inlineCell("A1", "a") + "</row>", side), limits),
              HasSubstr("sheet 'Plan', row 1: it has more than 1 merged ranges"));
}

TEST(Xlsx, AMergedCellBelowHasTheColoursOfItsFirst) {
  const std::string rows =
      "<row r='1'>" + valueCell("B1", "", "s='1'") + "</row><row r='2'>" + inlineCell("A2", "x") + "</row>";
  const Document document = readBook(workbookOf({{{"Plan", rows}},
                                                 "<mergeCells><mergeCell ref='B1:B2'/></mergeCells>",
                                                 fillsOf({solid("rgb='FF00B050'")})}));
  ASSERT_EQ(document.tables.at(0).rows.size(), 2U);
  const GridCell& below = document.tables[0].rows[1].at(1);
  EXPECT_TRUE(below.mergedFromAbove);
  EXPECT_EQ(below.fill, Colour::of(0x00B050));
}

TEST(Xlsx, EverySheetThatIsNotHiddenIsATable) {
  const std::string row = "<row r='1'>" + inlineCell("A1", "x") + "</row>";
  const Document both = readBook(workbookOf({{{"One", row}, {"Two", row}}}));
  ASSERT_EQ(both.tables.size(), 2U);
  EXPECT_EQ(both.tables[0].name, "One");
  EXPECT_EQ(both.tables[1].name, "Two");
  const Document shownOnly =
      readBook(workbookOf({{{"One", row}, {"Two", row}}, {}, {}, {}, {}, {}, " state='hidden'"}));
  ASSERT_EQ(shownOnly.tables.size(), 1U);
  EXPECT_EQ(shownOnly.tables[0].name, "Two");
  EXPECT_THAT(bookError(workbookOf({{{"One", row}}, {}, {}, {}, {}, {}, " state='veryHidden'"})),
              HasSubstr("no sheet that is not hidden"));
}

TEST(Xlsx, RowsHiddenByAFilterAreRead) {
  EXPECT_THAT(firstSheet(sheetOf("<row r='1' hidden='1'>" + inlineCell("A1", "filtered away") + "</row>")),
              ElementsAre("filtered away"));
}

TEST(Xlsx, PlacesThatAreLeftOutFollowTheOneBefore) {
  EXPECT_THAT(firstSheet(sheetOf("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")),
              ElementsAre("1||3", "4"));
}

TEST(Xlsx, GapsAreBlankAndAStrayCellCostsNothing) {
  EXPECT_THAT(firstSheet(sheetOf("<row r='2'>" + inlineCell("C2", "x") + "</row><row r='4'>" +
                                 inlineCell("A4", "y") + "</row>")),
              ElementsAre("", "||x", "", "y"));
  const auto rows = firstSheet(sheetOf("<row r='1'>" + inlineCell("A1", "x") + "</row><row r='1048576'>" +
                                       inlineCell("XFD1048576", "far") + "</row>"));
  EXPECT_EQ(rows.size(), 102U);
  EXPECT_EQ(rows.back(), "*16383|far");
}

TEST(Xlsx, FormatsBelowTheLastTextAreNoRows) {
  const std::string rows = "<row r='1'>" + inlineCell("A1", "x") + valueCell("B1", "", "s='1'") +
                           "</row><row r='2'>" + valueCell("B2", "", "s='1'") + "</row>";
  EXPECT_THAT(firstSheet(workbookOf({{{"Plan", rows}}, {}, fillsOf({solid("rgb='FF00B050'")})})),
              ElementsAre("x|"));
}

TEST(Xlsx, LinesAboveTheTableAreParagraphs) {
  const Document document = readBook(
      sheetOf("<row r='1'>" + inlineCell("A1", "Our plan") + "</row><row r='3'>" + inlineCell("A3", "Ref") +
              inlineCell("B3", "Action") + "</row><row r='4'>" + inlineCell("A4", "1") + "</row>"));
  EXPECT_THAT(document.paragraphs, ElementsAre("Our plan"));
}

TEST(Xlsx, AnyPrefixAndTheStrictFormAreUnderstood) {
  const std::string main = "http://purl.oclc.org/ooxml/spreadsheetml/main";
  const std::string office = "http://purl.oclc.org/ooxml/officeDocument/relationships";
  const std::string bytes = test::zipOf(
      {{"_rels/.rels", "<p:Relationships xmlns:p='x'><p:Relationship Id='a' Type='" + office +
                           "/officeDocument' Target='/xl/Book.xml'/></p:Relationships>"},
       {"xl/Book.xml", "<x:workbook xmlns:x='" + main + "' xmlns:rel='" + office +
                           "'><x:sheets><x:sheet name='P' rel:id='b'/></x:sheets></x:workbook>"},
       {"xl/_rels/Book.xml.rels", "<p:Relationships xmlns:p='x'><p:Relationship Id='b' Type='" + office +
                                      "/worksheet' Target='../xl/Sheet.xml'/></p:Relationships>"},
       {"xl/sheet.xml",
        "<x:worksheet xmlns:x='" + main +
            "'><x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>read</x:t></x:is></x:c></x:row>"
            "</x:sheetData></x:worksheet>"}});
  EXPECT_THAT(firstSheet(bytes), ElementsAre("read"));
}

TEST(Xlsx, AMistakeIsNamedWithItsSheetAndCell) {
  EXPECT_THAT(bookError(sheetOf("<row r='7'>" + valueCell("C7", "5", "t='s'") + "</row>")),
              HasSubstr("plan.xlsx: sheet 'Plan', cell C7: refers to shared text 5, but there are 0"));
  EXPECT_THAT(bookError(sheetOf("<row r='1'>" + valueCell("XFE1", "5") + "</row>")),
              HasSubstr("followed by 'XFE1', which is no place"));
  EXPECT_THAT(bookError(sheetOf("<row r='2'/><row r='2'/>")), HasSubstr("row 2: stands behind row 2"));
  EXPECT_THAT(bookError(sheetOf("<row r='1'>" + inlineCell("A1", "x") + "</col>")),
              HasSubstr("sheet 'Plan', cell A1: part xl/worksheets/sheet1.xml is broken at line 1, column"));
}

TEST(Xlsx, LimitsAreSaidClearly) {
  ReadLimits limits;
  limits.cells = 3;
  const std::string row = inlineCell("A1", "a") + inlineCell("B1", "b") + inlineCell("D1", "d");
  EXPECT_THAT(bookError(sheetOf("<row r='1'>" + row + "</row>"), limits), HasSubstr("has more than 3 cells"));
  limits = {};
  limits.textBytes = 2000;
  std::string rows;
  for (int i = 1; i < 5; ++i) rows += "<row>" + valueCell("A" + std::to_string(i), "0", "t='s'") + "</row>";
  const std::string shared = "<si><t>" + std::string(600, 'x') + "</t></si>";
  EXPECT_THAT(bookError(workbookOf({{{"Plan", rows}}, {}, {}, shared}), limits),
              HasSubstr("sheet 'Plan', cell A3: the workbook has more than 0 MiB of text"));
  const std::string merged = "<row r='1'>" + inlineCell("A1", std::string(600, 'x')) + "</row><row r='4'>" +
                             inlineCell("B4", "y") + "</row>";
  EXPECT_THAT(bookError(sheetOf(merged, "<mergeCells><mergeCell ref='A1:A4'/></mergeCells>"), limits),
              HasSubstr("sheet 'Plan', row 3: its merged ranges cover more than"));
}

TEST(Xlsx, EntitiesAndDocumentTypesAreRefused) {
  const std::string bytes =
      test::zipOf({{"xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook>&b;</workbook>"}});
  EXPECT_THAT(bookError(bytes), HasSubstr("xl/workbook.xml declares a document type"));
}

TEST(Xlsx, OtherOfficeFilesAreCalledByTheirName) {
  const std::string compound = "\xD0\xCF\x11\xE0";
  const auto wide = [](std::string_view name) {
    std::string out;
    for (const char c : name) out.append({c, '\0'});
    return out;
  };
  EXPECT_EQ(bookError(compound + wide("EncryptedPackage")), "plan.xlsx: is protected by a password");
  EXPECT_EQ(bookError(compound + wide("Workbook")), "plan.xlsx: is an Excel workbook of the old .xls kind");
  EXPECT_EQ(bookError(test::zipOf({{"mimetype", "x"}, {"content.xml", "<x/>"}})),
            "plan.xlsx: is an OpenDocument file");
  EXPECT_THAT(bookError("Ref,Action\n1,Do it\n"),
              HasSubstr("is not an Excel workbook, whatever its name says"));
  EXPECT_THAT(bookError(test::zipOf({{"_rels/.rels",
                                      "<R><Relationship Id='a' Type='x/officeDocument' "
                                      "Target='xl/workbook.bin'/></R>"},
                                     {"xl/workbook.bin", "x"}})),
              HasSubstr("binary .xlsb kind"));
}

/// What an action is, apart from where its plan came from.
void expectSamePlan(const DraftPlan& one, const DraftPlan& other) {
  EXPECT_EQ(one.columns, other.columns);
  ASSERT_EQ(one.actions.size(), other.actions.size());
  for (std::size_t i = 0; i < one.actions.size(); ++i) {
    EXPECT_EQ(one.actions[i].action.ref, other.actions[i].action.ref);
    EXPECT_EQ(one.actions[i].action.part, other.actions[i].action.part);
    EXPECT_EQ(one.actions[i].action.rag, other.actions[i].action.rag);
    EXPECT_THAT(one.actions[i].cells, testing::ElementsAreArray(other.actions[i].cells))
        << one.actions[i].action.ref;
  }
}

DraftPlan draftOfFile(const std::string& name) {
  const std::string bytes = test::realPlan(name);
  const auto document = readDocument(name, bytes);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  const auto plan = draftPlan(document.value_or(Document{}), test::shippedHeadings(), {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

TEST(Xlsx, RealPlansReadCellForCellAsFromWordAndCsv) {
  if (test::realPlan("lancashire-appendix-a.xlsx").empty())
    GTEST_SKIP() << "the sample plans are not beside the repository";
  const DraftPlan marked = draftOfFile("lancashire-appendix-a.xlsx");
  expectSamePlan(marked, draftOfFile("lancashire-appendix-a.docx"));
  expectSamePlan(marked, draftOfFile("lancashire-appendix-a.csv"));
  EXPECT_FALSE(marked.title.empty());
  const DraftPlan shaded = draftOfFile("thurrock-cqc-january-2016-shaded.xlsx");
  expectSamePlan(shaded, draftOfFile("thurrock-cqc-january-2016-shaded.docx"));
}

}  // namespace
}  // namespace chaser::plan
