// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"

/// What a mail server writes back about a message that it could not deliver, or not yet: a delivery status
/// notification (RFC 3464, its codes RFC 3463), read by GMime. Anybody may send anything here: nothing of it
/// is believed, and all texts come out as one harmless line of limited length. No I/O.
namespace chaser::notifiers {

/// What it says of one recipient; empty where it says nothing.
struct ReportedRecipient {
  std::string action;      ///< in small letters: `failed`, `delayed`, `delivered`, `relayed`, `expanded`
  std::string status;      ///< `5.1.1`, and nothing else
  std::string final;       ///< the address at which it ended
  std::string original;    ///< the address to which it was sent
  std::string diagnostic;  ///< the far end's words: `550 5.1.1 no such mailbox`
};

struct DeliveryReport {
  /// To whom the report itself came, by its headers: Delivered-To, X-Original-To, Envelope-To, To.
  std::vector<std::string> cameTo;
  /// It is one by its own account: multipart/report about a delivery, or a part message/delivery-status.
  bool isReport = false;
  bool isFromServer = false;  ///< a mail server's address wrote it, be it no report
  std::string subject;
  std::string
      returned;  ///< the Message-ID of the message that came back, without brackets; nothing proves it
  std::vector<ReportedRecipient> recipients;
};

/// An Input error for what is no mail: as readIncoming().
Result<DeliveryReport> readDeliveryReport(std::string_view bytes);

}  // namespace chaser::notifiers
