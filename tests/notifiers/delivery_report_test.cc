// SPDX-License-Identifier: Apache-2.0
#include "notifiers/delivery_report.h"

#include <gmock/gmock.h>

#include "tests/notifiers/helper_process.h"

/// What mail servers write back, as they really do, and what somebody makes up.
namespace chaser::notifiers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kTagged = "bounces+0100004k7zq2m9x4t8w6v3n5b1c0h2jk@council.example";

DeliveryReport reportIn(const std::string& bytes) {
  auto report = readDeliveryReport(bytes);
  EXPECT_TRUE(report) << report.error().text();
  return report.value_or(DeliveryReport{});
}

/// One of the corpus of the fuzzer.
DeliveryReport readSample(const std::string& name) {
  return reportIn(
      sample::slurp(std::filesystem::path(CHASER_SOURCE_DIR) / "tests/fuzz/corpus/delivery_report" / name));
}

/// A report whose machine-readable part is this.
std::string reportWith(const std::string& status, const std::string& headers = "") {
  return "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\n" + headers +
         "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: "
         "message/delivery-status\r\n\r\n" +
         status + "\r\n--b--\r\n";
}

TEST(ADeliveryReport, OfPostfixSaysWhoAndWhy) {
  const auto report = readSample("postfix");
  EXPECT_TRUE(report.isReport);
  EXPECT_TRUE(report.isFromServer);
  EXPECT_THAT(report.cameTo, ElementsAre(kTagged)) << "each header names the same";
  EXPECT_EQ(report.returned, "d41d8cd98f00b204@council.example");
  ASSERT_EQ(report.recipients.size(), 1U);
  const auto& one = report.recipients[0];
  EXPECT_EQ(one.action, "failed");
  EXPECT_EQ(one.status, "5.1.1");
  EXPECT_EQ(one.final, "ann@council.example");
  EXPECT_EQ(one.original, "ann@council.example");
  EXPECT_EQ(
      one.diagnostic,
      "550 5.1.1 <ann@council.example>: Recipient address rejected: User unknown in local recipient table");
}

TEST(ADeliveryReport, OfEximIsUnderstoodAndItsHeadersAloneNameWhatCameBack) {
  const auto report = readSample("exim");
  EXPECT_TRUE(report.isReport);
  EXPECT_THAT(report.cameTo, ElementsAre(kTagged));
  EXPECT_EQ(report.returned, "d41d8cd98f00b204@council.example");
  ASSERT_EQ(report.recipients.size(), 1U);
  EXPECT_EQ(report.recipients[0].status, "5.0.0");
  EXPECT_EQ(report.recipients[0].diagnostic, "550 No Such User Here");
  EXPECT_EQ(report.recipients[0].original, "");
}

TEST(ADeliveryReport, OfExchangeIsDecodedAndItsCapitalsAreKept) {
  const auto report = readSample("exchange");
  EXPECT_TRUE(report.isReport);
  EXPECT_THAT(report.cameTo, ElementsAre("BOUNCES+0100004K7ZQ2M9X4T8W6V3N5B1C0H2JK@council.example"));
  ASSERT_EQ(report.recipients.size(), 1U);
  EXPECT_EQ(report.recipients[0].final, "ann.field@council.example");
  EXPECT_EQ(report.recipients[0].status, "5.1.10");
  EXPECT_EQ(report.recipients[0].diagnostic,
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup");
}

TEST(ADeliveryReport, OfADelaySaysSo) {
  const auto report = readSample("delayed");
  ASSERT_EQ(report.recipients.size(), 1U);
  EXPECT_EQ(report.recipients[0].action, "delayed");
  EXPECT_EQ(report.recipients[0].status, "4.4.1");
}

TEST(ADeliveryReport, IsNotMadeOfTheWordsOfAnOldServer) {
  const auto report = readSample("qmail");
  EXPECT_FALSE(report.isReport);
  EXPECT_TRUE(report.isFromServer);
  EXPECT_EQ(report.subject, "failure notice");
  EXPECT_THAT(report.recipients, IsEmpty());
}

TEST(ADeliveryReport, NamesEachRecipientWhereverItsBlocksBegin) {
  const auto report = reportIn(reportWith(
      "Reporting-MTA: dns; mx.example\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: FAILED (bad "
      "mailbox)\r\n"
      "Status: 5.2.1 (disabled)\r\n\r\n\r\nFinal-Recipient: RFC822; <b@x.example>\r\naction: Delivered\r\n"
      "status: 2.0.0\r\n\r\nX-Other: nothing about anybody"));
  ASSERT_EQ(report.recipients.size(), 2U);
  EXPECT_EQ(report.recipients[0].action, "failed");
  EXPECT_EQ(report.recipients[0].status, "5.2.1");
  EXPECT_EQ(report.recipients[1].final, "b@x.example");
  EXPECT_EQ(report.recipients[1].action, "delivered");
}

TEST(ADeliveryReport, TakesNoStatusThatIsNone) {
  for (const char* status : {"", "5", "5.1", "5.1.1.1", "55.1.1", "5.1.1x", "5..1", "5.1.1000", "five"}) {
    const auto report = reportIn(reportWith(
        "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: " + std::string(status)));
    ASSERT_EQ(report.recipients.size(), 1U) << status;
    EXPECT_EQ(report.recipients[0].status, "") << status;
  }
}

TEST(ADeliveryReport, OfAReportAboutSomethingElseIsNone) {
  const auto read_ = reportIn(
      "From: a@x.example\r\nSubject: Read: hello\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
      "report-type=disposition-notification; boundary=b\r\n\r\n--b\r\nContent-Type: "
      "message/disposition-notification\r\n\r\nDisposition: automatic-action/MDN-sent; "
      "displayed\r\n--b--\r\n");
  EXPECT_FALSE(read_.isReport);
  EXPECT_FALSE(read_.isFromServer);
  const auto inner = reportIn(
      "From: a@x.example\r\nSubject: look\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" +
      reportWith("Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1"));
  EXPECT_FALSE(inner.isReport) << "what somebody forwards is somebody else's";
  EXPECT_THAT(inner.recipients, IsEmpty());
}

TEST(ADeliveryReport, LetsNothingBreakOutOfIt) {
  const auto report = reportIn(reportWith(
      "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 "
      "\x1b[2J\xe2\x80\xae gnol \xff" +
          std::string(100000, 'x'),
      "To: \"a\x01\" <b@x.example>\r\n"));
  ASSERT_EQ(report.recipients.size(), 1U);
  const auto& words = report.recipients[0].diagnostic;
  EXPECT_LE(words.size(), 2000U);
  EXPECT_EQ(words.find('\x1b'), std::string::npos);
  EXPECT_EQ(words.find("\xe2\x80\xae"), std::string::npos);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\n\r\n";
  EXPECT_LE(reportIn(reportWith(many)).recipients.size(), 100U);
}

TEST(ADeliveryReport, IsRefusedWhereItIsNoMail) {
  EXPECT_THAT(readDeliveryReport("").error().what, HasSubstr("nothing came"));
  EXPECT_THAT(readDeliveryReport("hello").error().what, HasSubstr("this is no mail"));
}

}  // namespace
}  // namespace chaser::notifiers
