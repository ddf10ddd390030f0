// SPDX-License-Identifier: Apache-2.0
#include "daemon/cold_pass.h"

#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

constexpr const char* kTwoRules = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder: [{tell: owner, every: 2w}]
  - id: no-colour
    summary: No colour
    over: action
    when: rag is missing
    ladder: [{tell: coordinator}]
)";

class ChangedConfiguration : public House {
 protected:
  ChangedConfiguration() {
    folder.write("rules/10-own.yaml", kTwoRules);
    reload();
    // Late and without a colour; late; on time.
    addAction("1", "2017-09-30");
    addAction("2", "2017-09-30");
    addAction("3", "2018-06-30");
    sql("UPDATE action SET rag = 'green' WHERE ref IN ('2', '3')");
    while (tick().looked > 0) {
    }
  }
  /// What the next tick looks at.
  std::size_t lookedAtWith(const std::string& rules) {
    folder.write("rules/10-own.yaml", rules);
    reload();
    const auto looked = tick().looked;
    EXPECT_EQ(tick().looked, 0U);
    return looked;
  }
  void reload() {
    configuration = load();
    engine->use(configuration);
  }
  static std::string with(std::string what, const std::string& instead) {
    std::string rules = kTwoRules;
    return rules.replace(rules.find(what), what.size(), instead);
  }
};

TEST_F(ChangedConfiguration, OfWordsAloneIsNoReasonToLookAtAnything) {
  EXPECT_EQ(lookedAtWith(with("The date has passed", "The day is over")), 0U);
}

TEST_F(ChangedConfiguration, OfAConditionBearsOnThoseForWhichItComesOutOtherwise) {
  EXPECT_EQ(lookedAtWith(with("rag is missing", "rag = green")), 3U);  // resolved, fired, fired
  EXPECT_EQ(lookedAtWith(with("rag is missing", "rag in [green, blue]")), 0U);
  // Nothing comes out otherwise today, but the third is to be looked at on an earlier day; and the second's
  // alert is one of a deadline now.
  EXPECT_EQ(lookedAtWith(with("rag is missing",
                              "rag in [green, blue] or (next_due > 2018-01-01 and next_due < today + 1w)")),
            2U);
}

TEST_F(ChangedConfiguration, OfALadderBearsOnTheOpenAlertsOfItsRule) {
  EXPECT_EQ(lookedAtWith(with("every: 2w", "every: 3w")), 2U);
  EXPECT_EQ(lookedAtWith(with("every: 2w", "every: 3w, steady: true")), 2U);
}

TEST_F(ChangedConfiguration, OfThePeopleBearsOnAllOpenAlerts) {
  auto contacts = std::string(kContacts);
  contacts.replace(contacts.find("Ann"), 3, "Eve");
  folder.write("contacts.yaml", contacts);
  EXPECT_EQ(lookedAtWith(kTwoRules), 2U);
}

TEST_F(ChangedConfiguration, ThatTakesARuleAwayBearsOnItsAlerts) {
  const std::string rules = kTwoRules;
  EXPECT_EQ(lookedAtWith(rules.substr(0, rules.find("  - id: no-colour"))), 1U);
}

TEST_F(ChangedConfiguration, ThatIsTakenBackAmidThePassBearsOnAllOpenAlertsOnceMore) {
  folder.write("rules/10-own.yaml", with("every: 2w", "every: 3w"));
  reload();
  EXPECT_TRUE(got(engine->tick([] { return false; })).interrupted);
  EXPECT_EQ(lookedAtWith(kTwoRules), 2U);
}

TEST_F(ChangedConfiguration, AfterAProgramThatKnowsNothingOfHandlingBearsOnAllOpenAlerts) {
  // It looked at everything by another configuration, and left the memory of this one as it was.
  sql("UPDATE setting SET value = 'of another' WHERE name = 'engine.fingerprint'");
  EXPECT_EQ(lookedAtWith(with("The date has passed", "The day is over")), 2U);
}

}  // namespace
}  // namespace chaser::daemon
