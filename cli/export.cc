// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/output_file.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/vocabulary.h"
#include "common/fold.h"
#include "common/text.h"
#include "notifiers/workbook.h"
#include "plan/export/compose.h"

namespace chaser::cli {

namespace {

struct ExportArguments {
  std::string plan;
  std::string format;
  std::string output;
};

/// What was asked for, else what the file's name says. A name that says something else was meant so.
Result<std::string> formatOf(const Session& session, const ExportArguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  const std::string ending = foldCase(std::filesystem::path(arguments.output).extension().string());
  for (const char* format : {"xlsx", "csv", "html", "json"})
    if (ending == fmt::format(".{}", format)) return format;
  if (session.json) return "json";
  if (!ending.empty())
    return fail(ErrorKind::Usage, fmt::format("'{}' is no format that a plan is written in", ending),
                "end the name in .xlsx, .csv, .html or .json, or say --format");
  return "csv";
}

std::string textOf(const plan::PlanSheet& sheet, const std::string& format, Date today) {
  if (format == "html") return plan::htmlOf(sheet, today);
  if (format == "json") return plan::jsonOf(sheet);
  return plan::csvOf(sheet);
}

Outcome printXlsx(Session& session, const plan::PlanSheet& sheet) {
  const auto bytes = notifiers::xlsxBytes(sheet, session.clock.now());
  if (!bytes) return fail(bytes.error());
  session.out << *bytes;
  return {};
}

Outcome write(Session& session, const plan::PlanSheet& sheet, const ExportArguments& arguments,
              const std::string& format, Date today) {
  if (arguments.output.empty() || arguments.output == "-") {
    if (format == "xlsx" && session.terminal)
      return fail(ErrorKind::Usage, "an Excel workbook is nothing for a terminal",
                  "name a file: --output plan.xlsx");
    if (format == "xlsx") return printXlsx(session, sheet);
    session.out << textOf(sheet, format, today);
    return {};
  }
  if (format != "xlsx") return replaceFile(arguments.output, textOf(sheet, format, today));
  return replaceFile(arguments.output, [&](const std::filesystem::path& file) {
    return notifiers::writeXlsx(sheet, file, session.clock.now());
  });
}

/// What no document can say is told, so that nobody is surprised by the next import.
void warnOfLosses(Session& session, const std::vector<std::string>& losses) {
  constexpr std::size_t kShown = 10;
  if (losses.empty()) return;
  session.err << fmt::format("chaser: warning: {} would not survive importing this again:\n",
                             counted(losses.size(), "value"));
  for (std::size_t i = 0; i < losses.size() && i < kShown; ++i)
    session.err << fmt::format("  {}\n", losses[i]);
  if (losses.size() > kShown) session.err << fmt::format("  and {} more\n", losses.size() - kShown);
}

void runExport(Session& session, const ExportArguments& arguments) {
  const auto format = formatOf(session, arguments);
  if (!format) return session.failWith(format.error());
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto plan = choosePlan(*store, arguments.plan);
  if (!plan) return session.failWith(plan.error());
  const auto actions = store->storedActions(plan->id);
  if (!actions) return session.failWith(actions.error());
  const auto columns = store->columns(plan->id);
  if (!columns) return session.failWith(columns.error());
  const auto vocabulary = loadVocabulary(session, *configuration);
  if (!vocabulary) return session.failWith(vocabulary.error());

  plan::ComposeOptions options{*vocabulary, {}};
  options.reading.yearStarts = plan->yearStarts;
  const bool anybodyKnown = !configuration->people.directory().contacts.empty();
  options.reading.people = anybodyKnown ? &configuration->people : nullptr;
  const plan::PlanSheet sheet = plan::composeSheet(*plan, *actions, *columns, options);
  if (sheet.rows.empty()) {
    return session.failWith({ErrorKind::Input, fmt::format("the plan '{}' has no actions", plan->key),
                             "import a document into it first"});
  }
  warnOfLosses(session, plan::lostOnTheWay(sheet, *actions, options));
  const Date today = configuration->zone.dayOf(session.clock.now());
  if (auto written = write(session, sheet, arguments, *format, today); !written)
    session.failWith(written.error());
}

}  // namespace

void addExport(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ExportArguments>();
  auto* command =
      app.add_subcommand("export", "Write a plan back as a document: its own columns, with today's values");
  command->add_option("--plan", arguments->plan, "The plan's key, when there are several");
  command
      ->add_option("--format", arguments->format,
                   "xlsx, csv, html or json (default: by the file's name, else csv)")
      ->check(CLI::IsMember({"xlsx", "csv", "html", "json"}));
  command->add_option("--output", arguments->output, "The file to write; without it, standard output");
  command->footer("Example: chaser --database plan.db export --output plan.xlsx");
  command->callback([arguments, &session] { runExport(session, *arguments); });
}

}  // namespace chaser::cli
