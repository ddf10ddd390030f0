// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/result.h"
#include "daemon/configuration.h"
#include "plan/headings.h"

namespace chaser::cli {

class Session;

/// The words by which columns are known, from the configured file or the shipped one. What is wrong with it
/// has been printed when it fails.
Result<plan::HeadingVocabulary> loadVocabulary(Session& session, const daemon::Configuration& configuration);

}  // namespace chaser::cli
