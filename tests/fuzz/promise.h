// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "common/diagnostic.h"

namespace chaser::fuzz {

/// A promise that does not depend on the input; a fuzzer finds where it is broken by the abort.
inline void promise(bool kept) {
  if (!kept) std::abort();
}

inline SourcePtr sourceOf(std::string_view bytes) {
  return std::make_shared<const Source>(Source{"input.yaml", std::string(bytes)});
}

/// Rendering must take whatever place a mistake has.
inline void renderAll(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) promise(!diagnostic.render().empty());
}

}  // namespace chaser::fuzz
