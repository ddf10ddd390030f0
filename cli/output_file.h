// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "common/result.h"

/// Files that commands write for people. A file is replaced whole or stays as it was: whoever has it open, or
/// reads it while the disk fills up, never sees half of one.
namespace chaser::cli {

/// Lets `write` fill a new file beside `path`, then gives it that name; an existing file's permissions are
/// kept, and a link is followed. What is no regular file (/dev/null, a pipe) is written directly.
Outcome replaceFile(const std::filesystem::path& path,
                    const std::function<Outcome(const std::filesystem::path&)>& write);

/// The same for bytes that are there already.
Outcome replaceFile(const std::filesystem::path& path, std::string_view bytes);

}  // namespace chaser::cli
