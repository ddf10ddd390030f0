// SPDX-License-Identifier: Apache-2.0
#include "plan/refs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kRefLimit = 40;
constexpr std::size_t kLongestPlainNumber = 3;

bool isDigitAt(std::string_view text, std::size_t at) {
  return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

bool isLetterAt(std::string_view text, std::size_t at) {
  return at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0;
}

/// `Recommendation 3`, `Rec. 3`, `No 3`, `R3`: what stands before the number says nothing.
std::string_view withoutKind(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kKinds{
      "recommendations", "recommendation", "actions", "action", "rec", "item", "number", "no", "r"};
  std::size_t letters = 0;
  while (isLetterAt(text, letters)) ++letters;
  const std::string word = foldCase(text.substr(0, letters));
  if (std::find(kKinds.begin(), kKinds.end(), word) == kKinds.end()) return text;
  std::string_view rest = text.substr(letters);
  if (rest.starts_with('.') || rest.starts_with(':')) rest.remove_prefix(1);
  rest = trim(rest);
  return isDigitAt(rest, 0) ? rest : text;
}

/// `12.07.2023` looks like a report's number and is a day.
bool isDate(const std::vector<std::string_view>& parts) {
  return parts.size() == 3 && (parts[2].size() == 4 || (parts[2].size() == 2 && parts[1].size() == 2));
}

}  // namespace

std::string refOfCell(std::string_view cell) {
  std::string ref;
  for (const char c : trim(cell)) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (blank && !ref.empty() && ref.back() == ' ') continue;
    ref += blank ? ' ' : c;
  }
  while (!ref.empty() && (ref.back() == '.' || ref.back() == ':' || ref.back() == ')')) {
    // A bracket that was opened belongs to the ref.
    if (ref.back() == ')' && ref.find('(') != std::string::npos) break;
    ref.pop_back();
  }
  return shorten(ref, kRefLimit);
}

std::string leadingNumber(std::string_view text) {
  text = trim(text);
  const std::string_view number = withoutKind(text);
  const bool named = number.size() != text.size();
  std::size_t end = 0;
  while (isDigitAt(number, end) || (end > 0 && number[end - 1] != '.' && end < number.size() &&
                                    number[end] == '.' && isDigitAt(number, end + 1))) {
    ++end;
  }
  if (end == 0) return {};
  const std::vector<std::string_view> parts = split(number.substr(0, end), '.');
  if (isDate(parts)) return {};
  // One letter may close a number: `4a`.
  if (isLetterAt(number, end) && !isLetterAt(number, end + 1) && !isDigitAt(number, end + 1)) ++end;
  std::string found(number.substr(0, end));
  const std::string_view rest = number.substr(end);
  if (rest.empty() || named) return found;
  if (parts.size() > 1)
    return std::isalnum(static_cast<unsigned char>(rest.front())) == 0 ? found : std::string();
  if (end > kLongestPlainNumber) return {};
  if (rest.front() == '.' || rest.front() == ')' || rest.front() == ':') return found;
  const std::size_t next = rest.find_first_not_of(" \t");
  if (next == std::string_view::npos || rest[next] == '\n' || rest[next] == '\r') return found;
  const bool blankBefore = next > 0;
  return blankBefore && std::isupper(static_cast<unsigned char>(rest[next])) != 0 ? found : std::string();
}

std::map<int, std::string> numberedItems(std::string_view cell) {
  std::map<int, std::string> items;
  int current = 0;
  for (std::string_view line : split(cell, '\n')) {
    line = trim(line);
    int number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto used = static_cast<std::size_t>(end - line.data());
    const bool marked = error == std::errc() && used < line.size() &&
                        (line[used] == '.' || line[used] == ')') && !isDigitAt(line, used + 1);
    if (marked && number == current + 1) {
      current = number;
      items[current] = std::string(trim(line.substr(used + 1)));
    } else if (current > 0 && !line.empty()) {
      items[current].append(" ").append(line);
    }
  }
  return items;
}

}  // namespace chaser::plan
