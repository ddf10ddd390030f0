// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_rows.h"

#include <gtest/gtest.h>

#include <random>

#include "plan/readers/xml_parser.h"
#include "tests/plan/support/documents.h"

/// What the scanner takes, and what it leaves to expat.
namespace chaser::plan {
namespace {

PlainFound found(const std::string& row) {
  PlainCursor cursor(row);
  PlainRow read;
  return scanRow(cursor, read);
}

TEST(PlainRows, WhatSpreadsheetsWriteIsPlain) {
  for (const char* row :
       {R"(<row r="2"/>)", R"(<row r="2" />)", "<row></row>",
        R"(<row r="2" spans="1:10" ht="15.75" customHeight="1" x14ac:dyDescent="0.25"></row>)",
        R"(<row r="2"><c r="A2" s="1" t="s"><v>12</v></c><c r="B2"/><c r="C2" s="3" /></row>)",
        R"(<row r="2"><c r="A2"><f>SUM(B2:C2)</f><v>3</v></c><c r="B2"><v /></c><c r="C2"><v></v></c></row>)",
        R"(<row r="2"><c r="A2"><f t="shared" ref="A2:A9" si="0">B2&amp;C2</f><v/></c></row>)",
        R"(<row r="2"><c r="A2"><f t="shared" si="0"/><v>3</v></c></row>)",
        R"(<row r="2"><c r="A2" t="inlineStr"><is><t>words</t></is></c></row>)",
        "<row r=\"2\">\n  <c r=\"A2\" t=\"str\"><v>x</v></c>\n</row>"}) {
    EXPECT_EQ(found(row), PlainFound::Whole) << row;
  }
}

TEST(PlainRows, AnyOtherSpellingIsExpats) {
  for (const char* row : {R"(<row r='2'/>)",
                          R"(<row r="2"r="3"/>)",
                          R"(<row r="2" r="3"/>)",
                          R"(<row  r="2"/>)",
                          R"(<row r = "2"/>)",
                          R"(<row 1="2"/>)",
                          R"(<row r="a<b"/>)",
                          R"(<row r="&amp;"/>)",
                          "<row r=\"\xC3\xA9\"/>",
                          "<row r=\"\t\"/>",
                          R"(<rows r="2"/>)",
                          R"(<x:row r="2"/>)",
                          R"(<row r="2"></rows>)",
                          R"(<row r="2">words</row>)",
                          R"(<row r="2"><!-- --></row>)",
                          R"(<row r="2"><c r="A2"><v><![CDATA[1]]></v></c></row>)",
                          R"(<row r="2"><c r="A2"><v>1]]></v></c></row>)",
                          R"(<row r="2"><c r="A2"><v>&#49;</v></c></row>)",
                          R"(<row r="2"><c r="A2"><v>&nbsp;</v></c></row>)",
                          R"(<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>)",
                          R"(<row r="2"><c r="A2"><v>1</c></row>)",
                          R"(<row r="2"><c r="A2"><is><r><t>1</t></r></is></c></row>)",
                          R"(<row r="2"><c r="A2"><v>1</v><extLst/></c></row>)",
                          "<row r=\"2\"><c r=\"A2\"><v>1\r\n</v></c></row>",
                          "<row r=\"2\"><c r=\"A2\"><v>\x01</v></c></row>",
                          "<row r=\"2\"><c r=\"A2\"><v>\xC0\x80</v></c></row>",
                          "<row r=\"2\"><c r=\"A2\"><v>\xE9</v></c></row>",
                          "<row r=\"2\"><c r=\"A2\"><v>\xED\xA0\x80</v></c></row>",
                          "<row r=\"2\"><c r=\"A2\"><v>\xEF\xBF\xBF</v></c></row>",
                          "<row r=\"2\"><c r=\"A2\"><v>\xF4\x90\x80\x80</v></c></row>"}) {
    EXPECT_EQ(found(row), PlainFound::Other) << row;
  }
}

TEST(PlainRows, ARowThatEndsTooSoonIsCutWhereverThatIs) {
  const std::string row =
      "<row r=\"2\" spans=\"1:3\"><c r=\"A2\" t=\"str\"><f>B2</f><v>\xC3\xA9 &amp; "
      "\xF0\x9F\x98\x80</v></c>\n<c "
      "r=\"B2\" /><c r=\"C2\"><is><t xml:space=\"preserve\">x</t></is></c></row>";
  EXPECT_EQ(found(row), PlainFound::Whole);
  for (std::size_t i = 0; i < row.size(); ++i) EXPECT_EQ(found(row.substr(0, i)), PlainFound::Cut) << i;
}

class DeafListener : public XmlListener {
  void open(std::string_view, const XmlAttributes&) override {}
};

TEST(PlainRows, WhatIsPlainExpatAcceptsWhateverBecameOfTheBytes) {
  const std::string row =
      "<row r=\"2\" a:b=\"1\"><c r=\"A2\" s=\"1\" "
      "t=\"s\"><f>B</f><v>\xC3\xA9&lt;\xE2\x82\xAC]]\xF0\x9F\x98\x80</v></c>\n"
      "<c r=\"B2\"/><c><is><t>x</t></is></c></row>";
  const std::string odd("<>&'\"/ ]\t\n\r\0\x7F\x80\xBF\xC1\xC2\xE0\xED\xEF\xF0\xF4\xF5\xFF=:;#!?-1aA", 35);
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return random() % n; };
  std::size_t plain = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string bytes = row;
    for (std::size_t change = 1 + below(3); change > 0; --change) {
      const std::size_t at = below(bytes.size());
      switch (below(3)) {
        case 0:
          bytes[at] = odd[below(odd.size())];
          break;
        case 1:
          bytes.insert(at, 1, odd[below(odd.size())]);
          break;
        default:
          bytes.erase(at, 1 + below(4));
          break;
      }
    }
    PlainCursor cursor(bytes);
    PlainRow read;
    if (scanRow(cursor, read) != PlainFound::Whole) continue;
    ++plain;
    DeafListener deaf;
    XmlParser parser(deaf, 4);
    ASSERT_TRUE(parser.feed(bytes.substr(0, cursor.used()), true)) << bytes;
  }
  EXPECT_GT(plain, 2'000U);
}

class CountingListener : public PlainListener {
 public:
  CountingListener() : PlainListener("</row>", kRowLevels) {}
  void open(std::string_view name, const XmlAttributes&) override { told += name == "row" ? 1 : 0; }
  PlainFound takePlain(PlainCursor& cursor) override {
    const PlainFound is = scanRow(cursor, row_);
    taken += is == PlainFound::Whole ? 1 : 0;
    return is;
  }
  int told = 0, taken = 0;

 private:
  PlainRow row_;
};

void expectCounts(const std::string& rows, int told, int taken, std::size_t nesting = 128,
                  std::size_t pieceBytes = 1U << 16U) {
  const std::string bytes = test::zipOf({{"a.xml", "<a><b>" + rows + "</b></a>"}});
  ReadLimits limits;
  limits.nesting = nesting;
  const auto archive = Archive::open(bytes, limits);
  ASSERT_TRUE(archive);
  CountingListener listener;
  const auto read =
      readPart(*archive, "a.xml", limits, listener, {.takesPlain = true, .pieceBytes = pieceBytes});
  EXPECT_TRUE(read) << read.error().text();
  EXPECT_EQ(listener.told, told);
  EXPECT_EQ(listener.taken, taken);
}

TEST(PlainRows, ExpatHearsOfTheFirstRowAndOfNoOtherThatIsPlain) {
  const std::string plain = R"(<row r="1"><c r="A1"><v>1</v></c></row>)";
  const std::string odd = "<row r='1'></row>";
  expectCounts(plain + plain + "\n" + plain, 1, 2);
  expectCounts(plain + plain + odd + plain + plain, 2, 3);
  expectCounts(plain + "<!-- -->" + plain + plain, 2, 1);
  const std::string half = std::string(40'000, ' '), broad = "<row r=\"1\">" + half + plain.substr(11);
  expectCounts(plain + broad + broad + broad + broad, 1, 4);
  expectCounts(plain + "<row>" + std::string(500'000, ' ') + "</row>" + plain, 2, 1);
  expectCounts(plain + odd + plain + plain, 2, 2, 128, 1);
  expectCounts(plain + plain + plain, 1, 2, 6);
  expectCounts(plain + plain + plain, 3, 0, 5);
}

TEST(PlainRows, AClosingTagInACommentIsNone) {
  const std::string plain = "<row></row>";
  expectCounts(plain + "<!-- " + plain + plain + " -->" + plain, 2, 0);
  expectCounts(plain + "<!-- " + plain + std::string(200'000, ' ') + " -->" + plain + plain, 2, 1);
}

}  // namespace
}  // namespace chaser::plan
