// SPDX-License-Identifier: Apache-2.0
#include "daemon/link_desk.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.h"
#include "daemon/link_keys.h"
#include "daemon/link_reading.h"
#include "store/database.h"
#include "store/preferences.h"
#include "web/token.h"

namespace chaser::daemon {

namespace {

using web::LinkState;

std::string newForm(const FoundLink& found) {
  return found.link.id == 0 ? std::string() : web::sealForm(found.key.key, found.link.id, web::fresh());
}

web::Recorded notSo(std::string said, web::Shown shown) {
  return {web::Recorded::Kind::NotSo, std::move(said), std::move(shown)};
}

std::string sentence(std::string text) {
  if (text.empty()) return text;
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (text.back() != '.' && text.back() != '!' && text.back() != '?') text += '.';
  return text;
}

AnswerSlip replyOf(const FoundLink& found, const web::Submission& submission) {
  AnswerSlip reply;
  reply.alert = found.question->alert.id;
  reply.milestone = submission.milestone;
  reply.answer = submission.answer;
  reply.giver = trim(submission.statedName).empty() ? found.link.contact : submission.statedName;
  reply.link = found.link.contact;
  return reply;
}

/// Whose digest the token is about; nullptr when it is nobody's, or its key is believed no longer.
Result<const plan::Contact*> digestReader(store::EngineStore& store, const Configuration& configuration,
                                          std::string_view token, Instant now) {
  const plan::Contact* nobody = nullptr;
  const auto parts = web::readToken(token);
  if (!parts) return nobody;
  const auto keys = readLinkKeys(store);
  if (!keys) return fail(keys.error());
  const auto* key = keys->find(parts->keyId);
  if (key == nullptr || !LinkKeys::isBelieved(*key, now)) return nobody;
  for (const auto& contact : configuration.people.directory().contacts)
    if (web::isDigestOf(*parts, key->key, contact.name)) return &contact;
  return nobody;
}

std::string usualDigest(const plan::DigestHabit& habit) {
  static const std::array<const char*, 7> days = {"Mondays", "Tuesdays",  "Wednesdays", "Thursdays",
                                                  "Fridays", "Saturdays", "Sundays"};
  switch (habit.kind) {
    case plan::DigestHabit::Kind::Immediate:
      return "as soon as there is something for you";
    case plan::DigestHabit::Kind::Weekly:
      return std::string("once a week, on ") + days.at(static_cast<std::size_t>(habit.on) % days.size());
    case plan::DigestHabit::Kind::Daily:
      break;
  }
  return "every working day on which there is something for you";
}

Result<web::DigestChoice> choiceOf(store::Store& store, const plan::Contact* contact) {
  web::DigestChoice choice;
  if (contact == nullptr) return choice;
  const auto weekly = store.preferences().weeklyDigests();
  if (!weekly) return fail(weekly.error());
  choice.known = true;
  choice.usual = usualDigest(contact->digest);
  choice.alreadyWeekly = contact->digest.kind == plan::DigestHabit::Kind::Weekly;
  choice.weekly = weekly->count(contact->name) > 0 && !choice.alreadyWeekly;
  return choice;
}

}  // namespace

void LinkDesk::use(std::shared_ptr<const Configuration> configuration) {
  const std::lock_guard lock(mutex_);
  configuration_ = std::move(configuration);
}

std::shared_ptr<const Configuration> LinkDesk::configuration() const {
  const std::lock_guard lock(mutex_);
  return configuration_;
}

std::string LinkDesk::publicUrl() const {
  return configuration()->settings.web.publicUrl;
}

Result<web::Shown> LinkDesk::show(std::string_view token) {
  const auto configuration = this->configuration();
  const auto store = store::open(configuration->settings.database.string(), store::Mode::ReadOnly);
  if (!store) return fail(store.error());
  LinkReading reading(**store, *configuration, clock_.now());
  const auto found = reading.find(token);
  if (!found) return fail(found.error());
  return reading.shown(*found, newForm(*found));
}

Result<web::Recorded> LinkDesk::record(std::string_view token, const web::Submission& submission) {
  const auto configuration = this->configuration();
  const auto store = store::open(configuration->settings.database.string(), store::Mode::ReadWrite);
  if (!store) return fail(store.error());
  const auto now = clock_.now();
  // One step: whether the form was used, what the answer does, and that it is used now.
  auto transaction = (*store)->begin();
  if (!transaction) return fail(transaction.error());
  LinkReading reading(**store, *configuration, now);
  const auto found = reading.find(token);
  if (!found) return fail(found.error());
  auto shown = reading.shown(*found, newForm(*found));
  if (!shown) return fail(shown.error());
  const bool ours = found->link.id != 0 && web::isFormOf(submission.form, found->key.key, found->link.id);
  if (ours && !found->link.ofWholeMessage()) {
    auto used = (*store)->links().usedForm(submission.form);
    if (!used) return fail(used.error());
    if (*used) return web::Recorded{web::Recorded::Kind::Already, (*used)->said, std::move(*shown)};
  }
  if (found->state != LinkState::Open || !found->question)
    return web::Recorded{web::Recorded::Kind::Refused, {}, std::move(*shown)};
  if (!ours)
    return notSo("Nothing was recorded: the page had been changed on its way. Please answer again here.",
                 std::move(*shown));
  const auto& offered = found->question->offered;
  if (std::find(offered.begin(), offered.end(), submission.answer.kind) == offered.end())
    return notSo("That can't be answered here any more. Please choose one of these.", std::move(*shown));
  const auto taken = AnswerDesk(**store, *configuration).take(replyOf(*found, submission), now);
  if (!taken && taken.error().kind == ErrorKind::Input) {
    auto why = sentence(taken.error().what);
    if (!taken.error().hint.empty()) why += " " + sentence(taken.error().hint);
    return notSo(std::move(why), std::move(*shown));
  }
  if (!taken) return fail(taken.error());
  if (auto used = (*store)->links().useForm(submission.form, found->link.id, {now, taken->said}); !used)
    return fail(used.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return web::Recorded{web::Recorded::Kind::Now, taken->said, std::move(*shown)};
}

Result<web::DigestChoice> LinkDesk::digestOf(std::string_view token) {
  const auto configuration = this->configuration();
  const auto store = store::open(configuration->settings.database.string(), store::Mode::ReadOnly);
  if (!store) return fail(store.error());
  const auto contact = digestReader(**store, *configuration, token, clock_.now());
  if (!contact) return fail(contact.error());
  return choiceOf(**store, *contact);
}

Result<web::DigestChoice> LinkDesk::chooseDigest(std::string_view token, bool weekly) {
  const auto configuration = this->configuration();
  const auto store = store::open(configuration->settings.database.string(), store::Mode::ReadWrite);
  if (!store) return fail(store.error());
  const auto now = clock_.now();
  auto transaction = (*store)->begin();
  if (!transaction) return fail(transaction.error());
  const auto contact = digestReader(**store, *configuration, token, now);
  if (!contact) return fail(contact.error());
  if (*contact != nullptr) {
    const auto set = (*store)->preferences().setWeeklyDigest((*contact)->name, weekly, now);
    if (!set) return fail(set.error());
  }
  auto choice = choiceOf(**store, *contact);
  if (!choice) return fail(choice.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return choice;
}

}  // namespace chaser::daemon
