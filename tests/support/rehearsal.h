// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/advance.h"

/// One action under some rules, played through days in memory: the engine's walk (what is visited, and when),
/// a post that delivers, and somebody who edits. Every call of advance() is made twice, to see that the
/// second adds nothing.
///
///     Rehearsal play(kRules);                 // 2 October 2017, a Monday; the milestone is due on the 5th
///     play.until("2017-10-06");
///     EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service"));
namespace chaser::alerts {

Date day(const char* iso);

/// The rule that most plays are about: a milestone that is open was due before today. `steps` is what stands
/// behind `ladder:`, from the end of that line on.
std::string datePassed(const std::string& steps);

class Rehearsal {
 public:
  static constexpr const char* kStart = "2017-10-02";

  /// The rules as a user writes them, below `rules:`. The action is imported on the start day and first
  /// looked at by the first until(), edit() or tick().
  explicit Rehearsal(const std::string& rules, const char* start = kStart);

  // The row and its neighbours; change them before the first day, later through edit().
  plan::ActionRecord record;
  plan::Milestone& milestone() { return record.milestones.front(); }
  std::vector<Silence> silences;

  /// What the post does with what is wanted: tells the same day when it is a working day, else on the next.
  enum class Post { Tells, Bounces, IsDown };
  Post post = Post::Tells;
  /// What is for this role waits, as for somebody who reads once a week.
  std::string waitsFor;

  [[nodiscard]] Date today() const { return today_; }
  /// Plays every day after the last one, up to and including this.
  void until(const char* lastDay);
  void until(Date lastDay);
  /// The machine is off: nothing happens up to the day before, then one tick on this day.
  void offUntil(const char* day);
  /// The row comes into a database that was never looked at, by an edit that is dated with an earlier day.
  void arrivesAsOf(const char* editedOn);
  /// Visits the action on every day, needed or not: it must make no difference.
  bool visitsDaily = false;
  /// Somebody edits the row today; the tick follows.
  void edit(const std::function<void(plan::ActionRecord&)>& change);
  /// The same by somebody who gives their name.
  void editAs(const std::string& name, const std::function<void(plan::ActionRecord&)>& change);
  /// Somebody acts on the alert of this rule (acknowledges, approves); the tick follows.
  void act(const std::string& rule, const std::function<void(Alert&)>& change);
  void acknowledge(const std::string& rule, const char* lastDay);
  /// Other rules, or other people, from today on; one cold pass follows.
  void changeRules(const std::string& rules);
  void changePeople(const std::string& contacts);

  /// What was wanted so far: `2017-10-06 ask owner:Head of Service`, in the order of its making.
  [[nodiscard]] std::vector<std::string> said() const;
  /// The same, without what was said before this day.
  [[nodiscard]] std::vector<std::string> saidSince(const char* day) const;
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  [[nodiscard]] const Item& lastItem() const { return items_.back(); }

  /// The last alert of the rule, resolved or not.
  [[nodiscard]] const Alert& alert(const std::string& rule) const;
  [[nodiscard]] std::size_t alertsOf(const std::string& rule) const;
  [[nodiscard]] bool has(const std::string& rule) const { return alertsOf(rule) > 0; }
  [[nodiscard]] std::optional<Date> horizon() const { return horizon_; }

  static const std::string kContacts;

 private:
  void tick(std::optional<Date> editedOn, std::optional<Date> lookOn, const std::string& editedBy = {});
  void tickIfDue();
  void advanceOnce(std::optional<Date> editedOn, std::optional<Date> lookOn,
                   const std::string& editedBy = {});
  void store(const Advanced& advanced);
  void checkAgain(const World& world);
  void checkMade(const Alert& alert) const;
  bool deliver();
  void deliver(const Item& item, StepMade& made) const;
  [[nodiscard]] Observed observed() const;
  [[nodiscard]] World world() const;
  Alert* find(AlertId id);

  rules::RuleSet rules_;
  plan::WorkingCalendar calendar_;
  plan::People people_;
  Zone zone_;
  Date today_;
  bool started_ = false;
  std::int64_t tick_ = 0;
  std::int64_t nextId_ = 1;
  std::optional<Date> horizon_;
  std::vector<Alert> alerts_;
  std::vector<Item> items_;
  std::vector<std::size_t> waiting_;  // indexes of items that are not with their reader yet
};

}  // namespace chaser::alerts
