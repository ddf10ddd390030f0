// SPDX-License-Identifier: Apache-2.0
#include "plan/export/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/action_text.h"
#include "plan/export/row_composer.h"
#include "plan/layout.h"
#include "plan/rag.h"

namespace chaser::plan {

namespace {

/// What a field's column is called in a plan that had none, in the order in which columns are added.
struct UsualHeading {
  Field field;
  const char* heading;
};
constexpr UsualHeading kUsualHeadings[] = {{Field::Ref, "Ref"},
                                           {Field::Recommendation, "Recommendation"},
                                           {Field::Issue, "Issue"},
                                           {Field::Action, "Action"},
                                           {Field::ByWhom, "By whom"},
                                           {Field::Owner, "Owner"},
                                           {Field::Assurance, "Assurance"},
                                           {Field::Timeline, "Timescale"},
                                           {Field::Rag, "RAG"},
                                           {Field::Progress, "Progress"},
                                           {Field::Comments, "Comments"}};

bool hasField(const std::vector<ComposedColumn>& columns, Field field) {
  return std::any_of(columns.begin(), columns.end(), [&](const ComposedColumn& column) {
    return std::find(column.fields.begin(), column.fields.end(), field) != column.fields.end();
  });
}

bool holds(const ActionRecord& record, Field field) {
  if (field == Field::Owner) return !record.owners.empty();
  if (field == Field::Timeline) return !record.milestones.empty();
  if (field == Field::Rag) return record.action.rag.has_value();
  const std::string* text = textOf(record.action, field);
  return text != nullptr && !text->empty();
}

/// Tables of one document may head one thing differently: `Lead` here, `Who` there.
std::vector<ComposedColumn> gatherColumns(const std::vector<PlanColumn>& columns) {
  std::vector<ComposedColumn> gathered;
  for (const PlanColumn& column : columns) {
    const auto same = std::find_if(gathered.begin(), gathered.end(), [&](const ComposedColumn& one) {
      return !column.fields.empty() && one.fields == column.fields;
    });
    if (same != gathered.end()) {
      same->sources.push_back(column.heading);
    } else {
      gathered.push_back(ComposedColumn{documentText(column.heading), column.fields, {column.heading}});
    }
  }
  return gathered;
}

void addUsualColumn(std::vector<ComposedColumn>& columns, Field field) {
  const auto usual = std::find_if(std::begin(kUsualHeadings), std::end(kUsualHeadings),
                                  [&](const UsualHeading& one) { return one.field == field; });
  ComposedColumn column{usual->heading, {field}, {}};
  columns.insert(field == Field::Ref ? columns.begin() : columns.end(), std::move(column));
}

void addMissingColumns(std::vector<ComposedColumn>& columns, const std::vector<const StoredAction*>& rows) {
  for (const UsualHeading& usual : kUsualHeadings) {
    const bool dates = usual.field == Field::Timeline &&
                       (hasField(columns, Field::Revised) || hasField(columns, Field::Completed) ||
                        hasField(columns, Field::Status));
    if (hasField(columns, usual.field) || dates) continue;
    const bool wanted = std::any_of(rows.begin(), rows.end(),
                                    [&](const StoredAction* row) { return holds(row->record, usual.field); });
    if (wanted) addUsualColumn(columns, usual.field);
  }
}

/// The document's order; rows that it does not have come last, or behind the part before them.
std::vector<const StoredAction*> orderRows(const std::vector<StoredAction>& actions) {
  std::vector<const StoredAction*> rows;
  std::vector<const StoredAction*> added;
  for (const StoredAction& action : actions) {
    if (action.withdrawn) continue;
    (action.cells.empty() ? added : rows).push_back(&action);
  }
  const auto byPlace = [](const StoredAction* a, const StoredAction* b) {
    const Action& x = a->record.action;
    const Action& y = b->record.action;
    return std::pair(x.position, x.id) < std::pair(y.position, y.id);
  };
  std::sort(rows.begin(), rows.end(), byPlace);
  std::sort(added.begin(), added.end(), [&](const StoredAction* a, const StoredAction* b) {
    const bool later = a->record.action.part > 1;
    const bool otherLater = b->record.action.part > 1;
    return later != otherLater ? otherLater : byPlace(a, b);
  });
  for (const StoredAction* row : added) {
    const auto before = std::find_if(rows.rbegin(), rows.rend(), [&](const StoredAction* other) {
      return row->record.action.part > 1 && other->record.action.ref == row->record.action.ref;
    });
    rows.insert(before.base() == rows.begin() ? rows.end() : before.base(), row);
  }
  return rows;
}

/// Headings that the vocabulary takes for something else than the import did: somebody had mapped them.
std::vector<std::string> mappings(const std::vector<PlanColumn>& columns,
                                  const HeadingVocabulary& vocabulary) {
  std::vector<std::string> assignments;
  for (const PlanColumn& column : columns) {
    if (vocabulary.fieldsOf(column.heading) == column.fields || column.fields.size() > 1) continue;
    const std::string_view field = column.fields.empty() ? "none" : toString(column.fields.front());
    assignments.push_back(fmt::format("{}={}", column.heading, field));
  }
  return assignments;
}

Result<DraftPlan> readBack(const PlanSheet& sheet, const ComposeOptions& options) {
  DraftOptions reading = options.reading;
  reading.overrides = mappings(sheet.columns, options.vocabulary);
  reading.ragKey = sheet.ragKey;
  return draftPlan(documentOf(sheet), options.vocabulary, reading);
}

/// Writes refs where reading the sheet back does not find them: in the rows that it calls otherwise, in all
/// rows when it does not even see as many. Returns whether anything was written.
bool settleRefs(PlanSheet& sheet, std::size_t refColumn, const ComposeOptions& options) {
  const auto draft = readBack(sheet, options);
  const bool all = !draft || draft->actions.size() != sheet.rows.size();
  bool written = false;
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    const Action& action = sheet.rows[i].record->action;
    const bool found =
        !all && draft->actions[i].action.ref == action.ref && draft->actions[i].action.part == action.part;
    std::string& text = sheet.rows[i].cells[refColumn].text;
    if (found || text == action.ref) continue;
    text = action.ref;
    written = true;
  }
  return written;
}

std::optional<std::size_t> columnOf(const PlanSheet& sheet, Field field) {
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    const std::vector<Field>& fields = sheet.columns[i].fields;
    if (std::find(fields.begin(), fields.end(), field) != fields.end()) return i;
  }
  return std::nullopt;
}

bool refsAreFound(const PlanSheet& sheet, const ComposeOptions& options) {
  const auto draft = readBack(sheet, options);
  return draft && std::equal(draft->actions.begin(), draft->actions.end(), sheet.rows.begin(),
                             sheet.rows.end(), [](const DraftAction& read, const PlanSheetRow& row) {
                               return read.action.ref == row.record->action.ref &&
                                      read.action.part == row.record->action.part;
                             });
}

PlanSheet compose(const Plan& plan, const std::vector<const StoredAction*>& rows,
                  const std::vector<ComposedColumn>& columns, const ComposeOptions& options) {
  PlanSheet sheet{plan.key, plan.title, {}, {}, plan.ragKey};
  for (const ComposedColumn& column : columns)
    sheet.columns.push_back(PlanColumn{column.heading, column.fields});
  const RowComposer composer(columns, plan, options.reading);
  for (const StoredAction* row : rows) sheet.rows.push_back(composer.compose(*row));
  return sheet;
}

}  // namespace

PlanSheet composeSheet(const Plan& plan, const std::vector<StoredAction>& actions,
                       const std::vector<PlanColumn>& planColumns, const ComposeOptions& options) {
  const std::vector<const StoredAction*> rows = orderRows(actions);
  std::vector<ComposedColumn> columns = gatherColumns(planColumns);
  addMissingColumns(columns, rows);
  PlanSheet sheet = compose(plan, rows, columns, options);
  if (rows.empty() || refsAreFound(sheet, options)) return sheet;
  if (!columnOf(sheet, Field::Ref)) {
    addUsualColumn(columns, Field::Ref);
    sheet = compose(plan, rows, columns, options);
  }
  const std::size_t refs = columnOf(sheet, Field::Ref).value_or(0);
  // A ref that is written may move the parts and places of the rows below it.
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds && settleRefs(sheet, refs, options); ++round) {
  }
  return sheet;
}

Document documentOf(const PlanSheet& sheet) {
  Document document;
  if (!sheet.title.empty()) document.paragraphs.push_back(sheet.title);
  document.tables.emplace_back();
  GridTable& table = document.tables.back();
  table.rows.emplace_back();
  for (const PlanColumn& column : sheet.columns)
    table.rows.back().push_back(GridCell{column.heading, {}, {}, false, 1});
  for (const PlanSheetRow& row : sheet.rows) {
    table.rows.emplace_back();
    for (const PlanSheetCell& cell : row.cells) {
      const auto fill = cell.rag ? std::optional(fillOf(*cell.rag)) : std::nullopt;
      table.rows.back().push_back(GridCell{cell.text, fill, {}, false, 1});
    }
  }
  return document;
}

std::vector<std::string> lostOnTheWay(const PlanSheet& sheet, const std::vector<StoredAction>& actions,
                                      const ComposeOptions& options) {
  const auto draft = readBack(sheet, options);
  if (!draft) return {"it would not be recognised as a plan: it " + draft.error().what};
  const ChangeSet changes = merge(*draft, actions, Prefer::Neither);
  std::vector<std::string> lines;
  for (const ActionChange& change : changes.actions) {
    const std::string ref = spokenRef(change.after.action);
    if (change.kind == ActionChange::Kind::New) lines.push_back(fmt::format("{}: would be a new row", ref));
    if (change.kind == ActionChange::Kind::Gone) continue;
    for (const FieldChange& field : change.changes)
      lines.push_back(
          fmt::format("{}: {} '{}' would become '{}'", ref, field.field, field.before, field.after));
  }
  for (const Conflict& conflict : changes.conflicts) {
    lines.push_back(fmt::format("{}: {} '{}' can only be written as '{}'", conflict.ref, conflict.field,
                                conflict.database, conflict.document));
  }
  return lines;
}

}  // namespace chaser::plan
