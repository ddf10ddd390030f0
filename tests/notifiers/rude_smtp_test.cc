// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "notifiers/email.h"
#include "notifiers/mime.h"
#include "tests/notifiers/helper_process.h"

/// What needs a mail server that can be told how to behave: tests/support/rude_smtp.py.
namespace chaser::notifiers {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using RudeKind = DeliveryOutcome::Kind;

class RudeServer {
 public:
  explicit RudeServer(const std::vector<std::string>& arguments = {}) : process_("rude_smtp.py", arguments) {
    if (process_.ready().is_null()) throw std::runtime_error("no server: " + process_.trouble());
  }
  [[nodiscard]] const nlohmann::json& ready() const { return process_.ready(); }
  [[nodiscard]] EmailSettings settings(SmtpTls tls = SmtpTls::Off) const {
    EmailSettings out;
    out.host = "localhost";
    out.port = ready()["port"];
    out.tls = tls;
    if (tls != SmtpTls::Off) out.caFile = ready()["ca"];
    out.envelopeFrom = "chaser@harbour.example";
    return out;
  }
  [[nodiscard]] EmailSettings withLogin(SmtpTls tls = SmtpTls::Required) const {
    auto out = settings(tls);
    out.user = ready()["user"];
    out.password = Secret(ready()["password"]);
    return out;
  }
  [[nodiscard]] std::vector<nlohmann::json> events(const std::string& what) const {
    std::ifstream lines(ready()["events"].get<std::string>());
    std::vector<nlohmann::json> found;
    for (std::string line; std::getline(lines, line);) {
      auto event = nlohmann::json::parse(line);
      if (event["event"] == what) found.push_back(std::move(event));
    }
    return found;
  }

 private:
  sample::HelperProcess process_;
};

OutgoingMessage letterTo(const std::string& address) {
  OutgoingMessage message;
  message.address = address;
  message.bytes = "From: <chaser@harbour.example>\r\nMessage-ID: <1@harbour.example>\r\n\r\nHello.\r\n";
  return message;
}

/// Hands all of them over at once; the outcomes come in their order.
std::vector<DeliveryOutcome> sendAllBy(Notifier& notifier, boost::asio::io_context& io,
                                       const std::vector<std::string>& addresses) {
  std::vector<std::optional<DeliveryOutcome>> got(addresses.size());
  std::size_t back = 0;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    notifier.deliver(letterTo(addresses[i]), [&, i](DeliveryOutcome outcome) {
      got[i] = std::move(outcome);
      ++back;
    });
  }
  io.restart();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (back < addresses.size() && std::chrono::steady_clock::now() < until)
    io.run_one_for(std::chrono::milliseconds(100));
  std::vector<DeliveryOutcome> outcomes;
  for (auto& one : got) {
    if (!one) ADD_FAILURE() << "the notifier never called back";
    outcomes.push_back(one.value_or(DeliveryOutcome{}));
  }
  return outcomes;
}

std::vector<DeliveryOutcome> sendAll(EmailSettings settings, const std::vector<std::string>& addresses) {
  boost::asio::io_context io;
  const auto notifier = makeEmailNotifier(io, std::move(settings));
  return sendAllBy(*notifier, io, addresses);
}

DeliveryOutcome sendOne(EmailSettings settings, const std::string& address = "ann@harbour.example") {
  return sendAll(std::move(settings), {address}).front();
}

TEST(Connections, AreLeftAfterSoManyMessagesAndNotBefore) {
  const RudeServer server;
  auto settings = server.settings();
  settings.maxConnections = 1;
  settings.messagesPerConnection = 4;
  for (const auto& outcome : sendAll(settings, std::vector<std::string>(10, "ann@harbour.example")))
    EXPECT_EQ(outcome.kind, RudeKind::Delivered) << outcome.text;
  std::map<int, int> carried;
  for (const auto& event : server.events("message")) ++carried[event["connection"].get<int>()];
  EXPECT_EQ(carried, (std::map<int, int>{{1, 4}, {2, 4}, {3, 2}}));
}

TEST(Connections, ARecipientWhoseServerIsSlowHoldsNobodyElse) {
  const RudeServer server;
  boost::asio::io_context io;
  auto settings = server.settings();
  settings.totalTimeout = std::chrono::seconds(2);
  const auto notifier = makeEmailNotifier(io, settings);
  std::vector<std::string> addresses(20, "ann@harbour.example");
  addresses.insert(addresses.begin(), {"silent@harbour.example", "slow@harbour.example"});
  const auto outcomes = sendAllBy(*notifier, io, addresses);
  for (std::size_t i = 2; i < outcomes.size(); ++i)
    EXPECT_EQ(outcomes[i].kind, RudeKind::Delivered) << outcomes[i].text;
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(outcomes[i].kind, RudeKind::Retry);
    EXPECT_FALSE(outcomes[i].outcomeUnknown);
  }
}

TEST(Utf8Addresses, GoWhereTheServerOffersItAndAreRejectedPlainlyWhereItDoesNot) {
  const RudeServer offers({"--utf8"});
  const auto taken = sendAll(offers.settings(), {"ann@harbour.example", "j\u00f6rg@harbour.example"});
  EXPECT_EQ(taken[1].kind, RudeKind::Delivered) << taken[1].text;
  ASSERT_EQ(offers.events("mail").size(), 2U);
  std::set<std::string> lines;
  for (const auto& event : offers.events("mail")) lines.insert(event["line"].get<std::string>());
  EXPECT_THAT(*lines.begin(), Not(HasSubstr("SMTPUTF8")));
  EXPECT_THAT(*lines.rbegin(), HasSubstr("SMTPUTF8"));

  const RudeServer offersNot;
  boost::asio::io_context io;
  auto one = offersNot.settings();
  one.maxConnections = 1;
  const auto notifier = makeEmailNotifier(io, one);
  const auto refused =
      sendAllBy(*notifier, io, {"ann@harbour.example", "j\u00f6rg@harbour.example", "ann@harbour.example"});
  EXPECT_EQ(refused[0].kind, RudeKind::Delivered);
  EXPECT_EQ(refused[1].kind, RudeKind::Rejected) << refused[1].text;
  EXPECT_THAT(refused[1].text, HasSubstr("SMTPUTF8"));
  EXPECT_EQ(refused[2].kind, RudeKind::Delivered);
  EXPECT_EQ(offersNot.events("mail").size(), 2U) << "nothing was said of it";
}

TEST(Utf8Addresses, ADomainThatIsNotAsciiGoesByItsAsciiName) {
  const RudeServer server;
  EXPECT_EQ(sendOne(server.settings(), "ann@b\u00fccher.example").kind, RudeKind::Delivered);
  ASSERT_EQ(server.events("message").size(), 1U);
  EXPECT_EQ(server.events("message")[0]["to"], "ann@xn--bcher-kva.example");
}

TEST(LoggingIn, GoesByTheWayThatIsConfigured) {
  const RudeServer server({"--tls", "starttls", "--auth", "PLAIN,LOGIN"});
  for (const auto& [auth, name] : {std::pair{SmtpAuth::Plain, "PLAIN"}, {SmtpAuth::Login, "LOGIN"}}) {
    auto settings = server.withLogin();
    settings.auth = auth;
    EXPECT_EQ(sendOne(settings).kind, RudeKind::Delivered);
    EXPECT_EQ(server.events("auth").back()["mechanism"], name);
  }
  auto other = server.withLogin();
  other.auth = SmtpAuth::XOAuth2;
  other.token.emplace();
  other.token->url = server.ready()["token_url"];
  EXPECT_EQ(sendOne(other).kind, RudeKind::EndpointFault);
}

TEST(LoggingIn, ThroughTlsFromTheFirstByte) {
  const RudeServer server({"--tls", "smtps", "--auth", "PLAIN"});
  EXPECT_EQ(sendOne(server.withLogin(SmtpTls::Implicit)).kind, RudeKind::Delivered);
}

TEST(Tls, ACertificateOfAnotherHostOrOneThatRanOutHoldsTheEndpointAndSendsNothing) {
  for (const char* which : {"stranger", "expired"}) {
    for (const char* how : {"starttls", "smtps"}) {
      const RudeServer server({"--tls", how, "--certificate", which, "--auth", "PLAIN"});
      const bool implicit = std::string(how) == "smtps";
      const auto outcome = sendOne(server.withLogin(implicit ? SmtpTls::Implicit : SmtpTls::Required));
      EXPECT_EQ(outcome.kind, RudeKind::EndpointFault) << which << how << outcome.text;
      EXPECT_TRUE(server.events("auth").empty());
      EXPECT_TRUE(server.events("mail").empty());
    }
  }
}

TEST(Tls, APasswordNeverGoesOverALineThatIsNotProtected) {
  const RudeServer server({"--auth", "PLAIN"});
  for (const auto tls : {SmtpTls::Required, SmtpTls::Preferred}) {
    auto settings = server.withLogin(tls);
    settings.caFile.clear();
    EXPECT_EQ(sendOne(settings).kind, RudeKind::EndpointFault);
  }
  EXPECT_TRUE(server.events("auth").empty());
}

TEST(Tls, TheClientsCertificateIsShownToAServerThatAsksForIt) {
  const RudeServer server({"--tls", "smtps", "--client-certificate"});
  auto settings = server.settings(SmtpTls::Implicit);
  EXPECT_NE(sendOne(settings).kind, RudeKind::Delivered);
  settings.clientCert = server.ready()["client_cert"];
  settings.clientKey = Secret(sample::slurp(server.ready()["client_key"].get<std::string>()));
  const auto outcome = sendOne(settings);
  EXPECT_EQ(outcome.kind, RudeKind::Delivered) << outcome.text;
}

EmailSettings withToken(const RudeServer& server) {
  auto settings = server.settings(SmtpTls::Required);
  settings.user = server.ready()["user"];
  settings.auth = SmtpAuth::XOAuth2;
  settings.token.emplace();
  settings.token->url = server.ready()["token_url"];
  settings.token->clientId = "chaser-app";
  settings.token->scope = "https://outlook.office365.com/.default";
  settings.token->clientSecret = Secret("client-secret-7");
  return settings;
}

TEST(AccessToken, IsFetchedOnceAndKept) {
  const RudeServer server({"--tls", "starttls", "--auth", "XOAUTH2"});
  for (const auto& outcome : sendAll(withToken(server), std::vector<std::string>(6, "ann@harbour.example")))
    EXPECT_EQ(outcome.kind, RudeKind::Delivered) << outcome.text;
  ASSERT_EQ(server.events("token").size(), 1U);
  EXPECT_EQ(server.events("token")[0]["asked"]["scope"], "https://outlook.office365.com/.default");
}

TEST(AccessToken, ThatIsNotTakenIsFetchedAnewOnce) {
  const RudeServer once({"--tls", "starttls", "--auth", "XOAUTH2", "--refuse-tokens", "1"});
  EXPECT_EQ(sendOne(withToken(once)).kind, RudeKind::Delivered);
  EXPECT_EQ(once.events("token").size(), 2U);
  const RudeServer always({"--tls", "starttls", "--auth", "XOAUTH2", "--refuse-tokens", "99"});
  const auto outcome = sendOne(withToken(always));
  EXPECT_EQ(outcome.kind, RudeKind::EndpointFault);
  EXPECT_EQ(always.events("token").size(), 2U) << "not again and again";
  EXPECT_TRUE(always.events("mail").empty());
}

TEST(AccessToken, OfACertificateIsAskedForWithWhatItsKeySigned) {
  const RudeServer server({"--tls", "starttls", "--auth", "XOAUTH2"});
  auto settings = withToken(server);
  settings.token->clientSecret = Secret();
  settings.token->certificate = sample::slurp(server.ready()["oauth_cert"].get<std::string>());
  settings.token->certificateKey = Secret(sample::slurp(server.ready()["oauth_key"].get<std::string>()));
  const auto outcome = sendOne(settings);
  EXPECT_EQ(outcome.kind, RudeKind::Delivered) << outcome.text;
  EXPECT_EQ(server.events("token").front()["good"], true);
}

TEST(AccessToken, WithoutOneTheEndpointIsHeldAndNobodyReadsTheSecret) {
  const RudeServer server({"--tls", "starttls", "--auth", "XOAUTH2"});
  auto settings = withToken(server);
  settings.token->clientSecret = Secret("another-secret");
  const auto refused = sendOne(settings);
  EXPECT_EQ(refused.kind, RudeKind::EndpointFault);
  EXPECT_THAT(refused.text, HasSubstr("invalid_client"));
  EXPECT_THAT(refused.text, Not(HasSubstr("another-secret")));
  settings.token->url = "http://127.0.0.1:1/token";
  const auto nobody = sendOne(settings);
  EXPECT_EQ(nobody.kind, RudeKind::Retry) << "it may come back by itself";
  EXPECT_TRUE(nobody.notHeard);
}

TEST(RudeServers, LoseRepliesHangUpAndAreTriedAgainWithTheSameBytes) {
  const RudeServer server;
  const auto hungUp = sendOne(server.settings(), "hangup@harbour.example");
  EXPECT_EQ(hungUp.kind, RudeKind::Retry);
  const auto lost = sendOne(server.settings(), "lost@harbour.example");
  EXPECT_EQ(lost.kind, RudeKind::Retry);
  EXPECT_TRUE(lost.outcomeUnknown);
  EXPECT_EQ(sendOne(server.settings(), "grey@harbour.example").kind, RudeKind::Retry);
  EXPECT_EQ(sendOne(server.settings(), "grey@harbour.example").kind, RudeKind::Delivered);
  EXPECT_EQ(sendOne(server.settings(), "full@harbour.example").kind, RudeKind::Retry);
  EXPECT_EQ(sendOne(server.settings(), "big@harbour.example").kind, RudeKind::Rejected);
  EXPECT_EQ(sendOne(server.settings(), "gone@harbour.example").kind, RudeKind::Rejected);
  const auto busy = sendOne(server.settings(), "busy@harbour.example");
  EXPECT_EQ(busy.kind, RudeKind::Retry);
  EXPECT_TRUE(busy.notHeard);
}

TEST(RudeServers, TheSizeIsToldAtOnceAndARefusalIsAboutTheMessage) {
  const RudeServer server({"--size", "20"});
  const auto outcome = sendOne(server.settings());
  EXPECT_EQ(outcome.kind, RudeKind::Rejected) << outcome.text;
  EXPECT_EQ(outcome.code, 552);
}

TEST(SeveralRelays, MailLeavesByTheNextWhenTheFirstTakesNoConnection) {
  const RudeServer second;
  auto nobody = second.settings();
  nobody.port = 1;
  boost::asio::io_context io;
  const auto notifier = makeRelays(io, {nobody, second.settings()});
  for (const auto& outcome : sendAllBy(*notifier, io, std::vector<std::string>(5, "ann@harbour.example"))) {
    EXPECT_EQ(outcome.kind, RudeKind::Delivered) << outcome.text;
    EXPECT_THAT(outcome.text, HasSubstr("localhost:" + std::to_string(second.settings().port)));
  }
  ASSERT_EQ(notifier->troubles().size(), 1U);
  EXPECT_THAT(notifier->troubles()[0], HasSubstr("localhost:1: "));
}

}  // namespace
}  // namespace chaser::notifiers
