// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/mail_fate.h"
#include "notifiers/delivery_report.h"
#include "store/bounces.h"

/// What mail servers send back: from its bytes to a message that did not arrive and an address that fails
/// (docs/bounces.md).
namespace chaser::daemon {

/// What became of what came back: ignored, nothing proves which message it is about, or it says nothing that
/// matters.
struct TakenBounce {
  using Kind = MailFate;
  Kind kind = Kind::Ignored;
  std::string said;                     ///< what was recorded, or why nothing was
  std::optional<store::Bounce> bounce;  ///< absent: ignored
};

/// The addresses that fail, for who shows contacts. It is of the moment at which it was read.
class FailingAddresses {
 public:
  static Result<FailingAddresses> read(store::Store& store);
  /// nullptr: mail to it does not come back.
  [[nodiscard]] const store::FailingAddress* find(std::string_view address) const;
  [[nodiscard]] const std::vector<store::FailingAddress>& all() const { return all_; }

 private:
  std::vector<store::FailingAddress> all_;
};

/// `mail to Ann Field <ann@council.example> has come back since 3 May 2017: 550 5.1.1 no such mailbox`.
std::string failingText(const std::string& name, const store::FailingAddress& failing, const Zone& zone);

/// The names of those of the contacts and boards that have this address now.
std::vector<std::string> whoHas(const plan::People& people, const std::string& address);

/// Refers to both, which outlive it. Belongs to the thread that owns the store.
class BounceDesk {
 public:
  BounceDesk(store::Store& store, const Configuration& configuration)
      : store_(store), configuration_(configuration) {}

  /// Takes what came to the address `to`, or when that is empty to those that its headers name, whole or not
  /// at all, in one transaction. Only the sealed tag in the address says which message it is about: a
  /// Message-ID can be made up by anybody. An Input error for what is no mail, and only then; Busy while the
  /// message is on its way, which is over in a moment.
  Result<TakenBounce> take(std::string_view bytes, const std::string& to, Instant now);

  /// The address works again: one that is given, or that of a contact or board. Those that failed until now;
  /// an Input error when there is none.
  Result<std::vector<std::string>> clear(const std::string& who, const store::Actor& actor, Instant now);

 private:
  struct Match {
    std::optional<store::Message> message;
    std::string why;  ///< it is absent
  };
  Result<TakenBounce> takeReport(const notifiers::DeliveryReport& report, const std::string& to, Instant now);
  Result<Match> matchTags(const std::vector<std::string>& addresses, Instant now);
  Result<std::string> whyNoMatch(Match match, const std::string& returned);
  Result<TakenBounce> record(store::Bounce bounce, int code, const store::Message& message);

  store::Store& store_;
  const Configuration& configuration_;
};

}  // namespace chaser::daemon
