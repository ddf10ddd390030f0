// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "common/zone.h"
#include "daemon/endpoint.h"
#include "daemon/trouble.h"
#include "notifiers/notifier.h"
#include "store/ports.h"

/// The store's side of sending: which frozen messages go out now, and what becomes of them. No transaction is
/// open while anything is sent: a batch is claimed, handed to the notifiers, and settled. Belongs to the
/// engine's thread.
namespace chaser::daemon {

/// The hours of a recipient as one message has to keep them.
struct LeavingHours {
  Date today;     ///< in their zone
  Instant opens;  ///< `now` when it is open
};

struct DeliveryOptions {
  std::string mailEndpoint = "smtp";  ///< as in Message::endpoint
  int mailPerMinute = 0;              ///< 0: unlimited
  std::vector<std::string> webhooks;  ///< endpoints besides mail
  /// How many messages an endpoint carries at once; one that is not named: one.
  std::map<std::string, std::size_t> connections = {};
  /// Absent for what keeps no hours: a webhook's message. Not set: nothing keeps any.
  std::function<std::optional<LeavingHours>(const store::Message&, Instant now)> hours = {};
  std::string returnPath = {};  ///< where bounces go, as readReturnPath() gives it; empty: to the sender
};

/// What came back for a claimed message.
struct Reply {
  store::Message message;  ///< its bytes are not needed any more
  notifiers::DeliveryOutcome outcome;
  Instant at;
};

class Delivery {
 public:
  /// Messages of one endpoint that are under way at a time, besides those that its connections carry: when a
  /// batch has come back and is stored, and another is claimed, the connections are busy with what is left.
  static constexpr std::size_t kBatch = 100;

  /// Fewer replies than these are settled at once when nothing else is under way. More of them would keep
  /// what is ready waiting: they are noted.
  static constexpr std::size_t kFew = kBatch / 2;

  /// `store` and `clock` outlive it.
  Delivery(store::Store& store, const Clock& clock, DeliveryOptions options);

  /// Once at start: what an earlier process had claimed is ready again, under its id, unless it had noted
  /// that it arrived.
  Result<std::size_t> reclaim();

  /// A new configuration. What an endpoint is held for may have been put right with it: each is tried again
  /// at once, with one message.
  void use(DeliveryOptions options);

  /// Messages to be sent now; they stay claimed until they are settled. What surely did not arrive is taken
  /// apart instead when it failed for an hour, waited for an endpoint that was held for an hour, or did not
  /// leave within its day's window, so that the engine composes what is still true: then `dissolved()` is
  /// true and the engine should tick. What may have arrived keeps its bytes and waits for the next opening.
  /// Nothing is claimed while an earlier settlement could not be stored. All or nothing: when it fails,
  /// everything is ready as before. Nothing while the database is not at home (home.h). Not to be called
  /// while the clock is not believed.
  Result<std::vector<store::Message>> claim();
  /// Whether a message was taken apart, or a hold began or ended, since the last call: the engine should
  /// tick.
  bool dissolved() { return std::exchange(dissolved_, false); }

  /// What came back while others are under way, or wait for the connections. Where all of it arrived, and
  /// nobody had trouble, that alone is noted: settleNoted() does the rest when there is time for it, so that
  /// the connections are not kept waiting. A few that came back last, and anything else, are settled. Fails
  /// as settle() does.
  Outcome note(std::vector<Reply> replies, Date today);
  /// Settles a part of what is noted; hasNoted() says whether anything is left.
  Outcome settleNoted();
  [[nodiscard]] bool hasNoted() const { return hasNoted_; }

  /// Stores what became of messages. On failure they are kept and stored by the next call. A wall clock that
  /// was set forward since they were claimed is not what they are reckoned by.
  Outcome settle(std::vector<Reply> replies, Date today);

  /// Claimed and not settled.
  [[nodiscard]] std::size_t inFlight() const;
  /// The next instant at which claim() may find something; absent when nothing waits.
  Result<std::optional<Instant>> nextAttempt();

  struct Counts {
    std::size_t sent = 0, retry = 0, dead = 0;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }
  /// How long it takes until the rate lets mail leave that is ready; absent when no mail waits for it.
  Result<std::optional<std::chrono::milliseconds>> waitForRate();
  /// How many messages are ready and could leave now, but for the rate.
  Result<std::size_t> readyNow();
  /// Endpoints that are held, each with Endpoint::why(): for the log and the status line.
  [[nodiscard]] std::vector<std::string> heldEndpoints() const;
  /// The last words of each endpoint that did not take a message, by its name: for a person's terminal.
  [[nodiscard]] const std::map<std::string, std::string>& lastTroubles() const { return lastTroubles_; }

 private:
  struct Claimed {
    Instant at;
    std::chrono::milliseconds boot;
  };
  /// What one claim takes; it counts once it is committed.
  struct Claim {
    std::vector<store::Message> messages;
    std::vector<store::Message> watched;  // taken apart, and what they said is wanted yet; without bytes
    std::set<std::string> troubled;       // as troubleName() has it
    bool dissolved = false;
  };
  static constexpr std::chrono::milliseconds kMinute{60000};

  [[nodiscard]] std::vector<std::string> endpoints() const;
  [[nodiscard]] std::vector<std::string> endpointsBut(const std::string& one) const;
  [[nodiscard]] std::size_t mostUnderWay(const std::string& endpoint) const;
  [[nodiscard]] std::size_t limitOf(const std::string& endpoint, Instant now) const;
  [[nodiscard]] std::size_t rateLeft() const;
  Outcome restoreHolds();
  Outcome tryNow();
  Outcome takeApartStale(const std::string& endpoint, Claim& into);
  Outcome claimFrom(const std::string& endpoint, Claim& into);
  Outcome takeApart(store::Message message, Claim& into);
  Result<bool> keepsHours(const store::Message& message, Claim& into);
  Outcome forgetTroubles(Claim& into);
  void keep(const Claim& claim);
  Result<store::Settlement> judge(const Reply& reply);
  Outcome countFailure(const Reply& reply, store::Settlement& settlement);
  Outcome endTrouble(const Reply& reply);
  void takeIn(Reply& reply);
  [[nodiscard]] bool isPlain(const Reply& reply) const;
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
  std::map<MessageId, Claimed> claimedAt_;        // of what is under way
  std::set<std::string> troubled_;  // of what is under way, by troubleName(): had it, or has it by now
  std::set<std::string> goAhead_;   // recipients that need not wait any longer
  std::vector<Reply> pending_;      // came back and is not stored yet
  std::map<std::string, std::string> lastTroubles_;
  std::vector<store::Message> takenApart_;  // whose recipients' trouble may be over with them
  bool restored_ = false;                   // the holds of an earlier process are known
  std::string triedNow_;                    // the person's wish that was heard last
  bool dissolved_ = false;
  bool hasNoted_ = false;
  Counts counts_;
};

}  // namespace chaser::daemon
