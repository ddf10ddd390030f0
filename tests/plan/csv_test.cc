// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/readers/grid.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::vector<std::string>> rowsOf(std::string_view bytes) {
  const auto document = readCsv(bytes);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  std::vector<std::vector<std::string>> rows;
  if (!document) return rows;
  for (const GridRow& row : document->tables.at(0).rows) {
    rows.emplace_back();
    for (const GridCell& cell : row) rows.back().push_back(cell.text);
  }
  return rows;
}

TEST(CsvReader, ReadsQuotesBreaksAndDoubledMarks) {
  EXPECT_THAT(rowsOf("a,\"b,\nc\",\"say \"\"yes\"\"\"\r\nd,,\r\n"),
              ElementsAre(ElementsAre("a", "b,\nc", "say \"yes\""), ElementsAre("d", "", "")));
}

TEST(CsvReader, ReadsALastLineWithoutEnd) {
  EXPECT_THAT(rowsOf("a,b\nc,d"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_THAT(rowsOf("a,b\nc,"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "")));
}

TEST(CsvReader, FindsTheSeparator) {
  EXPECT_THAT(rowsOf("a;b\nx, y;z\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("x, y", "z")));
  EXPECT_THAT(rowsOf("a\tb\nc\td\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
  EXPECT_THAT(rowsOf("a|b, x\nc|d\n"), ElementsAre(ElementsAre("a", "b, x"), ElementsAre("c", "d")));
  EXPECT_THAT(rowsOf("sep=;\r\na;b\r\n"), ElementsAre(ElementsAre("a", "b")));
}

TEST(CsvReader, ReadsUtf8WithAndWithoutMarkAndWindows1252) {
  EXPECT_THAT(rowsOf("\xEF\xBB\xBF"
                     "caf\xC3\xA9,b\n"),
              ElementsAre(ElementsAre("caf\xC3\xA9", "b")));
  EXPECT_THAT(rowsOf("caf\xC3\xA9"
                     ",b\n"),
              ElementsAre(ElementsAre("caf\xC3\xA9", "b")));
  // A right single quotation mark and an en dash, as Excel saves them.
  EXPECT_THAT(rowsOf("child\x92"
                     "s,0 \x96 25\n"),
              ElementsAre(ElementsAre("child\xE2\x80\x99"
                                      "s",
                                      "0 \xE2\x80\x93 25")));
}

TEST(CsvReader, ReadsUtf16OfBothKinds) {
  const std::string_view little(
      "\xFF\xFE"
      "a\0,\0\xE9\0\x3D\xD8\x00\xDE\n\0",
      14);
  EXPECT_THAT(rowsOf(little), ElementsAre(ElementsAre("a", "\xC3\xA9\xF0\x9F\x98\x80")));
  EXPECT_THAT(rowsOf(std::string_view("\xFE\xFF"
                                      "\0a\0,\0b",
                                      8)),
              ElementsAre(ElementsAre("a", "b")));
  EXPECT_THAT(rowsOf(std::string_view("\xFE\xFF"
                                      "\0a\0,\xD8\x3D\0",
                                      9)),
              ElementsAre(ElementsAre("a", "\xEF\xBF\xBD\xEF\xBF\xBD")))
      << "half a character is marked as one";
}

TEST(CsvReader, NamesTheLineOfANulByte) {
  const auto document = readCsv(std::string_view("a,b\nc,\0d\n", 9));
  ASSERT_FALSE(document);
  EXPECT_THAT(document.error().text(), HasSubstr("line 2 holds a NUL byte"));
}

TEST(CsvReader, NamesTheLineOfAQuotationMarkThatIsNeverClosed) {
  const auto document = readCsv("a,b\n\"x\ny\",z\nc,\"open\nd,e\n");
  ASSERT_FALSE(document);
  EXPECT_THAT(document.error().text(), HasSubstr("line 4: a quotation mark is opened and never closed"));
}

TEST(CsvReader, RefusesWhatIsNoText) {
  const auto binary = readCsv(std::string_view("\x01\x00\x02garbage", 10));
  ASSERT_FALSE(binary);
  EXPECT_THAT(binary.error().text(), HasSubstr("is not a text file"));
  const auto empty = readCsv(" \n\n");
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().what, HasSubstr("is empty"));
}

TEST(CsvReader, RefusesTooManyCells) {
  ReadLimits limits;
  limits.cells = 3;
  const auto document = readCsv("a,b\nc,d\n", limits);
  ASSERT_FALSE(document);
  EXPECT_THAT(document.error().what, HasSubstr("more than 3 cells"));
}

TEST(DocumentReader, SaysWhatAFileIsThatItCantRead) {
  const auto pdf = readDocument("plan.pdf", "%PDF-1.7\n\x01");
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().what, "plan.pdf: is a PDF, and its tables can't be read");
  const auto renamed = readDocument("Plan.DOCX", "Ref,Action\n1,Do it\n");
  ASSERT_FALSE(renamed);
  EXPECT_EQ(renamed.error().what, "Plan.DOCX: is not a Word document, whatever its name says");
}

TEST(DocumentReader, NamesTheFileInItsErrors) {
  const auto document = readDocument("plan.docx", "PK nothing");
  ASSERT_FALSE(document);
  EXPECT_THAT(document.error().what,
              HasSubstr("plan.docx: is not a Word document or Excel workbook: it is not a readable zip"));
}

}  // namespace
}  // namespace chaser::plan
