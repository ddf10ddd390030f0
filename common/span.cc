// SPDX-License-Identifier: Apache-2.0
#include "common/span.h"

#include <fmt/format.h>

#include <array>
#include <cctype>

namespace chaser {

namespace {

struct UnitName {
  Span::Unit unit;
  std::string_view suffix;
  std::string_view noun;
};

constexpr std::array<UnitName, 5> kUnits = {{{Span::Unit::Day, "d", "day"},
                                             {Span::Unit::WorkingDay, "wd", "working day"},
                                             {Span::Unit::Week, "w", "week"},
                                             {Span::Unit::Month, "mo", "month"},
                                             {Span::Unit::Year, "y", "year"}}};

constexpr std::size_t kLongestCount = 5;

const UnitName& nameOf(Span::Unit unit) {
  return kUnits[static_cast<std::size_t>(unit)];
}

}  // namespace

std::optional<Span> Span::parse(std::string_view text) {
  std::size_t digits = 0;
  int count = 0;
  while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) {
    if (digits == kLongestCount) return std::nullopt;
    count = count * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  const std::string_view suffix = text.substr(digits);
  for (const auto& unit : kUnits) {
    if (unit.suffix == suffix) return Span{count, unit.unit};
  }
  return std::nullopt;
}

std::string Span::text() const {
  return fmt::format("{}{}", count, nameOf(unit).suffix);
}

std::string Span::spoken() const {
  return fmt::format("{} {}{}", count, nameOf(unit).noun, count == 1 ? "" : "s");
}

}  // namespace chaser
