// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/dispatch.h"
#include "alerts/model.h"
#include "common/ids.h"
#include "common/instant.h"
#include "common/result.h"

/// The outbox as the engine asks for it: items that wait, the messages that they become, and what became of
/// those. A message is frozen (`ready`), claimed (`sending`), and settled: `sent`, `ready` again, or `dead`.
namespace chaser::store {

/// A wanted item with what is known of its making.
struct StoredItem {
  alerts::Item item;
  Instant madeAt;
  std::vector<std::string>
      settledBy;  ///< of boardItems() alone: who settled it since, as decisions name them
};

/// What became of an item: `wanted`, `taken` by a message, `delivered`, `dropped` or `dead`; and its one
/// reason.
struct ItemStanding {
  StoredItem stored;
  std::string state;
  alerts::Reason reason = alerts::Reason::NotDue;
  std::string detail;
};

enum class MessageState { Ready, Sending, Sent, Dead, Dropped };
std::string_view toString(MessageState);
std::optional<MessageState> parseMessageState(std::string_view);

/// An item inside a message, and what was found when its role was looked up for it.
struct ItemInMessage {
  ItemId item;
  bool heldByNobody = false;  ///< nobody holds the item's role: the coordinator is told instead
  /// Another holder of the role is yet to be told in a message of their own: the item stays wanted.
  bool othersWait = false;
  friend bool operator==(const ItemInMessage&, const ItemInMessage&) = default;
};

/// Frozen: these bytes go out, under this id, however often it takes.
struct Message {
  MessageId id;
  std::string messageId;  ///< Message-ID without angle brackets, or webhook-id; unique
  alerts::MessageKind kind = alerts::MessageKind::Digest;
  std::string channel;  ///< `smtp`, `maildir`, `webhook`
  std::string
      endpoint;    ///< `smtp`, the maildir's path, or the webhook's name: what is held or rated together
  std::string to;  ///< the contact's, board's or webhook's name
  std::string address;
  std::string subject;
  std::string bytes;
  std::string board;
  std::optional<Date> meeting;
  Date day;
  std::vector<ItemInMessage> items;
  MessageState state = MessageState::Ready;
  int attempts = 0;
  bool outcomeUnknown =
      false;  ///< an earlier try may have arrived: never dissolve it, only repeat the same bytes
  Instant createdAt;
  std::optional<Instant> nextAttempt;
  std::optional<Instant> sentAt;
  std::string lastError;
  std::string returnPath;  ///< where its bounces go; made when it is claimed, and not stored
};

/// One try to deliver.
struct Attempt {
  MessageId message;
  Instant at;
  std::string endpoint;
  int code = 0;  ///< SMTP or HTTP status; 0 when there was no reply
  std::string text;
  std::int64_t millis = 0;
};

/// What became of a claimed message.
struct Settlement {
  Attempt attempt;
  enum class Fate { Sent, Retry, Dead } fate = Fate::Sent;
  std::optional<Instant> nextAttempt;  ///< for Retry
  bool outcomeUnknown = false;         ///< Retry: the same bytes again, for they may have arrived
};

/// Messages that are settled in one transaction where the outbox chooses: others wait no longer than for
/// that.
inline constexpr std::size_t kSettleAtOnce = 250;

/// Items and the messages that they become.
class OutboxStore {
 public:
  virtual ~OutboxStore() = default;
  /// Items that wait for a message, oldest first; without those of alerts that the storm guard holds.
  virtual Result<std::vector<StoredItem>> wanted(std::size_t limit) = 0;
  /// The same of these items, and of all with id > after.
  virtual Result<std::vector<StoredItem>> wantedAmong(const std::vector<ItemId>& items, ItemId after) = 0;
  /// Items that wait and that this tick wanted anew: what the storm guard judges.
  virtual Result<std::vector<StoredItem>> wantedOfTick(std::int64_t tick) = 0;
  /// A board's items whose alert is unresolved, with those who settled them since, sent in a pack before or
  /// not, be it that the pack never arrived.
  virtual Result<std::vector<StoredItem>> boardItems() = 0;
  /// Adds a notice for a plan's coordinator, once for its key; false when it was there already.
  virtual Result<bool> addNotice(const alerts::Item& notice, Instant now) = 0;
  /// Settles an item that will never be said, with its reason. What was never said was never made: its rung
  /// is taken back (deleted, unless told or given up), so that the ladder makes it anew when it may speak
  /// again.
  virtual Outcome drop(ItemId item, alerts::Reason reason, const std::string& detail, Instant now) = 0;
  /// All who hold the item's role now were told of it: it is settled as its messages are, delivered if one of
  /// them arrived, dead if none did or will.
  virtual Outcome waitForNobodyElse(ItemId item, Instant now, Date today) = 0;
  /// Remembers why an item still waits; writes only when it changed.
  virtual Outcome setReason(ItemId item, alerts::Reason reason, const std::string& detail) = 0;
  /// What was frozen for `day`, or for a later one that came before the wall clock was set back.
  virtual Result<alerts::SentBefore> sentBefore(const std::string& to, Date day) = 0;
  /// Freezes a message and takes its items, in the open transaction.
  virtual Result<MessageId> freeze(const Message& message) = 0;
  /// Whether a message of this name (Message-ID or webhook-id) was ever frozen.
  virtual Result<bool> knows(const std::string& messageId) = 0;
  /// For whom messages with this item were frozen, but for those that were dissolved: names of recipients.
  virtual Result<std::vector<std::string>> frozenFor(ItemId item) = 0;
  /// Claims up to `limit` messages that are ready by `now`, oldest first, leaving out endpoints in `held`.
  virtual Result<std::vector<Message>> claim(std::size_t limit, Instant now,
                                             const std::vector<std::string>& held) = 0;
  /// Records attempts and outcomes; marks rungs told; dead ones give their items to the coordinator as
  /// notices.
  virtual Outcome settle(const std::vector<Settlement>& settlements, Date today) = 0;
  /// Notes of claimed messages that they arrived, today, and no more than that: it is one row a message. What
  /// it means is settled by settleArrived(); until then they are under way for everybody else.
  virtual Outcome noteArrived(const std::vector<Attempt>& attempts, Date today) = 0;
  /// Settles up to `atMost` of these, in the order in which they were frozen and each as of its own day; how
  /// many. Fewer than `atMost`: none is left.
  virtual Result<std::size_t> settleArrived(std::size_t atMost) = 0;
  /// What waits for its next attempt for this recipient may go at `now`.
  virtual Outcome bringForward(const std::string& to, Instant now) = 0;
  /// A known-undelivered message (not one whose outcome is unknown) is taken apart: its items are wanted
  /// again and will be composed anew.
  virtual Outcome dissolve(MessageId message) = 0;
  /// Whether anything that a message to this recipient said, and that was taken apart, is wanted yet.
  virtual Result<bool> stillToSay(const std::string& to) = 0;
  /// Gives a claimed message back; it is ready again at `until`, same bytes, same id.
  virtual Outcome postpone(MessageId message, Instant until) = 0;
  /// Ready messages that surely did not arrive and were frozen before that instant, but for those of the
  /// endpoints in `others`; without their bytes.
  virtual Result<std::vector<Message>> undelivered(Instant before,
                                                   const std::vector<std::string>& others) = 0;
  /// How many messages are ready to leave by `now`, but for those of the held endpoints.
  virtual Result<std::size_t> readyBy(Instant now, const std::vector<std::string>& held) = 0;
  /// How many messages for the endpoint are ready or under way.
  virtual Result<std::size_t> openFor(const std::string& endpoint) = 0;
  /// The last message that was frozen for this recipient at this endpoint; 0: none was.
  virtual Result<MessageId> lastFor(const std::string& endpoint, const std::string& to) = 0;
  /// Messages that an earlier process had claimed and not settled: ready again, same bytes, same id. Those
  /// that it had noted as arrived are settled. How many are ready again.
  virtual Result<std::size_t> reclaim() = 0;
  /// When the first message that is ready wants to leave, but for those of the held endpoints.
  virtual Result<std::optional<Instant>> nextAttempt(const std::vector<std::string>& held) = 0;
  /// Forgets all that an engine ever made of the plans: alerts, rungs, items, messages, their attempts, what
  /// was to be looked at when, and the settings that begin with one of `settings`. Plans, silences and the
  /// audit stay; the audit says so.
  virtual Outcome beginAnew(const std::vector<std::string>& settings, Instant now) = 0;
  virtual Result<std::vector<Message>> messages(std::optional<MessageState> state, std::size_t limit) = 0;
  /// Messages with id > after, oldest first.
  virtual Result<std::vector<Message>> messagesAfter(MessageId after) = 0;
  /// The newest item; 0: there was never one.
  virtual Result<ItemId> lastItem() = 0;
  /// Items with id > after, as they stand, oldest first.
  virtual Result<std::vector<ItemStanding>> itemsAfter(ItemId after) = 0;
  /// All that was ever wanted because of this alert, as it stands, oldest first.
  virtual Result<std::vector<ItemStanding>> itemsOfAlert(AlertId alert) = 0;
  virtual Result<std::optional<Message>> message(MessageId id) = 0;
  /// What a message said, in its order.
  virtual Result<std::vector<StoredItem>> itemsOf(MessageId message) = 0;
};

}  // namespace chaser::store
