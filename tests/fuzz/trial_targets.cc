// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/trial_file.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace chaser::fuzz {

namespace {

/// A file that was read without an error can be run: its conditions compile and its rows become records.
void trialFile(std::string_view bytes) {
  const auto source = sourceOf(bytes);
  Diagnostics diagnostics;
  const auto file = daemon::readTrialFile(source, diagnostics);
  const bool good = !hasErrors(diagnostics);
  daemon::checkTrials(file, {}, diagnostics);
  daemon::readTrialPeople(source, Date{}, diagnostics);
  renderAll(diagnostics);
  promise(!good || !file.conditions.empty() || !file.tests.empty());
  const auto build = [](const daemon::TrialRow& row) {
    plan::Plan plan;
    plan.ragKey = plan::defaultRagKey();
    const auto record = daemon::recordOf(row, plan, Zone::utc());
    promise(record.plan && record.milestones.size() == row.milestones.size());
  };
  for (const auto& trial : file.conditions) build(trial.row);
  for (const auto& trial : file.tests) {
    for (const auto& row : trial.rows) build(row);
  }
}

constexpr Target kTrialTargets[] = {{"trial_file", trialFile}};

}  // namespace

std::span<const Target> trialTargets() {
  return kTrialTargets;
}

}  // namespace chaser::fuzz
