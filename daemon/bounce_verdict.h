// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "notifiers/delivery_report.h"
#include "store/bounces.h"

/// What a mail server's report means for the message that it is about. Pure.
namespace chaser::daemon {

struct BounceVerdict {
  std::optional<store::BounceKind> kind;  ///< absent: there is nothing to record
  std::string ignored;                    ///< why not
  std::string status;
  std::string words;
  int code = 0;  ///< SMTP; 0: not said
};

/// What it says of the message's own address counts, and where it names none but others, what it says of
/// them: mail to a person is forwarded. A board's address is often a list, whose other members got their
/// papers: there another address proves nothing. `failed` means that nobody tries any more (RFC 3464, 2.3.3);
/// a status of 5 blames the address, any other does not. What is no report is never believed to be one.
BounceVerdict judgeBounce(const notifiers::DeliveryReport& report, const store::Message& message);

}  // namespace chaser::daemon
