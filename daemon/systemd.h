// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

/// What the service manager is told (sd_notify(3)); nothing at all when there is none.
namespace chaser::daemon::systemd {

void ready(const std::string& status);
void reloading();
void stopping();
void status(const std::string& status);
void alive();
/// How often alive() must be called: a third of WatchdogSec; absent when nobody watches.
std::optional<std::chrono::microseconds> watchdogEvery();

}  // namespace chaser::daemon::systemd
