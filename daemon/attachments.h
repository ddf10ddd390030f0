// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "notifiers/compose.h"
#include "notifiers/mime.h"
#include "store/ports.h"

namespace chaser::daemon {

struct Attached {
  std::vector<notifiers::Attachment> files;
  std::vector<std::string> faults;  ///< tables that could not be written; the message is whole without them
};

/// The tables that go with a board's papers or their draft, one a plan, as the board's `attach` and
/// `attach_format` say: the rows of `told`, or all of each plan, in the columns of the plan's own document.
/// For a public board columns that name people or hold notes are left out, and those of which Chaser knows
/// nothing. A sensitive plan has none. A workbook that can't be written is a CSV file instead. The same rows
/// on the same day give the same bytes. REQUIRES: `plan` is a pack or a draft.
Result<Attached> attachmentsOf(const Configuration& configuration, store::Store& store,
                               const alerts::MessagePlan& plan, const std::vector<notifiers::Fact>& told);

}  // namespace chaser::daemon
