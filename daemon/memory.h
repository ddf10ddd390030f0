// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/date.h"
#include "common/result.h"
#include "store/ports.h"

/// The names under which the engine remembers things in the table `setting`, and typed access to them. A
/// value that does not read is as good as none: the engine then looks again at more than it had to, never at
/// less.
namespace chaser::daemon::memory {

inline constexpr const char* kToday = "engine.today";    ///< the last day that was evaluated
inline constexpr const char* kCursor = "engine.cursor";  ///< change_log.seq up to which all was looked at
inline constexpr const char* kTick = "engine.tick";      ///< number of the last tick that wrote
inline constexpr const char* kTickOpen =
    "engine.tick_open";  ///< that tick has not been judged by the storm guard
inline constexpr const char* kFingerprint =
    "engine.fingerprint";  ///< of the configuration that all was looked at with
inline constexpr const char* kColdFor =
    "engine.cold_for";  ///< the fingerprint that a cold pass is under way for
inline constexpr const char* kColdAt = "engine.cold_at";  ///< the last action that it has looked at
inline constexpr const char* kHandling =
    "handling";  ///< what alerts were last handled by: ColdPass::memoryOf
inline constexpr const char* kSetAside = "engine.set_aside";  ///< rows that failed, and until when they rest
inline constexpr const char* kStormOn = "engine.storm_on";    ///< the day on which the storm guard last held
inline constexpr const char* kDelivered =
    "delivered";                              ///< `rehearsed`, or `live` once messages could really leave
inline constexpr const char* kHome = "home";  ///< from which machine and file it sends: home.h
inline constexpr const char* kHomeHeld = "engine.home_held";  ///< since when it must not send, and why
inline constexpr const char* kTryNow =
    "outbox.try_now";  ///< when a person last wanted something to be tried at once
inline constexpr const char* kClockHold = "clock.hold";          ///< why the wall clock is not believed
inline constexpr const char* kClockApproved = "clock.approved";  ///< a person said that it is right

/// What a tick begins with, read at once: an idle one would spend its time on asking one by one. `kHandling`,
/// which is long and wanted by a cold pass alone, is not among it.
class Remembered {
 public:
  static Result<Remembered> read(store::EngineStore& store);
  [[nodiscard]] std::optional<std::string> text(const char* name) const;
  [[nodiscard]] std::optional<Date> day(const char* name) const;
  [[nodiscard]] std::int64_t number(const char* name) const;  ///< 0 when there is none

 private:
  std::map<std::string, std::string> settings_;
};

Result<std::optional<Date>> day(store::EngineStore& store, const char* name);
Result<std::int64_t> number(store::EngineStore& store, const char* name);  ///< 0 when there is none
Outcome setDay(store::EngineStore& store, const char* name, Date day);
Outcome setNumber(store::EngineStore& store, const char* name, std::int64_t number);

}  // namespace chaser::daemon::memory
