// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "plan/export/sheet.h"
#include "plan/rag.h"

namespace chaser::plan {

namespace {

constexpr std::string_view kStyle = R"(
  :root { color-scheme: light; }
  body { font: 0.95rem/1.4 system-ui, "Segoe UI", Arial, sans-serif; color: #1b1b1b; background: #fff; margin: 1.5rem; }
  .plan { overflow-x: auto; }
  .plan:focus-visible { outline: 3px solid #1d70b8; outline-offset: 2px; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: left; font-size: 1.4rem; font-weight: 600; padding: 0 0 0.6rem; }
  caption small { display: block; font-size: 0.9rem; font-weight: 400; color: #505a5f; }
  th, td { border: 1px solid #b1b4b6; padding: 0.4rem 0.55rem; text-align: left; vertical-align: top;
           white-space: pre-line; overflow-wrap: break-word; min-width: 5rem; }
  th { font-weight: 600; }
  thead th { background: #eef1f3; overflow-wrap: normal; position: sticky; top: 0; }
  td.long { min-width: 15rem; }
  tbody th { min-width: 2.5rem; }
  tbody tr:nth-child(even) > * { background: #fafbfb; }
  .key { width: auto; margin-top: 1.5rem; }
  .key caption { font-size: 1.1rem; }
  @media print {
    @page { size: A4 landscape; margin: 12mm; }
    body { margin: 0; font-size: 8pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    .plan { overflow: visible; }
    th, td, td.long { min-width: 0; padding: 2pt 3pt; }
    thead th { position: static; }
    thead { display: table-header-group; }
    tr { break-inside: avoid; }
  }
)";

/// From this many characters on, a cell wants a wide column.
constexpr std::size_t kLong = 60;

std::string colourRules() {
  std::string rules;
  for (const RagMeaning& meaning : defaultRagKey()) {
    rules += fmt::format("  tbody tr > .{} {{ background: #{}; }}\n", toString(meaning.colour),
                         toString(fillOf(meaning.colour)));
  }
  return rules;
}

std::string cellOf(const PlanSheet& sheet, const PlanSheetCell& cell, std::size_t column) {
  const std::vector<Field>& fields = sheet.columns[column].fields;
  const std::string text = escapeHtml(ratingWords(cell.rag, cell.text, {}));
  if (std::find(fields.begin(), fields.end(), Field::Ref) != fields.end())
    return fmt::format("<th scope=\"row\">{}</th>", text);
  std::string classes;
  if (cell.rag) classes = fmt::format(" class=\"{}\"", toString(*cell.rag));
  if (!cell.rag && cell.text.size() >= kLong) classes = " class=\"long\"";
  return fmt::format("<td{}>{}</td>", classes, text);
}

std::string keyOf(const PlanSheet& sheet) {
  std::string out =
      fmt::format("<table class=\"key\">\n<caption>What the colours mean{}</caption>\n<tbody>\n",
                  keyIsTold(sheet.ragKey) ? "" : " (assumed: the plan does not say)");
  for (const RagMeaning& meaning : sheet.ragKey) {
    out += fmt::format("<tr><th scope=\"row\" class=\"{0}\">{1}</th><td>{2}</td></tr>\n",
                       toString(meaning.colour), ratingWords(meaning.colour, {}, {}),
                       escapeHtml(meaningWords(meaning)));
  }
  return out + "</tbody>\n</table>\n";
}

}  // namespace

std::string htmlOf(const PlanSheet& sheet, Date today) {
  const std::string title = escapeHtml(sheet.title.empty() ? "Action plan " + sheet.key : sheet.title);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<main>\n",
      title, kStyle, colourRules());
  out += fmt::format(
      "<div class=\"plan\" role=\"region\" aria-labelledby=\"title\" tabindex=\"0\">\n<table>\n"
      "<caption><span id=\"title\">{}</span><small>As it stood on {}</small></caption>\n<thead>\n<tr>",
      title, today.spoken());
  for (const PlanColumn& column : sheet.columns)
    out += fmt::format("<th scope=\"col\">{}</th>", escapeHtml(column.heading));
  out += "</tr>\n</thead>\n<tbody>\n";
  for (const PlanSheetRow& row : sheet.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.cells.size(); ++i) out += cellOf(sheet, row.cells[i], i);
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n</div>\n";
  const bool rated = std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const PlanSheetRow& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), [](const PlanSheetCell& c) { return c.rag; });
  });
  if (rated && !sheet.ragKey.empty()) out += keyOf(sheet);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace chaser::plan
