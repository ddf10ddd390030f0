// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "alerts/recipients.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/fold.h"
#include "common/text.h"
#include "daemon/answer_desk.h"
#include "store/answers.h"

namespace chaser::cli {

namespace {

struct DecideArguments {
  std::string board, date, ref, decision;
  std::string plan;
  std::optional<int> part;
  std::string milestone;
  std::string note;
  std::string as;
};

/// The boards that the words may mean: by title, name or another spelling.
std::vector<const plan::Board*> boardsCalled(const std::string& words, const plan::People& people) {
  std::vector<const plan::Board*> found;
  const auto wanted = foldPlural(words);
  for (const auto& board : people.directory().boards) {
    if (foldPlural(board.title()) == wanted) return {&board};
    const bool also = std::any_of(board.also.begin(), board.also.end(),
                                  [&](const std::string& name) { return foldPlural(name) == wanted; });
    if (also || foldPlural(board.name) == wanted) found.push_back(&board);
  }
  if (!found.empty()) return found;
  if (const auto* board = people.board(words)) found.push_back(board);
  return found;
}

/// Of several meetings of one name, the one before which the action is.
Result<const plan::Board*> chooseBoard(const DecideArguments& arguments, const plan::ActionRecord& record,
                                       MilestoneId milestone, const plan::People& people) {
  auto found = boardsCalled(arguments.board, people);
  if (found.empty()) {
    const auto near = people.nearestBoards(arguments.board);
    return fail(
        ErrorKind::Input, fmt::format("there is no board '{}'", arguments.board),
        near.empty() ? "contacts.yaml lists none" : fmt::format("did you mean {}?", joinWords(near, "or")));
  }
  if (found.size() == 1) return found.front();
  std::vector<const plan::Board*> meant;
  for (const auto& one : record.milestones) {
    if (milestone && one.id != milestone) continue;
    const auto* board = alerts::boardOf(record, &one, people);
    const bool called = std::find(found.begin(), found.end(), board) != found.end();
    if (called && std::find(meant.begin(), meant.end(), board) == meant.end()) meant.push_back(board);
  }
  if (meant.size() == 1) return meant.front();
  std::vector<std::string> titles;
  titles.reserve(found.size());
  for (const auto* board : found) titles.push_back("'" + board->title() + "'");
  return fail(ErrorKind::Input, fmt::format("several meetings are called '{}'", arguments.board),
              fmt::format("say which: {}", joinWords(titles, "or")));
}

/// The date, or the row, as the board wants it.
Result<std::string> carryOut(store::Store& store, const daemon::Configuration& configuration,
                             const DecideArguments& arguments, const plan::ActionRecord& record,
                             MilestoneId milestone, const store::Actor& actor) {
  if (arguments.decision == "agree-date") {
    daemon::AnswerSlip slip;
    slip.action = record.action.id;
    slip.milestone = milestone;
    slip.answer.kind = alerts::AnswerKind::AgreeDate;
    slip.answer.note = arguments.note;
    slip.giver = actor.name;
    slip.byBoard = true;
    auto recorded = daemon::AnswerDesk(store, configuration).take(slip, *actor.at);
    if (!recorded) return fail(recorded.error());
    return std::move(recorded->said);
  }
  if (arguments.decision != "close") return std::string();
  if (record.action.closedAt)
    return fail(ErrorKind::Input, fmt::format("{} is closed already", plan::spokenRef(record.action)),
                "nothing is asked about it any more");
  auto done = store.update(record.action.id, {}, {{"closed_at", actor.at->iso()}}, actor);
  if (!done) return fail(done.error());
  return fmt::format("{} is closed.", plan::spokenRef(record.action));
}

void runDecide(Session& session, const DecideArguments& arguments) {
  const auto meeting = session.readDate("DATE", arguments.date);
  if (!meeting) return;
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto plan = choosePlan(*store, arguments.plan);
  if (!plan) return session.failWith(plan.error());
  const auto record = chooseAction(*store, *plan, arguments.ref, arguments.part);
  if (!record) return session.failWith(record.error());
  MilestoneId milestone;
  if (!arguments.milestone.empty()) {
    const auto chosen = chooseMilestone(*record, arguments.milestone);
    if (!chosen) return session.failWith(chosen.error());
    milestone = chosen->id;
  }
  const Instant now = session.clock.now();
  const Date today = configuration->zone.dayOf(now);
  const auto giver = giverOf(arguments.as, *plan, *configuration, today);
  if (!giver) return session.failWith(giver.error());
  const auto board = chooseBoard(arguments, *record, milestone, configuration->people);
  if (!board) return session.failWith(board.error());
  if (*meeting > today)
    return session.failWith({ErrorKind::Input, fmt::format("{} has not come yet", meeting->spoken()),
                             "a decision is entered when the board has met"});
  const auto title = (*board)->title();
  if ((*board)->meets && (*board)->meets->next(*meeting) != meeting)
    session.err << fmt::format("chaser: warning: contacts.yaml has no meeting of {} on {}\n", title,
                               meeting->spoken());
  const store::Actor actor{*giver, now};
  auto transaction = store->begin();
  if (!transaction) return session.failWith(transaction.error());
  const auto said = carryOut(*store, *configuration, arguments, *record, milestone, actor);
  if (!said) return session.failWith(said.error());
  const auto decided = store->answers().decide(
      {title, *meeting, record->action.id, arguments.decision, arguments.note}, actor);
  if (!decided) return session.failWith(decided.error());
  if (const auto done = (*transaction)->commit(); !done) return session.failWith(done.error());
  if (!arguments.as.empty()) warnOfStranger(session, *giver);
  if (session.json)
    return print(session.out, Json{{"board", title},
                                   {"meeting", meeting->iso()},
                                   {"plan", plan->key},
                                   {"ref", record->action.ref},
                                   {"part", record->action.part},
                                   {"decision", arguments.decision},
                                   {"note", orNull(arguments.note)},
                                   {"said", orNull(*said)}});
  session.out << fmt::format("{}, {}: {} for {}.{}{}\n", title, meeting->spoken(), arguments.decision,
                             plan::spokenRef(record->action), said->empty() ? "" : " ", *said);
}

}  // namespace

void addDecide(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<DecideArguments>();
  auto* command = app.add_subcommand("decide", "Record what a board decided about an action");
  command->add_option("board", arguments->board, "The board's name, or title")->required();
  command->add_option("date", arguments->date, "The day of its meeting, YYYY-MM-DD")->required();
  command->add_option("ref", arguments->ref, "The action's reference")->required();
  command
      ->add_option("decision", arguments->decision,
                   "agree-date, close, return (it comes again, with a question) or note")
      ->required()
      ->check(CLI::IsMember({"agree-date", "close", "return", "note"}));
  command->add_option("--plan", arguments->plan, "The plan's key, when there are several");
  command->add_option("--part", arguments->part, "The part of an action with several rows");
  command->add_option("--milestone", arguments->milestone,
                      "With agree-date: the milestone's number, or its party");
  command->add_option("--note", arguments->note, "What the minutes say");
  command->add_option("--as", arguments->as, "Who enters it: a contact's name; else the plan's coordinator");
  command->footer(
      "Example: chaser decide 'Contract review meeting (NCH)' 2017-11-16 22.3 return --note 'who pays for "
      "it?'");
  command->callback([arguments, &session] { runDecide(session, *arguments); });
}

}  // namespace chaser::cli
