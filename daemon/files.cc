// SPDX-License-Identifier: Apache-2.0
#include "daemon/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

namespace chaser::daemon {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLargestRead = 16U << 20U;

}  // namespace

Result<std::string> readFile(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  // What may not be looked at may well be there.
  if (error == std::errc::permission_denied) {
    return fail(ErrorKind::Input, fmt::format("'{}' may not be read", path.string()),
                "look at the permissions of the file and of the folders above it");
  }
  if (!fs::exists(status)) return fail(ErrorKind::Input, fmt::format("there is no file '{}'", path.string()));
  if (!fs::is_regular_file(status))
    return fail(ErrorKind::Input, fmt::format("'{}' is not a file", path.string()));
  if (fs::file_size(path, error) > kLargestRead) {
    return fail(ErrorKind::Input, fmt::format("'{}' is larger than 16 MiB", path.string()),
                "is this the right file?");
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf(), stream)) {
    // An empty file leaves the copy without a character, which is no failure.
    if (stream.is_open() && fs::file_size(path, error) == 0) return std::string();
    return fail(ErrorKind::Input, fmt::format("'{}' can't be read", path.string()),
                "look at its permissions");
  }
  return text.str();
}

Result<SourcePtr> readSource(const fs::path& path) {
  auto text = readFile(path);
  if (!text) return fail(text.error());
  return std::make_shared<const Source>(Source{path.string(), std::move(*text)});
}

Result<std::vector<SourcePtr>> readFolder(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".yaml") paths.push_back(at->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail(ErrorKind::Input,
                fmt::format("the folder '{}' can't be read: {}", folder.string(), error.message()));
  }
  std::sort(paths.begin(), paths.end());
  std::vector<SourcePtr> sources;
  for (const auto& path : paths) {
    auto source = readSource(path);
    if (!source) return fail(source.error());
    sources.push_back(std::move(*source));
  }
  return sources;
}

Result<Secret> readSecret(const fs::path& name, const fs::path& folder,
                          const std::optional<fs::path>& credentials) {
  std::error_code error;
  const bool fromSystemd = credentials && !name.has_parent_path() && fs::exists(*credentials / name, error);
  const fs::path found = fromSystemd ? *credentials / name : (folder / name).lexically_normal();
  const auto permissions = fs::status(found, error).permissions();
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  // systemd keeps its credentials in a folder of the service's own and decides about their bits itself.
  if (!fromSystemd && fs::exists(found, error) && (permissions & kOthers) != fs::perms::none) {
    return fail(ErrorKind::Input,
                fmt::format("'{}' holds a secret, and others than its owner may read it", found.string()),
                fmt::format("chmod 600 {}", found.string()));
  }
  auto text = readFile(found);
  if (!text) return fail(text.error());
  if (!text->empty() && text->back() == '\n') text->pop_back();
  if (!text->empty() && text->back() == '\r') text->pop_back();
  if (text->empty())
    return fail(ErrorKind::Input, fmt::format("'{}' is empty, a secret is expected", found.string()));
  return Secret(std::move(*text));
}

bool isOutOfSight(const fs::path& name, const fs::path& folder, const std::optional<fs::path>& credentials) {
  std::error_code error;
  const auto status = fs::status(folder / name, error);
  return !credentials && !name.has_parent_path() && status.type() == fs::file_type::not_found;
}

fs::path findDataFolder() {
  if (const char* given = std::getenv("CHASER_DATA_DIR"); given != nullptr && *given != '\0') return given;
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    auto beside = (program.parent_path().parent_path() / "share" / "chaser").lexically_normal();
    if (fs::is_directory(beside / "rules.d", error)) return beside;
  }
  return "/usr/share/chaser";
}

}  // namespace chaser::daemon
