// SPDX-License-Identifier: Apache-2.0
#include "plan/name_doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/fold.h"
#include "common/text.h"
#include "plan/name_guesses.h"
#include "plan/owner_words.h"
#include "plan/people.h"

namespace chaser::plan {

namespace {

using Names = std::vector<std::string>;

/// So many unknown names of a kind are looked for inside and near those that are listed. Where more are
/// unknown the list is not of this plan, and a guess at each helps nobody.
constexpr std::size_t kSearched = 200;

std::string quoted(const std::vector<std::string>& names, std::string_view last) {
  std::vector<std::string> out;
  out.reserve(names.size());
  for (const std::string& name : names) out.push_back("'" + name + "'");
  return joinWords(out, last);
}

class NameDoubts {
 public:
  NameDoubts(const People& people, const Answers& answers)
      : people_(people), guesses_(people), answers_(answers) {}

  void look(const RowNames& row) {
    const Action& action = row.action;
    for (const Owner& owner : row.owners) lookOwner(owner.role, action);
    if (row.owners.empty()) lookWhoActs(row);
    for (const Milestone& milestone : row.milestones) {
      if (milestone.party.empty() || people_.party(milestone.party) != nullptr) continue;
      if (!answers_.saysWho(milestone.party)) sayParty(milestone.party, action);
    }
    if (!action.assurance.empty() && !people_.knowsBoard(action.assurance) &&
        people_.boardInCell(action.assurance) == nullptr && !isBoardAnswer(action.assurance))
      sayBoard(action.assurance, action);
  }

  std::vector<Doubt> take() { return std::move(doubts_); }

 private:
  [[nodiscard]] bool isBoardAnswer(std::string_view board) const { return answers_.saysBoard(board); }

  void lookOwner(const std::string& role, const Action& action) {
    if (role.empty() || people_.party(role) != nullptr || answers_.saysWho(role)) return;
    lookCell(role, action);
  }

  /// An answer is to the whole words, so that is what is doubted; which part of them is not listed, the hint
  /// says.
  void lookCell(const std::string& words, const Action& action) {
    const auto cell = people_.readCell(words);
    if (cell.unknown.empty()) return;
    if (cell.known.empty()) return sayOwner(words, action);
    std::string offer = "owner=";
    for (const std::string& known : cell.known) offer += known + "; ";
    const auto near = guesses_.nearestNames(cell.unknown.front());
    std::string hint = fmt::format("nobody is listed for {}", quoted(cell.unknown, "and"));
    if (cell.unknown.size() == 1 && !near.empty()) hint += "; nearest: " + quoted(near, "or");
    say("owner", words, std::move(hint),
        offer + (cell.unknown.size() == 1 && !near.empty() ? near.front() : "NAME"), action);
  }

  /// Who acts may be told as a task. Where every milestone has an organisation that answers for it, nothing
  /// depends on these words.
  void lookWhoActs(const RowNames& row) {
    const std::string& words = row.action.byWhom;
    if (words.empty() || people_.party(words) != nullptr || answers_.saysWho(words)) return;
    const bool needed = row.milestones.empty() ||
                        std::any_of(row.milestones.begin(), row.milestones.end(),
                                    [](const Milestone& milestone) { return milestone.party.empty(); });
    if (!needed) return;
    lookCell(words, row.action);
  }

  void sayOwner(const std::string& name, const Action& action) {
    if (!isNew("owner", name)) return;
    if (isGroup(name)) return say("owner", name, "a group, and nobody is listed for it", {}, action);
    const bool searched = ++owners_ <= kSearched;
    if (const auto inside = searched ? guesses_.namesInside(name) : Names(); !inside.empty()) {
      const bool party = inside.size() == 1 && people_.party(inside.front()) != nullptr &&
                         people_.contact(inside.front()) == nullptr;
      std::string offer = party ? "party=" : "owner=";
      for (const std::string& known : inside) offer += (offer.back() == '=' ? "" : "; ") + known;
      const std::string what =
          isTask(name) ? "tells a task rather than a name" : "nobody is listed for the whole of it";
      return say(
          "owner", name,
          fmt::format("{}; {} {} listed", what, quoted(inside, "and"), inside.size() == 1 ? "is" : "are"),
          offer, action);
    }
    if (isTask(name)) return say("owner", name, "tells a task, and nobody in it is listed", {}, action);
    sayUnlisted("owner", name, "nobody is listed for this", searched ? guesses_.nearestNames(name) : Names(),
                action);
  }

  void sayParty(const std::string& name, const Action& action) {
    if (!isNew("party", name)) return;
    sayUnlisted("party", name, "no such organisation is listed",
                ++parties_ <= kSearched ? guesses_.nearestParties(name) : Names(), action);
  }

  void sayBoard(const std::string& name, const Action& action) {
    if (!isNew("board", name)) return;
    sayUnlisted("board", name, "no such board is listed",
                ++boards_ <= kSearched ? guesses_.nearestBoards(name) : Names(), action);
  }

  void sayUnlisted(const char* kind, const std::string& name, std::string hint,
                   const std::vector<std::string>& near, const Action& action) {
    if (!near.empty()) hint += "; nearest: " + quoted(near, "or");
    say(kind, name, std::move(hint), near.empty() ? std::string() : fmt::format("{}={}", kind, near.front()),
        action);
  }

  /// Each name is doubted once, and looked for once among those that are listed.
  bool isNew(const char* kind, const std::string& name) {
    return said_.insert(kind + foldPlural(name)).second;
  }

  void say(const char* kind, const std::string& name, std::string hint, std::string offer,
           const Action& action) {
    doubts_.push_back(Doubt{kind, action.ref, action.part, name, std::move(hint), std::move(offer)});
  }

  const People& people_;
  NameGuesses guesses_;
  const Answers& answers_;
  std::vector<Doubt> doubts_;
  std::set<std::string> said_;
  std::size_t owners_ = 0, parties_ = 0, boards_ = 0;  // that are not listed
};

}  // namespace

std::vector<Doubt> nameDoubts(const std::vector<RowNames>& rows, const People& people,
                              const Answers& answers) {
  NameDoubts doubts(people, answers);
  for (const RowNames& row : rows) doubts.look(row);
  return doubts.take();
}

}  // namespace chaser::plan
