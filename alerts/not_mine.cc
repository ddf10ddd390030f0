// SPDX-License-Identifier: Apache-2.0
#include "alerts/not_mine.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/holding.h"
#include "alerts/lifecycle.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/name_guesses.h"

namespace chaser::alerts {
namespace {

using Kind = rules::Tell::Kind;

bool sameOwner(std::string_view a, std::string_view b) {
  return foldPlural(a) == foldPlural(b);
}

class HandOver {
 public:
  HandOver(const Answer& answer, const Giver& giver, const Alert& alert, const plan::ActionRecord& record,
           const plan::Milestone* milestone, const plan::People& people, Date today)
      : answer_(answer),
        giver_(giver),
        alert_(alert),
        record_(record),
        milestone_(milestone),
        people_(people),
        today_(today) {}

  Result<AnswerEffect> effect() {
    const std::string to(trim(answer_.handTo));
    if (to.empty()) return askCoordinator(fmt::format("{} says that {} is not theirs", giver_.name, about()));
    const auto* party = people_.party(to);
    if (party == nullptr && people_.contact(to) == nullptr && !people_.knowsRole(to)) return nobodyBears(to);
    if (party == nullptr && people_.holders(to, today_).empty()) return hasLeft(to);
    if (milestone_ != nullptr && !milestone_->party.empty()) return toParty(to, party);
    return toOwner(to);
  }

 private:
  [[nodiscard]] std::string about() const {
    const auto title = plan::headline(record_, milestone_);
    return title.empty() ? plan::spokenRef(record_.action)
                         : fmt::format("{} ('{}')", plan::spokenRef(record_.action), title);
  }

  [[nodiscard]] tl::unexpected<Error> nobodyBears(const std::string& to) const {
    const auto near = plan::NameGuesses(people_).nearestNames(to);
    return fail(ErrorKind::Input, fmt::format("nobody is known as '{}'", to),
                near.empty() ? "give a role, a name or an organisation that contacts.yaml has, or nobody"
                             : fmt::format("did you mean {}?", joinWords(near, "or")));
  }

  [[nodiscard]] tl::unexpected<Error> hasLeft(const std::string& to) const {
    const auto* contact = people_.contact(to);
    return fail(ErrorKind::Input,
                contact != nullptr && contact->until
                    ? fmt::format("{} left after {}", contact->name, contact->until->spoken())
                    : fmt::format("nobody is '{}' now", to),
                "name somebody who is in post, or nobody");
  }

  /// The coordinator decides; whoever answered is left in peace meanwhile.
  [[nodiscard]] AnswerEffect askCoordinator(std::string what) const {
    AnswerEffect effect;
    effect.milestone = milestone_ != nullptr ? milestone_->id : MilestoneId{};
    effect.said = what + ".";
    if (!trim(answer_.note).empty()) what += fmt::format(": {}", trim(answer_.note));
    effect.notice = what + ". Please see whose it is, and change its owner.";
    return effect;
  }

  Result<AnswerEffect> toParty(const std::string& to, const plan::Party* party) {
    if (party == nullptr) {
      // A person is handed what their organisation must deliver only where they answer for it.
      const auto* contact = contactCalled(to, people_, today_);
      const auto* theirs = contact == nullptr ? nullptr : people_.party(contact->party);
      if (theirs != nullptr && contactCalled(theirs->contact, people_, today_) == contact) party = theirs;
    }
    if (party == nullptr || sameOwner(party->name, milestone_->party)) {
      return askCoordinator(fmt::format("{} says that {} is not theirs but {}'s", giver_.name, about(), to));
    }
    AnswerEffect effect;
    effect.milestone = milestone_->id;
    effect.ofMilestone.emplace_back("party", party->name);
    effect.said = fmt::format("{} handed {} to {}.", giver_.name, about(), party->name);
    return effect;
  }

  /// The owner's role that is given away; empty when the coordinator holds it for want of anybody else.
  Result<std::string> mine(const std::vector<Role>& roles) const {
    std::vector<const Role*> held;
    for (const auto& role : roles) {
      if (giver_.contact != nullptr && holdsRole(*giver_.contact, role, record_, milestone_, people_, today_))
        held.push_back(&role);
    }
    if (held.empty() && roles.size() == 1) held.push_back(&roles.front());
    if (held.size() == 1) return held.front()->kind == Kind::Coordinator ? std::string() : held.front()->name;
    std::vector<std::string> names;
    names.reserve(roles.size());
    for (const auto& role : roles) names.push_back(role.name);
    return fail(ErrorKind::Input,
                fmt::format("{} has several owners ({}), and which of them is meant can't be told", about(),
                            joinWords(names)),
                "let the one whose it was say so, or edit the plan");
  }

  Result<AnswerEffect> toOwner(const std::string& to) {
    const auto roles = rolesOf({Kind::Owner, {}}, record_, milestone_, people_);
    const auto from = mine(roles);
    if (!from) return fail(from.error());
    if (!from->empty() && sameOwner(*from, to))
      return fail(ErrorKind::Input, fmt::format("{} is {}'s already", about(), to),
                  "name somebody else, or nobody");
    if (isOwnOtherName(*from, to))
      return fail(
          ErrorKind::Input,
          fmt::format("{} is {} as well, so {} would stay with them", giver_.contact->name, to, about()),
          "name somebody else, or nobody");
    AnswerEffect effect;
    effect.milestone = alert_.subject.milestone ? alert_.subject.milestone : MilestoneId{};
    effect.said = fmt::format("{} handed {} to {}.", giver_.name, about(), to);
    if (auto row = ownRow(effect.milestone, *from, to)) {
      effect.owners.push_back(std::move(*row));
      return effect;
    }
    // The owners are written elsewhere: of the whole action, or as who acts. Here they are written anew.
    for (const auto& role : roles) {
      if (role.kind == Kind::Coordinator) continue;
      addOwner(effect.owners, sameOwner(role.name, *from) ? to : role.name);
    }
    addOwner(effect.owners, to);
    keepUnlisted(effect, *from);
    return effect;
  }

  /// Whether the new owner is nobody but the one who gives it away.
  [[nodiscard]] bool isOwnOtherName(const std::string& from, const std::string& to) const {
    if (giver_.contact == nullptr || from.empty()) return false;
    const auto held = people_.holders(from, today_);
    return std::find(held.begin(), held.end(), giver_.contact) != held.end() &&
           people_.holders(to, today_) == std::vector<const plan::Contact*>{giver_.contact};
  }

  /// A milestone that gets owners of its own keeps those of the action whom contacts.yaml does not list.
  void keepUnlisted(AnswerEffect& effect, const std::string& from) const {
    if (!effect.milestone) return;
    for (const auto& owner : record_.owners) {
      if (owner.milestone == effect.milestone) return;
    }
    for (const auto& owner : record_.owners) {
      if (owner.milestone) continue;
      for (const auto& part : people_.readCell(owner.role).unknown) {
        if (!sameOwner(part, from)) addOwner(effect.owners, part);
      }
    }
  }

  static void addOwner(std::vector<OwnerChange>& owners, const std::string& to) {
    OwnerChange added{{}, to};
    if (std::find(owners.begin(), owners.end(), added) == owners.end()) owners.push_back(std::move(added));
  }

  /// The owner entry of this very milestone, or action, that names who gives it away, with its new words.
  [[nodiscard]] std::optional<OwnerChange> ownRow(MilestoneId milestone, const std::string& from,
                                                  const std::string& to) const {
    if (from.empty()) return std::nullopt;
    for (const auto& owner : record_.owners) {
      if (owner.milestone != milestone) continue;
      if (sameOwner(owner.role, from)) return OwnerChange{owner.role, to};
      auto cell = people_.readCell(owner.role);
      const auto found = std::find_if(cell.known.begin(), cell.known.end(),
                                      [&](const std::string& part) { return sameOwner(part, from); });
      if (found == cell.known.end()) continue;
      *found = to;
      std::string words;
      for (const auto* parts : {&cell.known, &cell.unknown}) {
        for (const auto& part : *parts) words += (words.empty() ? "" : "; ") + part;
      }
      return OwnerChange{owner.role, std::move(words)};
    }
    return std::nullopt;
  }

  const Answer& answer_;
  const Giver& giver_;
  const Alert& alert_;
  const plan::ActionRecord& record_;
  const plan::Milestone* milestone_;
  const plan::People& people_;
  const Date today_;
};

}  // namespace

Result<AnswerEffect> handedOver(const Answer& answer, const Giver& giver, const Alert& alert,
                                const plan::ActionRecord& record, const plan::Milestone* milestone,
                                const plan::People& people, Date today) {
  return HandOver(answer, giver, alert, record, milestone, people, today).effect();
}

}  // namespace chaser::alerts
