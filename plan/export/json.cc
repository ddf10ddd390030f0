// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plan/export/sheet.h"

namespace chaser::plan {

namespace {

using Object = nlohmann::ordered_json;

Object orNothing(const std::string& text) {
  return text.empty() ? Object(nullptr) : Object(text);
}
Object orNothing(const std::optional<Date>& day) {
  return day ? Object(day->iso()) : Object(nullptr);
}
template <typename Enum>
Object wordOrNothing(const std::optional<Enum>& value) {
  return value ? Object(toString(*value)) : Object(nullptr);
}

Object ownersOf(const ActionRecord& record, MilestoneId milestone) {
  Object roles = Object::array();
  for (const Owner& owner : record.owners) {
    if (owner.milestone == milestone) roles.push_back(owner.role);
  }
  return roles;
}

Object milestoneObject(const ActionRecord& record, const Milestone& m) {
  return {{"label", orNothing(m.label)},
          {"party", orNothing(m.party)},
          {"basis", wordOrNothing(m.basis)},
          {"state", toString(m.state)},
          {"earliest", orNothing(m.earliest)},
          {"due", orNothing(m.due)},
          {"precision", toString(m.precision)},
          {"review", m.review},
          {"baseline_due", orNothing(m.baselineDue)},
          {"slips", m.slips},
          {"completed_on", orNothing(m.completedOn)},
          {"completed_by", orNothing(m.completedBy)},
          {"verified_on", orNothing(m.verifiedOn)},
          {"verified_by", orNothing(m.verifiedBy)},
          {"owners", ownersOf(record, m.id)},
          {"text", m.text}};
}

Object rowObject(const PlanSheet& sheet, const PlanSheetRow& row) {
  const ActionRecord& record = *row.record;
  const Action& action = record.action;
  Object cells = Object::object();
  for (std::size_t i = 0; i < row.cells.size(); ++i) cells[sheet.columns[i].heading] = row.cells[i].text;
  Object milestones = Object::array();
  for (const Milestone& m : record.milestones) milestones.push_back(milestoneObject(record, m));
  return {{"ref", action.ref},
          {"part", action.part},
          {"cells", std::move(cells)},
          {"rag", wordOrNothing(action.rag)},
          {"status", wordOrNothing(statusOf(record))},
          {"owners", ownersOf(record, {})},
          {"milestones", std::move(milestones)},
          {"closed_at", action.closedAt ? Object(action.closedAt->iso()) : Object(nullptr)}};
}

}  // namespace

std::string jsonOf(const PlanSheet& sheet) {
  Object columns = Object::array();
  for (const PlanColumn& column : sheet.columns) {
    Object fields = Object::array();
    for (const Field field : column.fields) fields.push_back(toString(field));
    columns.push_back({{"heading", column.heading}, {"fields", std::move(fields)}});
  }
  Object key = Object::array();
  for (const RagMeaning& meaning : sheet.ragKey) {
    key.push_back({{"colour", toString(meaning.colour)},
                   {"status", toString(meaning.status)},
                   {"words", orNothing(meaning.words)}});
  }
  Object rows = Object::array();
  for (const PlanSheetRow& row : sheet.rows) rows.push_back(rowObject(sheet, row));
  const Object plan = {{"plan", sheet.key},
                       {"title", orNothing(sheet.title)},
                       {"columns", std::move(columns)},
                       {"rag_key", std::move(key)},
                       {"rows", std::move(rows)}};
  // Words of the database may be no UTF-8; a replacement mark is better than an exception.
  return plan.dump(2, ' ', false, Object::error_handler_t::replace) + "\n";
}

}  // namespace chaser::plan
