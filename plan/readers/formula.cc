// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/formula.h"

namespace chaser::plan {

namespace {

/// Apostrophes of the text's own count, too: without that `'-x` and the guarded `-x` would be one text.
bool beginsAsFormula(std::string_view text) {
  const std::size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

}  // namespace

std::string guardFormula(std::string_view text) {
  std::string guarded = beginsAsFormula(text) ? "'" : "";
  return guarded.append(text);
}

std::string_view unguardFormula(std::string_view text) {
  return text.starts_with('\'') && beginsAsFormula(text) ? text.substr(1) : text;
}

}  // namespace chaser::plan
