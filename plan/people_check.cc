// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/fold.h"
#include "plan/name_guesses.h"
#include "plan/people.h"

namespace chaser::plan {

namespace {

void report(Diagnostics& diagnostics, Level level, const Position& at, std::string message,
            std::string hint = {}) {
  diagnostics.push_back({level, at, 1, std::move(message), std::move(hint)});
}

/// Finds entries of one kind that bear the same name; `scope` keeps apart those that may.
class Namesakes {
 public:
  Namesakes(std::string kind, Diagnostics& diagnostics) : kind_(std::move(kind)), diagnostics_(diagnostics) {}

  void add(const std::string& name, const std::string& scope, const Position& at, std::size_t entry) {
    const auto [found, fresh] =
        seen_.try_emplace({foldPlural(name), foldPlural(scope)}, Seen{at.line, entry});
    // An entry that repeats its own name under `also` harms nobody.
    if (fresh || found->second.entry == entry) return;
    const auto twin = scope.empty() ? std::string() : fmt::format(" for {}", scope);
    report(diagnostics_, Level::Error, at, fmt::format("two {} are named '{}'{}", kind_, name, twin),
           fmt::format("the other one is on line {}", found->second.line));
  }

 private:
  struct Seen {
    std::size_t line;
    std::size_t entry;
  };
  std::string kind_;
  Diagnostics& diagnostics_;
  std::map<std::pair<std::string, std::string>, Seen> seen_;
};

void checkNames(const Directory& directory, Diagnostics& diagnostics) {
  Namesakes contacts("contacts", diagnostics);
  Namesakes parties("parties", diagnostics);
  Namesakes boards("boards", diagnostics);
  Namesakes webhooks("webhooks", diagnostics);
  Namesakes plans("plans", diagnostics);
  std::size_t entry = 0;
  for (const auto& contact : directory.contacts) contacts.add(contact.name, {}, contact.at, entry++);
  for (const auto& party : directory.parties) {
    parties.add(party.name, {}, party.at, entry);
    for (const auto& also : party.also) parties.add(also, {}, party.at, entry);
    ++entry;
  }
  for (const auto& board : directory.boards) {
    boards.add(board.name, board.forParty, board.at, entry);
    for (const auto& also : board.also) boards.add(also, board.forParty, board.at, entry);
    ++entry;
  }
  for (const auto& hook : directory.webhooks) webhooks.add(hook.name, {}, hook.at, entry++);
  for (const auto& plan : directory.plans) plans.add(plan.key, {}, plan.at, entry++);
}

void checkSharedRoles(const Directory& directory, Diagnostics& diagnostics) {
  std::map<std::string, const Contact*> first;
  for (const auto& contact : directory.contacts) first.try_emplace(foldPlural(contact.name), &contact);
  for (const auto& contact : directory.contacts) {
    for (const auto& role : contact.roles) {
      const Contact* other = first.try_emplace(foldPlural(role), &contact).first->second;
      if (other == &contact) continue;
      report(
          diagnostics, Level::Warning, contact.at,
          fmt::format("the role '{}' is held by {} and {}: both are told", role, other->name, contact.name));
    }
  }
}

/// Warns of names that lead nowhere. A name that only a person of the past bears is known: that it is vacant
/// shows when somebody is to be told.
class References {
 public:
  References(const People& people, Diagnostics& diagnostics)
      : people_(people), guesses_(people), diagnostics_(diagnostics) {}

  void person(const std::string& name, std::string_view key, const std::string& whose, const Position& at) {
    if (name.empty() || people_.knowsRole(name)) return;
    const auto near = guesses_.nearestNames(name);
    report(diagnostics_, Level::Warning, at,
           fmt::format("{}: '{}' names '{}', whom nobody here is", whose, key, name),
           near.empty() ? std::string() : fmt::format("did you mean '{}'?", near.front()));
  }
  void board(const std::string& name, const std::string& whose, const Position& at) {
    if (name.empty() || people_.knowsBoard(name)) return;
    report(diagnostics_, Level::Warning, at, fmt::format("{}: there is no board '{}'", whose, name));
  }
  void party(const std::string& name, const std::string& whose, const Position& at) {
    if (name.empty() || people_.party(name) != nullptr) return;
    report(diagnostics_, Level::Warning, at,
           fmt::format("{}: 'for' names '{}', which is no party here", whose, name));
  }

 private:
  const People& people_;
  NameGuesses guesses_;
  Diagnostics& diagnostics_;
};

void checkReferences(const People& people, Diagnostics& diagnostics) {
  const auto& directory = people.directory();
  References references(people, diagnostics);
  for (const auto& contact : directory.contacts) {
    references.person(contact.reportsTo, "reports_to", contact.name, contact.at);
    for (const auto& absence : contact.away)
      references.person(absence.cover, "cover", contact.name, contact.at);
  }
  for (const auto& party : directory.parties)
    references.person(party.contact, "contact", party.name, party.at);
  for (const auto& board : directory.boards) {
    references.person(board.secretary, "secretary", board.title(), board.at);
    references.party(board.forParty, board.title(), board.at);
  }
  for (const auto& plan : directory.plans) {
    const auto whose = fmt::format("plan {}", plan.key);
    references.person(plan.coordinator, "coordinator", whose, plan.at);
    references.person(plan.verifier, "verifier", whose, plan.at);
    references.board(plan.board, whose, plan.at);
  }
}

void checkReach(const Directory& directory, Date today, Diagnostics& diagnostics) {
  for (const auto& contact : directory.contacts) {
    if (contact.email.empty() && (!contact.until || *contact.until >= today)) {
      report(diagnostics, Level::Warning, contact.at,
             fmt::format("{} has no e-mail address and can't be told", contact.name));
    }
  }
  for (const auto& board : directory.boards) {
    if (board.email.empty()) {
      report(diagnostics, Level::Warning, board.at,
             fmt::format("{} has no e-mail address and gets no packs", board.title()));
    }
    if (board.meets && !board.meets->next(today)) {
      report(diagnostics, Level::Warning, board.at, fmt::format("{} never meets again", board.title()),
             "what is due for it leaves at once; add the coming dates to 'meets'");
    } else if (!board.meets) {
      report(diagnostics, Level::Warning, board.at, fmt::format("nothing says when {} meets", board.title()),
             "add 'meets: {every: first tuesday}' or 'meets: {dates: [...]}'");
    }
  }
}

/// The contact who covers for another on that day; nullptr when present, not covered, or covered by nobody
/// known.
const Contact* coverOn(const People& people, const Contact& contact, Date day) {
  for (const auto& absence : contact.away) {
    if (day < absence.from || absence.to < day || absence.cover.empty()) continue;
    const auto covers = people.holders(absence.cover, day);
    return covers.empty() ? nullptr : covers.front();
  }
  return nullptr;
}

/// Two people may cover for each other in different weeks. Only a chain that comes back to its beginning on
/// one and the same day is a circle, and the first day of such a time is the first day of one of the
/// absences.
void checkCircles(const People& people, Diagnostics& diagnostics) {
  const auto& contacts = people.directory().contacts;
  std::set<const Contact*> reported;
  for (const auto& contact : contacts) {
    if (contact.away.empty()) continue;
    for (const auto& other : contacts) {
      for (const auto& absence : other.away) {
        const Contact* at = coverOn(people, contact, absence.from);
        for (std::size_t steps = 0; at != nullptr && at != &contact && steps < contacts.size(); ++steps) {
          at = coverOn(people, *at, absence.from);
        }
        if (at != &contact || !reported.insert(&contact).second) continue;
        report(diagnostics, Level::Error, contact.at,
               fmt::format("on {} the cover of {} leads back to {}", absence.from.spoken(), contact.name,
                           contact.name),
               "name somebody who is there");
      }
    }
  }
}

}  // namespace

void checkDirectory(const People& people, Date today, Diagnostics& diagnostics) {
  checkNames(people.directory(), diagnostics);
  checkSharedRoles(people.directory(), diagnostics);
  checkReferences(people, diagnostics);
  checkReach(people.directory(), today, diagnostics);
  checkCircles(people, diagnostics);
}

}  // namespace chaser::plan
