// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/source.h"
#include "common/yaml.h"
#include "plan/calendar.h"

/// Days on which an organisation is closed besides the bank holidays: the week after Christmas, a day for
/// moving house. They count as no working days, and nothing is sent on them.
namespace chaser::plan {

using Closures = std::vector<WorkingCalendar::Holiday>;

/// A list in YAML; mistakes are reported and what is good is read:
///
///     - 2026-12-29
///     - {on: 2026-12-30, name: House move}
///     - {from: 2027-08-02, to: 2027-08-06, name: Summer closure}
///
/// An entry covers at most a year.
Closures readClosures(YamlNode list);

/// An iCalendar file (RFC 5545), as calendar programs export it: the days of every event that takes whole
/// days, repeated as its rule says, from `from` to `to`. Events that take a part of a day are left out with a
/// warning.
Closures readIcsClosures(const SourcePtr& source, Date from, Date to, Diagnostics& diagnostics);

}  // namespace chaser::plan
