// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "notifiers/render.h"
#include "tests/notifiers/sample.h"

// What people get to see, word for word. After a change that is meant, run the program once with
// CHASER_UPDATE_GOLDEN=1, look at the difference, and commit it.
namespace chaser::notifiers {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(CHASER_SOURCE_DIR) / "tests/golden/notifiers";

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void expectGolden(const std::string& name, const std::string& text) {
  if (std::getenv("CHASER_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(kGolden);
    std::ofstream(kGolden / name, std::ios::binary) << text;
  }
  EXPECT_EQ(text, contents(kGolden / name)) << "see " << (kGolden / name);
}

void expectRendered(const std::string& name, const Letter& letter) {
  const Result<TemplateSet> templates = loadTemplates(fs::path(CHASER_SOURCE_DIR) / "notifiers/templates");
  ASSERT_TRUE(templates) << templates.error().text();
  const Rendered rendered = render(letter, *templates);
  EXPECT_TRUE(rendered.faults.empty()) << rendered.faults.front();
  expectGolden(name + ".txt", "Subject: " + rendered.subject + "\n\n" + rendered.text);
  expectGolden(name + ".html", rendered.html);
}

TEST(WhatPeopleSee, ADigestSaysFirstWhatIsNewThenWhatGoesFurtherThenWhatIsStillOpen) {
  expectRendered("digest", sample::Desk().digest());
}

TEST(WhatPeopleSee, ADigestHasALinkForEachItemAndOneForAllOfThem) {
  const Result<TemplateSet> templates = loadTemplates(fs::path(CHASER_SOURCE_DIR) / "notifiers/templates");
  ASSERT_TRUE(templates) << templates.error().text();
  const auto letter = sample::Desk().digestWithLinks();
  const auto rendered = render(letter, *templates);
  EXPECT_TRUE(rendered.faults.empty());
  const std::string place = "https://chaser.harbour.example/a/";
  for (const auto* token : {"010000038v5s1t7qk2m9x4c6w0b3n8rh", "01000002d4f7h2j9k5m8n3p6q1r0s4t7",
                            "01000001z8y3x6w1v4t7s2r5q0p9n6m3"}) {
    EXPECT_NE(rendered.text.find("\n  Answer: " + place + token + "\n"), std::string::npos) << rendered.text;
    EXPECT_NE(rendered.html.find("<a href=\"" + place + token + "\" class=\"press\""), std::string::npos);
    EXPECT_NE(plainText(letter).find("Answer: " + place + token + "\n"), std::string::npos);
  }
  const std::string whole = place + "010000040a1b2c3d4e5f6g7h8j9k0m1n";
  for (const auto& text : {rendered.text, rendered.html, plainText(letter)})
    EXPECT_NE(text.find(whole), std::string::npos) << text;
  for (const auto& text : {rendered.text, plainText(letter)})
    EXPECT_NE(text.find("do not pass them on"), std::string::npos) << text;
}

TEST(WhatPeopleSee, ADigestHasACodeForEachItemAndAnswersThatAreWrittenAlready) {
  expectRendered("codes", sample::Desk().digestWithCodes());
  expectGolden("codes.plain.txt", plainText(sample::Desk().digestWithCodes()));
}

TEST(WhatPeopleSee, AnAnswerThatIsWrittenAlreadyCanNotBreakOut) {
  const auto choices = replyChoices({alerts::AnswerKind::Done}, "a+b&c=\"d?'@x.example",
                                    "2.1\r\nBcc: all@x.example <b>", "ch-4d-7k2m9qxt");
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_EQ(choices[0].href,
            "mailto:a%2Bb%26c%3D%22d%3F%27@x.example?subject=2.1%20Bcc%3A%20all%40x.example%20%3Cb%3E%3A%"
            "20done%20%5Bch-4d-"
            "7k2m9qxt%5D&body=Where%20the%20evidence%20is%3A%20");
}

TEST(WhatPeopleSee, TwentyFiveItemsWithAllAnswersAreNotTooLargeAPage) {
  const Result<TemplateSet> templates = loadTemplates(fs::path(CHASER_SOURCE_DIR) / "notifiers/templates");
  ASSERT_TRUE(templates) << templates.error().text();
  auto letter = sample::Desk().digestWithCodes();
  auto& group = letter.sections.at(0).groups.at(0);
  auto entry = group.entries.at(0);
  ASSERT_EQ(entry.replies.size(), 6U);
  entry.why = entry.milestone = std::string(600, 'w');
  group.entries.assign(25, entry);
  const auto rendered = render(letter, *templates);
  EXPECT_TRUE(rendered.faults.empty()) << rendered.faults.front();
  EXPECT_LE(rendered.html.size(), kLargestHtml);
  EXPECT_NE(rendered.html.find(entry.replies[5].href.substr(0, 60)), std::string::npos);
}

TEST(WhatPeopleSee, AnEscalationSaysWhoHasNotAnswered) {
  expectRendered("escalation", sample::Desk().escalation());
}

TEST(WhatPeopleSee, AFairWarningSaysWhereItGoesWhenAndWhatStopsIt) {
  expectRendered("warning", sample::Desk().warning());
}

TEST(WhatPeopleSee, APackHasTheNewItemsTheOldOnesAndTheColours) {
  expectRendered("pack", sample::Desk().pack());
}

TEST(WhatPeopleSee, ADraftSaysHowToChangeAnItem) {
  expectRendered("draft", sample::Desk().pack(alerts::MessageKind::PackDraft));
}

TEST(WhatPeopleSee, AVerifierIsAskedToCheckTheEvidence) {
  expectRendered("verification", sample::Desk().verification());
}

TEST(WhatPeopleSee, ANoticeIsSaidPlainly) {
  expectRendered(
      "notice",
      sample::Desk().notice("Undeliverable to Megan Price <megan@tidewell.example>, about 3.1: 550 no such "
                            "mailbox. When the address in contacts.yaml is put right, chaser outbox retry "
                            "12 sends it."));
}

TEST(WhatPeopleSee, AStormIsHeldAndSaidToWhoMayLetItGo) {
  expectRendered(
      "storm",
      sample::Desk().notice("Chaser would tell 37 people of 214 items at once, and holds them until somebody "
                            "has said yes: 'chaser approve --show' lists them and says how to let them go."));
}

TEST(WhatPeopleSee, TheBuiltInTextNeedsNoTemplate) {
  expectGolden("digest.plain.txt", plainText(sample::Desk().digest()));
}

}  // namespace
}  // namespace chaser::notifiers
