// SPDX-License-Identifier: Apache-2.0
#include "notifiers/incoming.h"

#include <gmock/gmock.h>

#include "notifiers/quoting.h"

/// What comes back from people, from machines, and from whoever means harm.
namespace chaser::notifiers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

IncomingMail read(const std::string& bytes) {
  auto mail = readIncoming(bytes);
  EXPECT_TRUE(mail) << mail.error().text();
  return mail.value_or(IncomingMail{});
}

/// A person's reply with further headers, each with its line end.
std::string mailWith(const std::string& headers, const std::string& body = "Done.\r\n") {
  return "From: Lena Fox <lena@nch.example>\r\nTo: priya@harbour.example\r\nSubject: Re: 2 actions\r\n"
         "Message-ID: <a1@nch.example>\r\n" +
         headers + "\r\n" + body;
}

TEST(AMailThatCame, IsReadAsItsWriterMeantIt) {
  const auto mail = read(
      "Return-Path: <lena@nch.example>\r\nFrom: =?UTF-8?Q?Lena_F=C3=B6x?= <lena@nch.example>\r\n"
      "Subject: =?UTF-8?B?UmU6IHp3ZWkgw6R0emU=?=\r\nMessage-ID: <a1@nch.example>\r\n"
      "In-Reply-To: <m7@harbour.example>\r\nReferences: <thread@harbour.example>\r\n <m7@harbour.example>\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\n"
      "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
      "Done, caf=E9 told.\r\n\r\nOn Monday Chaser wrote:\r\n> 2.1: Publish it\r\n--b\r\n"
      "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Something else</p>\r\n--b--\r\n");
  ASSERT_EQ(mail.from.size(), 1U);
  EXPECT_EQ(mail.from[0].name, "Lena Föx");
  EXPECT_EQ(mail.from[0].address, "lena@nch.example");
  EXPECT_EQ(mail.subject, "Re: zwei ätze");
  EXPECT_EQ(mail.messageId, "a1@nch.example");
  EXPECT_THAT(mail.inReplyTo, ElementsAre("m7@harbour.example"));
  EXPECT_THAT(mail.references, ElementsAre("thread@harbour.example", "m7@harbour.example"));
  EXPECT_EQ(mail.automatic, "");
  EXPECT_EQ(mail.words, "Done, café told.");
  EXPECT_EQ(mail.quoted, "2.1: Publish it");
}

TEST(AMailThatCame, MayBeAPageAlone) {
  const auto mail =
      read(mailWith("Content-Type: text/html; charset=utf-8\r\n",
                    "<html><head><style>p {}</style></head><body><p>New&nbsp;date:&#32;31 March 2027</p>"
                    "<script>evil()</script><div>Lena &amp; Omar</div>"
                    "<blockquote>2.1: Publish it</blockquote></body></html>"));
  EXPECT_EQ(mail.words, "New date: 31 March 2027\nLena & Omar");
  EXPECT_EQ(mail.quoted, "2.1: Publish it");
}

TEST(AMailThatCame, AFileWithItIsNoneOfItsWords) {
  const auto mail =
      read(mailWith("Content-Type: multipart/mixed; boundary=b\r\n",
                    "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nminutes\r\n"
                    "--b\r\nContent-Type: text/plain\r\n\r\nDone.\r\n--b\r\n"
                    "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nNot mine\r\n--b--\r\n"));
  EXPECT_EQ(mail.words, "Done.");
}

TEST(AMailThatCame, ThePipesOwnLineIsNoHeader) {
  EXPECT_EQ(read("From lena@nch.example Mon Nov 23 02:00:00 2026\n" + mailWith("")).words, "Done.");
}

TEST(AMailThatCame, FromAMachineSaysWhyNobodyAnswered) {
  for (const auto& [headers, why] : std::vector<std::pair<std::string, std::string>>{
           {"Auto-Submitted: auto-replied\r\n", "Auto-Submitted: auto-replied"},
           {"Auto-Submitted: auto-generated (vacation)\r\n", "Auto-Submitted"},
           {"X-Autoreply: yes\r\n", "X-Autoreply"},
           {"Precedence: bulk\r\n", "Precedence: bulk"},
           {"Precedence: Auto_Reply\r\n", "Precedence"},
           {"List-Id: <all.nch.example>\r\n", "List-Id"},
           {"X-Chaser-Kind: digest\r\n", "X-Chaser-Kind"},
           {"Return-Path: <>\r\n", "no sender to answer"},
           {"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
            "multipart/report"},
           {"Content-Type: Multipart/REPORT; report-type=disposition-notification; boundary=b\r\n",
            "report"}}) {
    EXPECT_THAT(read(mailWith(headers)).automatic, HasSubstr(why)) << headers;
  }
  EXPECT_THAT(read("From: MAILER-DAEMON@nch.example\r\nSubject: Mail failed\r\n\r\nNo.").automatic,
              HasSubstr("a mail server wrote it"));
  EXPECT_THAT(read("From: lena@nch.example\r\nSubject: Automatic reply: 2 actions\r\n\r\nAway.").automatic,
              HasSubstr("automatic reply"));
}

TEST(AMailThatCame, FromAPersonMayAskMachinesToKeepQuiet) {
  for (const auto* header : {"X-Auto-Response-Suppress: All\r\n", "Auto-Submitted: no\r\n",
                             "Precedence: first-class\r\n", "Return-Path: <lena@nch.example>\r\n"})
    EXPECT_EQ(read(mailWith(header)).automatic, "") << header;
}

TEST(AMailThatCame, IsRefusedWhereItIsNone) {
  for (const auto& bytes :
       {std::string(), std::string(" \r\n\r\n"), std::string("just some words\n"), std::string(10'000, '\0')})
    EXPECT_FALSE(readIncoming(bytes)) << bytes.substr(0, 20);
  const auto large = readIncoming(mailWith("", std::string(kLargestIncoming, 'x')));
  ASSERT_FALSE(large);
  EXPECT_THAT(large.error().what, HasSubstr("larger than 25 MB"));
}

TEST(AMailThatCame, NestedBeyondReasonIsRefusedAndOtherwiseHarmless) {
  const auto nested = [](int depth) {
    std::string mail = "From: a@b.example\r\n";
    for (int i = 0; i < depth; ++i)
      mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
              std::to_string(i) + "\r\n";
    return mail + "Content-Type: text/plain\r\n\r\nDone.\r\n";
  };
  EXPECT_EQ(read(nested(3)).words, "Done.");
  EXPECT_EQ(read(nested(90)).words, "") << "nobody writes so deep down";
  ASSERT_FALSE(readIncoming(nested(20'000)));
  EXPECT_THAT(readIncoming(nested(20'000)).error().what, HasSubstr("parts that hold parts"));
}

TEST(AMailThatCame, NothingOfItCanDoHarm) {
  const auto mail = read(
      "From: \"a\r\n b\" <x@y.example>, other@z.example\r\nSubject: =?utf-8?q?a=0D=0ABcc:_all=1B[2J?=\r\n"
      "Message-ID: <" +
      std::string(100'000, 'm') + ">\r\nIn-Reply-To: <<<<>>>> <" + std::string(500, '<') +
      "\r\nContent-Type: text/plain; charset=no-such\r\n\r\n" +
      std::string("a\0b\x1B[2J\xFF\xFE \u202E evil\r\n", 20) + std::string(300'000, 'x'));
  EXPECT_EQ(mail.from.size(), 2U);
  for (const auto& text : {mail.subject, mail.words})
    EXPECT_EQ(text.find_first_of(std::string("\r\x1B\0", 3)), std::string::npos) << text.substr(0, 80);
  EXPECT_EQ(mail.messageId, "");
  EXPECT_LE(mail.words.size(), 70'000U);
}

OwnAndQuoted quoting(const std::string& text) {
  return splitQuoted(text);
}

TEST(AReplysOwnWords, AreThoseThatItsWriterWrote) {
  EXPECT_EQ(
      quoting("Done.\n\nOn 3 May 2026, at 10:00, Chaser <chaser@x.example>\nwrote:\n\n> 2.1: it\n> New").own,
      "Done.");
  EXPECT_EQ(quoting("Done.\n\nOn Mon, 3 May 2026 Chaser wrote:\n2.1: it\nNew").own, "Done.");
  EXPECT_EQ(quoting("Done.\n-----Original Message-----\nFrom: Chaser\n2.1").own, "Done.");
  EXPECT_EQ(
      quoting(
          "Done.\n________________________________\nFrom: Chaser\nSent: Monday\nTo: Lena\nSubject: 2\n\n2.1")
          .own,
      "Done.");
  EXPECT_EQ(quoting("Done.\n\n*From:* Chaser\n*Sent:* Monday\n*Subject:* 2\n2.1").own, "Done.");
  EXPECT_EQ(quoting("> 2.1: it\n\nDone.\n> 2.2: that\nNot mine.").own, "Done.\nNot mine.");
  EXPECT_EQ(quoting("On Monday Chaser wrote:\n> 2.1: it\n\nDone.").own, "Done.") << "below what it answers";
  EXPECT_EQ(quoting("Done.\n-- \nLena Fox\nWard 4").own, "Done.");
  const auto below = quoting("Done.\n-- \nLena Fox\n\nOn Monday Chaser wrote:\n> reply with ch-4d-7k2m9qxt");
  EXPECT_EQ(below.own, "Done.");
  EXPECT_EQ(below.quoted, "reply with ch-4d-7k2m9qxt") << "a signature stands above what is quoted";
  EXPECT_EQ(quoting("Done.\n-- \nLena Fox\n> 2.1: it\nWard 4").quoted, "2.1: it");
  EXPECT_EQ(quoting("On the whole it is done.\nFrom: the ward").own,
            "On the whole it is done.\nFrom: the ward");
  EXPECT_EQ(quoting("> 2.1: it").quoted, "2.1: it");
  EXPECT_THAT(quoting("").own, IsEmpty());
}

}  // namespace
}  // namespace chaser::notifiers
