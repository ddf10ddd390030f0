// SPDX-License-Identifier: Apache-2.0
#include "cli/told.h"

#include <fmt/format.h>

#include <ostream>

namespace chaser::cli {

Json itemJson(const daemon::ToldItem& item) {
  return {{"rule", item.rule},
          {"plan", item.plan},
          {"ref", item.ref},
          {"part", item.part},
          {"party", orNull(item.party)},
          {"text", item.text},
          {"step", item.step},
          {"reason", alerts::toString(item.reason)},
          {"wanted_on", item.wantedOn.iso()},
          {"kind", item.kind},
          {"role", item.role},
          {"occurrence", item.occurrence}};
}

Json messagesJson(const std::vector<daemon::Told>& messages, const Zone& zone) {
  Json all = Json::array();
  for (const auto& told : messages) {
    Json items = Json::array();
    for (const auto& item : told.items) items.push_back(itemJson(item));
    all.push_back({{"on", zone.dayOf(told.at).iso()},
                   {"to", told.to},
                   {"channel", told.channel},
                   {"kind", told.kind},
                   {"items", std::move(items)}});
  }
  return all;
}

void printMessages(std::ostream& out, const std::vector<daemon::Told>& messages, const Zone& zone) {
  Date day;
  for (const auto& told : messages) {
    if (const auto on = zone.dayOf(told.at); on != day) {
      day = on;
      out << '\n' << day.spokenWithWeekday() << '\n';
    }
    out << fmt::format("  {} {}, {}{}\n", zone.timeOf(told.at).text(), told.to, told.kind,
                       told.meeting ? " for the meeting of " + told.meeting->spoken() : "");
    for (const auto& item : told.items) out << daemon::lineOf(item);
  }
}

std::string weekStrip(const std::vector<int>& weeks, std::size_t width) {
  std::string text;
  for (const int count : weeks)
    text += fmt::format(" {:>{}}", count == 0 ? "." : std::to_string(count), width);
  return text;
}

}  // namespace chaser::cli
