// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/diagnostic.h"

/// The daemon's log: one line an event, `event=tick looked=3 messages=1`. It names refs, rules, endpoints and
/// numbers, never a person, an address or a plan's words.
namespace chaser::daemon {

/// To standard error. Under systemd's journal each line begins with its priority (`<6>`, sd-daemon(3)),
/// elsewhere with the time and the level. `level` is one of chaser.yaml's.
std::shared_ptr<spdlog::logger> makeLogger(std::string_view level, bool toJournal);
/// Whether standard error is connected to the journal ($JOURNAL_STREAM).
bool isJournal();

void setLevel(spdlog::logger& logger, std::string_view level);

/// A mistake in one line: where, and what, without the file's own words and without addresses. Who may be
/// named in it is left out before: LoadedConfiguration::forLog().
std::string logLine(const Diagnostic& diagnostic);

/// Logs it as an event, with its own weight.
void logDiagnostic(spdlog::logger& logger, std::string_view event, const Diagnostic& diagnostic);

/// The text with every e-mail address in it made unrecognisable.
std::string withoutAddresses(std::string_view text);

/// A value for `key=value`: in quotes when it holds blanks, line breaks made harmless.
std::string logValue(std::string_view text);

}  // namespace chaser::daemon
