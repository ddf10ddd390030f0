// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "common/instant.h"
#include "common/result.h"
#include "daemon/settings.h"
#include "store/ports.h"

/// A database knows its machine. It remembers from which machine, and as which file, it first sent, in the
/// setting `home`; a clone, a file that was moved or copied, and a backup that was put back hold all sending,
/// so that nobody mails directors from a test copy or tells them last month's news again. Everything else
/// goes on: plans are evaluated, and what is wanted waits until `chaser adopt`. Where nothing leaves the
/// machine anyway (`deliver: maildir`, `rehearse`) nothing is held.
namespace chaser::daemon {

/// Why this database must not send as it lies at `path`; empty when it may, or never has. Changes nothing.
Result<std::string> homeTrouble(store::Store& store, const std::string& path, Deliver deliver);

/// To be called by whoever runs an engine on the database, before it works, and when the configuration has
/// changed: remembers the home at the first live use, and the trouble for homeHold(). Returns it.
Result<std::string> settleHome(store::Store& store, const std::string& path, Deliver deliver, Instant now);

/// Nothing is sent for that reason since then.
struct HomeHold {
  Instant since;
  std::string why;
};
/// What settleHome() noted; absent: the database may send.
Result<std::optional<HomeHold>> homeHold(store::EngineStore& store);

/// The same with what to do about it: `…: if this one is to send, chaser adopt`.
std::string withAdoption(const std::string& why);

struct Adoption {
  std::string trouble;    ///< what held it; empty: nothing did
  std::size_t anew = 0;   ///< messages that were waiting and surely did not arrive: composed anew
  std::size_t again = 0;  ///< messages that may have arrived, by a try or before the copy was made
};
/// From now on this is the machine and the file from which it sends. The audit says who said so. An engine
/// that runs notices at once.
Result<Adoption> adopt(store::Store& store, const std::string& path, Instant now, const store::Actor& actor);

}  // namespace chaser::daemon
