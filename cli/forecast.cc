// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/forecast.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <numeric>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/output_file.h"
#include "cli/reason.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/told.h"
#include "common/text.h"
#include "store/scratch.h"

namespace chaser::cli {

namespace {

constexpr Days kForecastDays{90};

struct ForecastArguments {
  std::string from, until, plan, contacts, html;
  std::vector<std::string> rules;
  bool approved = false, unsaid = false;
};

Json forecastJson(const daemon::Forecast& forecast, const Zone& zone, bool unsaid) {
  Json all = messagesJson(forecast.messages, zone);
  if (!unsaid) return all;
  for (const auto& item : forecast.unsaid) {
    all.push_back({{"on", nullptr},
                   {"to", nullptr},
                   {"channel", nullptr},
                   {"kind", "unsaid"},
                   {"items", Json::array({itemJson(item)})}});
  }
  return all;
}

void printWeeks(std::ostream& out, const daemon::WeekTable& table) {
  std::size_t names = 0;
  std::vector<int> all(table.mondays.size());
  for (const auto& line : table.lines) {
    names = std::max(names, line.to.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += line.messages[i];
  }
  const auto digits = std::to_string(*std::max_element(all.begin(), all.end())).size();
  out << fmt::format("Messages a week, the first from {}:\n", table.mondays.front().spokenWithWeekday());
  const auto print = [&](const std::string& name, const std::vector<int>& weeks) {
    out << fmt::format("  {:<{}} {}  {:>5}\n", name, names, weekStrip(weeks, digits),
                       std::accumulate(weeks.begin(), weeks.end(), 0));
  };
  for (const auto& line : table.lines) print(line.to, line.messages);
  if (table.lines.size() > 1) print("all", all);
}

void printUnsaid(std::ostream& out, const std::vector<daemon::ToldItem>& unsaid) {
  if (unsaid.empty()) return;
  std::map<std::string, std::vector<const daemon::ToldItem*>> byReason;
  for (const auto& item : unsaid) {
    auto words = reasonText(item.reason, item.detail);
    byReason[words.empty() ? "not said by then" : words].push_back(&item);
  }
  out << '\n' << counted(unsaid.size(), "item is", "items are") << " wanted and not said by then:\n";
  for (const auto& [reason, items] : byReason) {
    out << fmt::format("  {}\n", reason);
    for (const auto* item : items) out << daemon::lineOf(*item);
  }
}

void printForecast(Session& session, const daemon::Forecast& forecast, const Zone& zone) {
  auto& out = session.out;
  out << fmt::format("If nobody does anything from {} to {}:\n", forecast.from.spoken(),
                     forecast.until.spoken());
  if (forecast.messages.empty()) {
    out << "Nobody is told anything.\n";
  } else {
    printWeeks(out, weeksOf(forecast, zone));
    printMessages(out, forecast.messages, zone);
  }
  printUnsaid(out, forecast.unsaid);
  if (forecast.held > 0) {
    out << fmt::format(
        "\n{}: more people, or of more, than the storm guard lets pass. --approved shows what comes "
        "then.\n",
        counted(forecast.held, "alert waits for 'chaser approve'", "alerts wait for 'chaser approve'"));
  }
}

void runForecast(Session& session, const ForecastArguments& arguments) {
  const auto configuration = session.configurationWith(arguments.rules, arguments.contacts);
  if (!configuration) return;
  const auto& zone = configuration->zone;
  Instant now = session.clock.now();
  if (!arguments.from.empty()) {
    const auto given = session.readDate("--from", arguments.from);
    if (!given) return;
    now = zone.at(*given, TimeOfDay{0});
  }
  Date until = zone.dayOf(now) + kForecastDays;
  if (!arguments.until.empty()) {
    const auto given = session.readDate("--until", arguments.until);
    if (!given) return;
    until = *given;
  }
  if (until < zone.dayOf(now)) {
    return session.failWith(
        {ErrorKind::Usage, "--until is before the day on which the forecast begins", "give a later day"});
  }
  if (until > zone.dayOf(now) + daemon::kLongestForecast) {
    return session.failWith(
        {ErrorKind::Usage, "--until is more than ten years ahead", "give an earlier day"});
  }
  const auto file = session.databaseFile();
  if (!file) return;
  const auto scratch = store::Scratch::copyOf(file->string());
  if (!scratch) return session.failWith(scratch.error());
  if (!arguments.plan.empty()) {
    const auto opened = scratch->open();
    if (!opened) return session.failWith(opened.error());
    if (const auto chosen = choosePlan(**opened, arguments.plan); !chosen)
      return session.failWith(chosen.error());
  }
  const auto told =
      daemon::forecast(*scratch, configuration, now, until, {arguments.plan, arguments.approved});
  if (!told) return session.failWith(told.error());
  for (const auto& note : told->notes) session.err << fmt::format("chaser: {}\n", note);
  if (!arguments.html.empty()) {
    if (auto done = replaceFile(arguments.html, daemon::forecastAsHtml(*told, zone)); !done) {
      return session.failWith(done.error());
    }
    session.err << fmt::format("Written: {}\n", arguments.html);
    if (!session.json) return;
  }
  if (session.json) return print(session.out, forecastJson(*told, zone, arguments.unsaid));
  printForecast(session, *told, zone);
}

}  // namespace

void addForecast(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ForecastArguments>();
  auto* command = app.add_subcommand(
      "forecast",
      "Show every message that will be sent if nobody does anything; changes nothing and sends nothing");
  command->add_option("--until", arguments->until, "The last day, YYYY-MM-DD (default: 90 days ahead)");
  command->add_option("--from", arguments->from,
                      "Begin on this day instead of now, with the plan as it is (default: now)");
  command->add_option("--plan", arguments->plan, "Only what is said of this plan");
  command->add_option("--rules", arguments->rules, "Use these rule files alone");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file");
  command->add_flag("--approved", arguments->approved,
                    "As if 'chaser approve' were run whenever it is needed");
  command->add_flag("--unsaid", arguments->unsaid,
                    "In JSON, what is wanted and not said too, with its reason");
  command->add_option("--html", arguments->html,
                      "Write a page to this file: a picture of messages a person and week, and all of them");
  command->footer("Example: chaser --config chaser.yaml forecast --until 2018-01-31");
  command->callback([arguments, &session] { runForecast(session, *arguments); });
}

}  // namespace chaser::cli
