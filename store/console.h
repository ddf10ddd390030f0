// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/result.h"

namespace chaser::store {

/// Another program that writes plain SQL into the same file, on a connection of its own: what people do with
/// the sqlite3 shell, for the simulator and for tests. The daemon and the command line have no use for it.
class Console {
 public:
  using Rows = std::vector<std::vector<std::string>>;

  static Result<Console> open(const std::string& path);
  Console(Console&&) noexcept;
  Console& operator=(Console&&) noexcept;
  ~Console();

  /// Runs any number of statements; the rows of all of them, NULL as the empty text. What was done before a
  /// mistake stays done, as in the shell.
  Result<Rows> run(const std::string& sql);
  /// Runs one statement with these values for its `?`, each as SQL writes it: `'text'`, `7`, `NULL`. It is
  /// prepared once, however often it comes.
  Outcome run(const std::string& sql, const std::vector<std::string>& values);

 private:
  struct Handle;
  explicit Console(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace chaser::store
