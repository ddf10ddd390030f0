// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/facts.h"
#include "notifiers/letter.h"
#include "store/feed.h"

/// What webhooks are told that no item asks for: how alerts stand, and what happened to actions. Letters like
/// any other, so that each preset knows what to make of them.
namespace chaser::daemon {

/// Each alert as it stands now: firing, or resolved. All of them in full.
Result<notifiers::Letter> letterOfAlerts(const Configuration& configuration, Facts& facts,
                                         const plan::Webhook& hook, const std::vector<alerts::Alert>& alerts,
                                         Date today);

/// The event that a fact is told as; empty for one that is none.
std::string eventOfFact(const std::string& what);

/// What happened, as letters of at most kMostHappenings entries and of one event each. Edits of one action
/// are one entry, which names the fields and not their values; of a sensitive plan there are counts only.
Result<std::vector<notifiers::Letter>> lettersOfHappenings(const Configuration& configuration, Facts& facts,
                                                           const plan::Webhook& hook,
                                                           const std::vector<store::Happening>& happenings,
                                                           Date today);
constexpr std::size_t kMostHappenings = 100;

}  // namespace chaser::daemon
