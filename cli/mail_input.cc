// SPDX-License-Identifier: Apache-2.0
#include "cli/mail_input.h"

#include <sysexits.h>

#include <array>
#include <istream>

#include "cli/session.h"
#include "notifiers/incoming.h"

namespace chaser::cli {

namespace {

/// One message; of a larger one than is taken no more than shows that it is.
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

std::string_view wordOf(daemon::MailFate fate) {
  switch (fate) {
    case daemon::MailFate::Recorded:
      return "recorded";
    case daemon::MailFate::Already:
      return "already";
    case daemon::MailFate::Ignored:
      break;
  }
  return "ignored";
}

void deferMail(Session& session) {
  session.status = EX_TEMPFAIL;
}

}  // namespace

void takeMail(Session& session, const char* key, bool quiet, const MailTaker& take) {
  const auto mail = readMailInput(session.in);
  const auto configuration = session.configuration();
  if (!configuration) return deferMail(session);
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return deferMail(session);
  const auto taken = take(mail, *store, *configuration);
  if (!taken) {
    session.failWith(taken.error());
    // What is no mail will be none the next time.
    return taken.error().kind == ErrorKind::Input ? void() : deferMail(session);
  }
  if (session.json)
    return print(session.out,
                 Json{{"what", wordOf(taken->fate)}, {key, taken->about}, {"said", taken->said}});
  if (quiet) return;
  const bool recorded = taken->fate == daemon::MailFate::Recorded;
  (recorded ? session.out : session.err) << taken->said << '\n';
}

}  // namespace chaser::cli
