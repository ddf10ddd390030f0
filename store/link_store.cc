// SPDX-License-Identifier: Apache-2.0
#include "store/link_store.h"

#include <string>

namespace chaser::store {

namespace {

UsedForm readUsedForm(Row& row) {
  UsedForm used;
  used.at = row.instant();
  used.said = row.text();
  return used;
}

/// Who writes may date it otherwise, as everywhere.
Outcome noteInAudit(Db& db, std::string_view what, const std::string& after, const Actor& actor,
                    Instant now) {
  return asOutcome(db.run("link.note", actor.at.value_or(now), actor.name, what, after));
}

}  // namespace

AnswerLink readLink(Row& row) {
  AnswerLink link;
  link.id = row.integer();
  if (const auto whole = row.integer(); whole != 0) link.whole = whole;
  link.key = row.number();
  link.subject.action = row.id<ActionId>();
  link.subject.milestone = row.id<MilestoneId>();
  link.rule = row.text();
  link.contact = row.text();
  link.role = row.text();
  link.coverFor = row.text();
  link.madeAt = row.instant();
  link.revokedAt = row.maybeInstant();
  return link;
}

Result<std::int64_t> SqliteLinkStore::add(const AnswerLink& link) {
  auto added = db().run("link.add", link.whole, link.key, link.subject.action, link.subject.milestone,
                        link.rule, link.contact, link.role, link.coverFor, link.madeAt);
  if (!added) return fail(added.error());
  return db().lastId();
}

Result<std::optional<AnswerLink>> SqliteLinkStore::link(std::int64_t id) {
  return db().first("link.get", readLink, id);
}

Result<std::vector<AnswerLink>> SqliteLinkStore::partsOf(std::int64_t whole) {
  std::vector<AnswerLink> links;
  auto done = db().each(
      "link.parts", [&](Row& row) { links.push_back(readLink(row)); }, whole);
  if (!done) return fail(done.error());
  return links;
}

Result<std::size_t> SqliteLinkStore::revoke(const std::string& contact, Instant now, const Actor& actor) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto revoked = db().run("link.revoke", contact, now);
  if (!revoked) return fail(revoked.error());
  if (*revoked == 0) return std::size_t{0};
  const std::string which = std::to_string(*revoked) + " of " + contact;
  if (auto noted = noteInAudit(db(), "links.revoked", which, actor, now); !noted) return fail(noted.error());
  if (auto done = step->commit(); !done) return fail(done.error());
  return static_cast<std::size_t>(*revoked);
}

Outcome SqliteLinkStore::forget(Instant before) {
  return asOutcome(db().run("link.forget", before));
}

Result<std::optional<AlertId>> SqliteLinkStore::alertOf(const alerts::Subject& subject,
                                                        const std::string& rule) {
  return db().first(
      "link.alert", [](Row& row) { return row.id<AlertId>(); }, subject.action, subject.milestone, rule);
}

Result<std::optional<UsedForm>> SqliteLinkStore::usedForm(const std::string& form) {
  return db().first("form.get", readUsedForm, form);
}

Outcome SqliteLinkStore::useForm(const std::string& form, std::int64_t link, const UsedForm& used) {
  return asOutcome(db().run("form.use", form, link, used.at, used.said));
}

Result<std::optional<UsedForm>> SqliteLinkStore::lastAnswer(std::int64_t link) {
  return db().first("form.last", readUsedForm, link);
}

Outcome SqliteLinkStore::noteKeys(const std::string& what, const Actor& actor, Instant now) {
  return noteInAudit(db(), "links.keys", what, actor, now);
}

}  // namespace chaser::store
