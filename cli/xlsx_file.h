// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "common/result.h"
#include "plan/export/sheet.h"

namespace chaser::cli {

/// Writes an Excel workbook to a file that is replaced when it exists: the plan with its title, a frozen
/// heading row and filters, ratings as fills, days as true dates, all other cells as text (what begins with
/// `=` is no formula); on a second sheet what the colours mean. An error for a cell that is longer than Excel
/// allows, or when the file can't be written.
Outcome writeXlsx(const plan::PlanSheet& sheet, const std::filesystem::path& path);

}  // namespace chaser::cli
