// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plan/draft.h"
#include "plan/merge.h"

/// What an import tells the person who ran it.
namespace chaser::plan {

struct ImportReport {
  std::string plan;  ///< its key
  std::string title;
  bool first = false;  ///< the plan had no actions before
  std::size_t rows = 0;
  /// Gone are those that the document no longer has and that are open, or were before this import. Closed and
  /// reopened ones are among those gone and changed.
  struct Actions {
    std::size_t fresh = 0, changed = 0, unchanged = 0, gone = 0, closed = 0, reopened = 0;
  } actions;
  struct Milestones {
    std::size_t total = 0;
    std::size_t indicative = 0, agreed = 0, unmarked = 0;  ///< by basis
    std::size_t open = 0, ongoing = 0, complete = 0;       ///< by state; verified counts as complete
  } milestones;                                            ///< of the document
  struct Change {
    std::string ref;
    int part = 1;
    std::string headline;
    bool closed = false, reopened = false;
    bool closedBefore = false;  ///< of one that is gone: somebody had closed it already
    bool complete = false;      ///< it has milestones, and each is done
    std::vector<FieldChange> fields;
    std::vector<std::string> parties;  ///< of its milestones, in their order; empty for one without
    /// Whether somebody is still chased for it.
    [[nodiscard]] bool chased() const { return !closed && !closedBefore && !complete; }
  };
  std::vector<Change> fresh;        ///< new ones; of their fields the first due date alone
  std::vector<Change> changes;      ///< actions that were there before
  std::vector<Change> gone;         ///< in the database, no longer in the document
  std::vector<PlanColumn> columns;  ///< of the document, and what each was taken for
  bool columnsMoved = false;        ///< they are to be written, for they may be others than last time
  bool cellsMoved =
      false;  ///< some cell or heading is another than last time, though no value changed for it
  std::vector<std::string> unmapped;
  std::vector<Doubt> doubts;
  std::vector<Conflict> conflicts;
};

ImportReport reportOf(const std::string& planKey, const DraftPlan& draft, const ChangeSet& changes);

/// What doubts of a kind are about, for people: `Dates to settle`.
std::string_view headingOf(std::string_view doubtKind);

struct ReportStyle {
  bool dryRun = false;  ///< nothing was written: every change is shown in full, word by word
  bool colour = false;
};

/// For a programme manager: what was read, what changed since last time, what needs a look, what to do next.
/// Ends with a line break.
std::string renderText(const ImportReport& report, const ReportStyle& style = {});

/// The object that `import --json` promises, with everything that the text shows and more; indented by two,
/// no line break at its end.
std::string renderJson(const ImportReport& report, bool dryRun = false);

}  // namespace chaser::plan
