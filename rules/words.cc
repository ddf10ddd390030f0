// SPDX-License-Identifier: Apache-2.0
#include "rules/words.h"

#include <algorithm>

#include "common/fold.h"

namespace chaser::rules {

namespace {

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

char lowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool sameAscii(char a, char b) {
  return lowerAscii(a) == lowerAscii(b);
}

}  // namespace

bool equalsFolded(std::string_view text, std::string_view folded) {
  if (!isAscii(text)) return foldCase(text) == folded;
  return std::equal(text.begin(), text.end(), folded.begin(), folded.end(), sameAscii);
}

bool containsFolded(std::string_view text, std::string_view folded) {
  if (!isAscii(text)) return foldCase(text).find(folded) != std::string::npos;
  return std::search(text.begin(), text.end(), folded.begin(), folded.end(), sameAscii) != text.end() ||
         folded.empty();
}

bool sameFolded(std::string_view a, std::string_view b) {
  if (!isAscii(a)) return equalsFolded(b, foldCase(a));
  if (!isAscii(b)) return equalsFolded(a, foldCase(b));
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), sameAscii);
}

}  // namespace chaser::rules
