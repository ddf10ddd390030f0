// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "plan/readers/package.h"
#include "plan/readers/xlsx_rows.h"
#include "plan/readers/xlsx_sheet.h"

namespace chaser::plan {

namespace {

constexpr const char* kUsualBook = "xl/workbook.xml";
constexpr std::size_t kMostSheets = 1000;
constexpr std::size_t kLinesAbove = 20;

struct SheetEntry {
  std::string name;
  std::string relation;
  bool hidden = false;
};

class BookListener : public XmlListener {
 public:
  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbook") isBook = true;
    if (name == "workbookPr") from1904 = attributes.isOn("date1904");
    if (name != "sheet") return;
    const std::string_view state = attributes["state"];
    sheets.push_back({std::string(attributes["name"]), std::string(attributes["id"]),
                      state == "hidden" || state == "veryHidden"});
    if (sheets.size() > kMostSheets) refuse(fmt::format("has more than {} sheets", kMostSheets));
  }

  std::vector<SheetEntry> sheets;
  bool from1904 = false;
  bool isBook = false;
};

/// The lines above a sheet's table: what stands alone in its row before the first row of several texts.
void addLinesAbove(const GridTable& table, std::vector<std::string>& paragraphs) {
  for (std::size_t i = 0; i < std::min(table.rows.size(), kLinesAbove); ++i) {
    const GridCell* only = nullptr;
    for (const GridCell& cell : table.rows[i]) {
      if (cell.mergedFromAbove || trim(cell.text).empty()) continue;
      if (only != nullptr) return;
      only = &cell;
    }
    if (only != nullptr) paragraphs.emplace_back(trim(only->text));
  }
}

tl::unexpected<Error> notExcel(std::string_view why) {
  return fail(ErrorKind::Input, fmt::format("is not an Excel workbook: {}", why),
              "save the plan as .xlsx and import that");
}

Result<Document> readSheets(const Archive& archive, const BookListener& book,
                            const std::vector<Relation>& relations, Workbook& workbook) {
  Document document;
  bool anyHidden = false;
  for (const SheetEntry& entry : book.sheets) {
    const auto relation = std::find_if(relations.begin(), relations.end(),
                                       [&](const Relation& r) { return r.id == entry.relation; });
    anyHidden = anyHidden || entry.hidden;
    // Charts and dialogues are sheets of other types.
    if (entry.hidden || relation == relations.end() || relation->type != "worksheet") continue;
    auto table = readSheet(archive, relation->target, entry.name, workbook);
    if (!table) return fail(table.error());
    addLinesAbove(*table, document.paragraphs);
    document.tables.push_back(std::move(*table));
  }
  if (document.tables.empty()) {
    return fail(ErrorKind::Input, anyHidden ? "has no sheet that is not hidden" : "has no worksheet",
                anyHidden ? "show the sheet with the plan in Excel, and save it" : "");
  }
  return shaped(std::move(document), workbook.limits);
}

}  // namespace

Result<Document> readXlsx(std::string_view bytes, const ReadLimits& limits) {
  return readXlsx(bytes, limits, XmlWay{});
}

Result<Document> readXlsx(std::string_view bytes, const ReadLimits& limits, const XmlWay& way) {
  if (bytes.size() > limits.fileBytes) {
    return fail(ErrorKind::Input, fmt::format("is larger than {} MiB", limits.fileBytes >> 20U));
  }
  const auto archive = Archive::open(bytes, limits);
  if (!archive) return notExcel(archive.error().what);
  const auto whole = relationsOf(*archive, {}, limits);
  if (!whole) return fail(whole.error());
  std::string part = targetOf(*whole, "officeDocument");
  if (part.empty()) part = kUsualBook;
  if (!archive->has(part)) return notExcel("it has no part " + part);
  BookListener book;
  if (const auto read = readPart(*archive, part, limits, book); !read) return fail(read.error());
  if (!book.isBook) return notExcel(fmt::format("{} is no workbook", part));
  const auto relations = relationsOf(*archive, part, limits);
  if (!relations) return fail(relations.error());
  const auto styles =
      readStyles(*archive, targetOf(*relations, "styles"), targetOf(*relations, "theme"), limits);
  if (!styles) return fail(styles.error());
  const auto strings =
      readSharedStrings(*archive, targetOf(*relations, "sharedStrings"), *styles, limits, way);
  if (!strings) return fail(strings.error());
  Workbook workbook{*styles, *strings, book.from1904, limits, way, 0, strings->bytes()};
  return readSheets(*archive, book, *relations, workbook);
}

}  // namespace chaser::plan
