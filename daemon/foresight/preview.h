// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "store/scratch.h"

/// The messages of one day as they would leave, word for word, if nobody does anything until then. Played on
/// a private copy, as a forecast is, but with the daemon's own letters; nothing is sent.
namespace chaser::daemon {

/// Without a day the first one is looked for that has a message, this far ahead.
inline constexpr Days kPreviewAhead{35};

struct Preview {
  Date day;                              ///< whose messages these are
  std::vector<store::Message> messages;  ///< with their bytes, in the order of leaving
  std::size_t held = 0;                  ///< alerts that wait for approval in the end
  std::vector<std::string> notes;        ///< what was assumed, and what failed
};

/// From `now` to the end of `on`; without it, to the end of the first day on which something leaves. With
/// `to`, what leaves for that contact, board or webhook alone. Links in it are made with a key of their own,
/// and open nothing, but for those of messages that were frozen before. `scratch` is a copy of the database;
/// it is played on.
Result<Preview> preview(const store::Scratch& scratch,
                        const std::shared_ptr<const Configuration>& configuration, Instant now,
                        std::optional<Date> on, const std::string& to);

}  // namespace chaser::daemon
