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

bool isAnswered(const alerts::MessagePlan& plan) {
  const bool toContact = plan.kind == alerts::MessageKind::Digest || plan.kind == alerts::MessageKind::Urgent;
  return toContact && plan.to.kind == alerts::Recipient::Kind::Person && !plan.to.name.empty();
}

bool hasLinks(const Configuration& configuration, const alerts::MessagePlan& plan) {
  return !configuration.settings.web.publicUrl.empty() && isAnswered(plan);
}

bool asksSomething(const alerts::Candidate* candidate) {
  return candidate->item.alert && candidate->item.kind != ItemKind::Notice &&
         candidate->item.kind != ItemKind::Resolved;
}

/// Keeps a link under its number.
Outcome keepLink(store::Store& store, const LinkKey& key, store::AnswerLink& link) {
  link.key = key.id;
  const auto id = store.links().add(link);
  if (!id) return fail(id.error());
  if (*id > web::kLastLink) return fail(ErrorKind::Store, "the database has no number left for links");
  link.id = *id;
  return {};
}

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
  if (!isAnswered(plan) || std::none_of(said.begin(), said.end(), asksSomething)) return links;
  if (auto forgotten = store.links().forget(now - kKeptFor); !forgotten) return fail(forgotten.error());
  const auto keys = linkKeysForSealing(store, now);
  if (!keys) return fail(keys.error());
  const auto& key = keys->current();
  const auto& publicUrl = configuration.settings.web.publicUrl;
  const auto addressOf = [&](const store::AnswerLink& link) {
    return web::linkTo(publicUrl, web::sealToken(key.id, key.key, bindingOf(link)));
  };
  store::AnswerLink whole;
  whole.contact = plan.to.name;
  whole.madeAt = now;
  if (auto kept = keepLink(store, key, whole); !kept) return fail(kept.error());
  if (!publicUrl.empty()) links.whole = addressOf(whole);
  for (const auto* candidate : said) {
    // Who holds two roles in one matter reads of it once, and answers once.
    const auto alert = candidate->item.alert;
    if (!asksSomething(candidate) || links.ofMatter.count(alert) + links.codeOf.count(alert) > 0) continue;
    store::AnswerLink link;
    link.whole = whole.id;
    link.subject = candidate->item.subject;
    link.rule = candidate->item.rule;
    link.contact = plan.to.name;
    link.role = candidate->item.role.text();
    link.coverFor = candidate->to.coverFor;
    link.madeAt = now;
    if (auto kept = keepLink(store, key, link); !kept) return fail(kept.error());
    if (publicUrl.empty()) {
      links.codeOf.emplace(alert, web::sealCode(key.key, bindingOf(link)));
    } else {
      links.ofMatter.emplace(alert, addressOf(link));
    }
  }
  return links;
}

}  // namespace chaser::daemon
