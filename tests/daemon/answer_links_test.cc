// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "daemon/link_keys.h"
#include "store/links.h"
#include "tests/daemon/house.h"
#include "web/token.h"

/// The links of messages, from the tick that freezes one to the keys that seal them.
namespace chaser::daemon {
namespace {

class AnswerLinks : public House {
 protected:
  void withLinks() {
    folder.write("chaser.yaml", std::string(kSettings) + "web: {public_url: \"https://chaser.example\"}\n");
    configuration = load();
    startEngine();
  }
  /// Without the line breaks that quoted-printable puts into long lines.
  std::string lastMessage() {
    const auto bytes = got(store->messages(std::nullopt, 1000)).back().bytes;
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto end = bytes.compare(i, 3, "=\r\n") == 0 ? 3U : bytes.compare(i, 2, "=\n") == 0 ? 2U : 0U;
      if (end > 0) {
        i += end - 1;
      } else {
        text += bytes[i];
      }
    }
    return text;
  }
};

TEST_F(AnswerLinks, AreMadeWithTheMessageOneForEachItemAndOneForAll) {
  withLinks();
  addAction("1.1", "2017-09-30");
  addAction("1.2", "2017-09-30");
  tick();
  tick();
  ASSERT_EQ(frozen(), 1U);
  EXPECT_EQ(one("SELECT count(*) FROM answer_link WHERE whole_id IS NULL AND rule = '' AND contact = 'Ann'"),
            "1");
  EXPECT_EQ(one("SELECT group_concat(action_id || rule || role) FROM answer_link WHERE whole_id = 1"),
            "1passedowner:Head of Service,2passedowner:Head of Service");
  const auto keys = got(readLinkKeys(*store));
  for (const std::int64_t id : {1, 2, 3}) {
    const auto link = *got(store->links().link(id));
    const web::Binding binding{id, id == 1 ? web::LinkKind::Message : web::LinkKind::Matter, link.subject,
                               link.rule, link.contact};
    const auto token = web::sealToken(link.key, keys.find(link.key)->key, binding);
    EXPECT_THAT(lastMessage(), ::testing::HasSubstr("https://chaser.example/a/" + token)) << id;
  }
}

TEST_F(AnswerLinks, AreCodesWithoutAPublicAddress) {
  addAction("1.1", "2017-09-30");
  tick();
  tick();
  ASSERT_EQ(frozen(), 1U);
  const auto link = *got(store->links().link(2));
  const auto code = web::sealCode(got(readLinkKeys(*store)).current().key,
                                  {2, web::LinkKind::Matter, link.subject, link.rule, "Ann"});
  EXPECT_THAT(lastMessage(), ::testing::HasSubstr("reply with " + code + " in the subject"));
  EXPECT_THAT(lastMessage(), ::testing::Not(::testing::HasSubstr("/a/")));
}

TEST_F(AnswerLinks, AreNotMadeForASensitivePlan) {
  std::string contacts = kContacts;
  const std::string coordinates = "coordinator: Programme manager";
  contacts.replace(contacts.find(coordinates), coordinates.size(), coordinates + ", sensitive: true");
  folder.write("contacts.yaml", contacts);
  withLinks();
  addAction("1.1", "2017-09-30");
  tick();
  tick();
  ASSERT_EQ(frozen(), 1U);
  EXPECT_EQ(one("SELECT count(*) FROM answer_link"), "0");
  EXPECT_THAT(lastMessage(), ::testing::Not(::testing::HasSubstr("chaser.example/a/")));
}

TEST_F(AnswerLinks, GoWithTheMessageThatIsNotFrozen) {
  withLinks();
  addAction("1.1", "2017-09-30");
  auto transaction = got(store->begin());
  ASSERT_TRUE(linkKeysForSealing(*store, clock.now()));
  transaction.reset();
  EXPECT_TRUE(got(readLinkKeys(*store)).empty()) << "nothing of a step that was given up stays";
  tick();
  tick();
  EXPECT_EQ(got(readLinkKeys(*store)).all().size(), 1U);
}

TEST_F(AnswerLinks, AKeyThatWasReplacedIsBelievedFor60Days) {
  const auto first = got(linkKeysForSealing(*store, clock.now())).current();
  EXPECT_EQ(got(linkKeysForSealing(*store, clock.now())).current().key.reveal(), first.key.reveal());
  const auto now = clock.now();
  auto keys = got(rotateLinkKeys(*store, false, {"Ann", {}}, now));
  EXPECT_EQ(keys.current().id, 2);
  EXPECT_NE(keys.current().key.reveal(), first.key.reveal());
  ASSERT_NE(keys.find(1), nullptr);
  EXPECT_EQ(got(readLinkKeys(*store)).find(1)->key.reveal(), first.key.reveal());
  EXPECT_TRUE(LinkKeys::isBelieved(*keys.find(1), now + std::chrono::hours(24 * 59)));
  EXPECT_FALSE(LinkKeys::isBelieved(*keys.find(1), now + std::chrono::hours(24 * 60)));
  EXPECT_TRUE(LinkKeys::isBelieved(keys.current(), now + std::chrono::hours(24 * 1000)));
  keys = got(rotateLinkKeys(*store, false, {"Ann", {}}, now + std::chrono::hours(24 * 61)));
  EXPECT_EQ(keys.find(1), nullptr) << "what is believed no longer is forgotten";
  EXPECT_NE(keys.find(2), nullptr);
  keys = got(rotateLinkKeys(*store, true, {"Ann", {}}, now + std::chrono::hours(24 * 62)));
  EXPECT_EQ(keys.all().size(), 1U);
  EXPECT_EQ(keys.current().id, 4) << "no number comes twice";
  EXPECT_EQ(one("SELECT count(*) FROM audit_entry WHERE what = 'links.keys' AND actor = 'Ann'"), "3");
  EXPECT_EQ(
      one("SELECT count(*) FROM audit_text WHERE instr(lower(after), substr((SELECT value FROM setting WHERE "
          "name = 'answer_link.keys'), 20, 20))"),
      "0");
}

TEST_F(AnswerLinks, KeysThatCanNotBeReadAreReplacedOnlyWhenThatIsSaid) {
  sql("INSERT INTO setting VALUES ('answer_link.keys', 'rubbish')");
  EXPECT_FALSE(readLinkKeys(*store));
  EXPECT_FALSE(rotateLinkKeys(*store, false, {}, clock.now()));
  EXPECT_EQ(got(rotateLinkKeys(*store, true, {}, clock.now())).all().size(), 1U);
}

TEST_F(AnswerLinks, SettingsOfTheWebAreReadAndMistakesAreSaid) {
  const auto said = [&](const std::string& web) {
    folder.write("chaser.yaml", std::string(kSettings) + web);
    std::string text;
    for (const auto& diagnostic : tryLoad().diagnostics) text += diagnostic.render();
    return text;
  };
  EXPECT_THAT(said("web: {listen: \"[::1]:9000\", public_url: \"https://x.example/plans/\"}\n"),
              ::testing::Not(::testing::HasSubstr("web")));
  EXPECT_EQ(load()->settings.web.publicUrl, "https://x.example/plans");
  EXPECT_EQ(load()->settings.web.listen.text(), "[::1]:9000");
  EXPECT_THAT(said("web: {listen: here}\n"), ::testing::HasSubstr("no place to listen at"));
  EXPECT_THAT(said("web: {public_url: chaser.example}\n"), ::testing::HasSubstr("no address for links"));
  EXPECT_THAT(said("web: {public_url: \"http://chaser.example\"}\n"), ::testing::HasSubstr("unencrypted"));
  EXPECT_THAT(said("web: {url: x}\n"), ::testing::HasSubstr("url"));
}

}  // namespace
}  // namespace chaser::daemon
