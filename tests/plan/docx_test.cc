// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/readers/grid.h"
#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

Document readBody(const std::string& body) {
  const auto document = readDocx(docxOf(body));
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  return document.value_or(Document{});
}

std::string onlyCell(const std::string& content) {
  const Document document = readBody("<w:tbl><w:tr><w:tc>" + content + "</w:tc></w:tr></w:tbl>");
  return document.tables.at(0).rows.at(0).at(0).text;
}

TEST(WordReader, KeepsParagraphsBreaksAndTabsOfACell) {
  EXPECT_EQ(onlyCell(paragraph("one") + "<w:p/>" +
                     "<w:p><w:r><w:t>two</w:t><w:br/><w:t>three</w:t><w:tab/><w:t>four"
                     "</w:t></w:r></w:p>"),
            "one\n\ntwo\nthree\tfour");
}

TEST(WordReader, KeepsTrackedInsertionsAndDropsDeletions) {
  EXPECT_EQ(onlyCell("<w:p><w:r><w:t xml:space='preserve'>by </w:t></w:r>"
                     "<w:del><w:r><w:delText>May</w:delText><w:t>May</w:t></w:r></w:del>"
                     "<w:moveFrom><w:r><w:t>away</w:t></w:r></w:moveFrom>"
                     "<w:ins><w:r><w:t>June</w:t></w:r></w:ins></w:p>"),
            "by June");
}

TEST(WordReader, LeavesOutACellThatWasDeletedWithTracking) {
  const Document document = readBody(table({row({cell("a"), cell("gone", "<w:cellDel/>"), cell("b")})}));
  ASSERT_EQ(document.tables.at(0).rows.at(0).size(), 2U);
  EXPECT_EQ(document.tables[0].rows[0][1].text, "b");
}

TEST(WordReader, KnowsCellsThatAreMergedInOldAndTrackedWays) {
  const Document document =
      readBody(table({row({cell("wide", "<w:hMerge w:val='restart'/>"), cell("", "<w:hMerge/>"), cell("c")}),
                      row({cell("x"), cell("y"), cell("", "<w:cellMerge w:vMerge='cont'/>")})}));
  const auto& rows = document.tables.at(0).rows;
  ASSERT_EQ(rows.at(0).size(), 2U);
  EXPECT_EQ(rows[0][0].colspan, 2U);
  EXPECT_EQ(rows[1].at(2).text, "c");
  EXPECT_TRUE(rows[1][2].mergedFromAbove);
}

TEST(WordReader, AControlThatNobodyFilledInIsBlankAndKeepsItsPlace) {
  const std::string waiting = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>";
  const std::string end = "</w:sdtContent></w:sdt>";
  const Document document =
      readBody("<w:tbl><w:tr>" + waiting + cell("Choose an item.") + end + cell("b") + "</w:tr></w:tbl>");
  ASSERT_EQ(document.tables.at(0).rows.at(0).size(), 2U);
  EXPECT_EQ(document.tables[0].rows[0][0].text, "");
  EXPECT_EQ(document.tables[0].rows[0][1].text, "b");
  EXPECT_EQ(onlyCell("<w:p>" + waiting + "<w:r><w:t>Enter a date.</w:t></w:r>" + end + "</w:p>"), "");
}

TEST(WordReader, ReadsTicksOfSymbolFonts) {
  EXPECT_EQ(onlyCell("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r></w:p>"), "\xE2\x9C\x93");
  EXPECT_EQ(
      onlyCell("<w:p><w:r><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>\xC3\xBC</w:t></w:r></w:p>"),
      "\xE2\x9C\x93");
  EXPECT_EQ(onlyCell("<w:p><w:r><w:sym w:font='Wingdings' w:char='F001'/></w:r></w:p>"), "");
}

TEST(WordReader, TakesAFieldsResultAndNotItsInstruction) {
  EXPECT_EQ(onlyCell("<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>IF x</w:t></w:r>"
                     "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>May 2027</w:t></w:r>"
                     "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"),
            "May 2027");
}

/// A document of these parts beside its body.
Document readParts(const std::string& body, const std::string& numbering, const std::string& styles = {}) {
  const std::string space = " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>";
  std::vector<std::pair<std::string, std::string>> parts{
      {"word/document.xml", "<w:document" + space + "<w:body>" + body + "</w:body></w:document>"},
      {"word/numbering.xml", "<w:numbering" + space + numbering + "</w:numbering>"}};
  if (!styles.empty()) parts.emplace_back("word/styles.xml", "<w:styles" + space + styles + "</w:styles>");
  const auto document = readDocx(zipOf(parts));
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  return document.value_or(Document{});
}

std::string level(int at, const std::string& format, const std::string& text, int start = 1) {
  return "<w:lvl w:ilvl='" + std::to_string(at) + "'><w:start w:val='" + std::to_string(start) +
         "'/><w:numFmt w:val='" + format + "'/><w:lvlText w:val='" + text + "'/></w:lvl>";
}
std::string outline(int id, const std::string& levels) {
  return "<w:abstractNum w:abstractNumId='" + std::to_string(id) + "'>" + levels + "</w:abstractNum>";
}
std::string list(int id, int of, const std::string& overrides = {}) {
  return "<w:num w:numId='" + std::to_string(id) + "'><w:abstractNumId w:val='" + std::to_string(of) + "'/>" +
         overrides + "</w:num>";
}
std::string numbered(const std::string& text, int list, int level = 0) {
  return "<w:p><w:pPr><w:numPr><w:ilvl w:val='" + std::to_string(level) + "'/><w:numId w:val='" +
         std::to_string(list) + "'/></w:numPr></w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

TEST(WordReader, ShowsTheNumbersThatWordWritesItself) {
  const Document document = readParts(
      "<w:tbl><w:tr><w:tc>" + numbered("", 1) + "</w:tc><w:tc>" + numbered("Audit", 2) +
          numbered("Train", 2) + numbered("first", 2, 1) + numbered("second", 2, 1) + numbered("Report", 2) +
          numbered("again", 2, 1) + "</w:tc></w:tr><w:tr><w:tc>" + numbered("", 1) + "</w:tc><w:tc>" +
          numbered("New list", 3) + numbered("a bullet", 4) + "</w:tc></w:tr></w:tbl>",
      outline(0, level(0, "decimal", "%1.", 7)) +
          outline(1, level(0, "decimal", "%1.") + level(1, "lowerLetter", "%1.%2)")) +
          outline(2, level(0, "bullet", "x")) + list(1, 0) + list(2, 1) +
          list(3, 1, "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>") + list(4, 2));
  const auto& rows = document.tables.at(0).rows;
  EXPECT_EQ(rows.at(0).at(0).text, "7.");
  EXPECT_EQ(rows[0].at(1).text, "1. Audit\n2. Train\n2.a) first\n2.b) second\n3. Report\n3.a) again");
  EXPECT_EQ(rows.at(1).at(0).text, "8.");
  EXPECT_EQ(rows[1].at(1).text, "1. New list\na bullet");
}

TEST(WordReader, NumbersAlsoComeFromStyles) {
  const Document document = readParts(
      "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:pStyle w:val='Sub'/></w:pPr><w:r><w:t>one</w:t></w:r></w:p>"
      "<w:p><w:pPr><w:pStyle w:val='Sub'/></w:pPr><w:r><w:t>two</w:t></w:r></w:p>"
      "<w:p><w:pPr><w:pStyle w:val='Sub'/><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr><w:r><w:t>none</w:t>"
      "</w:r></w:p></w:tc></w:tr></w:tbl>",
      outline(0, level(0, "upperRoman", "%1")) + list(1, 0),
      "<w:style w:styleId='Base'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
      "<w:style w:styleId='Sub'><w:basedOn w:val='Base'/></w:style>");
  EXPECT_EQ(document.tables.at(0).rows.at(0).at(0).text, "I one\nII two\nnone");
}

TEST(WordReader, LeavesOutARowThatWasDeletedWithTracking) {
  const Document document = readBody("<w:tbl>" + row({cell("a")}) + "<w:tr><w:trPr><w:del/></w:trPr>" +
                                     cell("b") + "</w:tr></w:tbl>");
  EXPECT_EQ(document.tables.at(0).rows.size(), 1U);
}

TEST(WordReader, TakesNoNoiseFromFieldsBookmarksLinksAndFootnotes) {
  EXPECT_EQ(
      onlyCell("<w:p><w:bookmarkStart w:id='0'/><w:r><w:fldChar/><w:instrText>PAGEREF x</w:instrText></w:r>"
               "<w:hyperlink><w:r><w:t>the guide</w:t></w:r></w:hyperlink><w:bookmarkEnd/>"
               "<w:r><w:footnoteReference w:id='2'/></w:r>"
               "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"),
      "the guide");
}

TEST(WordReader, ReadsContentControlsAndNestedTables) {
  EXPECT_EQ(onlyCell("<w:sdt><w:sdtContent>" + paragraph("chosen") + "</w:sdtContent></w:sdt>" +
                     table({row({cell("inner one"), cell("inner two")})}) + "<w:p/>"),
            "chosen\ninner one\ninner two");
  const Document wrapped = readBody("<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>" + cell("x") +
                                    "</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>");
  EXPECT_EQ(wrapped.tables.at(0).rows.at(0).at(0).text, "x");
}

TEST(WordReader, AMergedCellInheritsAndABlankOneDoesNot) {
  const Document document =
      readBody(table({row({cell("5.1", "<w:vMerge w:val='restart'/>"), cell("first"), cell("note")}),
                      row({cell("", "<w:vMerge/>"), cell("second"), cell("")})}));
  const GridRow& second = document.tables.at(0).rows.at(1);
  EXPECT_EQ(second.at(0).text, "5.1");
  EXPECT_TRUE(second.at(0).mergedFromAbove);
  EXPECT_EQ(second.at(2).text, "");
  EXPECT_FALSE(second.at(2).mergedFromAbove);
}

TEST(WordReader, FindsTheMergedCellAboveByItsPlaceInTheGrid) {
  const Document document = readBody(
      table({row({cell("wide", "<w:gridSpan w:val='2'/>"), cell("top", "<w:vMerge w:val='restart'/>")}),
             row({cell("a"), cell("b"), cell("", "<w:vMerge/>")})}));
  EXPECT_EQ(document.tables.at(0).rows.at(0).at(0).colspan, 2U);
  EXPECT_EQ(document.tables.at(0).rows.at(1).at(2).text, "top");
}

TEST(WordReader, KeepsFillsAndHighlights) {
  const Document document = readBody(table(
      {row({filled("00b050"), filled("auto", "plain"),
            "<w:tc><w:p><w:r><w:rPr><w:highlight w:val='red'/></w:rPr><w:t>R</w:t></w:r></w:p></w:tc>"})}));
  const GridRow& cells = document.tables.at(0).rows.at(0);
  EXPECT_EQ(cells.at(0).fill, Colour::of(0x00B050));
  EXPECT_EQ(cells.at(1).fill, std::nullopt);
  EXPECT_EQ(cells.at(2).ink, Colour::of(0xFF0000));
}

TEST(WordReader, KeepsTheTextOutsideTables) {
  const Document document =
      readBody(paragraph("The plan") + "<w:p/>" + table({row({cell("a")})}) + paragraph("End"));
  EXPECT_THAT(document.paragraphs, ElementsAre("The plan", "End"));
}

std::string errorOf(std::string_view bytes, const ReadLimits& limits = {}) {
  const auto document = readDocx(bytes, limits);
  return document ? std::string("no error") : document.error().text();
}

TEST(WordReader, SaysThatAnythingElseIsNoWordDocument) {
  EXPECT_THAT(errorOf("PK\x03\x04 but no more"), HasSubstr("is not a Word document"));
  EXPECT_THAT(errorOf(""), HasSubstr("is not a Word document"));
  EXPECT_THAT(errorOf(zipOf({{"readme.txt", "hello"}})), HasSubstr("it has no part word/document.xml"));
  EXPECT_THAT(errorOf(zipOf({{"xl/workbook.xml", "<workbook/>"}})), HasSubstr("it is an Excel workbook"));
  EXPECT_THAT(errorOf("\xD0\xCF\x11\xE0 old"), HasSubstr(".doc kind, or protected by a password"));
  EXPECT_THAT(errorOf(zipOf({{"word/document.xml", "<w:document><w:body>"}})),
              HasSubstr("is broken at byte"));
}

TEST(WordReader, RefusesEntities) {
  const std::string xml = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><w:document><w:body>&a;</w:body></w:document>";
  EXPECT_THAT(errorOf(zipOf({{"word/document.xml", xml}})), HasSubstr("declares a document type"));
}

TEST(WordReader, RefusesADocumentThatExpandsBeyondTheLimit) {
  const std::string bomb = docxOf(paragraph(std::string(8U << 20U, 'a')));
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_THAT(errorOf(bomb), HasSubstr("expands to more than 300 times its size"));
  ReadLimits limits;
  limits.expandedBytes = 2U << 20U;
  limits.expansionRatio = 100'000;
  EXPECT_THAT(errorOf(bomb, limits), HasSubstr("expands to more than 2 MiB"));
  limits.fileBytes = 1000;
  EXPECT_THAT(errorOf(bomb, limits), HasSubstr("is larger than"));
}

TEST(WordReader, RefusesTooManyCellsAndTooDeepNesting) {
  ReadLimits limits;
  limits.cells = 3;
  EXPECT_THAT(errorOf(docxOf(table({row({cell("a"), cell("b")}), row({cell("c"), cell("d")})})), limits),
              HasSubstr("more than 3 table cells"));
  std::string deep = paragraph("x");
  for (int i = 0; i < 400; ++i) deep = table({"<w:tr><w:tc>" + deep + "</w:tc></w:tr>"});
  EXPECT_THAT(errorOf(docxOf(deep)), HasSubstr("nested more than 128 levels"));
}

}  // namespace
}  // namespace chaser::plan
