// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "common/instant.h"
#include "common/result.h"

/// Forgetting what names people once it was kept long enough. That something happened stays; its words go.
namespace chaser::store {

/// What was written before these instants may go. Absent: it is kept for ever.
struct KeptSince {
  std::optional<Instant> messages;  ///< the bytes of messages that were sent, given up or taken apart;
                                    ///< the words of replies that were dealt with
  std::optional<Instant> attempts;  ///< tries to deliver
  std::optional<Instant> audit;     ///< texts of the audit; its rows and seals stay, and the chain is valid
};

struct Forgotten {
  std::size_t messages = 0;  ///< whose bytes were emptied
  std::size_t attempts = 0;
  std::size_t texts = 0;  ///< of the audit
  [[nodiscard]] std::size_t all() const { return messages + attempts + texts; }
};

class Keeping {
 public:
  virtual ~Keeping() = default;
  /// Notes how far the audit has come by now, once in a month: an import may date its facts back by years,
  /// and words are kept from the day on which they were written. To be called each day.
  virtual Outcome noteAudit(Instant now) = 0;
  /// Forgets the oldest of each, at most `limit`, in one short transaction. A database that is only played
  /// (scratch.h) forgets nothing.
  virtual Result<Forgotten> forget(const KeptSince& since, std::size_t limit) = 0;
};

}  // namespace chaser::store
