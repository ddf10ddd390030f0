// SPDX-License-Identifier: Apache-2.0
#include "alerts/holding.h"

#include <algorithm>

namespace chaser::alerts {

const plan::Contact* contactCalled(std::string_view name, const plan::People& people, Date on) {
  if (name.empty()) return nullptr;
  if (const auto* contact = people.contact(name)) return contact;
  const auto holders = people.holders(name, on);
  return holders.size() == 1 ? holders.front() : nullptr;
}

bool holdsRole(const plan::Contact& contact, const Role& role, const plan::ActionRecord& record,
               const plan::Milestone* milestone, const plan::People& people, Date on) {
  const auto found = resolve(role, record, milestone, people, on);
  if (found.heldByNobody) return false;
  return std::any_of(found.who.begin(), found.who.end(), [&](const Recipient& who) {
    return who.kind == Recipient::Kind::Person &&
           (who.name == contact.name || (!who.coverFor.empty() && who.coverFor == contact.name));
  });
}

bool isAsked(const plan::Contact& contact, const rules::Rule& rule, const plan::ActionRecord& record,
             const plan::Milestone* milestone, const plan::People& people, Date on) {
  if (rule.ladder.empty()) return false;
  for (const auto& tell : rule.ladder.front().tell) {
    for (const auto& role : rolesOf(tell, record, milestone, people)) {
      if (holdsRole(contact, role, record, milestone, people, on)) return true;
    }
  }
  return false;
}

}  // namespace chaser::alerts
