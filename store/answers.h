// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/model.h"
#include "store/ports.h"

/// What people say of alerts: that they are quiet for a while, that nothing is to be said, what a board
/// decided, whose an action is. Everything bears its author into the audit, and makes the alert due at the
/// next tick.
namespace chaser::store {

struct Decision {
  std::string board;  ///< its title
  Date meeting;
  ActionId action;
  std::string decision;  ///< `agree-date`, `close`, `return`, `note`
  std::string note;
};

class AnswerStore {
 public:
  virtual ~AnswerStore() = default;
};

}  // namespace chaser::store
