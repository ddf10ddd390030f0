// SPDX-License-Identifier: Apache-2.0
#include "cli/naming.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/holding.h"
#include "cli/selection.h"
#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/name_guesses.h"

namespace chaser::cli {

namespace {

/// Words of plans, each spelling once.
class PlanWords {
 public:
  void add(const std::string& word) {
    if (trim(word).empty() || find(word) != nullptr) return;
    words_.push_back(word);
  }
  [[nodiscard]] const std::string* find(const std::string& wanted) const {
    const auto folded = foldPlural(wanted);
    for (const auto& word : words_) {
      if (foldPlural(word) == folded) return &word;
    }
    return nullptr;
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return words_; }

 private:
  std::vector<std::string> words_;
};

/// `near` are the directory's nearest; the plans' own words may be nearer.
Error unknownName(const char* what, const std::string& words, const PlanWords& inPlans,
                  const std::vector<std::string>& near) {
  auto hint = suggest(words, inPlans.all());
  if (hint.empty() && !near.empty()) hint = fmt::format("did you mean {}?", joinWords(near, "or"));
  if (hint.empty()) hint = fmt::format("name the {} as the plan or contacts.yaml does", what);
  return {ErrorKind::Input, fmt::format("neither a plan nor contacts.yaml knows the {} '{}'", what, words),
          hint};
}

Result<std::string> refMeant(const std::string& words, const PlanWords& refs) {
  if (const auto* ref = refs.find(words)) return *ref;
  auto hint = suggest(words, refs.all());
  return fail(ErrorKind::Input, fmt::format("there is no action '{}'", words),
              hint.empty() ? "'chaser list' shows them" : hint);
}

Result<std::string> partyMeant(const std::string& words, const PlanWords& parties,
                               const plan::People& people) {
  if (const auto* party = parties.find(words)) return *party;
  const auto* known = people.party(words);
  if (known == nullptr)
    return fail(unknownName("party", words, parties, plan::NameGuesses(people).nearestParties(words)));
  for (const auto& party : parties.all()) {
    if (people.party(party) == known) return party;
  }
  return known->name;
}

Result<std::string> ownerMeant(const std::string& words, const PlanWords& owners, const plan::People& people,
                               Date today) {
  if (const auto* owner = owners.find(words)) return *owner;
  std::vector<const plan::Contact*> meant = people.holders(words, today);
  if (const auto* contact = people.contact(words); contact != nullptr && meant.empty()) meant = {contact};
  PlanWords held;
  for (const auto& owner : owners.all()) {
    for (const auto* holder : people.holders(owner, today)) {
      if (std::find(meant.begin(), meant.end(), holder) != meant.end()) held.add(owner);
    }
  }
  if (held.all().size() == 1) return held.all().front();
  if (held.all().size() > 1) {
    std::vector<std::string> titles;
    titles.reserve(held.all().size());
    for (const auto& owner : held.all()) titles.push_back("'" + owner + "'");
    return fail(ErrorKind::Input, fmt::format("'{}' stands in the plan under several names", words),
                fmt::format("say which: {}", joinWords(titles, "or")));
  }
  if (meant.empty() && !people.knowsRole(words))
    return fail(unknownName("owner", words, owners, plan::NameGuesses(people).nearestNames(words)));
  return words;
}

Result<std::string> boardMeant(const std::string& words, const PlanWords& cells, const plan::People& people) {
  const auto found = boardsCalled(words, people);
  if (found.size() == 1) return found.front()->title();
  // Without its title the name is that of all meetings that are called so.
  if (!found.empty()) return found.front()->name;
  if (const auto* cell = cells.find(words)) return *cell;
  return fail(unknownBoard(words, people));
}

}  // namespace

std::vector<const plan::Board*> boardsCalled(const std::string& words, const plan::People& people) {
  std::vector<const plan::Board*> found;
  const auto wanted = foldPlural(words);
  for (const auto& board : people.directory().boards) {
    if (foldPlural(board.title()) == wanted) return {&board};
    const bool also = std::any_of(board.also.begin(), board.also.end(),
                                  [&](const std::string& name) { return foldPlural(name) == wanted; });
    if (also || foldPlural(board.name) == wanted) found.push_back(&board);
  }
  if (!found.empty()) return found;
  if (const auto* board = people.board(words)) return {board};
  for (const auto& board : people.directory().boards) {
    if (!board.forParty.empty() && people.board(words, board.forParty) == &board) found.push_back(&board);
  }
  return found;
}

Error unknownBoard(const std::string& words, const plan::People& people) {
  const auto near = plan::NameGuesses(people).nearestBoards(words);
  std::vector<std::string> titles;
  for (const auto& board : people.directory().boards) titles.push_back("'" + board.title() + "'");
  std::string hint = "contacts.yaml lists none";
  if (!titles.empty()) hint = "contacts.yaml lists " + joinWords(titles);
  if (!near.empty()) hint = fmt::format("did you mean {}?", joinWords(near, "or"));
  return {ErrorKind::Input, fmt::format("there is no board '{}'", words), hint};
}

Result<alerts::Silence> inWordsOfThePlan(store::Store& store, const daemon::Configuration& configuration,
                                         alerts::Silence silence, Date today) {
  const auto records = actionsOf(store, PlanId());
  if (!records) return fail(records.error());
  PlanWords refs, parties, owners, cells;
  for (const auto& record : *records) {
    if (silence.plan.empty() || foldPlural(record.plan->key) == foldPlural(silence.plan))
      refs.add(record.action.ref);
    for (const auto& milestone : record.milestones) parties.add(milestone.party);
    for (const auto& owner : record.owners) owners.add(owner.role);
    cells.add(record.action.assurance);
  }
  const auto settle = [](std::string& words, auto&& meant) -> Outcome {
    if (words.empty()) return {};
    auto name = meant(words);
    if (!name) return fail(name.error());
    words = std::move(*name);
    return {};
  };
  const auto& people = configuration.people;
  auto done = settle(silence.ref, [&](const auto& words) { return refMeant(words, refs); });
  if (done)
    done = settle(silence.party, [&](const auto& words) { return partyMeant(words, parties, people); });
  if (done)
    done = settle(silence.owner, [&](const auto& words) { return ownerMeant(words, owners, people, today); });
  if (done) done = settle(silence.board, [&](const auto& words) { return boardMeant(words, cells, people); });
  if (!done) return fail(done.error());
  return silence;
}

}  // namespace chaser::cli
