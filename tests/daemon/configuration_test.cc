// SPDX-License-Identifier: Apache-2.0
#include "daemon/configuration.h"

#include <gmock/gmock.h>

#include <regex>

#include "daemon/files.h"
#include "daemon/log.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

using ::testing::HasSubstr;

class TheConfiguration : public House {
 protected:
  [[nodiscard]] std::string mistakes() const {
    const auto loaded = tryLoad();
    EXPECT_FALSE(loaded.configuration);
    std::string said;
    for (const auto& diagnostic : loaded.diagnostics) said += diagnostic.render();
    return said;
  }
};

TEST_F(TheConfiguration, SaysWhatAnUnknownKeyMayHaveMeant) {
  folder.write("chaser.yaml", std::string(kSettings) + "storm_limits: 3\n");
  EXPECT_THAT(mistakes(), HasSubstr("did you mean 'storm_limit'?"));
}

TEST_F(TheConfiguration, ReportsTheMistakesOfAllItsFilesAtOnce) {
  folder.write("chaser.yaml", std::string(kSettings) + "gather: soon\n");
  folder.write("contacts.yaml", std::string(kContacts) + "borads: []\n");
  folder.write(
      "rules/10-own.yaml",
      "rules:\n  - {id: x, summary: X, over: milestone, when: rag = gren, ladder: [{tell: owner}]}\n");
  const auto said = mistakes();
  EXPECT_THAT(said, HasSubstr("gather"));
  EXPECT_THAT(said, HasSubstr("borads"));
  EXPECT_THAT(said, HasSubstr("gren"));
}

TEST_F(TheConfiguration, RefusesARuleThatTellsSomebodyWhomNobodyKnows) {
  folder.write("rules/10-own.yaml",
               "rules:\n  - {id: x, summary: X, over: milestone, when: due is missing, ladder: "
               "[{tell: 'contact:Zoe'}]}\n");
  EXPECT_THAT(mistakes(), HasSubstr("contact:Zoe"));
}

TEST_F(TheConfiguration, NamesNobodyInWhatIsForTheLog) {
  folder.write("contacts.yaml",
               std::string(kContacts) + "borads: []\nparties: [{name: X, contact: Zoe Smith}]\n");
  folder.write("rules/10-own.yaml",
               "rules:\n  - {id: x, summary: X, over: milestone, when: due is missing, ladder: "
               "[{tell: 'contact:Yan'}]}\n");
  const auto loaded = tryLoad();
  std::string inFull;
  std::string inLog;
  for (const auto& diagnostic : loaded.diagnostics) inFull += diagnostic.render();
  for (const auto& diagnostic : loaded.forLog()) inLog += logLine(diagnostic) + "\n";
  for (const auto* name : {"Zoe", "Yan"}) {
    EXPECT_THAT(inFull, HasSubstr(name));
    EXPECT_THAT(inLog, ::testing::Not(HasSubstr(name)));
  }
  EXPECT_THAT(inLog, HasSubstr("contacts.yaml:"));
  EXPECT_EQ(loaded.forLog().size(), loaded.diagnostics.size());
}

TEST_F(TheConfiguration, RefusesASecretThatOthersMayRead) {
  folder.write("password", "secret\n");
  std::filesystem::permissions(folder / "password", std::filesystem::perms(0640));
  const auto refused = readSecret("password", (folder / "password").parent_path(), std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("chmod 600"));
  EXPECT_THAT(refused.error().text(), ::testing::Not(HasSubstr("secret\n")));
  std::filesystem::permissions(folder / "password", std::filesystem::perms(0600));
  EXPECT_EQ(got(readSecret("password", (folder / "password").parent_path(), std::nullopt)).reveal(),
            "secret");
}

TEST_F(TheConfiguration, TakesASecretFromSystemdsCredentialsFirst) {
  folder.write("credentials/password", "from systemd");
  EXPECT_EQ(got(readSecret("password", folder / "nowhere", folder / "credentials")).reveal(), "from systemd");
}

TEST_F(TheConfiguration, MayBeCheckedWithoutTheCredentialsOfTheService) {
  folder.write("chaser.yaml", "database: plan.db\nsmtp:\n  user: chaser\n  password_file: smtp-password\n");
  const auto place = (folder / "chaser.yaml").string() + ":4:";
  EXPECT_THAT(mistakes(), HasSubstr(place));
  ConfigurationSources sources;
  sources.config = folder / "chaser.yaml";
  sources.rules = {folder / "rules"};
  sources.data = CHASER_BINARY_DIR "/share/chaser";
  sources.mayMissCredentials = true;
  const auto loaded = loadConfiguration(sources, day("2017-10-02"));
  EXPECT_TRUE(loaded.configuration);
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_THAT(loaded.diagnostics.front().render(), HasSubstr(place));
  EXPECT_THAT(loaded.diagnostics.front().render(), HasSubstr("LoadCredential=smtp-password"));
  sources.mayMissCredentials = false;
  sources.secrets = false;
  EXPECT_TRUE(loadConfiguration(sources, day("2017-10-02")).diagnostics.empty());
}

TEST_F(TheConfiguration, SaysWhereTheMissingContactsAreNamed) {
  folder.write("chaser.yaml", std::string(kSettings) + "contacts: people.yaml\n");
  EXPECT_THAT(mistakes(), HasSubstr((folder / "chaser.yaml").string() + ":6:"));
}

std::string contactsWith(const std::string& window) {
  std::string text = kContacts;
  return text.replace(text.rfind('}'), 1, ", " + window + "}");
}

TEST_F(TheConfiguration, TakesDaysOffFromAListOrACalendarBesideTheContacts) {
  folder.write("contacts.yaml",
               contactsWith("closures: [2027-03-04, {from: 2027-03-08, to: 2027-03-09, name: Move}]"));
  EXPECT_FALSE(load()->calendar.isWorking(day("2027-03-04")));
  EXPECT_EQ(load()->calendar.holidayName(day("2027-03-09")), "Move");
  EXPECT_TRUE(load()->calendar.isWorking(day("2027-03-10")));
  const auto before = load()->fingerprint();

  folder.write("contacts.yaml", contactsWith("closures: off.yaml"));
  folder.write("off.yaml", "- 2027-03-10\n");
  EXPECT_FALSE(load()->calendar.isWorking(day("2027-03-10")));
  EXPECT_NE(load()->fingerprint(), before);

  folder.write("contacts.yaml", contactsWith("closures: off.ics"));
  folder.write(
      "off.ics",
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270311\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  EXPECT_FALSE(load()->calendar.isWorking(day("2027-03-11")));
  EXPECT_FALSE(load()->calendar.isWorking(day("2027-01-01")));
}

TEST_F(TheConfiguration, SaysWhereClosuresAreNamedThatCannotBeRead) {
  folder.write("contacts.yaml", contactsWith("closures: gone.ics"));
  EXPECT_THAT(mistakes(), HasSubstr("contacts.yaml:5:"));
  folder.write("gone.ics", "no calendar");
  EXPECT_THAT(mistakes(), HasSubstr("gone.ics:1:1: error: this is no iCalendar file"));
}

TEST_F(TheConfiguration, ReadsPathsRelativeToItsFile) {
  EXPECT_EQ(configuration->settings.database, folder / "plan.db");
  EXPECT_EQ(configuration->settings.maildir, folder / "mail");
  EXPECT_EQ(configuration->settings.contacts, folder / "contacts.yaml");
}

TEST(Configuration, NeedsNoFileWhenADatabaseIsNamed) {
  ConfigurationSources sources;
  sources.database = "plan.db";
  sources.data = CHASER_BINARY_DIR "/share/chaser";
  const auto loaded = loadConfiguration(sources, day("2017-10-02"));
  ASSERT_TRUE(loaded.configuration);
  EXPECT_GT(loaded.configuration->rules.rules.size(), 10U);
  EXPECT_TRUE(loaded.configuration->people.directory().contacts.empty());
}

TEST(Configuration, SaysWhereItLookedWhenThereIsNone) {
  ConfigurationSources sources;
  sources.places = {"/nowhere/chaser.yaml"};
  const auto loaded = loadConfiguration(sources, day("2017-10-02"));
  ASSERT_FALSE(loaded.configuration);
  EXPECT_THAT(loaded.diagnostics.front().render(), HasSubstr("/nowhere/chaser.yaml"));
  EXPECT_THAT(loaded.diagnostics.front().render(), HasSubstr("--database"));
}

TEST(TheShippedFile, DescribesEveryKeyAndNoOther) {
  auto text = got(readFile(CHASER_SOURCE_DIR "/etc/chaser.yaml"));
  // What is switched off in it must be right too.
  text = std::regex_replace(text, std::regex("\n( *)#([a-z_]+:)"), "\n$1$2");
  Diagnostics diagnostics;
  readSettings(std::make_shared<const Source>(Source{"chaser.yaml", text}), "/etc/chaser", diagnostics);
  for (const auto& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.render();
  for (const auto& key : settingKeys()) {
    const auto dot = key.find('.');
    const auto written = dot == std::string::npos ? "\n" + key + ":" : "\n  " + key.substr(dot + 1) + ":";
    EXPECT_THAT(text, HasSubstr(written));
  }
}

TEST(Keep, HowLongIsASpanOrForever) {
  const auto read = [](const std::string& text, Diagnostics& diagnostics) {
    return readSettings(std::make_shared<const Source>(Source{"chaser.yaml", "database: plan.db\n" + text}),
                        "/etc", diagnostics)
        .keep;
  };
  Diagnostics none;
  EXPECT_EQ(read("", none).messages, (Span{90, Span::Unit::Day}));
  EXPECT_EQ(read("", none).attempts, (Span{1, Span::Unit::Year}));
  EXPECT_EQ(read("", none).audit, (Span{7, Span::Unit::Year}));
  const auto kept = read("keep: {messages: 18mo, audit: forever}\n", none);
  EXPECT_EQ(kept.messages, (Span{18, Span::Unit::Month}));
  EXPECT_EQ(kept.audit, std::nullopt);
  EXPECT_TRUE(none.empty());
  for (const char* wrong : {"keep: {messages: 90}\n", "keep: {messages: 0d}\n", "keep: {message: 90d}\n"}) {
    Diagnostics some;
    read(wrong, some);
    EXPECT_TRUE(hasErrors(some)) << wrong;
  }
}

TEST(Seconds, AreAWholeNumberAndAUnit) {
  EXPECT_EQ(parseSeconds("0s"), std::chrono::seconds(0));
  EXPECT_EQ(parseSeconds("15m"), std::chrono::seconds(900));
  EXPECT_EQ(parseSeconds("1h"), std::chrono::seconds(3600));
  for (const char* wrong : {"", "60", "m", "-1s", "1.5h", "1d"}) EXPECT_FALSE(parseSeconds(wrong)) << wrong;
}

}  // namespace
}  // namespace chaser::daemon
