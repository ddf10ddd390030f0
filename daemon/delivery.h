// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "common/zone.h"
#include "notifiers/notifier.h"
#include "store/ports.h"

/// The store's side of sending: which frozen messages go out now, and what becomes of them. No transaction is
/// open while anything is sent: a batch is claimed, handed to the notifiers, and settled. Belongs to the
/// engine's thread.
namespace chaser::daemon {

/// When to try again after a temporary failure: 1, 5, 15 and 60 minutes, then every 4 hours, each 20 % more
/// or less so that many do not come back at once; absent once it has failed for 3 days. `failures` counts
/// this one. The spread is made of `seed`, so that the same message always waits the same time.
std::optional<std::chrono::seconds> backOff(int failures, std::chrono::seconds failingFor,
                                            std::string_view seed);

struct DeliveryOptions {
  std::string mailEndpoint = "smtp";  ///< as in Message::endpoint
  int mailPerMinute = 0;              ///< 0: unlimited
  std::vector<std::string> webhooks;  ///< endpoints besides mail
};

/// An endpoint to which nothing gets through until somebody acts: what is ready for it waits
/// (alerts::Reason::EndpointHeld), and one message is tried when `until` has come.
struct Hold {
  Instant until;
  std::string why;
};

/// Whether the endpoint is held at `now`, as the engine noted it in the database: for programs beside it.
Result<std::optional<Hold>> holdOf(store::EngineStore& store, const std::string& endpoint, Instant now);

/// What came back for a claimed message.
struct Reply {
  store::Message message;  ///< its bytes are not needed any more
  notifiers::DeliveryOutcome outcome;
  Instant at;
};

class Delivery {
 public:
  /// Messages of one endpoint that are under way at a time.
  static constexpr std::size_t kBatch = 100;

  /// `store` and `clock` outlive it.
  Delivery(store::Store& store, const Clock& clock, DeliveryOptions options);

  /// Once at start: what an earlier process had claimed is ready again, under its id.
  Result<std::size_t> reclaim();

  /// A new configuration. What an endpoint is held for may have been put right with it: each is tried again
  /// at once, with one message.
  void use(DeliveryOptions options);

  /// Messages to be sent now; they stay claimed until they are settled. What failed for an hour and surely
  /// did not arrive is taken apart instead, so that the outage ends with what is still true: then
  /// `dissolved()` is true and the engine should tick. Nothing is claimed while an earlier settlement could
  /// not be stored. All or nothing: when it fails, everything is ready as before.
  Result<std::vector<store::Message>> claim();
  /// Whether claim() took a message apart since the last call.
  bool dissolved() { return std::exchange(dissolved_, false); }

  /// Stores what became of messages. On failure they are kept and stored by the next call.
  Outcome settle(std::vector<Reply> replies, Date today);

  /// Claimed and not settled.
  [[nodiscard]] std::size_t inFlight() const;
  /// The next instant at which claim() may find something; absent when nothing waits.
  Result<std::optional<Instant>> nextAttempt();

  struct Counts {
    std::size_t sent = 0, retry = 0, dead = 0;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }
  /// Endpoints that are held, each with the far end's last code, or with what went wrong where it refused
  /// nothing: for the log and the status line. Not the far end's words, which may name a person; those are
  /// with the attempts.
  [[nodiscard]] std::vector<std::string> heldEndpoints() const;
  /// The last words of each endpoint that did not take a message, by its name: for a person's terminal.
  [[nodiscard]] const std::map<std::string, std::string>& lastTroubles() const { return lastTroubles_; }

 private:
  struct Endpoint {
    std::size_t inFlight = 0;
    int faults = 0;  // in a row: TLS, authentication, relay
    std::optional<Instant> heldUntil;
    int code = 0;
    std::string words;               // of the failure
    std::string noted;               // what the database says of the hold
    MessageId probe;                 // whose attempt began the hold
    std::set<std::string> suspects;  // recipients whose attempts were faults since the last success
    std::set<std::string> blamed;    // others got through since: what they meet is their own trouble
    void reopen();
    void gotThrough(const std::string& to);
  };
  /// How long a recipient could not be reached, kept over restarts and over messages that were taken apart.
  /// Messages that failed together are one failure.
  struct Trouble {
    Instant since;
    int failures = 0;
    Instant counted;  // when the last of them was seen
  };
  /// What one claim takes; it counts once it is committed.
  struct Claim {
    std::vector<store::Message> messages;
    bool dissolved = false;
  };
  [[nodiscard]] std::vector<std::string> endpoints() const;
  [[nodiscard]] std::size_t limitOf(const std::string& endpoint, Instant now) const;
  [[nodiscard]] std::size_t rateLeft() const;
  Outcome claimFrom(const std::string& endpoint, Claim& into);
  void keep(const Claim& claim);
  Result<std::optional<Trouble>> troubleOf(const store::Message& message);
  Result<store::Settlement> judge(const Reply& reply);
  Outcome countFailure(const Reply& reply, store::Settlement& settlement);
  Outcome endTrouble(const Reply& reply);
  void hold(Endpoint& endpoint, const Reply& reply, store::Settlement& settlement);
  Outcome storePending(Date today);
  using Holds = std::map<std::string, std::string>;
  [[nodiscard]] Holds holds() const;
  Outcome note(const Holds& holds);
  void noted(const Holds& holds);

  store::Store& store_;
  const Clock& clock_;
  DeliveryOptions options_;
  std::map<std::string, Endpoint> endpoints_;
  std::deque<std::chrono::milliseconds> sentAt_;  // mail of the last minute, by the boot clock
  std::map<MessageId, Instant> claimedAt_;        // of what is under way
  std::set<std::string> goAhead_;                 // recipients that need not wait any longer
  std::vector<Reply> pending_;                    // came back and is not stored yet
  std::map<std::string, std::string> lastTroubles_;
  bool dissolved_ = false;
  Counts counts_;
};

}  // namespace chaser::daemon
