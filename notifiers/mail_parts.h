// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"

/// What a person reads of a message that goes over the wire, ours or theirs.
namespace chaser::notifiers {

struct MailParts {
  std::optional<std::string> text, html;  ///< UTF-8, at most 256 kB each; absent: there is no such part
};

/// The first plain text and the first HTML of the message, decoded. What is attached is not shown, and a mail
/// inside the mail is somebody else's words. An Input error when it is no message.
Result<MailParts> partsOf(std::string_view bytes);

}  // namespace chaser::notifiers
