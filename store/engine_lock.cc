// SPDX-License-Identifier: Apache-2.0
#include "store/engine_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "common/text.h"

namespace chaser::store {

namespace {

constexpr mode_t kLockRights = 0660;

/// The holder's process number and the mark, each in a line.
std::string linesOf(int file) {
  std::array<char, 64> text{};
  const auto size = ::pread(file, text.data(), text.size() - 1, 0);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string holderOf(int file) {
  const std::string lines = linesOf(file);
  const std::string holder(trim(lines.substr(0, lines.find('\n'))));
  return holder.empty() ? "unknown" : holder;
}

std::int64_t markIn(const std::string& lines) {
  const auto end = lines.find('\n');
  return end == std::string::npos ? 0 : std::strtoll(lines.c_str() + end, nullptr, 10);
}

}  // namespace

Result<EngineLock> EngineLock::take(const std::string& database) {
  const std::string path = database + ".engine";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kLockRights);
  if (file < 0)
    return fail(ErrorKind::Store, "can't make the engine's lock " + path + ": " + std::strerror(errno),
                "check the rights of the directory");
  EngineLock lock(file, 0);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return fail(ErrorKind::Store, "can't lock " + path + ": " + std::strerror(errno),
                  "keep the database on a local disk, not on a network share");
    return fail(ErrorKind::Busy,
                "another engine (process " + holderOf(file) + ") runs on the database " + database,
                "stop it first, for example with `systemctl stop chaserd`");
  }
  lock.mark_ = markIn(linesOf(file));
  if (!lock.write())
    return fail(ErrorKind::Store, "can't write the engine's lock " + path + ": " + std::strerror(errno));
  return lock;
}

std::int64_t EngineLock::markOf(const std::string& database) {
  const int file = ::open((database + ".engine").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return 0;
  const auto mark = markIn(linesOf(file));
  ::close(file);
  return mark;
}

void EngineLock::raiseMark(std::int64_t mark) {
  if (mark <= mark_) return;
  mark_ = mark;
  static_cast<void>(write());
}

bool EngineLock::write() const {
  const std::string lines = std::to_string(::getpid()) + "\n" + std::to_string(mark_) + "\n";
  const auto size = static_cast<off_t>(lines.size());
  return ::pwrite(file_, lines.data(), lines.size(), 0) == size && ::ftruncate(file_, size) == 0;
}

EngineLock::EngineLock(EngineLock&& other) noexcept
    : file_(std::exchange(other.file_, -1)), mark_(other.mark_) {}

EngineLock::~EngineLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace chaser::store
