// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/link_reading.h"
#include "daemon/mail_fate.h"
#include "notifiers/incoming.h"
#include "store/ports.h"
#include "store/replies.h"

/// Mail that people send back: from its bytes to a reply that waits for the coordinator (docs/replies.md).
/// Nothing of the plan is changed by it.
namespace chaser::daemon {

/// Who answered is left in peace for so long, the day itself among them, as far as the six weeks go; once for
/// an alert (docs/decisions/0019).
inline constexpr Days kAnsweredFor{7};

/// What became of a mail: recorded, it waits for the coordinator; ignored, nobody answered, or nothing that
/// was asked.
struct Received {
  using Kind = MailFate;
  Kind kind = Kind::Ignored;
  std::string said;                   ///< one sentence: what was recorded, or why nothing was
  std::optional<store::Reply> reply;  ///< absent: ignored
};

/// What a mail is about. It is matched by the codes in its subject, else by those in what its writer wrote,
/// else by the message that it answers, else by those in what it quotes.
struct MatchedMail {
  bool matched = false;             ///< it is about something that was asked
  std::string ignored;              ///< why it is not, where that is not simply so
  std::optional<FoundLink> matter;  ///< absent: it is not clear which is meant
  std::int64_t whole = 0;           ///< the link of the message whose items may be meant; 0: unknown
  std::string contact;              ///< who was asked; empty: unknown
  MessageId message;                ///< that it answers, where its items have no links; 0: it has, or unknown
  PlanId plan;                      ///< of the matter, or of a message about one plan; 0: unknown
  std::string unclear;              ///< why it is not clear
};

/// Refers to both, which outlive it. Belongs to the thread that owns the store.
class Inbox {
 public:
  Inbox(store::Store& store, const Configuration& configuration)
      : store_(store), configuration_(configuration) {}

  /// Takes one mail, whole or not at all, in one transaction. An Input error for what is no mail, and only
  /// then; a Busy one when so many replies of that person wait that the coordinator has to look at them
  /// first.
  Result<Received> take(std::string_view bytes, Instant now);

 private:
  Result<Received> receive(const notifiers::IncomingMail& mail, Instant now);
  Result<MatchedMail> match(const notifiers::IncomingMail& mail, Instant now);
  Result<MatchedMail> matchByCodes(std::string_view text, Instant now);
  Result<MatchedMail> matchByMessage(const notifiers::IncomingMail& mail, Instant now);
  Result<MatchedMail> matchedTo(const store::Message& message, Instant now);
  Result<MatchedMail> oneOf(std::vector<FoundLink> found);
  store::Reply replyOf(const notifiers::IncomingMail& mail, const MatchedMail& match, Instant now) const;
  Outcome quieten(store::Reply& reply, const MatchedMail& match, Instant now);
  Result<Received> record(store::Reply reply, const MatchedMail& match, Instant now);
  Result<std::set<PlanId>> plansOf(const store::Reply& reply, Instant now);
  Result<Received> tooMany(const store::Reply& reply, Instant now);
  Outcome tellCoordinators(const store::Reply& reply, const MatchedMail& match, Instant now);
  [[nodiscard]] bool isKnownSender(const notifiers::IncomingMail& mail) const;
  [[nodiscard]] Date dayOf(Instant now) const { return configuration_.zone.dayOf(now); }

  store::Store& store_;
  const Configuration& configuration_;
};

/// The key of the notice about a reply, as notices.h takes it.
std::string noticeKeyOf(std::int64_t reply);

}  // namespace chaser::daemon
