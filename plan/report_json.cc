// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plan/report.h"

namespace chaser::plan {

namespace {

using ReportJson = nlohmann::ordered_json;

ReportJson reportText(const std::string& text) {
  return text.empty() ? ReportJson(nullptr) : ReportJson(text);
}

ReportJson reportDay(const std::optional<Date>& day) {
  return day ? ReportJson(day->iso()) : ReportJson(nullptr);
}

ReportJson decisionOf(Prefer prefer) {
  switch (prefer) {
    case Prefer::Neither:
      break;
    case Prefer::Document:
      return "document";
    case Prefer::Database:
      return "database";
  }
  return nullptr;
}

ReportJson fieldJson(const FieldChange& field) {
  ReportJson json{{"field", field.field}};
  if (field.milestone > 0) json["milestone"] = field.milestone;
  json["before"] = reportText(field.before);
  json["after"] = reportText(field.after);
  if (field.dueBefore || field.dueAfter) {
    json["due_before"] = reportDay(field.dueBefore);
    json["due_after"] = reportDay(field.dueAfter);
  }
  return json;
}

ReportJson lineJson(const ImportReport::Change& line) {
  return {{"ref", line.ref}, {"part", line.part}, {"headline", line.headline}};
}

ReportJson fieldsJson(const ImportReport::Change& line) {
  ReportJson fields = ReportJson::array();
  for (const FieldChange& field : line.fields) fields.push_back(fieldJson(field));
  return fields;
}

}  // namespace

std::string renderJson(const ImportReport& report, bool dryRun) {
  ReportJson out;
  out["plan"] = report.plan;
  out["title"] = reportText(report.title);
  out["dry_run"] = dryRun;
  out["rows"] = report.rows;
  out["actions"] = {{"new", report.actions.fresh},           {"changed", report.actions.changed},
                    {"unchanged", report.actions.unchanged}, {"gone", report.actions.gone},
                    {"closed", report.actions.closed},       {"reopened", report.actions.reopened}};
  const auto& m = report.milestones;
  out["milestones"] = {
      {"total", m.total}, {"indicative", m.indicative}, {"agreed", m.agreed},    {"unmarked", m.unmarked},
      {"open", m.open},   {"ongoing", m.ongoing},       {"complete", m.complete}};
  out["columns"] = ReportJson::array();
  for (const PlanColumn& column : report.columns) {
    ReportJson fields = ReportJson::array();
    for (const Field field : column.fields) fields.push_back(toString(field));
    out["columns"].push_back({{"heading", column.heading}, {"fields", std::move(fields)}});
  }
  out["new"] = ReportJson::array();
  for (const auto& line : report.fresh) out["new"].push_back(lineJson(line));
  out["changes"] = ReportJson::array();
  for (const auto& line : report.changes) {
    ReportJson json = lineJson(line);
    json["reopened"] = line.reopened;
    json["fields"] = fieldsJson(line);
    out["changes"].push_back(std::move(json));
  }
  out["gone"] = ReportJson::array();
  for (const auto& line : report.gone) {
    ReportJson json = lineJson(line);
    json["closed"] = line.closed;
    json["chased"] = line.chased();
    json["fields"] = fieldsJson(line);
    out["gone"].push_back(std::move(json));
  }
  out["doubts"] = ReportJson::array();
  for (const Doubt& doubt : report.doubts) {
    out["doubts"].push_back({{"kind", doubt.kind},
                             {"ref", doubt.ref},
                             {"part", doubt.part},
                             {"text", doubt.text},
                             {"hint", doubt.hint}});
  }
  out["conflicts"] = ReportJson::array();
  for (const Conflict& conflict : report.conflicts) {
    out["conflicts"].push_back({{"ref", conflict.ref},
                                {"part", conflict.part},
                                {"field", conflict.field},
                                {"base", conflict.base},
                                {"document", conflict.document},
                                {"database", conflict.database},
                                {"decided", decisionOf(conflict.decided)}});
  }
  return out.dump(2, ' ', false, ReportJson::error_handler_t::replace);
}

}  // namespace chaser::plan
