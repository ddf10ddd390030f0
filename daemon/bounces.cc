// SPDX-License-Identifier: Apache-2.0
#include "daemon/bounces.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "daemon/bounce_verdict.h"
#include "daemon/link_keys.h"
#include "notifiers/delivery_report.h"
#include "store/replies.h"
#include "web/token.h"

namespace chaser::daemon {

namespace {

using store::BounceKind;

constexpr std::size_t kLongestWords = 300;

TakenBounce ignoredBecause(const std::string& why) {
  return {TakenBounce::Kind::Ignored, ignoredText(why), std::nullopt};
}

std::string meaningOf(BounceKind kind) {
  switch (kind) {
    case BounceKind::Failed:
      return "came back, and its address fails";
    case BounceKind::GivenUp:
      return "came back, for a reason that may pass";
    case BounceKind::Delayed:
      return "is delayed, and may arrive yet";
    case BounceKind::Unclear:
      break;
  }
  return "led to an answer of a mail server that can't be read: nobody knows whether it arrived";
}

std::string whatCameBack(const store::Bounce& bounce, const store::Message& message) {
  auto said = fmt::format("Message {} to {} <{}> {}", message.id.value, message.to, message.address,
                          meaningOf(bounce.kind));
  if (!bounce.words.empty()) said += ": " + bounce.words;
  return said.ends_with('.') ? said : said + ".";
}

}  // namespace

Result<FailingAddresses> FailingAddresses::read(store::Store& store) {
  auto failing = store.bounces().failing();
  if (!failing) return fail(failing.error());
  FailingAddresses all;
  all.all_ = std::move(*failing);
  return all;
}

const store::FailingAddress* FailingAddresses::find(std::string_view address) const {
  if (all_.empty() || address.empty()) return nullptr;
  const auto folded = foldCase(address);
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.address == folded; });
  return found == all_.end() ? nullptr : &*found;
}

std::string failingText(const std::string& name, const store::FailingAddress& failing, const Zone& zone) {
  auto text = fmt::format("mail to {} <{}> has come back since {}", name, failing.address,
                          zone.dayOf(failing.since).spoken());
  return failing.words.empty() ? text : text + ": " + failing.words;
}

std::vector<std::string> whoHas(const plan::People& people, const std::string& address) {
  std::vector<std::string> names;
  for (const auto& contact : people.directory().contacts)
    if (foldCase(contact.email) == address) names.push_back(contact.name);
  for (const auto& board : people.directory().boards)
    if (foldCase(board.email) == address) names.push_back(board.title());
  return names;
}

Result<BounceDesk::Match> BounceDesk::matchTags(const std::vector<std::string>& addresses, Instant now) {
  const auto keys = readLinkKeys(store_);
  if (!keys) return fail(keys.error());
  Match match;
  for (const auto& address : addresses) {
    for (const auto& tag : web::findTags(address)) {
      match.why = "its tag is none of ours";
      const auto* key = keys->find(tag.keyId);
      if (key == nullptr) continue;
      auto message = store_.message(MessageId{tag.link});
      if (!message) return fail(message.error());
      if (!*message || !web::isBounceOf(tag, key->key, tag.link, (*message)->messageId)) continue;
      if (!LinkKeys::isBelieved(*key, now) || now >= (*message)->createdAt + kLinksLast)
        return Match{std::nullopt, "its tag is older than 60 days"};
      return Match{std::move(*message), {}};
    }
  }
  return match;
}

Result<std::string> BounceDesk::whyNoMatch(Match match, const std::string& returned) {
  if (!match.why.empty()) return std::move(match.why);
  const std::string why = "nothing proves which message it is about: no address to which it came has a tag";
  if (returned.empty()) return why;
  const auto named = store_.replies().messageNamed(returned);
  if (!named) return fail(named.error());
  if (!*named) return why;
  return fmt::format(
      "{}. It names message {}, but anybody can do that. The pipe has to say to which address it came: --to",
      why, named->value);
}

Result<TakenBounce> BounceDesk::record(store::Bounce bounce, int code, const store::Message& message) {
  const auto before = store_.bounces().same(message.id, bounce.kind);
  if (!before) return fail(before.error());
  if (*before) {
    const auto said =
        fmt::format("Already recorded, as bounce {}. {}", (*before)->id, whatCameBack(**before, message));
    return TakenBounce{TakenBounce::Kind::Already, said, **before};
  }
  const auto id = store_.bounces().add(bounce, code, configuration_.zone.dayOf(bounce.receivedAt));
  if (!id) return fail(id.error());
  bounce.id = *id;
  auto said = fmt::format("Recorded as bounce {}. {}", bounce.id, whatCameBack(bounce, message));
  return TakenBounce{TakenBounce::Kind::Recorded, std::move(said), std::move(bounce)};
}

Result<TakenBounce> BounceDesk::take(std::string_view bytes, const std::string& to, Instant now) {
  const auto report = notifiers::readDeliveryReport(bytes);
  if (!report) return fail(report.error());
  return withoutBlame(takeReport(*report, to, now));
}

Result<TakenBounce> BounceDesk::takeReport(const notifiers::DeliveryReport& report, const std::string& to,
                                           Instant now) {
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  auto match = matchTags(to.empty() ? report.cameTo : std::vector<std::string>{to}, now);
  if (!match) return fail(match.error());
  if (!match->message) {
    const auto why = whyNoMatch(std::move(*match), report.returned);
    if (!why) return fail(why.error());
    return ignoredBecause(*why);
  }
  const auto& message = *match->message;
  const auto verdict = judgeBounce(report, message);
  if (!verdict.kind) return ignoredBecause(verdict.ignored);
  // What becomes of it is not stored yet, and would be stored over this.
  if (message.state == store::MessageState::Sending)
    return fail(ErrorKind::Busy, fmt::format("message {} is on its way just now", message.id.value),
                "try again in a minute, as mail servers do");
  store::Bounce bounce;
  bounce.receivedAt = now;
  bounce.message = message.id;
  bounce.kind = *verdict.kind;
  bounce.contact = message.to;
  bounce.address = foldCase(message.address);
  bounce.status = verdict.status;
  bounce.words = shorten(verdict.words, kLongestWords);
  auto taken = record(std::move(bounce), verdict.code, message);
  if (!taken) return taken;
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return taken;
}

Result<std::vector<std::string>> BounceDesk::clear(const std::string& who, const store::Actor& actor,
                                                   Instant now) {
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  const auto failing = FailingAddresses::read(store_);
  if (!failing) return fail(failing.error());
  std::vector<std::string> cleared;
  for (const auto& one : failing->all()) {
    auto names = whoHas(configuration_.people, one.address);
    names.push_back(one.contact);
    const bool meant = one.address == foldCase(trim(who)) ||
                       std::any_of(names.begin(), names.end(),
                                   [&](const auto& name) { return foldName(name) == foldName(who); });
    if (!meant) continue;
    const auto done = store_.bounces().clear(one.address, "it works, " + actor.name + " says", actor, now);
    if (!done) return fail(done.error());
    cleared.push_back(one.address);
  }
  if (cleared.empty())
    return fail(
        ErrorKind::Input, fmt::format("mail to '{}' does not come back", repairUtf8(who)),
        "'chaser bounce list' shows what came back, 'chaser contacts --failing' which addresses fail");
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return cleared;
}

}  // namespace chaser::daemon
