// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "common/fold.h"
#include "plan/readers/grid.h"

namespace chaser::plan {

Result<Document> readDocument(std::string_view name, std::string_view bytes, const ReadLimits& limits) {
  const bool zipped = bytes.starts_with("PK") || bytes.starts_with("\xD0\xCF\x11\xE0");
  const char* other = "save the plan as .docx, or as CSV in UTF-8, and import that";
  if (bytes.starts_with("%PDF-")) {
    return fail(ErrorKind::Input, fmt::format("{}: is a PDF, and its tables can't be read", name), other);
  }
  if (!zipped && foldCase(name).ends_with(".docx")) {
    return fail(ErrorKind::Input, fmt::format("{}: is not a Word document, whatever its name says", name),
                other);
  }
  auto document = zipped ? readDocx(bytes, limits) : readCsv(bytes, limits);
  if (document) return document;
  Error error = document.error();
  error.what = fmt::format("{}: {}", name, error.what);
  return fail(std::move(error));
}

}  // namespace chaser::plan
