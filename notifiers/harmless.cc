// SPDX-License-Identifier: Apache-2.0
#include "common/text.h"
#include "notifiers/render.h"

namespace chaser::notifiers {

std::string harmless(std::string_view text, std::size_t limit) {
  // Only what may be shown is looked at: a cell of many megabytes costs no more than a long one.
  const bool cut = text.size() > limit * 8;
  const std::string valid = repairUtf8(cut ? text.substr(0, limit * 8) : text);
  std::string out;
  out.reserve(valid.size());
  const auto blank = [&out] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < valid.size();) {
    const auto lead = static_cast<unsigned char>(valid[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view character = std::string_view(valid).substr(i, length);
    i += length;
    if (character == " " || character == "\t" || character == "\n" || character == "\r" ||
        character == "\v" || character == "\f" || character == "\u0085" || character == "\u2028" ||
        character == "\u2029") {
      blank();
    } else if (lead < 0x20 || lead == 0x7F ||
               (lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0)) {
      continue;
    } else if (character == "\u061C" || character == "\u200E" || character == "\u200F" ||
               character == "\uFEFF" || (character >= "\u202A" && character <= "\u202E") ||
               (character >= "\u2066" && character <= "\u2069")) {
      continue;  // marks that turn the direction of what follows, or hide
    } else {
      out += character;
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  std::string shortened = shorten(out, limit);
  if (cut && shortened == out) shortened += "…";
  return shortened;
}

}  // namespace chaser::notifiers
