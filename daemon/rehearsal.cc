// SPDX-License-Identifier: Apache-2.0
#include "daemon/rehearsal.h"

#include "daemon/memory.h"

namespace chaser::daemon {

namespace {

constexpr const char* kRehearsed = "rehearsed";
constexpr const char* kLive = "live";

/// Where the engine stood, what it held and whom it could not reach. How far progress texts were judged
/// stays: that is about the plans.
const std::vector<std::string>& forgotten() {
  static const std::vector<std::string> names = {"engine.", "clock.", "held:", "trouble:"};
  return names;
}

Result<bool> anyMessage(store::OutboxStore& store) {
  const auto messages = store.messages(std::nullopt, 1);
  if (!messages) return fail(messages.error());
  return !messages->empty();
}

Outcome beginRehearsal(store::Store& store, const std::optional<std::string>& before) {
  if (before == kRehearsed) return {};
  if (before == kLive) {
    const auto told = anyMessage(store);
    if (!told) return fail(told.error());
    if (*told) {
      return fail(
          ErrorKind::Input,
          "this database has been live: a rehearsal on it would settle what people are then never told",
          "rehearse on a copy: sqlite3 plan.db \"VACUUM INTO 'rehearsal.db'\", then DELETE FROM setting "
          "WHERE name = 'delivered' in the copy and name it as `database`");
    }
  }
  return store.setSetting(memory::kDelivered, kRehearsed);
}

}  // namespace

bool isRehearsal(Deliver deliver) {
  return deliver == Deliver::Rehearse;
}

Result<bool> enter(store::Store& store, Deliver deliver, Instant now) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto before = store.setting(memory::kDelivered);
  if (!before) return fail(before.error());
  const bool anew = !isRehearsal(deliver) && *before == kRehearsed;
  if (isRehearsal(deliver)) {
    if (auto done = beginRehearsal(store, *before); !done) return fail(done.error());
  } else if (*before != kLive) {
    if (anew) {
      if (auto done = store.beginAnew(forgotten(), now); !done) return fail(done.error());
    }
    if (auto done = store.setSetting(memory::kDelivered, kLive); !done) return fail(done.error());
  }
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return anew;
}

}  // namespace chaser::daemon
