// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "plan/model.h"
#include "store/sqlite.h"

/// How rows of the plan become values: one entry a column, under the column's name. The statements of
/// plan.sql read all of them in this order; a sweep reads those that it was asked for.
namespace chaser::store {

template <typename T>
struct Column {
  std::string_view name;
  void (*read)(Row& row, T& into);  ///< takes the row's next column
};

std::span<const Column<plan::Action>> actionColumns();
std::span<const Column<plan::Milestone>> milestoneColumns();
plan::Plan readPlan(Row& row);           ///< as `plan.range` has it
plan::RagMeaning readMeaning(Row& row);  ///< as `rag_key.range` has it, after its plan
plan::Owner readOwner(Row& row);         ///< as `owner.range` has it, after its action

}  // namespace chaser::store
