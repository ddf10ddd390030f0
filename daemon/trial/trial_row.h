// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/yaml.h"
#include "common/zone.h"
#include "plan/fields.h"
#include "plan/model.h"

/// Rows of a rule test, as its file writes them: values under the names that conditions use. What is checked
/// here is said with its place in the file, so that building a row from it can't fail.
namespace chaser::daemon {

/// A value that fits its field; absent clears it.
struct GivenValue {
  const plan::RowField* field = nullptr;
  std::optional<std::string> text;  ///< a day as ISO, yes/no as `1` and `0`, else as written
};

struct TrialMilestone {
  plan::Milestone base;  ///< as the timeline reader made it of `text:`; else empty
  std::vector<GivenValue> values;
  std::vector<std::string> owners;
};

struct TrialRow {
  Position at;
  std::string ref = "1";
  int part = 1;
  std::vector<GivenValue> values;  ///< of the action and its plan
  std::vector<std::string> owners;
  std::vector<TrialMilestone> milestones;
};

/// How much of a row may be written: what documents say, what people may edit besides, and what the database
/// derives (slips, rag_since, progressed, …), for conditions that are looked at without a database.
enum class RowExtent { Document, Edit, Everything };

struct RowReading {
  RowExtent extent = RowExtent::Document;
  unsigned yearStarts = 4;
  std::optional<Date> asOf;  ///< the day that gives a phrase without a year its year
};

TrialRow readTrialRow(YamlNode node, const RowReading& reading);

/// The values of an edit: a milestone's where `ofMilestone`, else the action's.
struct EditValues {
  std::vector<GivenValue> ofAction, ofMilestone;
};
EditValues readEditValues(YamlNode node);

/// Column and value as PlanStore::update takes them.
std::pair<std::string, std::optional<std::string>> columnOf(const GivenValue& value, const Zone& zone);

/// The row as a record, ids counted from 1; its plan a copy of `plan` with what the row says of it.
plan::ActionRecord recordOf(const TrialRow& row, const plan::Plan& plan, const Zone& zone);

}  // namespace chaser::daemon
