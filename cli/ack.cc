// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/asked.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/session.h"
#include "daemon/answer_desk.h"

/// `chaser ack` and `chaser snooze`: the same, but for the word that is kept.
namespace chaser::cli {

namespace {

struct AckArguments {
  AskedArguments asked;
  std::string until;
};

/// Each alert by itself: where one was quiet for too long already, the others fall quiet all the same.
void runAck(Session& session, const AckArguments& arguments, alerts::AnswerKind kind) {
  alerts::Answer answer;
  answer.kind = kind;
  answer.note = arguments.asked.note;
  if (!arguments.until.empty()) {
    answer.date = session.readDate("--until", arguments.until);
    if (!answer.date) return;
  }
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto asked = whatIsAsked(session, *store, *configuration, arguments.asked);
  if (!asked) return session.failWith(asked.error());
  daemon::AnswerDesk desk(*store, *configuration);
  Json rows = Json::array();
  std::optional<Error> refused;
  for (const auto& alert : asked->alerts) {
    if (!alert.firing()) continue;
    daemon::AnswerSlip slip;
    slip.alert = alert.id;
    slip.answer = answer;
    slip.giver = asked->giver;
    const auto recorded = desk.take(slip, session.clock.now());
    if (!recorded) {
      refused = recorded.error();
      session.err << fmt::format("chaser: {}: {}\n", alert.rule, refused->text());
      continue;
    }
    auto row = askedJson(*asked, alert);
    row["state"] = alerts::toString(recorded->quiet->state);
    row["until"] = recorded->quiet->until.iso();
    row["by"] = asked->giver;
    rows.push_back(std::move(row));
    if (!session.json)
      session.out << fmt::format("{}, {}: {}\n", plan::spokenRef(asked->record.action), alert.rule,
                                 recorded->said);
  }
  if (rows.empty() && refused) return session.end(Exit::Refused);
  if (rows.empty())
    return session.failWith(
        {ErrorKind::Input, fmt::format("nobody is asked about {} now", plan::spokenRef(asked->record.action)),
         "'chaser alerts' lists what is asked"});
  if (session.json) print(session.out, rows);
  if (!arguments.asked.as.empty()) warnOfStranger(session, asked->giver);
  if (refused) session.end(Exit::No);
}

void addQuietening(CLI::App& app, Session& session, alerts::AnswerKind kind, const char* name,
                   const char* what, const char* example) {
  auto arguments = std::make_shared<AckArguments>();
  auto* command = app.add_subcommand(name, what);
  addAskedOptions(*command, arguments->asked, true);
  command->add_option("--until", arguments->until,
                      "The last quiet day, YYYY-MM-DD; as long as may be (six weeks in all) when not given");
  command->footer(example);
  command->callback([arguments, &session, kind] { runAck(session, *arguments, kind); });
}

}  // namespace

void addAck(CLI::App& app, Session& session) {
  addQuietening(app, session, alerts::AnswerKind::Acknowledge, "ack",
                "Acknowledge what is asked about an action: no reminder until a day",
                "Example: chaser ack 16.1 --as 'A. Example' --note 'report is being written'");
}

void addSnooze(CLI::App& app, Session& session) {
  addQuietening(app, session, alerts::AnswerKind::Snooze, "snooze",
                "Put off what is asked about an action until a day",
                "Example: chaser snooze 16.1 --rule agreed-date-missed --as 'A. Example'");
}

}  // namespace chaser::cli
