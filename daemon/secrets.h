// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/diagnostic.h"
#include "common/secret.h"
#include "daemon/configuration.h"

namespace chaser::daemon {

/// What a configuration file names as a secret. A credential that only systemd shows to the service is no
/// mistake when somebody else checks the files; the service itself could not do without. Absent after it was
/// reported.
std::optional<Secret> findSecret(const std::string& name, const std::filesystem::path& folder,
                                 const ConfigurationSources& sources, const Position& at,
                                 Diagnostics& diagnostics);

}  // namespace chaser::daemon
