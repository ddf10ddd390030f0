// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_rows.h"

namespace chaser::plan {

namespace {

/// From behind the start tag's name.
template <std::size_t Size>
bool scanTextElement(PlainCursor& cursor, const char (&closing)[Size], PlainTag& tag, PlainText& text) {
  if (!cursor.attributes(tag)) return false;
  return tag.isEmptyElement() || (cursor.text(text) && cursor.literal(closing));
}

/// The only text of a string.
bool scanOnlyText(PlainCursor& cursor, PlainText& text) {
  if (cursor.literal("<t/>")) return true;
  return (cursor.literal("<t>") || cursor.literal("<t xml:space=\"preserve\">")) && cursor.text(text) &&
         cursor.literal("</t>");
}

/// From behind `<c`.
bool scanCell(PlainCursor& cursor, PlainTag& tag, PlainCell& cell) {
  if (!cursor.attributes(tag)) return false;
  cell.place = tag["r"];
  cell.type = tag["t"];
  cell.style = tag["s"];
  if (tag.isEmptyElement()) return true;
  PlainText formula;
  if (cursor.literal("<f") && !scanTextElement(cursor, "</f>", tag, formula)) return false;
  if (cursor.literal("<v") && !scanTextElement(cursor, "</v>", tag, cell.value)) return false;
  if (cursor.literal("<is>")) {
    cell.hasInline = true;
    if (!scanOnlyText(cursor, cell.inlineText) || !cursor.literal("</is>")) return false;
  }
  return cursor.literal("</c>");
}

}  // namespace

PlainFound scanRow(PlainCursor& cursor, PlainRow& row) {
  row.cells.clear();
  if (!cursor.literal("<row") || !cursor.attributes(row.tag)) return cursor.failed();
  row.number = row.tag["r"];
  if (row.tag.isEmptyElement()) return PlainFound::Whole;
  for (cursor.blanks(); cursor.literal("<c"); cursor.blanks()) {
    if (!scanCell(cursor, row.tag, row.cells.emplace_back())) return cursor.failed();
  }
  return cursor.literal("</row>") ? PlainFound::Whole : cursor.failed();
}

PlainFound scanString(PlainCursor& cursor, PlainText& text) {
  const bool isWhole = cursor.literal("<si>") && scanOnlyText(cursor, text) && cursor.literal("</si>");
  return isWhole ? PlainFound::Whole : cursor.failed();
}

}  // namespace chaser::plan
