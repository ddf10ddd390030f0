// SPDX-License-Identifier: Apache-2.0
#include "alerts/own_edit.h"

#include <algorithm>

#include "alerts/holding.h"

namespace chaser::alerts {
namespace {

std::vector<const plan::Contact*> editorsOf(const Case& what) {
  std::vector<const plan::Contact*> editors;
  for (const auto& name : what.observed.editedBy) {
    if (const auto* contact = contactCalled(name, what.world.people, what.today()))
      editors.push_back(contact);
  }
  return editors;
}

/// The editor whom the first step tells; nullptr when it tells none of them.
const plan::Contact* askedAmong(const std::vector<const plan::Contact*>& editors, const Case& what) {
  const auto& record = what.observed.record;
  const auto& people = what.world.people;
  for (const auto& tell : what.rule.ladder.front().tell) {
    for (const auto& role : rolesOf(tell, record, what.milestone, people)) {
      for (const auto* editor : editors) {
        if (holdsRole(*editor, role, record, what.milestone, people, what.today())) return editor;
      }
    }
  }
  return nullptr;
}

}  // namespace

void acknowledgeOwnEdit(Alert& alert, const Case& what) {
  const auto& observed = what.observed;
  if (alert.state != AlertState::Firing || observed.editedBy.empty() || !observed.editedOn ||
      what.rule.ladder.empty() || alert.quietDays >= kQuietAtMost.count)
    return;
  // A proposal keeps it quiet by itself; refused, it is asked about again at once.
  if (what.milestone != nullptr && what.milestone->proposedDue && !what.rule.readsProposal) return;
  // An edit that is dated back was written after the last look, and is an answer of today.
  const Date edited =
      std::min(what.today(), std::max(*observed.editedOn, observed.knownFrom.value_or(*observed.editedOn)));
  const Date last = edited + kEditAcknowledges - Days{1};
  if (last < what.today()) return;
  const auto* editor = askedAmong(editorsOf(what), what);
  if (editor == nullptr) return;
  alert.state = AlertState::Acknowledged;
  alert.quietBy = editor->name;
  alert.quietSince = std::max(edited, alert.firedOn.value_or(edited));
  alert.quietUntil = last;
}

void leaveOutEditors(std::vector<Item>& items, const Case& what) {
  if (items.empty() || what.observed.editedBy.empty()) return;
  const auto editors = editorsOf(what);
  const auto isEditors = [&](const Recipient& who) {
    return std::any_of(editors.begin(), editors.end(),
                       [&](const plan::Contact* editor) { return editor->name == who.name; });
  };
  const auto isOwn = [&](const Item& item) {
    const auto found =
        resolve(item.role, what.observed.record, what.milestone, what.world.people, what.today());
    return !found.who.empty() && std::all_of(found.who.begin(), found.who.end(), isEditors);
  };
  items.erase(std::remove_if(items.begin(), items.end(), isOwn), items.end());
}

}  // namespace chaser::alerts
