// SPDX-License-Identifier: Apache-2.0
#include "common/source.h"

namespace chaser {

std::string_view Source::line(std::size_t number) const {
  std::string_view rest = text;
  for (std::size_t current = 1; current < number; ++current) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  auto found = rest.substr(0, rest.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return number == 0 ? std::string_view{} : found;
}

}  // namespace chaser
