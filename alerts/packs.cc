// SPDX-License-Identifier: Apache-2.0
#include "alerts/packs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "alerts/dispatch.h"
#include "alerts/open_hours.h"
#include "alerts/weighing.h"

namespace chaser::alerts {

namespace {

using PackItems = std::vector<const Candidate*>;

constexpr std::array<std::string_view, 3> kMarkKinds = {"hold", "drop", "annotate"};

Meeting meetingOn(const plan::MeetingPlan& plan, Date on, const plan::WorkingCalendar& calendar) {
  return {on, calendar.previousWorking(plan::subtract(on, plan.papers, calendar)),
          calendar.previousWorking(plan::subtract(on, plan.cutOff, calendar))};
}

std::optional<Meeting> meetingAfter(const plan::Board& board, const Meeting& meeting,
                                    const plan::WorkingCalendar& calendar) {
  return nextMeeting(board, meeting.on + Days{1}, calendar);
}

std::vector<Date> madeFor(const std::string& title, const std::vector<std::pair<std::string, Date>>& made) {
  std::vector<Date> out;
  for (const auto& [board, on] : made) {
    if (board == title) out.push_back(on);
  }
  return out;
}

std::map<std::string, std::vector<Date>> draftsFor(const std::string& title,
                                                   const std::vector<DraftMade>& made) {
  std::map<std::string, std::vector<Date>> out;
  for (const auto& draft : made) {
    if (draft.board == title) out[draft.reader].push_back(draft.meeting);
  }
  return out;
}

/// One board's post on one day.
class BoardsPost {
 public:
  BoardsPost(const DispatchContext& context, const plan::Board& board,
             const std::vector<Recipient>& coordinators, const SentBefore& before,
             const std::vector<PaperMark>& marks)
      : context_(context),
        board_(board),
        coordinators_(coordinators),
        marks_(marks),
        hours_(context.people.directory().window, context.calendar,
               context.people.directory().window.timezone),
        today_(hours_.dayOf(context.now)),
        to_{Recipient::Kind::Board, board.title(), board.email, {}},
        packs_(madeFor(to_.name, before.packs)),
        drafts_(draftsFor(to_.name, before.drafts)) {}

  void send(const PackItems& wanted, Dispatched& out) {
    const PackItems all = withoutDropped(wanted, out);
    if (all.empty()) return;
    PackItems waiting = all;
    auto meeting = nextMeeting(board_, today_, context_.calendar);
    if (!meeting) return sendWithoutMeeting(all, out);
    if (!meetingAfter(board_, *meeting, context_.calendar)) {
      // That nothing is to come after it is said then, whether or not anything else happens.
      lookAgainAt(out, hours_.opens(hours_.nextOpenDay(meeting->on + Days{1})));
    }
    // Meetings that come close upon each other may all be past their cut-off: each has its own pack, and what
    // stands in the first stands in the second too.
    while (meeting && meeting->cutOff <= today_) {
      const auto items = eligible(all, *meeting);
      if (!items.empty()) prepare(*meeting, items, waiting, out);
      meeting = meetingAfter(board_, *meeting, context_.calendar);
    }
    const auto ahead = packsAhead(all);
    for (const auto* candidate : waiting) holdFor(*candidate, ahead, out);
    for (const auto& coming : ahead) {
      if (!eligible(all, coming).empty()) lookAtNextStage(coming, out);
    }
  }

 private:
  /// What is dropped from this board's papers says whose word that was.
  [[nodiscard]] PackItems withoutDropped(const PackItems& all, Dispatched& out) const {
    PackItems rest;
    rest.reserve(all.size());
    for (const auto* candidate : all) {
      const auto mark = std::find_if(marks_.begin(), marks_.end(), [&](const PaperMark& said) {
        return said.kind == PaperMark::Kind::Drop && said.alert == candidate->item.alert;
      });
      if (mark == marks_.end()) {
        rest.push_back(candidate);
      } else {
        out.reasons.push_back({candidate->item.id, Reason::SilencedBy,
                               fmt::format("{}, who left it out of the papers of the {}", mark->by, to_.name),
                               false});
      }
    }
    return rest;
  }
  /// Who held it back from that meeting's papers; nullptr when nobody did.
  [[nodiscard]] const PaperMark* holdOf(const Candidate& candidate, const Meeting& meeting) const {
    const auto mark = std::find_if(marks_.begin(), marks_.end(), [&](const PaperMark& said) {
      return said.kind == PaperMark::Kind::Hold && said.alert == candidate.item.alert &&
             (said.meeting == meeting.on || replaces(meeting, said.meeting));
    });
    return mark == marks_.end() ? nullptr : &*mark;
  }
  /// The hold that is why it waits for a later meeting: be it of papers that have left since.
  [[nodiscard]] const PaperMark* lastHoldOf(const Candidate& candidate) const {
    const PaperMark* last = nullptr;
    for (const auto& said : marks_) {
      if (said.kind == PaperMark::Kind::Hold && said.alert == candidate.item.alert && said.meeting >= today_)
        last = &said;
    }
    return last;
  }
  /// What stands in that meeting's pack: wanted by its cut-off day. What stood in an earlier one stays.
  [[nodiscard]] PackItems eligible(const PackItems& all, const Meeting& meeting) const {
    PackItems out;
    for (const auto* candidate : all) {
      if (candidate->item.wantedOn <= meeting.cutOff && holdOf(*candidate, meeting) == nullptr)
        out.push_back(candidate);
    }
    return out;
  }

  /// Whether something made before serves this meeting: made for it, or for a date that is no longer in the
  /// calendar and that this meeting replaces. A moved meeting gets no second pack.
  [[nodiscard]] bool served(const std::vector<Date>& made, const Meeting& meeting) const {
    return std::any_of(made.begin(), made.end(),
                       [&](Date on) { return on == meeting.on || replaces(meeting, on); });
  }
  [[nodiscard]] bool replaces(const Meeting& meeting, Date old) const {
    if (board_.meets->next(old) == old) return false;
    // The same round of papers: the old date was still to come, or lay between this cut-off and this meeting.
    if (old < today_ && old <= meeting.cutOff) return false;
    const auto between = board_.meets->next(std::min(old, meeting.on) + Days{1});
    return old < meeting.on ? between == meeting.on : !between || *between > old;
  }

  /// Sends the draft or the pack when it is time. Items that leave are taken out of `waiting`.
  void prepare(const Meeting& meeting, const PackItems& items, PackItems& waiting, Dispatched& out) {
    if (served(packs_, meeting)) return;
    const bool open = hours_.isOpen(context_.now);
    if (meeting.papers > today_) {
      if (open) sendDrafts(meeting, items, out);
      return;
    }
    if (!open) return;
    if (board_.email.empty()) return holdWithoutAddress(items, waiting, out);
    sendPack(meeting.on, items, waiting, out);
  }

  /// To each reader who has had none: one reader's draft may be refused, or taken apart, while another's
  /// arrives.
  void sendDrafts(const Meeting& meeting, const PackItems& items, Dispatched& out) {
    for (const auto& reader : draftReaders()) {
      auto& had = drafts_[reader.name];
      if (served(had, meeting)) continue;
      if (reader.address.empty()) {
        out.notices.push_back(
            fmt::format("{} has no address and gets no draft of the pack for {}", reader.name, to_.name));
        continue;
      }
      MessagePlan message = planned(MessageKind::PackDraft, reader, items);
      message.meeting = meeting.on;
      out.messages.push_back(std::move(message));
      had.push_back(meeting.on);
    }
  }
  [[nodiscard]] bool allHaveDrafts(const Meeting& meeting) const {
    const auto readers = draftReaders();
    return std::all_of(readers.begin(), readers.end(), [&](const Recipient& reader) {
      const auto had = drafts_.find(reader.name);
      return reader.address.empty() || (had != drafts_.end() && served(had->second, meeting));
    });
  }
  [[nodiscard]] std::vector<Recipient> draftReaders() const {
    std::vector<Recipient> readers;
    const auto add = [&readers](Recipient who) {
      if (!who.name.empty() && std::find(readers.begin(), readers.end(), who) == readers.end()) {
        readers.push_back(std::move(who));
      }
    };
    for (const auto* secretary : context_.people.holders(board_.secretary, today_)) {
      const auto* there = context_.people.present(*secretary, today_);
      if (there == nullptr) continue;
      add({Recipient::Kind::Person, there->name, there->email,
           there == secretary ? std::string() : secretary->name});
    }
    for (const auto& coordinator : coordinators_) add(coordinator);
    return readers;
  }

  [[nodiscard]] MessagePlan planned(MessageKind kind, const Recipient& to, const PackItems& items) const {
    MessagePlan message;
    message.kind = kind;
    message.to = to;
    message.day = today_;
    message.board = to_.name;
    for (const auto* candidate : items) message.items.push_back(candidate->item.id);
    std::sort(message.items.begin(), message.items.end());
    return message;
  }

  void sendPack(Date meeting, const PackItems& items, PackItems& waiting, Dispatched& out) {
    MessagePlan message = planned(MessageKind::Pack, to_, items);
    message.meeting = meeting;
    out.messages.push_back(std::move(message));
    packs_.push_back(meeting);
    settle(items, Reason::Sent, {}, waiting, out);
  }
  void holdWithoutAddress(const PackItems& items, PackItems& waiting, Dispatched& out) const {
    out.notices.push_back(fmt::format("{} has no address and can't be told", to_.name));
    settle(items, Reason::NoAddress, to_.name, waiting, out);
  }
  /// Gives the reason, once, to those of the items that had none yet.
  static void settle(const PackItems& items, Reason reason, const std::string& detail, PackItems& waiting,
                     Dispatched& out) {
    for (const auto* candidate : items) {
      const auto found = std::find(waiting.begin(), waiting.end(), candidate);
      if (found == waiting.end()) continue;
      out.reasons.push_back({candidate->item.id, reason, detail, false});
      waiting.erase(found);
    }
  }

  /// The meetings to come that have had no pack yet, up to the first whose cut-off all of the items make.
  [[nodiscard]] std::vector<Meeting> packsAhead(const PackItems& all) const {
    Date latest = today_;
    for (const auto* candidate : all) latest = std::max(latest, candidate->item.wantedOn);
    std::vector<Meeting> out;
    for (auto meeting = nextMeeting(board_, today_, context_.calendar); meeting;
         meeting = meetingAfter(board_, *meeting, context_.calendar)) {
      if (served(packs_, *meeting)) continue;
      out.push_back(*meeting);
      const bool anyHeld = std::any_of(all.begin(), all.end(), [&](const Candidate* candidate) {
        return holdOf(*candidate, *meeting) != nullptr;
      });
      if (meeting->cutOff >= latest && !anyHeld) break;
    }
    return out;
  }
  void holdFor(const Candidate& candidate, const std::vector<Meeting>& ahead, Dispatched& out) const {
    const auto meeting = std::find_if(ahead.begin(), ahead.end(), [&](const Meeting& coming) {
      return coming.cutOff >= candidate.item.wantedOn && holdOf(candidate, coming) == nullptr;
    });
    const auto* held = lastHoldOf(candidate);
    const std::string heldBack =
        held == nullptr ? std::string()
                        : fmt::format("held back from those of {} by {}", held->meeting.spoken(), held->by);
    if (meeting == ahead.end()) {
      out.reasons.push_back({candidate.item.id, Reason::InPack,
                             held == nullptr ? "it came too late for the last meeting" : heldBack, false});
    } else if (meeting->papers <= today_) {
      const auto closed = hours_.whyClosed(context_.now);
      out.reasons.push_back({candidate.item.id, closed.reason, closed.detail, false});
    } else {
      out.reasons.push_back({candidate.item.id, Reason::InPack,
                             meeting->on.spoken() + (held == nullptr ? "" : ", " + heldBack), false});
    }
  }

  /// The next opening at which this meeting's draft or pack is due. What could leave by now has left.
  void lookAtNextStage(const Meeting& meeting, Dispatched& out) const {
    const bool drafted = allHaveDrafts(meeting) || meeting.papers <= meeting.cutOff ||
                         (meeting.cutOff <= today_ && hours_.isOpen(context_.now));
    const Date stage = hours_.nextOpenDay(std::max(drafted ? meeting.papers : meeting.cutOff, today_));
    const Instant at = hours_.nextOpen(std::max(hours_.opens(stage), context_.now));
    if (at > context_.now) lookAgainAt(out, at);
  }

  /// Without a coming meeting an item leaves at the opening after the day it was wanted on. A pack made on a
  /// day so covers exactly what was wanted before it, and the same day is never sent twice.
  void sendWithoutMeeting(const PackItems& waiting, Dispatched& out) {
    PackItems due;
    for (const auto* candidate : waiting) {
      if (toldWithoutMeeting(*candidate)) {
        out.reasons.push_back({candidate->item.id, Reason::AlreadyTold, "no meeting is to come", false});
      } else {
        due.push_back(candidate);
      }
    }
    if (due.empty()) return tellOfLastMeeting(waiting, out);
    out.notices.push_back(
        fmt::format("{} has no coming meeting: what is due for it leaves on the next working day", to_.name));
    if (board_.email.empty()) return holdWithoutAddress(PackItems(due), due, out);
    PackItems leaving;
    for (const auto* candidate : due) {
      if (candidate->item.wantedOn < today_) leaving.push_back(candidate);
    }
    if (hours_.isOpen(context_.now) && !leaving.empty()) sendPack(today_, leaving, due, out);
    for (const auto* candidate : due) holdForOpening(*candidate, out);
  }
  /// What stood in the papers of the last meeting and is open still would be before nobody, in silence. What
  /// left outside meetings was announced then.
  void tellOfLastMeeting(const PackItems& all, Dispatched& out) const {
    const bool stands = std::any_of(all.begin(), all.end(), [&](const Candidate* candidate) {
      return std::none_of(packs_.begin(), packs_.end(),
                          [&](Date on) { return !met(on) && candidate->item.wantedOn < on; });
    });
    if (!stands) return;
    out.notices.push_back(
        fmt::format("{} has no coming meeting, and not all that it was told of is settled", to_.name));
  }
  [[nodiscard]] bool met(Date on) const { return board_.meets && board_.meets->next(on) == on; }
  [[nodiscard]] bool toldWithoutMeeting(const Candidate& candidate) const {
    const Date wantedOn = candidate.item.wantedOn;
    return std::any_of(packs_.begin(), packs_.end(), [&](Date on) {
      if (!met(on)) return wantedOn < on;
      const auto meeting = meetingOn(*board_.meets, on, context_.calendar);
      return wantedOn <= meeting.cutOff && holdOf(candidate, meeting) == nullptr;
    });
  }
  void holdForOpening(const Candidate& candidate, Dispatched& out) const {
    const Date day = hours_.nextOpenDay(std::max(candidate.item.wantedOn + Days{1}, today_));
    const Instant opening = std::max(hours_.opens(day), context_.now);
    lookAgainAt(out, hours_.nextOpen(opening));
    if (!hours_.isOpen(context_.now)) {
      const auto closed = hours_.whyClosed(context_.now);
      out.reasons.push_back({candidate.item.id, closed.reason, closed.detail, false});
    } else {
      out.reasons.push_back({candidate.item.id, Reason::InPack, day.spoken(), false});
    }
  }

  const DispatchContext& context_;
  const plan::Board& board_;
  const std::vector<Recipient>& coordinators_;
  const std::vector<PaperMark>& marks_;
  OpenHours hours_;
  Date today_;
  Recipient to_;
  std::vector<Date> packs_;  // the days for which packs were made, before this call and by it
  std::map<std::string, std::vector<Date>> drafts_;  // the same of drafts, by reader
};

}  // namespace

std::string_view toString(PaperMark::Kind kind) {
  return kMarkKinds.at(static_cast<std::size_t>(kind));
}

std::optional<PaperMark::Kind> parsePaperMark(std::string_view text) {
  const auto* found = std::find(kMarkKinds.begin(), kMarkKinds.end(), text);
  if (found == kMarkKinds.end()) return std::nullopt;
  return static_cast<PaperMark::Kind>(found - kMarkKinds.begin());
}

std::optional<Meeting> nextMeeting(const plan::Board& board, Date from,
                                   const plan::WorkingCalendar& calendar) {
  if (!board.meets) return std::nullopt;
  const auto on = board.meets->next(from);
  if (!on) return std::nullopt;
  return meetingOn(*board.meets, *on, calendar);
}

Dispatched dispatchBoard(const DispatchContext& context, const plan::Board& board,
                         const std::vector<Candidate>& candidates, const std::vector<Recipient>& coordinators,
                         const SentBefore& before, const std::vector<PaperMark>& marks) {
  Dispatched out;
  const auto waiting = stillToSay(candidates, out);
  if (!waiting.empty()) BoardsPost(context, board, coordinators, before, marks).send(waiting, out);
  return out;
}

Dispatched dispatchBoard(const DispatchContext& context, const plan::Board& board,
                         const std::vector<Candidate>& candidates, const std::vector<Recipient>& coordinators,
                         const SentBefore& before) {
  return dispatchBoard(context, board, candidates, coordinators, before, {});
}

std::optional<Date> papersDay(const plan::Board& board, Date day, const plan::WorkingCalendar& calendar) {
  auto meeting = nextMeeting(board, day, calendar);
  while (meeting && meeting->cutOff < day) meeting = meetingAfter(board, *meeting, calendar);
  if (!meeting) return std::nullopt;
  return meeting->papers;
}

}  // namespace chaser::alerts
