// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/readers/feed.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using FeedRows = std::vector<std::vector<std::string>>;

FeedRows rowsOf(const Result<Document>& document) {
  FeedRows rows;
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  if (!document) return rows;
  for (const GridRow& row : document->tables.at(0).rows) {
    rows.emplace_back();
    for (const GridCell& cell : row) rows.back().push_back(cell.text);
  }
  return rows;
}

TEST(Feed, EachLineIsARowAndTheColumnsAreAllThatAnyLineNames) {
  EXPECT_THAT(
      rowsOf(readNdjson("{\"ID\":\"7\",\"Action\":\"Train\"}\n\n{\"Due\":\"2027-03-31\",\"ID\":\"8\"}\n")),
      ElementsAre(ElementsAre("ID", "Action", "Due"), ElementsAre("7", "Train", ""),
                  ElementsAre("8", "", "2027-03-31")));
}

TEST(Feed, ValuesOfEveryKindBecomeTheTextThatPeopleWouldRead) {
  EXPECT_THAT(
      rowsOf(readNdjson(
          R"({"n":7,"x":2.5,"b":true,"z":null,"who":["A. Shah","B. Cole"],"site":{"name":"North"}})")),
      ElementsAre(ElementsAre("n", "x", "b", "z", "who", "site.name"),
                  ElementsAre("7", "2.5", "yes", "", "A. Shah\nB. Cole", "North")));
}

TEST(Feed, AMarkAtTheFrontAndWindowsLineEndsAreNoNoise) {
  EXPECT_THAT(rowsOf(readNdjson("\xEF\xBB\xBF{\"ID\":1}\r\n{\"ID\":2}\r\n")),
              ElementsAre(ElementsAre("ID"), ElementsAre("1"), ElementsAre("2")));
}

TEST(Feed, ALineThatIsCutOffIsNamedAndNothingIsRead) {
  const auto cut = readNdjson("{\"ID\":1}\n{\"ID\":2,\n");
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().text(), HasSubstr("line 2: is not a whole JSON object"));
  const auto list = readNdjson("[1,2]\n");
  ASSERT_FALSE(list);
  EXPECT_THAT(list.error().text(), HasSubstr("line 1: is JSON, but not an object"));
  EXPECT_FALSE(readNdjson(" \n"));
  EXPECT_FALSE(readNdjson("{\"ID\":\"\xFF\"}\n"));
}

TEST(Feed, NestingAndSizeHaveLimits) {
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  const auto nested = readNdjson(deep);
  ASSERT_FALSE(nested);
  EXPECT_THAT(nested.error().text(), HasSubstr("nested more than"));
  // Each line names a column of its own: a table as wide as it is long.
  std::string wide;
  for (int i = 0; i < 3000; ++i) wide += "{\"c" + std::to_string(i) + "\":1}\n";
  ReadLimits limits;
  limits.cells = 500'000;
  const auto square = readNdjson(wide, limits);
  ASSERT_FALSE(square);
  EXPECT_THAT(square.error().text(), HasSubstr("more than 500000 cells"));
}

Result<std::string> keyOf(std::string_view lines, std::string_view column) {
  const auto document = readNdjson(lines);
  return document ? checkKey(*document, column) : Result<std::string>(fail(document.error()));
}

TEST(Feed, TheKeyIsFoundWhateverItsCaseAndGivenAsTheDocumentSpellsIt) {
  const auto key = keyOf("{\"Task ID\":1}\n{\"Task ID\":2}\n", "task id");
  ASSERT_TRUE(key) << key.error().text();
  EXPECT_EQ(*key, "Task ID");
}

TEST(Feed, AKeyThatIsMissingOrComesTwiceIsRefusedByItsRows) {
  const auto none = keyOf("{\"ID\":1}\n", "Number");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::Usage);
  EXPECT_THAT(none.error().text(), HasSubstr("there is no column 'Number'"));
  const auto blank = keyOf("{\"ID\":1,\"Action\":\"x\"}\n{\"Action\":\"y\"}\n", "ID");
  ASSERT_FALSE(blank);
  EXPECT_THAT(blank.error().text(), HasSubstr("row 2 has nothing under 'ID'"));
  const auto twice = keyOf("{\"ID\":1}\n{\"ID\":2}\n{\"ID\":1}\n", "ID");
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().text(), HasSubstr("rows 1 and 3 have the same key, ID = '1'"));
}

}  // namespace
}  // namespace chaser::plan
