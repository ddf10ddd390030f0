// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/source.h"

namespace chaser {

enum class Level { Error, Warning, Note };

/// A mistake in something that a person wrote, shown as a compiler shows it:
///
///     rules.d/10-dates.yaml:7:11: error: 'gren' is not a value of 'rag'
///         when: rag = gren
///                     ^~~~
///     hint: did you mean 'green'?
struct Diagnostic {
  Level level = Level::Error;
  Position at;
  std::size_t width = 1;  ///< how many columns the caret underlines
  std::string message;
  std::string hint;

  [[nodiscard]] std::string render() const;
};

using Diagnostics = std::vector<Diagnostic>;

bool hasErrors(const Diagnostics& diagnostics);

/// The nearest of the candidates by edit distance, when one is near enough to be a slip of the finger; else
/// empty.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// `did you mean 'green'?` when there is a near one; else the list of what is allowed when it is short.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace chaser
