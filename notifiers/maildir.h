// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "notifiers/notifier.h"

/// Each message as a file in a Maildir: for demonstrations, rehearsals and tests, and readable by any mail
/// program.
namespace chaser::notifiers {

/// The file's name under `new/`: seconds of frozenAt, the message's number (so that the names sort in the
/// order of sending) and a digest of its id. The same message always has the same name.
std::string maildirName(const OutgoingMessage& message);

/// Writes under `tmp/`, flushes, renames into `new/`. A message that is there already, under `new/` or
/// `cur/`, is delivered: a repeat after a crash leaves one file. The folders are made when they are missing.
std::unique_ptr<Notifier> makeMaildirNotifier(std::filesystem::path folder);

}  // namespace chaser::notifiers
