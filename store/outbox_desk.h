// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/ports.h"

/// What a person asks of single messages of the outbox: what was tried, and to send or drop one that waits or
/// was given up. The worker's own side of it is OutboxStore.
namespace chaser::store {

/// What becomes of a message that somebody wants to be tried again.
enum class Retried {
  AtOnce,  ///< it waited, and may go now
  Again,   ///< it was given up and may have arrived: the same bytes under the same id
  Anew,    ///< it surely did not arrive: what is still true of it is composed again
};
std::string_view toString(Retried);  ///< `at-once`, `again`, `anew`

class OutboxDesk {
 public:
  virtual ~OutboxDesk() = default;
  /// Every try to deliver it, the first one first; those of long ago are forgotten (keeping.h).
  virtual Result<std::vector<Attempt>> attemptsOf(MessageId message) = 0;
  /// Tries a message again that waits or was given up, and notes who wanted it in the audit. An Input error
  /// for what was sent, dropped, or is on its way.
  virtual Result<Retried> retry(MessageId message, Date today, Instant now, const Actor& actor) = 0;
  /// A message that waits or was given up will not be sent. Its items are dropped, silenced by the actor,
  /// unless another holder of the role is told of them; their steps count as given up, so that ladders go on
  /// from there. Who dropped it and why stands in the audit. An Input error as for retry().
  virtual Outcome drop(MessageId message, const std::string& why, Date today, Instant now,
                       const Actor& actor) = 0;
  /// The highest number that a message was ever given, be it that the message is gone.
  virtual Result<std::int64_t> newestMessage() = 0;
  /// From now on messages have higher numbers than this.
  virtual Outcome numberBeyond(std::int64_t number) = 0;
  /// Notes in the audit that somebody let the database send from where it is now.
  virtual Outcome noteAdoption(const std::string& words, Instant now, const Actor& actor) = 0;
};

}  // namespace chaser::store
