// SPDX-License-Identifier: Apache-2.0
#include "plan/doubts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/fold.h"
#include "plan/name_doubts.h"
#include "plan/people.h"
#include "plan/rag.h"

namespace chaser::plan {

namespace {

bool hasColumn(const DraftPlan& plan, Field field) {
  const auto has = [&](const std::vector<Field>& fields) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  };
  return std::any_of(plan.fields.begin(), plan.fields.end(), has) ||
         std::any_of(plan.missing.begin(), plan.missing.end(),
                     [&](const PlanColumn& column) { return has(column.fields); });
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
    const bool missing = std::any_of(plan.missing.begin(), plan.missing.end(), [](const PlanColumn& column) {
      return std::find(column.fields.begin(), column.fields.end(), Field::Rag) != column.fields.end();
    });
    if (!ratingsUnread && !missing) {
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

bool saysDate(const Doubt& doubt) {
  return doubt.kind == "date" || doubt.kind == "basis" || doubt.kind == "state";
}

/// The value that a doubt offers to confirm: `red` of `colour=red`.
std::string_view offered(const Doubt& doubt) {
  const auto equals = doubt.offer.find('=');
  return equals == std::string::npos ? std::string_view() : std::string_view(doubt.offer).substr(equals + 1);
}

/// Whether the words of a doubt are still those of a milestone that is doubtful, or that has the day which
/// the doubt asks to confirm. A doubt whose words are no milestone's stands until somebody has seen it.
bool datesStand(const Doubt& doubt, const ActionRecord& row, const Answers& answers) {
  if (isDoubtful(row.milestones, doubt.text)) return true;
  if (answers.saysWhen(doubt.text)) return false;
  if (isOnlyToBeSeen(doubt, row)) return true;
  const std::string words = phraseOf(doubt.text);
  const auto day = Date::parse(offered(doubt));
  return day && std::any_of(row.milestones.begin(), row.milestones.end(), [&](const Milestone& m) {
           return phraseOf(m.text) == words && m.due == day && !isDone(m);
         });
}

/// A rating that is there is doubtful only while it is the one that the doubt asks to confirm.
bool ratingStands(const Doubt& doubt, const ActionRecord& row, const Answers& answers) {
  if (answers.find("rag", doubt.text) != nullptr) return false;
  return row.action.rag == (doubt.offer.empty() ? std::nullopt : parseRag(offered(doubt)));
}

bool ownerStands(const Doubt& doubt, const ActionRecord& row, const Answers& answers) {
  if (answers.saysWho(doubt.text)) return false;
  if (row.owners.empty()) return row.action.byWhom.empty();
  return true;
}

bool isName(const Doubt& doubt) {
  return doubt.kind == "owner" || doubt.kind == "party" || doubt.kind == "board";
}

bool stands(const Doubt& doubt, const ActionRecord& row, const Answers& answers) {
  if (saysDate(doubt)) return datesStand(doubt, row, answers);
  if (doubt.kind == "rag") return ratingStands(doubt, row, answers);
  if (doubt.kind == "who") return ownerStands(doubt, row, answers);
  if (doubt.kind == "board") return answers.find("board", doubt.text) == nullptr;
  if (isName(doubt)) return !answers.saysWho(doubt.text);
  return true;
}

using RowsByRef = std::map<std::pair<std::string, int>, const ActionRecord*>;

/// What is about the whole document stands with it; what is about a row, as long as the row does.
bool stands(const Doubt& doubt, const RowsByRef& rows, const Answers& answers) {
  const auto row = rows.find({doubt.ref, doubt.part});
  return row == rows.end() ? doubt.ref.empty() : stands(doubt, *row->second, answers);
}

}  // namespace

bool isDoubtful(const std::vector<Milestone>& milestones, std::string_view words) {
  const std::string folded = phraseOf(words);
  return std::any_of(milestones.begin(), milestones.end(), [&](const Milestone& milestone) {
    return !milestone.doubt.empty() && phraseOf(milestone.text) == folded;
  });
}

bool isOnlyToBeSeen(const Doubt& doubt, const ActionRecord& row) {
  const std::string words = phraseOf(doubt.text);
  return saysDate(doubt) && !words.empty() &&
         std::none_of(row.milestones.begin(), row.milestones.end(),
                      [&](const Milestone& m) { return phraseOf(m.text) == words; });
}

void addPlanDoubts(DraftPlan& plan, const DraftOptions& options, bool ratingsUnread, const Answers& answers) {
  addMissingColumns(plan);
  addRatings(plan, keyIsTold(options.ragKey), ratingsUnread);
  if (options.people == nullptr) return;
  std::vector<RowNames> rows;
  for (const DraftAction& draft : plan.actions)
    rows.push_back(RowNames{draft.action, draft.owners, draft.milestones});
  for (Doubt& doubt : nameDoubts(rows, *options.people, answers)) plan.doubts.push_back(std::move(doubt));
}

void dropAnswered(DraftPlan& draft, const ChangeSet& changes) {
  if (draft.doubts.empty()) return;
  RowsByRef rows;
  for (const ActionChange& change : changes.actions)
    rows[{change.after.action.ref, change.after.action.part}] = &change.after;
  const Answers none;
  draft.doubts.erase(std::remove_if(draft.doubts.begin(), draft.doubts.end(),
                                    [&](const Doubt& doubt) {
                                      const bool known = rows.count({doubt.ref, doubt.part}) > 0;
                                      return known && !stands(doubt, rows, none);
                                    }),
                     draft.doubts.end());
}

std::vector<Doubt> openDoubts(const std::vector<Doubt>& doubts, const std::vector<ActionRecord>& rows,
                              const People* people, const Answers& answers) {
  RowsByRef byRef;
  for (const ActionRecord& row : rows) byRef[{row.action.ref, row.action.part}] = &row;
  std::vector<Doubt> open;
  for (const Doubt& doubt : doubts) {
    if (people != nullptr && isName(doubt)) continue;
    if (stands(doubt, byRef, answers)) open.push_back(doubt);
  }
  if (people == nullptr) return open;
  std::vector<RowNames> names;
  for (const ActionRecord& row : rows) {
    if (!row.action.closedAt) names.push_back(RowNames{row.action, row.owners, row.milestones});
  }
  for (Doubt& doubt : nameDoubts(names, *people, answers)) open.push_back(std::move(doubt));
  return open;
}

}  // namespace chaser::plan
