// SPDX-License-Identifier: Apache-2.0
#include "daemon/notices.h"

#include <fmt/format.h>

namespace chaser::daemon {

Result<bool> notifyCoordinators(store::Store& store, const std::set<PlanId>& plans, const std::string& key,
                                const std::string& text, Date today, Instant now) {
  bool anyIsNew = false;
  for (const auto plan : plans) {
    alerts::Item notice;
    notice.plan = plan;
    notice.kind = alerts::ItemKind::Notice;
    notice.role = {rules::Tell::Kind::Coordinator, {}};
    notice.wantedOn = today;
    notice.noticeKey = fmt::format("{}:{}", key, plan.value);
    notice.noticeText = text;
    const auto added = store.addNotice(notice, now);
    if (!added) return fail(added.error());
    anyIsNew = anyIsNew || *added;
  }
  return anyIsNew;
}

Result<bool> warnOfCalendarEnd(store::Store& store, const Configuration& configuration, Date today,
                               Instant now) {
  const auto text = plan::runOutWarning(configuration.calendar, today, std::nullopt);
  if (text.empty()) return false;
  const auto plans = store.plans();
  if (!plans) return fail(plans.error());
  std::set<PlanId> ids;
  for (const auto& plan : *plans) ids.insert(plan.id);
  const auto end = *configuration.calendar.knownUntil();
  const auto key = fmt::format("calendar:{}:{}:{}", configuration.calendar.division(), end.year(),
                               today > end ? "over" : "ends");
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto added = notifyCoordinators(store, ids, key, text, today, now);
  if (!added) return fail(added.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return *added;
}

Result<bool> warnOfFarDates(store::Store& store, const Configuration& configuration,
                            const plan::ActionRecord& record, Date today, Instant now) {
  const auto end = configuration.calendar.knownUntil();
  // That it ends soon is said to all plans, and says this too.
  if (!end || today + plan::kRunsOutSoon >= *end || record.action.closedAt) return false;
  std::optional<Date> last;
  for (const auto& milestone : record.milestones) {
    if (milestone.state == plan::State::Open && milestone.due && *milestone.due > *end)
      last = std::max(last.value_or(*milestone.due), *milestone.due);
  }
  if (!last) return false;
  const auto text = plan::runOutWarning(configuration.calendar, today, last);
  const auto key = fmt::format("calendar:{}:{}:far", configuration.calendar.division(), end->year());
  const auto added = notifyCoordinators(store, {record.action.plan}, key, text, today, now);
  if (!added) return fail(added.error());
  return true;
}

}  // namespace chaser::daemon
