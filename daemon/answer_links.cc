// SPDX-License-Identifier: Apache-2.0
#include "daemon/answer_links.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "daemon/link_keys.h"

namespace chaser::daemon {

namespace {

using alerts::ItemKind;

/// Links that no longer work are kept a while, so that who follows one hears why.
constexpr std::chrono::hours kKeptFor{180 * 24};

bool hasLinks(const Configuration& configuration, const alerts::MessagePlan& plan) {
  const bool toContact = plan.kind == alerts::MessageKind::Digest || plan.kind == alerts::MessageKind::Urgent;
  return !configuration.settings.web.publicUrl.empty() && toContact &&
         plan.to.kind == alerts::Recipient::Kind::Person && !plan.to.name.empty();
}

bool asksSomething(const alerts::Candidate* candidate) {
  return candidate->item.alert && candidate->item.kind != ItemKind::Notice &&
         candidate->item.kind != ItemKind::Resolved;
}

/// Keeps links and says under which address they are reached.
class Maker {
 public:
  Maker(store::Store& store, const LinkKey& key, const std::string& publicUrl)
      : store_(store), key_(key), publicUrl_(publicUrl) {}

  Result<std::string> make(store::AnswerLink& link) {
    link.key = key_.id;
    const auto id = store_.links().add(link);
    if (!id) return fail(id.error());
    if (*id > web::kLastLink) return fail(ErrorKind::Store, "the database has no number left for links");
    link.id = *id;
    return web::linkTo(publicUrl_, web::sealToken(key_.id, key_.key, bindingOf(link)));
  }

 private:
  store::Store& store_;
  const LinkKey& key_;
  const std::string& publicUrl_;
};

}  // namespace

web::Binding bindingOf(const store::AnswerLink& link) {
  const auto kind = link.ofWholeMessage() ? web::LinkKind::Message : web::LinkKind::Matter;
  return {link.id, kind, link.subject, link.rule, link.contact};
}

Result<std::string> digestLink(const Configuration& configuration, store::Store& store,
                               const alerts::MessagePlan& plan, Instant now) {
  if (!hasLinks(configuration, plan) || configuration.people.contact(plan.to.name) == nullptr)
    return std::string();
  const auto keys = linkKeysForSealing(store, now);
  if (!keys) return fail(keys.error());
  const auto& key = keys->current();
  return web::digestLinkTo(configuration.settings.web.publicUrl,
                           web::sealDigest(key.id, key.key, plan.to.name));
}

Result<MessageLinks> makeLinks(const Configuration& configuration, store::Store& store,
                               const alerts::MessagePlan& plan,
                               const std::vector<const alerts::Candidate*>& said, Instant now) {
  MessageLinks links;
  if (!hasLinks(configuration, plan) || std::none_of(said.begin(), said.end(), asksSomething)) return links;
  if (auto forgotten = store.links().forget(now - kKeptFor); !forgotten) return fail(forgotten.error());
  const auto keys = linkKeysForSealing(store, now);
  if (!keys) return fail(keys.error());
  Maker maker(store, keys->current(), configuration.settings.web.publicUrl);
  store::AnswerLink whole;
  whole.contact = plan.to.name;
  whole.madeAt = now;
  auto address = maker.make(whole);
  if (!address) return fail(address.error());
  links.whole = std::move(*address);
  for (const auto* candidate : said) {
    // Who holds two roles in one matter reads of it once, and answers once.
    if (!asksSomething(candidate) || links.ofMatter.count(candidate->item.alert) > 0) continue;
    store::AnswerLink link;
    link.whole = whole.id;
    link.subject = candidate->item.subject;
    link.rule = candidate->item.rule;
    link.contact = plan.to.name;
    link.role = candidate->item.role.text();
    link.coverFor = candidate->to.coverFor;
    link.madeAt = now;
    address = maker.make(link);
    if (!address) return fail(address.error());
    links.ofMatter.emplace(candidate->item.alert, std::move(*address));
  }
  return links;
}

}  // namespace chaser::daemon
