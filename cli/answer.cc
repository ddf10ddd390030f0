// SPDX-License-Identifier: Apache-2.0
#include "alerts/answer.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "cli/asked.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "daemon/answer_desk.h"

namespace chaser::cli {

namespace {

using alerts::AnswerKind;

struct AnswerArguments {
  AskedArguments asked;
  std::string kind;
  std::string date;
  std::string evidence;
  std::string handTo;
};

/// What does not go with the kind of answer is rather a mistake than to be overlooked.
Outcome checkTogether(const AnswerArguments& arguments, AnswerKind kind) {
  const bool dated = kind == AnswerKind::NewDate || kind == AnswerKind::Done;
  const auto refuse = [&](std::string_view option) {
    return fail(ErrorKind::Usage, fmt::format("{} does not go with '{}'", option, arguments.kind),
                "chaser answer --help says what does");
  };
  if (!dated && !arguments.date.empty()) return refuse("--date");
  if (kind != AnswerKind::Done && !arguments.evidence.empty()) return refuse("--evidence");
  if (kind != AnswerKind::NotMine && !arguments.handTo.empty()) return refuse("--to");
  if (kind == AnswerKind::NewDate && arguments.date.empty())
    return fail(ErrorKind::Usage, "the new date is missing", "give it with --date YYYY-MM-DD");
  return {};
}

/// The milestone that is named, else the only one that anything is asked about.
MilestoneId meantBy(const Asked& asked) {
  if (asked.milestone) return asked.milestone;
  std::set<MilestoneId> about;
  for (const auto& alert : asked.alerts) about.insert(alert.subject.milestone);
  about.erase(MilestoneId{});
  return about.size() == 1 ? *about.begin() : MilestoneId{};
}

/// All that is asked about the milestone falls quiet with the answer; its own alert goes before the action's.
daemon::AnswerSlip slipOf(const Asked& asked, alerts::Answer answer) {
  daemon::AnswerSlip slip;
  slip.action = asked.record.action.id;
  slip.milestone = meantBy(asked);
  slip.answer = std::move(answer);
  slip.giver = asked.giver;
  const alerts::Alert* first = nullptr;
  for (const auto& alert : asked.alerts) {
    const bool about = !alert.subject.milestone || alert.subject.milestone == slip.milestone;
    if (!about || !alert.firing()) continue;
    slip.others.push_back(alert.id);
    if (first == nullptr || (!first->subject.milestone && alert.subject.milestone)) first = &alert;
  }
  if (first == nullptr) return slip;
  slip.alert = first->id;
  std::erase(slip.others, first->id);
  return slip;
}

void runAnswer(Session& session, const AnswerArguments& arguments) {
  const auto kind = alerts::parseAnswerKind(arguments.kind);
  if (!kind) return;
  if (const auto together = checkTogether(arguments, *kind); !together)
    return session.failWith(together.error());
  alerts::Answer answer{*kind, {}, arguments.evidence, arguments.handTo, arguments.asked.note};
  if (!arguments.date.empty()) {
    answer.date = session.readDate("--date", arguments.date);
    if (!answer.date) return;
  }
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto asked = whatIsAsked(session, *store, *configuration, arguments.asked);
  if (!asked) return session.failWith(asked.error());
  daemon::AnswerDesk desk(*store, *configuration);
  const auto recorded = desk.take(slipOf(*asked, std::move(answer)), session.clock.now());
  if (!recorded) return session.failWith(recorded.error());
  if (!arguments.asked.as.empty()) warnOfStranger(session, asked->giver);
  if (session.json) {
    Json changed = Json::object();
    for (const auto& [name, value] : recorded->changed) changed[name] = value ? Json(*value) : Json(nullptr);
    return print(session.out,
                 Json{{"plan", asked->plan.key},
                      {"ref", asked->record.action.ref},
                      {"part", asked->record.action.part},
                      {"answer", arguments.kind},
                      {"by", asked->giver},
                      {"said", recorded->said},
                      {"changed", changed},
                      {"quiet_until", recorded->quiet ? Json(recorded->quiet->until.iso()) : Json(nullptr)}});
  }
  session.out << fmt::format("{}: {}\n", plan::spokenRef(asked->record.action), recorded->said);
  if (recorded->quiet)
    session.out << fmt::format("Nobody is reminded of it until {}.\n", recorded->quiet->until.spoken());
}

}  // namespace

void addAnswer(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<AnswerArguments>();
  auto* command = app.add_subcommand("answer", "Answer for somebody what they were asked about an action");
  addAskedOptions(*command, arguments->asked, true);
  command->add_option("answer", arguments->kind, "on-track, done, new-date, agree-date or not-mine")
      ->required()
      ->check(CLI::IsMember({"on-track", "done", "new-date", "agree-date", "not-mine"}));
  command->add_option("--date", arguments->date,
                      "With new-date, the day; with done, when it was (else today)");
  command->add_option("--evidence", arguments->evidence, "With done: where the evidence is");
  command->add_option("--to", arguments->handTo, "With not-mine: whose it is, a name, role or organisation");
  command->footer(
      "Example: chaser answer 16.1 new-date --date 2018-03-31 --milestone LCFT --as 'A. Example' --note "
      "'staff "
      "are being hired'");
  command->callback([arguments, &session] { runAnswer(session, *arguments); });
}

}  // namespace chaser::cli
