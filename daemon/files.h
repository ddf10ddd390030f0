// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "common/secret.h"
#include "common/source.h"

/// Where files are found and how they are read at start and reload. Nothing here is called during a tick.
namespace chaser::daemon {

/// The whole file, named as given. At most 16 MiB, so that a wrong path (a device, a disk image) is refused.
Result<std::string> readFile(const std::filesystem::path& path);
Result<SourcePtr> readSource(const std::filesystem::path& path);

/// The `*.yaml` files of a folder in name order; a folder that does not exist has none.
Result<std::vector<SourcePtr>> readFolder(const std::filesystem::path& folder);

/// Reads a password or key. A bare name is looked for in `credentials` (systemd's $CREDENTIALS_DIRECTORY)
/// first, then it is a file relative to `folder`. That file must have no permission bits for group and
/// others: a secret that everybody on the machine can read is refused, not warned about. One line break at
/// the end is dropped.
Result<Secret> readSecret(const std::filesystem::path& name, const std::filesystem::path& folder,
                          const std::optional<std::filesystem::path>& credentials);

/// Whether only the service can find this: a bare name, no credentials folder, and no file of that name that
/// could be looked at.
bool isOutOfSight(const std::filesystem::path& name, const std::filesystem::path& folder,
                  const std::optional<std::filesystem::path>& credentials);

/// Where the shipped rules, headings and templates are: $CHASER_DATA_DIR, else `../share/chaser` beside the
/// program's folder (a build tree, or a relocated installation), else /usr/share/chaser.
std::filesystem::path findDataFolder();

}  // namespace chaser::daemon
