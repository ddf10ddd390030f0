// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cli/json.h"
#include "common/zone.h"
#include "daemon/sim/story.h"

/// How messages that nobody has sent yet, or might have sent, are shown: by forecast and replay alike.
namespace chaser::cli {

Json itemJson(const daemon::ToldItem& item);
/// One entry a message, with its day and its items.
Json messagesJson(const std::vector<daemon::Told>& messages, const Zone& zone);

/// Day by day, each message with its items beneath it.
void printMessages(std::ostream& out, const std::vector<daemon::Told>& messages, const Zone& zone);

/// Weeks as a strip of numbers, each in `width` digits, a dot where nothing comes.
std::string weekStrip(const std::vector<int>& weeks, std::size_t width);

}  // namespace chaser::cli
