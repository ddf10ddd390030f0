// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/date.h"
#include "common/result.h"
#include "plan/headings.h"
#include "plan/model.h"
#include "plan/readers/grid.h"

/// A document as it was read, before anybody compared it with the database.
namespace chaser::plan {

/// One cell of the document: its column's heading as written, its text, and how it was read (canonical text,
/// so that two equal readings are equal strings). The base of the next three-way merge.
struct Cell {
  std::string heading;
  std::string text;
  std::string reading;
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// Something that the import is not sure of. Never stops it.
struct Doubt {
  std::string kind;  ///< `date state basis rag`, `who` (an owner who is not certain), `owner party board`
                     ///< (nobody is listed for it), `heading row legend note`
  std::string ref;   ///< `16.2`, empty when it is about the whole document
  int part = 1;
  std::string text;  ///< the words in question, as written
  std::string hint;  ///< what was assumed, or what would settle it
  /// The answer that `chaser settle --as` would take: `owner=Head of Nursing`; empty without one. Where a
  /// value was read and is certain enough to stand, the answer that confirms it: `colour=red`,
  /// `date=2027-06-30`. Of a column that is gone `none`, what to map it to when that is for good.
  std::string offer = {};
};

struct DraftAction {
  Action action;                      ///< ids 0; ref, part and all text fields filled in
  std::vector<Milestone> milestones;  ///< ids 0; with a baseline when the row has a revised date too
  std::vector<Owner> owners;          ///< those of one milestone have its `place`
  std::vector<Cell> cells;            ///< every column of its row, known or not
  /// Headings of dates whose cells hold a spreadsheet's error.
  std::vector<std::string> faulty{};
  /// Places of milestones of which the revised dates do not say clearly when (undecided.h).
  std::vector<std::size_t> undecided{};
};

struct DraftPlan {
  std::string title;
  std::vector<std::string> columns;        ///< headings in document order, for export
  std::vector<std::vector<Field>> fields;  ///< what each column is, beside `columns`: nothing, one or two
  std::vector<PlanColumn> missing;         ///< those of the last import that this document does not have
  std::vector<std::string> dropped;        ///< of those, the ones that somebody mapped to nothing: they are
                                           ///< gone for good, and not among the missing
  std::vector<std::string> unmapped;       ///< headings that are kept but mean nothing to Chaser
  std::vector<RagMeaning> ragKey;          ///< from a legend; empty when there was none
  std::vector<DraftAction> actions;        ///< in document order
  std::vector<Doubt> doubts;
  std::size_t rows = 0;  ///< table rows read, header rows not counted
};

class People;

/// What a person said once for this plan, so that no import asks again.
struct Settled {
  std::string kind;    ///< `owner`, `party`, `board`, `date`, `basis`, `state` or `rag`: see answers.h
  std::string phrase;  ///< the words in question, as foldWords folds them
  std::string answer;
};

struct DraftOptions {
  std::optional<Date> asOf;   ///< the document's day: gives a missing year
  std::optional<Date> today;  ///< the import's day, which `asOf` stands before: what is later is to come
  unsigned yearStarts = 4;    ///< the month in which the plan's financial year begins
  std::vector<std::string> overrides;  ///< `Heading=field`, as `--map` has them
  std::vector<PlanColumn> columns;     ///< what the plan's columns meant at its last import: what they mean
                                       ///< unless `overrides` say otherwise
  std::vector<Settled> settled;        ///< answers to the doubts of earlier imports
  std::vector<RagMeaning> ragKey;      ///< what its colours mean, when the document does not say
  const People* people = nullptr;      ///< when given, owners and boards that nobody is listed for are doubts
};

/// Reads a plan's tables. Rows blank in number, recommendation and action continue the action above: as its
/// next part when they bring an owner, a date, a status or a rating of their own, else as more of its text,
/// as long as a cell may be; a revised date alone moves the dates of the row above. A ref is the row's
/// number, else the number that leads the recommendation or the issue, else `row-N`; where a ref comes again,
/// it is the next part. Fails when no table has a heading row that the vocabulary knows, naming what it saw;
/// the message reads on from the file's name, which the caller puts before it.
Result<DraftPlan> draftPlan(const Document& document, const HeadingVocabulary& vocabulary,
                            const DraftOptions& options);

}  // namespace chaser::plan
