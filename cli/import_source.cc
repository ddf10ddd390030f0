// SPDX-License-Identifier: Apache-2.0
#include "cli/import_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <istream>

#include "common/text.h"
#include "daemon/files.h"
#include "plan/readers/feed.h"

namespace chaser::cli {

namespace {

constexpr const char* kStandardInput = "-";

/// One byte beyond the readers' limit is enough for them to refuse it.
Result<std::string> readAll(std::istream& in) {
  const std::size_t limit = plan::ReadLimits{}.fileBytes + 1;
  std::string bytes;
  std::array<char, 65536> piece{};
  while (bytes.size() < limit && (in.read(piece.data(), piece.size()) || in.gcount() > 0)) {
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return fail(ErrorKind::Input, "can't be read to its end", "nothing was imported");
  return bytes;
}

Result<plan::Document> parse(const ImportSource& source, const std::string& bytes) {
  if (source.format == "ndjson") return plan::readNdjson(bytes);
  if (source.format == "csv") return plan::readCsv(bytes);
  return plan::readDocument(source.file, bytes);
}

bool hasRecords(const plan::GridTable& table) {
  return std::any_of(table.rows.begin() + 1, table.rows.end(), [](const plan::GridRow& row) {
    return std::any_of(row.begin(), row.end(),
                       [](const plan::GridCell& cell) { return !trim(cell.text).empty(); });
  });
}

tl::unexpected<Error> named(const ImportSource& source, Error error) {
  const std::string name = nameOf(source);
  // readDocument() has said the name already.
  if (!error.what.starts_with(name)) error.what = fmt::format("{}: {}", name, error.what);
  return fail(std::move(error));
}

}  // namespace

std::string nameOf(const ImportSource& source) {
  return source.file == kStandardInput ? "standard input" : source.file;
}

Result<ImportedDocument> readSource(const ImportSource& source, std::istream& standardInput) {
  auto bytes = source.file == kStandardInput ? readAll(standardInput) : daemon::readFile(source.file);
  if (!bytes) return named(source, bytes.error());
  if (source.partial && trim(*bytes).empty()) return ImportedDocument{{}, {}, true};
  auto document = parse(source, *bytes);
  if (!document) return named(source, document.error());
  ImportedDocument imported{std::move(*document), {}, false};
  if (source.key.empty()) return imported;
  auto key = plan::checkKey(imported.document, source.key);
  if (!key) return named(source, key.error());
  imported.keyHeading = std::move(*key);
  imported.nothing = source.partial && !hasRecords(imported.document.tables.front());
  return imported;
}

}  // namespace chaser::cli
