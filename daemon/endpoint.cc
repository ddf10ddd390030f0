// SPDX-License-Identifier: Apache-2.0
#include "daemon/endpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/trouble.h"

namespace chaser::daemon {

namespace {

using namespace std::chrono_literals;

/// Of SMTP and HTTP alike: below it are greetings and successes.
constexpr int kFirstRefusal = 300;

std::string holdName(const std::string& endpoint) {
  return "held:" + endpoint;
}

/// Without a refusal the other side did not come to speak, or what it offers (TLS) was not good enough: the
/// words are the transfer library's then.
std::string describe(const notifiers::DeliveryOutcome& outcome) {
  return outcome.code >= kFirstRefusal ? fmt::format("refused with code {}", outcome.code) : outcome.text;
}

}  // namespace

Result<std::optional<Hold>> lastHoldOf(store::EngineStore& store, const std::string& endpoint) {
  const auto text = store.setting(holdName(endpoint));
  if (!text) return fail(text.error());
  if (!*text) return std::optional<Hold>();
  const auto first = (*text)->find(' ');
  const auto second = first == std::string::npos ? first : (*text)->find(' ', first + 1);
  if (second == std::string::npos) return std::optional<Hold>();
  const auto until = Instant::parse((*text)->substr(0, first));
  const auto since = Instant::parse((*text)->substr(first + 1, second - first - 1));
  if (!until || !since) return std::optional<Hold>();
  return std::optional(Hold{*until, *since, (*text)->substr(second + 1)});
}

Result<std::optional<Hold>> holdOf(store::EngineStore& store, const std::string& endpoint, Instant now) {
  auto hold = lastHoldOf(store, endpoint);
  if (hold && *hold && (*hold)->until <= now) return std::optional<Hold>();
  return hold;
}

Outcome noteHold(store::EngineStore& store, const std::string& endpoint, const std::string& text) {
  return store.setSetting(holdName(endpoint), text.empty() ? std::nullopt : std::optional(text));
}

void Endpoint::restore(const Hold& hold, Instant now) {
  faults_ = std::max(faults_, 1);
  since_ = hold.since;
  heldUntil_ = std::min(hold.until, now);
  frozenBefore_ = *heldUntil_;
  why_ = hold.why;
}

void Endpoint::tryAgain(Instant now) {
  heldUntil_.reset();
  frozenBefore_ = now;
}

std::optional<Instant> Endpoint::fault(const store::Message& message,
                                       const notifiers::DeliveryOutcome& outcome, Instant at) {
  // A batch that was under way when the fault showed is one fault.
  if (!heldUntil_ || *heldUntil_ <= at) {
    ++faults_;
    probe_ = message.id;
  }
  if (!since_) since_ = at;
  const auto step = std::clamp<std::size_t>(static_cast<std::size_t>(faults_), 1, kRetryWaits.size() - 1);
  const auto wait = kRetryWaits.at(step - 1);
  heldUntil_ = frozenBefore_ = at + wait;
  why_ = describe(outcome);
  suspects_.insert(message.to);
  // The others wait for their endpoint alone, so that they leave as soon as that is put right.
  if (probe_ == message.id) return *heldUntil_ + wait;
  return std::nullopt;
}

void Endpoint::reopen() {
  faults_ = 0;
  since_.reset();
  heldUntil_.reset();
}

void Endpoint::gotThrough(const std::string& to) {
  blamed_.merge(suspects_);
  suspects_.clear();
  blamed_.erase(to);
}

std::set<std::string> Endpoint::recipientsWithFaults() const {
  auto all = suspects_;
  all.insert(blamed_.begin(), blamed_.end());
  return all;
}

std::optional<Instant> Endpoint::staleBefore(Instant now) const {
  if (!since_ || now - *since_ < kStaleAfter) return std::nullopt;
  return frozenBefore_;
}

std::string Endpoint::why() const {
  return why_;
}

std::string Endpoint::note() const {
  if (!heldUntil_) return {};
  return fmt::format("{} {} {}", heldUntil_->iso(), since_.value_or(*heldUntil_).iso(), why_);
}

}  // namespace chaser::daemon
