// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/answer.h"
#include "common/date.h"
#include "common/ids.h"
#include "common/result.h"

/// What the pages ask of the house behind them: what a link leads to, and to record an answer. Whoever
/// implements it reads and writes the plan; the pages only show, and read what was typed.
///
/// Texts are words of the plan as they may be shown: one line each, without control characters. They name
/// nobody but the link's own contact.
namespace chaser::web {

/// What became of a link.
enum class LinkState {
  Open,        ///< it may be answered
  Settled,     ///< nothing is asked any more
  Unknown,     ///< made up, changed on its way, or older than anything that is kept
  Expired,     ///< older than 60 days, or sealed by a key that is believed no longer
  Revoked,     ///< taken back
  HandedOver,  ///< whoever it was given to no longer holds the role
  Gone,        ///< what it is about is no longer in the plan
};

/// Somebody chooses one of these where the matter has several.
struct MilestoneChoice {
  MilestoneId id;
  std::string words;
};

/// One matter, as its page shows it.
struct Matter {
  std::string headline;
  std::string ref;                 ///< spoken
  std::string ask;                 ///< "Can you confirm or change this date?"
  std::vector<std::string> lines;  ///< what the plan says, the dates, why it is asked
  std::string standing;            ///< quiet until when, or what is proposed; empty: nothing of the kind
  std::vector<alerts::AnswerKind> offered;
  std::string dateToAgree;  ///< spoken; of AgreeDate
  std::vector<MilestoneChoice> milestones;
  std::string answeringAs;  ///< the contact to whom the link was given
  Date today;
  Date quietAtMost;  ///< the last day that a snooze may name
};

/// A line of the page of a whole message.
struct MatterLine {
  std::string headline;
  std::string ref;
  std::string ask;
  LinkState state = LinkState::Open;
  std::string token;     ///< of its own page
  std::string answered;  ///< what was recorded by its link last; empty: nothing yet
};

struct Shown {
  LinkState state = LinkState::Unknown;
  std::int64_t link = 0;  ///< for the log; 0: unknown
  std::optional<Matter> matter;
  std::vector<MatterLine> matters;  ///< of a whole message
  std::string form;                 ///< the name of the form on this page: it acts once
  std::string answered;             ///< what was recorded by this link last; empty: nothing yet
  /// Whom to ask, by role and without a name: "the plan's coordinator".
  std::string askWhom = "whoever keeps the plan";
};

/// What somebody sent.
struct Submission {
  std::string form;
  alerts::Answer answer;
  MilestoneId milestone;  ///< the one that was chosen; 0: none was
  std::string statedName;
};

struct Recorded {
  enum class Kind {
    Now,      ///< recorded
    Already,  ///< this form was sent before; `said` is what was recorded then
    NotSo,    ///< nothing was recorded: `said` says what is wrong with the answer, and what to do
    Refused,  ///< nothing was recorded: the link's state says why
  };
  Kind kind = Kind::Refused;
  std::string said;
  Shown shown;  ///< what the link leads to now; of NotSo and Refused
};

/// How often a contact's digest comes.
struct DigestChoice {
  bool known = false;          ///< the token is one of ours; nothing else is said otherwise
  bool weekly = false;         ///< they chose once a week, on Mondays
  std::string usual;           ///< what holds without their choice: "every working day"
  bool alreadyWeekly = false;  ///< that is once a week, too
};

/// Called from several threads at once.
class Desk {
 public:
  virtual ~Desk() = default;
  /// Changes nothing, however often it is asked. An error is the store's.
  virtual Result<Shown> show(std::string_view token) = 0;
  /// Records it whole, in one transaction, or not at all.
  virtual Result<Recorded> record(std::string_view token, const Submission& submission) = 0;
  /// Changes nothing.
  virtual Result<DigestChoice> digestOf(std::string_view token) = 0;
  /// Once a week from now on, or as usual again; what holds then.
  virtual Result<DigestChoice> chooseDigest(std::string_view token, bool weekly) = 0;
};

}  // namespace chaser::web
