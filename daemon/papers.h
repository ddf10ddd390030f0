// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/packs.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "plan/model.h"
#include "store/ports.h"

/// A board's papers while they are a draft: what would go, and what those who prepare the meeting say of it.
/// The same for the command line and for a page.
namespace chaser::daemon {

/// What one alert wants said to the board.
struct PaperLine {
  AlertId alert;
  std::string rule;
  plan::ActionRecord record;
  const plan::Milestone* milestone = nullptr;  ///< in `record`; nullptr: the whole action
  int number = 0;                              ///< which milestone of its action, 1 is the first; 0: none
  int times = 1;                               ///< in how many of the board's papers it stood, these included
  std::optional<alerts::PaperMark> mark;

  PaperLine() = default;
  PaperLine(const PaperLine&) = delete;
  PaperLine& operator=(const PaperLine&) = delete;
  PaperLine(PaperLine&& other) = default;  // a record that is moved keeps its milestones where they are
  PaperLine& operator=(PaperLine&& other) = default;

  /// Whether it is in the papers, as things are.
  [[nodiscard]] bool goes() const { return !mark || mark->kind == alerts::PaperMark::Kind::Annotate; }
};

struct BoardPapers {
  const plan::Board* board = nullptr;  ///< of the configuration
  alerts::Meeting meeting;
  bool left = false;             ///< they went to the board; `lines` is empty then
  bool open = false;             ///< between cut-off and papers: now something may be said of them
  std::vector<PaperLine> lines;  ///< in the plan's own order
};

/// The board of that name, which may be its title where several have one name. An Input error names those
/// there are.
Result<const plan::Board*> boardNamed(const Configuration& configuration, const std::string& name);

/// The papers of that meeting; without one, of the next whose papers have not left. An Input error when the
/// board does not meet then, or never again.
Result<BoardPapers> papersOf(store::Store& store, const Configuration& configuration,
                             const plan::Board& board, std::optional<Date> meeting, Date today);

/// Which lines somebody means: a ref as `chaser list` shows it, and what tells further.
struct PaperChoice {
  std::string ref;
  std::string plan;         ///< key; empty: any
  std::optional<int> part;  ///< absent: the only one in these papers
  std::string rule;         ///< empty: all
  std::string milestone;    ///< its number or its party; empty: all
};

/// Says `kind` of the chosen lines, or takes back what was said of them when it is absent, in one
/// transaction; which lines those are. An Input error when nothing is chosen or several actions are, when
/// `by` does not prepare this meeting, outside the days between cut-off and papers (a drop is taken back at
/// any time), for a note without words, and for a note in the papers of a public board, which bear none.
Result<std::vector<PaperLine>> sayOfPapers(store::Store& store, const Configuration& configuration,
                                           const BoardPapers& papers, const PaperChoice& choice,
                                           std::optional<alerts::PaperMark::Kind> kind,
                                           const std::string& note, const std::string& by, Date today);

}  // namespace chaser::daemon
