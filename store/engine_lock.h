// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/result.h"

namespace chaser::store {

/// One engine a database: held by chaserd, `run --once` and `migrate` while they run. It is a flock(2) on the
/// file
/// `<database>.engine`, which bears the holder's process number and is left behind: the kernel gives the lock
/// back when its holder dies, however it dies.
class EngineLock {
 public:
  /// Busy when another engine holds it; the message names that process.
  static Result<EngineLock> take(const std::string& database);
  EngineLock(EngineLock&& other) noexcept;
  EngineLock& operator=(EngineLock&&) = delete;
  EngineLock(const EngineLock&) = delete;
  EngineLock& operator=(const EngineLock&) = delete;
  ~EngineLock();

 private:
  explicit EngineLock(int file) : file_(file) {}
  int file_;
};

}  // namespace chaser::store
