// SPDX-License-Identifier: Apache-2.0
#include "daemon/trouble.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/stable_hash.h"
#include "common/text.h"

namespace chaser::daemon {

namespace {

using namespace std::chrono_literals;

/// Longer than any wait between two tries of one day, and what a closed weekend counts for.
constexpr std::chrono::hours kLongestQuiet{24};

/// 80 to 120 per cent, the same for the same text.
int percentOf(std::string_view seed, int failures) {
  return 80 + static_cast<int>(stableHash(fmt::format("{}:{}", failures, seed)) % 41U);
}

}  // namespace

std::optional<std::chrono::seconds> backOff(int failures, std::chrono::seconds failingFor,
                                            std::string_view seed) {
  const auto step =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(failures, 1)) - 1, 0, kRetryWaits.size() - 1);
  const auto wait = kRetryWaits.at(step) * percentOf(seed, failures) / 100;
  if (failingFor + wait > kGiveUpAfter) return std::nullopt;
  return wait;
}

void Trouble::failed(Instant at) {
  const auto quiet = at - counted;
  if (failures > 0 && quiet > kGiveUpAfter) {
    *this = {at, 0, at};
  } else if (failures > 0 && quiet > kLongestQuiet) {
    since = since + (quiet - kLongestQuiet);
  }
  ++failures;
  counted = at;
}

std::string troubleName(const store::Message& message) {
  return fmt::format("trouble:{}:{}", message.channel == "webhook" ? message.endpoint : "mail", message.to);
}

Result<std::optional<Trouble>> troubleOf(store::EngineStore& store, const store::Message& message) {
  const auto text = store.setting(troubleName(message));
  if (!text) return fail(text.error());
  if (!*text) return std::optional<Trouble>();
  const auto words = split(**text, ' ');
  const auto since = Instant::parse(words.front());
  if (!since || words.size() < 2) return std::optional<Trouble>();
  Trouble trouble{*since, 0, *since};
  std::from_chars(words[1].data(), words[1].data() + words[1].size(), trouble.failures);
  if (words.size() > 2) trouble.counted = Instant::parse(words[2]).value_or(*since);
  return trouble;
}

Outcome keepTrouble(store::EngineStore& store, const store::Message& message,
                    const std::optional<Trouble>& trouble) {
  if (!trouble) return store.setSetting(troubleName(message), std::nullopt);
  return store.setSetting(troubleName(message), fmt::format("{} {} {}", trouble->since.iso(),
                                                            trouble->failures, trouble->counted.iso()));
}

}  // namespace chaser::daemon
