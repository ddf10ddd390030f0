// SPDX-License-Identifier: Apache-2.0
#include "daemon/engine_thread.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "daemon/home.h"
#include "daemon/senders.h"

namespace chaser::daemon {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kPoll = 1000ms;
/// Replies that come close together are stored together: one sync of the disk for many.
constexpr std::chrono::milliseconds kGatherReplies = 50ms;
/// What is left of a batch and its connections has to last until these are noted and others are claimed.
constexpr std::size_t kEnoughReplies = Delivery::kFew;
/// While messages are being delivered, what that means for their alerts waits so long, for more to come.
constexpr std::chrono::milliseconds kBetweenTicks = 100ms;
/// While messages are being delivered, what arrived is settled after so long: until then it was noted that it
/// arrived. A queue that is sent within that time is settled when it is sent.
constexpr std::chrono::milliseconds kSettleWithin = 5000ms;
/// More than what the network's time corrects at once.
constexpr std::chrono::milliseconds kClockSet = 60s;

}  // namespace

EngineThread::EngineThread(std::unique_ptr<store::Store> store, const Clock& clock,
                           const std::shared_ptr<const Configuration>& configuration, Events events)
    : clock_(clock),
      events_(std::move(events)),
      store_(std::move(store)),
      engine_(*store_, clock, configuration),
      delivery_(*store_, clock, deliveryOptions(configuration)),
      today_(configuration->zone.dayOf(clock.now())) {}

EngineThread::~EngineThread() {
  stop();
}

void EngineThread::start() {
  thread_ = std::thread([this] { run(); });
}

void EngineThread::wake() {
  const std::lock_guard lock(mutex_);
  inbox_.wake = true;
  changed_.notify_one();
}

void EngineThread::use(std::shared_ptr<const Configuration> configuration) {
  const std::lock_guard lock(mutex_);
  inbox_.configuration = std::move(configuration);
  changed_.notify_one();
}

void EngineThread::settle(Reply reply) {
  const std::lock_guard lock(mutex_);
  inbox_.replies.push_back(std::move(reply));
  const auto here = inbox_.replies.size();
  if (here == 1 || here >= enough_) changed_.notify_one();
}

void EngineThread::stopClaiming() {
  claiming_ = false;
}

void EngineThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  // Somebody else's lock may last longer than the manager waits before it kills.
  store_->hurry();
  if (thread_.joinable()) thread_.join();
}

void EngineThread::run() {
  while (!stopping_) {
    ++beats_;
    round(waitForWork(untilNext()));
  }
  release();
}

std::chrono::milliseconds EngineThread::untilNext() const {
  if (!nextTick_) return 0ms;
  auto next = *nextTick_;
  if (nextSend_ && !clockHeld_) next = std::min(next, *nextSend_);
  return std::clamp<std::chrono::milliseconds>(next - clock_.now(), 0ms, untilSettling());
}

/// No longer than the poll; 0 when what arrived is to be settled.
std::chrono::milliseconds EngineThread::untilSettling() const {
  if (!notedAt_) return kPoll;
  const auto due = *notedAt_ + (delivery_.inFlight() == 0 ? 0ms : kSettleWithin);
  return std::clamp<std::chrono::milliseconds>(std::max(due, settleFrom_) - clock_.sinceBoot(), 0ms, kPoll);
}

EngineThread::Inbox EngineThread::waitForWork(std::chrono::milliseconds atMost) {
  std::unique_lock lock(mutex_);
  const auto hasWork = [&] {
    return stopping_ || inbox_.wake || inbox_.configuration || !inbox_.replies.empty();
  };
  changed_.wait_for(lock, atMost, hasWork);
  const bool moreToCome = !inbox_.replies.empty() && inbox_.replies.size() < delivery_.inFlight();
  if (moreToCome) {
    enough_ = std::min(kEnoughReplies, delivery_.inFlight());
    changed_.wait_for(lock, kGatherReplies, [&] { return stopping_ || inbox_.replies.size() >= enough_; });
  }
  return std::exchange(inbox_, Inbox{});
}

void EngineThread::round(Inbox inbox) {
  failed_ = false;
  work(std::move(inbox));
  // Whatever the round wanted to do at once: a full disk or a lock is still there in a moment.
  if (!failed_) return;
  nextTick_ = nextSend_ = clock_.now() + kPoll;
  settleFrom_ = clock_.sinceBoot() + kPoll;
}

void EngineThread::work(Inbox inbox) {
  bool tickNow = inbox.wake || !nextTick_;
  bool settled = false;
  if (inbox.configuration) {
    const auto& settings = inbox.configuration->settings;
    if (auto away = settleHome(*store_, settings.database.string(), settings.deliver, clock_.now()); !away)
      failed(away.error());
    delivery_.use(deliveryOptions(inbox.configuration));
    engine_.use(std::move(inbox.configuration));
    nextSend_ = clock_.now();
    tickNow = true;
  }
  if (!inbox.replies.empty()) {
    const auto done = storeReplies(std::move(inbox.replies));
    if (!done) failed(done.error());
    nextSend_ = clock_.now();
    if (done && *done) {
      settled = true;
    } else {
      tickNow = true;
    }
  }
  const auto version = store_->dataVersion();
  if (!version) return failed(version.error());
  if (dataVersion_ != *version) {
    // Somebody else wrote: the change log says what, and silences, approvals and messages are looked at too.
    dataVersion_ = *version;
    engine_.lookAtOutbox();
    nextSend_ = clock_.now();
    tickNow = true;
  }
  // A clock that was set is judged before anything is done by it; what was to leave by the old one is looked
  // at by the new.
  if (clockWasSet()) {
    nextSend_ = clock_.now();
    tickNow = true;
  }
  if (settled && !tickNow) {
    // Nothing but a place was made: it is taken at once, so that no connection is idle while others look on.
    if (!failed_ && !clockHeld_) sendReady();
    if (!notedAt_) tickSoon();
  }
  if (notedAt_ && !failed_ && untilSettling() == 0ms) settleNoted();
  if (tickNow || !nextTick_ || *nextTick_ <= clock_.now()) tick();
  if (!failed_ && !clockHeld_ && nextSend_ && *nextSend_ <= clock_.now()) sendReady();
}

/// Once nothing is under way any more, or what was settled has waited long enough.
void EngineThread::tickSoon() {
  const auto since = clock_.sinceBoot() - tickedAt_;
  const auto wait = delivery_.inFlight() == 0 || since >= kBetweenTicks ? 0ms : kBetweenTicks - since;
  if (nextTick_) nextTick_ = std::min(*nextTick_, clock_.now() + wait);
}

/// A part of what arrived, so that the connections get their next messages in between. Whatever looks at it
/// in the meantime finds it under way.
void EngineThread::settleNoted() {
  if (auto done = delivery_.settleNoted(); !done) return failed(done.error());
  if (delivery_.hasNoted()) return;
  notedAt_.reset();
  tickSoon();
}

/// What could not be delivered makes notices, and the end of a hold lets go what it kept: false. What was
/// delivered lets ladders go on, and those come up by themselves.
Result<bool> EngineThread::storeReplies(std::vector<Reply> replies) {
  const auto before = delivery_.counts();
  auto done = delivery_.note(std::move(replies), today_);
  if (!notedAt_ && delivery_.hasNoted()) notedAt_ = clock_.sinceBoot();
  const auto& after = delivery_.counts();
  const bool somethingFailed = after.retry + after.dead > before.retry + before.dead;
  const bool dissolved = delivery_.dissolved();
  if (!done || somethingFailed || dissolved) engine_.lookAtOutbox();
  if (!done) return fail(done.error());
  return !somethingFailed && !dissolved;
}

bool EngineThread::clockWasSet() {
  const auto offset = clock_.now().millis() - clock_.sinceBoot().count();
  const bool set = clockOffset_ && std::abs(offset - *clockOffset_) > kClockSet.count();
  clockOffset_ = offset;
  return set;
}

void EngineThread::tick() {
  const auto report = engine_.tick([this] {
    ++beats_;
    return !stopping_;
  });
  if (!report) return failed(report.error());
  today_ = report->today;
  tickedAt_ = clock_.sinceBoot();
  const bool believed = clockHeld_ && report->clockHold.empty();
  clockHeld_ = !report->clockHold.empty();
  if (believed) nextSend_ = clock_.now();
  // A clock that is not believed is looked at again with every poll: it may be set right, or approved.
  nextTick_ = report->nextWake.value_or(clock_.now() + kPoll);
  if (report->messages > 0) nextSend_ = clock_.now();
  events_.ticked(*report, delivery_.heldEndpoints());
}

void EngineThread::sendReady() {
  if (!claiming_) {
    nextSend_.reset();
    return;
  }
  auto batch = delivery_.claim();
  if (!batch) {
    failed(batch.error());
    // What came back and could not be stored is tried again before anything else is claimed.
    if (auto done = storeReplies({}); !done) return;
    batch = delivery_.claim();
    if (!batch) return;
  }
  if (delivery_.dissolved()) {
    engine_.lookAtOutbox();
    nextTick_.reset();
  }
  if (!batch->empty()) events_.send(std::move(*batch));
  const auto next = delivery_.nextAttempt();
  if (!next) return failed(next.error());
  nextSend_ = *next;
  // Ready and not claimed: it waits for a place, which a reply will free.
  if (nextSend_ && *nextSend_ <= clock_.now()) nextSend_ = clock_.now() + kPoll;
}

void EngineThread::failed(const Error& error) {
  failed_ = true;
  events_.failed(error);
}

void EngineThread::release() {
  Inbox inbox;
  {
    const std::lock_guard lock(mutex_);
    inbox = std::exchange(inbox_, Inbox{});
  }
  if (auto done = delivery_.settle(std::move(inbox.replies), today_); !done) events_.failed(done.error());
  if (auto done = delivery_.reclaim(); !done) events_.failed(done.error());
}

}  // namespace chaser::daemon
