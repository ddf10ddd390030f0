// SPDX-License-Identifier: Apache-2.0
#include "store/history.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "common/date.h"
#include "common/text.h"
#include "store/past_facts.h"

namespace chaser::store {

namespace {

constexpr const char* kNull = "NULL";
constexpr const char* kErased = "'(erased)'";
constexpr const char* kConfirmedAt = "confirmed_at";

/// Whose they are, and when: of all that was there before the record begins, the record's first instant.
struct PastEdit {
  const PastFact* fact = nullptr;
  PastStatements statements;  ///< whole ones; none: `changes` of `row`
  std::optional<PastRow> row = std::nullopt;
  Changes changes = {};
};

constexpr std::size_t kOwnersMilestone = 0, kOwnersRole = 1;

std::string milestoneLiteral(MilestoneId milestone) {
  return milestone ? std::to_string(milestone.value) : kNull;
}

/// `BOARD, 2017-05-02: NOTE`, as its trigger wrote it: a board's name may have commas of its own.
PastStatements decisionOf(const PastFact& fact) {
  const auto text = textOf(fact.after);
  for (auto comma = text.find(", "); comma != std::string::npos; comma = text.find(", ", comma + 1)) {
    const auto day = text.substr(comma + 2, 10);
    if (!Date::parse(day)) continue;
    const auto rest = text.substr(comma + 2 + day.size());
    if (!rest.empty() && rest.rfind(": ", 0) != 0) continue;
    return {{"INSERT INTO decision (board, meeting_on, action_id, decision, note) VALUES (?, ?, ?, ?, ?)",
             {literalOf(text.substr(0, comma)), literalOf(day), std::to_string(fact.action.value),
              literalOf(fact.field), literalOf(rest.empty() ? rest : rest.substr(2))}}};
  }
  return {};
}

PastStatements meaningOf(const std::pair<std::int64_t, std::string>& place, const std::string& status,
                         const std::string& words) {
  return {
      {"INSERT INTO rag_key (plan_id, colour, status, words) VALUES (?, ?, ?, ?)"
       " ON CONFLICT (plan_id, colour) DO UPDATE SET status = excluded.status, words = excluded.words",
       {std::to_string(place.first), literalOf(place.second), status, words}}};
}

/// Walks back from what there is now, fact by fact, to what there was before the first.
class WayBack {
 public:
  explicit WayBack(PastRead read)
      : history_(std::move(read.history)),
        facts_(std::move(read.facts)),
        plans_(std::move(read.plans)),
        actions_(std::move(read.actions)),
        milestones_(std::move(read.milestones)),
        owners_(std::move(read.owners)),
        nextOwner_(read.nextOwner),
        ragKeys_(std::move(read.ragKeys)) {
    for (const auto& [id, milestone] : milestones_) ++promises_[milestone.parent];
  }

  History walk() {
    notePlans();
    for (auto fact = facts_.rbegin(); fact != facts_.rend(); ++fact) undo(*fact);
    std::reverse(edits_.begin(), edits_.end());
    // What has no beginning in the record was there before it.
    std::vector<PastEdit> all = beforeTheRecord();
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const auto& a, const auto& b) { return a.fact->when < b.fact->when; });
    all.insert(all.end(), std::make_move_iterator(edits_.begin()), std::make_move_iterator(edits_.end()));
    makeSteps(all);
    tellGaps();
    return std::move(history_);
  }

 private:
  void notePlans() {
    std::map<std::int64_t, PlanRecord> known;
    for (const auto& [id, row] : plans_) known[id].plan = PlanId{id};
    for (const auto& fact : facts_) {
      const auto plan = known.find(fact.plan.value);
      if (plan == known.end()) continue;
      auto& record = plan->second;
      record.begins = std::min(record.begins.value_or(fact.at), fact.at);
      record.hadActions = record.hadActions || fact.table == kPastAction.name;
    }
    for (const auto& [id, row] : actions_) {
      if (const auto plan = known.find(row.parent); plan != known.end()) plan->second.hadActions = true;
    }
    for (auto& [id, record] : known) history_.plans.push_back(record);
  }

  void undo(const PastFact& fact) {
    if (fact.table == kPastPlan.name) {
      undoRow(kPastPlan, plans_, fact.plan.value, 0, true, fact);
    } else if (fact.table == kPastAction.name) {
      undoRow(kPastAction, actions_, fact.action.value, fact.plan.value, plans_.count(fact.plan.value) > 0,
              fact);
    } else if (fact.table == "rag_key") {
      undoRagKey(fact);
    } else if (actions_.count(fact.action.value) == 0) {
      // It went with its action, which is told already.
    } else if (fact.table == kPastMilestone.name) {
      undoRow(kPastMilestone, milestones_, fact.milestone.value, fact.action.value, true, fact);
    } else if (fact.table == kPastOwner.name) {
      undoOwner(fact);
    } else if (auto decided = decisionOf(fact); !decided.empty()) {
      edits_.push_back({&fact, std::move(decided)});
    } else {
      ++erased_;
    }
  }

  void undoRow(const PastTable& table, Living& living, std::int64_t id, std::int64_t parent, bool parentLives,
               const PastFact& fact) {
    if (!parentLives) return;
    const auto found = living.find(id);
    if (fact.field == "removed" && found == living.end()) {
      auto values = rowFromJson(table, fact.after);
      if (!values) return lost(table, id, fact);
      living[id] = {parent, std::move(*values)};
      if (&table == &kPastMilestone) ++promises_[parent];
      edits_.push_back({&fact, removal({&table, id, parent})});
      return;
    }
    // Replaced or removed, and the record does not say what it was.
    if (found == living.end()) return lost(table, id, fact);
    if (fact.field == "added") {
      auto values = std::move(found->second.values);
      living.erase(found);
      if (&table == &kPastMilestone) --promises_[parent];
      if (&table == &kPastAction) bringIn(fact);
      edits_.push_back({&fact, insertion({&table, id, parent}, asAdded(table, std::move(values), fact.at))});
      return;
    }
    const auto column = table.find(fact.field);
    if (!column) return;
    auto& value = found->second.values[*column];
    edits_.push_back({&fact, {}, PastRow{&table, id, parent}, {{*column, fact.erased ? value : fact.after}}});
    if (!fact.erased) {
      value = fact.before;
      return;
    }
    ++erased_;
    if (table.columns[*column].words) value = kErased;
  }

  /// A confirmation that the engine made of a progress text is no edit: the engine will make it again.
  static Literals asAdded(const PastTable& table, Literals values, Instant at) {
    if (const auto column = table.find(kConfirmedAt)) {
      auto& confirmed = values[*column];
      if (confirmed != kNull && textOf(confirmed) > at.iso()) confirmed = kNull;
    }
    return values;
  }

  /// Rows that came in before their action did, for it was replaced under its own id, come in with it.
  void bringIn(const PastFact& fact) {
    const auto action = fact.action.value;
    for (const auto& owner : owners_[action]) {
      edits_.push_back({&fact, insertion({&kPastOwner, owner.id, action}, owner.values)});
    }
    owners_.erase(action);
    if (promises_[action] == 0) return;
    for (auto milestone = milestones_.begin(); milestone != milestones_.end();) {
      const auto& [id, row] = *milestone;
      if (row.parent != action) {
        ++milestone;
        continue;
      }
      edits_.push_back({&fact, insertion({&kPastMilestone, id, action}, row.values)});
      milestone = milestones_.erase(milestone);
    }
    promises_.erase(action);
  }

  /// The row is not brought back; what is left of its edits is that somebody looked after its action.
  void lost(const PastTable& table, std::int64_t id, const PastFact& fact) {
    auto& ids = &table == &kPastMilestone ? lostMilestones_
                : &table == &kPastAction  ? lostActions_
                                          : lostPlans_;
    ids.insert(id);
    lostUntil_ = std::max(lostUntil_, fact.at);
    if (&table == &kPastMilestone) touch(fact);
  }
  void touch(const PastFact& fact) {
    const auto action = std::to_string(fact.action.value);
    const auto at = literalOf(fact.at.iso());
    edits_.push_back({&fact,
                      {{"UPDATE action SET updated_at = ? WHERE id = ?", {at, action}},
                       {"INSERT INTO change_log (action_id, at) VALUES (?, ?)", {action, at}}}});
  }

  void undoOwner(const PastFact& fact) {
    const auto milestone = milestoneLiteral(fact.milestone);
    // It went with its milestone.
    if (fact.milestone && milestones_.count(fact.milestone.value) == 0) return touch(fact);
    auto& owners = owners_[fact.action.value];
    if (fact.field == "removed") {
      auto values = rowFromJson(kPastOwner, fact.after);
      if (fact.erased) ++erased_;
      if (!values) values = Literals{milestone, fact.erased ? kErased : fact.before, "0"};
      const LivingOwner owner{nextOwner_++, std::move(*values)};
      edits_.push_back({&fact, removal({&kPastOwner, owner.id, fact.action.value})});
      owners.push_back(owner);
      return;
    }
    // Of two that are alike, the one that came last.
    const auto lastWith = [&](const std::string& role) {
      auto last = owners.end();
      for (auto owner = owners.begin(); owner != owners.end(); ++owner) {
        const bool alike = owner->values[kOwnersMilestone] == milestone && owner->values[kOwnersRole] == role;
        if (alike && (last == owners.end() || owner->id > last->id)) last = owner;
      }
      return last;
    };
    auto found = lastWith(fact.after);
    if (found == owners.end()) found = lastWith(kErased);
    if (found == owners.end()) {
      ++strayOwners_;
      return touch(fact);
    }
    const PastRow row{&kPastOwner, found->id, fact.action.value};
    if (fact.field == "added") {
      edits_.push_back({&fact, insertion(row, found->values)});
      owners.erase(found);
      return;
    }
    if (fact.before == fact.after) ++strayOwners_;  // moved; from where is not in the record
    edits_.push_back({&fact, change(row, {{kOwnersRole, found->values[kOwnersRole]}})});
    if (fact.erased) ++erased_;
    found->values[kOwnersRole] = fact.erased ? kErased : fact.before;
  }

  void undoRagKey(const PastFact& fact) {
    if (plans_.count(fact.plan.value) == 0) return;
    if (fact.erased) {
      ++erased_;
      return;
    }
    const std::pair place(fact.plan.value, fact.field);
    explained_.insert(place);
    if (fact.after == kNull) {
      edits_.push_back({&fact,
                        {{"DELETE FROM rag_key WHERE plan_id = ? AND colour = ?",
                          {std::to_string(place.first), literalOf(place.second)}}}});
      return;
    }
    const auto meaning = ragKeys_.find(place);
    const auto words = meaning == ragKeys_.end() ? literalOf("") : meaning->second.second;
    edits_.push_back({&fact, meaningOf(place, fact.after, words)});
  }

  std::vector<PastEdit> beforeTheRecord() {
    std::vector<PastEdit> edits;
    const auto put = [&](const PastTable& table, const Living& living) {
      for (const auto& [id, row] : living) {
        edits.push_back({nullptr, insertion({&table, id, row.parent}, row.values)});
      }
    };
    put(kPastPlan, plans_);
    for (const auto& [place, meaning] : ragKeys_) {
      if (explained_.count(place) > 0 || plans_.count(place.first) == 0) continue;
      edits.push_back({nullptr, meaningOf(place, meaning.first, meaning.second)});
    }
    put(kPastAction, actions_);
    put(kPastMilestone, milestones_);
    for (const auto& [action, owners] : owners_) {
      for (const auto& owner : owners) {
        edits.push_back({nullptr, insertion({&kPastOwner, owner.id, action}, owner.values)});
      }
    }
    before_ = actions_.size();
    return edits;
  }

  /// Columns of one row that changed together are one statement, as they were.
  void makeSteps(std::vector<PastEdit>& edits) {
    static const PastFact kNobody{};
    const PastEdit* open = nullptr;
    const auto at = history_.begins.value_or(Instant{});
    const auto put = [&](PastStatements statements) {
      auto& all = history_.steps.back().statements;
      all.insert(all.end(), std::make_move_iterator(statements.begin()),
                 std::make_move_iterator(statements.end()));
    };
    const auto flush = [&] {
      if (open != nullptr) put(change(*open->row, open->changes));
      open = nullptr;
    };
    for (auto& edit : edits) {
      const auto& fact = edit.fact == nullptr ? kNobody : *edit.fact;
      const bool ofRecord = edit.fact != nullptr;
      const auto when = ofRecord ? fact.when : at;
      const auto dated = ofRecord ? fact.at : at;
      const auto& actor = ofRecord ? fact.actor : "sql";
      auto& steps = history_.steps;
      const bool same = !steps.empty() && steps.back().when == when && steps.back().at == dated &&
                        steps.back().actor == actor;
      if (open != nullptr && same && joins(*open, edit)) {
        edit.changes.insert(edit.changes.begin(), open->changes.begin(), open->changes.end());
        open = &edit;
        continue;
      }
      flush();
      if (!same) steps.push_back({when, dated, actor, {}});
      if (edit.row) {
        open = &edit;
      } else {
        put(std::move(edit.statements));
      }
    }
    flush();
  }
  static bool joins(const PastEdit& open, const PastEdit& edit) {
    if (!edit.row || edit.row->table != open.row->table || edit.row->id != open.row->id) return false;
    return std::none_of(open.changes.begin(), open.changes.end(),
                        [&](const auto& one) { return one.first == edit.changes.front().first; });
  }

  void tellGaps() {
    auto& gaps = history_.gaps;
    const auto dayOf = [](Instant at) {
      return Date::parse(at.iso().substr(0, 10)).value_or(Date{}).spoken();
    };
    std::vector<std::string> rows;
    if (!lostPlans_.empty()) rows.push_back(counted(lostPlans_.size(), "plan"));
    if (!lostActions_.empty()) rows.push_back(counted(lostActions_.size(), "action"));
    if (!lostMilestones_.empty()) rows.push_back(counted(lostMilestones_.size(), "date"));
    if (!rows.empty()) {
      const bool one = lostPlans_.size() + lostActions_.size() + lostMilestones_.size() == 1;
      gaps.push_back(joinWords(rows) + (one ? " was" : " were") + " deleted or replaced up to " +
                     dayOf(lostUntil_) + "; the record of that time does not hold " + (one ? "it" : "them"));
    }
    if (before_ > 0) {
      gaps.push_back(counted(before_, "action was", "actions were") + " there before the record begins, on " +
                     dayOf(history_.begins.value_or(Instant{})));
    }
    if (erased_ > 0) {
      gaps.push_back(
          "the words of " + counted(erased_, "edit were", "edits were") +
          " erased: '(erased)' stands for them, or, for what is no text, what was there afterwards");
    }
    if (strayOwners_ > 0) {
      gaps.push_back(counted(strayOwners_, "change of an owner is", "changes of owners are") +
                     " not in the record whole, and left out");
    }
  }

  History history_;
  std::vector<PastFact> facts_;
  std::vector<PastEdit> edits_;  // the latest first, until all are undone
  Living plans_, actions_, milestones_;
  std::unordered_map<std::int64_t, std::size_t> promises_;  // how many of the milestones, by action
  LivingOwners owners_;
  std::int64_t nextOwner_;
  RagKeys ragKeys_;
  std::set<RagKeys::key_type> explained_;
  std::set<std::int64_t> lostPlans_, lostActions_, lostMilestones_;
  Instant lostUntil_;
  std::size_t before_ = 0, erased_ = 0, strayOwners_ = 0;
};

}  // namespace

Result<History> readHistory(Db& db) {
  auto read = readPast(db);
  if (!read) return fail(read.error());
  return WayBack(std::move(*read)).walk();
}

Outcome doAgain(Console& console, const PastStep& step) {
  const auto begun = console.run("BEGIN IMMEDIATE; INSERT INTO setting (name, value) VALUES ('as_of', " +
                                 literalOf(step.at.iso()) + "), ('actor', " + literalOf(step.actor) +
                                 ") ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  if (!begun) {
    (void)console.run("ROLLBACK");  // there may be nothing to take back
    return fail(begun.error());
  }
  Outcome whole;
  for (const auto& statement : step.statements) {
    // A statement that fails takes back what it did, and nothing else.
    if (auto done = console.run(statement.sql, statement.values); !done && whole) whole = done;
  }
  const auto ended = console.run("DELETE FROM setting WHERE name = 'actor'; COMMIT");
  if (ended) return whole;
  // The next step begins on its own, whatever became of this one.
  (void)console.run("ROLLBACK");
  return fail(ended.error());
}

}  // namespace chaser::store
