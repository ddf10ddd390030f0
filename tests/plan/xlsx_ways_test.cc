// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "plan/readers/xlsx_range.h"
#include "plan/readers/xlsx_rows.h"
#include "tests/plan/support/workbooks.h"

/// A workbook says the same whether or not its plain rows are withheld from expat.
namespace chaser::plan {
namespace {

using test::workbookOf;
using testing::HasSubstr;

constexpr const char* kShared =
    "<si><t>one</t></si><si><t xml:space=\"preserve\"> two </t></si><si><t>R&amp;D &lt;3&gt; &quot;x&quot; "
    "&apos;y&apos;</t></si>\n<si><t/></si><si><r><t>ri</t></r><r><t>ch</t></r></si><si><t>a_x000D_\nb "
    "\xE2\x82\xAC</t></si><si><t>7&#233;</t></si><si><t>eight</t></si>";

/// All that is told of a workbook, as one text.
std::string tellingOf(const std::string& bytes, const XmlWay& way, const ReadLimits& limits = {}) {
  const auto document = readXlsx(bytes, limits, way);
  if (!document) return document.error().text();
  std::string all;
  for (const std::string& line : document->paragraphs) all += "P " + line + "\n";
  for (const GridTable& table : document->tables) {
    for (const GridRow& row : table.rows) {
      for (const GridCell& cell : row) {
        all += "[" + cell.text + (cell.fill ? " " + toString(*cell.fill) : "") +
               (cell.ink ? "/" + toString(*cell.ink) : "") + (cell.mergedFromAbove ? "^" : "") + "*" +
               std::to_string(cell.colspan) + "]";
      }
      all += "\n";
    }
  }
  return all;
}

std::string byExpatAlone(const std::string& bytes, const ReadLimits& limits = {}) {
  return tellingOf(bytes, {.takesPlain = false}, limits);
}

void expectSameBothWays(const std::string& bytes, const std::string& rows, std::size_t pieceBytes,
                        const ReadLimits& limits = {}) {
  ASSERT_EQ(tellingOf(bytes, {.takesPlain = true, .pieceBytes = pieceBytes}, limits),
            byExpatAlone(bytes, limits))
      << "in pieces of " << pieceBytes << ": " << rows;
}

/// Rows in all spellings that there are, good ones and bad ones.
class RandomSheet {
 public:
  explicit RandomSheet(unsigned seed) : random_(seed) {}

  std::string rows() {
    std::string all;
    std::uint32_t number = 0;
    for (std::size_t i = 1 + below(12); i > 0; --i) {
      number += 1 + (isRare() ? below(120) : 0);
      all += isRare() ? pick({"\n", " \n\t", "<!-- </row> -->", "<?x </row>?>", "<![CDATA[</row>]]>", "\r\n"})
                      : "";
      all += row(isVeryRare() ? below(3) : number);
    }
    return isVeryRare() ? all + pick({"</x>", "&y;", "<row", "\x80", "<a b='1' b='2'/>"}) : all;
  }

 private:
  std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(random_() % n); }
  bool isRare() { return below(6) == 0; }
  bool isVeryRare() { return below(150) == 0; }
  std::string pick(std::initializer_list<const char*> all) { return *(all.begin() + below(all.size())); }

  std::string attribute(const std::string& name, const std::string& value) {
    if (isRare()) return pick({" ", "  ", "\n"}) + name + pick({"='", " = '"}) + value + "'";
    return " " + name + "=\"" + value + "\"";
  }

  std::string row(std::uint32_t number) {
    const std::string name = isVeryRare() ? "x:row" : "row";
    std::string out = "<" + name;
    if (!isRare()) out += attribute("r", std::to_string(number));
    if (isRare()) out += attribute("x14ac:dyDescent", "0.25");
    if (isRare()) out += attribute("x:r", "77");
    if (isRare()) return out + pick({"/>", " />", "></row>"});
    out += ">";
    std::uint32_t column = 0;
    for (std::size_t i = below(6); i > 0; --i) {
      column += 1 + (isRare() ? below(80) : 0);
      if (isRare()) out += pick({" ", "\n", "<!-- <c/> -->", "words"});
      out += cell(toString(CellPlace{isVeryRare() ? number + 1 : number, isVeryRare() ? 1 : column}));
    }
    return out + "</" + name + ">";
  }

  std::string cell(const std::string& place) {
    std::string out = "<c";
    if (!isRare()) out += attribute("r", place);
    if (isRare()) out += attribute("s", pick({"0", "1", "2", "9", "-1", "x", ""}));
    switch (below(6)) {
      case 0:
        return out + pick({"/>", " />", "></c>"});
      case 1:
        return out + attribute("t", "s") + ">" + value(isVeryRare() ? "88" : std::to_string(below(8))) +
               "</c>";
      case 2:
        return out + attribute("t", pick({"inlineStr", "x"})) + "><is>" + (isRare() ? value("3") : "") +
               pick({"<t>", "<t xml:space=\"preserve\">", "<t  >"}) + words() + "</t></is></c>";
      case 3:
        return out + attribute("t", pick({"str", "b", "e", "d"})) + ">" + formula() + value(words()) + "</c>";
      default:
        return out + ">" + formula() + value(pick({"1", "42460", "2.50", "1e3", "NaN", "", "1E400"})) +
               (isRare() ? value("4") : "") + "</c>";
    }
  }

  std::string formula() {
    return isRare() ? pick({"<f>A1&amp;B1</f>", "<f/>", "<f t=\"shared\" si=\"0\"/>", "<f>&#65;1</f>"}) : "";
  }
  std::string value(const std::string& text) {
    if (text.empty() && isRare()) return pick({"<v/>", "<v />"});
    return (isRare() ? "<v >" : "<v>") + text + "</v>";
  }
  std::string words() {
    std::string out;
    for (std::size_t i = below(4); i > 0; --i) {
      out += pick({"words", "1", "true", " ", "\n", "\t", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                   "\xF0\x9F\xBF\xBF", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "_x000D_", "2016-03-31"});
      if (isRare())
        out += pick({">", "]]", "&#10;", "&#x20AC;", "\r", "<!-- -->", "<![CDATA[<v>]]>", "<i/>"});
      if (isVeryRare())
        out += pick({"]]>", "&no;", "\xC3", "\xEF\xBF\xBE", "\xED\xA0\x80", "\x01", "<", "&"});
    }
    return out;
  }

  std::mt19937 random_;
};

std::string bookOf(const std::string& rows, const std::string& strings = kShared) {
  return workbookOf({{{"Plan", rows}},
                     "<mergeCells><mergeCell ref='A2:B3'/></mergeCells>",
                     test::fillsOf({test::solid("rgb='FFFF0000'"), test::solid("rgb='FF00B050'")}),
                     strings});
}

TEST(XlsxWays, AnySheetReadsAsExpatAloneReadsIt) {
  std::size_t good = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    const std::string rows = RandomSheet(seed).rows();
    const std::string bytes = bookOf(rows);
    expectSameBothWays(bytes, rows, 1U << 16U);
    expectSameBothWays(bytes, rows, 1 + seed % 97);
    if (HasFatalFailure()) return;
    good += readXlsx(bytes).has_value() ? 1 : 0;
  }
  EXPECT_GT(good, 400U);
  EXPECT_LT(good, 950U);
}

constexpr const char* kSmall =
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>\n<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c "
    "r=\"B2\" s=\"1\"/></row><row r='3'><c r='C3'><v>\xC3\xA9</v></c></row><row r=\"4\"/>"
    "<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>\xE2\x82\xAC\nx &amp; y</t></is></c></row><!-- </row> "
    "-->\n";

TEST(XlsxWays, APieceOfThePartMayEndAnywhere) {
  const std::string bytes = bookOf(kSmall);
  for (std::size_t piece = 1; piece < 1200; ++piece) expectSameBothWays(bytes, kSmall, piece);
}

/// Line and column count what expat has not seen.
TEST(XlsxWays, ABrokenPartIsSaidToBeBrokenWhereItIs) {
  const std::string rows = kSmall;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const std::string before = rows.substr(0, at);
    for (const std::string& hurt :
         {before, before + "<" + rows.substr(at), before + "\xFF\n" + rows.substr(at)}) {
      const std::string bytes = bookOf(hurt);
      expectSameBothWays(bytes, hurt, 1U << 16U);
      expectSameBothWays(bytes, hurt, 40);
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_THAT(tellingOf(bookOf(rows + "\xC3\xA9</x>"), XmlWay{}),
              HasSubstr("is broken at line 4, column 4: mismatched tag"));
}

TEST(XlsxWays, SharedStringsAreBrokenWhereTheyAre) {
  const std::string strings = kShared;
  for (std::size_t at = 0; at < strings.size(); ++at) {
    const std::string hurt = strings.substr(0, at) + "<" + strings.substr(at);
    expectSameBothWays(bookOf(kSmall, hurt), hurt, 1U << 16U);
  }
}

TEST(XlsxWays, LimitsAndMistakesAreThoseOfExpatAlone) {
  std::string rows, strings;
  for (int i = 1; i < 60; ++i) {
    const std::string n = std::to_string(i);
    rows += "<row r=\"" + n + "\"><c r=\"A" + n + "\" t=\"s\"><v>" + n + "</v></c><c r=\"C" + n +
            "\" t=\"inlineStr\"><is><t>inline " + n +
            "</t></is></c><c t=\"e\"><v>not shown</v></c><c><is><t>neither is this</t></is></c></row>";
    strings += "<si><t>string _x0041__x0041__x0041_ " + n + "</t></si>";
  }
  strings += "<si><t/></si>";
  const std::string bytes = bookOf(rows, strings);
  for (std::size_t n = 1; n < 200; ++n) {
    ReadLimits limits;
    limits.cells = n;
    expectSameBothWays(bytes, rows, 1U << 16U, limits);
    limits = {};
    for (const std::size_t most : {12 * n, 650 + n}) {  // all strings together are near 750
      limits.textBytes = most;
      expectSameBothWays(bytes, rows, 1U << 16U, limits);
    }
    limits = {};
    limits.nesting = n % 9;
    expectSameBothWays(bytes, rows, 1U << 16U, limits);
  }
  for (const char* wrong : {R"(<row r="1"/>)", R"(<row r="1048577"/>)", R"(<row r="x"/>)",
                            R"(<row><c r="A1"/></row>)", R"(<row><c r="B60"/><c r="A60"/></row>)",
                            R"(<row><c t="s"><v>60</v></c></row>)", R"(<row><c t="s"/></row>)"}) {
    const std::string more = rows + wrong + "<row/>";
    expectSameBothWays(bookOf(more, strings), more, 1U << 16U);
    EXPECT_THAT(tellingOf(bookOf(more, strings), XmlWay{}), HasSubstr("sheet 'Plan'"));
  }
}

TEST(XlsxWays, RowsInStrangePlacesAreReadAsExpatReadsThem) {
  const std::string row = R"(<row><c t="str"><v>1</v></c><c t="inlineStr"><is><t>2</t></is></c></row>)";
  const std::string bare = R"(<row><c t="str"><v>1</v></c></row>)";
  for (const std::string& rows :
       {"<row><c t='inlineStr'><is>" + row + row + "</is></c></row>" + row + row,
        "<row><c t='inlineStr'><is>" + bare + bare + "</is></c></row>" + row + row,
        "<row><c t='str'><v>" + row + row + "</v></c></row>" + row + row,
        "<row><c t='str'><v><row></row> <row></row> <row></row></v></c></row>" + row + row,
        "<x>" + row + row + "</x>" + row + row,
        row + "<row>" + row + "<c>" + row + row + "<v>3</v></c></row>" + row,
        row + "</sheetData>" + row + row + "<sheetData>" + row + row,
        row + "<sheetData>" + row + "</sheetData>" + row + row}) {
    expectSameBothWays(bookOf(rows), rows, 1U << 16U);
  }
  // What follows a piece that was passed on may look like a row and be none.
  const std::string hidden = row + row + "<!-- " + std::string(200, ' ') + row + " -->" + row;
  for (std::size_t piece = 1; piece < 300; ++piece) expectSameBothWays(bookOf(hidden), hidden, piece);
}

TEST(XlsxWays, WhatCameBeforeAnArchiveFailedIsHeard) {
  std::string rows;
  for (int i = 1; i < 3000; ++i)
    rows += "<row r=\"" + std::to_string(i) + R"("><c><v>1</v></c><c/><c/><c/><c/><c/></row>)";
  ReadLimits limits;
  std::size_t inARow = 0;
  for (std::size_t bytes = 60'000; bytes < 160'000; bytes += 9'000) {
    limits.expandedBytes = bytes;
    expectSameBothWays(bookOf(rows), "cut short", 1U << 16U, limits);
    const std::string telling = byExpatAlone(bookOf(rows), limits);
    EXPECT_THAT(telling, HasSubstr("expands to more than"));
    inARow += telling.find("cell F") == std::string::npos ? 1 : 0;
  }
  EXPECT_GT(inARow, 0U);
}

std::string inUtf16(const std::string& ascii) {
  std::string wide = "\xFE\xFF";
  for (const char c : ascii) wide.append({'\0', c});
  return wide;
}

/// The parts of bookOf, but for a sheet that may be anything.
std::string bookWithSheet(const std::string& sheet) {
  return test::zipOf(
      {{"_rels/.rels", "<R><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></R>"},
       {"xl/workbook.xml", "<workbook><sheets><sheet name='P' id='b'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels", "<R><Relationship Id='b' Type='x/worksheet' Target='sheet.xml'/></R>"},
       {"xl/sheet.xml", sheet}});
}

TEST(XlsxWays, APartInAnotherEncodingIsExpats) {
  const std::string row = "<row><c t=\"str\"><v>\xC3\xA9</v></c></row>";
  const std::string sheet = "<worksheet><sheetData>" + row + row + row + "</sheetData></worksheet>";
  for (const char* encoding : {"UTF-8", "utf-8", "ISO-8859-1", "US-ASCII", "windows-1252", "UTF-16"}) {
    const std::string bytes =
        bookWithSheet("<?xml version='1.0' encoding='" + std::string(encoding) + "'?>" + sheet);
    expectSameBothWays(bytes, encoding, 1U << 16U);
  }
  expectSameBothWays(bookWithSheet("\xEF\xBB\xBF" + sheet), "a byte order mark", 1U << 16U);
  const std::string latin = bookWithSheet("<?xml version='1.0' encoding='ISO-8859-1'?>" + sheet);
  EXPECT_THAT(tellingOf(latin, XmlWay{}), HasSubstr("[\xC3\x83\xC2\xA9*1]\n[\xC3\x83\xC2\xA9*1]\n"));
  // The bytes of a row are other letters in this encoding, and no tag.
  const std::string ascii = "<worksheet><sheetData><row></row><a>";
  const std::string wide =
      inUtf16(ascii) + row + " " + row + inUtf16("</a></sheetData></worksheet>").substr(2);
  expectSameBothWays(bookWithSheet(wide), "UTF-16", 1U << 16U);
}

}  // namespace
}  // namespace chaser::plan
