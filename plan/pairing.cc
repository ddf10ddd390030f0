// SPDX-License-Identifier: Apache-2.0
#include "plan/pairing.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "common/fold.h"
#include "plan/likeness.h"

namespace chaser::plan {

namespace {

/// Below it two texts under one ref are not taken for one action while a likelier partner may be about.
constexpr double kNotUnlike = 0.5;
/// From it two texts under different refs are one action that was renumbered.
constexpr double kTheSame = 0.8;

WordSet wordsOfAction(const Action& action) {
  std::string text = action.recommendation + " " + action.issue + " " + action.action;
  // A continuation row has no other text.
  if (text.find_first_not_of(' ') == std::string::npos) text = action.progress;
  return WordSet(text);
}

class ActionPairs {
 public:
  ActionPairs(const std::vector<DraftAction>& document, const std::vector<StoredAction>& database)
      : document_(document), database_(database), pairing_(document.size()), taken_(database.size(), false) {
    for (const DraftAction& draft : document) documentWords_.push_back(wordsOfAction(draft.action));
    for (std::size_t i = 0; i < database.size(); ++i) {
      const Action& action = database[i].record.action;
      databaseWords_.push_back(wordsOfAction(action));
      byRef_[{action.ref, action.part}] = i;
    }
  }

  Pairing find() {
    byRefAndPart(kNotUnlike);
    byLikeness();
    byRefAndPart(0);
    return std::move(pairing_);
  }

 private:
  void pair(std::size_t document, std::size_t database) {
    pairing_[document] = database;
    taken_[database] = true;
  }

  void byRefAndPart(double atLeast) {
    for (std::size_t i = 0; i < document_.size(); ++i) {
      if (pairing_[i]) continue;
      const auto found = byRef_.find({document_[i].action.ref, document_[i].action.part});
      if (found == byRef_.end() || taken_[found->second]) continue;
      const WordSet& ours = databaseWords_[found->second];
      const bool wordless = ours.empty() || documentWords_[i].empty();
      if (wordless || documentWords_[i].likeness(ours) >= atLeast) pair(i, found->second);
    }
  }

  void byLikeness() {
    std::vector<std::tuple<double, std::size_t, std::size_t>> candidates;
    for (std::size_t i = 0; i < document_.size(); ++i) {
      if (pairing_[i]) continue;
      for (std::size_t k = 0; k < database_.size(); ++k) {
        if (taken_[k]) continue;
        const double likeness = documentWords_[i].likeness(databaseWords_[k]);
        if (likeness >= kTheSame) candidates.emplace_back(-likeness, i, k);
      }
    }
    // The likeliest first; among equals the order of both lists decides, so that the result never varies.
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [likeness, i, k] : candidates) {
      if (!pairing_[i] && !taken_[k]) pair(i, k);
    }
  }

  const std::vector<DraftAction>& document_;
  const std::vector<StoredAction>& database_;
  std::vector<WordSet> documentWords_, databaseWords_;
  std::map<std::pair<std::string, int>, std::size_t> byRef_;
  Pairing pairing_;
  std::vector<bool> taken_;
};

std::pair<std::string, std::string> nameOf(const Milestone& milestone) {
  return {foldName(milestone.party), foldWords(milestone.label)};
}

}  // namespace

Pairing pairActions(const std::vector<DraftAction>& document, const std::vector<StoredAction>& database) {
  return ActionPairs(document, database).find();
}

Pairing pairMilestones(const std::vector<Milestone>& first, const std::vector<Milestone>& second) {
  Pairing pairing(first.size());
  std::vector<bool> taken(second.size(), false);
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t k = 0; k < second.size(); ++k) {
      if (taken[k] || nameOf(first[i]) != nameOf(second[k])) continue;
      pairing[i] = k;
      taken[k] = true;
      break;
    }
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (pairing[i]) continue;
    while (next < second.size() && taken[next]) ++next;
    if (next == second.size()) break;
    const bool otherParty = !first[i].party.empty() && !second[next].party.empty() &&
                            foldName(first[i].party) != foldName(second[next].party);
    if (otherParty) continue;
    pairing[i] = next;
    taken[next] = true;
  }
  return pairing;
}

}  // namespace chaser::plan
