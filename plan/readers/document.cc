// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "common/fold.h"
#include "plan/readers/archive.h"
#include "plan/readers/control.h"
#include "plan/readers/grid.h"
#include "plan/readers/package.h"

namespace chaser::plan {

namespace {

constexpr std::string_view kZipMagic = "PK";
constexpr std::string_view kCompoundMagic = "\xD0\xCF\x11\xE0";  // of [MS-CFB], the container before zip
constexpr const char* kOther = "save the plan as .docx or .xlsx, or as CSV in UTF-8, and import that";

/// A name in a compound file's directory: UTF-16, the low byte first.
bool hasEntry(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name) wide.append({c, '\0'});
  return bytes.find(wide) != std::string_view::npos;
}

tl::unexpected<Error> refuseCompound(std::string_view bytes) {
  if (hasEntry(bytes, "EncryptedPackage")) {
    return fail(ErrorKind::Input, "is protected by a password", "save it without one and import that");
  }
  const std::string_view kind = hasEntry(bytes, "WordDocument") ? "a Word document of the old .doc kind"
                                : hasEntry(bytes, "Workbook")   ? "an Excel workbook of the old .xls kind"
                                                                : "a document of an old office format";
  return fail(ErrorKind::Input, fmt::format("is {}", kind), kOther);
}

Result<Document> readZipped(std::string_view bytes, const ReadLimits& limits) {
  const auto archive = Archive::open(bytes, limits);
  if (!archive)
    return fail(ErrorKind::Input, "is not a Word document or Excel workbook: it " + archive.error().what,
                kOther);
  if (archive->has("mimetype") && archive->has("content.xml")) {
    return fail(ErrorKind::Input, "is an OpenDocument file", kOther);
  }
  const auto relations = relationsOf(*archive, {}, limits);
  if (!relations) return fail(relations.error());
  const std::string main = targetOf(*relations, "officeDocument");
  if (main.ends_with(".bin")) {
    return fail(ErrorKind::Input, "is an Excel workbook of the binary .xlsb kind", kOther);
  }
  const bool isBook = main.empty() ? archive->has("xl/workbook.xml") : main.starts_with("xl/");
  return isBook ? readXlsx(bytes, limits) : readDocx(bytes, limits);
}

/// A scan alone where there are none, which is nearly always.
void dropAllControls(Document& document) {
  for (auto& paragraph : document.paragraphs) dropControls(paragraph);
  for (auto& table : document.tables) {
    dropControls(table.name);
    for (auto& row : table.rows) {
      for (auto& cell : row) dropControls(cell.text);
    }
  }
}

Result<Document> readByContent(std::string_view name, std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.fileBytes) {
    return fail(ErrorKind::Input, fmt::format("is larger than {} MiB", limits.fileBytes >> 20U));
  }
  if (bytes.starts_with("%PDF-")) {
    return fail(ErrorKind::Input, "is a PDF, and its tables can't be read", kOther);
  }
  if (bytes.starts_with(kCompoundMagic)) return refuseCompound(bytes);
  if (bytes.starts_with(kZipMagic)) return readZipped(bytes, limits);
  const std::string folded = foldCase(name);
  if (folded.ends_with(".docx")) {
    return fail(ErrorKind::Input, "is not a Word document, whatever its name says", kOther);
  }
  if (folded.ends_with(".xlsx") || folded.ends_with(".xlsm")) {
    return fail(ErrorKind::Input, "is not an Excel workbook, whatever its name says", kOther);
  }
  return readCsv(bytes, limits);
}

}  // namespace

Result<Document> shaped(Document document, const ReadLimits& limits) {
  dropAllControls(document);
  std::size_t rows = 0;
  for (const GridTable& table : document.tables) {
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const GridRow& row = table.rows[i];
      const bool blank =
          std::all_of(row.begin(), row.end(), [](const GridCell& cell) { return cell.text.empty(); });
      if (!blank && ++rows > limits.rows) {
        return fail(ErrorKind::Input, fmt::format("has more than {} rows", limits.rows),
                    "cut it into several plans, or leave out what is long over");
      }
      if (row.size() > limits.rowCells) {
        return fail(ErrorKind::Input,
                    fmt::format("row {} of a table has {} cells; {} is the most that is read", i + 1,
                                row.size(), limits.rowCells));
      }
      for (std::size_t k = 0; k < row.size(); ++k) {
        if (row[k].text.size() <= limits.cellBytes) continue;
        return fail(ErrorKind::Input,
                    fmt::format("row {}, cell {} of a table holds more than {} KiB of text", i + 1, k + 1,
                                limits.cellBytes >> 10U),
                    "a cell is for words; put a document beside the plan and name it there");
      }
    }
  }
  return document;
}

Result<Document> readDocument(std::string_view name, std::string_view bytes, const ReadLimits& limits) {
  auto document = readByContent(name, bytes, limits);
  if (document) return document;
  Error error = document.error();
  error.what = fmt::format("{}: {}", name, error.what);
  return fail(std::move(error));
}

}  // namespace chaser::plan
