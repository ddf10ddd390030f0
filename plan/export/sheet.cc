// SPDX-License-Identifier: Apache-2.0
#include "plan/export/sheet.h"

#include <algorithm>
#include <cctype>

namespace chaser::plan {

std::string meaningWords(const RagMeaning& meaning) {
  if (!meaning.words.empty()) return meaning.words;
  std::string words(toString(meaning.status));
  std::replace(words.begin(), words.end(), '-', ' ');
  words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
  return words;
}

}  // namespace chaser::plan
