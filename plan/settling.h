// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plan/answers.h"
#include "plan/merge.h"

/// What an answer does to a plan that is in the database already: the rows that carry its phrase are read
/// again in its light, without the document. Pure; store/ applies the changes in one transaction.
namespace chaser::plan {

/// How a cell was read before an answer, so that the answer can be taken back.
struct EarlierReading {
  ActionId action;
  std::string heading;
  std::string text;  ///< the cell's words
  std::string reading;
};

struct Settling {
  ChangeSet changes;                    ///< only the rows that are read otherwise now
  std::vector<std::string> rows;        ///< `16.2`, `5.1 (part 2)`: those whose values changed
  std::vector<std::string> kept;        ///< those where somebody had said otherwise since; left as they are
  std::vector<EarlierReading> earlier;  ///< how the cells were read before
};

/// Reads every row anew with these answers. Like an import that says the same words and reads them otherwise:
/// what people changed since stays.
Settling settle(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
                const Answers& answers);

/// Gives cells back the readings that they had, but for those whose words are others now.
Settling unsettle(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
                  const std::vector<EarlierReading>& earlier);

/// An answer with what it replaced.
struct GivenAnswer {
  Settled entry;
  std::vector<EarlierReading> earlier;
};

/// The plan as if the answers `after` had been given in place of `before`, each list in the order in which
/// they were given; fills in what those of `after` replace. `kept` tells of the last one of `after` where it
/// is new, else of nothing.
Settling replaceAnswers(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
                        const std::vector<GivenAnswer>& before, std::vector<GivenAnswer>& after);

/// Whether some row of the plan has the phrase where this kind of answer looks for it.
bool carries(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
             const Settled& entry);

/// As the database keeps earlier readings; the inverse leaves out what is none.
std::string toJson(const std::vector<EarlierReading>& earlier);
std::vector<EarlierReading> earlierFromJson(std::string_view json);

}  // namespace chaser::plan
