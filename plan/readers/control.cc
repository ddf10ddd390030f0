// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/control.h"

#include <algorithm>

namespace chaser::plan {

bool isControl(char c) {
  const auto code = static_cast<unsigned char>(c);
  return code < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v';
}

void dropControls(std::string& text) {
  const auto first = std::find_if(text.begin(), text.end(), &isControl);
  if (first != text.end()) text.erase(std::remove_if(first, text.end(), &isControl), text.end());
}

}  // namespace chaser::plan
