// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/answer_desk.h"
#include "daemon/configuration.h"
#include "store/ports.h"
#include "store/replies.h"

/// What the coordinator makes of the answers that came by mail. A reply that is confirmed is taken like any
/// answer, with the contact who was asked as the one who gave it.
namespace chaser::daemon {

/// An item that a reply may be about.
struct ReplyItem {
  int number = 1;  ///< as it is chosen by, in the message's order
  std::int64_t link = 0;
  std::string ref, headline;
  std::string party;  ///< of the date that it is about
};

/// A reply with what is known about it today.
struct ReplyCase {
  store::Reply reply;
  std::string plan;         ///< key; empty: not known
  std::string coordinator;  ///< who decides about it; empty: any of several, or nobody is known
  /// The coordinators of the plans that it may be about, and those for whom they stand in.
  std::vector<std::string> mayDecide;
  std::vector<ReplyItem> items;  ///< what it may be about; one where that is clear
};

/// How a reply is confirmed; what is given here wins over what was read.
struct Confirmation {
  std::string by;
  std::optional<alerts::Answer> answer;  ///< absent: as it was read
  int item = 0;                          ///< which of several; 0: the one that is clear
  int milestone = 0;                     ///< of an action with several dates: its number
  bool despiteSender = false;            ///< it is theirs, although the address is not
  bool agree = false;                    ///< the date that it proposes is agreed at once, by who confirms it
};

/// Refers to both, which outlive it. Belongs to the thread that owns the store.
class ReplyDesk {
 public:
  ReplyDesk(store::Store& store, const Configuration& configuration)
      : store_(store), configuration_(configuration) {}

  /// An Input error when there is no such reply.
  Result<ReplyCase> look(std::int64_t reply, Instant now);
  /// Oldest first.
  Result<std::vector<ReplyCase>> all(std::optional<store::ReplyState> state, std::size_t limit, Instant now);

  /// Takes it as an answer, in one transaction; what was recorded. An Input error says what is missing: it
  /// was dealt with, its sender is not who was asked, it is not clear, it can't be taken today.
  Result<Recorded> confirm(std::int64_t reply, const Confirmation& how, Instant now);
  /// It is no answer. Where it kept an alert quiet, people are asked again.
  /// Another reply that was understood, about the same and still waiting, goes on keeping it quiet. Whether
  /// they are asked again because of it.
  Result<bool> refuse(std::int64_t reply, const std::string& by, const std::string& why, Instant now);

 private:
  Result<ReplyCase> caseOf(store::Reply reply, Instant now);
  Result<std::vector<ReplyItem>> itemsOf(const store::Reply& reply);
  /// The reply, when it waits and this is who decides about it.
  Result<ReplyCase> waitingFor(std::int64_t reply, const std::string& by, Instant now);
  Result<AnswerSlip> slipOf(const ReplyCase& what, const Confirmation& how, Instant now);
  /// The plan's coordinator, and for whom they stand in; none where nobody is named.
  [[nodiscard]] std::vector<std::string> decidersOf(const plan::Plan& plan, Instant now) const;
  Result<bool> endQuiet(const ReplyCase& what, const std::string& by, Instant now);
  /// Whether another reply took over what this one kept quiet.
  Result<bool> handQuietOn(const store::Reply& reply);
  Outcome settle(const ReplyCase& what, store::ReplyState state, const std::string& by,
                 const std::string& why, Instant now);
  [[nodiscard]] Date dayOf(Instant now) const { return configuration_.zone.dayOf(now); }

  store::Store& store_;
  const Configuration& configuration_;
};

}  // namespace chaser::daemon
