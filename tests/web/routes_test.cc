// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include <gmock/gmock.h>

#include "web/pages.h"

namespace chaser::web {
namespace {

using alerts::AnswerKind;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kPage = "/a/0100000138v5s1t7qk2m9x4c6w0b3n8r";
const std::string kPublic = "https://chaser.council.example";

Shown open() {
  Shown shown;
  shown.state = LinkState::Open;
  shown.link = 7;
  shown.form = "the-form";
  Matter matter;
  matter.headline = "Duty officers trained in the new handover";
  matter.ref = "3.1";
  matter.ask = "Can you confirm or change this date?";
  matter.lines = {"Estimated date for Tidewell: the quarter to 30 September 2026"};
  matter.offered = {AnswerKind::OnTrack,   AnswerKind::Done,   AnswerKind::NewDate,
                    AnswerKind::AgreeDate, AnswerKind::Snooze, AnswerKind::NotMine};
  matter.dateToAgree = "30 September 2026";
  matter.answeringAs = "Megan Price";
  matter.today = *Date::parse("2026-09-01");
  matter.quietAtMost = *Date::parse("2026-10-13");
  shown.matter = matter;
  return shown;
}

/// Says what it is told to say, and keeps what it was asked.
class FakeDesk final : public Desk {
 public:
  Result<Shown> show(std::string_view token) override {
    tokens.emplace_back(token);
    if (broken) return fail(ErrorKind::Busy, "somebody holds the lock");
    return shown;
  }
  Result<Recorded> record(std::string_view token, const Submission& submission) override {
    tokens.emplace_back(token);
    submissions.push_back(submission);
    if (broken) return fail(ErrorKind::Busy, "somebody holds the lock");
    return recorded;
  }

  Result<DigestChoice> digestOf(std::string_view token) override {
    tokens.emplace_back(token);
    if (broken) return fail(ErrorKind::Busy, "somebody holds the lock");
    return choice;
  }
  Result<DigestChoice> chooseDigest(std::string_view token, bool weekly) override {
    if (choice.known) choice.weekly = weekly;
    ++chosen;
    return digestOf(token);
  }

  Shown shown = open();
  Recorded recorded;
  DigestChoice choice{true, false, "every working day", false};
  int chosen = 0;
  bool broken = false;
  std::vector<std::string> tokens;
  std::vector<Submission> submissions;
};

class Routes : public ::testing::Test {
 protected:
  Response ask(const std::string& method, const std::string& target, const std::string& body = {},
               const std::string& type = "application/x-www-form-urlencoded") {
    return respond({method, target, type, body}, desk, kPublic);
  }
  FakeDesk desk;
};

TEST_F(Routes, APageShowsTheItemAndEveryAnswerThatIsOffered) {
  const auto response = ask("GET", kPage);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.link, 7);
  for (const auto* words :
       {"Duty officers trained in the new handover", "Can you confirm or change this date?",
        "Estimated date for Tidewell", "Still on track", "Done", "New date", "Agree 30 September 2026",
        "Ask me later", "Not mine", "Where is the evidence?", "Whose is it?", "Answering as", "Megan Price",
        "value=\"the-form\"", "min=\"2026-09-01\"", "max=\"2026-10-13\"", "lang=\"en-GB\"",
        "width=device-width"})
    EXPECT_THAT(response.body, HasSubstr(words));
  EXPECT_THAT(response.body, Not(HasSubstr("<script")));
  EXPECT_THAT(response.body, Not(HasSubstr("src=")));
  desk.shown.matter->offered = {AnswerKind::Snooze};
  EXPECT_THAT(ask("GET", kPage).body, Not(HasSubstr("Still on track")));
}

TEST_F(Routes, NothingOfAPlanGetsIntoThePageAsHtml) {
  desk.shown.matter->headline = "</title><script>alert(1)</script>";
  desk.shown.matter->answeringAs = "\"><img src=x onerror=alert(1)>";
  desk.shown.matter->lines = {"{{style}} & 'quoted'"};
  const auto body = ask("GET", kPage).body;
  EXPECT_THAT(body, Not(HasSubstr("<script")));
  EXPECT_THAT(body, Not(HasSubstr("<img")));
  EXPECT_THAT(body, HasSubstr("{{style}} &amp; &apos;quoted&apos;"));
}

TEST_F(Routes, NothingButAPostRecordsAnything) {
  for (const auto* method : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", ""}) {
    const auto response = ask(method, kPage + "?answer=done&form=the-form", "answer=done&form=the-form");
    EXPECT_FALSE(response.recorded) << method;
    const bool shows = std::string(method) == "GET" || std::string(method) == "HEAD";
    EXPECT_EQ(response.status, shows ? 200 : std::string(method) == "OPTIONS" ? 204 : 405) << method;
    if (!shows) {
      EXPECT_EQ(response.headers.front(),
                std::make_pair(std::string("Allow"), std::string("GET, HEAD, POST, OPTIONS")));
    }
  }
  EXPECT_TRUE(desk.submissions.empty());
}

TEST_F(Routes, APostRecordsAndSaysWhat) {
  desk.recorded.kind = Recorded::Kind::Now;
  desk.recorded.said = "Megan Price confirmed that it is on track.";
  auto response = ask("POST", kPage, "form=the-form&answer=on-track&note=fine&name=Megan+Price");
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.recorded);
  EXPECT_THAT(response.body, HasSubstr("Megan Price confirmed that it is on track."));
  ASSERT_EQ(desk.submissions.size(), 1U);
  EXPECT_EQ(desk.submissions[0].form, "the-form");
  EXPECT_EQ(desk.submissions[0].answer.note, "fine");
  desk.recorded.kind = Recorded::Kind::Already;
  response = ask("POST", kPage, "form=the-form&answer=on-track");
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.recorded);
  EXPECT_THAT(response.body, HasSubstr("Already recorded"));
  EXPECT_THAT(response.body, HasSubstr("confirmed that it is on track"));
}

TEST_F(Routes, WhatWasWrongIsSaidBesideWhatWasTyped) {
  desk.recorded.kind = Recorded::Kind::NotSo;
  desk.recorded.said = "1 May 2016 has passed.";
  desk.recorded.shown = open();
  auto response = ask("POST", kPage, "form=f&answer=new-date&date=2016-05-01&note=my+%22words%22&name=Ann");
  EXPECT_EQ(response.status, 422);
  for (const auto* words : {"1 May 2016 has passed.", "value=\"2016-05-01\"", "my &quot;words&quot;",
                            "value=\"Ann\"", "<details open class=\"offer\" id=\"new-date\">"})
    EXPECT_THAT(response.body, HasSubstr(words));
  // What can't be read as an answer never reaches the desk.
  response = ask("POST", kPage, "form=f&answer=new-date&date=31%2F02%2F2026");
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("no day that there is"));
  EXPECT_EQ(desk.submissions.size(), 1U);
}

TEST_F(Routes, ALinkThatDoesNotWorkSaysWhyAndWhomToAskAndNothingOfThePlan) {
  const std::vector<std::pair<LinkState, std::string>> states = {{LinkState::Expired, "60 days"},
                                                                 {LinkState::Revoked, "taken back"},
                                                                 {LinkState::HandedOver, "somebody else"},
                                                                 {LinkState::Gone, "no longer in the plan"},
                                                                 {LinkState::Unknown, "not one of ours"}};
  for (const auto& [state, why] : states) {
    desk.shown = open();
    desk.shown.state = state;
    desk.shown.askWhom = "the plan's coordinator";
    desk.recorded = {Recorded::Kind::Refused, {}, desk.shown};
    for (const auto& response : {ask("GET", kPage), ask("POST", kPage, "form=f&answer=on-track")}) {
      EXPECT_EQ(response.status, state == LinkState::Unknown ? 404 : 410);
      EXPECT_THAT(response.body, HasSubstr(why));
      EXPECT_THAT(response.body, HasSubstr("the plan&apos;s coordinator"));
      for (const auto* ofThePlan : {"Duty officers", "3.1", "Tidewell", "Megan"})
        EXPECT_THAT(response.body, Not(HasSubstr(ofThePlan)));
    }
  }
}

TEST_F(Routes, WhatIsSettledSaysSoAndOffersNothing) {
  desk.shown.state = LinkState::Settled;
  const auto response = ask("GET", kPage);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr("This is settled"));
  EXPECT_THAT(response.body, Not(HasSubstr("<form")));
}

TEST_F(Routes, AMessagesPageLeadsToEachOfItsItems) {
  desk.shown = {};
  desk.shown.state = LinkState::Open;
  desk.shown.matters = {
      {"Signs put up", "7", "Where does this stand?", LinkState::Open, "tokenone", ""},
      {"Lighting replaced", "4.2", "Is this done?", LinkState::Open, "tokentwo", "Ann said: done."},
      {"Officers trained", "3.1", "Ask", LinkState::Settled, "tokenthree", ""}};
  const auto body = ask("GET", kPage).body;
  EXPECT_THAT(body, HasSubstr("One thing waits for your answer."));
  EXPECT_THAT(body, HasSubstr("https://chaser.council.example/a/tokenone"));
  EXPECT_THAT(body, HasSubstr("https://chaser.council.example/a/tokentwo"));
  EXPECT_THAT(body, HasSubstr("Ann said: done."));
  EXPECT_THAT(body, Not(HasSubstr("tokenthree")));
  EXPECT_THAT(body, Not(HasSubstr("<form")));
}

TEST_F(Routes, WhatCanNotBeReadIsRefused) {
  EXPECT_EQ(ask("POST", kPage, "{}", "application/json").status, 415);
  EXPECT_EQ(ask("POST", kPage, "x", "").status, 415);
  EXPECT_EQ(ask("POST", "/", "answer=done").status, 405);
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("GET", "/favicon.ico").status, 404);
  const auto cut = ask("GET", kPage.substr(0, 30));
  EXPECT_EQ(cut.status, 404);
  EXPECT_THAT(cut.body, HasSubstr("a part of it was cut off"));
  EXPECT_THAT(ask("GET", "/robots.txt").body, HasSubstr("Disallow: /"));
  EXPECT_TRUE(desk.tokens.empty()) << "nothing of this is worth a look into the database";
}

TEST_F(Routes, ADatabaseThatIsLockedIsNoRefusal) {
  desk.broken = true;
  for (const auto& response : {ask("GET", kPage), ask("POST", kPage, "form=f&answer=on-track")}) {
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr("Nothing was recorded"));
    EXPECT_EQ(response.headers.front().first, "Retry-After");
  }
}

TEST(Pages, AllowNothingButTheirOwnStyle) {
  EXPECT_THAT(contentPolicy(), ::testing::StartsWith("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(contentPolicy(), Not(HasSubstr("unsafe")));
  std::map<std::string, std::string> headers(commonHeaders().begin(), commonHeaders().end());
  EXPECT_EQ(headers["Referrer-Policy"], "no-referrer");
  EXPECT_EQ(headers["Cache-Control"], "no-store");
}

TEST_F(Routes, OneClickTurnsTheDigestToWeeklyAndThePageTakesItBack) {
  const std::string page = "/plans/u/" + kPage.substr(kPage.rfind('/') + 1);
  for (const auto* method : {"GET", "HEAD"}) {
    const auto shown = ask(method, page + "?digest=weekly&List-Unsubscribe=One-Click", "digest=weekly");
    EXPECT_EQ(shown.status, 200);
    EXPECT_FALSE(shown.recorded);
    EXPECT_THAT(shown.body, HasSubstr("every working day"));
    EXPECT_THAT(shown.body, HasSubstr("escalation"));
  }
  EXPECT_EQ(desk.chosen, 0) << "looking changes nothing";
  const std::string parts =
      "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--";
  const std::vector<std::pair<std::string, std::string>> clicks = {
      {"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"},
      {parts, "multipart/form-data; boundary=x"},
      {"digest=weekly", "application/x-www-form-urlencoded"}};
  for (const auto& [body, type] : clicks) {
    desk.choice.weekly = false;
    const auto clicked = ask("POST", page, body, type);
    EXPECT_EQ(clicked.status, 200) << body;
    EXPECT_TRUE(clicked.recorded);
    EXPECT_EQ(clicked.event, "digest-weekly");
    EXPECT_TRUE(desk.choice.weekly);
    EXPECT_THAT(clicked.body, HasSubstr("once a week, on Mondays"));
  }
  EXPECT_EQ(ask("POST", page, "digest=usual").event, "digest-usual");
  EXPECT_FALSE(desk.choice.weekly);
  EXPECT_EQ(ask("POST", page, "digest=never").status, 422);
  EXPECT_EQ(ask("POST", page, "{}", "application/json").status, 415);
  EXPECT_EQ(desk.chosen, 4);
  desk.choice.known = false;
  EXPECT_EQ(ask("POST", page, "List-Unsubscribe=One-Click").status, 404);
}

}  // namespace
}  // namespace chaser::web
