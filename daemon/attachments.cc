// SPDX-License-Identifier: Apache-2.0
#include "daemon/attachments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "daemon/files.h"
#include "notifiers/workbook.h"
#include "plan/export/compose.h"

namespace chaser::daemon {

namespace {

/// Mail servers refuse what is larger; base64 adds a third to it.
constexpr std::size_t kLargestTable = std::size_t{5} * 1024 * 1024;
constexpr const char* kXlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which rows of which plans stand in the papers.
using ToldRows = std::map<PlanId, std::set<ActionId>>;

ToldRows rowsOf(const std::vector<notifiers::Fact>& told) {
  ToldRows rows;
  for (const auto& fact : told) {
    if (fact.record) rows[fact.record->action.plan].insert(fact.record->action.id);
  }
  return rows;
}

const plan::Board* boardTitled(const plan::People& people, const std::string& title) {
  for (const auto& board : people.directory().boards) {
    if (board.title() == title) return &board;
  }
  return nullptr;
}

bool isSensitive(const plan::People& people, const plan::Plan& plan) {
  const auto* roles = people.plan(plan.key);
  return roles != nullptr && roles->sensitive;
}

/// Whether anybody may read what the column holds: no names, no notes. Of a column without a meaning nobody
/// knows what it holds.
bool mayBePublic(const plan::PlanColumn& column) {
  using plan::Field;
  constexpr std::array kPublic = {Field::Ref,       Field::Recommendation, Field::Issue,   Field::Action,
                                  Field::Assurance, Field::Timeline,       Field::Revised, Field::Completed,
                                  Field::Rag,       Field::Status};
  return !column.fields.empty() && std::all_of(column.fields.begin(), column.fields.end(), [&](Field field) {
    return std::find(kPublic.begin(), kPublic.end(), field) != kPublic.end();
  });
}

void keepPublicColumns(plan::PlanSheet& sheet) {
  for (std::size_t i = sheet.columns.size(); i-- > 0;) {
    if (mayBePublic(sheet.columns[i])) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    sheet.columns.erase(sheet.columns.begin() + at);
    for (auto& row : sheet.rows) row.cells.erase(row.cells.begin() + at);
  }
}

Result<plan::HeadingVocabulary> vocabularyOf(const Configuration& configuration) {
  const auto source = readSource(configuration.headingsFile());
  if (!source) return fail(source.error());
  Diagnostics diagnostics;
  auto vocabulary = plan::loadHeadings(*source, diagnostics);
  if (hasErrors(diagnostics))
    return fail(ErrorKind::Input, "the vocabulary of headings can't be used", "'chaser check' says why");
  return vocabulary;
}

/// A sheet refers to the rows it was made of.
struct Table {
  std::unique_ptr<const std::vector<plan::StoredAction>> actions;
  plan::PlanSheet sheet;
};

Result<Table> tableOf(const Configuration& configuration, store::Store& store, const plan::Board& board,
                      const plan::Plan& plan, const std::set<ActionId>& rows) {
  auto actions = store.storedActions(plan.id);
  if (!actions) return fail(actions.error());
  const auto columns = store.columns(plan.id);
  if (!columns) return fail(columns.error());
  const auto vocabulary = vocabularyOf(configuration);
  if (!vocabulary) return fail(vocabulary.error());
  plan::ComposeOptions options{*vocabulary, {}};
  options.reading.yearStarts = plan.yearStarts;
  if (!configuration.people.directory().contacts.empty()) options.reading.people = &configuration.people;
  Table table;
  table.actions = std::make_unique<const std::vector<plan::StoredAction>>(std::move(*actions));
  table.sheet = plan::composeSheet(plan, *table.actions, *columns, options);
  if (board.attach == plan::Attach::Items) {
    auto& all = table.sheet.rows;
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const plan::PlanSheetRow& row) {
                               return row.record == nullptr || rows.count(row.record->action.id) == 0;
                             }),
              all.end());
  }
  if (board.isPublic) keepPublicColumns(table.sheet);
  return table;
}

notifiers::Attachment csvFile(const plan::PlanSheet& sheet, const std::string& name) {
  return {notifiers::fileName(name, ".csv"), "text/csv", plan::csvOf(sheet)};
}

/// The table as a file; what went wrong on the way is said.
Result<notifiers::Attachment> tableFile(const plan::PlanSheet& sheet, const plan::Board& board,
                                        const std::string& name, Instant made,
                                        std::vector<std::string>& faults) {
  if (sheet.rows.empty() || sheet.columns.empty())
    return fail(ErrorKind::Input, "there is nothing in it that may be shown");
  auto file = csvFile(sheet, name);
  if (board.attachFormat == plan::AttachFormat::Xlsx) {
    auto bytes = notifiers::xlsxBytes(sheet, made);
    if (bytes) {
      file = {notifiers::fileName(name, ".xlsx"), kXlsxType, std::move(*bytes)};
    } else {
      faults.push_back("papers have their table as CSV, for a workbook can't be written: " +
                       bytes.error().what);
    }
  }
  if (file.bytes.size() > kLargestTable)
    return fail(ErrorKind::Input, "it is larger than mail servers take", "attach: items, or none");
  return file;
}

bool isOfTheStore(const Error& error) {
  return error.kind == ErrorKind::Busy || error.kind == ErrorKind::Store;
}

}  // namespace

Result<Attached> attachmentsOf(const Configuration& configuration, store::Store& store,
                               const alerts::MessagePlan& plan, const std::vector<notifiers::Fact>& told) {
  Attached attached;
  const auto* board = boardTitled(configuration.people, plan.board);
  if (board == nullptr || board->attach == plan::Attach::Nothing) return attached;
  const auto plans = store.plans();
  if (!plans) return fail(plans.error());
  const Instant made = configuration.zone.at(plan.day, TimeOfDay{0});
  const auto standing = rowsOf(told);
  for (const auto& one : *plans) {
    const auto rows = standing.find(one.id);
    if (rows == standing.end() || isSensitive(configuration.people, one)) continue;
    auto table = tableOf(configuration, store, *board, one, rows->second);
    if (!table && isOfTheStore(table.error())) return fail(table.error());
    auto file = Result<notifiers::Attachment>(notifiers::Attachment());
    if (table) {
      const auto& title = one.title.empty() ? one.key : one.title;
      const auto meeting = plan.meeting.value_or(plan.day);
      table->sheet.title = fmt::format("{}: papers of the {}, {}", title, plan.board, meeting.spoken());
      file = tableFile(table->sheet, *board, fmt::format("{}, {}", title, meeting.spoken()), made,
                       attached.faults);
    } else {
      file = fail(table.error());
    }
    if (file) {
      attached.files.push_back(std::move(*file));
    } else {
      attached.faults.push_back("papers have no table: " + file.error().what);
    }
  }
  return attached;
}

}  // namespace chaser::daemon
