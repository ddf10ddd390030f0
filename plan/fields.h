// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/zone.h"
#include "plan/model.h"

/// THE table of fields: everything that a rule may ask of a row, each entered once, with its name, type,
/// meaning and where it comes from. The checker, the evaluation, `chaser fields` and docs/rules.md all read
/// this table; a new field is one row of it.
namespace chaser::plan {

enum class FieldType { Text, Number, YesNo, Date, Rag, Status, Basis, State, Precision };

/// `text`, `number`, `yes/no`, `date`; a closed set by its own name: `rag`.
std::string_view toString(FieldType type);

/// The words of a closed set, in the order of their numbers; empty for the other types.
std::vector<std::string> wordsOf(FieldType type);

/// What a field is asked about: an action, or one milestone of it, on a day.
struct Row {
  const ActionRecord& record;
  const Milestone* milestone = nullptr;  ///< absent over an action
  Date today;
  const Zone& zone;  ///< in which instants become civil days
};

/// A field's value in a row. An empty text is a missing one.
struct FieldValue {
  bool present = false;
  /// Number as it is, yes/no as 1 and 0, a date as days since 1970-01-01, a closed set as the number of its
  /// word.
  std::int64_t number = 0;
  std::string_view text;
  /// Of fields that look at today: the first later day on which the value may change by itself.
  std::optional<Date> changesOn;
};

struct RowField {
  std::string_view name;
  FieldType type = FieldType::Text;
  bool ofMilestone = false;  ///< only over a milestone; the others are there over both
  std::string_view meaning;
  std::string_view source;  ///< the column, or what it is derived from
  /// Never fails. The text of the value lies in the row, in the plan or in `scratch`, and lives as long as
  /// they do.
  FieldValue (*read)(const Row& row, std::string& scratch) = nullptr;
};

/// A value of that type as a person reads it: a day as 31 March 2017, a word of a closed set, yes or no, a
/// text in quotation marks; `missing` where there is none.
std::string spokenValue(FieldType type, const FieldValue& value);

/// The columns that a field is made of, as its source names them: `milestone.due`, `action.rag`. `owner`
/// stands for all owners of the action. Without what is the plan's own: every row has its plan.
std::vector<std::string_view> columnsOf(const RowField& field);

/// All fields, those of a milestone first.
std::span<const RowField> fields();

/// The field of that name; nullptr when there is none.
const RowField* findField(std::string_view name);

/// Names that can be asked over a milestone, or over an action.
std::vector<std::string> fieldNames(bool overMilestone);

}  // namespace chaser::plan
