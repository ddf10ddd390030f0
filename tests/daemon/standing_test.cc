// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/asio/io_context.hpp>
#include <random>

#include "daemon/hand_over.h"
#include "daemon/senders.h"
#include "store/scratch.h"
#include "tests/daemon/house.h"

/// A dispatcher that looks at what can have changed comes to the same as one that looks at all that waits:
/// the same messages at the same moments, and every item with the same reason.
namespace chaser::daemon {
namespace {

constexpr const char* kPeople = R"(contacts:
  - {name: Ann, email: ann@council.example, roles: [Head of Service], reports_to: Fay}
  - {name: Ben, email: ben@council.example, roles: [Programme manager]}
  - {name: Cy, email: cy@council.example, roles: [Head of Service], timezone: America/New_York, digest: immediate}
  - name: Dee
    email: dee@council.example
    roles: [Director]
    digest: weekly:thu
    away: [{from: 2017-10-04, to: 2017-10-06, cover: Ann}]
  - {name: Eve, roles: [Clerk]}
  - {name: Fay, email: fay@council.example, until: 2017-10-10}
boards:
  - name: Board
    email: board@council.example
    secretary: Ben
    meets: {every: third tuesday, papers: 2wd, cut_off: 4wd}
webhooks:
  - {name: channel, url: "https://hooks.example/x", preset: generic}
plans: [{key: p, coordinator: Programme manager, board: Board}]
window: {days: working, from: "08:30", to: "17:30", timezone: Europe/London, holidays: england-and-wales}
)";
constexpr const char* kLadders = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder:
      - {tell: owner, every: 2d}
      - {after: 2d, tell: lead}
      - {after: 3d, tell: board}
  - id: urgent
    summary: An agreed date has passed
    over: milestone
    severity: critical
    when: basis = agreed and due < today
    ladder:
      - {tell: owner, every: 1d}
      - {tell: 'webhook:channel'}
)";
constexpr const char* kHabits = R"(database: plan.db
deliver: maildir
maildir: mail
gather: 20m
spread: 40m
storm_limit: 100
storm_items: 1000
)";

/// An engine, and all that belongs to it, on a database of its own.
class Side {
 public:
  Side(const store::Scratch& scratch, const std::shared_ptr<const Configuration>& configuration,
       const Clock& clock)
      : clock_(clock),
        store_(got(scratch.open())),
        console_(got(scratch.console())),
        engine_(*store_, clock, configuration, &writeNothing),
        delivery_(*store_, clock, deliveryOptions(configuration)),
        senders_(makeDeafSenders(io_, *configuration)) {}

  void write(const std::string& sql) {
    got(console_.run("INSERT OR REPLACE INTO setting VALUES ('as_of', '" + clock_.now().iso() + "');" + sql));
  }
  /// Somebody edits by the engine's own connection: the change log alone says so.
  void edit(int action, const std::pair<std::string, std::string>& field) {
    ok(store_->update(ActionId{action}, MilestoneId{action}, {{field.first, field.second}}, {}));
  }
  /// As EngineThread does. `all`: somebody else writes before each tick, so that what the dispatcher knew is
  /// not believed.
  void work(bool all) {
    for (int round = 0; round < 9; ++round) {
      if (all)
        write("INSERT OR REPLACE INTO setting VALUES ('written', '" + std::to_string(++writes_) + "')");
      const auto report = got(engine_.tick());
      nobodyToTell_ = report.nobodyToTell;
      wake_ = report.nextWake.value();
      const auto sent = delivery_.counts().sent;
      got(handOver(io_, *store_, clock_, delivery_, *senders_, report.today, std::chrono::seconds(9)));
      if (delivery_.dissolved()) engine_.lookAtOutbox();
      if (delivery_.counts().sent == sent) return;
    }
  }
  /// All that can be seen of it from outside.
  std::string state() {
    std::string text = std::to_string(nobodyToTell_) + " for nobody, wakes " + wake_.iso() + "\n";
    // Items by their place: a notice that is there already takes up a number.
    for (const auto* query :
         {"SELECT id, recipient, kind, created_at, state, (SELECT group_concat((SELECT count(*) FROM item "
          "WHERE id "
          "<= mi.item_id)) FROM message_item AS mi WHERE message_id = message.id) FROM message ORDER BY id",
          "SELECT row_number() OVER (ORDER BY id), ifnull(alert_id, 0), kind, role, state, reason, "
          "reason_detail "
          "FROM item ORDER BY id"}) {
      for (const auto& row : got(console_.run(query))) {
        for (const auto& cell : row) text += cell + " ";
        text += "\n";
      }
    }
    return text;
  }

 private:
  const Clock& clock_;
  std::unique_ptr<store::Store> store_;
  store::Console console_;
  boost::asio::io_context io_;
  Engine engine_;
  Delivery delivery_;
  std::unique_ptr<Senders> senders_;
  std::size_t nobodyToTell_ = 0;
  int writes_ = 0;
  Instant wake_;
};

class TwoDispatchers : public House, public ::testing::WithParamInterface<unsigned> {
 protected:
  TwoDispatchers() : random_(GetParam()) {
    folder.write("rules/10-own.yaml", kLadders);
    folder.write("contacts.yaml", kPeople);
    folder.write("chaser.yaml", kHabits);
    auto own = *load();
    own.settings.manners.itemsNamed = 3;
    configuration = std::make_shared<const Configuration>(std::move(own));
    for (int i = 1; i <= 12; ++i) addOne(i);
  }
  int below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  std::string someDay() { return (day("2017-09-20") + Days{below(40)}).iso(); }
  std::string someRole() {
    const std::array roles = {"Head of Service", "Director", "Clerk", "Nobody known"};
    return roles.at(static_cast<std::size_t>(below(4)));
  }
  void addOne(int number) {
    const std::array bases = {"indicative", "agreed"};
    sql("INSERT INTO action (plan_id, ref, action) VALUES (1, '" + std::to_string(number) +
        "', 'Do it'); INSERT INTO owner (action_id, role) SELECT max(id), '" + someRole() +
        "' FROM action; INSERT INTO milestone (action_id, due, basis, text) SELECT max(id), '" + someDay() +
        "', '" + bases.at(static_cast<std::size_t>(below(2))) + "', 'x' FROM action");
  }
  static std::string stateOf(int number) { return number == 0 ? "complete" : "open"; }
  std::string someEdit() {
    const auto action = std::to_string(1 + below(12));
    switch (below(3)) {
      case 0:
        return "UPDATE owner SET role = '" + someRole() + "' WHERE action_id = " + action;
      case 1:
        return "INSERT INTO silence (ref, from_on, until_on, author, reason) VALUES ('" + action + "', '" +
               someDay() + "', '2017-10-20', 'Ben', 'x')";
      default:
        return "INSERT INTO decision (action_id, board, meeting_on, decision) VALUES (" + action +
               ", 'Board', '2017-10-17', 'close')";
    }
  }

  std::mt19937 random_;
};

TEST_P(TwoDispatchers, SayTheSame) {
  const auto path = (folder / "plan.db").string();
  const auto one = got(store::Scratch::copyOf(path));
  const auto other = got(store::Scratch::copyOf(path));
  Side quick(one, configuration, clock);
  Side thorough(other, configuration, clock);
  for (int step = 0; step < 150; ++step) {
    clock.moveTo(clock.now() + std::chrono::minutes(7 + below(280)));
    if (below(20) == 0) {
      const auto edit = someEdit();
      quick.write(edit);
      thorough.write(edit);
    }
    if (below(3) == 0) {
      const auto action = 1 + below(12);
      const auto edit = below(2) == 0 ? std::pair<std::string, std::string>("due", someDay())
                                      : std::pair<std::string, std::string>("state", stateOf(below(2)));
      quick.edit(action, edit);
      thorough.edit(action, edit);
    }
    quick.work(false);
    thorough.work(true);
    ASSERT_EQ(quick.state(), thorough.state()) << "step " << step << ", " << clock.now().iso();
  }
  EXPECT_NE(quick.state().find(" digest "), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Histories, TwoDispatchers, ::testing::Range(0U, 8U));

}  // namespace
}  // namespace chaser::daemon
