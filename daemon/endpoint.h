// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "common/ids.h"
#include "common/instant.h"
#include "common/result.h"
#include "notifiers/notifier.h"
#include "store/ports.h"

namespace chaser::daemon {

/// An endpoint to which nothing gets through until somebody acts: what is wanted for it waits
/// (alerts::Reason::EndpointHeld), and one message is tried when `until` has come.
struct Hold {
  Instant until;
  Instant since;
  std::string why;
};

/// Whether the endpoint is held at `now`, as the engine noted it in the database: for programs beside it.
Result<std::optional<Hold>> holdOf(store::EngineStore& store, const std::string& endpoint, Instant now);
/// The same when its `until` has come, too: nothing got through since, and one message may try.
Result<std::optional<Hold>> lastHoldOf(store::EngineStore& store, const std::string& endpoint);
/// Absent: it is not held.
Outcome noteHold(store::EngineStore& store, const std::string& endpoint, const std::string& text);

/// What is known of one endpoint while the process lasts. TLS, authentication and relay errors hold it:
/// nothing dies, and one message goes ahead of the others now and then, to see.
class Endpoint {
 public:
  /// A hold that lasts longer than this ends with what is still true: what was frozen before is composed
  /// anew.
  static constexpr std::chrono::hours kStaleAfter{1};

  std::size_t inFlight = 0;
  std::string noted;  ///< what the database says of the hold

  /// As an earlier process noted it: tried at once.
  void restore(const Hold& hold, Instant now);
  /// Somebody may have put it right: tried at once.
  void tryAgain(Instant now);
  /// A message met a fault. Returns when that message may be tried again, if it is the one that shall let
  /// others go first: what stopped it may be its own recipient.
  std::optional<Instant> fault(const store::Message& message, const notifiers::DeliveryOutcome& outcome,
                               Instant at);
  void reopen();
  /// Whoever met a fault while others get through has it to himself.
  void gotThrough(const std::string& to);

  [[nodiscard]] bool isHeld(Instant now) const { return heldUntil_ && *heldUntil_ > now; }
  [[nodiscard]] std::optional<Instant> heldUntil() const { return heldUntil_; }
  /// Whether nothing got through since the last fault: one message goes ahead of the others.
  [[nodiscard]] bool isDoubtful() const { return faults_ > 0; }
  /// Whether the fault is known to be this recipient's own.
  [[nodiscard]] bool isOwnTrouble(const std::string& to) const {
    return faults_ == 0 && blamed_.count(to) > 0;
  }
  /// Recipients whose attempts met a fault.
  [[nodiscard]] std::set<std::string> recipientsWithFaults() const;
  /// What was frozen before this is no longer worth sending as it stands; absent: all is.
  [[nodiscard]] std::optional<Instant> staleBefore(Instant now) const;
  /// The far end's last code, or what went wrong where it refused nothing. Not the far end's words, which may
  /// name a person; those are with the attempts.
  [[nodiscard]] std::string why() const;
  /// What the database is to say of the hold; empty: there is none.
  [[nodiscard]] std::string note() const;

 private:
  int faults_ = 0;  // in a row
  std::optional<Instant> since_, heldUntil_;
  Instant frozenBefore_;  // it was tried, or is to be, at this instant
  std::string why_;
  MessageId probe_;                 // whose attempt began the hold
  std::set<std::string> suspects_;  // recipients whose attempts were faults since the last success
  std::set<std::string> blamed_;    // others got through since: what they meet is their own trouble
};

}  // namespace chaser::daemon
