// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/dispatch.h"
#include "plan/calendar.h"
#include "plan/people.h"

/// A board's papers: when they are made, and what those who prepare them said of the draft.
namespace chaser::alerts {

/// One meeting and the days that lead to it. A day that falls on a weekend or holiday moves to the working
/// day before it: papers are never late.
struct Meeting {
  Date on;
  Date papers;  ///< the pack goes to the board
  Date cutOff;  ///< the draft goes to those who prepare the meeting
};

/// The first meeting on or after `from`; absent when none is to come.
std::optional<Meeting> nextMeeting(const plan::Board& board, Date from,
                                   const plan::WorkingCalendar& calendar);

/// What somebody who prepares a meeting said, between its cut-off and its papers, of all that one alert wants
/// said to the board.
struct PaperMark {
  enum class Kind {
    Hold,      ///< not in these papers; it comes to the next meeting's
    Drop,      ///< never in this board's papers again, until the alert is reopened
    Annotate,  ///< a note is printed with it, in these papers
  };
  Kind kind = Kind::Hold;
  AlertId alert;
  Date meeting;      ///< whose papers were being prepared
  std::string by;    ///< who said so
  std::string note;  ///< of Annotate what is printed; else why, for the record
};
std::string_view toString(PaperMark::Kind);  ///< `hold`, `drop`, `annotate`
std::optional<PaperMark::Kind> parsePaperMark(std::string_view);

/// As dispatchBoard() without `marks`, which are those in force for this board: what is held stays out of the
/// papers of its meeting, or of the one that took that meeting's place, and waits for the next; what is
/// dropped waits for nothing. Both stay wanted, with their reason.
Dispatched dispatchBoard(const DispatchContext& context, const plan::Board& board,
                         const std::vector<Candidate>& candidates, const std::vector<Recipient>& coordinators,
                         const SentBefore& before, const std::vector<PaperMark>& marks);

}  // namespace chaser::alerts
