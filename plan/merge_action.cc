// SPDX-License-Identifier: Apache-2.0
#include "plan/merge_action.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "plan/cells.h"
#include "plan/layout.h"
#include "plan/pairing.h"
#include "plan/rag.h"
#include "plan/reading.h"
#include "plan/same_promise.h"

namespace chaser::plan {

namespace {

std::string ragText(const std::optional<Rag>& rag) {
  return rag ? std::string(toString(*rag)) : std::string();
}
std::string dayText(const std::optional<Date>& day) {
  return day ? day->iso() : std::string();
}

/// Merges one action. What is written where in the three versions is compared as text; the winner is assigned
/// by the caller's own means.
class ActionMerge {
 public:
  ActionMerge(const DraftPlan& plan, const DraftAction& document, const StoredAction& database, Prefer prefer,
              std::vector<Conflict>& conflicts)
      : plan_(plan), document_(document), database_(database), prefer_(prefer), conflicts_(conflicts) {
    change_.after = database.record;
  }

  ActionChange merge() {
    Action& action = change_.after.action;
    renumber(action, document_.action.ref, document_.action.part);
    reopen(action);
    action.position = document_.action.position;
    change_.moved = action.position != database_.record.action.position;
    for (const Cell& cell : document_.cells) mergeCell(cell);
    if (datesUndecided_) keepBesideDates();
    nameMilestonesOfOwners();
    change_.cellsChanged = !sameCells(change_.cells, database_.cells);
    const bool changed = !change_.changes.empty() || !change_.withdrawn.empty();
    change_.kind = changed ? ActionChange::Kind::Changed : ActionChange::Kind::Unchanged;
    return std::move(change_);
  }

 private:
  enum class Winner { Ours, Theirs };

  void renumber(Action& action, const std::string& ref, int part) {
    if (action.ref == ref && action.part == part) return;
    const std::string before = spokenRef(action);
    action.ref = ref;
    action.part = part;
    note("ref", before, spokenRef(action));
  }

  /// What an import closed because the row was gone is open again with the row; what people closed is not.
  void reopen(Action& action) {
    if (!database_.withdrawn || !action.closedAt) return;
    note("closed_at", action.closedAt->iso(), {});
    action.closedAt.reset();
    change_.reopened = true;
  }

  void note(std::string field, std::string before, std::string after) {
    change_.changes.push_back(
        FieldChange{std::move(field), std::move(before), std::move(after), {}, {}, milestone_});
  }

  /// The three-way rule of one value. Without a base, a value that the database has too is nobody's to
  /// overwrite.
  Winner decide(const std::string& field, const std::optional<std::string>& base, const std::string& theirs,
                const std::string& ours) {
    if (theirs == ours || (base && *base == theirs)) return Winner::Ours;
    if ((base && *base == ours) || (!base && ours.empty())) {
      note(field, ours, theirs);
      return Winner::Theirs;
    }
    conflicts_.push_back(Conflict{document_.action.ref, document_.action.part, field, base.value_or(""),
                                  theirs, ours, prefer_});
    if (prefer_ == Prefer::Document) {
      note(field, ours, theirs);
      return Winner::Theirs;
    }
    ++oursKept_;
    // The base stays where it is while nobody has decided, so that the next import asks again.
    conflicted_ = conflicted_ || prefer_ == Prefer::Neither;
    return Winner::Ours;
  }

  void mergeCell(const Cell& theirs) {
    const Cell* base = baseOf(theirs);
    // A column that the row's own table did not have.
    if (base == nullptr && theirs.text.empty() && theirs.reading.empty()) return;
    const std::vector<Field>& fields = fieldsOf(theirs.heading);
    const bool same = base != nullptr && saysTheSame(*base, theirs, fields);
    if (same) {
      change_.cells.push_back(Cell{theirs.heading, base->text, base->reading});
      return;
    }
    conflicted_ = false;
    for (const Field field : fields) {
      const Cell mine = fields.size() == 1 ? theirs : partOfCell(theirs, field);
      if (base == nullptr) {
        mergeField(field, nullptr, mine);
      } else {
        const Cell before = fields.size() == 1 ? *base : partOfCell(*base, field);
        mergeField(field, &before, mine);
      }
    }
    const bool dates = std::find(fields.begin(), fields.end(), Field::Timeline) != fields.end();
    datesUndecided_ = datesUndecided_ || (conflicted_ && dates);
    if (!conflicted_) {
      change_.cells.push_back(theirs);
    } else if (base != nullptr) {
      change_.cells.push_back(Cell{theirs.heading, base->text, base->reading});
    }
  }

  /// The cell of the last import under this heading; under a heading that is gone now, if it held the same
  /// words.
  [[nodiscard]] const Cell* baseOf(const Cell& theirs) const {
    if (const Cell* cell = cellNamed(database_.cells, theirs.heading)) return cell;
    if (theirs.text.empty()) return nullptr;
    for (const Cell& cell : database_.cells) {
      if (cell.text == theirs.text && cellNamed(document_.cells, cell.heading) == nullptr) return &cell;
    }
    return nullptr;
  }

  [[nodiscard]] const std::vector<Field>& fieldsOf(const std::string& heading) const {
    static const std::vector<Field> kNothing;
    const auto found = std::find(plan_.columns.begin(), plan_.columns.end(), heading);
    if (found == plan_.columns.end()) return kNothing;
    return plan_.fields[static_cast<std::size_t>(found - plan_.columns.begin())];
  }

  /// A colour may change while the words stay, and a row's dates may be told by the cells beside them; a
  /// date's reading may move with --as-of while the document is the same.
  [[nodiscard]] bool saysTheSame(const Cell& base, const Cell& theirs,
                                 const std::vector<Field>& fields) const {
    const auto has = [&](Field field) {
      return std::find(fields.begin(), fields.end(), field) != fields.end();
    };
    if (has(Field::Rag)) {
      const std::string rated = partOf(theirs.reading, Field::Rag);
      if (partOf(base.reading, Field::Rag) != rated) return false;
      // A format that shows no colours says it in words.
      const std::shared_ptr<const Plan>& plan = database_.record.plan;
      if (plan && theirs.text == ratingWords(parseRag(rated), base.text, plan->ragKey)) return true;
    }
    if (base.text != theirs.text) return false;
    // A row without a date has that of its section.
    if (has(Field::Timeline) && theirs.text.empty() && base.reading != theirs.reading) return false;
    return !has(Field::Timeline) || !besideDatesChanged();
  }

  /// A revised date or a status, on which the milestones of the timeline's cell depend.
  [[nodiscard]] bool isBesideDates(const std::string& heading) const {
    const std::vector<Field>& fields = fieldsOf(heading);
    return std::any_of(fields.begin(), fields.end(), [](Field field) {
      return field == Field::Revised || field == Field::Completed || field == Field::Status;
    });
  }

  /// While the dates are undecided their neighbours count as unread too, or the next import would not ask
  /// again.
  void keepBesideDates() {
    std::vector<Cell> cells;
    for (const Cell& cell : change_.cells) {
      if (!isBesideDates(cell.heading)) {
        cells.push_back(cell);
      } else if (const Cell* base = baseOf(cell)) {
        cells.push_back(Cell{cell.heading, base->text, base->reading});
      }
    }
    change_.cells = std::move(cells);
  }

  [[nodiscard]] bool besideDatesChanged() const {
    return std::any_of(document_.cells.begin(), document_.cells.end(), [&](const Cell& cell) {
      const Cell* base = isBesideDates(cell.heading) ? baseOf(cell) : nullptr;
      return isBesideDates(cell.heading) && (base == nullptr || base->text != cell.text);
    });
  }

  /// What one of the fields that share a cell took from it.
  static Cell partOfCell(const Cell& cell, Field field) {
    const std::string part = partOf(cell.reading, field);
    return Cell{cell.heading, part, part};
  }

  void mergeField(Field field, const Cell* base, const Cell& theirs) {
    Action& ours = change_.after.action;
    switch (field) {
      case Field::Ref:
        break;  // pairing has settled it
      case Field::Recommendation:
        mergeText("recommendation", base, theirs, ours.recommendation);
        break;
      case Field::Issue:
        mergeText("issue", base, theirs, ours.issue);
        break;
      case Field::Action:
        mergeText("action", base, theirs, ours.action);
        break;
      case Field::ByWhom:
        mergeText("by_whom", base, theirs, ours.byWhom);
        if (isAnswered(base) || isAnswered(&theirs)) mergeOwners(base, theirs);
        break;
      case Field::Assurance:
        mergeAssurance(base, theirs);
        break;
      case Field::Progress:
        mergeText("progress", base, theirs, ours.progress);
        break;
      case Field::Comments:
        mergeText("comments", base, theirs, ours.comments);
        break;
      case Field::Owner:
        mergeOwners(base, theirs);
        break;
      case Field::Rag:
        mergeRating(base, theirs);
        break;
      case Field::Timeline:
        mergeMilestones(base);
        break;
      case Field::Revised:
      case Field::Completed:
      case Field::Status:
        break;  // the timeline's cell carries what they say
    }
  }

  void mergeText(const char* name, const Cell* base, const Cell& theirs, std::string& ours) {
    const auto before = base != nullptr ? std::optional(base->text) : std::nullopt;
    // No document can hold more of the database's text than this.
    if (decide(name, before, theirs.text, documentText(ours)) == Winner::Theirs) ours = theirs.text;
  }

  /// The board may be another than the cell's words: somebody answered what they mean.
  void mergeAssurance(const Cell* base, const Cell& theirs) {
    std::string& ours = change_.after.action.assurance;
    const auto before = base != nullptr ? std::optional(base->reading) : std::nullopt;
    if (decide("assurance", before, theirs.reading, ours) == Winner::Theirs) ours = theirs.reading;
  }

  /// Whether an answer made owners of words about who acts.
  static bool isAnswered(const Cell* cell) { return cell != nullptr && cell->reading != cell->text; }

  /// How owners were read; of words about who acts, what an answer made of them.
  [[nodiscard]] std::string ownersRead(const Cell& cell) const {
    const std::vector<Field>& fields = fieldsOf(cell.heading);
    const bool whoActs = std::find(fields.begin(), fields.end(), Field::ByWhom) != fields.end();
    return whoActs && !isAnswered(&cell) ? std::string() : cell.reading;
  }

  /// Owners of single milestones count where the document names such; else they are somebody's own.
  void mergeOwners(const Cell* base, const Cell& theirs) {
    const auto before = base != nullptr ? std::optional(ownersRead(*base)) : std::nullopt;
    const auto hasPlaces = [](const std::string& reading) {
      const std::vector<Owner> owners = plan::ownersOf(reading);
      return std::any_of(owners.begin(), owners.end(),
                         [](const Owner& owner) { return owner.place.has_value(); });
    };
    const std::string read = ownersRead(theirs);
    const bool placed = hasPlaces(read) || hasPlaces(before.value_or(""));
    std::vector<Owner> ours, apart;
    for (Owner owner : change_.after.owners) {
      owner.place = placeOf(owner.milestone);
      (owner.milestone && !placed ? apart : ours).push_back(std::move(owner));
    }
    if (decide("owners", before, read, readingOf(ours)) != Winner::Theirs) return;
    change_.after.owners = document_.owners;
    change_.after.owners.insert(change_.after.owners.end(), apart.begin(), apart.end());
  }

  [[nodiscard]] std::optional<int> placeOf(MilestoneId id) const {
    if (!id) return std::nullopt;
    const Milestone* milestone = database_.record.milestone(id);
    return milestone == nullptr ? std::nullopt : std::optional(milestone->position);
  }

  /// When all cells are merged: which milestones the document's owners are of. A new one has no id yet.
  void nameMilestonesOfOwners() {
    for (Owner& owner : change_.after.owners) {
      if (owner.milestone || !owner.place) continue;
      for (const Milestone& milestone : change_.after.milestones) {
        if (milestone.position == *owner.place) owner.milestone = milestone.id;
      }
    }
  }

  void mergeRating(const Cell* base, const Cell& theirs) {
    Action& ours = change_.after.action;
    const auto before = base != nullptr ? std::optional(base->reading) : std::nullopt;
    // The document has caught up with a rating that was given in the database.
    if (theirs.reading == ragText(ours.rag) && before != theirs.reading && !theirs.reading.empty()) return;
    const int keptBefore = oursKept_;
    if (decide("rag", before, theirs.reading, ragText(ours.rag)) == Winner::Theirs)
      ours.rag = document_.action.rag;
    // As of a date: words of another colour than the one that stands would only confuse.
    if (oursKept_ == keptBefore) mergeText("rag_text", base, theirs, ours.ragText);
  }

  void mergeMilestones(const Cell* base) {
    const std::vector<Milestone> old =
        base != nullptr ? milestonesOf(base->reading) : std::vector<Milestone>{};
    const std::vector<Milestone> ours = database_.record.milestones;
    const std::vector<Milestone>& theirs = document_.milestones;
    const Pairing partners = pairMilestones(theirs, ours);
    const Pairing bases = pairMilestones(ours, old);
    std::vector<Milestone> merged;
    std::set<std::size_t> kept;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      milestone_ = static_cast<int>(i) + 1;
      Milestone milestone = theirs[i];
      if (partners[i]) {
        const std::size_t mine = *partners[i];
        kept.insert(mine);
        const Milestone* before = bases[mine] ? &old[*bases[mine]] : nullptr;
        milestone = mergeMilestone(i, before, theirs[i], ours[mine]);
      } else {
        note(fmt::format("milestone {}", i + 1), {}, theirs[i].text);
      }
      milestone.position = static_cast<int>(merged.size());
      merged.push_back(std::move(milestone));
    }
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (kept.count(i) > 0) continue;
      milestone_ = static_cast<int>(i) + 1;
      dropMilestone(ours[i], bases[i] ? &old[*bases[i]] : nullptr, merged);
    }
    milestone_ = 0;
    change_.after.milestones = std::move(merged);
    noteOrder();
  }

  /// Milestones that only changed places are to be written too.
  void noteOrder() {
    const std::vector<Milestone>& now = change_.after.milestones;
    const std::vector<Milestone>& before = database_.record.milestones;
    const auto same = [](const Milestone& a, const Milestone& b) { return a.id == b.id; };
    if (now.size() != before.size() || std::equal(now.begin(), now.end(), before.begin(), same)) return;
    const auto all = [](const std::vector<Milestone>& milestones) {
      std::string text;
      for (const Milestone& m : milestones) text += (text.empty() ? "" : "\n") + m.text;
      return text;
    };
    if (std::is_permutation(now.begin(), now.end(), before.begin(), same))
      note("milestone order", all(before), all(now));
  }

  /// One milestone's values, those that belong together decided together.
  Milestone mergeMilestone(std::size_t index, const Milestone* base, const Milestone& theirs,
                           const Milestone& ours) {
    // The document has caught up with the database: only the base moves.
    if (samePromise(theirs, ours) && (base == nullptr || !samePromise(*base, ours))) return ours;
    Milestone out = ours;
    const auto wins = [&](const char* what, auto text) {
      const auto before = base != nullptr ? std::optional<std::string>(text(*base)) : std::nullopt;
      const std::string field = fmt::format("milestone {} {}", index + 1, what);
      return decide(field, before, text(theirs), text(ours)) == Winner::Theirs;
    };
    const int keptBefore = oursKept_;
    if (wins("label", [](const Milestone& m) { return m.label; })) out.label = theirs.label;
    if (wins("party", [](const Milestone& m) { return m.party; })) out.party = theirs.party;
    if (wins("basis",
             [](const Milestone& m) { return m.basis ? std::string(toString(*m.basis)) : std::string(); })) {
      out.basis = theirs.basis;
      out.doubt = theirs.doubt;
    }
    if (wins("due", [](const Milestone& m) {
          if (!m.due && !m.earliest && m.precision == Precision::None) return std::string();
          const std::string from =
              m.earliest && m.earliest != m.due ? dayText(m.earliest) + " to " : std::string();
          return fmt::format("{}{} ({})", from, dayText(m.due), toString(m.precision));
        })) {
      change_.changes.back().dueBefore = ours.due;
      change_.changes.back().dueAfter = theirs.due;
      out.due = theirs.due;
      out.earliest = theirs.earliest;
      out.precision = theirs.precision;
      out.doubt = theirs.doubt;
    }
    if (wins("review", [](const Milestone& m) { return std::string(m.review ? "yes" : ""); }))
      out.review = theirs.review;
    if (wins("state", [](const Milestone& m) {
          return m.completedOn ? fmt::format("{} on {}", toString(m.state), dayText(m.completedOn))
                               : std::string(toString(m.state));
        })) {
      out.state = theirs.state;
      out.completedOn = theirs.completedOn;
      out.doubt = theirs.doubt;
    }
    // Words that name another date than the one that stands would only confuse.
    const bool spoken = oursKept_ == keptBefore;
    if (spoken && wins("text", [](const Milestone& m) { return m.text; })) out.text = theirs.text;
    // Who settled a doubt in the database is not asked again while the date and its words stay.
    if (spoken && base != nullptr && ours.doubt == base->doubt && out.doubt == ours.doubt &&
        ours.doubt != theirs.doubt) {
      note(fmt::format("milestone {} doubt", index + 1), ours.doubt, theirs.doubt);
      out.doubt = theirs.doubt;
    }
    return out;
  }

  /// A milestone that left the cell goes when nobody has touched it since; else it stays and is reported.
  void dropMilestone(const Milestone& ours, const Milestone* base, std::vector<Milestone>& merged) {
    const bool answered = ours.verifiedOn || ours.recheckOn || ours.proposedDue || !ours.evidence.empty() ||
                          !ours.completedBy.empty() || !ours.verifiedBy.empty();
    const bool untouched =
        !answered && base != nullptr && readingOf(std::vector{*base}) == readingOf(std::vector{ours});
    const std::string field = fmt::format("milestone '{}'", ours.text);
    if (!untouched && prefer_ != Prefer::Document) {
      conflicts_.push_back(Conflict{document_.action.ref,
                                    document_.action.part,
                                    field,
                                    base != nullptr ? base->text : std::string(),
                                    {},
                                    ours.text,
                                    prefer_});
      conflicted_ = conflicted_ || prefer_ == Prefer::Neither;
      merged.push_back(ours);
      merged.back().position = static_cast<int>(merged.size()) - 1;
      return;
    }
    change_.withdrawn.push_back(ours.id);
    note(field, ours.text, {});
  }

  const DraftPlan& plan_;
  const DraftAction& document_;
  const StoredAction& database_;
  Prefer prefer_;
  std::vector<Conflict>& conflicts_;
  ActionChange change_;
  bool conflicted_ = false;  // in the cell at hand
  int milestone_ = 0;        // the one at hand, from 1
  bool datesUndecided_ = false;
  int oursKept_ = 0;  // conflicts that left the database's value
};

}  // namespace

ActionChange mergeAction(const DraftPlan& plan, const DraftAction& document, const StoredAction& database,
                         Prefer prefer, std::vector<Conflict>& conflicts) {
  return ActionMerge(plan, document, database, prefer, conflicts).merge();
}

}  // namespace chaser::plan
