// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/instant.h"
#include "common/result.h"
#include "daemon/settings.h"
#include "store/ports.h"

/// A rehearsal tells nobody, but the engine goes on as if it had: who was asked, when, and what comes next.
/// So a database remembers, in the setting `delivered`, whether it was only rehearsed with or has been live.
namespace chaser::daemon {

/// To be called before an engine works on the database, by whoever holds the engine's lock. Going live after
/// a rehearsal forgets all that the engine made and begins as new; then it returns true. A rehearsal on a
/// database from which messages have really left is refused: people would never hear of what it settles.
Result<bool> enter(store::Store& store, Deliver deliver, Instant now);

/// Whether a running engine may go over from one to the other: not between a rehearsal and the real thing.
bool isRehearsal(Deliver deliver);

}  // namespace chaser::daemon
