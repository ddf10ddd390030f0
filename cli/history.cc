// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "alerts/story.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"

namespace chaser::cli {

namespace {

struct HistoryArguments {
  std::string ref;
  std::string plan;
  std::optional<int> part;
};

Json storyJson(const plan::ActionRecord& record, const std::vector<alerts::StoryLine>& story) {
  Json lines = Json::array();
  for (const auto& line : story) {
    Json milestone = nullptr;
    for (std::size_t i = 0; i < record.milestones.size(); ++i) {
      if (line.milestone && record.milestones[i].id == line.milestone) milestone = i + 1;
    }
    lines.push_back({{"at", line.at.iso()},
                     {"day", line.day.iso()},
                     {"who", line.who},
                     {"what", line.what},
                     {"milestone", milestone},
                     {"before", orNull(line.before)},
                     {"after", orNull(line.after)},
                     {"erased", line.erased},
                     {"text", line.text}});
  }
  return {{"plan", record.plan->key},
          {"ref", record.action.ref},
          {"part", record.action.part},
          {"headline", plan::headline(record)},
          {"history", lines}};
}

/// The day and the name stand once, before all that they did then.
void printStory(std::ostream& out, const plan::ActionRecord& record,
                const std::vector<alerts::StoryLine>& story) {
  out << fmt::format("{} {}: {}\n", record.plan->key, plan::spokenRef(record.action), plan::headline(record));
  const alerts::StoryLine* above = nullptr;
  for (const auto& line : story) {
    const bool sameDay = above != nullptr && above->day == line.day && above->who == line.who;
    if (!sameDay) out << fmt::format("\n{}, {}\n", line.day.spoken(), line.who);
    out << fmt::format("  {}\n", line.text);
    above = &line;
  }
}

void runHistory(Session& session, const HistoryArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto chosen = choosePlan(*store, arguments.plan);
  if (!chosen) return session.failWith(chosen.error());
  const auto record = chooseAction(*store, *chosen, arguments.ref, arguments.part);
  if (!record) return session.failWith(record.error());
  const auto facts = store->historyOf(record->action.id);
  if (!facts) return session.failWith(facts.error());
  const auto told = store->toldOf(record->action.id);
  if (!told) return session.failWith(told.error());
  const auto story = alerts::storyOf(*record, *facts, *told, configuration->zone);
  if (session.json) {
    print(session.out, storyJson(*record, story));
  } else {
    printStory(session.out, *record, story);
  }
}

}  // namespace

void addHistory(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<HistoryArguments>();
  auto* command = app.add_subcommand(
      "history", "Tell what happened to an action: who changed what and when, what was chased, who was told");
  command->add_option("ref", arguments->ref, "The action's reference, as 'chaser list' shows it")->required();
  command->add_option("--plan", arguments->plan, "The plan's key, when there are several");
  command->add_option("--part", arguments->part, "The part of an action with several rows");
  command->footer("Example: chaser --database plan.db history 16.1");
  command->callback([arguments, &session] { runHistory(session, *arguments); });
}

}  // namespace chaser::cli
