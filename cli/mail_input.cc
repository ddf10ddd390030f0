// SPDX-License-Identifier: Apache-2.0
#include "cli/mail_input.h"

#include <sysexits.h>

#include <array>
#include <istream>

#include "cli/session.h"
#include "notifiers/incoming.h"

namespace chaser::cli {

std::string readMailInput(std::istream& in) {
  std::string bytes;
  std::array<char, 65536> some{};
  while (bytes.size() <= notifiers::kLargestIncoming && in) {
    in.read(some.data(), some.size());
    bytes.append(some.data(), static_cast<std::size_t>(in.gcount()));
  }
  // What is too large is read to its end all the same: a pipe that breaks is a fault to a mail server.
  while (in) in.read(some.data(), some.size());
  return bytes;
}

void deferMail(Session& session) {
  session.status = EX_TEMPFAIL;
}

}  // namespace chaser::cli
