// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/model.h"
#include "plan/people.h"

/// Who is told: roles of a rule and an action, and the people or boards that they stand for on a day.
namespace chaser::alerts {

/// Somebody who can be sent something.
struct Recipient {
  enum class Kind { Person, Board, Webhook };
  Kind kind = Kind::Person;
  std::string name;      ///< the contact's, the board's title, or the webhook's
  std::string address;   ///< e-mail address or URL; empty: no address
  std::string coverFor;  ///< stands in for this contact
  friend bool operator==(const Recipient& a, const Recipient& b) {
    return a.kind == b.kind && a.name == b.name;
  }
};

struct Resolution {
  std::vector<Recipient> who;
  bool heldByNobody = false;  ///< a named role that nobody holds: `who` is the coordinator
  bool fellBack = false;      ///< `who` is the coordinator for want of anybody else; so whenever heldByNobody
  std::string note;  ///< for the reader: "nobody holds 'NCH named nurse'", "for A, who is away until …"
};

/// The roles that a step tells for this subject. `owner` of a milestone is its party's contact, else the
/// action's owners, else `by whom` where somebody known is named there, else the coordinator.
std::vector<Role> rolesOf(const rules::Tell& tell, const plan::ActionRecord& record,
                          const plan::Milestone* milestone, const plan::People& people);

/// Who holds the role on that day.
Resolution resolve(const Role& role, const plan::ActionRecord& record, const plan::Milestone* milestone,
                   const plan::People& people, Date on);

/// An address that is a secret stays in its file: what is stored and shown says where that is.
Recipient webhookRecipient(const plan::Webhook& hook);

/// The plan's coordinator on that day: contacts.yaml's, else the plan row's. Address empty when unknown.
Recipient coordinatorOf(const plan::Plan& plan, const plan::People& people, Date on);

/// The board as the action has it, else the plan's; for the milestone's party when there is one of that name
/// for it.
const plan::Board* boardOf(const plan::ActionRecord& record, const plan::Milestone* milestone,
                           const plan::People& people);

}  // namespace chaser::alerts
