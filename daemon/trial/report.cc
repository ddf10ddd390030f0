// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace chaser::daemon {

namespace {

using TrialJson = nlohmann::ordered_json;

constexpr std::size_t kTreeIndent = 6;

std::string fileOf(const Position& at) {
  return at.source ? at.source->name : std::string();
}

void addFailure(const Failure& failure, std::string& text) {
  text += failure.on ? fmt::format("  on {}, line {}\n", failure.on->spokenWithWeekday(), failure.at.line)
                     : fmt::format("  line {}\n", failure.at.line);
  text += fmt::format("    expected  {}\n", failure.expected);
  for (std::size_t i = 0; i < failure.got.size(); ++i)
    text += fmt::format("    {}  {}\n", i == 0 ? "got     " : "        ", failure.got[i]);
  if (!failure.why) return;
  text += fmt::format(
      "    because   {}: {}\n", failure.why->about,
      failure.why->condition.verdict.holds ? "the condition holds" : "the condition does not hold");
  text += rules::explainedText(failure.why->condition, kTreeIndent);
  if (!failure.why->standing.empty()) text += fmt::format("    its alert {}\n", failure.why->standing);
}

}  // namespace

std::size_t failedIn(const std::vector<TrialResult>& results) {
  return static_cast<std::size_t>(std::count_if(
      results.begin(), results.end(), [](const TrialResult& result) { return !result.failures.empty(); }));
}

std::string failuresAsText(const std::vector<TrialResult>& results) {
  std::string text;
  for (const auto& result : results) {
    if (result.failures.empty()) continue;
    text += fmt::format("FAIL  {}:{}  {}\n", fileOf(result.at), result.at.line, result.name);
    for (const auto& failure : result.failures) addFailure(failure, text);
    text += '\n';
  }
  return text;
}

std::string summaryOf(const std::vector<TrialResult>& results) {
  const auto failed = failedIn(results);
  const auto passed = results.size() - failed;
  return failed == 0 ? fmt::format("{} passed", passed) : fmt::format("{} failed, {} passed", failed, passed);
}

std::string resultsAsJson(const std::vector<TrialResult>& results) {
  auto tests = TrialJson::array();
  for (const auto& result : results) {
    auto failures = TrialJson::array();
    for (const auto& failure : result.failures) {
      TrialJson entry = {{"line", failure.at.line},
                         {"on", failure.on ? TrialJson(failure.on->iso()) : TrialJson(nullptr)},
                         {"rule", failure.rule.empty() ? TrialJson(nullptr) : TrialJson(failure.rule)},
                         {"expected", failure.expected},
                         {"got", failure.got}};
      entry["explain"] =
          failure.why ? TrialJson(rules::explainedText(failure.why->condition, 0)) : TrialJson(nullptr);
      failures.push_back(std::move(entry));
    }
    tests.push_back({{"file", fileOf(result.at)},
                     {"line", result.at.line},
                     {"name", result.name},
                     {"rules", result.rules},
                     {"passed", result.failures.empty()},
                     {"failures", std::move(failures)}});
  }
  const auto failed = failedIn(results);
  const TrialJson all = {
      {"passed", results.size() - failed}, {"failed", failed}, {"tests", std::move(tests)}};
  return all.dump(2, ' ', false, TrialJson::error_handler_t::replace) + "\n";
}

}  // namespace chaser::daemon
