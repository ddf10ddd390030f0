// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "alerts/recipients.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/naming.h"
#include "cli/selection.h"
#include "cli/session.h"
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

/// Boards, each once.
using Boards = std::vector<const plan::Board*>;

bool isAmong(const Boards& boards, const plan::Board* board) {
  return std::find(boards.begin(), boards.end(), board) != boards.end();
}

/// The boards before which the action stands, or that milestone of it: by its own words, the plan's, or by a
/// rule that names one.
Result<Boards> boardsBefore(store::Store& store, const plan::ActionRecord& record, MilestoneId milestone,
                            const plan::People& people, Date today) {
  Boards boards;
  const auto add = [&](const plan::Board* board) {
    if (board != nullptr && !isAmong(boards, board)) boards.push_back(board);
  };
  for (const auto& one : record.milestones) {
    if (!milestone || one.id == milestone) add(alerts::boardOf(record, &one, people));
  }
  if (!milestone) add(alerts::boardOf(record, nullptr, people));
  const auto alerts = store.alertsOf(record.action.id, today);
  if (!alerts) return fail(alerts.error());
  for (const auto& alert : *alerts) {
    const auto* of = record.milestone(alert.subject.milestone);
    if (milestone && of != nullptr && of->id != milestone) continue;
    for (const auto& made : alert.made) {
      if (made.role.kind == rules::Tell::Kind::NamedBoard)
        add(people.board(made.role.name, of != nullptr ? of->party : std::string()));
    }
  }
  return boards;
}

bool meetsOn(const plan::Board& board, Date day) {
  return board.meets && board.meets->next(day) == day;
}

std::string quotedTitles(const Boards& boards, std::string_view last) {
  std::vector<std::string> titles;
  titles.reserve(boards.size());
  for (const auto* board : boards) titles.push_back("'" + board->title() + "'");
  return joinWords(titles, last);
}

/// Of several meetings of one name the one before which the action stands, then the one that met that day.
Result<const plan::Board*> chooseBoard(const std::string& words, const Boards& before, Date meeting,
                                       const plan::People& people) {
  auto found = boardsCalled(words, people);
  if (found.empty()) return fail(unknownBoard(words, people));
  for (const bool byDay : {false, true}) {
    Boards meant;
    for (const auto* board : found) {
      if (byDay ? meetsOn(*board, meeting) : isAmong(before, board)) meant.push_back(board);
    }
    if (!meant.empty()) found = std::move(meant);
    if (found.size() == 1) return found.front();
  }
  return fail(ErrorKind::Input, fmt::format("several meetings are called '{}'", words),
              fmt::format("say which: {}", quotedTitles(found, "or")));
}

/// The meeting before a day and the first one from it on.
std::string nearestMeetings(const plan::MeetingPlan& meets, Date day) {
  std::optional<Date> last;
  auto next = meets.next(day - Days{400});
  while (next && *next < day) {
    last = next;
    next = meets.next(*next + Days{1});
  }
  std::vector<std::string> days;
  if (last) days.push_back(last->spoken());
  if (next) days.push_back(next->spoken());
  return joinWords(days);
}

/// A slip in the board or the day would change the plan, or papers, that were not meant.
Outcome checkMeeting(Session& session, const DecideArguments& arguments, const plan::Board& board,
                     const Boards& before, const plan::ActionRecord& record, Date meeting) {
  if (!before.empty() && !isAmong(before, &board))
    return fail(ErrorKind::Input,
                fmt::format("{} is not before {}", plan::spokenRef(record.action), board.title()),
                fmt::format("it is before {}", quotedTitles(before, "and")));
  if (!board.meets || meetsOn(board, meeting)) return {};
  const auto wrong = fmt::format("contacts.yaml has no meeting of {} on {}", board.title(), meeting.spoken());
  const auto near = nearestMeetings(*board.meets, meeting);
  const bool changesThePlan = arguments.decision == "agree-date" || arguments.decision == "close";
  if (changesThePlan && !near.empty())
    return fail(
        ErrorKind::Input, wrong,
        fmt::format("its nearest: {}; a meeting that contacts.yaml lacks is added there first", near));
  session.err << fmt::format("chaser: warning: {}\n", wrong);
  return {};
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
  if (!arguments.milestone.empty() && arguments.decision != "agree-date")
    return session.failWith({ErrorKind::Usage,
                             fmt::format("--milestone does not go with {}", arguments.decision),
                             "it is about the whole action; only agree-date is about one milestone"});
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
  if (*meeting > today)
    return session.failWith({ErrorKind::Input, fmt::format("{} has not come yet", meeting->spoken()),
                             "a decision is entered when the board has met"});
  const auto before = boardsBefore(*store, *record, milestone, configuration->people, today);
  if (!before) return session.failWith(before.error());
  const auto board = chooseBoard(arguments.board, *before, *meeting, configuration->people);
  if (!board) return session.failWith(board.error());
  if (const auto right = checkMeeting(session, arguments, **board, *before, *record, *meeting); !right)
    return session.failWith(right.error());
  const auto title = (*board)->title();
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
                      "With agree-date alone: the milestone's number, or its party");
  command->add_option("--note", arguments->note, "What the minutes say");
  command->add_option("--as", arguments->as, "Who enters it: a contact's name; else the plan's coordinator");
  command->footer(
      "Example: chaser decide 'Contract review meeting (NCH)' 2017-11-16 22.3 return --note 'who pays for "
      "it?'");
  command->callback([arguments, &session] { runDecide(session, *arguments); });
}

}  // namespace chaser::cli
