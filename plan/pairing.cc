// SPDX-License-Identifier: Apache-2.0
#include "plan/pairing.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "common/fold.h"
#include "plan/likeness.h"
#include "plan/row_text.h"

namespace chaser::plan {

namespace {

constexpr double kAlikeUnderOneRef = 0.5;
constexpr double kAlikeAnywhere = 0.8;
constexpr double kAlikeWithWitnesses = 0.6;
/// What two rewritten rows must share beside their ref: owners and dates, or progress, or words after all.
constexpr double kSameOwnersAndDates = 0.8;
constexpr double kSameProgress = 0.6;
constexpr double kSomeWords = 0.3;
/// Fewer words than this (`Ongoing`, `Head of Service`) agree by chance.
constexpr std::size_t kEnoughWords = 4;
/// Parts of one ref, times those before, that are compared each with each; beyond it their numbers decide.
constexpr std::size_t kPartsCompared = 250000;

/// `row-7` is a place, not a name.
bool isPlace(const std::string& ref) {
  return ref.rfind("row-", 0) == 0;
}

/// A row as it is compared. Words are folded only for rows that are not found at once.
struct PairedRow {
  const Action* action = nullptr;
  const std::vector<Cell>* cells = nullptr;
  std::size_t askedHash = 0, promisedHash = 0;  ///< of the folded words; 0 when there are none
  WordSet asked, promised, told;

  [[nodiscard]] bool sameRef(const PairedRow& other) const {
    return action->ref == other.action->ref && action->part == other.action->part;
  }
};

bool sameTexts(const std::vector<Cell>& a, const std::vector<Cell>& b) {
  return !a.empty() && std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Cell& x, const Cell& y) {
    return x.heading == y.heading && x.text == y.text;
  });
}

std::size_t hashOf(const std::string& text) {
  const std::string folded = foldWords(text);
  return folded.empty() ? 0 : std::hash<std::string>{}(folded) | 1U;
}

class ActionPairs {
 public:
  ActionPairs(const DraftPlan& document, const std::vector<StoredAction>& database,
              const std::vector<PlanColumn>& before)
      : stored_(database),
        texts_(document, before),
        pairing_(document.actions.size()),
        taken_(database.size(), false) {
    for (const DraftAction& draft : document.actions) {
      theirs_.emplace_back();
      theirs_.back().action = &draft.action;
      theirs_.back().cells = &draft.cells;
    }
    for (const StoredAction& one : database) {
      ours_.emplace_back();
      ours_.back().action = &one.record.action;
      ours_.back().cells = &one.cells;
      byRef_[{one.record.action.ref, one.record.action.part}] = ours_.size() - 1;
    }
  }

  Pairing find(const DraftPlan& document) {
    unchanged();
    for (std::size_t i = 0; i < theirs_.size(); ++i) {
      if (!pairing_[i]) take(texts_.ofDocument(document.actions[i]), theirs_[i]);
    }
    for (std::size_t k = 0; k < ours_.size(); ++k) {
      if (!taken_[k]) take(texts_.ofDatabase(stored_[k]), ours_[k]);
    }
    bySameWords([](const PairedRow& row) { return row.promisedHash; });
    bySameWords([](const PairedRow&) { return std::size_t{0}; });
    byLikelyWords();
    groups();
    return std::move(pairing_);
  }

 private:
  using Indices = std::vector<std::size_t>;
  using Candidates = std::vector<std::tuple<double, std::size_t, std::size_t>>;  // minus score, theirs, ours

  void pair(std::size_t theirs, std::size_t ours) {
    pairing_[theirs] = ours;
    taken_[ours] = true;
  }

  /// The likeliest first; among equals the order of both lists decides, so that the result never varies.
  void pairBest(Candidates candidates) {
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [score, i, k] : candidates) {
      if (!pairing_[i] && !taken_[k]) pair(i, k);
    }
  }

  static void take(const RowText& text, PairedRow& row) {
    row.askedHash = hashOf(text.asked);
    row.promisedHash = hashOf(text.promised);
    row.asked = WordSet(text.asked);
    row.promised = WordSet(text.promised);
    row.told = WordSet(text.told);
  }

  /// Twins that only their numbers tell apart are left to pairSame.
  void unchanged() {
    std::unordered_map<std::size_t, std::size_t> twins;
    for (const PairedRow& row : theirs_) ++twins[texts_.saying(*row.cells)];
    for (std::size_t i = 0; i < theirs_.size(); ++i) {
      if (twins[texts_.saying(*theirs_[i].cells)] > 1) continue;
      const auto found = byRef_.find({theirs_[i].action->ref, theirs_[i].action->part});
      if (found == byRef_.end() || isPlace(found->first.first)) continue;
      if (sameTexts(*theirs_[i].cells, *ours_[found->second].cells)) pair(i, found->second);
    }
  }

  template <typename Also>
  void bySameWords(Also also) {
    using Key = std::pair<std::size_t, std::size_t>;
    std::map<Key, std::pair<Indices, Indices>> alike;
    for (std::size_t i = 0; i < theirs_.size(); ++i) {
      if (!pairing_[i] && theirs_[i].askedHash != 0)
        alike[{theirs_[i].askedHash, also(theirs_[i])}].first.push_back(i);
    }
    if (alike.empty()) return;
    for (std::size_t k = 0; k < ours_.size(); ++k) {
      if (taken_[k] || ours_[k].askedHash == 0) continue;
      const auto found = alike.find({ours_[k].askedHash, also(ours_[k])});
      if (found != alike.end()) found->second.second.push_back(k);
    }
    for (const auto& [key, rows] : alike) pairSame(rows.first, rows.second);
  }

  /// Rows that nothing but their ref tells apart. When one side's refs are all among the other's, the refs
  /// are those of old; else they were numbered anew, and the order decides.
  void pairSame(const Indices& theirs, Indices ours) {
    if (ours.empty()) return;
    std::map<std::pair<std::string, int>, std::size_t> refs;
    for (const std::size_t k : ours) refs[{ours_[k].action->ref, ours_[k].action->part}] = k;
    Candidates sameRef;
    for (const std::size_t i : theirs) {
      const auto found = refs.find({theirs_[i].action->ref, theirs_[i].action->part});
      if (found != refs.end() && !isPlace(found->first.first)) sameRef.emplace_back(0, i, found->second);
    }
    if (sameRef.size() == std::min(theirs.size(), ours.size())) pairBest(std::move(sameRef));
    // Ids grow as rows are added, so the order in the document last time is asked for.
    std::stable_sort(ours.begin(), ours.end(), [&](std::size_t a, std::size_t b) {
      return ours_[a].action->position < ours_[b].action->position;
    });
    auto next = ours.begin();
    for (const std::size_t i : theirs) {
      if (pairing_[i]) continue;
      while (next != ours.end() && taken_[*next]) ++next;
      if (next == ours.end()) return;
      pair(i, *next);
    }
  }

  void byLikelyWords() {
    Indices left;
    std::vector<const WordSet*> texts;
    for (std::size_t k = 0; k < ours_.size(); ++k) {
      if (taken_[k] || ours_[k].asked.empty()) continue;
      left.push_back(k);
      texts.push_back(&ours_[k].asked);
    }
    if (left.empty()) return;
    const Lookalikes lookalikes(texts);
    Candidates candidates;
    const auto consider = [&](std::size_t i, std::size_t k) {
      const PairedRow& a = theirs_[i];
      const PairedRow& b = ours_[k];
      const double words = a.asked.likeness(b.asked);
      const double witnesses = a.promised.likeness(b.promised);
      const bool sameRef = a.sameRef(b) && !isPlace(a.action->ref);
      const bool same = words >= kAlikeAnywhere ||
                        (words >= kAlikeWithWitnesses && witnesses >= kSameOwnersAndDates) ||
                        (sameRef && words >= kAlikeUnderOneRef);
      if (same) candidates.emplace_back(-(words + (sameRef ? 0.1 : 0) + 0.05 * witnesses), i, k);
    };
    for (std::size_t i = 0; i < theirs_.size(); ++i) {
      if (pairing_[i] || theirs_[i].asked.empty()) continue;
      const auto sameRef = byRef_.find({theirs_[i].action->ref, theirs_[i].action->part});
      if (sameRef != byRef_.end() && !taken_[sameRef->second]) consider(i, sameRef->second);
      for (const std::size_t at : lookalikes.of(theirs_[i].asked)) consider(i, left[at]);
    }
    pairBest(std::move(candidates));
  }

  /// What the words could not settle is settled among the parts of one ref.
  void groups() {
    std::map<std::string, std::string> origin;  // ref in the document -> the ref that it had
    std::set<std::string> given;
    for (std::size_t i = 0; i < theirs_.size(); ++i) {
      if (!pairing_[i]) continue;
      const std::string& before = ours_[*pairing_[i]].action->ref;
      if (origin.emplace(theirs_[i].action->ref, before).second) given.insert(before);
    }
    std::map<std::string, Indices> left;
    for (std::size_t k = 0; k < ours_.size(); ++k) {
      if (!taken_[k]) left[ours_[k].action->ref].push_back(k);
    }
    std::map<std::string, Indices> wanted;
    for (std::size_t i = 0; i < theirs_.size(); ++i) {
      if (!pairing_[i]) wanted[theirs_[i].action->ref].push_back(i);
    }
    for (const auto& [ref, theirs] : wanted) {
      const auto from = origin.find(ref);
      if (from == origin.end() && given.count(ref) > 0) continue;
      const auto ours = left.find(from == origin.end() ? ref : from->second);
      if (ours == left.end()) continue;
      // What is closed may be in the document still, but what is open comes first.
      for (const bool closed : {false, true}) pairParts(theirs, openOr(closed, ours->second));
    }
  }

  [[nodiscard]] Indices openOr(bool closed, const Indices& rows) const {
    Indices some;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(some), [&](std::size_t k) {
      return !taken_[k] && ours_[k].action->closedAt.has_value() == closed;
    });
    return some;
  }

  void pairParts(const Indices& theirs, const Indices& ours) {
    Candidates wordless, sameNumber, rewritten;
    const auto consider = [&](std::size_t i, std::size_t k) {
      const PairedRow& a = theirs_[i];
      const PairedRow& b = ours_[k];
      const bool sameRow = a.sameRef(b) || (a.action->part == b.action->part && a.action->part > 1);
      if (a.asked.empty() || b.asked.empty()) {
        const double likeness = a.promised.likeness(b.promised) + a.told.likeness(b.told);
        if (likeness > 0.5) wordless.emplace_back(-likeness, i, k);
        if (sameRow) sameNumber.emplace_back(0, i, k);
      } else if (sameRow && !b.action->closedAt && isRewrite(a, b)) {
        rewritten.emplace_back(-a.asked.likeness(b.asked), i, k);
      }
    };
    const bool all = theirs.size() * ours.size() <= kPartsCompared;
    std::map<int, std::size_t> byPart;
    for (const std::size_t k : ours) byPart.emplace(ours_[k].action->part, k);
    for (const std::size_t i : theirs) {
      if (pairing_[i]) continue;
      if (all) {
        for (const std::size_t k : ours) consider(i, k);
      } else if (const auto same = byPart.find(theirs_[i].action->part);
                 same != byPart.end() && theirs_[i].sameRef(ours_[same->second])) {
        consider(i, same->second);
      }
    }
    pairBest(std::move(wordless));
    pairBest(std::move(sameNumber));
    pairBest(std::move(rewritten));
  }

  static bool isRewrite(const PairedRow& a, const PairedRow& b) {
    const auto agree = [](const WordSet& x, const WordSet& y, double atLeast) {
      return std::min(x.size(), y.size()) >= kEnoughWords && x.likeness(y) >= atLeast;
    };
    // A place is no witness: another action may stand there now.
    if (isPlace(a.action->ref)) return a.asked.likeness(b.asked) >= kAlikeUnderOneRef;
    return a.asked.likeness(b.asked) >= kSomeWords || agree(a.promised, b.promised, kSameOwnersAndDates) ||
           agree(a.told, b.told, kSameProgress);
  }

  const std::vector<StoredAction>& stored_;
  RowTexts texts_;
  std::vector<PairedRow> theirs_, ours_;
  std::map<std::pair<std::string, int>, std::size_t> byRef_;
  Pairing pairing_;
  std::vector<bool> taken_;
};

}  // namespace

Pairing pairActions(const DraftPlan& document, const std::vector<StoredAction>& database,
                    const std::vector<PlanColumn>& before) {
  if (database.empty()) return Pairing(document.actions.size());
  return ActionPairs(document, database, before).find(document);
}

Pairing pairByKey(const DraftPlan& document, const std::vector<StoredAction>& database) {
  std::map<std::pair<std::string, int>, std::size_t> byKey;
  for (std::size_t i = 0; i < database.size(); ++i) {
    const Action& action = database[i].record.action;
    byKey.emplace(std::pair(action.ref, action.part), i);
  }
  Pairing partners(document.actions.size());
  for (std::size_t i = 0; i < document.actions.size(); ++i) {
    const Action& action = document.actions[i].action;
    const auto found = byKey.find({action.ref, action.part});
    if (found != byKey.end()) partners[i] = found->second;
  }
  return partners;
}

}  // namespace chaser::plan
