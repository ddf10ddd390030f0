// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "notifiers/mime.h"

/// A mail that came from outside, read by GMime (RFC 5322, 2045–2047). Anybody may send anything here:
/// nothing of it is believed, and all texts come out as valid UTF-8 of limited length. No I/O.
namespace chaser::notifiers {

/// A larger mail is refused: nobody answers with more than a scan or two.
constexpr std::size_t kLargestIncoming = std::size_t{25} * 1024 * 1024;

struct IncomingMail {
  std::vector<Mailbox> from;
  std::string subject;
  std::string messageId;                ///< without angle brackets; empty: it has none
  std::vector<std::string> inReplyTo;   ///< the same, as they stand
  std::vector<std::string> references;  ///< oldest first
  /// Why no person sat there and answered: "it says Auto-Submitted: auto-replied"; empty: one may have.
  std::string automatic;
  std::string words;   ///< what the writer wrote, without what they quote and their signature
  std::string quoted;  ///< what they quote
};

/// An Input error for what is no mail: empty, without any header, too large, or nested beyond reason. A line
/// `From …` in front, as pipes of mail servers put it, is taken for what it is.
Result<IncomingMail> readIncoming(std::string_view bytes);

}  // namespace chaser::notifiers
