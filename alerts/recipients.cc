// SPDX-License-Identifier: Apache-2.0
#include "alerts/recipients.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace chaser::alerts {

namespace {

using Kind = rules::Tell::Kind;

/// Everything that finding somebody depends on, so that the helpers below stay short.
struct Search {
  const plan::ActionRecord& record;
  const plan::Milestone* milestone = nullptr;
  const plan::People& people;
  Date on;
};

void addRole(std::vector<Role>& roles, Role role) {
  if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(std::move(role));
}

/// The parts of the cells that somebody is listed for; what nobody is listed for goes to `unknown`.
std::vector<Role> knownParts(const std::vector<std::string_view>& cells, const plan::People& people,
                             std::vector<std::string>* unknown) {
  std::vector<Role> out;
  for (const auto cell : cells) {
    const auto parts = people.readCell(cell);
    for (const auto& part : parts.known) addRole(out, {Kind::Owner, part});
    if (unknown != nullptr) unknown->insert(unknown->end(), parts.unknown.begin(), parts.unknown.end());
  }
  return out;
}

/// The owner entries of this milestone, else those of the whole action.
std::vector<std::string_view> ownerCells(const plan::ActionRecord& record, const plan::Milestone* milestone) {
  std::vector<std::string_view> own;
  std::vector<std::string_view> whole;
  for (const auto& owner : record.owners) {
    if (trim(owner.role).empty()) continue;
    if (owner.milestone == MilestoneId{}) whole.emplace_back(owner.role);
    if (milestone != nullptr && owner.milestone == milestone->id) own.emplace_back(owner.role);
  }
  return own.empty() ? whole : own;
}

std::vector<Role> ownersOf(const plan::ActionRecord& record, const plan::Milestone* milestone,
                           const plan::People& people) {
  if (milestone != nullptr && !milestone->party.empty()) return {{Kind::Party, milestone->party}};
  std::vector<std::string> unknown;
  if (auto roles = knownParts(ownerCells(record, milestone), people, &unknown); !roles.empty()) return roles;
  // A written owner is somebody's, even if nobody is listed: saying so is how the coordinator learns of it.
  std::vector<Role> out;
  for (const auto& name : unknown) addRole(out, {Kind::Owner, name});
  if (!out.empty()) return out;
  // `By whom` often holds a task; only a name that is known there is one.
  if (auto roles = knownParts({record.action.byWhom}, people, nullptr); !roles.empty()) return roles;
  return {{Kind::Coordinator, {}}};
}

std::string coordinatorName(const plan::Plan& plan, const plan::People& people) {
  const auto* roles = people.plan(plan.key);
  return roles != nullptr && !roles->coordinator.empty() ? roles->coordinator : plan.coordinator;
}

const plan::Absence* absenceOf(const plan::Contact& contact, Date on) {
  for (const auto& absence : contact.away) {
    if (absence.from <= on && on <= absence.to) return &absence;
  }
  return nullptr;
}

void addNote(Resolution& out, const std::string& note) {
  if (note.empty() || out.note.find(note) != std::string::npos) return;
  out.note += (out.note.empty() ? "" : "; ") + note;
}

void addPerson(Resolution& out, Recipient who) {
  if (std::find(out.who.begin(), out.who.end(), who) == out.who.end()) out.who.push_back(std::move(who));
}

Recipient personFor(const plan::Contact& present, const plan::Contact& holder) {
  Recipient who{Recipient::Kind::Person, present.name, present.email, {}};
  if (&present != &holder) who.coverFor = holder.name;
  return who;
}

std::string coverNote(const plan::Contact& holder, Date on) {
  const auto* absence = absenceOf(holder, on);
  return absence == nullptr ? std::string()
                            : fmt::format("for {}, who is away until {}", holder.name, absence->to.spoken());
}

Resolution toCoordinator(const Search& search, std::string note, bool heldByNobody) {
  Resolution out;
  out.who.push_back(coordinatorOf(*search.record.plan, search.people, search.on));
  out.heldByNobody = heldByNobody;
  out.fellBack = true;
  out.note = std::move(note);
  return out;
}

Resolution nobodyHolds(const Search& search, std::string_view role) {
  return toCoordinator(search, fmt::format("nobody holds '{}'", role), true);
}

/// Those who hold the role, or whoever stands in for them. REQUIRES: holders is not empty.
Resolution present(const Search& search, std::string_view role,
                   const std::vector<const plan::Contact*>& holders) {
  Resolution out;
  for (const auto* holder : holders) {
    const auto* there = search.people.present(*holder, search.on);
    if (there == nullptr) continue;
    addPerson(out, personFor(*there, *holder));
    if (there != holder) addNote(out, coverNote(*holder, search.on));
  }
  if (!out.who.empty()) return out;
  return toCoordinator(
      search, fmt::format("nobody stands in for {}, who holds '{}'", holders.front()->name, role), true);
}

Resolution named(const Search& search, std::string_view role) {
  const auto holders = search.people.holders(role, search.on);
  return holders.empty() ? nobodyHolds(search, role) : present(search, role, holders);
}

/// The name by which a role that tells an owner is looked up: for a party, its contact.
std::string nameBehind(const Role& role, const Search& search) {
  if (role.kind == Kind::Party) {
    const auto* party = search.people.party(role.name);
    return party == nullptr ? std::string() : party->contact;
  }
  if (role.kind == Kind::Coordinator) return coordinatorName(*search.record.plan, search.people);
  return role.name;
}

Resolution partyContact(const Search& search, const Role& role) {
  const auto contact = nameBehind(role, search);
  return contact.empty() ? nobodyHolds(search, role.name) : named(search, contact);
}

/// Whoever the owner's holder reports to. A cover does not change it: they stand in for the work, not for its
/// line.
Resolution lead(const Search& search, const Role& role) {
  const auto owner = Role::parse(role.name);
  const auto name = owner ? nameBehind(*owner, search) : std::string();
  const auto holders = search.people.holders(name, search.on);
  if (holders.empty()) {
    if (owner && owner->kind == Kind::Coordinator)
      return toCoordinator(search, "the coordinator's lead is not known", false);
    return nobodyHolds(search, name.empty() ? (owner ? owner->name : role.name) : name);
  }
  Resolution out;
  std::string vacant;
  for (const auto* holder : holders) {
    if (holder->reportsTo.empty()) continue;
    const auto found = named(search, holder->reportsTo);
    if (found.heldByNobody) {
      vacant = found.note;
      continue;
    }
    for (const auto& who : found.who) addPerson(out, who);
    addNote(out, found.note);
  }
  if (!out.who.empty()) return out;
  if (!vacant.empty()) return toCoordinator(search, vacant, true);
  return toCoordinator(
      search, fmt::format("to whom {} reports is not in contacts.yaml", holders.front()->name), false);
}

bool completedBy(const Search& search, const plan::Contact& contact) {
  if (search.milestone == nullptr || search.milestone->completedBy.empty()) return false;
  if (search.people.contact(search.milestone->completedBy) == &contact) return true;
  const auto who = search.people.holders(search.milestone->completedBy, search.on);
  return std::find(who.begin(), who.end(), &contact) != who.end();
}

/// The plan's verifier, but for who completed the milestone: nobody confirms their own work.
Resolution verifier(const Search& search) {
  const auto* roles = search.people.plan(search.record.plan->key);
  if (roles == nullptr || roles->verifier.empty())
    return toCoordinator(search, "the plan names no verifier", false);
  const auto holders = search.people.holders(roles->verifier, search.on);
  if (holders.empty()) return nobodyHolds(search, roles->verifier);
  Resolution found = present(search, roles->verifier, holders);
  if (found.heldByNobody) return found;
  const auto mayNot = [&](const Recipient& who) {
    const auto* contact = search.people.contact(who.name);
    return contact != nullptr && completedBy(search, *contact);
  };
  found.who.erase(std::remove_if(found.who.begin(), found.who.end(), mayNot), found.who.end());
  if (!found.who.empty()) return found;
  return toCoordinator(
      search, fmt::format("{} completed it, so somebody else must verify", search.milestone->completedBy),
      false);
}

Resolution boardOr(const Search& search, const plan::Board* board, std::string_view name) {
  if (board == nullptr) {
    const auto note =
        name.empty() ? std::string("no board is named") : fmt::format("'{}' is no known board", name);
    return toCoordinator(search, note, false);
  }
  Resolution out;
  out.who.push_back({Recipient::Kind::Board, board->title(), board->email, {}});
  return out;
}

std::string partyOf(const plan::Milestone* milestone) {
  return milestone == nullptr ? std::string() : milestone->party;
}

std::string boardCell(const plan::ActionRecord& record, const plan::People& people) {
  if (const auto cell = trim(record.action.assurance); !cell.empty()) return std::string(cell);
  const auto* roles = people.plan(record.plan->key);
  return roles != nullptr && !roles->board.empty() ? roles->board : record.plan->board;
}

Resolution webhook(const Search& search, const Role& role) {
  const auto* hook = search.people.webhook(role.name);
  if (hook == nullptr)
    return toCoordinator(search, fmt::format("'{}' is no known webhook", role.name), false);
  Resolution out;
  out.who.push_back(webhookRecipient(*hook));
  return out;
}

}  // namespace

std::vector<Role> rolesOf(const rules::Tell& tell, const plan::ActionRecord& record,
                          const plan::Milestone* milestone, const plan::People& people) {
  switch (tell.kind) {
    case Kind::Owner:
      return ownersOf(record, milestone, people);
    case Kind::Party:
      if (milestone == nullptr || milestone->party.empty()) return {{Kind::Coordinator, {}}};
      return {{Kind::Party, milestone->party}};
    case Kind::Lead: {
      std::vector<Role> out;
      for (const auto& owner : ownersOf(record, milestone, people)) addRole(out, {Kind::Lead, owner.text()});
      return out;
    }
    case Kind::Board:
      return {{Kind::Board, boardCell(record, people)}};
    case Kind::Verifier:
    case Kind::Coordinator:
      return {{tell.kind, {}}};
    case Kind::Contact:
    case Kind::NamedBoard:
    case Kind::Webhook:
      return {{tell.kind, tell.name}};
  }
  return {};
}

Resolution resolve(const Role& role, const plan::ActionRecord& record, const plan::Milestone* milestone,
                   const plan::People& people, Date on) {
  const Search search{record, milestone, people, on};
  switch (role.kind) {
    case Kind::Owner:
    case Kind::Contact:
      return named(search, role.name);
    case Kind::Party:
      return partyContact(search, role);
    case Kind::Lead:
      return lead(search, role);
    case Kind::Board:
      return boardOr(search, boardOf(record, milestone, people), boardCell(record, people));
    case Kind::NamedBoard:
      return boardOr(search, people.board(role.name, partyOf(milestone)), role.name);
    case Kind::Verifier:
      return verifier(search);
    case Kind::Webhook:
      return webhook(search, role);
    case Kind::Coordinator:
      break;
  }
  Resolution out;
  out.who.push_back(coordinatorOf(*record.plan, people, on));
  if (!out.who.front().coverFor.empty()) {
    if (const auto* away = people.contact(out.who.front().coverFor)) out.note = coverNote(*away, on);
  }
  return out;
}

Recipient webhookRecipient(const plan::Webhook& hook) {
  return {Recipient::Kind::Webhook, hook.name, hook.url.empty() ? hook.urlFile : hook.url, {}};
}

Recipient coordinatorOf(const plan::Plan& plan, const plan::People& people, Date on) {
  const std::string name = coordinatorName(plan, people);
  for (const auto* holder : people.holders(name, on)) {
    if (const auto* there = people.present(*holder, on)) return personFor(*there, *holder);
  }
  return {Recipient::Kind::Person, name, {}, {}};
}

const plan::Board* boardOf(const plan::ActionRecord& record, const plan::Milestone* milestone,
                           const plan::People& people) {
  return people.boardInCell(boardCell(record, people), partyOf(milestone));
}

}  // namespace chaser::alerts
