// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/json.h"
#include "daemon/configuration.h"
#include "store/ports.h"

namespace CLI {
class App;
}

/// What the commands that answer for somebody share: which open alerts of which row are meant.
namespace chaser::cli {

class Session;

struct AskedArguments {
  std::string ref;
  std::string plan;
  std::optional<int> part;
  std::string milestone;
  std::string rule;
  std::string as;
  std::string note;
};
/// The options that name them; --note only where something is noted.
void addAskedOptions(CLI::App& command, AskedArguments& arguments, bool noted);

/// A row and what is asked about it.
struct Asked {
  plan::Plan plan;
  plan::ActionRecord record;
  MilestoneId milestone;              ///< that --milestone names; 0: none was named
  std::vector<alerts::Alert> alerts;  ///< unresolved, and of that milestone, or that rule, where one is named
  std::string giver;
  Date today;
};

/// An Input error when a rule is named that asks nothing about the row.
Result<Asked> whatIsAsked(Session& session, store::Store& store, const daemon::Configuration& configuration,
                          const AskedArguments& arguments);

/// `{"plan": …, "ref": …, "part": …, "rule": …, "text": …}`.
Json askedJson(const Asked& asked, const alerts::Alert& alert);

}  // namespace chaser::cli
