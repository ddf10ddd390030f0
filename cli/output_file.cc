// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace chaser::cli {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Error> cannotWrite(const fs::path& path, int error) {
  return fail(ErrorKind::Input, fmt::format("'{}' can't be written: {}", path.string(), std::strerror(error)),
              "look at the folder's permissions and at the space on the disk");
}

/// A file that goes with the scope unless it was kept under its name.
class Beside {
 public:
  explicit Beside(const fs::path& path) : name_(path.string() + ".XXXXXX") {
    file_ = ::mkstemp(name_.data());
    error_ = errno;
  }
  ~Beside() {
    if (file_ < 0) return;
    ::close(file_);
    if (!kept_) ::unlink(name_.c_str());
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  [[nodiscard]] bool isOpen() const { return file_ >= 0; }
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Its bytes are on the disk before the name is: a crash leaves the old file or the new one.
  bool keepAs(const fs::path& path, mode_t mode) {
    kept_ = ::fchmod(file_, mode) == 0 && ::fsync(file_) == 0 && ::rename(name_.c_str(), path.c_str()) == 0;
    error_ = errno;
    return kept_;
  }

 private:
  std::string name_;
  int file_ = -1;
  int error_ = 0;
  bool kept_ = false;
};

/// The permissions of a file that the program creates.
mode_t freshMode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

}  // namespace

Outcome replaceFile(const fs::path& path, const std::function<Outcome(const fs::path&)>& write) {
  struct stat found {};
  const bool exists = ::stat(path.c_str(), &found) == 0;
  if (exists && S_ISDIR(found.st_mode))
    return fail(ErrorKind::Usage, fmt::format("'{}' is a directory", path.string()), "name a file in it");
  if (exists && !S_ISREG(found.st_mode)) return write(path);
  std::error_code ignored;
  const fs::path target = exists ? fs::canonical(path, ignored) : path;
  Beside beside(target.empty() ? path : target);
  if (!beside.isOpen()) return cannotWrite(path, beside.error());
  if (auto written = write(beside.name()); !written) return written;
  if (!beside.keepAs(target, exists ? found.st_mode & 07777U : freshMode()))
    return cannotWrite(path, beside.error());
  return {};
}

Outcome replaceFile(const fs::path& path, std::string_view bytes) {
  return replaceFile(path, [&](const fs::path& file) -> Outcome {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    return stream ? Outcome() : cannotWrite(path, errno);
  });
}

}  // namespace chaser::cli
