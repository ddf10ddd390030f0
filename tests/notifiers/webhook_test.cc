// SPDX-License-Identifier: Apache-2.0
#include "notifiers/webhook.h"

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <sstream>

#include "daemon/sim/scripted_clock.h"
#include "notifiers/payload.h"
#include "tests/notifiers/helper_process.h"
#include "tests/notifiers/sample.h"

namespace chaser::notifiers {
namespace {

using Kind = DeliveryOutcome::Kind;

// base64 of the 32 bytes "0123456789abcdef0123456789abcdef"
constexpr const char* kSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

class Receiver : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server = std::make_unique<sample::HelperProcess>("http_receiver.py", std::vector<std::string>{});
    ASSERT_FALSE(server->ready().is_null()) << server->trouble();
  }
  static void TearDownTestSuite() { server.reset(); }

  DeliveryOutcome post(const std::string& path, const std::string& body, int seconds = 10) {
    boost::asio::io_context io;
    WebhookSettings settings;
    settings.url = "http://127.0.0.1:" + std::to_string(server->ready()["port"].get<int>()) + path;
    settings.key = *decodeWebhookSecret(kSecret);
    settings.totalTimeout = std::chrono::seconds(seconds);
    const auto notifier = makeWebhookNotifier(io, settings);
    OutgoingMessage message;
    message.id = "msg_1";
    message.bytes = body;
    message.clock = &clock;
    std::optional<DeliveryOutcome> outcome;
    notifier->deliver(message, [&](DeliveryOutcome one) { outcome = std::move(one); });
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!outcome && std::chrono::steady_clock::now() < until)
      io.run_one_for(std::chrono::milliseconds(200));
    if (!outcome) ADD_FAILURE() << "the notifier never called back";
    return outcome.value_or(DeliveryOutcome{});
  }
  static std::vector<nlohmann::json> requests() {
    std::istringstream lines(sample::slurp(server->ready()["requests"].get<std::string>()));
    std::vector<nlohmann::json> out;
    for (std::string line; std::getline(lines, line);) out.push_back(nlohmann::json::parse(line));
    return out;
  }

  daemon::ScriptedClock clock{*Instant::parse("2026-11-23T09:00:00Z")};
  static std::unique_ptr<sample::HelperProcess> server;
};
std::unique_ptr<sample::HelperProcess> Receiver::server;

TEST_F(Receiver, APostArrivesWithASignatureThatAnotherProgramVerifies) {
  const std::string payload =
      genericPayload(sample::Desk().digest(), "msg_1", *Instant::parse("2026-11-23T09:00:00Z"));
  EXPECT_EQ(post("/ok", payload).kind, Kind::Delivered);
  const nlohmann::json request = requests().back();
  EXPECT_EQ(request["body"], payload);
  EXPECT_EQ(request["headers"]["content-type"], "application/json");
  const std::string verdict = sample::python(R"(
import base64, hashlib, hmac, json, sys
request = json.load(sys.stdin)
h = request["headers"]
signed = ".".join([h["webhook-id"], h["webhook-timestamp"], request["body"]]).encode()
mac = hmac.new(b"0123456789abcdef0123456789abcdef", signed, hashlib.sha256).digest()
print("valid" if h["webhook-signature"] == "v1," + base64.b64encode(mac).decode() else "forged", h["webhook-timestamp"])
)",
                                             request.dump());
  EXPECT_EQ(verdict, "valid 1795424400\n");
}

TEST_F(Receiver, ManyMessagesOverOneConnectionArriveInOrderEachAsItIs) {
  boost::asio::io_context io;
  WebhookSettings settings;
  settings.url = "http://127.0.0.1:" + std::to_string(server->ready()["port"].get<int>()) + "/ok";
  settings.key = *decodeWebhookSecret(kSecret);
  settings.maxConnections = 1;
  const auto notifier = makeWebhookNotifier(io, settings);
  const std::size_t before = requests().size();
  constexpr int kMany = 12;
  const auto bodyOf = [](int i) { return "{\"words\": \"" + std::string((kMany - i) * 100U, 'x') + "\"}"; };
  int delivered = 0;
  for (int i = 0; i < kMany; ++i) {
    OutgoingMessage message;
    message.id = "msg_" + std::to_string(i);
    message.bytes = bodyOf(i);
    message.clock = &clock;
    notifier->deliver(message,
                      [&](DeliveryOutcome one) { delivered += one.kind == Kind::Delivered ? 1 : 0; });
  }
  EXPECT_EQ(notifier->inFlight(), static_cast<std::size_t>(kMany));
  io.run_for(std::chrono::seconds(20));
  EXPECT_EQ(delivered, kMany);
  EXPECT_EQ(notifier->inFlight(), 0U);
  const auto all = requests();
  ASSERT_EQ(all.size(), before + kMany);
  for (int i = 0; i < kMany; ++i) {
    const auto& request = all[before + static_cast<std::size_t>(i)];
    EXPECT_EQ(request["headers"]["webhook-id"], "msg_" + std::to_string(i));
    EXPECT_EQ(request["body"], bodyOf(i));
    EXPECT_EQ(request["headers"]["webhook-signature"],
              webhookSignature(settings.key, "msg_" + std::to_string(i), 1795424400, bodyOf(i)));
  }
}

TEST_F(Receiver, WhatWaitedForAConnectionIsDatedWhenItLeaves) {
  boost::asio::io_context io;
  WebhookSettings settings;
  settings.url = "http://127.0.0.1:" + std::to_string(server->ready()["port"].get<int>()) + "/ok";
  settings.key = *decodeWebhookSecret(kSecret);
  settings.maxConnections = 1;
  const auto notifier = makeWebhookNotifier(io, settings);
  const std::size_t before = requests().size();
  int delivered = 0;
  for (const auto* id : {"first", "second"}) {
    OutgoingMessage message;
    message.id = id;
    message.bytes = "{}";
    message.clock = &clock;
    notifier->deliver(message, [&](DeliveryOutcome) { ++delivered; });
  }
  // Both were handed over; the first has left.
  clock.moveTo(*Instant::parse("2026-11-23T09:05:00Z"));
  io.run_for(std::chrono::seconds(20));
  ASSERT_EQ(delivered, 2);
  const auto all = requests();
  ASSERT_EQ(all.size(), before + 2);
  EXPECT_EQ(all[before]["headers"]["webhook-timestamp"], "1795424400");
  EXPECT_EQ(all[before + 1]["headers"]["webhook-timestamp"], "1795424700");
  EXPECT_EQ(all[before + 1]["headers"]["webhook-signature"],
            webhookSignature(settings.key, "second", 1795424700, "{}"));
}

TEST_F(Receiver, BusyAndBrokenReceiversAreTriedAgainWhenTheyAsk) {
  EXPECT_EQ(post("/status/503", "{}").kind, Kind::Retry);
  const DeliveryOutcome later = post("/later/120", "{}");
  EXPECT_EQ(later.kind, Kind::Retry);
  EXPECT_EQ(later.code, 429);
  EXPECT_EQ(later.retryAfter, std::chrono::seconds(120));
}

TEST_F(Receiver, ARefusalIsFinalButAWrongKeyOrAddressHoldsTheEndpoint) {
  EXPECT_EQ(post("/status/422", "{}").kind, Kind::Rejected);
  EXPECT_EQ(post("/status/401", "{}").kind, Kind::EndpointFault);
  const std::size_t before = requests().size();
  EXPECT_EQ(post("/redirect", "{}").kind, Kind::EndpointFault);
  EXPECT_EQ(requests().size(), before + 1) << "a redirect was followed";
}

TEST_F(Receiver, AReplyThatNeverCameLeavesTheOutcomeUnknown) {
  const DeliveryOutcome slow = post("/slow/4", "{}", 1);
  EXPECT_EQ(slow.kind, Kind::Retry);
  EXPECT_TRUE(slow.outcomeUnknown);
  const DeliveryOutcome gone = post("/hangup", "{}");
  EXPECT_EQ(gone.kind, Kind::Retry);
  EXPECT_TRUE(gone.outcomeUnknown);
}

TEST_F(Receiver, AFloodOfWordsIsCutOffAndCountsAsDelivered) {
  const DeliveryOutcome flood = post("/flood", "{}");
  EXPECT_EQ(flood.kind, Kind::Delivered);
  EXPECT_LT(flood.text.size(), 1000U);
}

TEST(Webhook, NothingListensThere) {
  const DeliveryOutcome none = classifyHttp(CURLE_COULDNT_CONNECT, 0, "", "", Instant(), false);
  EXPECT_EQ(none.kind, Kind::Retry);
  EXPECT_FALSE(none.outcomeUnknown);
}

TEST(Webhook, WhatAProxySaysAsAPageIsReadAsAPersonWould) {
  const auto said = [](int status, const std::string& words) {
    return classifyHttp(CURLE_OK, status, words, "", Instant(), true).text;
  };
  EXPECT_EQ(said(502,
                 "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                 "Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>"),
            "HTTP 502 Bad Gateway nginx/1.22.1");
  EXPECT_EQ(said(400, "invalid_payload"), "HTTP 400 invalid_payload");
  EXPECT_LT(said(500, "<p>" + std::string(100'000, '<')).size(), 500U);
}

TEST(Webhook, AFailureAfterTheBodyWentOutMayHaveBeenActedUpon) {
  const auto unknown = [](int status, bool bodySent) {
    const auto outcome = classifyHttp(CURLE_OK, status, "", "", Instant(), bodySent);
    EXPECT_EQ(outcome.kind, Kind::Retry);
    return outcome.outcomeUnknown;
  };
  for (const int status : {408, 500, 502, 504}) EXPECT_TRUE(unknown(status, true)) << status;
  EXPECT_FALSE(unknown(500, false)) << "it was refused before it was read";
  EXPECT_FALSE(unknown(429, true)) << "nobody looked at it";
}

TEST(Webhook, RetryAfterMayBeADate) {
  const Instant now = *Instant::parse("2026-11-23T09:00:00Z");
  const auto wait = [&](const char* header) {
    return classifyHttp(CURLE_OK, 503, "", header, now, true).retryAfter;
  };
  EXPECT_EQ(wait("Mon, 23 Nov 2026 09:05:00 GMT"), std::chrono::seconds(300));
  EXPECT_EQ(wait("-5"), std::chrono::seconds(0));
  EXPECT_EQ(wait("soon"), std::nullopt);
  EXPECT_EQ(wait("999999999"), std::chrono::hours(24));
}

TEST(Webhook, ASecretThatIsNoneIsRefusedWithoutBeingRepeated) {
  for (const char* bad : {"", "hello", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!",
                          "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}) {
    const auto secret = decodeWebhookSecret(bad);
    ASSERT_FALSE(secret) << bad;
    EXPECT_EQ(secret.error().text().find("c2hvcnQ"), std::string::npos);
  }
  EXPECT_EQ(decodeWebhookSecret(kSecret)->reveal(), "0123456789abcdef0123456789abcdef");
}

TEST(Payload, OneKindOfItemNamesTheEventAndAMixtureIsADigest) {
  const auto event = [](const Letter& letter) {
    return nlohmann::json::parse(genericPayload(letter, "msg_1", Instant()))["event"].get<std::string>();
  };
  EXPECT_EQ(event(sample::Desk().escalation()), "alert.escalated");
  EXPECT_EQ(event(sample::Desk().warning()), "alert.warning");
  EXPECT_EQ(event(sample::Desk().digest()), "digest");
}

TEST(Payload, TheSameLetterGivesTheSameBytesAndEveryItemItsFacts) {
  const std::string payload = genericPayload(sample::Desk().digest(), "msg_1", Instant());
  EXPECT_EQ(payload, genericPayload(sample::Desk().digest(), "msg_1", Instant()));
  const auto items = nlohmann::json::parse(payload)["items"];
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0]["event"], "alert.firing");
  EXPECT_EQ(items[0]["rule"], "indicative-date-passed");
  EXPECT_EQ(items[0]["plan"], "harbour");
  EXPECT_EQ(items[0]["ref"], "3.1");
  EXPECT_EQ(items[0]["due"], "2026-09-30");
  EXPECT_EQ(items[0]["precision"], "quarter");
  EXPECT_EQ(items[1]["goes_on"], "2026-12-01");
}

}  // namespace
}  // namespace chaser::notifiers
