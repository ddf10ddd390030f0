// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/packs.h"
#include "store/ports.h"

/// What those who prepare a meeting say of its draft papers: what is held back, left out, or annotated. Each
/// word bears its author into the audit, and has the engine look at the action again, so that papers which
/// are about to leave are decided anew.
namespace chaser::store {

class DraftStore {
 public:
  virtual ~DraftStore() = default;
  /// What is in force for the board of that title, by meeting and alert: holds and notes of every meeting; of
  /// drops those whose alert was not reopened since.
  virtual Result<std::vector<alerts::PaperMark>> marks(const std::string& board) = 0;
  /// Keeps it, in place of what was said of the alert for that meeting before; the author is `mark.by`. An
  /// Input error when there is no such alert.
  virtual Outcome mark(const std::string& board, const alerts::PaperMark& mark) = 0;
  /// Takes back what was said of the alert for that meeting, and a drop whenever it was said; false when
  /// nothing was.
  virtual Result<bool> release(const std::string& board, Date meeting, AlertId alert,
                               const std::string& by) = 0;
  /// In how many of the board's packs, of meetings before that one, something stood because of the alert.
  virtual Result<int> packsWith(const std::string& board, AlertId alert, Date before) = 0;
};

}  // namespace chaser::store
