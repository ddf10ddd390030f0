// SPDX-License-Identifier: Apache-2.0
#include "cli/plain_terminal.h"

#include <utf8proc.h>

#include "common/text.h"

namespace chaser::cli {

namespace {

bool isObeyed(utf8proc_int32_t c) {
  if (c == '\n' || c == '\t') return false;
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string shownPlainly(std::string_view text) {
  const std::string valid = repairUtf8(text);
  std::string shown;
  shown.reserve(valid.size());
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(valid.data());
  auto left = static_cast<utf8proc_ssize_t>(valid.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const auto used = utf8proc_iterate(at, left, &c);
    if (used <= 0) break;
    if (isObeyed(c)) {
      shown += ' ';
    } else {
      shown.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(used));
    }
    at += used;
    left -= used;
  }
  return shown;
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
