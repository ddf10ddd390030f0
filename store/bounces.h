// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/ports.h"

/// What came back for messages that a mail server had taken already, and which addresses fail because of it.
/// It is an address that fails, not a person: whoever gets another one is not concerned.
namespace chaser::store {

enum class BounceKind {
  Failed,   ///< the message did not arrive, and its address is why
  GivenUp,  ///< the message did not arrive; its address may work
  Delayed,  ///< it may arrive yet
  Unclear,  ///< something came back that can't be read: nobody knows whether it arrived
};
std::string_view toString(BounceKind);  ///< `failed`, `given-up`, `delayed`, `unclear`

struct Bounce {
  std::int64_t id = 0;  ///< 0 until stored; never used again
  Instant receivedAt;
  MessageId message;
  BounceKind kind = BounceKind::Unclear;
  std::string contact;  ///< the contact's or board's name
  std::string address;  ///< to which the message was sent, in small letters
  std::string status;   ///< `5.1.1`; empty: not said
  std::string words;    ///< the far end's; of one that can't be read its subject
  std::optional<Instant> clearedAt;
  std::string clearedBy;
  std::string clearedWhy;
};

/// An address to which mail comes back.
struct FailingAddress {
  std::string address;  ///< in small letters
  std::string contact;  ///< to whom the last message went that came back
  Instant since;        ///< the first bounce that nobody cleared
  Instant last;
  std::size_t bounces = 0;
  std::string status;  ///< of the last
  std::string words;
};

class BounceStore {
 public:
  virtual ~BounceStore() = default;
  /// What is recorded of this kind about the same message.
  virtual Result<std::optional<Bounce>> same(MessageId message, BounceKind kind) = 0;
  /// Keeps it, in the transaction that is open, with a line in the audit; its number. A message that did not
  /// arrive is given up as one that the mail server refuses: its items are dead, its rungs told nobody, and
  /// the coordinators are told. Where nobody knows, they are told that. `code` is the SMTP code, or 0.
  /// REQUIRES: none of this kind is recorded about the message, which is not on its way just now.
  virtual Result<std::int64_t> add(const Bounce& bounce, int code, Date today) = 0;
  /// Newest first.
  virtual Result<std::vector<Bounce>> bounces(std::size_t limit) = 0;
  /// In the order of their addresses.
  virtual Result<std::vector<FailingAddress>> failing() = 0;
  /// The address works again: it fails no more, which the audit says. How many bounces that settles; 0: it
  /// did not fail.
  virtual Result<std::size_t> clear(const std::string& address, const std::string& why, const Actor& actor,
                                    Instant now) = 0;
};

}  // namespace chaser::store
