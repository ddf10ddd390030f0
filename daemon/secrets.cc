// SPDX-License-Identifier: Apache-2.0
#include "daemon/secrets.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/files.h"

namespace chaser::daemon {

std::optional<Secret> findSecret(const std::string& name, const std::filesystem::path& folder,
                                 const ConfigurationSources& sources, const Position& at,
                                 Diagnostics& diagnostics) {
  if (sources.mayMissCredentials && isOutOfSight(name, folder, sources.credentials)) {
    diagnostics.push_back({Level::Warning, at, 1, fmt::format("'{}' can't be looked at from here", name),
                           fmt::format("the unit must have LoadCredential={}:FILE", name)});
    return std::nullopt;
  }
  auto secret = readSecret(name, folder, sources.credentials);
  if (secret) return std::move(*secret);
  diagnostics.push_back({Level::Error, at, 1, secret.error().what, secret.error().hint});
  return std::nullopt;
}

}  // namespace chaser::daemon
