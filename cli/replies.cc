// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "alerts/holding.h"
#include "alerts/reply_words.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"
#include "daemon/reply_desk.h"

namespace chaser::cli {

namespace {

using daemon::ReplyCase;

constexpr std::size_t kShownReplies = 100'000;
constexpr std::size_t kShownNote = 120;

struct RepliesArguments {
  bool all = false;
  std::int64_t id = 0;
  std::string as, why;
  std::string kind, date, evidence, handTo, note;
  daemon::Confirmation how;
};

/// What all of these commands begin with; absent after having reported why.
struct ReplyTools {
  std::shared_ptr<const daemon::Configuration> configuration;
  std::unique_ptr<store::Store> store;
};

std::optional<ReplyTools> replyTools(Session& session, store::Mode mode) {
  ReplyTools tools;
  tools.configuration = session.configuration();
  if (!tools.configuration) return std::nullopt;
  tools.store = session.database(mode);
  if (!tools.store) return std::nullopt;
  return tools;
}

Json answerJson(const std::optional<alerts::Answer>& answer) {
  if (!answer) return nullptr;
  return {{"kind", alerts::toString(answer->kind)},
          {"date", orNull(answer->date)},
          {"evidence", orNull(answer->evidence)},
          {"to", orNull(answer->handTo)},
          {"note", orNull(answer->note)}};
}

Json replyJson(const ReplyCase& what) {
  const auto& reply = what.reply;
  Json items = Json::array();
  for (const auto& item : what.items)
    items.push_back(
        {{"item", item.number}, {"ref", item.ref}, {"text", item.headline}, {"party", orNull(item.party)}});
  return {{"id", reply.id},
          {"state", store::toString(reply.state)},
          {"received_at", reply.receivedAt.iso()},
          {"contact", orNull(reply.contact)},
          {"sender", orNull(reply.sender)},
          {"is_theirs", reply.isTheirs},
          {"plan", orNull(what.plan)},
          {"items", std::move(items)},
          {"answer", answerJson(reply.answer)},
          {"unclear", orNull(reply.unclear)},
          {"subject", orNull(reply.heading)},
          {"words", orNull(reply.words)},
          {"settled_at", orNull(reply.settledAt)},
          {"settled_by", orNull(reply.settledBy)},
          {"settled_why", orNull(reply.settledWhy)}};
}

std::string refOfCase(const ReplyCase& what) {
  if (what.items.empty()) return "?";
  return what.items.size() == 1 ? what.items.front().ref : fmt::format("one of {}", what.items.size());
}

std::string saysOfCase(const ReplyCase& what) {
  const auto& reply = what.reply;
  if (reply.state != store::ReplyState::Waiting)
    return fmt::format("{} by {}: {}", toString(reply.state), reply.settledBy, reply.settledWhy);
  std::string says = reply.answer ? alerts::answerInWords(*reply.answer) : std::string();
  if (reply.answer && !reply.answer->note.empty())
    says += fmt::format(", note: {}", shorten(reply.answer->note, kShownNote));
  if (!reply.unclear.empty()) says += fmt::format("{}({})", says.empty() ? "" : " ", reply.unclear);
  return says;
}

std::string senderOfCase(const ReplyCase& what) {
  const auto& reply = what.reply;
  auto sender = reply.sender.empty() ? std::string("nobody") : reply.sender;
  if (reply.contact.empty()) return sender;
  return reply.isTheirs ? reply.contact : fmt::format("{}? from {}", reply.contact, sender);
}

void listReplies(Session& session, const RepliesArguments& arguments) {
  auto tools = replyTools(session, store::Mode::ReadOnly);
  if (!tools) return;
  const auto now = session.clock.now();
  const auto state = arguments.all ? std::nullopt : std::optional(store::ReplyState::Waiting);
  const auto cases = daemon::ReplyDesk(*tools->store, *tools->configuration).all(state, kShownReplies, now);
  if (!cases) return session.failWith(cases.error());
  if (session.json) {
    Json rows = Json::array();
    for (const auto& one : *cases) rows.push_back(replyJson(one));
    return print(session.out, rows);
  }
  if (cases->empty()) {
    session.err << (arguments.all ? "Nobody answered by mail yet.\n" : "No reply waits.\n");
    return;
  }
  Table table({"ID", "CAME", "FROM", "ABOUT", "SAYS"});
  for (const auto& one : *cases) {
    const auto came = tools->configuration->zone.dayOf(one.reply.receivedAt);
    table.add({std::to_string(one.reply.id), came.iso(), senderOfCase(one), refOfCase(one), saysOfCase(one)});
  }
  table.print(session.out, terminalWidth(session.terminal));
}

void printReply(Session& session, const ReplyCase& what) {
  const auto& reply = what.reply;
  session.out << fmt::format("Reply {}, received {}, {}\n", reply.id, reply.receivedAt.iso(),
                             toString(reply.state));
  session.out << fmt::format("From:     {}\n", reply.sender.empty() ? "nobody" : reply.sender);
  if (!reply.contact.empty())
    session.out << fmt::format("Asked:    {}{}\n", reply.contact,
                               reply.isTheirs ? "" : ", whose address that is not");
  for (const auto& item : what.items)
    session.out << fmt::format("{} {}{}: {}\n", what.items.size() > 1 ? "Perhaps: " : "About:   ",
                               what.items.size() > 1 ? fmt::format("--item {} ", item.number) : "", item.ref,
                               item.headline);
  if (reply.answer) session.out << fmt::format("Says:     {}\n", alerts::answerInWords(*reply.answer));
  if (reply.answer && !reply.answer->note.empty())
    session.out << fmt::format("Note:     {}\n", reply.answer->note);
  if (!reply.unclear.empty()) session.out << fmt::format("Unclear:  {}\n", reply.unclear);
  if (reply.state != store::ReplyState::Waiting)
    session.out << fmt::format("Settled:  {}\n", saysOfCase(what));
  session.out << fmt::format("Subject:  {}\n\n{}\n", reply.heading, reply.words);
}

void showReply(Session& session, const RepliesArguments& arguments) {
  auto tools = replyTools(session, store::Mode::ReadOnly);
  if (!tools) return;
  const auto what =
      daemon::ReplyDesk(*tools->store, *tools->configuration).look(arguments.id, session.clock.now());
  if (!what) return session.failWith(what.error());
  if (session.json) return print(session.out, replyJson(*what));
  printReply(session, *what);
}

/// Who decides: the name after --as, else the plan's coordinator, whose tool this is.
Result<std::string> deciderOf(const RepliesArguments& arguments, daemon::ReplyDesk& desk,
                              const daemon::Configuration& configuration, Instant now) {
  if (const auto name = trim(arguments.as); !name.empty()) {
    const auto* contact = alerts::contactCalled(name, configuration.people, configuration.zone.dayOf(now));
    return contact != nullptr ? contact->name : std::string(name);
  }
  const auto what = desk.look(arguments.id, now);
  if (!what) return fail(what.error());
  // Where nobody may, the desk says so.
  if (!what->coordinator.empty() || what->mayDecide.empty()) return what->coordinator;
  return fail(ErrorKind::Usage, "nobody in particular decides about this reply",
              "say who says so: --as NAME");
}

/// The answer that is given in place of what was read; absent: none is.
Result<std::optional<alerts::Answer>> answerGiven(Session& session, const RepliesArguments& arguments) {
  const bool given = !arguments.date.empty() || !arguments.evidence.empty() || !arguments.handTo.empty() ||
                     !arguments.note.empty();
  if (arguments.kind.empty()) {
    if (!given) return std::optional<alerts::Answer>();
    return fail(ErrorKind::Usage, "--date, --evidence, --to and --note go with --answer",
                "say what it says: --answer done");
  }
  alerts::Answer answer{
      *alerts::parseAnswerKind(arguments.kind), {}, arguments.evidence, arguments.handTo, arguments.note};
  if (!arguments.date.empty()) {
    answer.date = session.readDate("--date", arguments.date);
    if (!answer.date) return fail(ErrorKind::Usage, {}, {});
  }
  return answer;
}

void confirmReply(Session& session, RepliesArguments& arguments) {
  auto answer = answerGiven(session, arguments);
  if (!answer) return answer.error().what.empty() ? void() : session.failWith(answer.error());
  auto tools = replyTools(session, store::Mode::ReadWrite);
  if (!tools) return;
  const auto now = session.clock.now();
  daemon::ReplyDesk desk(*tools->store, *tools->configuration);
  const auto by = deciderOf(arguments, desk, *tools->configuration, now);
  if (!by) return session.failWith(by.error());
  arguments.how.by = *by;
  arguments.how.answer = std::move(*answer);
  const auto recorded = desk.confirm(arguments.id, arguments.how, now);
  if (!recorded) return session.failWith(recorded.error());
  if (!arguments.as.empty()) warnOfStranger(session, *by);
  const auto ref = plan::spokenRef(recorded->record.action);
  if (session.json)
    return print(session.out, Json{{"id", arguments.id},
                                   {"state", "confirmed"},
                                   {"ref", recorded->record.action.ref},
                                   {"by", *by},
                                   {"said", recorded->said}});
  session.out << fmt::format("{}: {}\n", ref, recorded->said);
}

void refuseOne(Session& session, const RepliesArguments& arguments) {
  if (trim(arguments.why).empty())
    return session.failWith({ErrorKind::Usage, "--why says nothing", "say why, for the audit"});
  auto tools = replyTools(session, store::Mode::ReadWrite);
  if (!tools) return;
  const auto now = session.clock.now();
  daemon::ReplyDesk desk(*tools->store, *tools->configuration);
  const auto by = deciderOf(arguments, desk, *tools->configuration, now);
  if (!by) return session.failWith(by.error());
  const auto askedAgain = desk.refuse(arguments.id, *by, arguments.why, now);
  if (!askedAgain) return session.failWith(askedAgain.error());
  if (!arguments.as.empty()) warnOfStranger(session, *by);
  if (session.json) return print(session.out, Json{{"id", arguments.id}, {"state", "refused"}, {"by", *by}});
  session.out << fmt::format("Reply {} is refused.{}\n", arguments.id,
                             *askedAgain ? " Whoever was asked is asked again." : "");
}

void addConfirm(CLI::App& command, Session& session, const std::shared_ptr<RepliesArguments>& arguments) {
  auto* confirm = command.add_subcommand("confirm", "Take a reply as the answer of whoever was asked");
  confirm->add_option("id", arguments->id, "The reply's number")->required();
  confirm->add_option("--as", arguments->as, "Who says so (default: the plan's coordinator)");
  confirm->add_option("--answer", arguments->kind, "What it says, in place of what was read")
      ->check(CLI::IsMember({"on-track", "done", "new-date", "agree-date", "snooze", "not-mine", "ack"}));
  confirm->add_option("--date", arguments->date, "With --answer: the day");
  confirm->add_option("--evidence", arguments->evidence, "With --answer done: where the evidence is");
  confirm->add_option("--to", arguments->handTo, "With --answer not-mine: whose it is");
  confirm->add_option("--note", arguments->note, "With --answer: a note");
  confirm->add_option("--item", arguments->how.item,
                      "Which item of the message it is about, where that is not clear");
  confirm->add_option("--milestone", arguments->how.milestone,
                      "Of an action with several dates: which, by its number");
  confirm->add_flag("--despite-sender", arguments->how.despiteSender,
                    "It is theirs, although it came from another address");
  confirm->add_flag("--agree", arguments->how.agree, "Agree at once to the date that it proposes");
  confirm->footer(
      "Examples: chaser replies confirm 7\n"
      "          chaser replies confirm 8 --answer new-date --date 2027-03-31 --agree --as 'Priya Nair'");
  confirm->callback([arguments, &session] { confirmReply(session, *arguments); });
}

}  // namespace

void addReplies(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<RepliesArguments>();
  auto* command =
      app.add_subcommand("replies", "List what was answered by mail and waits; confirm or refuse it");
  command->require_subcommand(0, 1);
  command->add_flag("--all", arguments->all, "Also those that were dealt with");
  command->footer("Example: chaser replies\nExample: chaser replies confirm 7 --as 'Priya Nair'");
  command->callback([arguments, command, &session] {
    if (command->get_subcommands().empty()) listReplies(session, *arguments);
  });
  auto* show = command->add_subcommand("show", "What somebody wrote");
  show->add_option("id", arguments->id, "The reply's number")->required();
  show->footer("Example: chaser replies show 7");
  show->callback([arguments, &session] { showReply(session, *arguments); });
  addConfirm(*command, session, arguments);
  auto* refuse = command->add_subcommand("refuse", "Put a reply aside: it is no answer");
  refuse->add_option("id", arguments->id, "The reply's number")->required();
  refuse->add_option("--why", arguments->why, "Why, for the audit")->required();
  refuse->add_option("--as", arguments->as, "Who says so (default: the plan's coordinator)");
  refuse->footer("Example: chaser replies refuse 7 --why 'it is about another ward'");
  refuse->callback([arguments, &session] { refuseOne(session, *arguments); });
}

}  // namespace chaser::cli
