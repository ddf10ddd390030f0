// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/rungs.h"

/// Fair warning of one step: who has to have it now, who had it, and since when the step may be made. Values
/// for ladder.cc.
///
/// Everybody who holds a role of the ladder today is warned for themselves: that somebody who held it before
/// was warned, or that another holder was, opens the step for nobody. It waits for each of them to be asked,
/// then for each of them to be warned. What can't be told, or is handed on, holds it up for no more than so
/// long; owners who are added beside those who stay, one after the other, are each waited for:
///
/// - what was sent is delivered or given up one day, and both count;
/// - who has no address can't be told, and their part counts from the day on which it was wanted;
/// - what is dropped before it leaves was never made, so that nobody waits for it;
/// - after warnings on kPassedOn days to holders who have since passed the matter on, a further holder is
///   not waited for: handing it on keeps a matter from going further three times and no more.
///
/// That nobody holds a role is the ladder's to know: it stops there.
namespace chaser::alerts {

/// A warning stays true while the step's day moves by no more than this.
inline constexpr Days kWarningKeeps{7};
/// So often those who were warned may pass the matter on, and the step waits for those who got it.
inline constexpr int kPassedOn = 3;

/// How far a role's first message came.
enum class Reach { NotMade, Pending, Told };

class FairWarning {
 public:
  /// Refers to all three; the steps are those of today.
  FairWarning(const Alert& alert, const Case& what, const std::vector<LaidStep>& steps)
      : alert_(alert), what_(what), steps_(steps) {}

  [[nodiscard]] Reach reachOf(const Role& role) const;

  /// People's roles of this step and those before it that were told, or are out of reach. Absent while one of
  /// them is still to hear for the first time: no first message threatens, so nobody is warned.
  [[nodiscard]] std::optional<std::vector<Role>> toWarn(const LaidStep& upTo) const;

  /// Whether this rung warns of the step, still: one from before the alert was reopened does not, for its
  /// reader did what it asked, nor one that the coordinator had while nobody held the role.
  [[nodiscard]] bool stands(const StepMade& made, const rules::Step& step, Date warnFrom) const;

  /// The day on which the last of those who have to be warned was, or was found out of reach; absent while
  /// one of them was not.
  [[nodiscard]] std::optional<Date> givenOn(const LaidStep& upTo, Date warnFrom) const;

 private:
  /// Told for want of a holder, and now somebody holds the role: they have not heard.
  [[nodiscard]] bool wasOthers(const StepMade& made) const;
  [[nodiscard]] bool outOfReach(const Role& role) const;
  /// When it was told or given up, or wanted for somebody whom nothing can reach.
  [[nodiscard]] std::optional<Date> over(const StepMade& made) const;
  [[nodiscard]] bool isOfToday(const Role& role) const;
  [[nodiscard]] int passedOn(const rules::Step& step, Date warnFrom) const;
  /// The first day on which a warning that stands was over, of this role or, without one, of any.
  [[nodiscard]] std::optional<Date> firstOver(const rules::Step& step, Date warnFrom, const Role* role) const;

  const Alert& alert_;
  const Case& what_;
  const std::vector<LaidStep>& steps_;
};

}  // namespace chaser::alerts
