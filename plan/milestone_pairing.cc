// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "common/fold.h"
#include "plan/pairing.h"

namespace chaser::plan {

namespace {

struct MilestoneName {
  std::string party, label, words;
  [[nodiscard]] bool sameName(const MilestoneName& other) const {
    return party == other.party && label == other.label;
  }
};

std::vector<MilestoneName> namesOf(const std::vector<Milestone>& milestones) {
  std::vector<MilestoneName> names;
  names.reserve(milestones.size());
  for (const Milestone& m : milestones)
    names.push_back({foldName(m.party), foldWords(m.label), foldWords(m.text)});
  return names;
}

}  // namespace

Pairing pairMilestones(const std::vector<Milestone>& first, const std::vector<Milestone>& second) {
  Pairing pairing(first.size());
  std::vector<bool> taken(second.size(), false);
  const auto a = namesOf(first);
  const auto b = namesOf(second);
  const auto pairThose = [&](auto&& fit) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t k = 0; k < b.size() && !pairing[i]; ++k) {
        if (taken[k] || !fit(a[i], b[k])) continue;
        pairing[i] = k;
        taken[k] = true;
      }
    }
  };
  pairThose(
      [](const MilestoneName& x, const MilestoneName& y) { return x.sameName(y) && x.words == y.words; });
  pairThose([](const MilestoneName& x, const MilestoneName& y) { return x.sameName(y); });
  std::size_t next = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (pairing[i]) continue;
    while (next < b.size() && taken[next]) ++next;
    if (next == b.size()) break;
    const bool otherParty = !a[i].party.empty() && !b[next].party.empty() && a[i].party != b[next].party;
    if (otherParty) continue;
    pairing[i] = next;
    taken[next] = true;
  }
  return pairing;
}

}  // namespace chaser::plan
