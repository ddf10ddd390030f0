// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "notifiers/notifier.h"

/// What a mail server's reply means for a message. Pure, so that each case has its test.
namespace chaser::notifiers {

/// Where in the dialogue a delivery ended. The order is the dialogue's.
enum class SmtpStage { Connect, Greeting, Tls, Auth, Sender, Recipient, Data, Body, Finished };

/// RFC 3463: class, subject and detail.
struct EnhancedCode {
  int category = 0, subject = 0, detail = 0;
};
/// The one that follows the reply's code: `550 5.1.1 no such user`. Absent where there is none.
std::optional<EnhancedCode> enhancedCodeOf(std::string_view reply);

/// What the dialogue says of the message. `reply` is the last reply's text, `bodySent` whether the whole
/// message had left. See notifier.h for the kinds.
///
/// A refusal for good kills a message, and the coordinator is told; so only what is surely about this
/// recipient or this message does. What may be about us (who we are, where we call from, how we log in) holds
/// the endpoint: nothing dies, somebody is told, and when others get through meanwhile the worker finds out
/// that it was the recipient after all. By the enhanced code, which servers give since the three digits alone
/// don't tell these apart:
///   5.1.x  addresses: the recipient's are rejected; 5.1.7 and 5.1.8 are the sender's, so ours
///   5.2.2  mailbox full: tried again, whatever its first digit says, for mailboxes are emptied; 5.2.3 and
///          5.3.4, 552: the message is too big, and will be
///   5.2.x  else, 5.4.x: the mailbox is closed, or its domain is not reached
///   5.3.x  else, 5.5.x: the server, or how we speak to it
///   5.6.x  the message can't be carried as it is, e.g. its address (5.6.7)
///   5.7.x  policy. Before the recipient was named, and wherever it is about log-in, senders and networks
///          (5.7.0, 5.7.3, 5.7.8 to 5.7.14, 5.7.20 to 5.7.29, 5.7.5xx and more), it is ours; Exchange's
///          5.7.12x and 5.7.13x are a recipient's who takes mail from some alone; after the body, the
///          message's
DeliveryOutcome classifySmtp(int curlCode, SmtpStage stage, int replyCode, std::string_view reply,
                             bool bodySent);

}  // namespace chaser::notifiers
