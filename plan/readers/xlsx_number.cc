// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "common/date.h"
#include "common/fold.h"

namespace chaser::plan {

namespace {

using FormatKind = NumberFormat::Kind;

constexpr double kExactWhole = 1e15;       // beyond it a double no longer holds every whole number
constexpr double kLastSerial = 2'958'466;  // the day after 31 December 9999
constexpr int kMostDecimals = 15;
constexpr std::size_t kLongestCode = 300;  // a spreadsheet takes 255 characters

/// What a format code is made of, once quotation marks, escapes and brackets are understood.
struct FormatToken {
  char symbol;          ///< in lower case; 0 for words that are shown as they are, 1 for an elapsed time
  std::string literal;  ///< of words
};

/// Only `[h]`, `[mm]`, `[ss]` of the bracketed tokens are shown, and `[$£-809]` up to its hyphen; the others
/// are colours, conditions and languages.
FormatToken bracketToken(std::string_view inside) {
  if (inside.starts_with('$')) return {0, std::string(inside.substr(1, inside.find('-') - 1))};
  const bool elapsed = !inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos;
  return {elapsed ? '\1' : '\0', {}};
}

std::vector<FormatToken> tokensOf(std::string_view code) {
  std::vector<FormatToken> tokens;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') break;
    if (c == '"') {
      const std::size_t end = std::min(code.find('"', i + 1), code.size());
      tokens.push_back({0, std::string(code.substr(i + 1, end - i - 1))});
      i = end;
    } else if (c == '[') {
      const std::size_t end = std::min(code.find(']', i), code.size());
      tokens.push_back(bracketToken(code.substr(i + 1, end - i - 1)));
      i = end;
    } else if (c == '\\') {
      if (++i < code.size()) tokens.push_back({0, std::string(1, code[i])});
    } else if (c == '_' || c == '*') {
      ++i;  // a blank as wide as the next character, or that character as often as it fits
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      tokens.push_back({0, std::string(1, c)});
    } else {
      tokens.push_back({c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c, {}});
    }
  }
  return tokens;
}

/// `m` is a minute beside hours or seconds, and a month elsewhere.
bool isMinute(const std::vector<FormatToken>& tokens, std::size_t at) {
  const auto isLetter = [](char c) { return c == 1 || (c >= 'a' && c <= 'z'); };
  for (std::size_t i = at; i-- > 0;) {
    if (tokens[i].symbol == 'm' || !isLetter(tokens[i].symbol)) continue;
    if (tokens[i].symbol == 'h' || tokens[i].symbol == 1) return true;
    break;
  }
  for (std::size_t i = at + 1; i < tokens.size(); ++i) {
    if (tokens[i].symbol == 'm' || !isLetter(tokens[i].symbol)) continue;
    return tokens[i].symbol == 's';
  }
  return false;
}

/// General when it shows no date at all.
FormatKind dateKind(const std::vector<FormatToken>& tokens) {
  bool day = false, month = false, year = false, time = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const char c = tokens[i].symbol;
    const bool exponent =
        c == 'e' && i + 1 < tokens.size() && (tokens[i + 1].symbol == '+' || tokens[i + 1].symbol == '-');
    if (c == 'd') day = true;
    if (c == 'y' || (c == 'e' && !exponent)) year = true;
    if (c == 'h' || c == 's' || c == 1) time = true;
    if (c == 'm') (isMinute(tokens, i) ? time : month) = true;
  }
  if (day) return FormatKind::Day;
  if (month) return FormatKind::Month;
  if (year) return FormatKind::Year;
  return time ? FormatKind::Time : FormatKind::General;
}

bool isDigitPlace(char c) {
  return c == '0' || c == '#' || c == '?';
}

/// A pattern of digits with words before and behind; General for anything else.
NumberFormat digitsOf(const std::vector<FormatToken>& tokens) {
  NumberFormat format;
  format.kind = FormatKind::Digits;
  format.leastWhole = 0;
  bool began = false, ended = false, point = false, comma = false;
  for (const FormatToken& token : tokens) {
    const char c = token.symbol;
    if (isDigitPlace(c) || (began && !ended && (c == '.' || c == ','))) {
      if (ended) return {};
      began = true;
      format.thousands = format.thousands || (comma && isDigitPlace(c) && !point);
      comma = c == ',';
      if (c == '.') {
        if (point) return {};
        point = true;
      } else if (c == ',') {
        continue;
      } else if (point) {
        if (format.mostDecimals == kMostDecimals) return {};
        ++format.mostDecimals;
        if (c == '0') format.leastDecimals = format.mostDecimals;
      } else if (c == '0') {
        if (++format.leastWhole > kMostDecimals) return {};
      }
      continue;
    }
    ended = began;
    std::string& words = began ? format.after : format.before;
    if (c == 0) {
      words += token.literal;
    } else if (c == '%') {
      format.percent = true;
      words += '%';
    } else if (c == '-' || c == '+' || c == '(' || c == ')' || c == ' ' || c == '$' || c == ':') {
      words += c;
    } else {
      return {};
    }
  }
  // A comma behind the last digit divides by a thousand: nobody counts actions so.
  return began && !comma ? format : NumberFormat{};
}

std::string plainNumber(double value) {
  std::array<char, 32> buffer{};
  if (value == std::floor(value) && std::fabs(value) < kExactWhole) {
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), static_cast<std::int64_t>(value)).ptr;
    return {buffer.data(), end};
  }
  // 15 digits are what a spreadsheet computes with; the others are noise.
  return fmt::format("{:.15g}", value);
}

std::string digitsNumber(double value, const NumberFormat& format) {
  const double shown = format.percent ? value * 100 : value;
  if (std::fabs(shown) >= kExactWhole) return plainNumber(value);
  // Half a unit of the 15th digit, so that 2.675 is rounded as it is written and not as it is stored.
  std::string digits = fmt::format("{:.{}f}", std::fabs(shown) * (1 + 1e-15), format.mostDecimals);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string whole = digits.substr(0, point);
  std::string decimals = point < digits.size() ? digits.substr(point + 1) : std::string();
  while (decimals.size() > format.leastDecimals && decimals.back() == '0') decimals.pop_back();
  if (whole.size() < format.leastWhole) whole.insert(0, format.leastWhole - whole.size(), '0');
  if (format.thousands) {
    for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, 1, ',');
  }
  const bool zero = digits.find_first_not_of("0.") == std::string::npos;
  std::string out = shown < 0 && !zero ? "-" : "";
  out.append(format.before).append(whole);
  if (!decimals.empty()) out.append(".").append(decimals);
  return out.append(format.after);
}

std::string showTime(double value) {
  const auto seconds = static_cast<std::int64_t>(std::llround(value * 86400));
  const std::int64_t rest = seconds % 60;
  const std::string minutes = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  return rest == 0 ? minutes : fmt::format("{}:{:02}", minutes, rest);
}

std::string showDate(Date date, FormatKind kind) {
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (kind == FormatKind::Month) return fmt::format("{} {}", kMonths.at(date.month() - 1), date.year());
  if (kind == FormatKind::Year) return fmt::format("{}", date.year());
  return fmt::format("{:02}/{:02}/{}", date.day(), date.month(), date.year());
}

std::string showSerial(double value, FormatKind kind, bool from1904) {
  const auto serial = static_cast<std::int32_t>(std::floor(value));
  if (from1904) return showDate(*Date::fromYmd(1904, 1, 1) + Days{serial}, kind);
  if (serial == 0) return {};
  if (serial == 60) return "29/02/1900";
  const Date zero = *Date::fromYmd(1899, 12, serial < 60 ? 31 : 30);
  return showDate(zero + Days{serial}, kind);
}

NumberFormat withDecimals(std::uint8_t decimals, bool thousands, bool percent) {
  NumberFormat format;
  format.kind = FormatKind::Digits;
  format.leastDecimals = format.mostDecimals = decimals;
  format.thousands = thousands;
  format.percent = percent;
  if (percent) format.after = "%";
  return format;
}

NumberFormat ofKind(FormatKind kind) {
  NumberFormat format;
  format.kind = kind;
  return format;
}

}  // namespace

NumberFormat builtinFormat(std::uint32_t id) {
  switch (id) {
    case 1:
      return withDecimals(0, false, false);
    case 2:
      return withDecimals(2, false, false);
    case 3:
      return withDecimals(0, true, false);
    case 4:
      return withDecimals(2, true, false);
    case 9:
      return withDecimals(0, false, true);
    case 10:
      return withDecimals(2, false, true);
    case 17:
      return ofKind(FormatKind::Month);
    case 37:
    case 38:
      return withDecimals(0, true, false);
    case 39:
    case 40:
      return withDecimals(2, true, false);
    default:
      break;
  }
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return ofKind(FormatKind::Time);
  // 27 to 36 and 50 to 58 are dates in the East Asian editions.
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
    return ofKind(FormatKind::Day);
  return {};
}

NumberFormat parseFormat(std::string_view code) {
  if (foldCase(code.substr(0, 7)) == "general") return {};
  const std::vector<FormatToken> tokens = tokensOf(code.substr(0, kLongestCode));
  const FormatKind date = dateKind(tokens);
  return date != FormatKind::General ? ofKind(date) : digitsOf(tokens);
}

std::string showNumber(double value, const NumberFormat& format, bool from1904) {
  const bool isSerial = value >= 0 && value < kLastSerial;
  switch (format.kind) {
    case FormatKind::General:
      break;
    case FormatKind::Digits:
      return digitsNumber(value, format);
    case FormatKind::Time:
      return isSerial ? showTime(value) : plainNumber(value);
    case FormatKind::Day:
    case FormatKind::Month:
    case FormatKind::Year:
      return isSerial ? showSerial(value, format.kind, from1904) : plainNumber(value);
  }
  return plainNumber(value);
}

std::string showIsoDate(std::string_view text, const NumberFormat& format) {
  const auto date = Date::parse(text.substr(0, 10));
  if (!date || (text.size() > 10 && text[10] != 'T')) return std::string(text);
  const bool coarse = format.kind == FormatKind::Month || format.kind == FormatKind::Year;
  return showDate(*date, coarse ? format.kind : FormatKind::Day);
}

}  // namespace chaser::plan
