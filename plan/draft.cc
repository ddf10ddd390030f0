// SPDX-License-Identifier: Apache-2.0
#include "plan/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "plan/column_memory.h"
#include "plan/doubts.h"
#include "plan/draft_action.h"
#include "plan/faults.h"
#include "plan/layout.h"
#include "plan/legend.h"
#include "plan/rag.h"
#include "plan/refs.h"
#include "plan/sections.h"
#include "plan/sheets.h"
#include "plan/tables.h"

namespace chaser::plan {

namespace {

/// A title is one line; a page of preface is none.
constexpr std::size_t kTitleLimit = 200;

std::string titleOf(const Document& document) {
  for (const std::string& paragraph : document.paragraphs) {
    const std::string line = foldWords(paragraph);
    // `Appendix A` says where the plan is filed, not what it is.
    const bool label = (line.starts_with("appendix") || line.starts_with("annex")) && line.size() < 14;
    if (!label && !line.empty()) return shorten(normaliseCell(paragraph), kTitleLimit);
  }
  return {};
}

bool isHeadingAgain(const LaidRow& row, const std::vector<LaidRow>& headings) {
  const auto saysTheSame = [](const LaidCell& a, const LaidCell& b) {
    return foldWords(a.text) == foldWords(b.text);
  };
  return std::any_of(headings.begin(), headings.end(), [&](const LaidRow& heading) {
    return std::equal(row.begin(), row.end(), heading.begin(), heading.end(), saysTheSame);
  });
}

std::string firstTextOf(const LaidRow& row) {
  for (const LaidCell& cell : row) {
    if (!cell.text.empty()) return cell.text;
  }
  return {};
}

bool isOwnRow(const RowView& row) {
  if (row.hasOwn(Field::Ref) || row.hasOwn(Field::Recommendation) || row.hasOwn(Field::Action)) return true;
  const bool onlyIssues = row.cell(Field::Recommendation) == nullptr && row.cell(Field::Action) == nullptr;
  return onlyIssues && row.hasOwn(Field::Issue);
}

bool hasText(const RowView& row, bool (*of)(const Column&)) {
  for (std::size_t i = 0; i < row.row().size(); ++i) {
    const LaidCell& cell = row.row()[i];
    if (of(row.columns()[i]) && !cell.inherited && !cell.text.empty()) return true;
  }
  return false;
}

/// What a row can be chased by: it makes a part of the action above. A column of news says little enough.
bool makesPart(const Column& column) {
  if (column.is(Field::Status) && !column.is(Field::Progress)) return true;
  return column.is(Field::Owner) || column.is(Field::ByWhom) || column.is(Field::Timeline) ||
         column.is(Field::Revised) || column.is(Field::Completed);
}

/// A row of its own for a date that moves the one above.
bool isRevision(const Column& column) {
  return column.fields == std::vector{Field::Revised};
}

bool makesPartOfItsOwn(const Column& column) {
  return makesPart(column) && !isRevision(column);
}

bool meansSomething(const Column& column) {
  return !column.fields.empty();
}

/// The owner cells of all tables that name one owner, folded: what one page's table tells to be one role is
/// no list of two on another page.
std::set<std::string> wholeOwnersOf(const LaidTables& tables) {
  std::set<std::string> folded;
  std::unordered_set<std::string> seen;
  for (const auto& [table, layout] : tables) {
    for (const Column& column : layout.columns) {
      if (!column.is(Field::Owner)) continue;
      for (std::size_t i = layout.firstRow; i < layout.endOf(*table); ++i) {
        std::string owner = textBelow(table->rows[i], column);
        if (owner.empty() || owner.find_first_of(";\n") != std::string::npos) continue;
        const auto [fresh, isNew] = seen.insert(std::move(owner));
        if (isNew) folded.insert(foldWords(*fresh));
      }
    }
  }
  return folded;
}

bool isMappedToNothing(const std::string& heading, const HeadingVocabulary& words) {
  return words.isMapped(heading) && !words.fieldOf(heading);
}

/// Reads tables row by row into one DraftPlan.
class Drafter {
 public:
  Drafter(const DraftOptions& options, std::vector<LegendEntry> legend)
      : options_(options), legend_(std::move(legend)), maker_(options, legend_, plan_) {
    plan_.ragKey = keyOfLegend(legend_);
    for (const LegendEntry& entry : legend_) {
      if (entry.understood) continue;
      doubt("legend", entry.meaning.words,
            fmt::format("read as '{}', which {} usually means", toString(entry.meaning.status),
                        toString(entry.meaning.colour)));
    }
  }

  void knowOwners(std::set<std::string> wholeOwners) { maker_.knowOwners(std::move(wholeOwners)); }

  void readTable(const GridTable& table, const TableLayout& layout) {
    const std::vector<Column> columns = registerColumns(layout.columns);
    if (layout.firstRow == 0)
      doubt("row", {}, "a table without headings was read under those of the table above");
    else
      maker_.beginSection({});
    std::vector<LaidRow> headings;
    for (std::size_t i = layout.headingRow; i < layout.firstRow; ++i)
      headings.push_back(lay(table.rows[i], layout));
    tableRefs_.clear();
    // A row waits for those below it that only revise its dates.
    std::optional<LaidRow> held;
    std::size_t heldAt = 0, revisions = 0;
    const auto readHeld = [&] {
      if (held && readRow(RowView(*held, columns))) tellFaults(table, heldAt, columns, plan_);
      held.reset();
      plan_.rows += std::exchange(revisions, 0);
    };
    for (std::size_t i = layout.firstRow; i < layout.endOf(table); ++i) {
      LaidRow laid = lay(table.rows[i], layout);
      const RowView row(laid, columns);
      if (isBlank(row) || isHeadingAgain(laid, headings) || isTotalsRow(row)) continue;
      if (isSectionRow(row, table.rows[i], maker_.timeline())) {
        readHeld();
        beginSection(firstTextOf(laid));
        continue;
      }
      if (held && revisesAbove(row) && addLines(*held, laid)) {
        ++revisions;
        continue;
      }
      readHeld();
      held = std::move(laid);
      heldAt = i;
    }
    readHeld();
    tellOfNumbersAgain(table);
  }

  void expect(const Tables& tables) {
    severalTables_ = tables.laid.size() > 1;
    for (const SheetNote& note : tables.sheets) doubt("row", note.sheet, note.what);
  }

  DraftPlan finish(std::string title, const HeadingVocabulary& words) {
    closeText();
    plan_.title = std::move(title);
    plan_.missing = missingColumns(plan_.columns, plan_.fields, options_.columns);
    std::erase_if(plan_.missing, [&](const PlanColumn& column) {
      const bool dropped = isMappedToNothing(column.heading, words);
      if (dropped) plan_.dropped.push_back(column.heading);
      return dropped;
    });
    for (const PlanColumn& column : plan_.missing) {
      const bool dates =
          std::find(column.fields.begin(), column.fields.end(), Field::Timeline) != column.fields.end();
      doubt("heading", column.heading,
            fmt::format("the last import had this column, and this document does not; its values stay; if it "
                        "is gone for good, map it to none{}",
                        dates ? " (if another column has the dates now: --map 'Heading=timeline')" : ""));
      plan_.doubts.back().offer = "none";
    }
    addPlanDoubts(plan_, options_, maker_.sawUnreadRating(), maker_.answers());
    return std::move(plan_);
  }

 private:
  void doubt(std::string kind, std::string text, std::string hint) {
    plan_.doubts.push_back(Doubt{std::move(kind), {}, 1, std::move(text), std::move(hint)});
  }

  /// Why a column is kept as it is.
  static std::string whyUnread(const Column& column) {
    const auto heading = [&] { return shorten(firstSentence(column.heading), 40); };
    if (column.graded)
      return "its numbers or grades have no key, so they were taken for a priority and not for ratings; to "
             "have them read as ratings, let the document say what each stands for, such as '1 = Red'";
    if (column.left)
      return fmt::format("kept as it is: nothing was read from it at the last import; --map '{}={}' would",
                         heading(), toString(*column.alsoLike));
    if (column.kept) return "kept as it is; Chaser makes no use of it";
    if (column.alsoLike)
      return fmt::format("another column is already the plan's '{}'; this one is kept as it is",
                         toString(*column.alsoLike));
    return fmt::format(
        "kept as it is, but Chaser does not know what it means; if it should, use --map '{}=field'",
        heading());
  }

  /// The columns under the names that the plan knows them by.
  std::vector<Column> registerColumns(std::vector<Column> columns) {
    nameApart(columns, plan_.columns, plan_.fields);
    for (const Column& column : columns) {
      if (std::find(plan_.columns.begin(), plan_.columns.end(), column.heading) != plan_.columns.end())
        continue;
      plan_.columns.push_back(column.heading);
      plan_.fields.push_back(column.fields);
      // Who mapped it to nothing knows that it means nothing.
      if (!column.fields.empty() || (column.mapped && !column.alsoLike)) continue;
      plan_.unmapped.push_back(column.heading);
      doubt("heading", column.heading, whyUnread(column));
    }
    return columns;
  }

  LaidRow lay(const GridRow& row, const TableLayout& layout) {
    bool overflow = false;
    LaidRow laid = layRow(row, layout.columns, overflow, layout.pastColumn);
    if (overflow && !saidOverflow_) {
      saidOverflow_ = true;
      doubt("row", {}, "some rows have cells beyond the last heading; those were left out");
    }
    return laid;
  }

  [[nodiscard]] bool isRated(const RowView& row) const {
    const LaidCell* rag = row.cell(Field::Rag);
    return rag != nullptr && !rag->inherited && (!rag->text.empty() || maker_.ratingOf(*rag));
  }

  [[nodiscard]] bool isBlank(const RowView& row) const {
    if (isRated(row)) return false;
    return std::all_of(row.row().begin(), row.row().end(),
                       [](const LaidCell& c) { return c.text.empty() || c.inherited; });
  }

  /// Whether a row without an action of its own has a revised date, and nobody, no other date and no rating.
  [[nodiscard]] bool revisesAbove(const RowView& row) const {
    return hasText(row, isRevision) && !isOwnRow(row) && !hasText(row, makesPartOfItsOwn) && !isRated(row);
  }

  /// Says of each section what was made of it.
  void beginSection(const std::string& title) {
    std::optional<Milestone> date = dateOfSection(title, maker_.timeline());
    doubt(date ? "date" : "row", title,
          date ? fmt::format(
                     "taken as a heading between the rows; rows below it that have no date of their own "
                     "are taken to be due by {}",
                     date->due->iso())
               : "taken as a heading between the rows, not as an action");
    maker_.beginSection(std::move(date));
  }

  /// Whether it made an action.
  bool readRow(const RowView& row) {
    if (plan_.actions.empty() && !isOwnRow(row) && !isRated(row) && !hasText(row, meansSomething)) {
      doubt("row", firstTextOf(row.row()),
            "nothing of it stands in a column that Chaser knows; it was left out");
      return false;
    }
    ++plan_.rows;
    if (isOwnRow(row) || plan_.actions.empty()) {
      std::string ref = refOfRow(row);
      if (ref.empty()) {
        ref = fmt::format("row-{}", plan_.rows);
        if (!saidNumberless_)
          doubt("row", ref, "rows without a number of their own are called by their place");
        saidNumberless_ = true;
      }
      addAction(row, std::move(ref));
      return true;
    }
    if (isRated(row) || hasText(row, makesPart)) {
      addAction(row, plan_.actions.back().action.ref);
      return true;
    }
    if (!maker_.addText(plan_.actions.back(), row) && !saidTooLong_) {
      saidTooLong_ = true;
      plan_.doubts.push_back(Doubt{"row", plan_.actions.back().action.ref, plan_.actions.back().action.part,
                                   shorten(firstTextOf(row.row()), kTitleLimit),
                                   "more text than a cell may hold was left out"});
    }
    return false;
  }

  void addAction(const RowView& row, std::string ref) {
    closeText();
    const int part = ++parts_[ref];
    noteNumber(row, ref);
    plan_.actions.push_back(maker_.make(row, std::move(ref), part));
  }

  void closeText() {
    if (!plan_.actions.empty()) maker_.closeText(plan_.actions.back());
  }

  /// Remembers with which words a number was first seen in the table, and in the tables above.
  void noteNumber(const RowView& row, const std::string& ref) {
    if (!severalTables_ || !isOwnRow(row) || tableRefs_.count(ref) != 0) return;
    std::string words = wordsOfRow(row);
    const auto [known, isNew] = wordsOfRef_.try_emplace(ref, words);
    tableRefs_[ref] = !isNew && !words.empty() && known->second != words;
  }

  /// Two tables that are both numbered from 1 are not parts of each other's actions.
  void tellOfNumbersAgain(const GridTable& table) {
    const auto again = static_cast<std::size_t>(
        std::count_if(tableRefs_.begin(), tableRefs_.end(), [](const auto& entry) { return entry.second; }));
    if (again == 0 || again * 2 < tableRefs_.size()) return;
    doubt("row", table.name,
          fmt::format("{} of this table came before with other words, and were read as further parts; number "
                      "the tables apart if they are actions of their own",
                      counted(again, "number")));
  }

  const DraftOptions& options_;
  const std::vector<LegendEntry> legend_;
  DraftPlan plan_;
  ActionMaker maker_;
  std::map<std::string, int> parts_;
  std::map<std::string, std::string> wordsOfRef_;  ///< by the first row with the number
  std::map<std::string, bool> tableRefs_;          ///< of the table at hand: whether it is another's number
  bool severalTables_ = false;
  bool saidTooLong_ = false;
  bool saidOverflow_ = false;
  bool saidNumberless_ = false;
};

tl::unexpected<Error> noPlan(const Document& document) {
  const char* hint =
      "a plan needs a column of recommendations, issues or actions and one of numbers, dates, owners or "
      "colours; name yours with --map 'Heading=field'";
  std::vector<std::string> seen;
  for (const GridTable& table : document.tables) {
    if (seen.empty()) seen = firstRowOf(table);
  }
  if (seen.empty())
    return fail(ErrorKind::Input, "has no table with text in it, so it is no action plan", hint);
  return fail(
      ErrorKind::Input,
      "has no heading row that Chaser knows, so it can't be read as an action plan; its first row says " +
          joinWords(seen),
      hint);
}

/// A mapping that fits no heading is a slip of the pen, and would be missed. One to nothing may fit a column
/// of the last import that is gone for good.
Outcome checkMappings(const HeadingVocabulary& vocabulary, const LaidTables& tables) {
  std::vector<std::string> headings;
  for (const auto& [table, layout] : tables) {
    for (const Column& column : layout.columns) headings.push_back(column.heading);
  }
  std::vector<std::string> known = headings;
  for (const PlanColumn& column : vocabulary.remembered()) {
    if (isMappedToNothing(column.heading, vocabulary)) known.push_back(column.heading);
  }
  const auto unmatched = vocabulary.unmatched(known);
  if (unmatched.empty()) return {};
  for (std::string& heading : headings) heading = "'" + shorten(firstSentence(heading), 40) + "'";
  return fail(ErrorKind::Usage, fmt::format("there is no heading '{}' to map", unmatched.front()),
              "the headings are " + joinWords(headings));
}

}  // namespace

Result<DraftPlan> draftPlan(const Document& document, const HeadingVocabulary& vocabulary,
                            const DraftOptions& options) {
  HeadingVocabulary words = vocabulary;
  for (const std::string& assignment : options.overrides) {
    if (const Outcome mapped = words.map(assignment); !mapped) return fail(mapped.error());
  }
  words.remember(options.columns);
  const Tables found = findTables(document, words);
  const LaidTables& tables = found.laid;
  const std::vector<LegendEntry>& legend = found.legend;
  if (tables.empty()) return noPlan(document);
  if (const Outcome fits = checkMappings(words, tables); !fits) return fail(fits.error());
  Drafter drafter(options, legend);
  drafter.knowOwners(wholeOwnersOf(tables));
  drafter.expect(found);
  for (const auto& [table, layout] : tables) drafter.readTable(*table, layout);
  DraftPlan plan = drafter.finish(titleOf(document), words);
  if (plan.actions.empty()) return fail(ErrorKind::Input, "has the headings of an action plan, but no rows");
  return plan;
}

}  // namespace chaser::plan
