// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "alerts/recipients.h"

/// Whether somebody is the one whom a role means: asked of who answers and of who edits.
namespace chaser::alerts {

/// The contact of that name; else the only one who holds a role so called. nullptr for a stranger.
const plan::Contact* contactCalled(std::string_view name, const plan::People& people, Date on);

/// Whether this contact is told as that role on that day: holds it, or stands in for who does. Where nobody
/// holds a role the coordinator is told instead, and holds it no more than anybody else.
bool holdsRole(const plan::Contact& contact, const Role& role, const plan::ActionRecord& record,
               const plan::Milestone* milestone, const plan::People& people, Date on);

/// Whether the first step of this rule's ladder asks this contact.
bool isAsked(const plan::Contact& contact, const rules::Rule& rule, const plan::ActionRecord& record,
             const plan::Milestone* milestone, const plan::People& people, Date on);

}  // namespace chaser::alerts
