// SPDX-License-Identifier: Apache-2.0
#include "cli/importer.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "cli/judge_progress.h"
#include "cli/plain_terminal.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/doubts.h"
#include "plan/feed_rows.h"
#include "plan/report.h"
#include "plan/undecided.h"

namespace chaser::cli {

namespace {

/// How often the plans are read again without a lock because somebody wrote meanwhile; then under it.
constexpr int kReadAgain = 2;

plan::Prefer preferenceOf(const std::string& word) {
  if (word == "document") return plan::Prefer::Document;
  if (word == "database") return plan::Prefer::Database;
  return plan::Prefer::Neither;
}

/// An export that failed late gives headings alone; it is not a plan from which everything was withdrawn.
tl::unexpected<Error> noRecords(const ImportSource& source) {
  return fail(ErrorKind::Input, nameOf(source) + ": has no records",
              "look whether the export worked; nothing was imported");
}

}  // namespace

std::string keyFromName(const std::string& file) {
  std::string key;
  for (const char c : foldWords(std::filesystem::path(file).stem().string())) key += c == ' ' ? '-' : c;
  return key.empty() ? "plan" : key;
}

Importer::Importer(Session& session, const ImportArguments& arguments,
                   const daemon::Configuration& configuration, const plan::HeadingVocabulary& vocabulary,
                   std::optional<Date> asOf)
    : session_(session),
      arguments_(arguments),
      configuration_(configuration),
      vocabulary_(vocabulary),
      asOf_(asOf),
      progress_(*session.bareErr, session.terminal && !session.json) {}

Outcome Importer::run() {
  if (auto opened = open(); !opened) return opened;
  imports_.reserve(arguments_.files.size());
  for (const std::string& file : arguments_.files) {
    if (auto done = read(file); !done) return done;
  }
  if (auto others = checkAreOthers(); !others) return others;
  std::unique_ptr<store::Transaction> transaction;
  if (!arguments_.dryRun) {
    auto begun = begin();
    if (!begun) return fail(begun.error());
    transaction = std::move(*begun);
  }
  for (Import& import : imports_) {
    if (import.read.nothing) continue;
    progress_.show(50, "comparing " + counted(import.draft.actions.size(), "action") + " with the database");
    merge(import);
    if (!transaction) continue;
    progress_.show(70, "writing " + counted(import.draft.actions.size(), "action"));
    if (auto written = write(import); !written) return written;
  }
  if (transaction) {
    if (auto judged = judgeAllProgress(*store_); !judged) return judged;
    if (auto committed = transaction->commit(); !committed) return committed;
  }
  progress_.clear();
  report();
  return {};
}

Outcome Importer::open() {
  const auto& path = configuration_.settings.database;
  if (arguments_.dryRun && !std::filesystem::exists(path)) return {};
  auto store = store::open(path, arguments_.dryRun ? store::Mode::ReadOnly : store::Mode::Create);
  if (!store) return fail(store.error());
  store_ = std::move(*store);
  const auto version = store_->dataVersion();
  if (!version) return fail(version.error());
  seen_ = *version;
  return {};
}

Outcome Importer::read(const std::string& file) {
  Import import;
  import.source = ImportSource{file, arguments_.format, arguments_.key, arguments_.partial};
  import.wanted = arguments_.plan;
  if (import.wanted.key.empty()) import.wanted.key = keyFromName(file);
  progress_.show(0, "reading " + nameOf(import.source));
  auto read = readSource(import.source, session_.in);
  if (!read) return fail(read.error());
  import.read = std::move(*read);
  if (auto drafted = draft(import); !drafted) return drafted;
  imports_.push_back(std::move(import));
  return {};
}

Outcome Importer::draft(Import& import) {
  progress_.show(20, "looking at what the database has");
  auto target = readTarget(store_.get(), import.wanted);
  if (!target) return fail(target.error());
  import.target = std::move(*target);
  if (auto forward = checkForward(import.target); !forward) return forward;
  if (arguments_.yearStarts) import.target.plan.yearStarts = *arguments_.yearStarts;
  import.draft = {};
  if (!import.read.nothing) {
    progress_.show(30, "reading dates, owners and ratings");
    const auto& key = import.read.keyHeading;
    plan::FeedRows feed;
    if (key)
      feed = plan::completeFeed(import.read.document, *key, import.target.stored, import.target.columns,
                                arguments_.partial);
    auto draft =
        plan::draftPlan(key ? feed.document : import.read.document, vocabulary_, draftOptions(import));
    if (!draft && arguments_.partial && import.target.stored.empty())
      return fail(
          ErrorKind::Input,
          fmt::format("{}: is a partial feed, and there is no plan '{}' yet of which it could be a part",
                      nameOf(import.source), import.target.plan.key),
          fmt::format("feed all records once, with all that they have: the same command without "
                      "--partial; read as a whole plan, this feed {}",
                      draft.error().what));
    if (!draft)
      return fail(draft.error().kind, fmt::format("{}: {}", nameOf(import.source), draft.error().what),
                  draft.error().hint);
    if (key && draft->actions.empty()) return noRecords(import.source);
    import.draft = std::move(*draft);
    if (!arguments_.partial) plan::addNotSent(feed.notSent, import.draft);
  }
  plan::Plan& plan = import.target.plan;
  // A title that somebody gave stays until somebody gives another.
  if (plan.title.empty() && import.target.title.empty()) plan.title = import.draft.title;
  import.draft.title = plan.title.empty() ? import.target.title : plan.title;
  return {};
}

plan::DraftOptions Importer::draftOptions(const Import& import) const {
  plan::DraftOptions options;
  options.asOf = asOf_;
  options.today = configuration_.zone.dayOf(session_.clock.now());
  options.yearStarts = import.target.plan.yearStarts;
  options.overrides = arguments_.map;
  if (import.read.keyHeading) options.overrides.push_back(*import.read.keyHeading + "=ref");
  options.columns = import.target.columns;
  options.ragKey = import.target.ragKey;
  options.settled = import.target.settled;
  const bool anybodyKnown = !configuration_.people.directory().contacts.empty();
  options.people = anybodyKnown ? &configuration_.people : nullptr;
  return options;
}

/// Versions of a plan are read in their order: an older one after a newer one would undo what happened in
/// between and count it as slips.
Outcome Importer::checkForward(const ImportTarget& target) const {
  if (!asOf_ || !target.lastImport) return {};
  const Date day = configuration_.zone.dayOf(*target.lastImport);
  if (*asOf_ >= day) return {};
  return fail(
      ErrorKind::Usage,
      fmt::format("--as-of {} is before the plan's last import: '{}' was changed as of {}", asOf_->iso(),
                  target.plan.key, day.iso()),
      fmt::format("import the versions of a plan in their order; if this is the newest after all, date "
                  "it {} or later, or leave --as-of out",
                  day.iso()));
}

/// `Plan v2.docx` is `plan`, not a second plan by which everybody is chased twice.
Outcome Importer::checkAreOthers() const {
  if (!arguments_.plan.key.empty()) return {};
  for (const Import& import : imports_) {
    if (!import.target.isNew()) continue;
    if (auto another = checkIsAnother(import); !another) return another;
  }
  return {};
}

Outcome Importer::checkIsAnother(const Import& import) const {
  for (const Import& other : imports_) {
    if (&other == &import || !isSamePlan(other.draft, import.draft)) continue;
    return fail(
        ErrorKind::Usage,
        fmt::format("{}: its actions are those of {}, which is to be imported with it", nameOf(import.source),
                    nameOf(other.source)),
        fmt::format("give one file alone, and then the later one with --plan {}; if these are two plans, "
                    "import the second alone and name it: --plan {}",
                    other.wanted.key, import.wanted.key));
  }
  if (!store_) return {};
  const auto other = samePlanAs(*store_, import.draft);
  if (!other) return fail(other.error());
  if (other->empty()) return {};
  return fail(ErrorKind::Usage,
              fmt::format("{}: its actions are those of the plan '{}', which the database has",
                          nameOf(import.source), *other),
              fmt::format("to update it: --plan {}; if this is another plan, name it: --plan {}", *other,
                          import.wanted.key));
}

Result<std::unique_ptr<store::Transaction>> Importer::begin() {
  for (int times = 0;; ++times) {
    auto transaction = store_->begin();
    if (!transaction) return transaction;
    const auto version = store_->dataVersion();
    if (!version) return fail(version.error());
    if (*version == seen_) return transaction;
    seen_ = *version;
    if (times < kReadAgain) transaction->reset();
    for (Import& import : imports_) {
      if (auto drafted = draft(import); !drafted) return fail(drafted.error());
    }
    if (auto others = checkAreOthers(); !others) return fail(others.error());
    if (times >= kReadAgain) return transaction;
  }
}

std::optional<Instant> Importer::instantAsOf() const {
  if (!asOf_) return std::nullopt;
  return configuration_.zone.at(*asOf_, TimeOfDay{0});
}

void Importer::merge(Import& import) {
  // A big plan's grid is as much memory again as what was read from it.
  import.read.document = {};
  plan::MergeOptions options;
  options.prefer = preferenceOf(arguments_.prefer);
  options.keyed = !arguments_.key.empty();
  options.partial = arguments_.partial;
  options.columns = import.target.columns;
  if (arguments_.withdrawMissing) options.withdrawAt = instantAsOf().value_or(session_.clock.now());
  plan::keepUndecided(import.draft, import.target.stored, options);
  import.changes = plan::merge(std::move(import.draft), import.target.stored, options);
  if (arguments_.partial && !import.target.stored.empty())
    plan::keepRowDoubts(import.draft, import.target.columns);
  plan::dropAnswered(import.draft, import.changes);
}

Outcome Importer::write(const Import& import) {
  store::Actor actor;
  actor.name = "import";
  actor.at = instantAsOf();
  const auto plan = store_->putPlan(import.target.plan, actor);
  if (!plan) return fail(plan.error());
  const bool some = arguments_.partial && !import.target.stored.empty();
  return store_->apply(
      *plan, import.changes,
      some ? plan::doubtsAfter(import.target.doubts, import.draft, import.changes) : import.draft.doubts,
      actor);
}

void Importer::report() {
  std::string all;
  for (const Import& import : imports_) {
    auto report = plan::reportOf(import.wanted.key, import.draft, import.changes);
    report.first = report.first && !import.read.nothing;
    if (session_.json) {
      all += (all.empty() ? "" : ",\n") + plan::renderJson(report, arguments_.dryRun);
    } else {
      all += (all.empty() ? "" : "\n") +
             plan::renderText(report, plan::ReportStyle{arguments_.dryRun, session_.colour()});
    }
  }
  if (!session_.json) {
    *session_.bareOut << (session_.terminal ? shownInColours(all) : all);
  } else {
    session_.out << (imports_.size() == 1 ? all : "[\n" + all + "\n]") << '\n';
  }
}

}  // namespace chaser::cli
