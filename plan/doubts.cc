// SPDX-License-Identifier: Apache-2.0
#include "plan/doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/fold.h"
#include "common/text.h"
#include "plan/people.h"
#include "plan/rag.h"

namespace chaser::plan {

namespace {

bool hasColumn(const DraftPlan& plan, Field field) {
  return std::any_of(plan.fields.begin(), plan.fields.end(), [&](const std::vector<Field>& fields) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  });
}

void addMissingColumns(DraftPlan& plan) {
  const auto note = [&plan](std::string hint) {
    plan.doubts.push_back(Doubt{"note", {}, 1, {}, std::move(hint)});
  };
  if (!hasColumn(plan, Field::Timeline))
    note("the plan has no column of dates, so nothing in it can become due");
  if (!hasColumn(plan, Field::Owner) && !hasColumn(plan, Field::ByWhom)) {
    note("the plan has no column of owners; everything goes to its coordinator");
  }
  if (!hasColumn(plan, Field::Rag)) note("the plan has no RAG column; rules about ratings leave it alone");
}

void addRatings(DraftPlan& plan, bool keyIsKnown, bool ratingsUnread) {
  if (!hasColumn(plan, Field::Rag)) return;
  const bool rated = std::any_of(plan.actions.begin(), plan.actions.end(),
                                 [](const DraftAction& draft) { return draft.action.rag.has_value(); });
  if (!rated) {
    if (!ratingsUnread) {
      plan.doubts.push_back(
          Doubt{"rag", {}, 1, {}, "the RAG column is empty in every row; no ratings were taken"});
    }
    return;
  }
  for (const DraftAction& draft : plan.actions) {
    if (draft.action.rag || !draft.action.ragText.empty()) continue;
    plan.doubts.push_back(Doubt{"rag",
                                draft.action.ref,
                                draft.action.part,
                                {},
                                "has no rating, though other rows of this plan have"});
  }
  if (!plan.ragKey.empty() || keyIsKnown) return;
  plan.doubts.push_back(
      Doubt{"legend",
            {},
            1,
            {},
            "the plan does not say what its colours mean; assumed blue complete, green on track, "
            "amber at risk, red off track, grey not started"});
}

/// Collects each unknown name once.
class NameDoubts {
 public:
  NameDoubts(DraftPlan& plan, const People& people) : plan_(plan), people_(people) {}

  void add() {
    // The list of doubts grows while the actions are walked; the actions themselves stay as they are.
    for (const DraftAction& draft : plan_.actions) {
      const Action& action = draft.action;
      for (const Owner& owner : draft.owners) {
        if (owner.role.empty() || people_.party(owner.role) != nullptr) continue;
        for (const std::string& unknown : people_.readCell(owner.role).unknown) say("owner", unknown, action);
      }
      if (draft.owners.empty()) addWhoActs(draft);
      for (const Milestone& milestone : draft.milestones) {
        if (!milestone.party.empty() && people_.party(milestone.party) == nullptr)
          say("owner", milestone.party, action);
      }
      if (!action.assurance.empty() && !people_.knowsBoard(action.assurance))
        say("board", action.assurance, action);
    }
  }

 private:
  /// Who acts may be told as a task: a cell that names nobody is one doubt. Of one that names some, the
  /// others are not told, which is a doubt unless every milestone has a party that answers for it.
  void addWhoActs(const DraftAction& draft) {
    const Action& action = draft.action;
    if (action.byWhom.empty() || people_.party(action.byWhom) != nullptr) return;
    const auto cell = people_.readCell(action.byWhom);
    if (cell.known.empty()) return say("owner", action.byWhom, action);
    const bool needed = std::any_of(draft.milestones.begin(), draft.milestones.end(),
                                    [](const Milestone& milestone) { return milestone.party.empty(); });
    if (!needed) return;
    for (const std::string& unknown : cell.unknown) say("owner", unknown, action);
  }

  void say(const char* kind, const std::string& name, const Action& action) {
    if (!said_.insert(kind + foldPlural(name)).second) return;
    const bool board = std::string_view(kind) == "board";
    std::vector<std::string> near = board ? nearestBoard(name) : people_.nearestNames(name);
    for (std::string& word : near) word.insert(0, 1, '\'').append(1, '\'');
    std::string hint = board ? "no such board is listed" : "nobody is listed for this";
    if (!near.empty()) hint += "; nearest: " + joinWords(near, "or");
    plan_.doubts.push_back(Doubt{kind, action.ref, action.part, name, std::move(hint)});
  }

  [[nodiscard]] std::vector<std::string> nearestBoard(const std::string& name) const {
    std::vector<std::string> names;
    for (const Board& board : people_.directory().boards) names.push_back(foldPlural(board.name));
    const std::string found = nearest(foldPlural(name), names);
    for (std::size_t i = 0; i < names.size() && !found.empty(); ++i) {
      if (names[i] == found) return {people_.directory().boards[i].name};
    }
    return {};
  }

  DraftPlan& plan_;
  const People& people_;
  std::set<std::string> said_;
};

}  // namespace

void addPlanDoubts(DraftPlan& plan, const DraftOptions& options, bool ratingsUnread) {
  addMissingColumns(plan);
  addRatings(plan, keyIsTold(options.ragKey), ratingsUnread);
  if (options.people != nullptr) NameDoubts(plan, *options.people).add();
}

}  // namespace chaser::plan
