// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

/// libFuzzer's way in. One program holds all targets: $CHASER_FUZZ_TARGET says which one it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const chaser::fuzz::Target* const kTarget = [] {
    const char* name = std::getenv("CHASER_FUZZ_TARGET");
    const auto* found = chaser::fuzz::findTarget(name != nullptr ? name : "");
    if (found == nullptr) {
      std::fputs("CHASER_FUZZ_TARGET names no target\n", stderr);
      std::exit(2);
    }
    return found;
  }();
  kTarget->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
