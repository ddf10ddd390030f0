// SPDX-License-Identifier: Apache-2.0
#include "notifiers/presets/preset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "notifiers/payload.h"
#include "notifiers/presets/hook_template.h"
#include "notifiers/presets/notify_key.h"
#include "notifiers/webhook.h"
#include "tests/notifiers/sample.h"

namespace chaser::notifiers {
namespace {

using Parsed = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Instant kNow = *Instant::parse("2026-11-23T09:00:00Z");

plan::Webhook hookOf(plan::HookPreset preset) {
  plan::Webhook hook;
  hook.name = "channel";
  hook.preset = preset;
  return hook;
}

std::string posted(const plan::Webhook& hook, const Letter& letter, std::string_view own = {}) {
  return hookDocument({hook, "msg_1", kNow, "https://chaser.harbour.example", own}, letter).bytes;
}

Parsed posted(plan::HookPreset preset, const Letter& letter) {
  return Parsed::parse(posted(hookOf(preset), letter));
}

/// A letter of many entries, each about a row that says what a hostile plan would.
Letter hostileLetter(std::size_t entries, const std::string& words) {
  auto letter = sample::Desk().digest();
  auto group = letter.sections.front().groups.front();
  auto entry = group.entries.front();
  group.ref = "<!channel>";
  group.headline = words;
  entry.ask = entry.stopsWhen = words;
  entry.party = words;
  entry.fields = {{"Progress", words}};
  group.entries = {entry};
  letter.sections = {{SectionKind::New, "New", std::vector<Group>(entries, group)}};
  return letter;
}

const std::string kCalls =
    "<!here> <@U1> @all @channel & [x](https://evil.example) **b** `c` \"}]\n{{x}} <script>";
const std::string kLong(4000, 'w');

/// Every string of a document, wherever it stands.
void strings(const Parsed& json, std::vector<std::string>& out) {
  if (json.is_string()) out.push_back(json.get<std::string>());
  if (json.is_structured()) {
    for (const auto& child : json) strings(child, out);
  }
}

std::vector<std::string> stringsOf(const Parsed& json) {
  std::vector<std::string> out;
  strings(json, out);
  return out;
}

// What Block Kit's pages say of a message.
void expectSlackShape(const Parsed& message) {
  ASSERT_TRUE(message["text"].is_string());
  const auto& blocks = message["blocks"];
  ASSERT_TRUE(blocks.is_array());
  EXPECT_GE(blocks.size(), 1U);
  EXPECT_LE(blocks.size(), 50U);
  std::size_t all = 0;
  for (const auto& block : blocks) {
    const auto type = block["type"].get<std::string>();
    const auto& text = type == "context" ? block["elements"][0] : block["text"];
    EXPECT_TRUE(type == "header" || type == "section" || type == "context") << type;
    EXPECT_EQ(text["type"], type == "section" ? "mrkdwn" : "plain_text");
    const auto size = text["text"].get<std::string>().size();
    EXPECT_GE(size, 1U);
    EXPECT_LE(size, type == "header" ? 150U : 3000U);
    all += size;
  }
  EXPECT_LE(all, 13000U);
}

TEST(SlackPreset, AMessageIsAHeadingAndASectionForEachMatter) {
  const auto message = posted(plan::HookPreset::Slack, sample::Desk().digest());
  expectSlackShape(message);
  ASSERT_EQ(message["blocks"].size(), 5U);
  EXPECT_EQ(message["blocks"][1]["text"]["text"].get<std::string>().substr(0, 46),
            "*3.1 Duty officers trained in the new handover");
  EXPECT_THAT(message["blocks"][1]["text"]["text"].get<std::string>(),
              HasSubstr("Can you confirm or change this date?"));
}

TEST(SlackPreset, WhatAPlanSaysCallsNobodyAndLinksNowhere) {
  const auto message = posted(plan::HookPreset::Slack, hostileLetter(3, kCalls));
  expectSlackShape(message);
  for (const auto& text : stringsOf(message)) EXPECT_EQ(text.find_first_of("<>"), std::string::npos) << text;
  EXPECT_THAT(message.dump(), HasSubstr("&lt;!here&gt;"));
}

TEST(SlackPreset, WhatIsTooMuchIsCounted) {
  const auto message = posted(plan::HookPreset::Slack, hostileLetter(80, kLong));
  expectSlackShape(message);
  EXPECT_THAT(message["blocks"].back()["elements"][0]["text"].get<std::string>(),
              testing::MatchesRegex("and [0-9]+ more: see the plan"));
  expectSlackShape(posted(plan::HookPreset::Slack, hostileLetter(80, "short")));
  expectSlackShape(posted(plan::HookPreset::Slack, hostileLetter(1, std::string(4000, '&'))));
}

// What the schema of Adaptive Cards and the message around them ask for.
void expectTeamsShape(const Parsed& message) {
  EXPECT_EQ(message["type"], "message");
  ASSERT_EQ(message["attachments"].size(), 1U);
  const auto& attachment = message["attachments"][0];
  EXPECT_EQ(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
  const auto& card = attachment["content"];
  EXPECT_EQ(card["type"], "AdaptiveCard");
  EXPECT_EQ(card["version"], "1.4");
  ASSERT_GE(card["body"].size(), 1U);
  const std::function<void(const Parsed&)> expectElement = [&](const Parsed& element) {
    if (element["type"] == "Container") {
      EXPECT_GE(element["items"].size(), 1U);
      for (const auto& item : element["items"]) expectElement(item);
      return;
    }
    // Markdown is read in a TextBlock; no word of a plan may stand in one.
    EXPECT_EQ(element["type"], "RichTextBlock");
    for (const auto& run : element["inlines"]) {
      EXPECT_EQ(run["type"], "TextRun");
      EXPECT_TRUE(run["text"].is_string());
      EXPECT_FALSE(run.contains("selectAction"));
    }
  };
  for (const auto& element : card["body"]) expectElement(element);
  EXPECT_FALSE(card.contains("actions"));
  EXPECT_LE(message.dump().size(), std::size_t{28} * 1024);
}

TEST(TeamsPreset, AMessageIsACardWhoseTextsAreShownAsTheyStand) {
  const auto message = posted(plan::HookPreset::Teams, sample::Desk().digest());
  expectTeamsShape(message);
  EXPECT_EQ(message["attachments"][0]["content"]["body"].size(), 5U);
  expectTeamsShape(posted(plan::HookPreset::Teams, hostileLetter(3, kCalls)));
}

TEST(TeamsPreset, WhatIsTooMuchIsCounted) {
  const auto message = posted(plan::HookPreset::Teams, hostileLetter(80, kLong));
  expectTeamsShape(message);
  EXPECT_THAT(message.dump(), HasSubstr("more: see the plan"));
}

TEST(MattermostPreset, AMessageIsOnePostThatCallsNobody) {
  const auto message = posted(plan::HookPreset::Mattermost, hostileLetter(80, kCalls));
  ASSERT_EQ(message.size(), 1U);
  const auto text = message["text"].get<std::string>();
  EXPECT_LE(text.size(), 16383U);
  EXPECT_THAT(text, Not(HasSubstr("@all")));
  EXPECT_THAT(text, Not(HasSubstr("@channel")));
  EXPECT_THAT(text, Not(HasSubstr("[x]")));
  EXPECT_THAT(text, Not(HasSubstr("https://")));
  EXPECT_THAT(text, HasSubstr("more"));
  EXPECT_THAT(posted(plan::HookPreset::Mattermost, sample::Desk().digest())["text"].get<std::string>(),
              HasSubstr("**3.1 Duty officers trained in the new handover**\nCan you confirm"));
}

// What Alertmanager's description of /api/v2/alerts asks for.
void expectAlertmanagerShape(const Parsed& alerts) {
  ASSERT_TRUE(alerts.is_array());
  for (const auto& alert : alerts) {
    EXPECT_TRUE(alert["labels"].contains("alertname"));
    for (const auto* part : {"labels", "annotations"}) {
      for (const auto& [name, value] : alert[part].items()) {
        EXPECT_THAT(name, testing::MatchesRegex("[a-zA-Z_][a-zA-Z0-9_]*")) << part;
        EXPECT_TRUE(value.is_string() && !value.get<std::string>().empty()) << name;
      }
    }
    const auto starts = Instant::parse(alert["startsAt"].get<std::string>());
    const auto ends = Instant::parse(alert["endsAt"].get<std::string>());
    ASSERT_TRUE(starts && ends);
    EXPECT_LT(*starts, *ends);
  }
}

TEST(AlertmanagerPreset, AnAlertFiresForThreeDaysUnlessToldAgainAndAResolvedOneEndsNow) {
  const auto alerts = posted(plan::HookPreset::Alertmanager, sample::Desk().digest());
  expectAlertmanagerShape(alerts);
  ASSERT_EQ(alerts.size(), 4U);
  const auto& first = alerts[0];
  EXPECT_EQ(first["labels"].dump(),
            R"({"alertname":"indicative-date-passed","chaser_alert":"1","party":"Tidewell","plan":"harbour",)"
            R"("ref":"3.1","severity":"warning"})");
  EXPECT_EQ(first["startsAt"], "2026-11-02T00:00:00.000Z");
  EXPECT_EQ(first["endsAt"], "2026-11-26T09:00:00.000Z");
  EXPECT_EQ(first["generatorURL"], "https://chaser.harbour.example");
  EXPECT_EQ(first["annotations"]["due"], "2026-09-30");
  for (const auto& alert : alerts) {
    if (alert["labels"]["ref"] == "7" && alert["labels"]["alertname"] == "indicative-date-passed") {
      EXPECT_EQ(alert["endsAt"], "2026-11-23T09:00:00.000Z");
    }
  }
}

TEST(AlertmanagerPreset, LabelsOfItsOwnAreAddedAndHostileFieldsAreAnnotations) {
  auto hook = hookOf(plan::HookPreset::Alertmanager);
  hook.labels = {{"team", "improvement"}};
  const auto alerts = Parsed::parse(posted(hook, hostileLetter(2, kCalls)));
  expectAlertmanagerShape(alerts);
  EXPECT_EQ(alerts[0]["labels"]["team"], "improvement");
}

TEST(AlertmanagerPreset, AnAlertOfADayThatIsYetToBeginInUtcStartsNow) {
  auto letter = sample::Desk().digest();
  letter.sections.front().groups.front().entries.front().firedOn = sample::day("2026-11-24");
  expectAlertmanagerShape(posted(plan::HookPreset::Alertmanager, letter));
}

TEST(AlertmanagerPreset, TheInterfacesPathIsAddedWhereItIsMissing) {
  const auto hook = hookOf(plan::HookPreset::Alertmanager);
  for (const auto* url : {"https://am.example", "https://am.example/", "https://am.example/api/v2/alerts"})
    EXPECT_EQ(hookAddress(hook, url), "https://am.example/api/v2/alerts");
  EXPECT_EQ(hookAddress(hook, "https://am.example/prefix"), "https://am.example/prefix/api/v2/alerts");
  EXPECT_EQ(hookAddress(hookOf(plan::HookPreset::Slack), "https://x.example/"), "https://x.example/");
}

constexpr const char* kNotifyKey =
    "chaser_test-11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-000000000000";

TEST(NotifyPreset, AMessageIsATemplateAndItsWords) {
  auto hook = hookOf(plan::HookPreset::Notify);
  hook.templateId = "9c8d7e6f-0000-4000-8000-000000000000";
  hook.to = "duty@harbour.example";
  const auto letter = sample::Desk().digest();
  const auto mail = Parsed::parse(posted(hook, letter));
  EXPECT_EQ(mail["email_address"], hook.to);
  EXPECT_EQ(mail["template_id"], hook.templateId);
  EXPECT_EQ(mail["reference"], "msg_1");
  EXPECT_FALSE(mail.contains("phone_number"));
  EXPECT_EQ(mail["personalisation"]["subject"], subjectOf(letter));
  EXPECT_THAT(mail["personalisation"]["body"].get<std::string>(), HasSubstr("3.1 Duty officers trained"));
  EXPECT_EQ(hookAddress(hook, "https://notify.example"), "https://notify.example/v2/notifications/email");

  hook.to = "+44 7700 900123";
  const auto text = Parsed::parse(posted(hook, sample::Desk().warning()));
  EXPECT_EQ(text["phone_number"], hook.to);
  EXPECT_FALSE(text.contains("email_address"));
  EXPECT_LE(text["personalisation"]["summary"].get<std::string>().size(), 310U);
  EXPECT_EQ(hookAddress(hook, "https://notify.example/"), "https://notify.example/v2/notifications/sms");
}

TEST(NotifyPreset, TheTokenIsOneThatAnotherProgramVerifies) {
  const auto key = decodeNotifyKey(kNotifyKey);
  ASSERT_TRUE(key);
  const Parsed asked = {{"token", notifyToken(*key, kNow)}};
  const std::string verdict = sample::python(R"(
import base64, hashlib, hmac, json, sys
head, claims, mac = json.load(sys.stdin)["token"].split(".")
read = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
secret = b"66666666-7777-8888-9999-000000000000"
good = hmac.compare_digest(read(mac), hmac.new(secret, f"{head}.{claims}".encode(), hashlib.sha256).digest())
print(good, json.loads(read(head)), json.loads(read(claims)))
)",
                                             asked.dump());
  EXPECT_EQ(verdict,
            "True {'typ': 'JWT', 'alg': 'HS256'} "
            "{'iss': '11111111-2222-3333-4444-555555555555', 'iat': 1795424400}\n");
}

TEST(NotifyPreset, AKeyThatIsNoneIsRefusedWithoutBeingRepeated) {
  for (const char* bad : {"", "key", "66666666-7777-8888-9999-000000000000",
                          "n-11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-00000000000x"}) {
    const auto key = decodeNotifyKey(bad);
    ASSERT_FALSE(key) << bad;
    EXPECT_THAT(key.error().text(), Not(HasSubstr("66666666")));
  }
}

TEST(Presets, ATestMessageSaysSoInEveryShape) {
  const auto letter = pingLetter("channel", sample::day("2026-11-23"), "OFFICIAL");
  for (const auto preset :
       {plan::HookPreset::Generic, plan::HookPreset::Teams, plan::HookPreset::Slack,
        plan::HookPreset::Mattermost, plan::HookPreset::Alertmanager, plan::HookPreset::Notify}) {
    auto hook = hookOf(preset);
    hook.to = "07700900123";
    EXPECT_THAT(posted(hook, letter), HasSubstr("Test message")) << plan::toString(preset);
  }
  expectSlackShape(posted(plan::HookPreset::Slack, letter));
  expectTeamsShape(posted(plan::HookPreset::Teams, letter));
  expectAlertmanagerShape(posted(plan::HookPreset::Alertmanager, letter));
  EXPECT_EQ(posted(plan::HookPreset::Generic, letter)["event"], "ping");
}

constexpr const char* kOwn =
    R"({"t": "{{subject}}", "n": {{{more}}}, "a": [{{#items}}{"r": "{{ref}}", "h": "{{headline}}"}{{#more}},{{/more}}{{/items}}]})";

TEST(OwnTemplate, ValuesAreEscapedAndItemsHaveTheirCommas) {
  EXPECT_TRUE(tryHookTemplate(kOwn)) << tryHookTemplate(kOwn).error().text();
  const auto hook = hookOf(plan::HookPreset::Generic);
  const auto made = Parsed::parse(posted(hook, sample::Desk().digest(), kOwn));
  ASSERT_EQ(made["a"].size(), 4U);
  EXPECT_EQ(made["a"][0]["r"], "3.1");
  const auto hostile = Parsed::parse(posted(hook, hostileLetter(2, kCalls), kOwn));
  EXPECT_THAT(hostile["a"][0]["h"].get<std::string>(), HasSubstr("\"}] {{x}}"));
}

TEST(OwnTemplate, OneThatFailsSaysWhereAndTheGenericDocumentGoesInstead) {
  const auto letter = sample::Desk().digest();
  const auto hook = hookOf(plan::HookPreset::Generic);
  const std::pair<const char*, const char*> bad[] = {
      {"{{#items}}{\"r\": \"{{ref}}\"}{{/items}}", "no valid JSON at line 1"},
      {"{\"t\": {{subject}}}", "no valid JSON"},
      {"{\"t\": \"{{{headline}}}\n\"}", "no valid JSON"},
      {"{{#items}}", "the template"},
      {"{{>digest}}", "partial"},
      {"  ", "says nothing"},
      {"\"{{subject}}\"", "neither an object nor a list"},
  };
  for (const auto& [text, words] : bad) {
    const auto tried = tryHookTemplate(text);
    ASSERT_FALSE(tried) << text;
    EXPECT_THAT(tried.error().what, HasSubstr(words)) << text;
  }
  const auto document = hookDocument({hook, "msg_1", kNow, "", bad[0].first}, letter);
  EXPECT_EQ(document.bytes, genericPayload(letter, "msg_1", kNow));
  EXPECT_THAT(document.fault, HasSubstr("no valid JSON"));
}

TEST(OwnTemplate, AListOfMessagesThatBreaksOnlyForSeveralItemsIsFoundBeforeItIsUsed) {
  const auto tried = tryHookTemplate(R"({"a": [{{#items}}{"r": "{{ref}}"}{{/items}}]})");
  ASSERT_FALSE(tried);
  EXPECT_THAT(tried.error().what, HasSubstr("for a message about three actions"));
  EXPECT_THAT(tried.error().hint, HasSubstr("{{#more}},{{/more}}"));
}

}  // namespace
}  // namespace chaser::notifiers
