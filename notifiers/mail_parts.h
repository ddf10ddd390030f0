// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/result.h"

namespace chaser::notifiers {

/// What a person reads of a message that goes over the wire.
struct MailParts {
  std::string text;  ///< UTF-8; empty where there is none
  std::string html;
};

/// The first plain text and the first HTML of the message, decoded. An Input error when it is no message.
Result<MailParts> partsOf(const std::string& bytes);

}  // namespace chaser::notifiers
