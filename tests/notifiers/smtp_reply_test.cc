// SPDX-License-Identifier: Apache-2.0
#include "notifiers/smtp_reply.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <string>

namespace chaser::notifiers {
namespace {

using ReplyKind = DeliveryOutcome::Kind;

ReplyKind kindOfAnswer(SmtpStage stage, const std::string& reply) {
  return classifySmtp(CURLE_SEND_ERROR, stage, std::stoi(reply), reply, false).kind;
}

TEST(SmtpReply, TheEnhancedCodeIsReadWhereThereIsOne) {
  const auto code = enhancedCodeOf("550 5.7.124 sender not in the list");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->category, 5);
  EXPECT_EQ(code->subject, 7);
  EXPECT_EQ(code->detail, 124);
  for (const char* none : {"550 no such user", "550", "550 10.0.0.1 is blocked", "550 5.1 short", "550 5.1.x",
                           "550 3.1.1 no class", "550 5.1.1111 too long"})
    EXPECT_FALSE(enhancedCodeOf(none)) << none;
}

TEST(SmtpReply, ARefusalOfThisRecipientOrMessageIsOneForGood) {
  for (const char* reply : {"550 5.1.1 no such mailbox", "550 5.1.10 null MX",
                            "550 5.4.1 Recipient address rejected: Access denied",
                            "550 5.2.1 mailbox disabled", "553 5.6.7 address needs SMTPUTF8",
                            "552 5.3.4 too big", "550 5.7.124 sender not in the allowed-senders list",
                            "550 5.7.133 sender not authenticated for group", "550 no such user",
                            "556 domain takes no mail", "501 5.1.3 bad syntax of the address"})
    EXPECT_EQ(kindOfAnswer(SmtpStage::Recipient, reply), ReplyKind::Rejected) << reply;
  for (const char* reply : {"554 5.7.1 message content rejected", "554 spam", "552 5.3.4 message too big",
                            "552 message exceeds the limit", "550 5.6.0 not conformant"})
    EXPECT_EQ(kindOfAnswer(SmtpStage::Body, reply), ReplyKind::Rejected) << reply;
  // Where the size is told at once, the refusal comes before the recipient, and is about the message none the
  // less.
  EXPECT_EQ(kindOfAnswer(SmtpStage::Sender, "552 5.3.4 message size exceeds fixed limit"),
            ReplyKind::Rejected);
  EXPECT_EQ(kindOfAnswer(SmtpStage::Sender, "552 too big"), ReplyKind::Rejected);
}

TEST(SmtpReply, WhatMayBeAboutUsHoldsTheEndpointAndKillsNoMessage) {
  for (const char* reply :
       {"554 5.7.1 <ann@x>: Relay access denied", "550 5.7.1 Unable to relay", "550 relay not permitted",
        "550 5.1.8 sender address rejected: domain not found", "550 5.1.7 bad sender",
        "530 5.7.0 log in first", "554 5.7.1 Service unavailable; Client host [10.0.0.1] blocked",
        "504 5.5.2 need a full host name", "550 5.7.606 access denied, banned sending IP",
        "550 5.7.26 unauthenticated sender", "550 5.3.2 not accepting", "550 5.7.23 SPF validation failed"})
    EXPECT_EQ(kindOfAnswer(SmtpStage::Recipient, reply), ReplyKind::EndpointFault) << reply;
  EXPECT_EQ(kindOfAnswer(SmtpStage::Body, "550-5.7.26 no"), ReplyKind::Rejected);
  EXPECT_EQ(kindOfAnswer(SmtpStage::Body, "550 5.7.26 SPF and DKIM did not pass"), ReplyKind::EndpointFault);
  EXPECT_EQ(kindOfAnswer(SmtpStage::Sender, "550 5.7.1 sender not authorised"), ReplyKind::EndpointFault);
  EXPECT_EQ(kindOfAnswer(SmtpStage::Auth, "535 5.7.8 wrong"), ReplyKind::EndpointFault);
}

TEST(SmtpReply, WhatPassesIsTriedAgain) {
  for (const char* reply : {"451 4.7.1 greylisted", "450 4.2.1 busy", "452 4.2.2 mailbox full",
                            "552 5.2.2 mailbox full", "421 4.3.2 shutting down", "454 4.7.0 later"}) {
    const auto outcome =
        classifySmtp(CURLE_SEND_ERROR, SmtpStage::Recipient, std::stoi(std::string(reply)), reply, false);
    EXPECT_EQ(outcome.kind, ReplyKind::Retry) << reply;
    EXPECT_FALSE(outcome.outcomeUnknown) << reply;
  }
}

TEST(SmtpReply, AnotherRelayMayBeTriedWhereNothingWasHeardOfTheMessage) {
  const auto notHeard = [](int curl, SmtpStage stage, const std::string& reply) {
    return classifySmtp(curl, stage, reply.empty() ? 0 : std::stoi(reply), reply, false).notHeard;
  };
  EXPECT_TRUE(notHeard(CURLE_COULDNT_CONNECT, SmtpStage::Connect, ""));
  EXPECT_TRUE(notHeard(CURLE_OPERATION_TIMEDOUT, SmtpStage::Greeting, ""));
  EXPECT_TRUE(notHeard(CURLE_WEIRD_SERVER_REPLY, SmtpStage::Connect, "421 too many connections"));
  EXPECT_TRUE(notHeard(CURLE_SEND_ERROR, SmtpStage::Recipient, "421 closing"));
  EXPECT_FALSE(notHeard(CURLE_SEND_ERROR, SmtpStage::Recipient, "451 greylisted"));
  EXPECT_FALSE(notHeard(CURLE_RECV_ERROR, SmtpStage::Body, ""));
  EXPECT_FALSE(classifySmtp(CURLE_RECV_ERROR, SmtpStage::Body, 0, "", true).notHeard);
}

}  // namespace
}  // namespace chaser::notifiers
