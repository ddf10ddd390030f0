// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/readers/feed.h"
#include "plan/readers/grid.h"
#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

using namespace test;
using testing::HasSubstr;

ReadLimits smallLimits() {
  ReadLimits limits;
  limits.rowCells = 10;
  limits.cellBytes = 1000;
  return limits;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string whyNot(const std::string& csv) {
  const auto document = readDocument("plan.csv", csv);
  return document ? std::string("was read") : document.error().what;
}

TEST(ReadLimits, ACellHoldsAHundredPagesAndNoMore) {
  EXPECT_EQ(whyNot("a,b\n1," + std::string(256U << 10U, 'x')), "was read");
  EXPECT_THAT(whyNot("a,b\n1," + std::string((256U << 10U) + 1, 'x')),
              HasSubstr("plan.csv: row 2, cell 2 of a table holds more than 256 KiB of text"));
}

TEST(ReadLimits, ARowHasAThousandCellsAtMost) {
  EXPECT_EQ(whyNot("a" + std::string(999, ',') + "b"), "was read");
  EXPECT_THAT(whyNot("a" + std::string(1000, ',') + "b"), HasSubstr("line 1: has more than 1000 cells"));
}

TEST(ReadLimits, APlanHasAHundredThousandRowsAndSomeMore) {
  const auto rows = [](int count) { return "No,Action\n" + repeated("1,x\n", count); };
  EXPECT_EQ(whyNot(rows(109'999)), "was read");
  EXPECT_THAT(whyNot(rows(110'000)), HasSubstr("plan.csv: has more than 110000 rows"));
  EXPECT_EQ(whyNot(rows(100'000) + repeated(",\n", 20'000)), "was read") << "blank rows are no actions";
}

TEST(ReadLimits, HoldForEveryReader) {
  ReadLimits few;
  few.rows = 2;
  const std::string three = row({cell("a")}) + row({cell("b")});
  EXPECT_TRUE(readDocx(docxOf(table({three})), few));
  EXPECT_THAT(readDocx(docxOf(table({three}) + table({three})), few).error().what,
              HasSubstr("has more than 2 rows"));
  EXPECT_THAT(readNdjson("{\"No\": 1}\n{\"No\": 2}\n", few).error().what, HasSubstr("has more than 2 rows"));
  const std::string wide = "a" + std::string(1000, ',') + "b";
  EXPECT_THAT(readCsv("a,b\n" + wide).error().what, HasSubstr("line 2: has more than 1000 cells"));
  const std::string line = R"({"No": 1, "Action": ")" + std::string((256U << 10U) + 1, 'x') + "\"}\n";
  EXPECT_THAT(readNdjson(line).error().what, HasSubstr("row 2, cell 2 of a table holds more than 256 KiB"));
  EXPECT_THAT(
      readDocx(docxOf(table({row({cell("a"), cell(std::string(1001, 'x'))})})), smallLimits()).error().what,
      HasSubstr("row 1, cell 2 of a table holds more than"));
  EXPECT_THAT(
      readDocx(docxOf(table({"<w:tr>" + repeated(cell("a"), 11) + "</w:tr>"})), smallLimits()).error().what,
      HasSubstr("a row of more than 10 cells"));
}

/// What the tree of a Word document takes is told by its marks, before there is a tree.
TEST(ReadLimits, AWordDocumentIsReckonedUpBeforeItIsRead) {
  ReadLimits limits;
  limits.textBytes = 1U << 20U;
  const auto whyNotOf = [&](const std::string& body) {
    const auto document = readDocx(docxOf(body), limits);
    return document ? std::string("was read") : document.error().what;
  };
  EXPECT_EQ(whyNotOf(paragraph(std::string(500'000, 'x'))), "was read");
  EXPECT_THAT(whyNotOf(repeated("<w:p/>", 20'000)), HasSubstr("text and tables take more than 1 MiB"));
  EXPECT_THAT(whyNotOf(repeated("<w:p w:a=''/>", 10'000)), HasSubstr("more than 1 MiB"));
  EXPECT_EQ(whyNotOf(repeated("<w:p/>", 10'000)), "was read");
  const std::string above = row({cell(std::string(100'000, 'x'), "<w:vMerge w:val='restart'/>")});
  EXPECT_THAT(whyNotOf(table({above + repeated(row({cell("", "<w:vMerge/>")}), 20)})),
              HasSubstr("more than 1 MiB"));
}

}  // namespace
}  // namespace chaser::plan
