// SPDX-License-Identifier: Apache-2.0
#include "store/feed_store.h"

#include <string_view>
#include <utility>

namespace chaser::store {

namespace {

/// As steps name it: alerts::Role::text().
std::string roleOf(const std::string& webhook) {
  return alerts::Role{rules::Tell::Kind::Webhook, webhook}.text();
}

}  // namespace

Result<std::int64_t> SqliteFeedStore::lastFact() {
  const auto last = db().first("feed.last", [](Row& row) { return row.integer(); });
  if (!last) return fail(last.error());
  return last->value_or(0);
}

Result<std::pair<std::vector<Happening>, std::int64_t>> SqliteFeedStore::facts(std::int64_t after,
                                                                               std::size_t limit) {
  std::pair<std::vector<Happening>, std::int64_t> found{{}, after};
  auto done = db().each(
      "feed.facts",
      [&](Row& row) {
        Happening one;
        found.second = one.seq = row.integer();
        one.at = row.instant();
        one.what = row.text();
        one.plan = row.id<PlanId>();
        one.action = row.id<ActionId>();
        one.milestone = row.id<MilestoneId>();
        one.ref = row.text();
        one.part = row.number();
        one.after = row.text();
        if (one.action) found.first.push_back(std::move(one));
      },
      after, static_cast<std::int64_t>(limit));
  if (!done) return fail(done.error());
  return found;
}

template <typename... Args>
Result<std::vector<AlertId>> SqliteFeedStore::alertIds(std::string_view statement, const Args&... args) {
  std::vector<AlertId> ids;
  auto done = db().each(
      statement, [&](Row& row) { ids.push_back(row.id<AlertId>()); }, args...);
  if (!done) return fail(done.error());
  return ids;
}

Result<std::vector<AlertId>> SqliteFeedStore::toldOf(const std::string& webhook, Date since) {
  return alertIds("feed.told", roleOf(webhook), since);
}

Result<std::vector<AlertId>> SqliteFeedStore::movedAmongTold(const std::string& webhook, std::int64_t after,
                                                             std::int64_t last) {
  return alertIds("feed.moved", roleOf(webhook), after, last);
}

}  // namespace chaser::store
