// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "common/result.h"
#include "daemon/answer_desk.h"
#include "daemon/configuration.h"
#include "daemon/link_keys.h"
#include "store/links.h"
#include "store/ports.h"
#include "web/desk.h"
#include "web/token.h"

/// From a token to what its link leads to, with the plan as it stands.
namespace chaser::daemon {

/// A link that a token named, and what became of it.
struct FoundLink {
  web::LinkState state = web::LinkState::Unknown;
  store::AnswerLink link;              ///< empty when the state is Unknown
  LinkKey key;                         ///< that sealed it
  std::optional<AskedAlert> question;  ///< of an open or settled matter that was ever asked
};

/// Reads only. Refers to both, which outlive it.
class LinkReading {
 public:
  LinkReading(store::Store& store, const Configuration& configuration, Instant now)
      : store_(store), configuration_(configuration), desk_(store, configuration), now_(now) {}

  /// What this token leads to. One that does not fit what its link is bound to is unknown, and nothing more
  /// is said of it.
  Result<FoundLink> find(std::string_view token);
  /// The same of a code that stood in a mail.
  Result<FoundLink> findCode(const web::CodeParts& code);
  /// The same of a link that the house itself knows to be meant.
  Result<FoundLink> findMeant(store::AnswerLink link);
  /// What is asked of that contact about that link's matter by now, be the link too old or taken back: for
  /// who decides about an answer that was given by it. Open, Settled, HandedOver or Gone; Unknown when it is
  /// forgotten.
  Result<FoundLink> findAnswered(std::int64_t link);
  /// The page of it. `form` is the name of the form on it.
  Result<web::Shown> shown(const FoundLink& found, const std::string& form);

 private:
  Result<FoundLink> matter(store::AnswerLink link, LinkKey key);
  Result<FoundLink> matterAsItStands(FoundLink found);
  [[nodiscard]] web::LinkState stateOfLink(const store::AnswerLink& link, const LinkKey& key) const;
  [[nodiscard]] bool stillHolds(const store::AnswerLink& link, const plan::ActionRecord& record) const;
  [[nodiscard]] web::Matter matterOf(const FoundLink& found) const;
  Result<std::vector<web::MatterLine>> mattersOf(const FoundLink& whole);
  Result<std::string> lastAnswer(const store::AnswerLink& link);
  [[nodiscard]] Date today() const { return configuration_.zone.dayOf(now_); }

  store::Store& store_;
  const Configuration& configuration_;
  AnswerDesk desk_;
  Instant now_;
};

}  // namespace chaser::daemon
