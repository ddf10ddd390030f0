// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/ports.h"

/// The links by which people answer: each is bound to what it is about and to whom it was given. What stands
/// in a mail is not kept here; it is made of the row and of a key.
namespace chaser::store {

/// A link as it went out in a message: of one matter (a rule over an action or milestone), or of a whole
/// message, when subject and rule are empty.
struct AnswerLink {
  std::int64_t id = 0;                ///< 0 until stored; never used again
  std::optional<std::int64_t> whole;  ///< the link of the message that it went out in; absent: it is that one
  int key = 0;                        ///< which key sealed it
  alerts::Subject subject;
  std::string rule;
  std::string contact;   ///< to whom it was given, by name
  std::string role;      ///< for which role: alerts::Role::text()
  std::string coverFor;  ///< in whose place the contact got it; empty: in their own
  Instant madeAt;
  std::optional<Instant> revokedAt;

  [[nodiscard]] bool ofWholeMessage() const { return !whole; }
};

/// A form that was answered.
struct UsedForm {
  Instant at;
  std::string said;  ///< what was recorded
};

class LinkStore {
 public:
  virtual ~LinkStore() = default;
  /// Keeps a new link in the transaction that is open; its number.
  virtual Result<std::int64_t> add(const AnswerLink& link) = 0;
  virtual Result<std::optional<AnswerLink>> link(std::int64_t id) = 0;
  /// The links of one message's matters, in its order.
  virtual Result<std::vector<AnswerLink>> partsOf(std::int64_t whole) = 0;
  /// From now on no link that this contact was given works; how many that were. The audit says so.
  virtual Result<std::size_t> revoke(const std::string& contact, Instant now, const Actor& actor) = 0;
  /// Forgets links, with their forms, that were made before that instant.
  virtual Outcome forget(Instant before) = 0;
  /// The alert that a link's matter is about now: the unresolved one, else the last that there was.
  virtual Result<std::optional<AlertId>> alertOf(const alerts::Subject& subject, const std::string& rule) = 0;
  /// What was recorded by this form; absent: it was not used yet.
  virtual Result<std::optional<UsedForm>> usedForm(const std::string& form) = 0;
  /// Marks it used, in the transaction that records the answer. REQUIRES: it was not used yet.
  virtual Outcome useForm(const std::string& form, std::int64_t link, const UsedForm& used) = 0;
  /// The last answer that was given by this link.
  virtual Result<std::optional<UsedForm>> lastAnswer(std::int64_t link) = 0;
  /// Notes in the audit that the keys of links were changed.
  virtual Outcome noteKeys(const std::string& what, const Actor& actor, Instant now) = 0;
};

}  // namespace chaser::store
