// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/import_source.h"
#include "cli/import_target.h"
#include "cli/progress_bar.h"
#include "cli/session.h"
#include "plan/draft.h"
#include "plan/headings.h"
#include "plan/merge.h"

namespace chaser::cli {

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
std::string keyFromName(const std::string& file);

/// Imports all files or none: they are read first, which takes long and holds no lock; then compared with the
/// database and written in one transaction. What somebody else wrote in between is seen, for then the plans
/// are read again.
class Importer {
 public:
  /// Refers to all of them; they outlive it.
  Importer(Session& session, const ImportArguments& arguments, const daemon::Configuration& configuration,
           const plan::HeadingVocabulary& vocabulary, std::optional<Date> asOf);

  Outcome run();

 private:
  /// One file on its way into the database.
  struct Import {
    ImportSource source;
    plan::Plan wanted;
    ImportedDocument read;
    ImportTarget target;
    plan::DraftPlan draft;
    plan::ChangeSet changes;
  };

  Outcome open();
  Outcome read(const std::string& file);
  /// Reads what the database has, and the document in its light.
  Outcome draft(Import& import);
  [[nodiscard]] plan::DraftOptions draftOptions(const Import& import) const;
  [[nodiscard]] Outcome checkForward(const ImportTarget& target) const;
  /// Whether each plan that is new is another than those of the database, and those imported with it.
  [[nodiscard]] Outcome checkAreOthers() const;
  [[nodiscard]] Outcome checkIsAnother(const Import& import) const;
  /// Begins the transaction, the imports being of the database as it is then.
  Result<std::unique_ptr<store::Transaction>> begin();
  void merge(Import& import);
  Outcome write(const Import& import);
  void report();
  [[nodiscard]] std::optional<Instant> instantAsOf() const;

  Session& session_;
  const ImportArguments& arguments_;
  const daemon::Configuration& configuration_;
  const plan::HeadingVocabulary& vocabulary_;
  std::optional<Date> asOf_;
  std::unique_ptr<store::Store> store_;  ///< none: a dry run over a file that is not there yet
  std::int64_t seen_ = 0;                ///< the database's version when the plans were read
  std::vector<Import> imports_;
  ProgressBar progress_;
};

}  // namespace chaser::cli
