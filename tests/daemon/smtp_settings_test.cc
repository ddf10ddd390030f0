// SPDX-License-Identifier: Apache-2.0
#include "daemon/smtp_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "daemon/settings.h"

namespace chaser::daemon {
namespace {

using ::testing::HasSubstr;

SmtpSettings readRelays(const std::string& text, Diagnostics& diagnostics) {
  return readSettings(
             std::make_shared<const Source>(Source{"chaser.yaml", "database: plan.db\nsmtp:\n" + text}),
             "/etc/chaser", diagnostics)
      .smtp;
}

std::string firstFault(const std::string& text) {
  Diagnostics diagnostics;
  readRelays(text, diagnostics);
  return diagnostics.empty() ? std::string() : diagnostics.front().render();
}

TEST(SmtpOfTheFile, HasRelaysInOrderEachWithItsOwnLogin) {
  Diagnostics none;
  auto smtp = readRelays(
      "  host: one.example\n  tls: smtps\n  messages_per_connection: 20\n  relays:\n"
      "    - {host: two.example, port: 587, auth: login, user: u, password_file: two}\n"
      "    - {host: three.example, client_cert: c.pem, client_key: c.key}\n",
      none);
  ASSERT_TRUE(none.empty()) << none.front().render();
  for (auto* file : secretsOf(smtp)) file->secret = Secret("of " + file->name);
  const auto all = emailSettings(smtp, "chaser@council.example");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name(), "one.example:465");
  EXPECT_EQ(all[1].name(), "two.example:587");
  EXPECT_EQ(all[1].password.reveal(), "of two");
  EXPECT_EQ(all[1].auth, notifiers::SmtpAuth::Login);
  EXPECT_EQ(all[2].clientCert, "/etc/chaser/c.pem");
  EXPECT_EQ(all[2].clientKey.reveal(), "of c.key");
  for (const auto& relay : all) EXPECT_EQ(relay.messagesPerConnection, 20U);
}

TEST(SmtpOfTheFile, LogsInByATokenOnlyWithAllThatItTakes) {
  const std::string whole =
      "  auth: xoauth2\n  user: u\n  token_url: https://login.example/token\n  client_id: x\n";
  EXPECT_THAT(firstFault(whole), HasSubstr("client_secret_file or token_cert"));
  EXPECT_EQ(firstFault(whole + "  client_secret_file: s\n"), "");
  EXPECT_EQ(firstFault(whole + "  token_cert: c\n  token_key: k\n"), "");
  EXPECT_THAT(firstFault(whole + "  token_cert: c\n"), HasSubstr("token_key beside it"));
  EXPECT_THAT(firstFault("  token_url: https://login.example/token\n"), HasSubstr("auth: xoauth2"));
  EXPECT_THAT(
      firstFault("  auth: xoauth2\n  user: u\n  token_url: http://login.example/token\n  client_id: x\n"
                 "  client_secret_file: s\n"),
      HasSubstr("unencrypted"));
}

TEST(SmtpOfTheFile, SaysWhatIsMissingOrMistyped) {
  EXPECT_THAT(firstFault("  user: u\n"), HasSubstr("no password_file"));
  EXPECT_THAT(firstFault("  auth: plain\n"), HasSubstr("nobody to log in as"));
  EXPECT_THAT(firstFault("  auth: palin\n"), HasSubstr("plain"));
  EXPECT_THAT(firstFault("  client_key: k\n"), HasSubstr("client_cert beside it"));
  EXPECT_THAT(firstFault("  relays: [{port: 25}]\n"), HasSubstr("no host"));
  EXPECT_THAT(firstFault("  relays: [{host: a, per_minute: 3}]\n"), HasSubstr("per_minute"));
  EXPECT_THAT(firstFault("  tls: 'off'\n  client_cert: c\n  client_key: k\n"), HasSubstr("without TLS"));
}

TEST(SmtpOfTheFile, NamesWhereBouncesGo) {
  Diagnostics none;
  EXPECT_EQ(readRelays("  envelope_from: bounces@council.example\n", none).envelopeFrom,
            "bounces+{tag}@council.example");
  EXPECT_TRUE(none.empty());
  EXPECT_THAT(firstFault("  envelope_from: bounces\n"), HasSubstr("envelope_from: 'bounces' is no address"));
}

}  // namespace
}  // namespace chaser::daemon
