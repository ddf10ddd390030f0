// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/bounces.h"
#include "store/ports.h"
#include "store/sqlite.h"

/// Messages to rows and back, and what a delivery does to everything that hangs on a message.
namespace chaser::store {

/// Messages with their items, in id order, in two statements.
Result<std::vector<Message>> readMessages(Db& db, const std::vector<std::int64_t>& ids);
/// The same without their bytes.
Result<std::vector<Message>> readHeads(Db& db, const std::vector<std::int64_t>& ids);

/// Writes the attempts and what they mean, in their order: each message's state; of one that was sent, its
/// items and whom its rungs have told; of a dead one, what settleDeadItem says, and a notice to each plan's
/// coordinator unless the message said nothing but notices. The alerts concerned are looked at again on
/// `today`. What is asked of the database for it are a few statements, however many messages there are.
Outcome settleAll(Db& db, const std::vector<Settlement>& settlements, Date today);

/// Settles up to `atMost` messages that are noted as arrived, the oldest; how many.
Result<std::size_t> settleArrived(Db& db, std::size_t atMost);

/// An item that could not be delivered to `to`: it is dead, and so is its rung, unless another holder's
/// message may still arrive or has.
Outcome settleDeadItem(Db& db, ItemId item, const std::string& to, Instant at, Date today);

/// What a bounce means for its message, which add() of bounces.h says; a delay is noted as an attempt.
Outcome settleBounced(Db& db, const Message& message, const Bounce& bounce, int code, Date today);

/// A line in the audit about a message: one JSON object that ends with `more`.
Outcome noteMessage(Db& db, std::string_view what, const Message& message,
                    const std::vector<std::pair<const char*, std::string>>& more, Instant now,
                    const Actor& actor);

}  // namespace chaser::store
