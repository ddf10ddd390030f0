// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/import_source.h"
#include "cli/judge_progress.h"
#include "cli/progress_bar.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/vocabulary.h"
#include "common/fold.h"
#include "common/text.h"
#include "daemon/files.h"
#include "plan/doubts.h"
#include "plan/draft.h"
#include "plan/headings.h"
#include "plan/merge.h"
#include "plan/readers/grid.h"
#include "plan/report.h"

namespace chaser::cli {

namespace {

struct ImportArguments {
  std::vector<std::string> files;
  plan::Plan plan;  ///< key, title, coordinator, board, authority and year start, where given
  std::optional<unsigned> yearStarts;
  std::string asOf;
  std::vector<std::string> map;
  std::string prefer;
  std::string format;
  std::string key;
  bool partial = false;
  bool withdrawMissing = false;
  bool dryRun = false;
};

/// `appendix-a` from `../Appendix A.docx`: what a plan is called when nobody says.
std::string keyFromName(const std::filesystem::path& file) {
  std::string key;
  for (const char c : foldWords(file.stem().string())) key += c == ' ' ? '-' : c;
  return key.empty() ? "plan" : key;
}

plan::Prefer preferenceOf(const std::string& word) {
  if (word == "document") return plan::Prefer::Document;
  if (word == "database") return plan::Prefer::Database;
  return plan::Prefer::Neither;
}

/// The database to import into. A dry run over a file that does not exist yet works on nothing and creates
/// nothing.
struct Target {
  std::unique_ptr<store::Store> store;
  plan::Plan plan;
  std::vector<plan::StoredAction> stored;
  std::vector<plan::RagMeaning> ragKey;  ///< what the plan's colours mean so far
  std::vector<plan::Settled> settled;
};

Result<Target> targetOf(std::unique_ptr<store::Store> store, const plan::Plan& wanted) {
  Target target{std::move(store), wanted, {}, {}, {}};
  if (!target.store) return target;
  const auto existing = target.store->plan(wanted.key);
  if (!existing) return fail(existing.error());
  if (!*existing) return target;
  target.plan.id = (*existing)->id;
  target.plan.yearStarts = (*existing)->yearStarts;
  target.ragKey = (*existing)->ragKey;
  auto stored = target.store->storedActions(target.plan.id);
  if (!stored) return fail(stored.error());
  target.stored = std::move(*stored);
  const auto settled = target.store->settled(target.plan.id);
  if (!settled) return fail(settled.error());
  for (const auto& answer : *settled) target.settled.push_back(answer.entry);
  return target;
}

Outcome applyImport(Target& target, const plan::ChangeSet& changes, const std::vector<plan::Doubt>& doubts,
                    const store::Actor& actor) {
  auto transaction = target.store->begin();
  if (!transaction) return fail(transaction.error());
  const auto plan = target.store->putPlan(target.plan, actor);
  if (!plan) return fail(plan.error());
  auto applied = target.store->apply(*plan, changes, doubts, actor);
  if (!applied) return applied;
  auto judged = judgeAllProgress(*target.store);
  if (!judged) return judged;
  return (*transaction)->commit();
}

class Importer {
 public:
  Importer(Session& session, const ImportArguments& arguments, const daemon::Configuration& configuration)
      : session_(session), arguments_(arguments), configuration_(configuration) {}

  Outcome importFile(const std::string& file, const plan::HeadingVocabulary& vocabulary) {
    const ImportSource source{file, arguments_.format, arguments_.key};
    ProgressBar progress(session_.err, session_.terminal && !session_.json);
    progress.show(0, "reading " + nameOf(source));
    auto read = readSource(source, session_.in);
    if (!read) return fail(read.error());

    auto wanted = arguments_.plan;
    if (wanted.key.empty()) wanted.key = keyFromName(file);
    progress.show(20, "looking at what the database has");
    auto target = openTarget(wanted);
    if (!target) return fail(target.error());
    if (auto forward = checkForward(*target, wanted.key); !forward) return forward;
    if (arguments_.yearStarts) target->plan.yearStarts = *arguments_.yearStarts;

    plan::DraftOptions options;
    options.asOf = asOf_;
    options.yearStarts = target->plan.yearStarts;
    options.overrides = arguments_.map;
    if (read->keyHeading) options.overrides.push_back(*read->keyHeading + "=ref");
    options.ragKey = target->ragKey;
    options.settled = target->settled;
    const bool anybodyKnown = !configuration_.people.directory().contacts.empty();
    options.people = anybodyKnown ? &configuration_.people : nullptr;
    progress.show(30, "reading dates, owners and ratings");
    auto draft = plan::draftPlan(read->document, vocabulary, options);
    if (!draft)
      return fail(draft.error().kind, fmt::format("{}: {}", nameOf(source), draft.error().what),
                  draft.error().hint);
    if (read->keyHeading && draft->actions.empty()) return noRecords(source);
    // A big plan's grid is as much memory again as what was read from it.
    read->document = {};
    if (target->plan.title.empty()) target->plan.title = draft->title;

    progress.show(50, "comparing " + counted(draft->actions.size(), "action") + " with the database");
    const auto changes = plan::merge(std::move(*draft), target->stored, mergeOptions());
    plan::dropAnswered(*draft, changes);
    if (!arguments_.dryRun) {
      progress.show(70, "writing " + counted(draft->actions.size(), "action"));
      store::Actor actor;
      actor.name = "import";
      if (asOf_) actor.at = configuration_.zone.at(*asOf_, TimeOfDay{0});
      auto applied = applyImport(*target, changes, draft->doubts, actor);
      if (!applied) return applied;
    }
    progress.clear();
    const auto report = plan::reportOf(wanted.key, *draft, changes);
    const plan::ReportStyle style{arguments_.dryRun, session_.colour()};
    session_.out << (session_.json ? plan::renderJson(report, arguments_.dryRun) + "\n"
                                   : plan::renderText(report, style));
    return {};
  }

  /// False when --as-of is no date; the session has been told.
  bool readAsOf() {
    if (arguments_.asOf.empty()) return true;
    asOf_ = session_.readDate("--as-of", arguments_.asOf);
    return asOf_.has_value();
  }

 private:
  /// An export that failed late gives headings alone; it is not a plan from which everything was withdrawn.
  static tl::unexpected<Error> noRecords(const ImportSource& source) {
    return fail(ErrorKind::Input, nameOf(source) + ": has no records",
                "look whether the export worked; nothing was imported");
  }

  [[nodiscard]] plan::MergeOptions mergeOptions() const {
    plan::MergeOptions options;
    options.prefer = preferenceOf(arguments_.prefer);
    options.keyed = !arguments_.key.empty();
    options.partial = arguments_.partial;
    if (arguments_.withdrawMissing)
      options.withdrawAt = asOf_ ? configuration_.zone.at(*asOf_, TimeOfDay{0}) : session_.clock.now();
    return options;
  }

  /// Versions of a plan are read in their order: an older one after a newer one would undo what happened in
  /// between and count it as slips.
  [[nodiscard]] Outcome checkForward(const Target& target, const std::string& key) const {
    if (!asOf_ || !target.plan.id) return {};
    const auto last = target.store->lastImport(target.plan.id);
    if (!last) return fail(last.error());
    if (!*last) return {};
    const Date day = configuration_.zone.dayOf(**last);
    if (*asOf_ >= day) return {};
    return fail(
        ErrorKind::Usage,
        fmt::format("--as-of {} is before the plan's last import: '{}' was changed as of {}", asOf_->iso(),
                    key, day.iso()),
        fmt::format("import the versions of a plan in their order; if this is the newest after all, date "
                    "it {} or later, or leave --as-of out",
                    day.iso()));
  }

  Result<Target> openTarget(const plan::Plan& wanted) {
    const auto& path = configuration_.settings.database;
    if (arguments_.dryRun && !std::filesystem::exists(path)) return targetOf(nullptr, wanted);
    auto store = store::open(path, arguments_.dryRun ? store::Mode::ReadOnly : store::Mode::Create);
    if (!store) return fail(store.error());
    return targetOf(std::move(*store), wanted);
  }

  Session& session_;
  const ImportArguments& arguments_;
  const daemon::Configuration& configuration_;
  std::optional<Date> asOf_;
};

/// What was asked for and does not go together.
Outcome checkArguments(const ImportArguments& arguments) {
  const bool fed = std::find(arguments.files.begin(), arguments.files.end(), "-") != arguments.files.end();
  if (arguments.files.size() > 1 && !arguments.plan.key.empty())
    return fail(ErrorKind::Usage, "--plan names one plan, but several files were given",
                "import them one by one");
  if (fed && arguments.plan.key.empty())
    return fail(ErrorKind::Usage, "standard input has no name to call the plan by",
                "say which plan it is: --plan tracker");
  if (fed && arguments.format.empty())
    return fail(ErrorKind::Usage, "standard input has no name that tells its format",
                "say what it is: --format csv or --format ndjson");
  if (arguments.partial && arguments.key.empty())
    return fail(ErrorKind::Usage, "--partial needs a column that names each record for good",
                "name it: --key ID");
  if (arguments.partial && arguments.withdrawMissing)
    return fail(ErrorKind::Usage, "--partial and --withdraw-missing contradict each other",
                "a partial feed does not say what is gone; leave one of them out");
  return {};
}

void runImport(Session& session, const ImportArguments& arguments) {
  if (const auto sound = checkArguments(arguments); !sound) return session.failWith(sound.error());
  const auto configuration = session.configuration();
  if (!configuration) return;
  Importer importer(session, arguments, *configuration);
  if (!importer.readAsOf()) return;
  const auto dropped = session.becomeOwner(configuration->settings.database);
  if (!dropped) return session.failWith(dropped.error());
  const auto vocabulary = loadVocabulary(session, *configuration);
  if (!vocabulary) return session.failWith(vocabulary.error());
  // A name that was mistyped stops all of them: half an import is worse than none.
  for (const auto& file : arguments.files) {
    if (file == "-") continue;
    const auto readable = daemon::readFile(file);
    if (!readable) return session.failWith(readable.error());
  }
  for (const auto& file : arguments.files) {
    const auto imported = importer.importFile(file, *vocabulary);
    if (!imported) return session.failWith(imported.error());
  }
}

}  // namespace

void addImport(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ImportArguments>();
  auto* command = app.add_subcommand(
      "import", "Read a plan from Word, Excel or CSV into the database; again to update it");
  command->add_option("file", arguments->files, "The documents (.docx, .xlsx, .csv)")->required();
  command->add_option("--plan", arguments->plan.key,
                      "The plan's short key (default: made from the file's name)");
  command->add_option("--title", arguments->plan.title, "Its title (default: the document's)");
  command->add_option("--coordinator", arguments->plan.coordinator, "The contact of last resort");
  command->add_option("--board", arguments->plan.board, "The board that assures what names none");
  command->add_option("--authority", arguments->plan.authority, "The body whose plan it is");
  command->add_option("--year-starts", arguments->yearStarts, "Month in which its financial year begins (4)")
      ->check(CLI::Range(1U, 12U));
  command->add_option("--as-of", arguments->asOf,
                      "The document's day: dates the changes, gives missing years");
  command->add_option("--map", arguments->map, "'Heading=field' for a column that is not recognised");
  command->add_option("--prefer", arguments->prefer, "Who wins when document and database both changed")
      ->check(CLI::IsMember({"document", "database"}));
  command->add_option("--format", arguments->format, "What standard input (-) holds")
      ->check(CLI::IsMember({"csv", "ndjson"}));
  command->add_option("--key", arguments->key, "The column that names a record for good (a feed)");
  command->add_flag("--partial", arguments->partial,
                    "The feed holds only some records: leave the others alone");
  command->add_flag("--withdraw-missing", arguments->withdrawMissing,
                    "Close actions that the document no longer has; one that comes back is opened again");
  command->add_flag("--dry-run", arguments->dryRun, "Only say what would change, word by word");
  command->footer(
      "Example: chaser --database plan.db import appendix-a.docx --plan lancs --coordinator 'A. Example'");
  command->callback([arguments, &session] { runImport(session, *arguments); });
}

}  // namespace chaser::cli
