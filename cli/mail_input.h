// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

/// What the commands share that mail servers pipe a message into.
namespace chaser::cli {

class Session;

/// One message, whole; of a larger one than is taken no more than shows that it is.
std::string readMailInput(std::istream& in);

/// The exit status of a command that failed for a reason which may pass becomes EX_TEMPFAIL (75): mail
/// servers keep the message and try again, while any other one makes them send it back.
void deferMail(Session& session);

}  // namespace chaser::cli
