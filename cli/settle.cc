// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/answering.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/doubts.h"
#include "plan/settling.h"

namespace chaser::cli {

namespace {

struct SettleArguments {
  std::string phrase;
  std::string plan;
  std::string as;
  std::string by;
  bool list = false;
  bool undo = false;
};

/// What an answer did to the plan.
struct Done {
  plan::Settled entry;
  std::vector<std::string> rows;
  std::vector<std::string> kept;
};

/// `the owner Head of Nursing`, `no board`.
std::string spoken(const plan::Settled& entry) {
  if (entry.kind == "seen") return "seen";
  const std::string kind = entry.kind == "rag" ? "colour" : entry.kind;
  return entry.answer.empty() ? "no " + kind : fmt::format("the {} {}", kind, entry.answer);
}

/// `an owner`, `a rating`: what stands where an answer of the kind looks.
std::string nounOf(const std::string& kind) {
  if (kind == "rag") return "a rating";
  return (kind == "owner" ? "an " : "a ") + kind;
}

/// One plan and what was answered about it, while an answer is given or taken back.
class Settler {
 public:
  Settler(store::Store& store, plan::Plan plan, store::Actor actor)
      : store_(store), plan_(std::move(plan)), actor_(std::move(actor)) {}

  Outcome load() {
    auto answers = store_.settled(plan_.id);
    if (!answers) return fail(answers.error());
    answers_ = std::move(*answers);
    std::stable_sort(
        answers_.begin(), answers_.end(),
        [](const store::SettledAnswer& a, const store::SettledAnswer& b) { return a.at < b.at; });
    auto columns = store_.columns(plan_.id);
    if (!columns) return fail(columns.error());
    columns_ = std::move(*columns);
    auto doubts = store_.doubts(plan_.id);
    if (!doubts) return fail(doubts.error());
    doubts_ = std::move(*doubts);
    return loadRows();
  }

  [[nodiscard]] const std::vector<store::SettledAnswer>& answers() const { return answers_; }

  /// An earlier answer to the same phrase goes, as if it had never been given.
  Result<Done> give(const plan::Settled& entry, const std::string& words) {
    std::vector<store::SettledAnswer> after;
    bool again = false;
    for (const auto& answer : answers_) {
      const bool same = isTo(answer, entry);
      if (same && answer.entry.answer == entry.answer) return Done{entry, {}, {}};
      again = again || same;
      if (!same) after.push_back(answer);
    }
    const bool carried = entry.kind == "seen" ? isToBeSeen(entry) : plan::carries(stored_, columns_, entry);
    if (!again && !carried) return fail(notCarried(entry, words));
    after.push_back({entry, words, {}, {}, {}});
    return replace(std::move(after), entry);
  }

  Result<Done> takeBack(const plan::Settled& entry) {
    std::vector<store::SettledAnswer> after;
    std::copy_if(answers_.begin(), answers_.end(), std::back_inserter(after),
                 [&](const store::SettledAnswer& answer) { return !isTo(answer, entry); });
    if (const auto removed = store_.removeSettled(plan_.id, entry, actor_); !removed)
      return fail(removed.error());
    return replace(std::move(after), entry);
  }

 private:
  static bool isTo(const store::SettledAnswer& answer, const plan::Settled& entry) {
    return answer.entry.kind == entry.kind && answer.entry.phrase == entry.phrase;
  }

  static std::vector<plan::GivenAnswer> given(const std::vector<store::SettledAnswer>& answers) {
    std::vector<plan::GivenAnswer> out;
    out.reserve(answers.size());
    for (const auto& answer : answers) out.push_back({answer.entry, answer.earlier});
    return out;
  }

  Result<Done> replace(std::vector<store::SettledAnswer> after, const plan::Settled& entry) {
    auto readings = given(after);
    const auto settling = plan::replaceAnswers(stored_, columns_, given(answers_), readings);
    for (std::size_t i = 0; i < after.size(); ++i) {
      after[i].earlier = std::move(readings[i].earlier);
      if (const auto put = store_.putSettled(plan_.id, after[i], actor_); !put) return fail(put.error());
    }
    answers_ = std::move(after);
    if (!settling.changes.actions.empty()) {
      const auto applied = store_.apply(plan_.id, settling.changes, doubts_, actor_);
      if (!applied) return fail(applied.error());
      if (const auto read = loadRows(); !read) return fail(read.error());
    }
    return Done{entry, settling.rows, settling.kept};
  }

  Outcome loadRows() {
    auto stored = store_.storedActions(plan_.id);
    if (!stored) return fail(stored.error());
    stored_ = std::move(*stored);
    return {};
  }

  /// Whether there is such a doubt, and nothing else to answer to it.
  [[nodiscard]] bool isToBeSeen(const plan::Settled& entry) const {
    return std::any_of(doubts_.begin(), doubts_.end(), [&](const plan::Doubt& doubt) {
      return plan::phraseOf(doubt.text) == entry.phrase &&
             std::any_of(stored_.begin(), stored_.end(), [&](const plan::StoredAction& stored) {
               const plan::Action& action = stored.record.action;
               return action.ref == doubt.ref && action.part == doubt.part &&
                      plan::isOnlyToBeSeen(doubt, stored.record);
             });
    });
  }

  [[nodiscard]] Error notCarried(const plan::Settled& entry, const std::string& words) const {
    std::vector<std::string> phrases;
    std::string otherwise;
    for (const plan::Doubt& doubt : doubts_) {
      if (doubt.text.empty()) continue;
      if (plan::phraseOf(doubt.text) != entry.phrase) {
        phrases.push_back(oneLine(doubt.text));
      } else if (otherwise.empty()) {
        const std::string kind = plan::canonicalKind(doubt.kind);
        otherwise =
            kind == entry.kind
                ? std::string(
                      "they moved no date: 'chaser update' gives a row its own, and --as seen "
                      "says that nothing is to be done")
                : fmt::format("they are doubtful elsewhere: --as {}=ANSWER", kind == "rag" ? "colour" : kind);
      }
    }
    const std::string near = nearest(words, phrases);
    return {ErrorKind::Input,
            entry.kind == "seen" ? fmt::format("nothing about '{}' is only to be seen", oneLine(words))
                                 : fmt::format("no row of {} has the words '{}' where {} stands", plan_.key,
                                               oneLine(words), nounOf(entry.kind)),
            !otherwise.empty() ? otherwise
            : near.empty()     ? fmt::format("'chaser doubts --plan {}' lists what can be settled", plan_.key)
                               : fmt::format("did you mean '{}'?", near)};
  }

  store::Store& store_;
  plan::Plan plan_;
  store::Actor actor_;
  std::vector<store::SettledAnswer> answers_;
  std::vector<plan::PlanColumn> columns_;
  std::vector<plan::Doubt> doubts_;
  std::vector<plan::StoredAction> stored_;
};

/// `--as none` is about whatever the phrase is doubtful for.
Result<std::vector<plan::Settled>> entriesFor(Session& session, store::Store& store, const plan::Plan& plan,
                                              const SettleArguments& arguments) {
  const auto equals = arguments.as.find('=');
  if (foldCase(arguments.as) == "seen") {
    auto entry = plan::answerOf("seen", arguments.phrase, {});
    if (!entry) return fail(entry.error());
    return std::vector<plan::Settled>{std::move(*entry)};
  }
  if (equals != std::string::npos) {
    auto entry =
        plan::answerOf(arguments.as.substr(0, equals), arguments.phrase, arguments.as.substr(equals + 1));
    if (!entry) return fail(entry.error());
    return std::vector<plan::Settled>{std::move(*entry)};
  }
  if (foldCase(arguments.as) != "none") {
    return fail(ErrorKind::Usage, fmt::format("--as '{}' is no answer", arguments.as),
                "write --as KIND=ANSWER, for example owner='Head of Service', or --as none");
  }
  const auto configuration = session.configuration();
  if (!configuration) return fail(ErrorKind::Input, "the configuration can't be used", "see above");
  const auto doubts = openDoubtsOf(store, plan, *configuration, session.databasePath);
  if (!doubts) return fail(doubts.error());
  std::vector<plan::Settled> entries;
  for (const auto& open : *doubts) {
    if (plan::phraseOf(open.doubt.text) != plan::phraseOf(arguments.phrase)) continue;
    auto entry = plan::answerOf(plan::canonicalKind(open.doubt.kind), arguments.phrase, "none");
    const bool known = std::any_of(entries.begin(), entries.end(), [&](const plan::Settled& other) {
      return entry && other.kind == entry->kind;
    });
    if (entry && !known) entries.push_back(std::move(*entry));
  }
  if (!entries.empty()) return entries;
  return fail(ErrorKind::Input, fmt::format("nothing is doubtful about '{}'", oneLine(arguments.phrase)),
              "say of which kind it is none, for example --as owner=none");
}

/// An answer may name somebody before contacts.yaml does, but it is worth knowing.
void warnOfUnlisted(Session& session, const plan::Settled& entry) {
  const auto configuration = session.configuration();
  const auto* people = configuration ? peopleOf(*configuration) : nullptr;
  if (people == nullptr || entry.answer.empty()) return;
  const auto warn = [&](const std::string& name) {
    session.err << fmt::format(
        "chaser: warning: '{}' is not listed in contacts.yaml; until it is, the coordinator "
        "is told\n",
        name);
  };
  if (entry.kind == "party" && people->party(entry.answer) == nullptr) warn(entry.answer);
  if (entry.kind == "board" && !people->knowsBoard(entry.answer)) warn(entry.answer);
  if (entry.kind != "owner") return;
  for (const std::string& role : plan::rolesOf(entry.answer)) {
    if (people->readCell(role).known.empty()) warn(role);
  }
}

Json doneJson(const plan::Plan& plan, const std::string& words, const Done& done) {
  return {{"plan", plan.key},         {"kind", done.entry.kind},
          {"phrase", oneLine(words)}, {"answer", orNull(done.entry.answer)},
          {"rows", done.rows},        {"kept", done.kept}};
}

void say(Session& session, const plan::Plan& plan, const std::string& words, const std::vector<Done>& all,
         bool undone) {
  if (session.json) {
    Json list = Json::array();
    for (const auto& done : all) list.push_back(doneJson(plan, words, done));
    return print(session.out, list);
  }
  for (const auto& done : all) {
    session.out << (undone ? fmt::format("Taken back for {}: '{}' as {}\n", plan.key, oneLine(words),
                                         spoken(done.entry))
                           : fmt::format("Settled for {}: '{}' is {}\n", plan.key, oneLine(words),
                                         spoken(done.entry)));
    if (!done.rows.empty()) session.out << "  changed: " << joinWords(done.rows) << '\n';
    if (!done.kept.empty())
      session.out << "  left as they are, for somebody had said otherwise: " << joinWords(done.kept) << '\n';
  }
}

void runList(Session& session, const plan::Plan& plan, const std::vector<store::SettledAnswer>& answers) {
  Json list = Json::array();
  Table table({"KIND", "WORDS", "ANSWER", "BY", "ON"});
  for (const auto& answer : answers) {
    const std::string words = oneLine(answer.words.empty() ? answer.entry.phrase : answer.words);
    list.push_back({{"plan", plan.key},
                    {"kind", answer.entry.kind},
                    {"phrase", words},
                    {"answer", orNull(answer.entry.answer)},
                    {"by", orNull(answer.by)},
                    {"at", orNull(answer.at)}});
    const bool none = answer.entry.answer.empty() && answer.entry.kind != "seen";
    table.add({answer.entry.kind, words, none ? "none" : answer.entry.answer, answer.by,
               answer.at ? answer.at->iso().substr(0, 10) : std::string()});
  }
  if (session.json) return print(session.out, list);
  if (table.empty()) {
    session.err << fmt::format("Nothing has been settled about {}.\n", plan.key);
  } else {
    table.print(session.out, terminalWidth(session.terminal));
  }
}

Result<std::vector<Done>> giveAll(Session& session, store::Store& store, const plan::Plan& plan,
                                  Settler& settler, const SettleArguments& arguments) {
  const auto entries = entriesFor(session, store, plan, arguments);
  if (!entries) return fail(entries.error());
  std::vector<Done> all;
  for (const auto& entry : *entries) {
    auto done = settler.give(entry, arguments.phrase);
    if (!done) return fail(done.error());
    all.push_back(std::move(*done));
  }
  return all;
}

Result<std::vector<Done>> takeAllBack(Settler& settler, const plan::Plan& plan,
                                      const SettleArguments& arguments) {
  const std::string kind = plan::canonicalKind(arguments.as.substr(0, arguments.as.find('=')));
  std::vector<store::SettledAnswer> wanted;
  for (const auto& answer : settler.answers()) {
    const bool ofKind = kind.empty() || answer.entry.kind == kind;
    if (ofKind && answer.entry.phrase == plan::phraseOf(arguments.phrase)) wanted.push_back(answer);
  }
  if (wanted.empty())
    return fail(ErrorKind::Input, fmt::format("nothing was settled about '{}'", oneLine(arguments.phrase)),
                fmt::format("'chaser settle --plan {} --list' shows what was", plan.key));
  std::vector<Done> all;
  for (const auto& answer : wanted) {
    auto done = settler.takeBack(answer.entry);
    if (!done) return fail(done.error());
    all.push_back(std::move(*done));
  }
  return all;
}

/// What the command line must hold, before a database is opened.
Outcome checkArguments(const SettleArguments& arguments) {
  if (arguments.list) return {};
  if (trim(arguments.phrase).empty())
    return fail(ErrorKind::Usage, "there are no words to settle",
                "chaser settle --help shows how it is used");
  if (!arguments.undo && arguments.as.empty())
    return fail(ErrorKind::Usage, fmt::format("what is '{}'?", oneLine(arguments.phrase)),
                "answer with --as KIND=ANSWER: owner, party, board, date, basis, state, colour; or --as "
                "none, --as seen");
  return {};
}

void runSettle(Session& session, const SettleArguments& arguments) {
  const auto whole = checkArguments(arguments);
  if (!whole) return session.failWith(whole.error());
  const auto store = session.database(arguments.list ? store::Mode::ReadOnly : store::Mode::ReadWrite);
  if (!store) return;
  const auto plan = choosePlan(*store, arguments.plan);
  if (!plan) return session.failWith(plan.error());
  store::Actor actor;
  actor.name = arguments.by.empty() ? "settle" : arguments.by;
  Settler settler(*store, *plan, actor);
  if (arguments.list) {
    const auto loaded = settler.load();
    return loaded ? runList(session, *plan, settler.answers()) : session.failWith(loaded.error());
  }
  auto transaction = store->begin();
  if (!transaction) return session.failWith(transaction.error());
  const auto loaded = settler.load();
  if (!loaded) return session.failWith(loaded.error());
  const auto done = arguments.undo ? takeAllBack(settler, *plan, arguments)
                                   : giveAll(session, *store, *plan, settler, arguments);
  if (!done) return session.failWith(done.error());
  const auto committed = (*transaction)->commit();
  if (!committed) return session.failWith(committed.error());
  for (const auto& one : *done) {
    if (!arguments.undo) warnOfUnlisted(session, one.entry);
  }
  say(session, *plan, arguments.phrase, *done, arguments.undo);
}

}  // namespace

void addSettle(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<SettleArguments>();
  auto* command = app.add_subcommand("settle", "Answer a doubt once: what words of a plan mean");
  command->add_option("words", arguments->phrase, "The words, as 'chaser doubts' shows them");
  command->add_option("--plan", arguments->plan, "The plan's key, when there are several");
  command->add_option(
      "--as", arguments->as,
      "KIND=ANSWER: owner, party or board=NAME, date=YYYY-MM-DD, basis=, state=, colour=; or none, or seen");
  command->add_option("--by", arguments->by, "Who says so, for the audit: a contact's name");
  command->add_flag("--list", arguments->list, "Show what was settled");
  command->add_flag("--undo", arguments->undo, "Take the answer back");
  command->footer(
      "Example: chaser --database plan.db settle --plan northmoor 'Provider action plan' --as 'party=NCH' "
      "--by 'A. "
      "Example'");
  command->callback([arguments, &session] { runSettle(session, *arguments); });
}

}  // namespace chaser::cli
