// SPDX-License-Identifier: Apache-2.0
#include "plan/merge_milestones.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "plan/pairing.h"
#include "plan/reading.h"
#include "plan/same_promise.h"

namespace chaser::plan {

namespace {

std::string dayText(const std::optional<Date>& day) {
  return day ? day->iso() : std::string();
}

class MilestoneMerge {
 public:
  MilestoneMerge(const std::vector<Milestone>& ours, ValueMerge& values, ActionChange& change)
      : ours_(ours), values_(values), change_(change) {}

  void merge(const std::vector<Milestone>& base, const std::vector<Milestone>& theirs) {
    const Pairing partners = pairMilestones(theirs, ours_);
    const Pairing bases = pairMilestones(ours_, base);
    std::vector<Milestone> merged;
    std::set<std::size_t> kept;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      values_.speakOfMilestone(static_cast<int>(i) + 1);
      Milestone milestone = theirs[i];
      if (partners[i]) {
        const std::size_t mine = *partners[i];
        kept.insert(mine);
        const Milestone* before = bases[mine] ? &base[*bases[mine]] : nullptr;
        milestone = mergeMilestone(i, before, theirs[i], ours_[mine]);
      } else {
        values_.note(fmt::format("milestone {}", i + 1), {}, theirs[i].text);
      }
      milestone.position = static_cast<int>(merged.size());
      merged.push_back(std::move(milestone));
    }
    for (std::size_t i = 0; i < ours_.size(); ++i) {
      if (kept.count(i) > 0) continue;
      values_.speakOfMilestone(static_cast<int>(i) + 1);
      dropMilestone(ours_[i], bases[i] ? &base[*bases[i]] : nullptr, merged);
    }
    values_.speakOfMilestone(0);
    change_.after.milestones = std::move(merged);
    noteOrder();
  }

 private:
  /// Milestones that only changed places are to be written too.
  void noteOrder() {
    const std::vector<Milestone>& now = change_.after.milestones;
    const std::vector<Milestone>& before = ours_;
    const auto same = [](const Milestone& a, const Milestone& b) { return a.id == b.id; };
    if (now.size() != before.size() || std::equal(now.begin(), now.end(), before.begin(), same)) return;
    const auto all = [](const std::vector<Milestone>& milestones) {
      std::string text;
      for (const Milestone& m : milestones) text += (text.empty() ? "" : "\n") + m.text;
      return text;
    };
    if (std::is_permutation(now.begin(), now.end(), before.begin(), same))
      values_.note("milestone order", all(before), all(now));
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
      return values_.decide(field, before, text(theirs), text(ours)) == ValueMerge::Winner::Theirs;
    };
    const int keptBefore = values_.oursKept();
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
    const bool spoken = values_.oursKept() == keptBefore;
    if (spoken && wins("text", [](const Milestone& m) { return m.text; })) out.text = theirs.text;
    // Who settled a doubt in the database is not asked again while the date and its words stay.
    if (spoken && base != nullptr && ours.doubt == base->doubt && out.doubt == ours.doubt &&
        ours.doubt != theirs.doubt) {
      values_.note(fmt::format("milestone {} doubt", index + 1), ours.doubt, theirs.doubt);
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
    if (!untouched && !values_.prefersDocument()) {
      values_.reportConflict(field, base != nullptr ? base->text : std::string(), {}, ours.text);
      merged.push_back(ours);
      merged.back().position = static_cast<int>(merged.size()) - 1;
      return;
    }
    change_.withdrawn.push_back(ours.id);
    values_.note(field, ours.text, {});
  }

  const std::vector<Milestone>& ours_;
  ValueMerge& values_;
  ActionChange& change_;
};

}  // namespace

void mergeMilestones(const std::vector<Milestone>& base, const std::vector<Milestone>& theirs,
                     const std::vector<Milestone>& ours, ValueMerge& values, ActionChange& change) {
  MilestoneMerge(ours, values, change).merge(base, theirs);
}

}  // namespace chaser::plan
