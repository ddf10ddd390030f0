// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "common/result.h"
#include "plan/readers/grid.h"

/// What an import reads: a document from a file, or another system's feed from standard input.
namespace chaser::cli {

struct ImportSource {
  std::string file;      ///< a path; `-` is standard input
  std::string format;    ///< `csv` or `ndjson`; empty: told from the bytes
  std::string key;       ///< the column that names a record for good; empty: rows are known by their words
  bool partial = false;  ///< it may well hold nothing: nothing changed there
};

struct ImportedDocument {
  plan::Document document;
  std::optional<std::string> keyHeading;  ///< the key's column as the document spells it
  bool nothing = false;                   ///< a partial feed without records
};

/// What people call the source: its path, or `standard input`.
std::string nameOf(const ImportSource& source);

/// Reads it whole before anything else is done with it, and checks its key. Errors name the source.
Result<ImportedDocument> readSource(const ImportSource& source, std::istream& standardInput);

}  // namespace chaser::cli
