// SPDX-License-Identifier: Apache-2.0
#include "alerts/answer.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "alerts/holding.h"
#include "cli/asked.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/text.h"
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

/// What is asked, and whether the giver is the one who is asked.
struct Question {
  const alerts::Alert* alert = nullptr;
  bool ofGiver = false;
};

std::vector<Question> questionsOf(const Asked& asked, const daemon::Configuration& configuration) {
  const auto& people = configuration.people;
  const auto* giver = alerts::contactCalled(asked.giver, people, asked.today);
  std::vector<Question> questions;
  questions.reserve(asked.alerts.size());
  for (const auto& alert : asked.alerts) {
    const auto* rule = configuration.rules.find(alert.rule);
    const auto* milestone = asked.record.milestone(alert.subject.milestone);
    questions.push_back(
        {&alert, giver != nullptr && rule != nullptr &&
                     alerts::isAsked(*giver, *rule, asked.record, milestone, people, asked.today)});
  }
  return questions;
}

std::set<MilestoneId> milestonesAsked(const std::vector<Question>& questions, bool ofGiverOnly) {
  std::set<MilestoneId> about;
  for (const auto& question : questions) {
    if (question.ofGiver || !ofGiverOnly) about.insert(question.alert->subject.milestone);
  }
  about.erase(MilestoneId{});
  return about;
}

/// `--milestone 1 (NC) or 2 (NCH)`.
std::string choiceOf(const plan::ActionRecord& record, const std::set<MilestoneId>& about) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < record.milestones.size(); ++i) {
    const auto& one = record.milestones[i];
    if (about.count(one.id) == 0) continue;
    const auto& name = one.label.empty() ? one.party : one.label;
    numbers.push_back(name.empty() ? std::to_string(i + 1) : fmt::format("{} ({})", i + 1, name));
  }
  return "say which with --milestone " + joinWords(numbers, "or");
}

/// The milestone that is named, else the only one that the giver, or anybody, is asked about. What is said of
/// one date is not to quiet another, so several are refused where only the alert tells which is meant.
Result<MilestoneId> meantBy(const Asked& asked, const std::vector<Question>& questions,
                            const alerts::Answer& answer) {
  if (asked.milestone) return asked.milestone;
  auto about = milestonesAsked(questions, true);
  if (about.empty()) about = milestonesAsked(questions, false);
  if (about.size() == 1) return *about.begin();
  const bool ofWhatIsAsked =
      answer.kind == AnswerKind::OnTrack || (answer.kind == AnswerKind::NotMine && answer.handTo.empty());
  if (about.empty() || !ofWhatIsAsked) return MilestoneId{};
  return fail(
      ErrorKind::Input,
      fmt::format("{} dates of {} are asked about", about.size(), plan::spokenRef(asked.record.action)),
      choiceOf(asked.record, about));
}

/// The answer is to the milestone's own alert before the action's, and to one that asks the giver before any
/// other. What else asks the giver about the same falls quiet with it; what asks somebody else does not.
Result<daemon::AnswerSlip> slipOf(const Asked& asked, const daemon::Configuration& configuration,
                                  alerts::Answer answer) {
  const auto questions = questionsOf(asked, configuration);
  const auto meant = meantBy(asked, questions, answer);
  if (!meant) return fail(meant.error());
  daemon::AnswerSlip slip;
  slip.action = asked.record.action.id;
  slip.milestone = *meant;
  slip.answer = std::move(answer);
  slip.giver = asked.giver;
  const auto rank = [](const Question& question) {
    return std::pair(question.alert->subject.milestone.value != 0, question.ofGiver);
  };
  const Question* first = nullptr;
  for (const auto& question : questions) {
    const auto& subject = question.alert->subject;
    const bool about = !subject.milestone || subject.milestone == slip.milestone;
    if (!about || !question.alert->firing()) continue;
    if (question.ofGiver) slip.others.push_back(question.alert->id);
    if (first == nullptr || rank(*first) < rank(question)) first = &question;
  }
  if (first == nullptr) return slip;
  slip.alert = first->alert->id;
  std::erase(slip.others, slip.alert);
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
  const auto slip = slipOf(*asked, *configuration, std::move(answer));
  if (!slip) return session.failWith(slip.error());
  daemon::AnswerDesk desk(*store, *configuration);
  const auto recorded = desk.take(*slip, session.clock.now());
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
