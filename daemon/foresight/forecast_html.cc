// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "common/text.h"
#include "daemon/foresight/forecast.h"

namespace chaser::daemon {

namespace {

constexpr std::string_view kForecastStyle = R"(
  :root { color-scheme: light dark; --ink: #1b1b1b; --soft: #505a5f; --line: #d5d8da; --paper: #fff;
          --w0: #f1f3f4; --w1: #c6dbef; --w2: #85b8dc; --w3: #3f8cc1; --w4: #0b559f; --on: #fff; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8e8e8; --soft: #a8b0b5; --line: #3b4145; --paper: #16191b;
            --w0: #22272a; --w1: #1f4568; --w2: #2a669b; --w3: #4292d0; --w4: #9ccbf0; --on: #10171c; }
  }
  body { font: 1rem/1.45 system-ui, "Segoe UI", Arial, sans-serif; color: var(--ink); background: var(--paper);
         max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; margin: 0; }
  h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
  h3 { font-size: 1rem; margin: 1.2rem 0 0.2rem; }
  p.lead { color: var(--soft); margin: 0.2rem 0 0; }
  .weeks { overflow-x: auto; }
  .weeks:focus-visible { outline: 3px solid #1d70b8; outline-offset: 2px; }
  svg { display: block; font-size: 12px; }
  svg text { fill: var(--ink); }
  svg .soft { fill: var(--soft); }
  svg .n3, svg .n4 { fill: var(--on); }
  .w0 { fill: var(--w0); } .w1 { fill: var(--w1); } .w2 { fill: var(--w2); } .w3 { fill: var(--w3); } .w4 { fill: var(--w4); }
  details { border-top: 1px solid var(--line); padding: 0.35rem 0; }
  summary { cursor: pointer; }
  summary .kind { color: var(--soft); }
  ul { margin: 0.3rem 0 0.4rem; padding-left: 1.4rem; }
  li .soft { color: var(--soft); }
  @media print { details > ul { display: block; } .weeks { overflow: visible; } }
)";

constexpr int kCell = 24, kGap = 2, kTop = 34, kNameWidth = 190, kTotalWidth = 56;
constexpr std::size_t kNameShown = 28;
/// A week's number stands where a month begins, else the line of them could not be read.
constexpr int kWeekdaysOfMonth = 7;

/// The step of the scale: 0, 1, 2, 3, and 4 for more.
int shadeOf(int count) {
  return std::min(count, 4);
}

/// Widths are those of a usual font; a name that is longer is cut and whole in its title.
std::string picture(const WeekTable& table) {
  const auto weeks = static_cast<int>(table.mondays.size());
  const int width = kNameWidth + weeks * kCell + kTotalWidth;
  const int height = kTop + static_cast<int>(table.lines.size()) * kCell + kGap;
  std::string svg = fmt::format(
      "<svg width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Messages a person and "
      "week\">\n",
      width, height, width, height);
  int lastLabel = -100;
  for (int i = 0; i < weeks; ++i) {
    const Date monday = table.mondays[static_cast<std::size_t>(i)];
    const int x = kNameWidth + i * kCell;
    const bool first = i == 0 || monday.day() <= kWeekdaysOfMonth;
    if (!first || x - lastLabel < 2 * kCell + kGap) continue;
    lastLabel = x;
    const auto spoken = monday.spoken();
    svg += fmt::format("<text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>\n", x, kTop - 10,
                       monday.month() == 1 || i == 0
                           ? spoken.substr(0, spoken.find(' ') + 4) + spoken.substr(spoken.rfind(' '))
                           : spoken.substr(0, spoken.find(' ') + 4));
  }
  int y = kTop;
  for (const auto& line : table.lines) {
    svg += fmt::format("<g><title>{}: {}</title><text x=\"0\" y=\"{}\">{}</text>", escapeHtml(line.to),
                       counted(static_cast<std::size_t>(line.total), "message"), y + kCell - 8,
                       escapeHtml(shorten(line.to, kNameShown)));
    for (int i = 0; i < weeks; ++i) {
      const int count = line.messages[static_cast<std::size_t>(i)];
      const int x = kNameWidth + i * kCell;
      svg += fmt::format("<rect class=\"w{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/>",
                         shadeOf(count), x, y, kCell - kGap, kCell - kGap);
      if (count > 0) {
        svg += fmt::format("<text class=\"n{}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                           shadeOf(count), x + (kCell - kGap) / 2, y + kCell - 8, count);
      }
    }
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text></g>\n", width - 8,
                       y + kCell - 8, line.total);
    y += kCell;
  }
  return svg + "</svg>\n";
}

std::string itemHtml(const ToldItem& item) {
  if (item.kind == alerts::toString(alerts::ItemKind::Notice))
    return fmt::format("<li>{}</li>\n", escapeHtml(item.text));
  const auto times = item.occurrence > 1 ? fmt::format(", no. {}", item.occurrence) : std::string();
  return fmt::format("<li>{} <strong>{}</strong> {} <span class=\"soft\">({}, step {}{})</span></li>\n",
                     escapeHtml(item.kind), escapeHtml(item.spokenRef()), escapeHtml(item.text),
                     escapeHtml(item.rule), escapeHtml(item.step), times);
}

std::string messagesHtml(const Forecast& forecast, const Zone& zone) {
  std::string html;
  Date day;
  for (const auto& told : forecast.messages) {
    if (const auto on = zone.dayOf(told.at); on != day || html.empty()) {
      day = on;
      html += fmt::format("<h3>{}</h3>\n", day.spokenWithWeekday());
    }
    html += fmt::format("<details><summary>{} <span class=\"kind\">{}, {}</span></summary>\n<ul>\n",
                        escapeHtml(told.to), escapeHtml(told.kind), counted(told.items.size(), "item"));
    for (const auto& item : told.items) html += itemHtml(item);
    html += "</ul></details>\n";
  }
  return html;
}

}  // namespace

std::string forecastAsHtml(const Forecast& forecast, const Zone& zone) {
  const auto table = weeksOf(forecast, zone);
  const auto title =
      fmt::format("What will be sent from {} to {}", forecast.from.spoken(), forecast.until.spoken());
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n<p class=\"lead\">If nobody does anything: {2} to "
      "{3}.</p>\n",
      title, kForecastStyle, counted(forecast.messages.size(), "message"),
      counted(table.lines.size(), "recipient"));
  for (const auto& note : forecast.notes)
    html += fmt::format("<p class=\"lead\">{}.</p>\n", escapeHtml(note));
  if (forecast.held > 0) {
    html +=
        fmt::format("<p class=\"lead\">{} for approval and {} not in it.</p>\n",
                    counted(forecast.held, "alert waits", "alerts wait"), forecast.held == 1 ? "is" : "are");
  }
  if (!table.lines.empty()) {
    html += "<h2>Messages a week</h2>\n<div class=\"weeks\" tabindex=\"0\">\n" + picture(table) +
            "</div>\n<h2>What they say</h2>\n" + messagesHtml(forecast, zone);
  }
  if (!forecast.unsaid.empty()) {
    html += "<h2>Wanted, and not said by then</h2>\n<ul>\n";
    for (const auto& item : forecast.unsaid) html += itemHtml(item);
    html += "</ul>\n";
  }
  return html + "</body>\n</html>\n";
}

}  // namespace chaser::daemon
