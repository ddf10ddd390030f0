// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/answering.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/text.h"
#include "plan/report.h"

namespace chaser::cli {

namespace {

struct DoubtsArguments {
  std::string plan;
};

std::string placeOf(const plan::Doubt& doubt) {
  plan::Action action;
  action.ref = doubt.ref;
  action.part = doubt.part;
  return doubt.ref.empty() ? std::string() : plan::spokenRef(action);
}

void printGroup(Session& session, std::string_view heading, const std::vector<OpenDoubt>& doubts) {
  bool begun = false;
  for (const auto& [doubt, settle, otherwise] : doubts) {
    if (plan::headingOf(doubt.kind) != heading) continue;
    if (!begun) session.out << heading << '\n';
    begun = true;
    std::string line = "  ";
    if (const std::string place = placeOf(doubt); !place.empty()) line += place + ": ";
    if (!doubt.text.empty()) line += fmt::format("'{}': ", oneLine(doubt.text));
    session.out << line << doubt.hint << '\n';
    if (!settle.empty()) session.out << "      " << settle << '\n';
    if (!otherwise.empty()) session.out << "      or: " << otherwise << '\n';
  }
}

/// What bears on chasing comes first; what only tells how the document was read, last.
void printText(Session& session, const plan::Plan& plan, const std::vector<OpenDoubt>& doubts) {
  if (doubts.empty()) {
    session.out << fmt::format("Nothing is uncertain about {}.\n", plan.key);
    return;
  }
  const auto toSettle =
      std::count_if(doubts.begin(), doubts.end(), [](const OpenDoubt& open) { return !open.settle.empty(); });
  session.out << fmt::format("{}: {} to settle\n", plan.key,
                             counted(static_cast<std::size_t>(toSettle), "doubt"));
  std::vector<std::string_view> printed;
  for (const char* kind :
       {"date", "state", "who", "owner", "party", "board", "rag", "legend", "row", "heading"}) {
    const auto heading = plan::headingOf(kind);
    printed.push_back(heading);
    printGroup(session, heading, doubts);
  }
  for (const auto& open : doubts) {
    const auto heading = plan::headingOf(open.doubt.kind);
    if (std::find(printed.begin(), printed.end(), heading) != printed.end()) continue;
    printed.push_back(heading);
    printGroup(session, heading, doubts);
  }
}

Json doubtJson(const plan::Plan& plan, const OpenDoubt& open) {
  const auto& doubt = open.doubt;
  return {{"plan", plan.key},
          {"kind", doubt.kind},
          {"ref", orNull(doubt.ref)},
          {"part", doubt.ref.empty() ? Json(nullptr) : Json(doubt.part)},
          {"text", orNull(doubt.text)},
          {"hint", doubt.hint},
          {"settle", orNull(open.settle)},
          {"or", orNull(open.otherwise)}};
}

void runDoubts(Session& session, const DoubtsArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  std::vector<plan::Plan> plans;
  if (arguments.plan.empty()) {
    auto all = store->plans();
    if (!all) return session.failWith(all.error());
    plans = std::move(*all);
  } else {
    const auto chosen = choosePlan(*store, arguments.plan);
    if (!chosen) return session.failWith(chosen.error());
    plans.push_back(*chosen);
  }
  const auto configuration = session.configuration();
  if (!configuration) return;
  Json list = Json::array();
  for (const auto& plan : plans) {
    const auto doubts = openDoubtsOf(*store, plan, *configuration, session.databasePath);
    if (!doubts) return session.failWith(doubts.error());
    for (const auto& open : *doubts) list.push_back(doubtJson(plan, open));
    if (!session.json) printText(session, plan, *doubts);
  }
  if (session.json) print(session.out, list);
}

}  // namespace

void addDoubts(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<DoubtsArguments>();
  auto* command = app.add_subcommand("doubts", "List what is still uncertain, and how to settle each");
  command->add_option("--plan", arguments->plan, "Only this plan");
  command->footer("Example: chaser --database plan.db doubts --plan northmoor");
  command->callback([arguments, &session] { runDoubts(session, *arguments); });
}

}  // namespace chaser::cli
