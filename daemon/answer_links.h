// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "store/links.h"
#include "store/ports.h"
#include "web/token.h"

/// The links of one message: one for each matter that its reader is asked about, and one for all of them.
/// Where there is no address for links, each matter has a code instead, by which a reply is known.
namespace chaser::daemon {

struct MessageLinks {
  std::string whole;                        ///< empty: the message has none
  std::map<AlertId, std::string> ofMatter;  ///< by the alert that the item is about
  std::map<AlertId, std::string> codeOf;    ///< the same; these or those, never both
};

/// Where the reader of a message chooses how often their digest comes: of digests and urgent messages to
/// contacts, with web.public_url; else empty. In the transaction that freezes the message.
Result<std::string> digestLink(const Configuration& configuration, store::Store& store,
                               const alerts::MessagePlan& plan, Instant now);

/// What a link's token is sealed over.
web::Binding bindingOf(const store::AnswerLink& link);

/// Makes and keeps them, in the transaction that freezes the message: links with web.public_url, codes
/// without. None for what goes to no person, for a board's papers and their drafts, and for what asks
/// nothing: notices, and what is over.
Result<MessageLinks> makeLinks(const Configuration& configuration, store::Store& store,
                               const alerts::MessagePlan& plan,
                               const std::vector<const alerts::Candidate*>& said, Instant now);

}  // namespace chaser::daemon
