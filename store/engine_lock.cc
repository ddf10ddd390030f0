// SPDX-License-Identifier: Apache-2.0
#include "store/engine_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/text.h"

namespace chaser::store {

namespace {

constexpr mode_t kLockRights = 0660;

std::string holderOf(int file) {
  std::array<char, 32> text{};
  const auto size = ::pread(file, text.data(), text.size() - 1, 0);
  return size > 0 ? std::string(trim(std::string_view(text.data(), static_cast<std::size_t>(size))))
                  : "unknown";
}

}  // namespace

Result<EngineLock> EngineLock::take(const std::string& database) {
  const std::string path = database + ".engine";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kLockRights);
  if (file < 0)
    return fail(ErrorKind::Store, "can't make the engine's lock " + path + ": " + std::strerror(errno),
                "check the rights of the directory");
  EngineLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return fail(ErrorKind::Store, "can't lock " + path + ": " + std::strerror(errno),
                  "keep the database on a local disk, not on a network share");
    return fail(ErrorKind::Busy,
                "another engine (process " + holderOf(file) + ") runs on the database " + database,
                "stop it first, for example with `systemctl stop chaserd`");
  }
  const std::string process = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, process.data(), process.size(), 0) < 0)
    return fail(ErrorKind::Store, "can't write the engine's lock " + path + ": " + std::strerror(errno));
  return lock;
}

EngineLock::EngineLock(EngineLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

EngineLock::~EngineLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace chaser::store
