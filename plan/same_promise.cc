// SPDX-License-Identifier: Apache-2.0
#include "plan/same_promise.h"

#include "common/fold.h"

namespace chaser::plan {

bool samePromise(const Milestone& document, const Milestone& database) {
  if (foldName(document.party) != foldName(database.party)) return false;
  if (foldWords(document.label) != foldWords(database.label)) return false;
  if (document.basis != database.basis || isDone(document) != isDone(database)) return false;
  if (isDone(document) && database.completedOn) return document.completedOn == database.completedOn;
  if (document.review != database.review) return false;
  if (!isDone(document) && document.state != database.state) return false;
  if (document.completedOn != database.completedOn || document.due != database.due) return false;
  return document.due || document.earliest == database.earliest;
}

}  // namespace chaser::plan
