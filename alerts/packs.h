// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/calendar.h"
#include "plan/people.h"

namespace chaser::alerts {

/// The last day on which an item may be wanted and still stand in the pack for the board's meeting on `on`. A
/// day that falls on a weekend or holiday moves to the working day before it: papers are never late.
Date cutOffOf(const plan::MeetingPlan& plan, Date on, const plan::WorkingCalendar& calendar);

}  // namespace chaser::alerts
