// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/model.h"

namespace chaser::plan {

/// Whether a document that holds the first milestone tells a database that holds the second nothing new. A
/// document can't say that something was verified, only that it is complete; of what is complete the day on
/// which it was done matters, not the one on which it was due or to be reviewed; of a due date the day
/// matters, not whether it was named as a month or a day. The words that it was told in do not count.
bool samePromise(const Milestone& document, const Milestone& database);

}  // namespace chaser::plan
