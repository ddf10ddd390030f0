// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "common/result.h"

namespace chaser::cli {

/// Run as root on a database of the user `chaser`, the command goes on as that user, so that the journal
/// files that SQLite makes beside the database stay writable for the service. Does nothing for anybody else.
Outcome dropToOwner(const std::filesystem::path& database);

}  // namespace chaser::cli
