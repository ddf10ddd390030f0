// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "cli/commands.h"
#include "cli/importer.h"
#include "cli/vocabulary.h"
#include "common/text.h"
#include "daemon/files.h"

namespace chaser::cli {

namespace {

bool isFed(const ImportArguments& arguments) {
  return std::find(arguments.files.begin(), arguments.files.end(), "-") != arguments.files.end();
}

/// Two files of one name in different folders would be one plan, of which the second file would undo the
/// first.
Outcome checkNames(const ImportArguments& arguments) {
  std::map<std::string, std::string> files;  // by the key of their plan
  for (const std::string& file : arguments.files) {
    const auto [other, fresh] = files.emplace(keyFromName(file), file);
    if (!fresh)
      return fail(ErrorKind::Usage,
                  fmt::format("'{}' and '{}' would both be the plan '{}'", other->second, file, other->first),
                  "import them one by one and name each plan: --plan KEY");
  }
  return {};
}

/// What was asked for and does not go together.
Outcome checkArguments(const ImportArguments& arguments) {
  const bool fed = isFed(arguments);
  if (arguments.files.size() > 1 && !arguments.plan.key.empty())
    return fail(ErrorKind::Usage, "--plan names one plan, but several files were given",
                "import them one by one");
  if (fed && arguments.plan.key.empty())
    return fail(ErrorKind::Usage, "standard input has no name to call the plan by",
                "say which plan it is: --plan tracker");
  if (fed && arguments.format.empty())
    return fail(ErrorKind::Usage, "standard input has no name that tells its format",
                "say what it is: --format csv or --format ndjson");
  if (!fed && !arguments.format.empty())
    return fail(
        ErrorKind::Usage, "--format says what standard input holds, but files were given",
        "leave it out: a file's format is told from what is in it; or give '-' and the file as standard "
        "input");
  if (arguments.partial && arguments.key.empty())
    return fail(ErrorKind::Usage, "--partial needs a column that names each record for good",
                "name it: --key ID");
  if (arguments.partial && arguments.withdrawMissing)
    return fail(ErrorKind::Usage, "--partial and --withdraw-missing contradict each other",
                "a partial feed does not say what is gone; leave one of them out");
  return checkNames(arguments);
}

void runImport(Session& session, const ImportArguments& arguments) {
  if (const auto sound = checkArguments(arguments); !sound) return session.failWith(sound.error());
  const auto configuration = session.configuration();
  if (!configuration) return;
  std::optional<Date> asOf;
  if (!arguments.asOf.empty()) {
    asOf = session.readDate("--as-of", arguments.asOf);
    if (!asOf) return;
    // A rehearsal may be dated ahead, and a document that of its meeting; 2204 is a slip of the finger.
    const Date today = configuration->zone.dayOf(session.clock.now());
    if (*asOf > today.plusMonths(12))
      return session.failWith(
          Error{ErrorKind::Usage,
                fmt::format("--as-of {} is more than a year to come; today is {}", asOf->iso(), today.iso()),
                "give the day of the document, or leave it out"});
  }
  const auto dropped = session.becomeOwner(configuration->settings.database);
  if (!dropped) return session.failWith(dropped.error());
  const auto vocabulary = loadVocabulary(session, *configuration);
  if (!vocabulary) return session.failWith(vocabulary.error());
  // A name that was mistyped is told before the first file is read, which may take long.
  for (const auto& file : arguments.files) {
    if (file == "-") continue;
    const auto readable = daemon::readFile(file);
    if (!readable) return session.failWith(readable.error());
  }
  const auto done = Importer(session, arguments, *configuration, *vocabulary, asOf).run();
  if (!done) session.failWith(done.error());
}

}  // namespace

void addImport(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ImportArguments>();
  auto* command = app.add_subcommand(
      "import", "Read a plan from Word, Excel or CSV into the database; again to update it");
  command->add_option("file", arguments->files, "The documents (.docx, .xlsx, .csv)")->required();
  command->add_option("--plan", arguments->plan.key,
                      "The plan's short key (default: made from the file's name)");
  command->add_option("--title", arguments->plan.title, "Its title (default: the first document's)");
  command->add_option("--coordinator", arguments->plan.coordinator, "The contact of last resort");
  command->add_option("--board", arguments->plan.board, "The board that assures what names none");
  command->add_option("--authority", arguments->plan.authority, "The body whose plan it is");
  command->add_option("--year-starts", arguments->yearStarts, "Month in which its financial year begins (4)")
      ->check(CLI::Range(1U, 12U));
  command->add_option("--as-of", arguments->asOf,
                      "The document's day: dates the changes, gives missing years");
  command->add_option("--map", arguments->map,
                      "'Heading=field' for a column that is not recognised; the plan remembers it");
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
