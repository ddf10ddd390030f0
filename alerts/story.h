// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/zone.h"
#include "plan/model.h"

/// What happened to an action, told from the record that the database keeps: when, who, and what in plain
/// words. Pure: the facts are handed in.
namespace chaser::alerts {

/// One fact of the audit, as store/ reads it.
struct StoryFact {
  Instant at;
  std::string actor;  ///< a contact's name, `import`, `engine`, or `sql` for a writer that gave no name
  std::string what;   ///< `action.rag`, `milestone.due`, `alert.fired`, …
  MilestoneId milestone;
  std::string before, after;
  bool erased = false;  ///< the words were deleted from the record; that something happened is still there
};

/// Something that was said to somebody about the action.
struct StoryTold {
  Instant at;
  std::string to;    ///< a contact, board or webhook, by name
  std::string rule;  ///< what about
  std::string kind;  ///< ask, reminder, escalation, …
  MilestoneId milestone;
};

struct StoryLine {
  Instant at;
  Date day;
  std::string who;   ///< `the document`, `Chaser`, a name, or `somebody with SQL`
  std::string what;  ///< the fact's name; `told` for something that was said
  MilestoneId milestone;
  std::string before, after;
  bool erased = false;
  std::string text;  ///< `due moved from 31 March 2017 to 30 June 2017 (3 months later, slip 2)`
};

/// The story, oldest first; what happened at one instant in the order in which it was recorded. `facts` are
/// in the record's order. Left out is what other lines say already: the parts of a row that entered with it,
/// the words of a date that moved, the rungs behind a message. A slip is counted as the database counts it: a
/// due date that moved later.
std::vector<StoryLine> storyOf(const plan::ActionRecord& record, const std::vector<StoryFact>& facts,
                               const std::vector<StoryTold>& told, const Zone& zone);

}  // namespace chaser::alerts
