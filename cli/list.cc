// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

struct ListArguments {
  std::string plan;
  bool openOnly = false;
};

bool isOpen(const plan::Milestone& milestone) {
  return milestone.state == plan::State::Open || milestone.state == plan::State::Ongoing;
}

/// What was closed is chased no longer, whatever its milestones say; empty without a milestone.
std::string_view stateOf(const plan::ActionRecord& record, const plan::Milestone* milestone) {
  if (record.action.closedAt && (milestone == nullptr || isOpen(*milestone))) return "closed";
  return milestone != nullptr ? plan::toString(milestone->state) : std::string_view();
}

std::string ownersOf(const plan::ActionRecord& record, const plan::Milestone* milestone) {
  if (milestone != nullptr && !milestone->party.empty()) return milestone->party;
  std::vector<std::string> roles;
  for (const auto& owner : record.owners) {
    if (!owner.milestone || (milestone != nullptr && owner.milestone == milestone->id))
      roles.push_back(owner.role);
  }
  return roles.empty() ? record.action.byWhom : joinWords(roles);
}

std::vector<std::string> listRow(const plan::ActionRecord& record, const plan::Milestone* milestone,
                                 bool manyPlans) {
  std::vector<std::string> row;
  if (manyPlans) row.push_back(record.plan->key);
  row.push_back(plan::spokenRef(record.action));
  row.emplace_back(record.action.rag ? plan::toString(*record.action.rag) : "");
  row.push_back(milestone != nullptr && milestone->due ? milestone->due->iso() : "");
  row.emplace_back(milestone != nullptr && milestone->basis ? plan::toString(*milestone->basis) : "");
  row.emplace_back(stateOf(record, milestone));
  row.push_back(ownersOf(record, milestone));
  row.push_back(plan::headline(record, milestone));
  return row;
}

Json listJson(const plan::ActionRecord& record, const plan::Milestone* milestone) {
  const auto& action = record.action;
  Json row = {{"plan", record.plan->key},
              {"ref", action.ref},
              {"part", action.part},
              {"rag", action.rag ? Json(plan::toString(*action.rag)) : Json(nullptr)},
              {"headline", plan::headline(record, milestone)},
              {"owner", orNull(ownersOf(record, milestone))},
              {"closed_at", orNull(action.closedAt)}};
  if (milestone == nullptr) return row;
  row["party"] = orNull(milestone->party);
  row["text"] = milestone->text;
  row["due"] = orNull(milestone->due);
  row["basis"] = milestone->basis ? Json(plan::toString(*milestone->basis)) : Json(nullptr);
  row["state"] = stateOf(record, milestone);
  row["review"] = milestone->review;
  row["doubt"] = orNull(milestone->doubt);
  return row;
}

void runList(Session& session, const ListArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto records = actionsOf(*store, arguments.plan);
  if (!records) return session.failWith(records.error());
  const auto plans = store->plans();
  if (!plans) return session.failWith(plans.error());
  const bool manyPlans = arguments.plan.empty() && plans->size() > 1;

  std::vector<std::string> headings = {"REF", "RAG", "DUE", "BASIS", "STATE", "OWNER", "ACTION"};
  if (manyPlans) headings.insert(headings.begin(), "PLAN");
  Table table(headings);
  Json rows = Json::array();
  const auto add = [&](const plan::ActionRecord& record, const plan::Milestone* milestone) {
    if (session.json) {
      rows.push_back(listJson(record, milestone));
    } else {
      table.add(listRow(record, milestone, manyPlans));
    }
  };
  for (const auto& record : *records) {
    if (arguments.openOnly && record.action.closedAt) continue;
    if (record.milestones.empty()) add(record, nullptr);
    for (const auto& milestone : record.milestones) {
      if (!arguments.openOnly || isOpen(milestone)) add(record, &milestone);
    }
  }
  if (session.json) {
    print(session.out, rows);
  } else if (table.empty()) {
    session.err << "Nothing to list. Begin with: chaser import FILE --plan KEY\n";
  } else {
    table.print(session.out, terminalWidth(session.terminal));
  }
}

}  // namespace

void addList(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ListArguments>();
  auto* command = app.add_subcommand("list", "List actions and their milestones");
  command->add_option("--plan", arguments->plan, "Only this plan");
  command->add_flag("--open", arguments->openOnly, "Only what is still to be done");
  command->footer("Example: chaser --database plan.db list --open");
  command->callback([arguments, &session] { runList(session, *arguments); });
}

}  // namespace chaser::cli
