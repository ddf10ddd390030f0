// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plan/draft.h"
#include "plan/merge.h"

/// What an import tells the person who ran it.
namespace chaser::plan {

struct ImportReport {
  std::string plan;  ///< its key
  std::string title;
  std::size_t rows = 0;
  struct Actions {
    std::size_t fresh = 0, changed = 0, unchanged = 0, gone = 0;
  } actions;
  struct Milestones {
    std::size_t total = 0;
    std::size_t indicative = 0, agreed = 0, unmarked = 0;  ///< by basis
    std::size_t open = 0, ongoing = 0, complete = 0;       ///< by state; verified counts as complete
  } milestones;                                            ///< of the document
  struct Change {
    std::string ref;
    int part = 1;
    std::vector<FieldChange> fields;
  };
  std::vector<Change> changes;    ///< actions that were there before
  std::vector<std::string> gone;  ///< `16.2`, `5.1 (part 2)`: in the database, no longer in the document
  std::vector<std::string> unmapped;
  std::vector<Doubt> doubts;
  std::vector<Conflict> conflicts;
};

ImportReport reportOf(const std::string& planKey, const DraftPlan& draft, const ChangeSet& changes);

/// For a programme manager: what was read, what changed, what to look at. Ends with a line break.
std::string renderText(const ImportReport& report, bool dryRun = false);

/// The object that `import --json` promises, indented by two; no line break at its end.
std::string renderJson(const ImportReport& report);

}  // namespace chaser::plan
