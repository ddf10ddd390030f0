// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/answer.h"
#include "store/links.h"
#include "store/ports.h"

/// What people answered by mail and nobody has confirmed yet. It says nothing about the plan: the coordinator
/// decides what becomes of it, and then it is taken like any other answer.
namespace chaser::store {

enum class ReplyState { Waiting, Confirmed, Refused };
std::string_view toString(ReplyState);  ///< `waiting`, `confirmed`, `refused`

/// One mail of a person's, as far as it was understood.
struct Reply {
  std::int64_t id = 0;  ///< 0 until stored; never used again
  Instant receivedAt;
  std::string fingerprint;  ///< of who says what of which matter: the same is recorded once
  std::string mailId;       ///< its Message-ID without angle brackets; empty: it had none
  std::string sender;       ///< the address that it says it comes from
  std::string contact;      ///< who was asked, by name; empty: that is not known
  bool isTheirs = false;    ///< the sender's address is that contact's
  std::int64_t link = 0;    ///< the link of the matter; 0: it is not clear which is meant
  std::int64_t whole = 0;   ///< the link of the message that it answers, whose parts it may mean; 0: unknown
  PlanId plan;              ///< 0: not known
  alerts::Subject subject;  ///< of `link`
  AlertId quieted;          ///< the alert that was acknowledged because of it; 0: none was
  std::optional<alerts::Answer> answer;  ///< absent: what it says is not clear
  std::string unclear;                   ///< why it can't be taken as it stands; empty: it can
  std::string heading;                   ///< its subject line, as written
  std::string words;                     ///< the writer's own, without what they quote
  ReplyState state = ReplyState::Waiting;
  std::optional<Instant> settledAt;
  std::string settledBy;
  std::string settledWhy;  ///< why it was refused, or what was recorded
};

class ReplyStore {
 public:
  virtual ~ReplyStore() = default;
  /// Keeps a new one in the transaction that is open, with a line in the audit; its number.
  virtual Result<std::int64_t> add(const Reply& reply) = 0;
  virtual Result<std::optional<Reply>> reply(std::int64_t id) = 0;
  /// One with this fingerprint that waits, or one from the same sender with this Message-ID, where that is
  /// not empty. What was dealt with may well be said again: after a refusal, of another item, of what was
  /// opened again.
  virtual Result<std::optional<Reply>> same(const Reply& reply) = 0;
  /// Oldest first; those in any state when it is absent.
  virtual Result<std::vector<Reply>> replies(std::optional<ReplyState> state, std::size_t limit) = 0;
  /// How many wait in the place of this contact, or of nobody known; from their own address, or from others.
  virtual Result<std::size_t> waiting(const std::string& contact, bool isTheirs) = 0;
  /// Another one that waits, of the same contact about the same, and is theirs and understood; 0: there is
  /// none.
  virtual Result<std::int64_t> another(const Reply& reply) = 0;
  /// Whether a reply kept this alert quiet before, whatever became of it.
  virtual Result<bool> hasQuietened(AlertId alert) = 0;
  /// Makes this waiting reply the one because of which the alert is quiet, in the transaction that is open.
  virtual Outcome keepQuiet(std::int64_t id, AlertId alert) = 0;
  /// Ends its waiting, in the transaction that is open, with a line in the audit. False when it waits no
  /// more.
  virtual Result<bool> settle(std::int64_t id, ReplyState state, const std::string& why, const Actor& actor,
                              Instant now) = 0;
  /// The message that went out under this Message-ID.
  virtual Result<MessageId> messageNamed(const std::string& messageId) = 0;
  /// The last link that this contact was given for the matter at that time or before.
  virtual Result<std::optional<AnswerLink>> linkBefore(const std::string& contact,
                                                       const alerts::Subject& subject,
                                                       const std::string& rule, Instant at) = 0;
  /// The notice of this key, as long as it waits to be said; 0: it does not.
  virtual Result<ItemId> waitingNotice(const std::string& key) = 0;
};

}  // namespace chaser::store
