// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// The names under which messages go out. They are made of a key, which holds the database's own name and
/// what is said to whom (MessagePlan::key(): its numbers are small and alike in every database), and of a
/// generation, so that composing the same message twice gives the same id and a receiver can drop a repeat.
/// What is composed anew after a failed delivery is the next generation.
namespace chaser::notifiers {

/// A Message-ID without angle brackets: 32 hexadecimal digits at the configured domain.
std::string mailId(std::string_view key, int generation, std::string_view domain);

/// A webhook-id: `msg_` and 32 hexadecimal digits.
std::string webhookId(std::string_view key, int generation);

}  // namespace chaser::notifiers
