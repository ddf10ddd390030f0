// SPDX-License-Identifier: Apache-2.0
#include "cli/plain_terminal.h"

#include <utf8proc.h>

#include <algorithm>

#include "common/text.h"

namespace chaser::cli {

namespace {

bool isObeyed(utf8proc_int32_t c) {
  if (c == '\n' || c == '\t') return false;
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// How long the sequence is that begins here and only colours; 0: there is none.
std::size_t colourAt(std::string_view text) {
  for (const std::string_view colour : {"\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"})
    if (text.substr(0, colour.size()) == colour) return colour.size();
  return 0;
}

std::string shownWith(std::string_view text, bool colours) {
  const std::string valid = repairUtf8(text);
  std::string shown;
  shown.reserve(valid.size());
  for (std::string_view left = valid; !left.empty();) {
    utf8proc_int32_t c = 0;
    auto used = static_cast<std::size_t>(
        std::max<utf8proc_ssize_t>(0, utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(left.data()),
                                                       static_cast<utf8proc_ssize_t>(left.size()), &c)));
    if (used == 0) break;
    const auto colour = colours ? colourAt(left) : 0;
    used = std::max(used, colour);
    shown += colour == 0 && isObeyed(c) ? std::string_view(" ") : left.substr(0, used);
    left.remove_prefix(used);
  }
  return shown;
}

}  // namespace

std::string shownPlainly(std::string_view text) {
  return shownWith(text, false);
}

std::string shownInColours(std::string_view text) {
  return shownWith(text, true);
}

PlainTerminal::int_type PlainTerminal::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
  const char c = traits_type::to_char_type(character);
  return xsputn(&c, 1) == 1 ? character : traits_type::eof();
}

std::streamsize PlainTerminal::xsputn(const char* text, std::streamsize size) {
  const std::string_view all(text, static_cast<std::size_t>(size));
  line_ += all;
  return all.find('\n') == std::string_view::npos || passOn() ? size : 0;
}

int PlainTerminal::sync() {
  return passOn() && to_.pubsync() == 0 ? 0 : -1;
}

bool PlainTerminal::passOn() {
  const auto shown = shownPlainly(line_);
  line_.clear();
  const auto size = static_cast<std::streamsize>(shown.size());
  return to_.sputn(shown.data(), size) == size;
}

}  // namespace chaser::cli
