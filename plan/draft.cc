// SPDX-License-Identifier: Apache-2.0
#include "plan/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/fold.h"
#include "common/text.h"
#include "plan/doubts.h"
#include "plan/layout.h"
#include "plan/owner_cell.h"
#include "plan/people.h"
#include "plan/rag.h"
#include "plan/reading.h"
#include "plan/refs.h"
#include "plan/timeline.h"

namespace chaser::plan {

namespace {

/// A title is one line; a page of preface is none.
constexpr std::size_t kTitleLimit = 200;

TimelineOptions timelineOptions(const DraftOptions& options) {
  TimelineOptions out;
  out.yearStarts = options.yearStarts;
  out.asOf = options.asOf;
  if (options.people == nullptr) return out;
  for (const Party& party : options.people->directory().parties) {
    out.knownParties.push_back(party.name);
    out.knownParties.insert(out.knownParties.end(), party.also.begin(), party.also.end());
  }
  return out;
}

std::string titleOf(const Document& document) {
  for (const std::string& paragraph : document.paragraphs) {
    const std::string line = foldWords(paragraph);
    // `Appendix A` says where the plan is filed, not what it is.
    const bool label = (line.starts_with("appendix") || line.starts_with("annex")) && line.size() < 14;
    if (!label && !line.empty()) return shorten(normaliseCell(paragraph), kTitleLimit);
  }
  return {};
}

/// Reads tables row by row into one DraftPlan.
class Drafter {
 public:
  Drafter(const DraftOptions& options, std::vector<LegendEntry> legend)
      : options_(options), timeline_(timelineOptions(options)), legend_(std::move(legend)) {
    for (const LegendEntry& entry : legend_) {
      plan_.ragKey.push_back(entry.meaning);
      if (entry.understood) continue;
      doubt("legend", entry.meaning.words,
            fmt::format("read as '{}', which {} usually means", toString(entry.meaning.status),
                        toString(entry.meaning.colour)));
    }
  }

  void readTable(const GridTable& table, const TableLayout& layout) {
    columns_ = &layout.columns;
    registerColumns();
    const LaidRow headings = lay(table.rows[layout.headingRow]);
    wholeOwners_.clear();
    for (std::size_t i = layout.headingRow + 1; i < table.rows.size(); ++i)
      noteWholeOwner(lay(table.rows[i]));
    for (std::size_t i = layout.headingRow + 1; i < table.rows.size(); ++i) {
      LaidRow row = lay(table.rows[i]);
      if (isBlank(row) || isHeadingAgain(row, headings)) continue;
      if (isSection(row, table.rows[i])) continue;
      readRow(row);
    }
  }

  DraftPlan finish(std::string title) {
    plan_.title = std::move(title);
    addPlanDoubts(plan_, sawUnreadRating_, options_.people);
    return std::move(plan_);
  }

 private:
  void doubt(std::string kind, std::string text, std::string hint, const Action* about = nullptr) {
    plan_.doubts.push_back(Doubt{std::move(kind), about != nullptr ? about->ref : std::string(),
                                 about != nullptr ? about->part : 1, std::move(text), std::move(hint)});
  }

  void registerColumns() {
    for (const Column& column : *columns_) {
      if (std::find(plan_.columns.begin(), plan_.columns.end(), column.heading) != plan_.columns.end())
        continue;
      plan_.columns.push_back(column.heading);
      plan_.fields.push_back(column.field);
      // Who mapped it to nothing knows that it means nothing.
      if (column.field || (column.mapped && !column.alsoLike)) continue;
      plan_.unmapped.push_back(column.heading);
      doubt("heading", column.heading,
            column.alsoLike
                ? fmt::format("another column is already the plan's '{}'; this one is kept as it is",
                              toString(*column.alsoLike))
                : fmt::format("kept as it is, but Chaser does not know what it means; if it should, use "
                              "--map '{}=field'",
                              shorten(firstSentence(column.heading), 40)));
    }
  }

  LaidRow lay(const GridRow& row) {
    bool overflow = false;
    LaidRow laid = layRow(row, *columns_, overflow);
    if (overflow && !saidOverflow_) {
      saidOverflow_ = true;
      doubt("row", {}, "some rows have cells beyond the last heading; those were left out");
    }
    return laid;
  }

  [[nodiscard]] const LaidCell* cellOf(const LaidRow& row, Field field) const {
    for (std::size_t i = 0; i < columns_->size(); ++i) {
      if ((*columns_)[i].field == field) return &row[i];
    }
    return nullptr;
  }

  [[nodiscard]] std::string textOf(const LaidRow& row, Field field) const {
    const LaidCell* cell = cellOf(row, field);
    return cell != nullptr ? cell->text : std::string();
  }

  [[nodiscard]] bool hasOwn(const LaidRow& row, Field field) const {
    const LaidCell* cell = cellOf(row, field);
    return cell != nullptr && !cell->inherited && !cell->text.empty();
  }

  [[nodiscard]] bool isBlank(const LaidRow& row) const {
    const LaidCell* rag = cellOf(row, Field::Rag);
    if (rag != nullptr && !rag->inherited && ratingOf(*rag)) return false;
    return std::all_of(row.begin(), row.end(),
                       [](const LaidCell& c) { return c.text.empty() || c.inherited; });
  }

  static bool isHeadingAgain(const LaidRow& row, const LaidRow& headings) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (foldWords(row[i].text) != foldWords(headings[i].text)) return false;
    }
    return true;
  }

  /// A line between the rows (`For the meeting of …`): one text alone, in the number column or across the
  /// table.
  bool isSection(const LaidRow& row, const GridRow& cells) {
    const LaidCell* only = nullptr;
    std::size_t at = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].text.empty()) continue;
      if (only != nullptr) return false;
      only = &row[i];
      at = i;
    }
    if (only == nullptr || only->inherited || row.size() < 3) return false;
    const bool inNumbers = (*columns_)[at].field == Field::Ref && leadingNumber(only->text).empty();
    const bool across = std::any_of(cells.begin(), cells.end(), [&](const GridCell& cell) {
      return cell.colspan * 2 > columns_->back().to && !trim(cell.text).empty();
    });
    if (!inNumbers && !across) return false;
    doubt("row", only->text, "taken as a heading between the rows, not as an action");
    return true;
  }

  [[nodiscard]] bool isOwnRow(const LaidRow& row) const {
    if (hasOwn(row, Field::Ref) || hasOwn(row, Field::Recommendation) || hasOwn(row, Field::Action))
      return true;
    const bool onlyIssues =
        cellOf(row, Field::Recommendation) == nullptr && cellOf(row, Field::Action) == nullptr;
    return onlyIssues && hasOwn(row, Field::Issue);
  }

  void readRow(const LaidRow& row) {
    ++plan_.rows;
    if (isOwnRow(row) || plan_.actions.empty()) {
      std::string ref = refOf(row);
      if (ref.empty()) {
        ref = fmt::format("row-{}", plan_.rows);
        if (!saidNumberless_)
          doubt("row", ref, "rows without a number of their own are called by their place");
        saidNumberless_ = true;
      }
      addAction(row, std::move(ref));
      return;
    }
    const LaidCell* rag = cellOf(row, Field::Rag);
    const bool rated = rag != nullptr && !rag->inherited && (!rag->text.empty() || ratingOf(*rag));
    if (rated || hasOwn(row, Field::Owner) || hasOwn(row, Field::ByWhom) || hasOwn(row, Field::Timeline)) {
      addAction(row, plan_.actions.back().action.ref);
    } else {
      continueText(row);
    }
  }

  [[nodiscard]] std::string refOf(const LaidRow& row) const {
    std::string ref = refOfCell(textOf(row, Field::Ref));
    if (ref.empty()) ref = leadingNumber(textOf(row, Field::Recommendation));
    if (ref.empty()) ref = leadingNumber(textOf(row, Field::Issue));
    return ref;
  }

  void addAction(const LaidRow& row, std::string ref) {
    DraftAction draft;
    Action& action = draft.action;
    action.part = ++parts_[ref];
    action.ref = std::move(ref);
    action.position = static_cast<int>(plan_.actions.size());
    action.recommendation = textOf(row, Field::Recommendation);
    action.issue = textOf(row, Field::Issue);
    action.action = textOf(row, Field::Action);
    action.byWhom = textOf(row, Field::ByWhom);
    action.assurance = textOf(row, Field::Assurance);
    action.progress = textOf(row, Field::Progress);
    action.comments = textOf(row, Field::Comments);
    readRating(row, action);
    draft.owners = readOwners(textOf(row, Field::Owner), wholeOwners_, options_.people);
    draft.milestones = milestonesIn(textOf(row, Field::Timeline), action);
    for (std::size_t i = 0; i < row.size(); ++i) {
      draft.cells.push_back(
          Cell{(*columns_)[i].heading, row[i].text, readingFor((*columns_)[i].field, row[i], draft)});
    }
    plan_.actions.push_back(std::move(draft));
  }

  static std::string readingFor(std::optional<Field> field, const LaidCell& cell, const DraftAction& draft) {
    if (field == Field::Timeline) return readingOf(draft.milestones);
    if (field == Field::Owner) return readingOf(draft.owners);
    if (field == Field::Rag)
      return draft.action.rag ? std::string(toString(*draft.action.rag)) : std::string();
    return cell.text;
  }

  /// A row with nothing but more text belongs to the action above.
  void continueText(const LaidRow& row) {
    DraftAction& above = plan_.actions.back();
    const auto append = [](std::string& to, const std::string& more) {
      if (!to.empty()) to += '\n';
      to += more;
    };
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].text.empty() || row[i].inherited) continue;
      const Column& column = (*columns_)[i];
      if (column.field == Field::Issue) append(above.action.issue, row[i].text);
      if (column.field == Field::Assurance) append(above.action.assurance, row[i].text);
      if (column.field == Field::Progress) append(above.action.progress, row[i].text);
      if (column.field == Field::Comments) append(above.action.comments, row[i].text);
      for (Cell& cell : above.cells) {
        if (cell.heading != column.heading) continue;
        append(cell.text, row[i].text);
        cell.reading = cell.text;
      }
    }
  }

  [[nodiscard]] std::optional<Rag> ratingOf(const LaidCell& cell) const {
    if (const auto named = ragOfWords(cell.text)) return named;
    for (const auto& shown : {cell.fill, cell.ink}) {
      const auto colour = shown ? ragOfFill(*shown, legend_) : std::nullopt;
      if (colour) return colour;
    }
    const auto status = statusOfWords(cell.text);
    if (!status) return std::nullopt;
    for (const RagMeaning& meaning : plan_.ragKey.empty() ? defaultRagKey() : plan_.ragKey) {
      if (meaning.status == *status) return meaning.colour;
    }
    return std::nullopt;
  }

  void readRating(const LaidRow& row, Action& action) {
    const LaidCell* cell = cellOf(row, Field::Rag);
    if (cell == nullptr) return;
    action.ragText = cell->text;
    action.rag = ratingOf(*cell);
    if (action.rag || cell->text.empty()) return;
    sawUnreadRating_ = true;
    doubt("rag", cell->text, "names no colour, or two; no rating was taken", &action);
  }

  void noteWholeOwner(const LaidRow& row) {
    const std::string text = textOf(row, Field::Owner);
    if (!text.empty() && text.find_first_of(";\n") == std::string::npos) wholeOwners_.insert(foldWords(text));
  }

  std::vector<Milestone> milestonesIn(const std::string& cell, const Action& action) {
    std::vector<Milestone> milestones;
    const std::map<int, std::string> items = numberedItems(action.action);
    for (const TimelineReading& reading : readTimeline(cell, timeline_)) {
      Milestone m;
      m.position = static_cast<int>(milestones.size());
      m.text = reading.text;
      m.label = reading.label;
      const auto item = reading.number ? items.find(*reading.number) : items.end();
      if (m.label.empty() && item != items.end()) m.label = item->second;
      m.party = reading.party;
      m.basis = reading.basis;
      m.earliest = reading.earliest;
      m.due = reading.due;
      m.precision = reading.precision;
      m.review = reading.review;
      m.state = reading.state;
      m.completedOn = reading.completedOn;
      if (reading.doubtIsMaterial) {
        m.doubt = reading.doubt;
        doubt(reading.state == State::Complete ? "state" : "date", reading.text, reading.doubt, &action);
      }
      milestones.push_back(std::move(m));
    }
    return milestones;
  }

  const DraftOptions& options_;
  TimelineOptions timeline_;
  std::vector<LegendEntry> legend_;
  DraftPlan plan_;
  const std::vector<Column>* columns_ = nullptr;
  std::map<std::string, int> parts_;
  std::set<std::string> wholeOwners_;
  bool saidOverflow_ = false;
  bool saidNumberless_ = false;
  bool sawUnreadRating_ = false;
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

/// A mapping that fits no heading is a slip of the pen, and would be missed.
Outcome checkMappings(const HeadingVocabulary& vocabulary,
                      const std::vector<std::pair<const GridTable*, TableLayout>>& tables) {
  std::vector<std::string> headings;
  for (const auto& [table, layout] : tables) {
    for (const Column& column : layout.columns) headings.push_back(column.heading);
  }
  const auto unmatched = vocabulary.unmatched(headings);
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
  std::vector<std::pair<const GridTable*, TableLayout>> tables;
  std::vector<LegendEntry> legend;
  for (const GridTable& table : document.tables) {
    if (auto layout = findLayout(table, words)) {
      tables.emplace_back(&table, std::move(*layout));
    } else if (legend.empty()) {
      legend = readLegend(table);
    }
  }
  if (tables.empty()) return noPlan(document);
  if (const Outcome fits = checkMappings(words, tables); !fits) return fail(fits.error());
  Drafter drafter(options, std::move(legend));
  for (const auto& [table, layout] : tables) drafter.readTable(*table, layout);
  DraftPlan plan = drafter.finish(titleOf(document));
  if (plan.actions.empty()) return fail(ErrorKind::Input, "has the headings of an action plan, but no rows");
  return plan;
}

}  // namespace chaser::plan
