// SPDX-License-Identifier: Apache-2.0
// Which messages may leave, and when the next one wants to.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "store/alert_rows.h"
#include "store/message_rows.h"
#include "store/outbox_store.h"

namespace chaser::store {

namespace {

/// For which anything is ready, but for the held ones.
Result<std::vector<std::string>> readyEndpoints(Db& db, const std::vector<std::string>& held) {
  std::vector<std::string> names;
  for (std::optional<std::string> last = ""; last;) {
    auto next = db.first(
        "message.ready_endpoint_after", [](Row& row) { return row.text(); }, *last);
    if (!next) return fail(next.error());
    last = std::move(*next);
    if (last && std::find(held.begin(), held.end(), *last) == held.end()) names.push_back(*last);
  }
  return names;
}

}  // namespace

Result<std::vector<Message>> SqliteOutboxStore::claim(std::size_t limit, Instant now,
                                                      const std::vector<std::string>& held) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto endpoints = readyEndpoints(db(), held);
  if (!endpoints) return fail(endpoints.error());
  std::vector<std::int64_t> ids;
  const auto take = [&](Row& row) { ids.push_back(row.integer()); };
  for (const auto& endpoint : *endpoints) {
    if (auto done = db().each("message.ready_fresh", take, endpoint, limit); !done) return fail(done.error());
    if (auto done = db().each("message.ready_again", take, endpoint, limit, now); !done)
      return fail(done.error());
  }
  std::sort(ids.begin(), ids.end());
  if (ids.size() > limit) ids.resize(limit);
  if (ids.empty()) return std::vector<Message>();
  if (auto claimed = db().run("message.claim", nlohmann::json(ids).dump()); !claimed)
    return fail(claimed.error());
  auto messages = readMessages(db(), ids);
  if (!messages) return messages;
  if (auto done = step->commit(); !done) return fail(done.error());
  return messages;
}

Outcome SqliteOutboxStore::postpone(MessageId message, Instant until) {
  return asOutcome(db().run("message.postpone", message, until));
}

Result<std::vector<Message>> SqliteOutboxStore::undelivered(Instant before,
                                                            const std::vector<std::string>& others) {
  std::vector<std::int64_t> ids;
  auto done = db().each(
      "message.undelivered", [&](Row& row) { ids.push_back(row.integer()); }, before, namesToJson(others));
  if (!done) return fail(done.error());
  return readHeads(db(), ids);
}

Result<std::size_t> SqliteOutboxStore::readyBy(Instant now, const std::vector<std::string>& held) {
  const auto ready = db().first(
      "message.ready_by", [](Row& row) { return row.integer(); }, now, namesToJson(held));
  if (!ready) return fail(ready.error());
  return static_cast<std::size_t>(ready->value_or(0));
}

Result<std::size_t> SqliteOutboxStore::openFor(const std::string& endpoint) {
  const auto open = db().first(
      "message.open_for", [](Row& row) { return row.integer(); }, endpoint);
  if (!open) return fail(open.error());
  return static_cast<std::size_t>(open->value_or(0));
}

Result<std::size_t> SqliteOutboxStore::reclaim() {
  for (auto settled = kSettleAtOnce; settled == kSettleAtOnce;) {
    auto some = settleArrived(kSettleAtOnce);
    if (!some) return some;
    settled = *some;
  }
  const auto changed = db().run("message.reclaim");
  if (!changed) return fail(changed.error());
  return static_cast<std::size_t>(*changed);
}

Result<std::optional<Instant>> SqliteOutboxStore::nextAttempt(const std::vector<std::string>& held) {
  const auto endpoints = readyEndpoints(db(), held);
  if (!endpoints) return fail(endpoints.error());
  std::optional<Instant> soonest;
  for (const auto& endpoint : *endpoints) {
    const auto next = db().first(
        "message.next_attempt", [](Row& row) { return row.instant(); }, endpoint);
    if (!next) return fail(next.error());
    if (*next) soonest = soonest ? std::min(*soonest, **next) : **next;
  }
  return soonest;
}

}  // namespace chaser::store
