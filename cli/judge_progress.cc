// SPDX-License-Identifier: Apache-2.0
#include "cli/judge_progress.h"

#include "plan/progress.h"

namespace chaser::cli {

Outcome judgeAllProgress(store::EngineStore& store) {
  constexpr std::size_t kAtOnce = 10'000;
  for (;;) {
    const auto judged = store.judgeProgress(&plan::isProgressOfSubstance, kAtOnce);
    if (!judged) return fail(judged.error());
    if (*judged < kAtOnce) return {};
  }
}

}  // namespace chaser::cli
