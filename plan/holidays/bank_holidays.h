// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The bank holidays that Chaser ships, as a table. A further year or division is rows here and nothing else;
/// WorkingCalendar::ofDivision is how the rest of the program asks for them.
namespace chaser::plan {

struct BankHoliday {
  std::int16_t year;
  std::uint8_t month;
  std::uint8_t day;
  std::string_view name;
};

struct Division {
  std::string_view name;  ///< as a `window:` names it, for example `england-and-wales`
  std::span<const BankHoliday> holidays;
};

std::span<const Division> shippedDivisions();

// One file each.
std::span<const BankHoliday> englandAndWales();
std::span<const BankHoliday> northernIreland();
std::span<const BankHoliday> scotland();

}  // namespace chaser::plan
