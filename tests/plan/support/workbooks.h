// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/plan/support/documents.h"

/// Workbooks made in the test: what is between <sheetData> and </sheetData> of each sheet is given, and so
/// are the parts beside it where a test is about them.
namespace chaser::plan::test {

struct WorkbookParts {
  std::vector<std::pair<std::string, std::string>> sheets;  ///< name and rows
  std::string behind = {};                                  ///< of the first sheet, after its rows
  std::string styles = {};                                  ///< between <styleSheet> and </styleSheet>
  std::string strings = {};                                 ///< between <sst> and </sst>
  std::string theme = {};                                   ///< the whole part
  std::string bookProperties = {};                          ///< of <workbookPr>
  std::string sheetState = {};                              ///< of the first sheet
};

inline std::string workbookOf(const WorkbookParts& given) {
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string relations =
      "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>";
  const auto relation = [&](const std::string& id, const std::string& type, const std::string& target) {
    return "<Relationship Id='" + id + "' Type='" + office + "/" + type + "' Target='" + target + "'/>";
  };
  std::vector<std::pair<std::string, std::string>> parts;
  parts.emplace_back("_rels/.rels",
                     relations + relation("r1", "officeDocument", "xl/workbook.xml") + "</Relationships>");
  std::string sheets, rels = relations;
  for (std::size_t i = 0; i < given.sheets.size(); ++i) {
    const std::string id = std::to_string(i + 1);
    sheets += "<sheet name='" + given.sheets[i].first + "' sheetId='" + id + "' r:id='s" + id + "'" +
              (i == 0 ? given.sheetState : "") + "/>";
    rels += relation("s" + id, "worksheet", "worksheets/sheet" + id + ".xml");
    parts.emplace_back("xl/worksheets/sheet" + id + ".xml",
                       "<worksheet xmlns='" + main + "'><sheetData>" + given.sheets[i].second +
                           "</sheetData>" + (i == 0 ? given.behind : "") + "</worksheet>");
  }
  const auto add = [&](const std::string& type, const std::string& target, const std::string& text) {
    if (text.empty()) return;
    rels += relation(type, type, target);
    parts.emplace_back("xl/" + target, text);
  };
  const auto wrapped = [&](const std::string& element, const std::string& text) {
    return text.empty() ? text : "<" + element + " xmlns='" + main + "'>" + text + "</" + element + ">";
  };
  add("styles", "styles.xml", wrapped("styleSheet", given.styles));
  add("sharedStrings", "sharedStrings.xml", wrapped("sst", given.strings));
  add("theme", "theme/theme1.xml", given.theme);
  parts.emplace_back("xl/_rels/workbook.xml.rels", rels + "</Relationships>");
  parts.emplace_back("xl/workbook.xml", "<workbook xmlns='" + main + "' xmlns:r='" + office +
                                            "'><workbookPr" + given.bookProperties + "/><sheets>" + sheets +
                                            "</sheets></workbook>");
  return zipOf(parts);
}

/// A workbook of one sheet.
inline std::string sheetOf(const std::string& rows, const std::string& behind = {}) {
  return workbookOf({{{"Plan", rows}}, behind});
}

/// A cell with its text in it, and a cell with a value.
inline std::string inlineCell(const std::string& place, const std::string& text,
                              const std::string& attributes = {}) {
  return "<c r='" + place + "' t='inlineStr' " + attributes + "><is><t>" + text + "</t></is></c>";
}
inline std::string valueCell(const std::string& place, const std::string& value,
                             const std::string& attributes = {}) {
  return "<c r='" + place + "' " + attributes + "><v>" + value + "</v></c>";
}

/// Styles of which cell style 1, 2, … has the number format with the given code.
inline std::string formatsOf(const std::vector<std::string>& codes) {
  std::string formats, looks = "<xf/>";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string id = std::to_string(170 + i);
    formats += "<numFmt numFmtId='" + id + "' formatCode='" + codes[i] + "'/>";
    looks += "<xf numFmtId='" + id + "'/>";
  }
  return "<numFmts>" + formats + "</numFmts><cellXfs>" + looks + "</cellXfs>";
}

/// Styles of which cell style 1, 2, … has the given fill.
inline std::string fillsOf(const std::vector<std::string>& patterns) {
  std::string fills = "<fill/>", looks = "<xf/>";
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    fills += "<fill>" + patterns[i] + "</fill>";
    looks += "<xf fillId='" + std::to_string(i + 1) + "'/>";
  }
  return "<fills>" + fills + "</fills><cellXfs>" + looks + "</cellXfs>";
}
inline std::string solid(const std::string& colour) {
  return "<patternFill patternType='solid'><fgColor " + colour + "/></patternFill>";
}

}  // namespace chaser::plan::test
