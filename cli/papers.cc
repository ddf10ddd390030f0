// SPDX-License-Identifier: Apache-2.0
#include "daemon/papers.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

using alerts::PaperMark;

struct PapersArguments {
  std::string board, meeting;
  daemon::PaperChoice choice;
  std::string note, by, today;
};

std::string_view stageOf(const daemon::BoardPapers& papers) {
  if (papers.left) return "left";
  return papers.open ? "draft" : "coming";
}

Json markJson(const std::optional<PaperMark>& mark) {
  if (!mark) return nullptr;
  return {{"said", alerts::toString(mark->kind)},
          {"by", mark->by},
          {"note", orNull(mark->note)},
          {"meeting", mark->meeting.iso()}};
}

Json lineJson(const daemon::PaperLine& line) {
  const auto& action = line.record.action;
  return {{"goes", line.goes()},
          {"plan", line.record.plan ? Json(line.record.plan->key) : Json()},
          {"ref", action.ref},
          {"part", action.part},
          {"milestone", line.number == 0 ? Json() : Json(line.number)},
          {"party", line.milestone == nullptr ? Json() : orNull(line.milestone->party)},
          {"rule", line.rule},
          {"text", plan::headline(line.record, line.milestone)},
          {"due", line.milestone == nullptr ? Json() : orNull(line.milestone->due)},
          {"times", line.times},
          {"mark", markJson(line.mark)}};
}

Json papersJson(const daemon::BoardPapers& papers) {
  Json items = Json::array();
  for (const auto& line : papers.lines) items.push_back(lineJson(line));
  return {{"board", papers.board->title()},
          {"meeting", papers.meeting.on.iso()},
          {"cut_off", papers.meeting.cutOff.iso()},
          {"papers", papers.meeting.papers.iso()},
          {"stage", stageOf(papers)},
          {"public", papers.board->isPublic},
          {"items", std::move(items)}};
}

/// `held back by Sam Clerk: the trust has asked for a month`.
std::string saidOf(const std::optional<PaperMark>& mark) {
  if (!mark) return {};
  const std::string_view what = mark->kind == PaperMark::Kind::Hold   ? "held back"
                                : mark->kind == PaperMark::Kind::Drop ? "dropped"
                                                                      : "noted";
  return fmt::format("{} by {}{}", what, mark->by, mark->note.empty() ? "" : ": " + mark->note);
}

std::string_view fateOf(const daemon::PaperLine& line) {
  if (line.goes()) return "goes";
  return line.mark->kind == PaperMark::Kind::Hold ? "next" : "never";
}

std::string rowName(const daemon::PaperLine& line) {
  auto name = plan::spokenRef(line.record.action);
  if (line.number > 0 && line.record.milestones.size() > 1)
    name += fmt::format(", milestone {}", line.number);
  return name;
}

/// What the papers that go will have that the draft had not, or not have that it had.
std::string differenceOf(const daemon::BoardPapers& papers) {
  std::size_t held = 0;
  std::size_t dropped = 0;
  std::size_t noted = 0;
  for (const auto& line : papers.lines) {
    if (!line.mark) continue;
    held += line.mark->kind == PaperMark::Kind::Hold ? 1 : 0;
    dropped += line.mark->kind == PaperMark::Kind::Drop ? 1 : 0;
    noted += line.mark->kind == PaperMark::Kind::Annotate ? 1 : 0;
  }
  std::vector<std::string> parts;
  if (held > 0) parts.push_back(fmt::format("{} held back", held));
  if (dropped > 0) parts.push_back(fmt::format("{} dropped", dropped));
  if (noted > 0) parts.push_back(fmt::format("{} with a note", noted));
  return parts.empty() ? std::string() : "Said of the draft: " + joinWords(parts) + ".\n";
}

void printPapers(Session& session, const daemon::BoardPapers& papers) {
  const auto& meeting = papers.meeting;
  session.out << fmt::format("{}, meeting of {}\n", papers.board->title(), meeting.on.spokenWithWeekday());
  if (papers.left) {
    session.out << "The papers have left.\n";
    return;
  }
  session.out << fmt::format("Draft on {}, papers on {}{}\n", meeting.cutOff.spokenWithWeekday(),
                             meeting.papers.spokenWithWeekday(),
                             papers.open ? ": now is the time to hold, drop or annotate" : "");
  if (papers.lines.empty()) {
    session.out << "Nothing is in them.\n";
    return;
  }
  Table table({"", "REF", "RULE", "DUE", "TIMES", "ABOUT", "SAID"});
  std::size_t going = 0;
  for (const auto& line : papers.lines) {
    going += line.goes() ? 1 : 0;
    table.add({std::string(fateOf(line)), rowName(line), line.rule,
               line.milestone != nullptr && line.milestone->due ? line.milestone->due->iso() : "",
               line.times > 1 ? std::to_string(line.times) : "", plan::headline(line.record, line.milestone),
               saidOf(line.mark)});
  }
  table.print(session.out, terminalWidth(session.terminal));
  session.out << fmt::format("{}{} of {} would go.\n", differenceOf(papers), going,
                             counted(papers.lines.size(), "item"));
}

/// What all of these commands begin with; absent after having reported why.
struct Desk {
  std::shared_ptr<const daemon::Configuration> configuration;
  std::unique_ptr<store::Store> store;
  Date today;
  std::optional<Date> meeting;
};

std::optional<Desk> deskOf(Session& session, const PapersArguments& arguments, store::Mode mode) {
  Desk desk;
  desk.configuration = session.configuration();
  if (!desk.configuration) return std::nullopt;
  desk.today = desk.configuration->zone.dayOf(session.clock.now());
  if (!arguments.today.empty()) {
    const auto day = session.readDate("--on", arguments.today);
    if (!day) return std::nullopt;
    desk.today = *day;
  }
  if (!arguments.meeting.empty()) {
    desk.meeting = session.readDate("DATE", arguments.meeting);
    if (!desk.meeting) return std::nullopt;
  }
  desk.store = session.database(mode);
  if (!desk.store) return std::nullopt;
  return desk;
}

/// The next papers of every board that will meet.
void listAll(Session& session, Desk& desk) {
  const auto& boards = desk.configuration->people.directory().boards;
  if (boards.empty())
    return session.failWith(
        {ErrorKind::Input, "no board is known", "list the boards in contacts.yaml, or say --config"});
  Json all = Json::array();
  bool first = true;
  for (const auto& board : boards) {
    const auto papers = daemon::papersOf(*desk.store, *desk.configuration, board, std::nullopt, desk.today);
    if (!papers && papers.error().kind == ErrorKind::Input) {
      session.err << "chaser: " << papers.error().what << '\n';
      continue;
    }
    if (!papers) return session.failWith(papers.error());
    all.push_back(papersJson(*papers));
    if (session.json) continue;
    if (!std::exchange(first, false)) session.out << '\n';
    printPapers(session, *papers);
  }
  if (session.json) print(session.out, all);
}

void listPapers(Session& session, const PapersArguments& arguments) {
  auto desk = deskOf(session, arguments, store::Mode::ReadOnly);
  if (!desk) return;
  if (arguments.board.empty()) return listAll(session, *desk);
  const auto board = daemon::boardNamed(*desk->configuration, arguments.board);
  if (!board) return session.failWith(board.error());
  const auto papers =
      daemon::papersOf(*desk->store, *desk->configuration, **board, desk->meeting, desk->today);
  if (!papers) return session.failWith(papers.error());
  if (session.json) return print(session.out, Json::array({papersJson(*papers)}));
  printPapers(session, *papers);
}

std::string doneText(const daemon::PaperLine& line, std::optional<PaperMark::Kind> kind) {
  auto name = rowName(line) + ", " + line.rule;
  if (!kind) return name + ": in the papers again.";
  switch (*kind) {
    case PaperMark::Kind::Hold:
      return name + ": not in these papers; it comes to the next meeting's.";
    case PaperMark::Kind::Drop:
      return name + ": not in this board's papers again, unless it is resolved and comes back.";
    case PaperMark::Kind::Annotate:
      return name + ": the note is printed with it.";
  }
  return name;
}

void sayOf(Session& session, const PapersArguments& arguments, std::optional<PaperMark::Kind> kind) {
  auto desk = deskOf(session, arguments, store::Mode::ReadWrite);
  if (!desk) return;
  const auto board = daemon::boardNamed(*desk->configuration, arguments.board);
  if (!board) return session.failWith(board.error());
  const auto papers =
      daemon::papersOf(*desk->store, *desk->configuration, **board, desk->meeting, desk->today);
  if (!papers) return session.failWith(papers.error());
  const auto lines = daemon::sayOfPapers(*desk->store, *desk->configuration, *papers, arguments.choice, kind,
                                         arguments.note, arguments.by, desk->today);
  if (!lines) return session.failWith(lines.error());
  Json items = Json::array();
  for (const auto& line : *lines) {
    items.push_back(lineJson(line));
    if (!session.json) session.out << doneText(line, kind) << '\n';
  }
  if (session.json) print(session.out, items);
}

void addSaying(CLI::App& papers, Session& session, const char* name, const char* help, const char* example,
               std::optional<PaperMark::Kind> kind) {
  auto arguments = std::make_shared<PapersArguments>();
  auto* command = papers.add_subcommand(name, help);
  command->add_option("BOARD", arguments->board, "The board's name")->required();
  command->add_option("DATE", arguments->meeting, "The day of its meeting")->required();
  command->add_option("REF", arguments->choice.ref, "The item's number, as the draft has it")->required();
  command->add_option("--plan", arguments->choice.plan,
                      "The plan's key, when several plans have that number");
  command->add_option("--part", arguments->choice.part, "The part, when several rows have that number");
  command->add_option("--milestone", arguments->choice.milestone, "Only this milestone: its number or party");
  command->add_option("--rule", arguments->choice.rule, "Only what this rule found");
  if (kind) {
    auto* note = command->add_option(
        "--note", arguments->note,
        *kind == PaperMark::Kind::Annotate ? "What is printed with the item" : "Why, for the record");
    if (*kind == PaperMark::Kind::Annotate) note->required();
  }
  command->add_option("--as", arguments->by, "Who says so: the board's secretary or the plan's coordinator")
      ->required();
  command->add_option("--on", arguments->today, "As if it were that day");
  command->footer(std::string("Example: ") + example);
  command->callback([arguments, kind, &session] { sayOf(session, *arguments, kind); });
}

}  // namespace

void addPapers(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PapersArguments>();
  auto* command =
      app.add_subcommand("papers", "Show what would go into a board's papers, and change the draft");
  command->add_option("BOARD", arguments->board, "The board's name; without it, all of them");
  command->add_option("DATE", arguments->meeting, "The day of its meeting; without it, the next");
  command->add_option("--on", arguments->today, "As if it were that day");
  addSaying(*command, session, "hold", "Keep an item out of these papers; it comes to the next meeting's",
            "chaser papers hold 'Improvement board' 2026-12-08 2.1 --as 'Committee officer'",
            PaperMark::Kind::Hold);
  addSaying(*command, session, "drop", "Leave an item out of this board's papers from now on",
            "chaser papers drop 'Improvement board' 2026-12-08 2.1 --as 'Committee officer'",
            PaperMark::Kind::Drop);
  addSaying(
      *command, session, "annotate", "Print a note with an item",
      "chaser papers annotate 'Improvement board' 2026-12-08 2.1 --note 'Discussed on 12 November' --as "
      "'Committee officer'",
      PaperMark::Kind::Annotate);
  addSaying(*command, session, "release", "Take back what was said of an item",
            "chaser papers release 'Improvement board' 2026-12-08 2.1 --as 'Committee officer'",
            std::nullopt);
  command->footer(
      "Example: chaser papers, then chaser papers hold 'Improvement board' 2026-12-08 2.1 --as NAME");
  command->callback([arguments, command, &session] {
    if (command->get_subcommands().empty()) listPapers(session, *arguments);
  });
}

}  // namespace chaser::cli
