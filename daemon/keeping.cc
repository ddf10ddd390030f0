// SPDX-License-Identifier: Apache-2.0
#include "daemon/keeping.h"

namespace chaser::daemon {

namespace {

/// So many at once that other writers wait for no longer than a moment: a message may have 100 kB.
constexpr std::size_t kForgetAtOnce = 50;
constexpr int kForgetADay = 100;  // times

std::optional<Instant> keptSince(const Configuration& configuration, const std::optional<Span>& keep,
                                 Date today) {
  if (!keep) return std::nullopt;
  return configuration.zone.at(plan::subtract(today, *keep, configuration.calendar), TimeOfDay{0});
}

}  // namespace

Result<store::Forgotten> forgetOld(store::Store& store, const Configuration& configuration, Date today,
                                   Instant now, const std::function<bool()>& goesOn) {
  const auto& keep = configuration.settings.keep;
  if (auto noted = store.keeping().noteAudit(now); !noted) return fail(noted.error());
  const store::KeptSince since{keptSince(configuration, keep.messages, today),
                               keptSince(configuration, keep.attempts, today),
                               keptSince(configuration, keep.audit, today)};
  store::Forgotten all;
  for (int round = 0; round < kForgetADay && goesOn(); ++round) {
    const auto some = store.keeping().forget(since, kForgetAtOnce);
    if (!some) return fail(some.error());
    if (some->all() == 0) break;
    all.messages += some->messages;
    all.attempts += some->attempts;
    all.texts += some->texts;
  }
  return all;
}

}  // namespace chaser::daemon
