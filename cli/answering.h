// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/configuration.h"
#include "plan/draft.h"
#include "store/ports.h"

/// What the commands about doubts share.
namespace chaser::cli {

struct OpenDoubt {
  plan::Doubt doubt;
  std::string settle;  ///< the command that settles it, capitals to be filled in; empty where there is none
  std::string otherwise;  ///< what else may be done
};

/// The doubts of a plan that nobody has settled yet, looked up anew in the contacts. `databaseOption` is the
/// --database that was given, to be repeated in the commands.
Result<std::vector<OpenDoubt>> openDoubtsOf(store::Store& store, const plan::Plan& plan,
                                            const daemon::Configuration& configuration,
                                            const std::string& databaseOption);

/// The contacts to look names up in; nullptr when none are configured.
const plan::People* peopleOf(const daemon::Configuration& configuration);

/// A phrase on one line.
std::string oneLine(std::string_view text);

/// As a shell takes it: in single quotes where it needs them.
std::string shellWord(std::string_view text);

}  // namespace chaser::cli
