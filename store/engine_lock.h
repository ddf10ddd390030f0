// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "common/result.h"

namespace chaser::store {

/// One engine a database: held by chaserd, `run --once` and `migrate` while they run. It is a flock(2) on the
/// file
/// `<database>.engine`, which bears the holder's process number and is left behind: the kernel gives the lock
/// back when its holder dies, however it dies. Beside the process it bears a mark, the highest number of a
/// message that was ever sent from here: a database that knows of fewer is an older one put in its place.
class EngineLock {
 public:
  /// Busy when another engine holds it; the message names that process.
  static Result<EngineLock> take(const std::string& database);
  /// The mark beside this database; 0: there is none, or it can't be read.
  static std::int64_t markOf(const std::string& database);
  /// Raises the mark. What can't be written is not missed: an older mark only notices less.
  void raiseMark(std::int64_t mark);
  EngineLock(EngineLock&& other) noexcept;
  EngineLock& operator=(EngineLock&&) = delete;
  EngineLock(const EngineLock&) = delete;
  EngineLock& operator=(const EngineLock&) = delete;
  ~EngineLock();

 private:
  EngineLock(int file, std::int64_t mark) : file_(file), mark_(mark) {}
  [[nodiscard]] bool write() const;
  int file_;
  std::int64_t mark_;
};

}  // namespace chaser::store
