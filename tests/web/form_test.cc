// SPDX-License-Identifier: Apache-2.0
#include "web/form.h"

#include <gtest/gtest.h>

#include <random>

namespace chaser::web {
namespace {

const std::string kToken = "0100000138v5s1t7qk2m9x4c6w0b3n8r";

TEST(Target, IsReadHoweverAScannerRewroteIt) {
  std::string escaped;
  for (const char c : kToken) escaped += c == '7' ? "%37" : std::string(1, c);
  for (const auto& target :
       {"/a/" + kToken, "/chaser/a/" + kToken, "//a//" + kToken, "/a/" + kToken + "/",
        "/a/" + kToken + "?utm_source=x",
        "/a/" + kToken + "?url=https%3A%2F%2Fother%2Fa%2F" + std::string(32, 'z'), "/a/" + kToken + "#top",
        "/a/" + kToken + "&data=05%7C02", "/a/" + kToken + "%3Fx%3D1", "/%61/" + escaped,
        "/a/" + kToken + "%2E", "https://CHASER.COUNCIL.EXAMPLE/a/" + kToken, "/a/%20" + kToken + "%0D%0A",
        "/a/" + kToken + ";jsessionid=1"})
    EXPECT_EQ(tokenIn(target).find(kToken) != std::string::npos, true)
        << target << " gave " << tokenIn(target);
  std::string twice = "/a/";
  for (const char c : kToken) twice += c == 'q' ? "%2571" : std::string(1, c);
  EXPECT_EQ(tokenIn(twice), kToken) << "escaped twice";
  for (const auto& target : {std::string("/"), std::string(), std::string("/a/"), "/a/" + kToken.substr(1),
                             "/a?t=" + kToken, std::string("*"), "/a/" + std::string(5000, '%')})
    EXPECT_EQ(tokenIn(target), "") << target.substr(0, 60);
}

TEST(Fields, AreReadAsBrowsersSendThem) {
  const auto fields = readFields(
      "answer=done&note=Two+words%2C+one+%26+all%0D%0Asecond+line&empty=&name=%C3%85sa&note=again");
  EXPECT_EQ(fields.at("answer"), "done");
  EXPECT_EQ(fields.at("note"), "Two words, one & all second line");
  EXPECT_EQ(fields.at("empty"), "");
  EXPECT_EQ(fields.at("name"), "Åsa");
}

TEST(Fields, HoldNothingThatBreaksOut) {
  const auto fields =
      readFields("note=a%00b%1B%5B31m%7Fc&turned=%E2%80%AEtxt.exe&bytes=%FF%FE%80x&x&=y&%zz=%4");
  EXPECT_EQ(fields.at("note"), "a\uFFFDb[31mc");
  EXPECT_EQ(fields.at("turned"), "txt.exe");
  EXPECT_EQ(fields.at("bytes").find('\xFF'), std::string::npos);
  EXPECT_EQ(fields.count(""), 0U);
  EXPECT_EQ(fields.at("%zz"), "%4");
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "f" + std::to_string(i) + "=1&";
  EXPECT_LE(readFields(many).size(), 64U);
}

TEST(Fields, AreReadFromAnyBytes) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> byte(-128, 127);
  std::uniform_int_distribution<std::size_t> length(0, 200);
  std::uniform_int_distribution<std::size_t> special(0, 15);
  constexpr std::string_view kSpecial = "%&=+";
  for (int round = 0; round < 2000; ++round) {
    std::string body(length(random), ' ');
    for (auto& c : body) {
      const auto which = special(random);
      c = which < kSpecial.size() ? kSpecial[which] : static_cast<char>(byte(random));
    }
    (void)readSubmission(readFields(body));
    (void)tokenIn(body);
  }
}

TEST(Day, IsReadAsABrowserOrAPersonWritesIt) {
  const auto day = Date::parse("2026-12-31");
  for (const auto* text :
       {"2026-12-31", "31/12/2026", "31.12.2026", "31 December 2026", "31 dec 2026", " 31-12-2026 "})
    EXPECT_EQ(readDay(text), day) << text;
  for (const auto* text :
       {"", "31/02/2026", "12/31/2026", "31/12/26", "tomorrow", "31 De 2026", "1/2/3/2026"})
    EXPECT_FALSE(readDay(text)) << text;
}

TEST(Submission, SaysWhatWasAnswered) {
  auto read = readSubmission(
      readFields("form=f&answer=done&evidence=Minutes+of+3+May&note=all&name=Ann&milestone=12"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->answer.kind, alerts::AnswerKind::Done);
  EXPECT_EQ(read->answer.evidence, "Minutes of 3 May");
  EXPECT_EQ(read->answer.note, "all");
  EXPECT_EQ(read->statedName, "Ann");
  EXPECT_EQ(read->milestone, MilestoneId{12});
  EXPECT_EQ(read->form, "f");
  read = readSubmission(readFields("answer=new-date&date=31%2F12%2F2026"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->answer.date, Date::parse("2026-12-31"));
  read = readSubmission(readFields("answer=not-mine&hand_to=Head+of+Service"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->answer.handTo, "Head of Service");
}

TEST(Submission, IsRefusedWithWhatToDo) {
  for (const auto& [body, says] : std::vector<std::pair<std::string, std::string>>{
           {"", "No answer was chosen"},
           {"answer=perhaps", "No answer was chosen"},
           {"answer=new-date", "No day was given"},
           {"answer=new-date&date=31%2F02%2F2026", "no day that there is"},
           {"answer=snooze&date=", "No day was given"},
           {"answer=on-track&note=" + std::string(3000, 'x'), "too long"},
           {"answer=on-track&name=" + std::string(400, 'x'), "too long"}}) {
    const auto read = readSubmission(readFields(body));
    ASSERT_FALSE(read) << body;
    EXPECT_NE(read.error().what.find(says), std::string::npos) << read.error().what;
    EXPECT_FALSE(read.error().hint.empty());
  }
}

}  // namespace
}  // namespace chaser::web
