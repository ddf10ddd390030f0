// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "alerts/dispatch.h"

namespace chaser::alerts {

std::optional<Storm> storm(const std::vector<Candidate>& newlyWanted, const Manners& manners) {
  std::set<std::string> people;
  std::set<ItemId> items;
  std::size_t unnumbered = 0;
  for (const auto& candidate : newlyWanted) {
    // What is about the chasing itself, or says nothing anyway, makes no storm.
    if (candidate.quiet || candidate.item.kind == ItemKind::Notice) continue;
    if (candidate.to.kind == Recipient::Kind::Person) people.insert(candidate.to.name);
    if (candidate.item.id) {
      items.insert(candidate.item.id);
    } else {
      ++unnumbered;
    }
  }
  const Storm found{people.size(), items.size() + unnumbered};
  const auto over = [](std::size_t count, int limit) {
    return limit >= 0 && count > static_cast<std::size_t>(limit);
  };
  if (!over(found.people, manners.stormPeople) && !over(found.items, manners.stormItems)) return std::nullopt;
  return found;
}

}  // namespace chaser::alerts
