// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "alerts/model.h"
#include "alerts/recipients.h"
#include "notifiers/letter.h"
#include "plan/calendar.h"
#include "plan/model.h"
#include "plan/people.h"
#include "rules/rule.h"

/// What a message says, in which order and in which tone: from the items that leave together to a Letter.
/// Pure: it is given the day and every fact, and looks nothing up.
namespace chaser::notifiers {

/// One item of the message with all that may be said of it.
struct Fact {
  alerts::Item item;
  std::string plan;                          ///< key of the item's plan, for what has no record
  std::optional<alerts::Alert> alert;        ///< absent for a notice
  std::optional<plan::ActionRecord> record;  ///< absent for a notice, and for an action that is gone
  const rules::Rule* rule = nullptr;         ///< null for a notice, and for a rule that is gone
  bool heldByNobody = false;                 ///< the coordinator gets it because nobody holds the role
  std::string note;                          ///< of the candidate: "for A, who is away until …"
  std::string coverFor;                      ///< the reader gets this item in the place of this contact
  std::string paperNote;                     ///< of a pack: what those who prepare the meeting noted
  std::string paperNoteBy;                   ///< who did
  std::string
      sentBack;   ///< with what a board sent it back: "The … sent it back on 19 November 2026: who pays?"
  int times = 1;  ///< of a pack: in how many packs of this board it stood, this one included
  std::string ended;  ///< of a Resolved item: what ended it, "the date was agreed"
  std::string link;   ///< where the reader answers this; empty: by no link
  std::string code;   ///< by which a reply of theirs says that it is about this; empty: it has none
  std::vector<ReplyChoice> replies;
};

/// `New`, `Before it goes further`, `No answer yet`, …: what stands over a section.
std::string sectionTitle(SectionKind section, bool pack);

/// What is the same for every item of a message. Refers to its parts; they outlive the call.
struct ComposeContext {
  const alerts::Manners& manners;
  const plan::People& people;
  const plan::WorkingCalendar& calendar;
  Date today;
  alerts::Recipient coordinator;  ///< replies go there
  std::string marking;            ///< e.g. OFFICIAL-SENSITIVE; empty: none
  std::string link = {};          ///< where all of the message is answered in one place; empty: nowhere
};

/// Sections in the order new, getting later (escalations and fair warnings first), still open, resolved,
/// notices; a pack's are new items, then those that stood in an earlier pack. Within a section the items of
/// one action stand together under its headline. At most manners.itemsInFull entries are given in full, the
/// others named in a line each.
///
/// Whoever holds two roles in one alert, such as an owner's cover who is also the lead, reads of it once.
///
/// The tone follows the kind of date: an indicative one is an estimate, so its entry asks to confirm or
/// change it and never calls it late; a review date asks for a review; what was late when it was imported is
/// asked about (where does this stand?); an escalation says who was told and has not answered. A public
/// board's pack leaves out people's names and notes. Of a sensitive plan there are counts only.
Letter compose(const ComposeContext& context, const alerts::MessagePlan& plan,
               const std::vector<Fact>& facts);

}  // namespace chaser::notifiers
