// SPDX-License-Identifier: Apache-2.0
#include "web/token.h"

#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <set>

#include "web/address.h"

namespace chaser::web {
namespace {

const Secret kKey(std::string(32, 'k'));

Binding someBinding() {
  Binding binding;
  binding.link = 4711;
  binding.subject = {ActionId{12}, MilestoneId{34}};
  binding.rule = "date-passed";
  binding.contact = "Dr Lena Fox";
  return binding;
}

TEST(Token, HasAtMost32CharactersThatNoMailProgramBreaks) {
  for (const std::int64_t link : {std::int64_t{1}, std::int64_t{4711}, kLastLink}) {
    auto binding = someBinding();
    binding.link = link;
    for (const int key : {1, kLastKey}) {
      const auto token = sealToken(key, kKey, binding);
      EXPECT_EQ(token.size(), 32U);
      EXPECT_EQ(token.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz"), std::string::npos) << token;
      const auto parts = readToken(token);
      ASSERT_TRUE(parts);
      EXPECT_EQ(parts->keyId, key);
      EXPECT_EQ(parts->link, link);
      EXPECT_TRUE(isSealed(*parts, kKey, binding));
    }
  }
}

TEST(Token, FitsNothingButWhatItWasMadeFor) {
  const auto parts = readToken(sealToken(3, kKey, someBinding()));
  ASSERT_TRUE(parts);
  ASSERT_TRUE(isSealed(*parts, kKey, someBinding()));
  const std::vector<std::function<void(Binding&)>> changes = {
      [](Binding& b) { b.link = 4712; },
      [](Binding& b) { b.kind = LinkKind::Message; },
      [](Binding& b) { b.subject.action = ActionId{13}; },
      [](Binding& b) { b.subject.milestone = MilestoneId{}; },
      [](Binding& b) { b.rule = "date-passe"; },
      [](Binding& b) { b.contact = "Dr Lena Fo"; },
      // What moves from one part into the next is another text.
      [](Binding& b) {
        b.rule += "Dr ";
        b.contact = "Lena Fox";
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    auto other = someBinding();
    changes[i](other);
    EXPECT_FALSE(isSealed(*parts, kKey, other)) << i;
  }
  EXPECT_FALSE(isSealed(*parts, Secret(std::string(32, 'K')), someBinding())) << "another key";
  auto otherKeyId = *parts;
  otherKeyId.keyId = 4;
  EXPECT_FALSE(isSealed(otherKeyId, kKey, someBinding())) << "another key's number";
}

TEST(Token, EveryCharacterOfItCounts) {
  const auto token = sealToken(3, kKey, someBinding());
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto forged = token;
    forged[i] = forged[i] == '7' ? '8' : '7';
    const auto parts = readToken(forged);
    if (!parts) continue;
    EXPECT_FALSE(parts->keyId == 3 && isSealed(*parts, kKey, someBinding())) << i;
  }
}

TEST(Token, SurvivesWhatMailProgramsAndPeopleDoToIt) {
  const auto token = sealToken(3, kKey, someBinding());
  std::string capitals;
  for (const char c : token) capitals += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  std::string lookalikes;
  for (const char c : token) lookalikes += c == '0' ? 'O' : c == '1' ? 'l' : c;
  for (const auto& text : {capitals, lookalikes, token + ".", "<" + token + ">", " " + token + ")\r\n"}) {
    const auto parts = readToken(text);
    ASSERT_TRUE(parts) << text;
    EXPECT_TRUE(parts->keyId == 3 && isSealed(*parts, kKey, someBinding())) << text;
  }
  for (const auto& text : {std::string(), token.substr(1), token + "0", token.substr(0, 31) + "u",
                           token.substr(0, 16) + " " + token.substr(16), std::string(32, '0'),
                           std::string(32, '\0'), std::string(100000, 'a')})
    EXPECT_FALSE(readToken(text)) << text.substr(0, 40);
}

TEST(Form, IsOfOneLinkAndCanNotBeMadeUp) {
  const auto random = fresh();
  EXPECT_EQ(random.size(), 20U);
  const auto form = sealForm(kKey, 4711, random);
  EXPECT_EQ(form.size(), kFormLength);
  EXPECT_TRUE(isFormOf(form, kKey, 4711));
  EXPECT_FALSE(isFormOf(form, kKey, 4712));
  EXPECT_FALSE(isFormOf(form, Secret(std::string(32, 'x')), 4711));
  EXPECT_FALSE(isFormOf(fresh() + form.substr(20), kKey, 4711));
  EXPECT_FALSE(isFormOf("", kKey, 4711));
  EXPECT_FALSE(isFormOf(form + "0", kKey, 4711));
  // A link's token opens a page; it is no form.
  EXPECT_FALSE(isFormOf(sealToken(1, kKey, someBinding()) + "000000000000", kKey, 4711));
}

TEST(Form, NoTwoAreAlike) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(fresh());
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_EQ(freshKey().reveal().size(), 32U);
  EXPECT_NE(freshKey().reveal(), freshKey().reveal());
}

TEST(Logs, ShowNoToken) {
  const auto token = sealToken(3, kKey, someBinding());
  EXPECT_EQ(withoutTokens("GET /a/" + token + "?x=1 HTTP/1.1"), "GET /a/***?x=1 HTTP/1.1");
  EXPECT_EQ(withoutTokens(token + sealForm(kKey, 1, fresh())), "***");
  EXPECT_EQ(withoutTokens("/a/short and plain"), "/a/short and plain");
}

TEST(Address, IsAPlaceToListenAt) {
  EXPECT_EQ(Address::parse("127.0.0.1:8093")->text(), "127.0.0.1:8093");
  EXPECT_EQ(Address::parse("localhost:80")->text(), "127.0.0.1:80");
  EXPECT_EQ(Address::parse(":9000")->text(), "127.0.0.1:9000");
  EXPECT_EQ(Address::parse("[::1]:8093")->text(), "[::1]:8093");
  EXPECT_EQ(Address::parse("unix:/run/chaser/web.sock")->text(), "unix:/run/chaser/web.sock");
  for (const auto* wrong :
       {"", "8093", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:80x", "a.b.c:80",
        "chaser.example:80", "unix:", "unix:run/web.sock", "[::1:80", "[x]:80", "1.2.3:80"})
    EXPECT_FALSE(Address::parse(wrong)) << wrong;
  EXPECT_FALSE(Address::parse("unix:/" + std::string(200, 'x')));
}

TEST(PublicUrl, IsOneThatMailProgramsLeaveWhole) {
  EXPECT_EQ(*readPublicUrl("https://chaser.council.example"), "https://chaser.council.example");
  EXPECT_EQ(*readPublicUrl(" HTTPS://council.example:8443/plans/ "), "https://council.example:8443/plans");
  EXPECT_EQ(*readPublicUrl("http://[::1]:8093"), "http://[::1]:8093");
  for (const auto* wrong :
       {"", "http", "chaser.council.example", "ftp://council.example", "https://", "https:///x",
        "https://user@council.example", "https://council.example/?a=1", "https://council.example/#a",
        "https://council.example/a b", "https://council.example/<b>", "javascript://x",
        "https://council.example:0", "https://council.example\r\nBcc: x"})
    EXPECT_FALSE(readPublicUrl(wrong)) << wrong;
  EXPECT_TRUE(isReadByOthers("http://council.example"));
  for (const auto* fine :
       {"https://council.example", "http://127.0.0.1:80", "http://localhost", "http://[::1]:1/x"})
    EXPECT_FALSE(isReadByOthers(fine)) << fine;
  EXPECT_EQ(linkTo("https://council.example/plans", "abc"), "https://council.example/plans/a/abc");
}

TEST(Code, IsShortAndIsFoundWhereverItStands) {
  auto binding = someBinding();
  const auto code = sealCode(kKey, binding);
  EXPECT_LE(code.size(), 15U) << code;
  EXPECT_EQ(code.substr(0, 6), "ch-4k7") << "a link has no more digits than it needs";
  std::string loud = code;
  for (char& c : loud) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto& text :
       {code, "Re: 2.1: done [" + code + "]", "(" + loud + ").", "x " + code + " " + code}) {
    const auto found = findCodes(text);
    ASSERT_EQ(found.size(), 1U) << text;
    EXPECT_TRUE(isCodeOf(found.front(), kKey, binding)) << text;
  }
  for (const auto& text :
       {std::string(), std::string("ch-"), std::string("ch-1-"), "x" + code, code + "9",
        code.substr(0, code.size() - 1), std::string("ch-0-00000000"), "ch-" + std::string(500, '1')})
    EXPECT_TRUE(findCodes(text).empty()) << text;
  binding.link = kLastLink;
  EXPECT_TRUE(isCodeOf(findCodes(sealCode(kKey, binding)).at(0), kKey, binding));
}

TEST(Code, FitsNothingButWhatItWasMadeFor) {
  const auto code = findCodes(sealCode(kKey, someBinding())).at(0);
  for (const auto& change : std::vector<std::function<void(Binding&)>>{
           [](Binding& b) { b.link = 4712; }, [](Binding& b) { b.kind = LinkKind::Message; },
           [](Binding& b) { b.subject.action = ActionId{13}; }, [](Binding& b) { b.rule = "other"; },
           [](Binding& b) { b.contact = "Omar Bell"; }}) {
    auto other = someBinding();
    change(other);
    EXPECT_FALSE(isCodeOf(code, kKey, other));
  }
  EXPECT_FALSE(isCodeOf(code, Secret(std::string(32, 'l')), someBinding()));
  auto token = sealToken(3, kKey, someBinding());
  EXPECT_EQ(token.find(code.seal), std::string::npos) << "who has the one does not have the other";
}

TEST(ATag, IsOfOneMessageAndFitsNoOther) {
  const auto tags =
      findTags("bounces+" + sealBounce(3, kKey, 4711, "m1@council.example") + "@council.example");
  ASSERT_EQ(tags.size(), 1U);
  EXPECT_EQ(tags[0].keyId, 3);
  EXPECT_TRUE(isBounceOf(tags[0], kKey, 4711, "m1@council.example"));
  EXPECT_FALSE(isBounceOf(tags[0], kKey, 4711, "m2@council.example")) << "a number says nothing about which";
  EXPECT_FALSE(isBounceOf(tags[0], kKey, 4712, "m1@council.example"));
  EXPECT_FALSE(isBounceOf(tags[0], Secret(std::string(32, 'l')), 4711, "m1@council.example"));
  auto forged = tags[0];
  forged.seal.back() = forged.seal.back() == '0' ? '1' : '0';
  EXPECT_FALSE(isBounceOf(forged, kKey, 4711, "m1@council.example"));
}

TEST(ATag, AnswersNothingAndATokenIsNoTag) {
  const auto tag = readToken(sealBounce(3, kKey, someBinding().link, "m1"));
  ASSERT_TRUE(tag);
  EXPECT_FALSE(isSealed(*tag, kKey, someBinding()));
  const auto token = readToken(sealToken(3, kKey, someBinding()));
  ASSERT_TRUE(token);
  EXPECT_FALSE(isBounceOf(*token, kKey, someBinding().link, "m1"));
}

TEST(ATag, IsFoundWhateverServersDoToTheAddress) {
  const auto tag = sealBounce(1, kKey, kLastLink, "m1");
  auto capitals = tag;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto& address :
       {"bounces+" + tag + "@council.example", "BOUNCES+" + capitals + "@COUNCIL.EXAMPLE",
        "prvs=1234567abc=bounces+" + tag + "@council.example",
        "SRS0=aBcD=EF=council.example=bounces+" + tag + "@relay.example", tag + "@bounces.council.example"}) {
    const auto tags = findTags(address);
    ASSERT_EQ(tags.size(), 1U) << address;
    EXPECT_TRUE(isBounceOf(tags[0], kKey, kLastLink, "m1")) << address;
  }
  EXPECT_TRUE(findTags("bounces@" + tag + ".example").empty()) << "the domain is anybody's";
  EXPECT_TRUE(findTags("bounces+test@council.example").empty());
  EXPECT_TRUE(findTags("").empty());
}

}  // namespace
}  // namespace chaser::web
