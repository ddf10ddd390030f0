// SPDX-License-Identifier: Apache-2.0
#include "plan/webhook_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct ReadHooks {
  Directory directory;
  std::string said;
};

ReadHooks readHooks(const std::string& entry) {
  Diagnostics diagnostics;
  const auto source =
      std::make_shared<const Source>(Source{"contacts.yaml", "webhooks:\n  - " + entry + "\n"});
  ReadHooks read{loadDirectory(source, *Date::parse("2026-11-20"), diagnostics), {}};
  for (const auto& diagnostic : diagnostics) read.said += diagnostic.render() + "\n";
  return read;
}

TEST(WebhookFile, EachPresetHasItsKeys) {
  const auto generic = readHooks(
      "{name: a, url: \"https://x.example/h\", template: own.mustache, events: [answer.recorded, "
      "subject.changed], ca_file: ca.pem}");
  EXPECT_EQ(generic.said, "");
  EXPECT_EQ(generic.directory.webhooks.at(0).templateFile, "own.mustache");
  EXPECT_THAT(generic.directory.webhooks.at(0).events, ElementsAre("answer.recorded", "subject.changed"));
  const auto teams = readHooks("{name: t, preset: teams, url_file: teams-address}");
  EXPECT_EQ(teams.said, "");
  EXPECT_EQ(teams.directory.webhooks.at(0).preset, HookPreset::Teams);
  EXPECT_EQ(teams.directory.webhooks.at(0).urlFile, "teams-address");
  const auto alertmanager =
      readHooks("{name: o, preset: alertmanager, url: \"http://am:9093\", labels: {team: improvement}}");
  EXPECT_EQ(alertmanager.said, "");
  EXPECT_THAT(alertmanager.directory.webhooks.at(0).labels,
              ElementsAre(testing::Pair("team", "improvement")));
  const auto notify = readHooks(
      "{name: n, preset: notify, to: \"+44 7700 900123\", template_id: "
      "9c8d7e6f-0000-4000-8000-000000000000, secret_file: key}");
  EXPECT_EQ(notify.said, "");
  EXPECT_THAT(notify.directory.webhooks.at(0).url, HasSubstr("notifications.service.gov.uk"));
}

TEST(WebhookFile, SoManyConnectionsAreOpenAsItSaysAndOneWhereOrderMatters) {
  EXPECT_EQ(readHooks("{name: a, url: \"https://x.example\"}").directory.webhooks.at(0).maxConnections, 2);
  const auto many = readHooks("{name: a, url: \"https://x.example\", max_connections: 32}");
  EXPECT_EQ(many.said, "");
  EXPECT_EQ(many.directory.webhooks.at(0).maxConnections, 32);
  for (const auto* number : {"0", "101", "many"})
    EXPECT_THAT(
        readHooks(std::string("{name: a, url: \"https://x.example\", max_connections: ") + number + "}").said,
        HasSubstr("max_connections"));
  EXPECT_EQ(readHooks("{name: o, preset: alertmanager, url: \"http://am:9093\"}")
                .directory.webhooks.at(0)
                .maxConnections,
            1);
  EXPECT_THAT(readHooks("{name: o, preset: alertmanager, url: \"http://am:9093\", max_connections: 4}").said,
              HasSubstr("'preset: alertmanager' knows no 'max_connections'"));
}

TEST(WebhookFile, WhatAPresetDoesNotKnowIsSaidWithThePresetThatDoes) {
  const auto said = [](const char* entry) { return readHooks(entry).said; };
  EXPECT_THAT(said("{name: s, preset: slack, url: \"https://x.example\", template: a}"),
              HasSubstr("'preset: slack' knows no 'template'"));
  EXPECT_THAT(said("{name: s, preset: slack, url: \"https://x.example\", template: a}"),
              HasSubstr("for 'preset: generic'"));
  EXPECT_THAT(said("{name: a, preset: alertmanager, url: \"https://x.example\", events: [answer.recorded]}"),
              HasSubstr("knows no 'events'"));
  EXPECT_THAT(said("{name: s, preset: slak, url: \"https://x.example\"}"),
              HasSubstr("did you mean 'slack'?"));
  EXPECT_THAT(said("{name: s, secretfile: a, url: \"https://x.example\"}"), HasSubstr("secret_file"));
  EXPECT_THAT(said("{name: g, url: \"https://x.example\", events: [answer.recoded]}"),
              HasSubstr("did you mean 'answer.recorded'?"));
  EXPECT_THAT(said("{name: g, url: \"https://x.example\", events: [alert.firing]}"),
              HasSubstr("tell: webhook:NAME"));
}

TEST(WebhookFile, AnAddressIsOneAndOfAWebService) {
  const auto said = [](const char* entry) { return readHooks(entry).said; };
  EXPECT_THAT(said("{name: g}"), HasSubstr("url"));
  EXPECT_THAT(said("{name: g, url: \"https://x.example\", url_file: f}"), HasSubstr("given twice"));
  for (const auto* url : {"file:///etc/passwd", "gopher://x", "https://", "https://a b"})
    EXPECT_THAT(said(("{name: g, url: \"" + std::string(url) + "\"}").c_str()), HasSubstr("web service"))
        << url;
}

TEST(WebhookFile, NotifyNeedsSomebodyATemplateAndAKey) {
  const auto said = readHooks("{name: n, preset: notify, to: nobody, template_id: x}").said;
  EXPECT_THAT(said, HasSubstr("neither an e-mail address nor a telephone number"));
  EXPECT_THAT(said, HasSubstr("no template of GOV.UK Notify"));
  EXPECT_THAT(said, HasSubstr("needs the API key"));
}

TEST(WebhookFile, ALabelThatAlertmanagerWouldRefuseOrThatIsTakenIsRefused) {
  const auto said = [](const std::string& labels) {
    return readHooks("{name: a, preset: alertmanager, url: \"https://x.example\", labels: " + labels + "}")
        .said;
  };
  EXPECT_THAT(said("{1st: x}"), HasSubstr("no name of a label"));
  EXPECT_THAT(said("{te-am: x}"), HasSubstr("no name of a label"));
  EXPECT_THAT(said("{severity: x}"), HasSubstr("the alert's own"));
}

}  // namespace
}  // namespace chaser::plan
