// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/result.h"
#include "plan/readers/grid.h"

/// A plan that lives in another system and is handed over by a script, again and again: one record a line,
/// and one column that names the record for good. docs/feeds.md has worked examples.
namespace chaser::plan {

/// Newline-delimited JSON: one object a line, in UTF-8; blank lines are passed over. The first row of the
/// table is the columns, in the order in which the objects first name them; a column that an object lacks is
/// blank, and not `given`: it says nothing, where null and "" say that there is nothing. Of the values,
/// texts, numbers and yes/no become text as they are written, null is blank, a list is one line an entry, and
/// an object within an object is columns `outer.inner`. An error names the line.
Result<Document> readNdjson(std::string_view bytes, const ReadLimits& limits = {});

/// Checks what a feed promises of its key: the table's first row has that column (case and spaces do not
/// matter), each further row that says anything has a value there, and no two rows the same. Returns the
/// column's name as the document spells it; the errors name the rows.
Result<std::string> checkKey(const Document& feed, std::string_view column);

}  // namespace chaser::plan
