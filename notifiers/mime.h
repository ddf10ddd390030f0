// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/instant.h"
#include "common/result.h"

/// A message as it goes over the wire (RFC 5322, 2045–2047), written by GMime. No I/O.
namespace chaser::notifiers {

struct Mailbox {
  std::string name;  ///< may be empty
  std::string address;
};

/// What a person writes for a sender: `Chaser <chaser@council.example>`, the name in quotes or not, or the
/// address alone. The address is empty where a bracket is left open; whether it is one, isAddress says.
Mailbox parseMailbox(std::string_view text);

/// A file that goes with a message.
struct Attachment {
  std::string name;  ///< as its reader sees it: UTF-8, of any kind; see fileName()
  std::string type;  ///< `text/csv`
  std::string bytes;
};

struct Mail {
  Mailbox from;
  Mailbox to;
  Mailbox replyTo;  ///< address empty: no Reply-To
  std::string subject;
  std::string text;
  std::string html;  ///< empty: a plain text message
  std::vector<Attachment> attachments;
  Instant date;                         ///< when it was composed; written in UTC
  std::string messageId;                ///< without angle brackets; see ids.h
  std::vector<std::string> references;  ///< earlier messages of the thread, oldest first
  std::string listId;                   ///< `chaser.council.example`; empty: no List-Id
  /// Where the reader chooses to get fewer; one click does it where it is https (RFC 8058). Empty: nowhere.
  std::string unsubscribe;
  std::string kind;  ///< X-Chaser-Kind: `digest`, `pack`, …; for filters
};

/// The message's bytes with CRLF line ends. An Input error when an address is none.
/// multipart/alternative of UTF-8 text and HTML, in a multipart/mixed where something is attached;
/// Auto-Submitted and X-Auto-Response-Suppress tell other programs (RFC 3834) that nobody sits at the other
/// end. The same Mail gives the same bytes.
Result<std::string> writeMail(const Mail& mail);

/// `words` as the name of a file that every system takes: one line without `/ \\ : * ? " < > |` or a full
/// stop in front, at most 100 characters, and `ending` (`.csv`).
std::string fileName(std::string_view words, std::string_view ending);

/// Whether this can stand in an envelope: one `@`, something on both sides, no blank, control character or
/// bracket. UTF-8 may (RFC 6531).
bool isAddress(std::string_view address);

/// The address as it goes over the wire: a domain that is not ASCII by its ASCII name (RFC 5891). What stands
/// before the `@` has no such name: an address that is not ASCII then needs a server that takes UTF-8.
std::string wireAddress(std::string_view address);
bool isAscii(std::string_view text);

}  // namespace chaser::notifiers
