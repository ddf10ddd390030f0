// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.h"
#include "plan/draft.h"
#include "plan/model.h"

/// What people answered to the doubts of a plan (`chaser settle`), and what a row says in its light. A phrase
/// is answered once for the whole plan, by its words folded (phraseOf).
///
/// | kind    | the phrase is                                | the answer                        |
/// | ------- | -------------------------------------------- | --------------------------------- |
/// | `owner` | an owner cell, one owner in it, who acts     | roles, parted by semicolons       |
/// | `party` | the same, or a milestone's words or party    | the organisation that delivers    |
/// | `board` | an assurance cell                            | the board                         |
/// | `date`  | a milestone's words                          | its last day, `2017-03-31`        |
/// | `basis` | a milestone's words                          | `indicative` or `agreed`          |
/// | `state` | a milestone's words                          | `open`, `ongoing` or `complete`   |
/// | `rag`   | a rating cell's words                        | `red amber green blue grey`       |
/// | `seen`  | words beside the dates that moved none       | none: nobody is to be asked again |
///
/// An empty answer says that the words mean nothing of that kind.
namespace chaser::plan {

/// The words of a row that answers look at.
struct RowWords {
  std::string owner;      ///< the owner cell
  std::string byWhom;     ///< who acts, which may be told as a task
  std::string assurance;  ///< the assurance cell
  std::string rag;        ///< the rating cell
};

/// How a row was read.
struct RowReading {
  std::vector<Milestone> milestones;
  std::vector<Owner> owners;
  std::string byWhom;  ///< roles that an answer makes of it, one a line; empty without an answer
  std::string assurance;
  std::optional<Rag> rag;
};

class Answers {
 public:
  Answers() = default;
  explicit Answers(const std::vector<Settled>& settled);

  [[nodiscard]] bool empty() const { return answers_.empty(); }
  /// The answer to this phrase, as written or folded; nullptr when nobody gave one.
  [[nodiscard]] const std::string* find(std::string_view kind, std::string_view words) const;
  /// Whether somebody said when this is, on which basis, whether it is done, or that it was seen.
  [[nodiscard]] bool saysWhen(std::string_view words) const;
  /// Whether somebody said who this is, or that it is nobody.
  [[nodiscard]] bool saysWho(std::string_view words) const;
  /// Whether somebody said that this is a board.
  [[nodiscard]] bool saysBoard(std::string_view name) const;

  /// The row as it is to be read. Applying it twice is applying it once.
  void apply(const RowWords& words, RowReading& row) const;

 private:
  [[nodiscard]] const std::string* who(std::string_view words) const;
  void applyOwners(const RowWords& words, RowReading& row) const;
  void applyTo(Milestone& milestone, const std::string& partyOfRow) const;
  [[nodiscard]] std::string partyOf(const RowWords& words, const std::vector<Owner>& owners) const;

  std::map<std::pair<std::string, std::string>, std::string, std::less<>> answers_;
  std::vector<std::pair<std::string, std::string>> parties_;  ///< folded phrase and answer
};

/// A day that a person gives a milestone is exact, and no day is none. The day that it has already is
/// confirmed, and stays as exact as its words.
void giveDay(Milestone& milestone, std::optional<Date> day);

/// Whether what a person said (`date`, `basis` or `state`) settles what was doubtful about a milestone. A
/// basis says nothing of a day that could not be read, and neither does that the work is still open.
bool settlesDoubt(std::string_view kind, const Milestone& before, const Milestone& after);

/// The words as an answer to them is kept: folded; of words without a letter or a number (`?`) as they are.
/// Nothing for a dash, which says that there is nothing.
std::string phraseOf(std::string_view words);

/// What an answer about this is kept as: `colour` is `rag`, and `who` it is says its owner.
std::string canonicalKind(std::string_view kind);

/// An answer as it is kept: what is wrong with it, else its canonical form. `none` is the empty answer. The
/// message names what is allowed.
Result<Settled> answerOf(std::string_view kind, std::string_view phrase, std::string_view answer);

/// The roles of an owner's answer.
std::vector<std::string> rolesOf(std::string_view answer);

}  // namespace chaser::plan
