// SPDX-License-Identifier: Apache-2.0
#include "daemon/systemd.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <ctime>

namespace chaser::daemon::systemd {

namespace {

/// One line: a line break would begin another assignment.
std::string oneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

void ready(const std::string& status) {
  sd_notify(0, fmt::format("READY=1\nSTATUS={}", oneLine(status)).c_str());
}

void reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto micros = static_cast<long long>(now.tv_sec) * 1000000 + now.tv_nsec / 1000;
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}", micros).c_str());
}

void stopping() {
  sd_notify(0, "STOPPING=1");
}

void status(const std::string& status) {
  sd_notify(0, ("STATUS=" + oneLine(status)).c_str());
}

void alive() {
  sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdogEvery() {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) <= 0) return std::nullopt;
  return std::chrono::microseconds(micros / 3);
}

}  // namespace chaser::daemon::systemd
