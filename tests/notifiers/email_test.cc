// SPDX-License-Identifier: Apache-2.0
#include "notifiers/email.h"

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <future>
#include <istream>
#include <thread>

#include "notifiers/smtp_dialogue.h"
#include "tests/notifiers/helper_process.h"

namespace chaser::notifiers {
namespace {

namespace asio = boost::asio;
using Kind = DeliveryOutcome::Kind;
using ::testing::HasSubstr;

OutgoingMessage mailTo(const std::string& address, const std::string& header = "Subject: hello") {
  OutgoingMessage message;
  message.id = "one@harbour.example";
  message.address = address;
  message.bytes =
      "From: <chaser@harbour.example>\r\n" + header + "\r\n\r\n.a line that begins with a full stop\r\n";
  return message;
}

DeliveryOutcome sendWith(Notifier& notifier, boost::asio::io_context& io, const OutgoingMessage& message) {
  std::optional<DeliveryOutcome> outcome;
  notifier.deliver(message, [&](DeliveryOutcome one) { outcome = std::move(one); });
  io.restart();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!outcome && std::chrono::steady_clock::now() < until) io.run_one_for(std::chrono::milliseconds(200));
  if (!outcome) ADD_FAILURE() << "the notifier never called back";
  return outcome.value_or(DeliveryOutcome{});
}

/// One exim for all tests of this file; it takes a moment to start.
class Exim : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server = std::make_unique<sample::HelperProcess>("exim_server.py", std::vector<std::string>{});
  }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    if (server->ready().is_null()) GTEST_SKIP() << "no SMTP server: " << server->trouble();
  }

  [[nodiscard]] static EmailSettings settings() {
    EmailSettings out;
    out.host = "localhost";
    out.port = server->ready()["port"];
    out.tls = SmtpTls::Required;
    out.caFile = server->ready()["ca"];
    out.user = server->ready()["user"];
    out.password = Secret(server->ready()["password"]);
    out.envelopeFrom = "chaser@harbour.example";
    return out;
  }
  static DeliveryOutcome send(EmailSettings with, const OutgoingMessage& message) {
    boost::asio::io_context io;
    const auto notifier = makeEmailNotifier(io, std::move(with));
    return sendWith(*notifier, io, message);
  }
  static std::vector<std::string> inbox() {
    const auto folder = std::filesystem::path(server->ready()["maildir"].get<std::string>()) / "new";
    std::vector<std::string> mails;
    for (const auto& file : std::filesystem::directory_iterator(folder))
      mails.push_back(sample::slurp(file.path()));
    return mails;
  }
  // exim hands over to its delivery process after it has said 250.
  static std::vector<std::string> inboxOf(std::size_t count) {
    for (int i = 0; i < 100 && inbox().size() < count; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return inbox();
  }

  static std::unique_ptr<sample::HelperProcess> server;
};
std::unique_ptr<sample::HelperProcess> Exim::server;

TEST_F(Exim, AMessageArrivesThroughStarttlsAndAuthAsItWasWritten) {
  const std::size_t before = inbox().size();
  const DeliveryOutcome outcome = send(settings(), mailTo("megan@tidewell.example"));
  EXPECT_EQ(outcome.kind, Kind::Delivered) << outcome.text;
  EXPECT_EQ(outcome.code, 250);
  const auto mails = inboxOf(before + 1);
  ASSERT_EQ(mails.size(), before + 1);
  EXPECT_THAT(mails.back(), HasSubstr("\n.a line that begins with a full stop"));
  EXPECT_THAT(mails.back(), HasSubstr("Return-path: <chaser@harbour.example>"));
  EXPECT_THAT(mails.back(), HasSubstr("TLS"));
}

TEST_F(Exim, AMessageGoesOutWithItsOwnReturnPathWhereItHasOne) {
  const std::size_t before = inbox().size();
  auto message = mailTo("own@tidewell.example");
  message.returnPath = "bounces+a1@harbour.example";
  EXPECT_EQ(send(settings(), message).kind, Kind::Delivered);
  const auto mails = inboxOf(before + 1);
  EXPECT_TRUE(std::any_of(mails.begin(), mails.end(), [](const std::string& mail) {
    return mail.find("Return-path: <bounces+a1@harbour.example>") != std::string::npos;
  }));
}

TEST_F(Exim, OneConnectionCarriesManyMessages) {
  boost::asio::io_context io;
  EmailSettings one = settings();
  one.maxConnections = 1;
  const auto notifier = makeEmailNotifier(io, one);
  int delivered = 0;
  for (int i = 0; i < 5; ++i) {
    notifier->deliver(mailTo("many@tidewell.example"), [&](const DeliveryOutcome& outcome) {
      delivered += outcome.kind == Kind::Delivered ? 1 : 0;
    });
  }
  EXPECT_EQ(notifier->inFlight(), 5U);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (notifier->inFlight() > 0 && std::chrono::steady_clock::now() < until)
    io.run_one_for(std::chrono::milliseconds(200));
  EXPECT_EQ(delivered, 5);
}

TEST_F(Exim, ARefusedRecipientIsRejectedAndABusyOneIsTriedAgain) {
  const DeliveryOutcome refused = send(settings(), mailTo("refused@tidewell.example"));
  EXPECT_EQ(refused.kind, Kind::Rejected);
  EXPECT_EQ(refused.code, 550);
  EXPECT_THAT(refused.text, HasSubstr("no such mailbox"));
  const DeliveryOutcome later = send(settings(), mailTo("later@tidewell.example"));
  EXPECT_EQ(later.kind, Kind::Retry);
  EXPECT_FALSE(later.outcomeUnknown);
}

TEST_F(Exim, ContentRefusedAfterDataIsRejectedAndWasCertainlyNotTaken) {
  const DeliveryOutcome outcome = send(settings(), mailTo("megan@tidewell.example", "X-Refuse: yes"));
  EXPECT_EQ(outcome.kind, Kind::Rejected) << outcome.text;
  EXPECT_EQ(outcome.code, 550);
}

TEST_F(Exim, WrongPasswordsSendersAndRelaysHoldTheEndpointAndKillNoMessage) {
  EmailSettings wrong = settings();
  wrong.password = Secret("wrong");
  EXPECT_EQ(send(wrong, mailTo("megan@tidewell.example")).kind, Kind::EndpointFault);
  EmailSettings sender = settings();
  sender.envelopeFrom = "badsender@harbour.example";
  EXPECT_EQ(send(sender, mailTo("megan@tidewell.example")).kind, Kind::EndpointFault);
  EmailSettings nobody = settings();
  nobody.user.clear();
  const DeliveryOutcome relay = send(nobody, mailTo("megan@tidewell.example"));
  EXPECT_EQ(relay.kind, Kind::EndpointFault) << relay.text;
}

TEST_F(Exim, AnUnknownCertificateHoldsTheEndpoint) {
  EmailSettings stranger = settings();
  stranger.caFile.clear();
  EXPECT_EQ(send(stranger, mailTo("megan@tidewell.example")).kind, Kind::EndpointFault);
}

TEST(Smtp, AServerThatIsNotThereIsTriedAgainAndTheMessageDidNotArrive) {
  boost::asio::io_context io;
  EmailSettings nowhere;
  nowhere.host = "127.0.0.1";
  nowhere.port = 1;
  const auto notifier = makeEmailNotifier(io, nowhere);
  const DeliveryOutcome outcome = sendWith(*notifier, io, mailTo("megan@tidewell.example"));
  EXPECT_EQ(outcome.kind, Kind::Retry);
  EXPECT_FALSE(outcome.outcomeUnknown);
  EXPECT_FALSE(outcome.text.empty());
}

/// A mail server of one conversation that takes any message, and says nothing when it is taken leave of.
class SilentAtParting {
 public:
  SilentAtParting()
      : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}), thread_([this] { converse(); }) {}
  ~SilentAtParting() { thread_.join(); }
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Whether it was taken leave of with QUIT. It then waits, its mouth shut, until the other side hangs up.
  bool heardQuit() { return quit_.get_future().get(); }

 private:
  void converse() {
    asio::ip::tcp::socket peer(io_);
    acceptor_.accept(peer);
    boost::system::error_code error;
    const auto say = [&](const std::string& words) {
      asio::write(peer, asio::buffer(words + "\r\n"), error);
    };
    asio::streambuf heard;
    bool quit = false;
    bool inBody = false;
    for (say("220 here"); !error;) {
      asio::read_until(peer, heard, "\r\n", error);
      std::string line;
      std::getline(std::istream(&heard), line);
      if (line == ".\r") inBody = false;
      if (inBody || line.empty()) continue;
      quit = quit || line == "QUIT\r";
      inBody = line == "DATA\r";
      if (!quit) say(inBody ? "354 go on" : "250 well");
    }
    quit_.set_value(quit);
  }

  asio::io_context io_;
  asio::ip::tcp::acceptor acceptor_;
  std::promise<bool> quit_;
  std::thread thread_;
};

TEST(Smtp, AServerThatDoesNotAnswerAtPartingKeepsNobodyWaiting) {
  SilentAtParting server;
  asio::io_context io;
  EmailSettings settings;
  settings.host = "127.0.0.1";
  settings.port = server.port();
  settings.tls = SmtpTls::Off;
  settings.envelopeFrom = "chaser@harbour.example";
  auto notifier = makeEmailNotifier(io, settings);
  EXPECT_EQ(sendWith(*notifier, io, mailTo("ann@harbour.example")).kind, Kind::Delivered);
  const auto begun = std::chrono::steady_clock::now();
  notifier.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30)) << "libcurl waits for 120";
  EXPECT_TRUE(server.heardQuit());
}

TEST(Smtp, AnAddressWithALineBreakNeverReachesTheServer) {
  boost::asio::io_context io;
  const auto notifier = makeEmailNotifier(io, EmailSettings{});
  EXPECT_EQ(sendWith(*notifier, io, mailTo("a@b.example>\r\nRCPT TO:<c@d.example")).kind, Kind::Rejected);
}

TEST(Smtp, ALostReplyAfterTheBodyLeavesTheOutcomeUnknown) {
  const DeliveryOutcome lost = classifySmtp(CURLE_RECV_ERROR, SmtpStage::Body, 0, "", true);
  EXPECT_EQ(lost.kind, Kind::Retry);
  EXPECT_TRUE(lost.outcomeUnknown);
  EXPECT_FALSE(classifySmtp(CURLE_SEND_ERROR, SmtpStage::Body, 0, "", false).outcomeUnknown);
  EXPECT_FALSE(classifySmtp(CURLE_RECV_ERROR, SmtpStage::Recipient, 0, "", false).outcomeUnknown);
}

TEST(Smtp, EachReplyIsJudgedByWhereInTheDialogueItCame) {
  const auto kind = [](SmtpStage stage, int code, const char* text) {
    return classifySmtp(CURLE_SEND_ERROR, stage, code, text, false).kind;
  };
  EXPECT_EQ(kind(SmtpStage::Recipient, 550, "550 5.1.1 unknown"), Kind::Rejected);
  EXPECT_EQ(kind(SmtpStage::Recipient, 550, "550 relaying denied"), Kind::EndpointFault);
  EXPECT_EQ(kind(SmtpStage::Recipient, 530, "530 authentication required"), Kind::EndpointFault);
  EXPECT_EQ(kind(SmtpStage::Recipient, 451, "451 greylisted"), Kind::Retry);
  EXPECT_EQ(kind(SmtpStage::Data, 554, "554 no"), Kind::Rejected);
  EXPECT_EQ(kind(SmtpStage::Sender, 550, "550 who are you"), Kind::EndpointFault);
  EXPECT_EQ(kind(SmtpStage::Connect, 554, "554 no service"), Kind::EndpointFault);
  EXPECT_EQ(kind(SmtpStage::Connect, 421, "421 too busy"), Kind::Retry);
}

TEST(Smtp, ThePasswordsBase64IsNotMistakenForACommand) {
  SmtpDialogue dialogue;
  dialogue.sent("EHLO me\r\n");
  dialogue.sent("AUTH LOGIN\r\n");
  dialogue.sent("DATA\r\n");
  EXPECT_EQ(dialogue.stage(), SmtpStage::Auth);
  dialogue.received("235 fine\r\n");
  dialogue.sent("MAIL FROM:<a@b>\r\n");
  dialogue.received("250 ok\r\n");
  dialogue.sent("RCPT TO:<a@b>\r\n");
  dialogue.received("250-one\r\n250 two\r\n");
  EXPECT_EQ(dialogue.replyCode(), 250);
  dialogue.sent("DATA\r\n");
  dialogue.received("354 go on\r\n");
  EXPECT_EQ(dialogue.stage(), SmtpStage::Body);
  EXPECT_EQ(dialogue.replyCode(), 0);
  dialogue.received("250 taken\r\n");
  EXPECT_EQ(dialogue.stage(), SmtpStage::Finished);
}

}  // namespace
}  // namespace chaser::notifiers
