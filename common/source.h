// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace chaser {

/// A file's text with the name by which the user knows it. Positions point into it.
struct Source {
  std::string name;
  std::string text;

  /// The 1-based line without its line break; empty beyond the end.
  [[nodiscard]] std::string_view line(std::size_t number) const;
};

using SourcePtr = std::shared_ptr<const Source>;

/// Where something stands: 1-based line and column (in bytes), 0 when unknown.
struct Position {
  SourcePtr source;
  std::size_t line = 0;
  std::size_t column = 0;
};

}  // namespace chaser
