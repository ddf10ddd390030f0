// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

/// How an operation fails. A user's mistake in a file is a list of Diagnostics (diagnostic.h); an operation
/// that may fail returns Result<T>; a broken invariant ends the process. No exception crosses a room.
namespace chaser {

enum class ErrorKind {
  Usage,    ///< the command line is wrong: exit status 2
  Input,    ///< the file, value or message was refused: exit status 3
  Store,    ///< the database can't be opened, read or written: exit status 4
  Busy,     ///< somebody else holds the lock; trying again later may work: exit status 4
  Network,  ///< the other side can't be reached: exit status 4
};

/// Written for the person who reads it: what is wrong, and what to do.
struct Error {
  ErrorKind kind = ErrorKind::Input;
  std::string what;
  std::string hint;

  /// `what`, then the hint after a semicolon.
  [[nodiscard]] std::string text() const;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Outcome = Result<void>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string what, std::string hint = {}) {
  return tl::make_unexpected(Error{kind, std::move(what), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) {
  return tl::make_unexpected(std::move(error));
}

/// The exit status that design and documentation promise for each kind.
int exitStatus(ErrorKind kind);

}  // namespace chaser
