// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "notifiers/mime.h"
#include "tests/notifiers/helper_process.h"

namespace chaser::notifiers {
namespace {

Mail letterFor(const std::string& address) {
  Mail mail;
  mail.from = {"Chaser", "chaser@harbour.example"};
  mail.to = {"J\u00f6rg \u5ef6\u671f", address};
  mail.subject = "Hello";
  mail.text = "Hello.\n";
  mail.messageId = "1@harbour.example";
  return mail;
}

TEST(AddressesInUtf8, StandInTheHeaderAsRfc6532HasThem) {
  const auto bytes = writeMail(letterFor("j\u00f6rg@b\u00fccher.example"));
  ASSERT_TRUE(bytes);
  const std::string read = sample::python(R"(
import email, email.policy, sys
letter = email.message_from_string(sys.stdin.buffer.read().decode(), policy=email.policy.SMTPUTF8)
to, = letter['To'].addresses
sys.stdout.buffer.write(f'{to.display_name}|{to.addr_spec}|{letter.defects}'.encode())
)",
                                          *bytes);
  EXPECT_EQ(read, "J\u00f6rg \u5ef6\u671f|j\u00f6rg@xn--bcher-kva.example|[]");
}

TEST(AddressesInUtf8, NeedTheirServerOnlyForWhatStandsBeforeTheAt) {
  EXPECT_EQ(wireAddress("ann@b\u00fccher.example"), "ann@xn--bcher-kva.example");
  EXPECT_EQ(wireAddress("j\u00f6rg@harbour.example"), "j\u00f6rg@harbour.example");
  EXPECT_TRUE(isAddress("j\u00f6rg@harbour.example"));
  for (const char* hidden : {"ann\u202egro@harbour.example", "an\u00a0n\u2028@harbour.example",
                             "ann\xff@harbour.example", "ann@har\u200fbour.example"})
    EXPECT_FALSE(isAddress(hidden)) << hidden;
}

TEST(Unsubscribing, ByOneClickIsOfferedOverHttpsAlone) {
  auto mail = letterFor("ann@harbour.example");
  EXPECT_EQ(writeMail(mail)->find("List-Unsubscribe"), std::string::npos);
  mail.unsubscribe = "http://127.0.0.1/u/token";
  EXPECT_NE(writeMail(mail)->find("List-Unsubscribe: <http://127.0.0.1/u/token>\r\n"), std::string::npos);
  EXPECT_EQ(writeMail(mail)->find("List-Unsubscribe-Post"), std::string::npos);
  mail.unsubscribe =
      "https://chaser.council.example/a/rather/long/path/to/the/pages/u/0100000138v5s1t7qk2m9x4c6w0b3n8r";
  const auto bytes = *writeMail(mail);
  EXPECT_NE(bytes.find("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), std::string::npos);
  const std::string read = sample::python(R"(
import email, email.policy, sys
letter = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.strict)
print(letter['List-Unsubscribe'], end='')
)",
                                          bytes);
  EXPECT_EQ(read, "<" + mail.unsubscribe + ">");
}

}  // namespace
}  // namespace chaser::notifiers
