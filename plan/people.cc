// SPDX-License-Identifier: Apache-2.0
#include "plan/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "common/fold.h"
#include "common/stable_hash.h"
#include "common/text.h"
#include "plan/owner_words.h"

namespace chaser::plan {

namespace {

/// No organisation's name in front of a role or board has more words than this.
constexpr std::size_t kWordsOfOrganisation = 6;

std::string nameKey(std::string_view name) {
  return foldPlural(name);
}

bool isAcronym(std::string_view word) {
  return word.size() >= 2 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool inPost(const Contact& contact, Date on) {
  return !contact.until || on <= *contact.until;
}

const Absence* absenceOn(const Contact& contact, Date on) {
  const auto found = std::find_if(contact.away.begin(), contact.away.end(), [&](const Absence& absence) {
    return absence.from <= on && on <= absence.to;
  });
  return found == contact.away.end() ? nullptr : &*found;
}

/// Each value is closed by a character that no name holds, so that moving text between fields shows.
void note(std::string& out, std::string_view value) {
  out += value;
  out += '\x1f';
}

void noteAll(std::string& out, const std::vector<std::string>& values) {
  for (const auto& value : values) note(out, value);
  out += '\x1e';
}

void noteContact(std::string& out, const Contact& contact) {
  for (const auto& value : {contact.name, contact.email, contact.party, contact.reportsTo}) note(out, value);
  noteAll(out, contact.roles);
  note(out, fmt::format("{} {}", static_cast<int>(contact.digest.kind), static_cast<int>(contact.digest.on)));
  for (const auto& away : contact.away) {
    note(out, fmt::format("{} {} {}", away.from.iso(), away.to.iso(), away.cover));
  }
  note(out, contact.until ? contact.until->iso() : std::string());
  note(out, contact.timezone.value_or(std::string()));
  if (contact.digestsPerDay) note(out, fmt::format("digests {}", *contact.digestsPerDay));
  if (contact.urgentPerDay) note(out, fmt::format("urgent {}", *contact.urgentPerDay));
}

void noteBoard(std::string& out, const Board& board) {
  for (const auto& value : {board.name, board.forParty, board.email, board.secretary}) note(out, value);
  noteAll(out, board.also);
  note(out, board.isPublic ? "public" : "");
  if (board.attach != Attach::Items || board.attachFormat != AttachFormat::Xlsx)
    note(out, fmt::format("{} {}", static_cast<int>(board.attach), static_cast<int>(board.attachFormat)));
  if (!board.meets) return note(out, "");
  for (const auto& date : board.meets->dates) note(out, date.iso());
  if (const auto& every = board.meets->every) {
    note(out, fmt::format("{} {}", every->nth, static_cast<int>(every->weekday)));
  }
  note(out, board.meets->papers.text());
  note(out, board.meets->cutOff.text());
}

std::string fingerprintOf(const Directory& directory) {
  std::string out;
  for (const auto& contact : directory.contacts) noteContact(out, contact);
  out += '\x1d';
  for (const auto& party : directory.parties) {
    note(out, party.name);
    noteAll(out, party.also);
    note(out, party.contact);
  }
  out += '\x1d';
  for (const auto& board : directory.boards) noteBoard(out, board);
  out += '\x1d';
  for (const auto& hook : directory.webhooks) {
    for (const auto& value : {hook.name, hook.url, hook.secretFile}) note(out, value);
  }
  out += '\x1d';
  for (const auto& plan : directory.plans) {
    for (const auto& value : {plan.key, plan.coordinator, plan.verifier, plan.board}) note(out, value);
    if (plan.partyMayAgree) note(out, "party may agree");
    if (!plan.mailFields.empty()) noteAll(out, plan.mailFields);
    if (plan.sensitive) note(out, "sensitive");
  }
  const auto& window = directory.window;
  note(out, fmt::format("{} {} {} {} {}", window.workingDaysOnly, window.from.text(), window.to.text(),
                        window.timezone, window.holidays));
  return fmt::format("{:016x}", stableHash(out));
}

/// From the separators that surely part names to those that may be inside one.
constexpr std::size_t kSeparatorLevels = 4;

std::size_t separatorAt(std::string_view text, std::size_t at, std::size_t level) {
  const char c = text[at];
  switch (level) {
    case 0:
      return c == '\n' || c == '\r' ? 1 : 0;
    case 1:
      return c == ';' ? 1 : 0;
    case 2:
      return c == '/' || c == ',' ? 1 : 0;
    default:
      break;
  }
  if (c == '&') return 1;
  if (c != ' ' || text.size() - at < 5) return 0;
  return foldCase(text.substr(at, 5)) == " and " ? 5 : 0;
}

std::vector<std::string_view> partsOf(std::string_view text, std::size_t level) {
  std::vector<std::string_view> out;
  const auto keep = [&out](std::string_view part) {
    if (const auto trimmed = trim(part); !trimmed.empty()) out.push_back(trimmed);
  };
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto width = separatorAt(text, at, level);
    if (width == 0) {
      ++at;
      continue;
    }
    keep(text.substr(begin, at - begin));
    at += width;
    begin = at;
  }
  keep(text.substr(begin));
  return out;
}

}  // namespace

std::string Board::title() const {
  return forParty.empty() ? name : fmt::format("{} ({})", name, forParty);
}

People::People(Directory directory)
    : directory_(std::move(directory)), fingerprint_(fingerprintOf(directory_)) {
  const auto enter = [](auto& index, std::string_view name, std::size_t i) {
    auto& entries = index[nameKey(name)];
    if (entries.empty() || entries.back() != i) entries.push_back(i);
  };
  for (std::size_t i = 0; i < directory_.contacts.size(); ++i) {
    enter(roles_, directory_.contacts[i].name, i);
    for (const auto& role : directory_.contacts[i].roles) enter(roles_, role, i);
  }
  for (std::size_t i = 0; i < directory_.parties.size(); ++i) {
    parties_.try_emplace(nameKey(directory_.parties[i].name), i);
    for (const auto& also : directory_.parties[i].also) parties_.try_emplace(nameKey(also), i);
  }
  for (std::size_t i = 0; i < directory_.boards.size(); ++i) {
    enter(boards_, directory_.boards[i].name, i);
    for (const auto& also : directory_.boards[i].also) enter(boards_, also, i);
  }
  byName_.resize(directory_.contacts.size());
  std::iota(byName_.begin(), byName_.end(), 0U);
  // Of namesakes, which were reported as a mistake, the first is found.
  std::stable_sort(byName_.begin(), byName_.end(), [this](auto a, auto b) {
    return directory_.contacts[a].name < directory_.contacts[b].name;
  });
}

const Contact* People::contact(std::string_view name) const {
  // A name as the directory has it needs no folding.
  const auto exact = std::lower_bound(
      byName_.begin(), byName_.end(), name,
      [this](auto at, std::string_view wanted) { return directory_.contacts[at].name < wanted; });
  if (exact != byName_.end() && directory_.contacts[*exact].name == name) return &directory_.contacts[*exact];
  const std::string key = nameKey(name);
  const auto listed = roles_.find(key);
  if (listed == roles_.end()) return nullptr;
  // Who bears the name, and not who holds a role that is called so.
  const auto found = std::find_if(listed->second.begin(), listed->second.end(), [&](std::size_t at) {
    return nameKey(directory_.contacts[at].name) == key;
  });
  return found == listed->second.end() ? nullptr : &directory_.contacts[*found];
}

std::pair<std::string, std::string> People::withoutOrganisation(std::string_view name) const {
  const std::string key = nameKey(name);
  std::vector<std::size_t> ends;
  for (std::size_t at = key.find(' '); at != std::string::npos && ends.size() < kWordsOfOrganisation;
       at = key.find(' ', at + 1)) {
    ends.push_back(at);
  }
  std::size_t longest = 0;
  for (const auto end : ends) {
    if (parties_.contains(key.substr(0, end))) longest = end;
  }
  if (longest > 0) return {key.substr(0, longest), key.substr(longest + 1)};
  const auto trimmed = trim(name);
  const auto blank = trimmed.find_first_of(" \t\r\n");
  if (blank == std::string_view::npos || !isAcronym(trimmed.substr(0, blank))) return {};
  return {nameKey(trimmed.substr(0, blank)), nameKey(trimmed.substr(blank))};
}

bool People::sameParty(std::string_view a, std::string_view b) const {
  const Party* known = party(a);
  return known != nullptr ? known == party(b) : nameKey(a) == nameKey(b);
}

std::vector<std::size_t> People::listed(std::string_view role) const {
  const std::string key = nameKey(role);
  if (key.empty()) return {};
  if (const auto found = roles_.find(key); found != roles_.end()) return found->second;
  if (const auto [organisation, rest] = withoutOrganisation(role); !rest.empty()) {
    std::vector<std::size_t> out;
    if (const auto found = roles_.find(rest); found != roles_.end()) {
      for (const auto i : found->second) {
        const auto& answersFor = directory_.contacts[i].party;
        if (answersFor.empty() || sameParty(organisation, answersFor)) out.push_back(i);
      }
    }
    if (!out.empty()) return out;
  }
  if (const Party* organisation = party(role)) {
    if (const auto found = roles_.find(nameKey(organisation->contact)); found != roles_.end())
      return found->second;
  }
  return {};
}

std::vector<const Contact*> People::holders(std::string_view role, Date on) const {
  std::vector<const Contact*> out;
  for (const auto i : listed(role)) {
    if (inPost(directory_.contacts[i], on)) out.push_back(&directory_.contacts[i]);
  }
  return out;
}

bool People::knowsRole(std::string_view role) const {
  return !listed(role).empty();
}

const Party* People::party(std::string_view name) const {
  const auto found = parties_.find(nameKey(name));
  return found == parties_.end() ? nullptr : &directory_.parties[found->second];
}

const Board* People::board(std::string_view name, std::string_view party) const {
  const auto [organisation, rest] = withoutOrganisation(name);
  auto found = boards_.find(nameKey(name));
  if (found == boards_.end() && !rest.empty()) found = boards_.find(rest);
  if (found == boards_.end()) return nullptr;
  const std::string_view wanted = party.empty() ? std::string_view(organisation) : party;
  const Board* general = nullptr;
  for (const auto i : found->second) {
    const Board& board = directory_.boards[i];
    if (board.forParty.empty()) {
      if (general == nullptr) general = &board;
    } else if (!wanted.empty() && sameParty(board.forParty, wanted)) {
      return &board;
    }
  }
  return general;
}

const Board* People::boardInCell(std::string_view cell, std::string_view party) const {
  // The whole cell first: `Health and Wellbeing Board` is one name.
  if (const Board* whole = board(cell, party)) return whole;
  for (std::size_t level = 0; level < kSeparatorLevels; ++level) {
    const auto parts = partsOf(cell, level);
    if (parts.size() < 2) continue;
    for (const auto part : parts) {
      if (const Board* found = boardInCell(part, party)) return found;
    }
    return nullptr;
  }
  return nullptr;
}

bool People::knowsBoard(std::string_view name) const {
  return boards_.contains(nameKey(name)) || boards_.contains(withoutOrganisation(name).second);
}

const Webhook* People::webhook(std::string_view name) const {
  const auto key = nameKey(name);
  const auto found = std::find_if(directory_.webhooks.begin(), directory_.webhooks.end(),
                                  [&](const Webhook& hook) { return nameKey(hook.name) == key; });
  return found == directory_.webhooks.end() ? nullptr : &*found;
}

const PlanRoles* People::plan(std::string_view key) const {
  const auto found = std::find_if(directory_.plans.begin(), directory_.plans.end(),
                                  [&](const PlanRoles& plan) { return plan.key == key; });
  return found == directory_.plans.end() ? nullptr : &*found;
}

bool People::readPerson(std::string_view text, Cell& cell) const {
  if (text.find_first_of(";\n") != std::string_view::npos) return false;
  const TwoNames names = namesOfOne(text);
  if (names.second.empty()) return false;
  if (names.bracketed && party(names.second) != nullptr) {
    if (std::string both = fmt::format("{} {}", names.second, names.first); knowsRole(both)) {
      cell.known.push_back(std::move(both));
      return true;
    }
  }
  const std::size_t before = cell.known.size();
  for (const auto name : {names.first, names.second}) {
    if (knowsRole(name)) cell.known.emplace_back(name);
  }
  return cell.known.size() > before;
}

void People::readParts(std::string_view text, std::size_t level, Cell& cell) const {
  if (knowsRole(text)) {
    cell.known.emplace_back(text);
    return;
  }
  if (readPerson(text, cell)) return;
  Cell inside;
  for (; level < kSeparatorLevels; ++level) {
    const auto parts = partsOf(text, level);
    if (parts.size() < 2) continue;
    for (const auto part : parts) readParts(part, level + 1, inside);
    break;
  }
  // Lines and `;` part names for certain; the weaker separators only when that finds somebody.
  if (inside.known.empty() && (level >= 2 || inside.unknown.empty())) {
    cell.unknown.emplace_back(text);
    return;
  }
  cell.known.insert(cell.known.end(), inside.known.begin(), inside.known.end());
  cell.unknown.insert(cell.unknown.end(), inside.unknown.begin(), inside.unknown.end());
}

People::Cell People::readCell(std::string_view cell) const {
  Cell out;
  if (const auto text = trim(cell); !text.empty()) readParts(text, 0, out);
  std::vector<std::vector<std::size_t>> named;
  std::vector<std::string> once;
  for (auto& part : out.known) {
    auto who = listed(part);
    if (std::find(named.begin(), named.end(), who) != named.end()) continue;
    named.push_back(std::move(who));
    once.push_back(std::move(part));
  }
  out.known = std::move(once);
  return out;
}

const Contact* People::present(const Contact& contact, Date on) const {
  const Contact* at = &contact;
  // A circle is an error at load; counting steps keeps a directory made otherwise from looping for ever.
  for (std::size_t steps = 0; steps <= directory_.contacts.size(); ++steps) {
    if (!inPost(*at, on)) return nullptr;
    const Absence* absence = absenceOn(*at, on);
    if (absence == nullptr || absence->cover.empty()) return at;
    const auto covers = holders(absence->cover, on);
    if (covers.empty()) return nullptr;
    at = covers.front();
  }
  return nullptr;
}

}  // namespace chaser::plan
