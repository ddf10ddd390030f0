// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/json.h"
#include "daemon/configuration.h"
#include "daemon/mail_fate.h"
#include "store/ports.h"

/// What the commands share that mail servers pipe a message into.
namespace chaser::cli {

class Session;

/// What became of the mail, and what was recorded of it.
struct MailTaken {
  daemon::MailFate fate = daemon::MailFate::Ignored;
  std::string said;
  Json about;  ///< null: nothing
};
using MailTaker =
    std::function<Result<MailTaken>(std::string_view mail, store::Store&, const daemon::Configuration&)>;

/// Hands on the message on standard input, whole, and says what became of it: in JSON with `about` under this
/// key. Where it fails for a reason which may pass, the exit status is EX_TEMPFAIL (75): mail servers keep
/// the message and try again, while any other one makes them send it back. Only an Input error is for good.
void takeMail(Session& session, const char* key, bool quiet, const MailTaker& take);

}  // namespace chaser::cli
