// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

/// What is fed with arbitrary bytes: every reader of what other people wrote. The fuzzer's program feeds a
/// target with what it makes up (`make fuzz`), the test with the corpus below this folder, which holds seeds
/// and whatever has ever brought one down. A target ends normally for any bytes; what it must not do shows as
/// a crash, a sanitizer's finding, a broken promise (std::abort) or a time-out.
namespace chaser::fuzz {

struct Target {
  std::string_view name;  ///< also its folder in corpus/ and its file in dictionaries/
  void (*run)(std::string_view bytes);
};

/// Readers of documents and of what people configure about them.
std::span<const Target> planTargets();
/// Conditions and rule files.
std::span<const Target> ruleTargets();
/// Files of rule tests.
std::span<const Target> trialTargets();
/// Mail that comes back.
std::span<const Target> mailTargets();

/// nullptr for a name that is none.
inline const Target* findTarget(std::string_view name) {
  for (const auto& some : {planTargets(), ruleTargets(), trialTargets(), mailTargets()}) {
    for (const Target& target : some) {
      if (target.name == name) return &target;
    }
  }
  return nullptr;
}

}  // namespace chaser::fuzz
