// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <zip.h>

#include <fstream>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/source.h"
#include "plan/headings.h"
#include "plan/readers/grid.h"

/// Documents made in the test, so that what is tested stands beside the test.
namespace chaser::plan::test {

inline std::string contentsOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A zip archive of the given parts.
inline std::string zipOf(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  EXPECT_NE(archive, nullptr) << zip_error_strerror(&error);
  zip_source_keep(target);
  for (const auto& [name, text] : parts) {
    zip_source_t* part = zip_source_buffer(archive, text.data(), text.size(), 0);
    EXPECT_GE(zip_file_add(archive, name.c_str(), part, 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_source_open(target);
  std::string bytes;
  char buffer[4096];
  for (zip_int64_t got = 0; (got = zip_source_read(target, buffer, sizeof buffer)) > 0;) {
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return bytes;
}

/// A Word document with this between <w:body> and </w:body>.
inline std::string docxOf(const std::string& body) {
  return zipOf({{"word/document.xml",
                 "<?xml version='1.0' encoding='UTF-8'?><w:document "
                 "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>" +
                     body + "</w:body></w:document>"}});
}

inline std::string paragraph(const std::string& text) {
  return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

/// A table cell; `properties` goes into w:tcPr.
inline std::string cell(const std::string& text, const std::string& properties = {}) {
  return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + paragraph(text) + "</w:tc>";
}
inline std::string filled(const std::string& fill, const std::string& text = {}) {
  return cell(text, "<w:shd w:val='clear' w:color='auto' w:fill='" + fill + "'/>");
}
inline std::string row(std::initializer_list<std::string> cells) {
  std::string out = "<w:tr>";
  for (const std::string& one : cells) out += one;
  return out + "</w:tr>";
}
inline std::string table(std::initializer_list<std::string> rows) {
  std::string out = "<w:tbl>";
  for (const std::string& one : rows) out += one;
  return out + "</w:tbl>";
}

/// A document of one table of plain texts.
inline Document gridOf(const std::vector<std::vector<std::string>>& rows) {
  Document document;
  document.tables.emplace_back();
  for (const auto& texts : rows) {
    GridRow out;
    for (const std::string& text : texts) out.push_back(GridCell{text, {}, {}, false, 1});
    document.tables.back().rows.push_back(std::move(out));
  }
  return document;
}

/// The vocabulary that ships.
inline HeadingVocabulary shippedHeadings() {
  Diagnostics diagnostics;
  const auto source = std::make_shared<const Source>(
      Source{"etc/headings.yaml", contentsOf(std::string(CHASER_SOURCE_DIR) + "/etc/headings.yaml")});
  HeadingVocabulary vocabulary = loadHeadings(source, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.render();
  return vocabulary;
}

/// A real plan beside the repository; empty when it is not there.
inline std::string realPlan(const std::string& name) {
  return contentsOf(std::string(CHASER_SOURCE_DIR) + "/../shared/plans/" + name);
}

}  // namespace chaser::plan::test
