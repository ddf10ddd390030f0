// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// A workbook's numbers as people see them (ECMA-376 part 1, 18.8.30 and 18.17.4.1). In a spreadsheet a date
/// is a number, too: only the cell's number format tells.
namespace chaser::plan {

struct NumberFormat {
  enum class Kind : std::uint8_t {
    General,  ///< as short as it can be; also formats that Chaser does not follow (fractions, exponents)
    Digits,   ///< by the members below
    Day,      ///< a date of any fashion that names the day: `31/03/2016`
    Month,    ///< a date that is shown as a month: `Mar 2016`, a period and not its first day
    Year,     ///< a date that is shown as a year
    Time,     ///< a time of day or a span, and no date: `09:30`
  };
  Kind kind = Kind::General;
  std::uint8_t leastWhole = 1;  ///< digits before the point, filled up with noughts
  std::uint8_t leastDecimals = 0;
  std::uint8_t mostDecimals = 0;
  bool thousands = false;
  bool percent = false;
  std::string before, after;  ///< the words around it
};

/// The format with this number in every workbook; General for numbers that mean none.
NumberFormat builtinFormat(std::uint32_t id);

/// A format as a workbook defines it, such as `dd/mm/yyyy;@` or `0.00"%"`. Only what is shown for positive
/// numbers counts.
NumberFormat parseFormat(std::string_view code);

/// `from1904` is the workbook's date system; the other one counts from 1900 and believes in 29 February of
/// that year. Day 0 is what a formula over a blank date gives, and is shown as nothing.
std::string showNumber(double value, const NumberFormat& format, bool from1904);

/// A cell that holds its date as ISO text (`2016-03-31T00:00:00`), as the strict form of the format may.
/// Other text comes back as it is.
std::string showIsoDate(std::string_view text, const NumberFormat& format);

}  // namespace chaser::plan
