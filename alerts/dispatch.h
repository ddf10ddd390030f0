// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "alerts/model.h"
#include "alerts/recipients.h"
#include "common/zone.h"
#include "plan/calendar.h"
#include "plan/people.h"

/// The second of the two pure functions: which of the wanted items leave now, gathered into which message,
/// and one reason for every item that does not.
namespace chaser::alerts {

enum class MessageKind { Digest, Urgent, PackDraft, Pack, Webhook };
std::string_view toString(MessageKind);  ///< `digest`, `urgent`, `pack-draft`, `pack`, `webhook`
std::optional<MessageKind> parseMessageKind(std::string_view);

/// The knobs of chaser.yaml that concern sending.
struct Manners {
  std::chrono::seconds gather{60};  ///< what comes within it goes along
  std::chrono::minutes spread{15};  ///< digests leave over this long after the window opens
  int urgentPerDay = 3;
  int digestsPerDay = 1;
  int itemsInFull = 25;
  int itemsNamed = 200;  ///< of a person's message: nobody reads more; the rest waits for the next
  int stormPeople = 20;
  int stormItems = 100;
};

/// An item that is wanted, resolved to one recipient.
struct Candidate {
  Item item;
  Recipient to;
  bool heldByNobody = false;
  std::string note;
  Instant wantedAt;  ///< when it was made: `gather` counts from here
  AlertState alertState = AlertState::Firing;
  bool quiet = false;  ///< acknowledged, snoozed, silenced or inhibited since: dropped with `quietReason`
  Reason quietReason = Reason::Sent;
  std::string quietDetail;
};

/// A draft of a meeting's pack that was made for one of those who prepare the meeting.
struct DraftMade {
  std::string board;  ///< its title
  Date meeting;
  std::string reader;
};

/// What this recipient has had.
struct SentBefore {
  int digestsToday = 0;
  int urgentToday = 0;
  std::vector<std::pair<std::string, Date>> packs;  ///< (board title, meeting) for which a pack was made
  std::vector<DraftMade> drafts;
};

/// A message to be frozen now.
struct MessagePlan {
  MessageKind kind = MessageKind::Digest;
  Recipient to;
  Date day;
  std::vector<ItemId> items;
  std::string board;            ///< of a pack or draft: the board's title
  std::optional<Date> meeting;  ///< of a pack or draft
  /// What is said to whom, in one line: the same for the same content, so that ids made of it are stable.
  [[nodiscard]] std::string key() const;
};

struct ItemReason {
  ItemId item;
  Reason reason = Reason::NotDue;
  std::string detail;
  bool drop = false;  ///< it will never be said: settle it with this reason
};

struct Dispatched {
  std::vector<MessagePlan> messages;
  std::vector<ItemReason> reasons;   ///< one for every candidate
  std::optional<Instant> lookAgain;  ///< when a waiting item may leave
  std::vector<std::string> notices;  ///< for the coordinator: a board without a coming meeting, …
};

struct DispatchContext {
  const plan::People& people;
  const plan::WorkingCalendar& calendar;
  const Manners& manners;
  Instant now;
};

/// The civil day that it is for this recipient: the one by which SentBefore counts, and which a message to
/// them bears.
Date dayFor(const DispatchContext& context, const Recipient& to);

/// The first moment at or after `now` at which anything may leave for this person or board: `now` itself
/// while the window is open.
Instant opensFor(const DispatchContext& context, const Recipient& to);

/// How long dispatch() goes on saying the same to the same, or until its `lookAgain` if that comes first: the
/// first moment after `now` at which the window opens or closes, or another day begins for this recipient.
Instant sameUntil(const DispatchContext& context, const Recipient& to);

/// For one person or webhook. All candidates have that recipient.
Dispatched dispatch(const DispatchContext& context, const std::vector<Candidate>& candidates,
                    const SentBefore& before);

/// For one board: its draft at cut-off, its pack at papers. Candidates are all its items whose alert is
/// unresolved and which no decision of this board has settled, carried forward from earlier packs or new.
/// `coordinators` get the draft too.
Dispatched dispatchBoard(const DispatchContext& context, const plan::Board& board,
                         const std::vector<Candidate>& candidates, const std::vector<Recipient>& coordinators,
                         const SentBefore& before);

/// The day on which a step to this board would reach its papers, seen from `day`: for fair warnings. Absent
/// when no meeting is to come.
std::optional<Date> papersDay(const plan::Board& board, Date day, const plan::WorkingCalendar& calendar);

/// What one tick newly wants, judged before anything leaves.
struct Storm {
  std::size_t people = 0;
  std::size_t items = 0;
};
/// Present when the tick would tell more people, or of more items, than Manners allows.
std::optional<Storm> storm(const std::vector<Candidate>& newlyWanted, const Manners& manners);

}  // namespace chaser::alerts
