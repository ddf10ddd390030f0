// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "common/result.h"
#include "store/console.h"
#include "store/ports.h"

struct sqlite3;

/// A database to play with: in memory alone, so that nothing of it is ever written down and nothing is left
/// behind, however the program ends. A forecast runs on a copy of the real one, a rule test on an empty one.
/// What is done to it is seen through any connection to it and is gone with the last. What the engine does
/// is not recorded in its audit, and nothing is sealed.
namespace chaser::store {

class Scratch {
 public:
  /// As `chaser import` would make it, with nothing in it.
  static Result<Scratch> empty();
  /// As the file is at this moment, and brought to this program's schema. The file is only read; somebody who
  /// writes to it meanwhile is not kept waiting. Errors are those of store::open.
  static Result<Scratch> copyOf(const std::string& path);

  Scratch(Scratch&& other) noexcept;
  Scratch& operator=(Scratch&& other) noexcept;
  ~Scratch();

  /// Connections to it. They may outlive this object.
  [[nodiscard]] Result<std::unique_ptr<Store>> open() const;
  [[nodiscard]] Result<Console> console() const;

 private:
  Scratch(std::string name, sqlite3* keeper) : name_(std::move(name)), keeper_(keeper) {}
  static Result<Scratch> make();

  std::string name_;  // what SQLite calls it, within this process
  sqlite3* keeper_;   // it lasts as long as one connection does
};

}  // namespace chaser::store
