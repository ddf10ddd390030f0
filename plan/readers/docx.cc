// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <utility>

#include "common/text.h"
#include "plan/readers/archive.h"
#include "plan/readers/docx_numbering.h"
#include "plan/readers/docx_part.h"
#include "plan/readers/docx_run.h"
#include "plan/readers/docx_xml.h"
#include "plan/readers/grid.h"

/// WordprocessingML: a body of paragraphs (w:p of runs w:r of text w:t) and tables (w:tbl of w:tr of w:tc),
/// any of them possibly inside wrappers (content controls, tracked changes, smart tags) that mean nothing
/// here.
namespace chaser::plan {

namespace {

using namespace docx;

constexpr const char* kUsualBody = "word/document.xml";
constexpr const char* kWorkbook = "xl/workbook.xml";
constexpr std::string_view kOldOfficeMagic = "\xD0\xCF\x11\xE0";

/// Elements that only wrap what they hold; deletions and moves away (w:del, w:moveFrom) are not among them.
bool isWrapper(std::string_view name) {
  return isOneOf(name, {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink",
                        "fldSimple", "dir", "bdo"});
}

/// Walks the tree once; stops at the first limit that is passed.
class BodyReader {
 public:
  BodyReader(const ReadLimits& limits, Numbering numbering, Budget& budget)
      : limits_(limits), numbering_(std::move(numbering)), budget_(budget) {}

  Result<Document> read(const pugi::xml_node& body) {
    readBlocks(body, 0);
    if (!trouble_.empty()) {
      return fail(ErrorKind::Input, trouble_, "this is no ordinary plan; save it again in Word");
    }
    return std::move(document_);
  }

 private:
  /// Reads what a wrapper holds, which may be a control that nobody has filled in.
  template <typename Read>
  void unwrap(const pugi::xml_node& wrapper, Read read) {
    const bool placeholder = isPlaceholder(wrapper);
    if (placeholder) ++placeholders_;
    read();
    if (placeholder) --placeholders_;
  }

  bool enter(std::size_t depth) {
    if (depth > limits_.nesting)
      trouble_ = fmt::format("is nested more than {} levels deep", limits_.nesting);
    return trouble_.empty();
  }

  /// Copies of what stands above and numbers that Word writes may be many times what the document holds.
  void spend(std::size_t bytes) {
    if (trouble_.empty() && !budget_.spend(bytes)) trouble_ = budget_.exceeded();
  }

  void readBlocks(const pugi::xml_node& parent, std::size_t depth) {
    if (!enter(depth)) return;
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = localName(node);
      if (name == "p") {
        Content content;
        addInline(node, content, depth + 1);
        const std::string label = numbering_.labelOf(node);
        if (!trim(content.text).empty() && !label.empty()) content.text.insert(0, label + " ");
        const std::string_view text = trim(content.text);
        if (text.empty()) continue;
        spend(text.size() + sizeof(std::string));
        document_.paragraphs.emplace_back(text);
      } else if (name == "tbl") {
        GridTable table;
        addRows(node, table, depth + 1);
        document_.tables.push_back(std::move(table));
      } else if (isWrapper(name)) {
        unwrap(node, [&] { readBlocks(node, depth + 1); });
      }
      if (!trouble_.empty()) return;
    }
  }

  void addRows(const pugi::xml_node& parent, GridTable& table, std::size_t depth) {
    if (!enter(depth)) return;
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = localName(node);
      if (name == "tr") {
        const pugi::xml_node properties = childNamed(node, "trPr");
        if (childNamed(properties, "del")) continue;
        GridRow row;
        const std::uint32_t before = numberOf(attributeNamed(childNamed(properties, "gridBefore"), "val"), 0);
        if (before > 0) row.push_back(GridCell{{}, {}, {}, false, before});
        addCells(node, table, row, depth + 1);
        spend(row.capacity() * sizeof(GridCell) + 2 * sizeof(GridRow));
        table.rows.push_back(std::move(row));
      } else if (isWrapper(name)) {
        unwrap(node, [&] { addRows(node, table, depth + 1); });
      }
      if (!trouble_.empty()) return;
    }
  }

  void addCells(const pugi::xml_node& parent, const GridTable& above, GridRow& row, std::size_t depth) {
    if (!enter(depth)) return;
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = localName(node);
      if (name == "tc") {
        if (++cells_ > limits_.cells) trouble_ = fmt::format("has more than {} table cells", limits_.cells);
        if (row.size() >= limits_.rowCells)
          trouble_ = fmt::format("has a row of more than {} cells", limits_.rowCells);
        if (!trouble_.empty()) return;
        const pugi::xml_node properties = childNamed(node, "tcPr");
        const pugi::xml_node joined = childNamed(properties, "hMerge");
        if (childNamed(properties, "cellDel")) continue;
        if (joined && attributeNamed(joined, "val") != "restart" && !row.empty()) {
          row.back().colspan += spanOf(properties);
        } else {
          row.push_back(readCell(node, above, row, depth + 1));
        }
      } else if (isWrapper(name)) {
        unwrap(node, [&] { addCells(node, above, row, depth + 1); });
      }
    }
  }

  static std::uint32_t spanOf(const pugi::xml_node& properties) {
    return std::clamp<std::uint32_t>(numberOf(valueOfChild(properties, "gridSpan"), 1), 1, 64);
  }

  /// Merged with the cell above, be it by a tracked change.
  static bool continuesAbove(const pugi::xml_node& properties) {
    const pugi::xml_node merge = childNamed(properties, "vMerge");
    const bool tracked = attributeNamed(childNamed(properties, "cellMerge"), "vMerge") == "cont";
    return tracked || (merge && attributeNamed(merge, "val") != "restart");
  }

  GridCell readCell(const pugi::xml_node& node, const GridTable& above, const GridRow& left,
                    std::size_t depth) {
    const pugi::xml_node properties = childNamed(node, "tcPr");
    GridCell cell;
    cell.colspan = spanOf(properties);
    cell.fill = fillOf(properties);
    if (continuesAbove(properties)) {
      if (const GridCell* upper = cellAbove(above, left)) {
        spend(upper->text.size());
        if (!trouble_.empty()) return cell;
        cell.text = upper->text;
        cell.ink = upper->ink;
        if (!cell.fill) cell.fill = upper->fill;
        cell.mergedFromAbove = true;
        return cell;
      }
    }
    Content content;
    addBlocks(node, content, depth);
    if (content.text.size() > limits_.cellBytes) {
      trouble_ = fmt::format("row {}, cell {} of a table holds more than {} KiB of text",
                             above.rows.size() + 1, left.size() + 1, limits_.cellBytes >> 10U);
    }
    spend(content.text.size());
    cell.text = std::string(trim(content.text));
    cell.ink = content.ink;
    return cell;
  }

  /// The cell of the last row that begins in the same column of the grid.
  static const GridCell* cellAbove(const GridTable& table, const GridRow& left) {
    if (table.rows.empty()) return nullptr;
    std::size_t column = 0;
    for (const GridCell& cell : left) column += cell.colspan;
    std::size_t at = 0;
    for (const GridCell& cell : table.rows.back()) {
      if (at == column) return &cell;
      at += cell.colspan;
    }
    return nullptr;
  }

  /// Everything that stands in a cell, one line a paragraph; a nested table's cells are lines of their own.
  void addBlocks(const pugi::xml_node& parent, Content& content, std::size_t depth) {
    if (!enter(depth)) return;
    for (const pugi::xml_node& node : parent.children()) {
      if (content.text.size() > limits_.cellBytes) return;
      const std::string_view name = localName(node);
      if (name == "p") {
        // An empty paragraph shows its number all the same: columns of numbers are made so.
        if (const std::string label = numbering_.labelOf(node); !label.empty()) content.text += label + " ";
        addInline(node, content, depth + 1);
        content.text += '\n';
      } else if (isOneOf(name, {"tbl", "tr", "tc"})) {
        addBlocks(node, content, depth + 1);
      } else if (isWrapper(name)) {
        unwrap(node, [&] { addBlocks(node, content, depth + 1); });
      }
    }
  }

  void addInline(const pugi::xml_node& parent, Content& content, std::size_t depth) {
    if (!enter(depth)) return;
    if (localName(parent) == "p") runs_.beginParagraph();
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = localName(node);
      if (name == "r") {
        if (placeholders_ == 0) runs_.add(node, content);
      } else if (isWrapper(name)) {
        unwrap(node, [&] { addInline(node, content, depth + 1); });
      }
    }
  }

  /// A content control that nobody has filled in shows what it waits for (`Choose an item.`).
  static bool isPlaceholder(const pugi::xml_node& control) {
    return isOn(childNamed(childNamed(control, "sdtPr"), "showingPlcHdr"));
  }

  const ReadLimits& limits_;
  Numbering numbering_;
  Budget& budget_;
  RunReader runs_;
  Document document_;
  std::size_t cells_ = 0;
  std::size_t placeholders_ = 0;  // around what is read now
  std::string trouble_;
};

/// The main part's name, which the package's relations tell.
Result<std::string> bodyName(const Archive& archive, Budget& budget) {
  const std::string relations = "_rels/.rels";
  if (!archive.has(relations)) return std::string(kUsualBody);
  XmlPart part;
  if (const auto loaded = part.load(archive, relations, budget); !loaded) return fail(loaded.error());
  for (const pugi::xml_node& relation : childNamed(part.root(), "Relationships").children()) {
    const std::string_view type = attributeNamed(relation, "Type");
    if (!type.ends_with("/officeDocument")) continue;
    std::string_view target = attributeNamed(relation, "Target");
    if (target.starts_with('/')) target.remove_prefix(1);
    return std::string(target);
  }
  return std::string(kUsualBody);
}

/// A part in the folder of the main part, if there is one.
Outcome loadBeside(const Archive& archive, const std::string& body, const char* file, Budget& budget,
                   XmlPart& part) {
  const auto slash = body.rfind('/');
  const std::string name = (slash == std::string::npos ? std::string() : body.substr(0, slash + 1)) + file;
  return archive.has(name) ? part.load(archive, name, budget) : Outcome();
}

tl::unexpected<Error> notWord(std::string_view why) {
  return fail(ErrorKind::Input, fmt::format("is not a Word document: {}", why),
              "save the plan as .docx, .xlsx or .csv and import that");
}

/// The XML parser looks at marks alone and lets through whatever bytes stand between them.
void repairTexts(Document& document) {
  const auto repair = [](std::string& text) {
    if (!isUtf8(text)) text = repairUtf8(text);
  };
  for (std::string& paragraph : document.paragraphs) repair(paragraph);
  for (GridTable& table : document.tables) {
    for (GridRow& row : table.rows) {
      for (GridCell& cell : row) repair(cell.text);
    }
  }
}

}  // namespace

Result<Document> readDocx(std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.fileBytes) {
    return fail(ErrorKind::Input, fmt::format("is larger than {} MiB", limits.fileBytes >> 20U));
  }
  if (bytes.starts_with(kOldOfficeMagic))
    return notWord("it is of the old .doc kind, or protected by a password");
  const auto archive = Archive::open(bytes, limits);
  if (!archive) return notWord(archive.error().what);
  if (archive->has(kWorkbook)) return notWord("it is an Excel workbook");
  Budget budget(limits.textBytes);
  const auto name = bodyName(*archive, budget);
  if (!name) return fail(name.error());
  if (!archive->has(*name)) return notWord("it has no part " + *name);
  XmlPart main, numbering, styles;
  if (const auto loaded = main.load(*archive, *name, budget); !loaded) return fail(loaded.error());
  const pugi::xml_node body = childNamed(childNamed(main.root(), "document"), "body");
  if (!body) return notWord(fmt::format("{} has no body", *name));
  if (const auto loaded = loadBeside(*archive, *name, "numbering.xml", budget, numbering); !loaded)
    return fail(loaded.error());
  if (const auto loaded = loadBeside(*archive, *name, "styles.xml", budget, styles); !loaded)
    return fail(loaded.error());
  Numbering lists(childNamed(numbering.root(), "numbering"), childNamed(styles.root(), "styles"));
  auto document = BodyReader(limits, std::move(lists), budget).read(body);
  if (!document) return document;
  repairTexts(*document);
  return shaped(std::move(*document), limits);
}

}  // namespace chaser::plan
