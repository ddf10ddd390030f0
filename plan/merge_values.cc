// SPDX-License-Identifier: Apache-2.0
#include "plan/merge_values.h"

#include <utility>

namespace chaser::plan {

void ValueMerge::note(std::string field, std::string before, std::string after) {
  change_.changes.push_back(
      FieldChange{std::move(field), std::move(before), std::move(after), {}, {}, milestone_});
}

ValueMerge::Winner ValueMerge::decide(const std::string& field, const std::optional<std::string>& base,
                                      const std::string& theirs, const std::string& ours) {
  if (theirs == ours || (base && *base == theirs)) return Winner::Ours;
  const bool theirsAlone = (base && *base == ours) || (!base && ours.empty());
  if (!theirsAlone) reportConflict(field, base.value_or(""), theirs, ours);
  if (theirsAlone || prefersDocument()) {
    note(field, ours, theirs);
    return Winner::Theirs;
  }
  ++oursKept_;
  return Winner::Ours;
}

void ValueMerge::reportConflict(const std::string& field, const std::string& base, const std::string& theirs,
                                const std::string& ours) {
  conflicts_.push_back(Conflict{document_.ref, document_.part, field, base, theirs, ours, prefer_});
  undecided_ = undecided_ || prefer_ == Prefer::Neither;
}

}  // namespace chaser::plan
