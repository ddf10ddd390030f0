// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <pugixml.hpp>

#include "common/text.h"
#include "plan/readers/archive.h"
#include "plan/readers/grid.h"

/// WordprocessingML: a body of paragraphs (w:p of runs w:r of text w:t) and tables (w:tbl of w:tr of w:tc),
/// any of them possibly inside wrappers (content controls, tracked changes, smart tags) that mean nothing
/// here.
namespace chaser::plan {

namespace {

constexpr const char* kUsualBody = "word/document.xml";
constexpr const char* kWorkbook = "xl/workbook.xml";
constexpr std::string_view kOldOfficeMagic = "\xD0\xCF\x11\xE0";

/// Names are compared without their prefix: producers are free to choose it.
std::string_view localName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node childNamed(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (localName(child) == name) return child;
  }
  return {};
}

std::string_view attributeNamed(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    std::string_view key = attribute.name();
    const auto colon = key.find(':');
    if (colon != std::string_view::npos) key.remove_prefix(colon + 1);
    if (key == name) return attribute.value();
  }
  return {};
}

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Elements that only wrap what they hold; deletions and moves away (w:del, w:moveFrom) are not among them.
bool isWrapper(std::string_view name) {
  return isOneOf(name, {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink",
                        "fldSimple", "dir", "bdo"});
}

/// A switch such as w:vanish: there, and not said to be off.
bool isOn(const pugi::xml_node& property) {
  if (!property) return false;
  return !isOneOf(attributeNamed(property, "val"), {"0", "false", "off"});
}

/// ECMA-376 part 1, 17.18.40 (ST_HighlightColor).
std::optional<Colour> highlightOf(std::string_view name) {
  static constexpr std::pair<std::string_view, std::uint32_t> kColours[] = {
      {"red", 0xFF0000},    {"darkRed", 0x8B0000},   {"yellow", 0xFFFF00},    {"darkYellow", 0x808000},
      {"green", 0x00FF00},  {"darkGreen", 0x006400}, {"blue", 0x0000FF},      {"darkBlue", 0x00008B},
      {"cyan", 0x00FFFF},   {"darkCyan", 0x008B8B},  {"lightGray", 0xD3D3D3}, {"darkGray", 0xA9A9A9},
      {"magenta", 0xFF00FF}};
  for (const auto& [word, value] : kColours) {
    if (word == name) return Colour::of(value);
  }
  return std::nullopt;
}

std::optional<Colour> fillOf(const pugi::xml_node& properties) {
  const pugi::xml_node shade = childNamed(properties, "shd");
  if (!shade) return std::nullopt;
  // A solid pattern shows its own colour and hides the fill.
  if (attributeNamed(shade, "val") == "solid") return parseColour(attributeNamed(shade, "color"));
  return parseColour(attributeNamed(shade, "fill"));
}

std::uint32_t numberOf(std::string_view text, std::uint32_t otherwise) {
  std::uint32_t value = 0;
  if (text.empty() || text.size() > 5) return otherwise;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return otherwise;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

/// Walks the tree once; stops at the first limit that is passed.
class BodyReader {
 public:
  explicit BodyReader(const ReadLimits& limits) : limits_(limits) {}

  Result<Document> read(const pugi::xml_node& body) {
    readBlocks(body, 0);
    if (!trouble_.empty()) {
      return fail(ErrorKind::Input, trouble_, "this is no ordinary plan; save it again in Word");
    }
    return std::move(document_);
  }

 private:
  /// What a cell's or paragraph's content adds up to.
  struct Content {
    std::string text;
    std::optional<Colour> ink;
  };

  bool enter(std::size_t depth) {
    if (depth > limits_.nesting)
      trouble_ = fmt::format("is nested more than {} levels deep", limits_.nesting);
    return trouble_.empty();
  }

  void readBlocks(const pugi::xml_node& parent, std::size_t depth) {
    if (!enter(depth)) return;
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = localName(node);
      if (name == "p") {
        Content content;
        addInline(node, content, depth + 1);
        const std::string_view text = trim(content.text);
        if (!text.empty()) document_.paragraphs.emplace_back(text);
      } else if (name == "tbl") {
        GridTable table;
        addRows(node, table, depth + 1);
        document_.tables.push_back(std::move(table));
      } else if (isWrapper(name)) {
        readBlocks(node, depth + 1);
      }
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
        table.rows.push_back(std::move(row));
      } else if (isWrapper(name)) {
        addRows(node, table, depth + 1);
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
        if (!trouble_.empty()) return;
        row.push_back(readCell(node, above, row, depth + 1));
      } else if (isWrapper(name)) {
        addCells(node, above, row, depth + 1);
      }
    }
  }

  GridCell readCell(const pugi::xml_node& node, const GridTable& above, const GridRow& left,
                    std::size_t depth) {
    const pugi::xml_node properties = childNamed(node, "tcPr");
    GridCell cell;
    cell.colspan = std::clamp<std::uint32_t>(
        numberOf(attributeNamed(childNamed(properties, "gridSpan"), "val"), 1), 1, 64);
    cell.fill = fillOf(properties);
    const pugi::xml_node merge = childNamed(properties, "vMerge");
    if (merge && attributeNamed(merge, "val") != "restart") {
      if (const GridCell* upper = cellAbove(above, left)) {
        cell.text = upper->text;
        cell.ink = upper->ink;
        if (!cell.fill) cell.fill = upper->fill;
        cell.mergedFromAbove = true;
        return cell;
      }
    }
    Content content;
    addBlocks(node, content, depth);
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
      const std::string_view name = localName(node);
      if (name == "p") {
        addInline(node, content, depth + 1);
        content.text += '\n';
      } else if (isOneOf(name, {"tbl", "tr", "tc"}) || isWrapper(name)) {
        addBlocks(node, content, depth + 1);
      }
    }
  }

  void addInline(const pugi::xml_node& parent, Content& content, std::size_t depth) {
    if (!enter(depth)) return;
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = localName(node);
      if (name == "r") {
        addRun(node, content);
      } else if (isWrapper(name)) {
        addInline(node, content, depth + 1);
      }
    }
  }

  static void addRun(const pugi::xml_node& run, Content& content) {
    const pugi::xml_node properties = childNamed(run, "rPr");
    if (isOn(childNamed(properties, "vanish"))) return;
    const std::size_t before = content.text.size();
    for (const pugi::xml_node& node : run.children()) {
      const std::string_view name = localName(node);
      if (name == "t") content.text += node.text().get();
      if (name == "tab") content.text += '\t';
      if (name == "br" || name == "cr") content.text += '\n';
      if (name == "noBreakHyphen") content.text += '-';
    }
    if (content.ink || trim(std::string_view(content.text).substr(before)).empty()) return;
    content.ink = highlightOf(attributeNamed(childNamed(properties, "highlight"), "val"));
    if (!content.ink) content.ink = fillOf(properties);
    if (!content.ink) content.ink = parseColour(attributeNamed(childNamed(properties, "color"), "val"));
  }

  const ReadLimits& limits_;
  Document document_;
  std::size_t cells_ = 0;
  std::string trouble_;
};

Outcome parseXml(const std::string& text, const std::string& name, pugi::xml_document& xml) {
  // Word never writes a document type. Without one there are no entities to expand.
  if (text.find("<!DOCTYPE") != std::string::npos) {
    return fail(ErrorKind::Input,
                fmt::format("part {} declares a document type, which Word never does", name));
  }
  // White space alone may be the blank between two runs.
  const auto parsed =
      xml.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!parsed) {
    return fail(ErrorKind::Input,
                fmt::format("part {} is broken at byte {}: {}", name, parsed.offset, parsed.description()),
                "open the document in Word and save it again");
  }
  return {};
}

/// The main part's name, which the package's relations tell.
Result<std::string> bodyName(const Archive& archive) {
  const std::string relations = "_rels/.rels";
  if (!archive.has(relations)) return std::string(kUsualBody);
  const auto text = archive.read(relations);
  if (!text) return fail(text.error());
  pugi::xml_document xml;
  if (const auto parsed = parseXml(*text, relations, xml); !parsed) return fail(parsed.error());
  for (const pugi::xml_node& relation : childNamed(xml, "Relationships").children()) {
    const std::string_view type = attributeNamed(relation, "Type");
    if (!type.ends_with("/officeDocument")) continue;
    std::string_view target = attributeNamed(relation, "Target");
    if (target.starts_with('/')) target.remove_prefix(1);
    return std::string(target);
  }
  return std::string(kUsualBody);
}

tl::unexpected<Error> notWord(std::string_view why) {
  return fail(ErrorKind::Input, fmt::format("is not a Word document: {}", why),
              "save the plan as .docx, .xlsx or .csv and import that");
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
  const auto name = bodyName(*archive);
  if (!name) return fail(name.error());
  if (!archive->has(*name)) return notWord("it has no part " + *name);
  const auto text = archive->read(*name);
  if (!text) return fail(text.error());
  pugi::xml_document xml;
  if (const auto parsed = parseXml(*text, *name, xml); !parsed) return fail(parsed.error());
  const pugi::xml_node body = childNamed(childNamed(xml, "document"), "body");
  if (!body) return notWord(fmt::format("{} has no body", *name));
  return BodyReader(limits).read(body);
}

}  // namespace chaser::plan
