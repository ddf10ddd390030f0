// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "common/instant.h"
#include "common/result.h"
#include "plan/export/sheet.h"

/// Excel workbooks of plans: what `chaser export` writes, and what goes with a board's papers.
namespace chaser::notifiers {

/// Writes an Excel workbook to a file that is replaced when it exists: the plan with its title, a frozen
/// heading row and filters, ratings as fills, days as true dates, all other cells as text (what begins with
/// `=` is no formula); on a second sheet what the colours mean. It says that it was made at `made`; the same
/// sheet and the same instant give the same bytes. An error for a cell that is longer than Excel allows, or
/// when the file can't be written.
Outcome writeXlsx(const plan::PlanSheet& sheet, const std::filesystem::path& path, Instant made);

/// The same as bytes. Excel's library writes files alone, so it is a temporary file for a moment.
Result<std::string> xlsxBytes(const plan::PlanSheet& sheet, Instant made);

}  // namespace chaser::notifiers
