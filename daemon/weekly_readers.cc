// SPDX-License-Identifier: Apache-2.0
#include "daemon/weekly_readers.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chaser::daemon {

namespace {

plan::Directory withWeekly(plan::Directory directory, const std::set<std::string>& chosen,
                           std::set<std::string>& weekly) {
  for (auto& contact : directory.contacts) {
    if (chosen.count(contact.name) == 0 || contact.digest.kind == plan::DigestHabit::Kind::Weekly) continue;
    contact.digest = plan::parseDigestHabit("weekly").value_or(contact.digest);
    weekly.insert(contact.name);
  }
  return directory;
}

}  // namespace

WeeklyReaders::WeeklyReaders(const Configuration& configuration, std::set<std::string> chosen)
    : configuration_(&configuration),
      chosen_(std::move(chosen)),
      people_(chosen_.empty() ? plan::Directory()
                              : withWeekly(configuration.people.directory(), chosen_, weekly_)) {}

alerts::Dispatched WeeklyReaders::dispatch(const alerts::DispatchContext& context,
                                           const std::vector<alerts::Candidate>& candidates,
                                           const alerts::SentBefore& before) const {
  const alerts::DispatchContext weekly{people_, context.calendar, context.manners, context.now};
  std::vector<alerts::Candidate> exempt;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(exempt),
               [](const auto& candidate) { return candidate.item.kind == alerts::ItemKind::Escalation; });
  if (exempt.empty()) return alerts::dispatch(weekly, candidates, before);
  const auto daily = alerts::dispatch(context, exempt, before);
  if (!daily.messages.empty()) return alerts::dispatch(context, candidates, before);
  auto dispatched = alerts::dispatch(weekly, candidates, before);
  const auto& soonest = daily.lookAgain;
  if (soonest && (!dispatched.lookAgain || *soonest < *dispatched.lookAgain)) dispatched.lookAgain = soonest;
  return dispatched;
}

}  // namespace chaser::daemon
