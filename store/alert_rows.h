// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alerts/model.h"
#include "store/sqlite.h"

/// Alerts, rungs and items to rows and back.
namespace chaser::store {

/// Alerts of the statement `alert.WHICH` with their rungs of `step.WHICH`, which take the same arguments.
template <typename... Args>
Result<std::vector<alerts::Alert>> readAlerts(Db& db, const std::string& which, const Args&... args);

alerts::Alert readAlert(Row& row);
/// A rung, from the column behind its alert on.
alerts::StepMade readStepMade(Row& row);
/// Adds the rung to its alert. REQUIRES: rows come in the order of the alerts.
void readStep(Row& row, std::vector<alerts::Alert>& alerts, std::size_t& at);

/// `["a","b"]` and back; what can't be read is empty.
std::string namesToJson(const std::vector<std::string>& names);
std::vector<std::string> namesFromJson(std::string_view json);
std::string rolesToJson(const std::vector<alerts::Role>& roles);
std::vector<alerts::Role> rolesFromJson(std::string_view json);

/// A role that can't be read is the coordinator's.
alerts::Role readRole(std::string_view text);
rules::Severity readSeverity(std::string_view text);

/// Writes one wanted item; of a notice only when its key is new, else false.
Result<bool> addItem(Db& db, const alerts::Item& item, Instant now);
/// The same where nobody asks whether it was new.
Outcome writeItem(Db& db, const alerts::Item& item, Instant now);

template <typename... Args>
Result<std::vector<alerts::Alert>> readAlerts(Db& db, const std::string& which, const Args&... args) {
  std::vector<alerts::Alert> alerts;
  auto done = db.each(
      "alert." + which, [&](Row& row) { alerts.push_back(readAlert(row)); }, args...);
  if (!done) return fail(done.error());
  if (alerts.empty()) return alerts;
  std::size_t at = 0;
  done = db.each(
      "step." + which, [&](Row& row) { readStep(row, alerts, at); }, args...);
  if (!done) return fail(done.error());
  return alerts;
}

}  // namespace chaser::store
