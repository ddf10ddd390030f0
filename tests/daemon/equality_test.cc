// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <iostream>

#include "tests/daemon/played_history.h"

namespace chaser::daemon {
namespace {

using histories::Compare;
using histories::Plot;
using histories::Spoil;

constexpr int kShards = 20;

/// So many are played with every test run; `make equality` plays two thousand.
int historiesInAll() {
#ifdef __SANITIZE_ADDRESS__
  constexpr int kSome = 100;
#else
  constexpr int kSome = 200;
#endif
  const char* wanted = std::getenv("CHASER_HISTORIES");
  return wanted == nullptr ? kSome : std::atoi(wanted);
}

/// Without every event that the difference does not need, as a list for people.
std::string shrunk(Plot plot, Spoil spoil, Compare compare) {
  for (std::size_t i = plot.events.size(); i-- > 0;) {
    Plot shorter = plot;
    shorter.events.erase(shorter.events.begin() + static_cast<std::ptrdiff_t>(i));
    if (!histories::play(shorter, spoil, compare).difference.empty()) plot = std::move(shorter);
  }
  const auto played = histories::play(plot, spoil, compare);
  std::string text = "seed " + std::to_string(plot.seed) + "\n";
  for (const auto& event : played.story) text += event + "\n";
  return text + played.difference;
}

class Equality : public ::testing::TestWithParam<int> {};

TEST_P(Equality, TheDaemonAndANaiveOracleAgreeAfterEveryTick) {
  std::array<int, 10> events{};
  histories::Played sum;
  const int first = historiesInAll() * GetParam() / kShards;
  const int last = historiesInAll() * (GetParam() + 1) / kShards;
  for (int i = first; i < last; ++i) {
    const auto plot = histories::plotOf(static_cast<std::uint32_t>(i + 1));
    for (const auto& event : plot.events) ++events.at(static_cast<std::size_t>(event.kind));
    const auto played = histories::play(plot);
    ASSERT_EQ(played.difference, "") << shrunk(plot, Spoil::Nothing, Compare::All);
    sum.looks += played.looks;
    sum.freshPasses += played.freshPasses;
    sum.kills += played.kills;
    sum.halves += played.halves;
    sum.holds += played.holds;
    sum.alerts += played.alerts;
  }
  std::cout << last - first << " histories, " << sum.looks << " ticks with " << sum.alerts << " open alerts, "
            << sum.freshPasses << " fresh cold passes, " << sum.kills << " ticks killed, " << sum.halves
            << " stopped half-way, " << sum.holds << " clocks held;";
  for (std::size_t kind = 0; kind < events.size(); ++kind)
    std::cout << " " << histories::kKindNames.at(kind) << " " << events.at(kind);
  std::cout << "\n";
}

INSTANTIATE_TEST_SUITE_P(RandomHistories, Equality, ::testing::Range(0, kShards));

class SpoiltMemory : public ::testing::TestWithParam<Spoil> {};

TEST_P(SpoiltMemory, IsFoundByWhatComesOfIt) {
  int played = 0;
  while (played < 100) {
    const auto plot = histories::plotOf(static_cast<std::uint32_t>(++played));
    if (!histories::play(plot, GetParam(), Compare::AlertsAlone).difference.empty()) break;
  }
  EXPECT_LT(played, 100);
}

INSTANTIATE_TEST_SUITE_P(EngineMemory, SpoiltMemory,
                         ::testing::Values(Spoil::DropAgenda, Spoil::LateAgenda, Spoil::ForgetChanges,
                                           Spoil::SkipColdPass));

}  // namespace
}  // namespace chaser::daemon
