// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "common/result.h"

/// What those share who take mail that a mail server pipes in (inbox.h, bounces.h).
namespace chaser::daemon {

/// What became of a mail.
enum class MailFate {
  Recorded,
  Already,  ///< the same was recorded before
  Ignored,  ///< nothing of it is kept
};

inline std::string ignoredText(const std::string& why) {
  return "Ignored: " + why + ".";
}

/// What the database refuses is no fault of the mail, which is to come again: a Store error in place of an
/// Input one, with which it would be sent back.
template <typename T>
Result<T> withoutBlame(Result<T> taken) {
  if (!taken && taken.error().kind == ErrorKind::Input) taken.error().kind = ErrorKind::Store;
  return taken;
}

}  // namespace chaser::daemon
