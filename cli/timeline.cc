// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/session.h"
#include "plan/timeline_json.h"

namespace chaser::cli {

namespace {

constexpr const char* kTimelineHelp =
    "Each line is one cell; the two characters \\n stand for a line break in it. Dates are day first; a "
    "period is\n"
    "due on its last day; (I) is indicative, (A) agreed; what starts or comes again is ongoing. What cannot "
    "be\n"
    "read keeps its words and carries a doubt. --json gives one array of milestones a line. All rules, with\n"
    "examples: docs/timeline.md\n"
    "Example: echo 'Qtr 2, 2017 (I)' | chaser timeline";

struct TimelineArguments {
  unsigned yearStarts = 4;
  std::string asOf;
};

/// The two characters `\n` stand for a line break inside a cell.
std::string unescapeLineBreaks(const std::string& phrase) {
  std::string cell;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i] == '\\' && i + 1 < phrase.size() && phrase[i + 1] == 'n') {
      cell += '\n';
      ++i;
    } else {
      cell += phrase[i];
    }
  }
  return cell;
}

std::string spokenReading(const plan::TimelineReading& reading) {
  std::string line = reading.due ? fmt::format("due {}", reading.due->iso()) : std::string("no date");
  if (reading.earliest && reading.earliest != reading.due)
    line += fmt::format(" (from {})", reading.earliest->iso());
  if (reading.previously) line += fmt::format(", instead of {}", reading.previously->iso());
  line += fmt::format(", {}", plan::toString(reading.state));
  if (reading.basis) line += fmt::format(", {}", plan::toString(*reading.basis));
  if (reading.review) line += ", a review";
  if (!reading.party.empty()) line += fmt::format(", by {}", reading.party);
  if (!reading.label.empty()) line += fmt::format(": {}", reading.label);
  if (!reading.doubt.empty()) line += fmt::format("  [doubt: {}]", reading.doubt);
  return line;
}

void runTimeline(Session& session, const TimelineArguments& arguments) {
  plan::TimelineOptions options;
  options.yearStarts = arguments.yearStarts;
  if (!arguments.asOf.empty()) {
    options.asOf = Date::parse(arguments.asOf);
    if (!options.asOf) {
      session.failWith({ErrorKind::Usage, fmt::format("--as-of '{}' is not a date", arguments.asOf),
                        "write it YYYY-MM-DD, for example 2017-10-02"});
      return;
    }
  }
  std::string phrase;
  while (std::getline(session.in, phrase)) {
    const auto readings = plan::readTimeline(unescapeLineBreaks(phrase), options);
    if (session.json) {
      session.out << plan::timelineJson(readings) << '\n';
      continue;
    }
    session.out << phrase << '\n';
    for (const auto& reading : readings) session.out << "  " << spokenReading(reading) << '\n';
  }
}

}  // namespace

void addTimeline(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<TimelineArguments>();
  auto* command =
      app.add_subcommand("timeline", "Show how timeline phrases are read, one a line from standard input");
  command
      ->add_option("--year-starts", arguments->yearStarts,
                   "Month in which the financial year begins; quarters and halves count from it")
      ->check(CLI::Range(1U, 12U))
      ->capture_default_str();
  command->add_option(
      "--as-of", arguments->asOf,
      "The document's day (YYYY-MM-DD): gives a missing year, and 'within 3 months' counts from it");
  command->footer(kTimelineHelp);
  command->callback([arguments, &session] { runTimeline(session, *arguments); });
}

}  // namespace chaser::cli
