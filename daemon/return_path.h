// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "store/ports.h"

/// The address to which mail servers send back what they can't deliver, with a tag for each message
/// (`smtp.envelope_from`, docs/bounces.md).
namespace chaser::daemon {

/// What stands in its place for what is no message of the outbox.
constexpr std::string_view kTestTag = "test";

/// As it is written in chaser.yaml: `bounces@example.org`, to whose local part `+` and the tag are added, or
/// with `{tag}` where the tag shall stand. With the place of the tag in it in any case; an Input error where
/// no address comes of it.
Result<std::string> readReturnPath(const std::string& written);

/// REQUIRES: `pattern` is what readReturnPath() gave.
std::string returnPathWith(const std::string& pattern, std::string_view tag);

/// Gives each mail among the messages the address for its bounces, sealed with the key of the answer links;
/// none where `pattern` is empty. In the transaction that is open.
Outcome addReturnPaths(store::Store& store, const std::string& pattern, std::vector<store::Message>& messages,
                       Instant now);

}  // namespace chaser::daemon
