// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/diagnostic.h"
#include "common/result.h"
#include "common/source.h"

/// What a column is, told from its heading. The words are data (etc/headings.yaml), so that a plan with
/// headings of its own needs no new program.
namespace chaser::plan {

/// What Chaser knows of a row. `owner` names people; `byWhom` says in words who acts and may hold a task.
/// `revised` is a date that replaces the one in `timeline`; `completed` the day it was done, a filled cell
/// says that it is; `status` a word such as `Closed`, neither colour nor prose.
enum class Field {
  Ref,
  Recommendation,
  Issue,
  Action,
  ByWhom,
  Owner,
  Assurance,
  Timeline,
  Revised,
  Completed,
  Rag,
  Status,
  Progress,
  Comments
};

/// `ref`, `recommendation`, …, `by_whom`: as etc/headings.yaml and `--map` write them.
std::string_view toString(Field field);
/// Also `date`, another word for `timeline`.
std::optional<Field> parseField(std::string_view text);
std::vector<std::string> fieldNames();

/// A column of a plan as the database remembers it: its heading as written and what it was taken for, so that
/// the plan can be written back in its own order.
struct PlanColumn {
  std::string heading;
  std::vector<Field> fields;  ///< none for a column that is kept as it is
  friend bool operator==(const PlanColumn&, const PlanColumn&) = default;
};

/// Spellings of headings. Matching is blind to case, spaces, punctuation and plurals. A spelling may begin or
/// end with `*`, which stands for one or more further words (`* actions`, `progress *`), eight words in all
/// at most. Tried in this order: the whole heading, the heading without what stands in brackets, each with
/// `*`; then its pieces between `/`, line breaks and colons, the first known one wins; then the heading
/// without a month and year.
class HeadingVocabulary {
 public:
  /// A vocabulary without words knows no heading.
  HeadingVocabulary() = default;

  /// Without a field: a column that is kept and has no meaning to Chaser, such as `evidence`.
  void add(std::string_view spelling, std::optional<Field> field);
  /// `Heading=field` or `Heading=none`, as `--map` has it: wins over every spelling. The heading may be named
  /// without what stands in brackets in it.
  Outcome map(std::string_view assignment);
  /// What the plan's columns meant at its last import. Says nothing to fieldsOf(): column_memory.h uses it.
  void remember(std::vector<PlanColumn> columns) { remembered_ = std::move(columns); }
  [[nodiscard]] const std::vector<PlanColumn>& remembered() const { return remembered_; }
  /// Whether map() said what this heading means, be it nothing.
  [[nodiscard]] bool isMapped(std::string_view heading) const;
  /// The headings that map() was given and that are none of these, as they were given.
  [[nodiscard]] std::vector<std::string> unmatched(const std::vector<std::string>& headings) const;

  [[nodiscard]] std::optional<Field> fieldOf(std::string_view heading) const;
  /// What the cells below it hold: nothing, one field, or two where the heading's pieces (also those that
  /// `and` or `&` joins) say who and when (`Lead/Timescale`), or a colour beside a text or a date
  /// (`Progress and RAG`).
  [[nodiscard]] std::vector<Field> fieldsOf(std::string_view heading) const;
  /// Whether the whole heading is a spelling, as it stands.
  [[nodiscard]] bool knowsExactly(std::string_view heading) const;
  /// Whether it is a heading known to be of no use to Chaser.
  [[nodiscard]] bool isKept(std::string_view heading) const;

 private:
  struct Spelling {
    std::string words;  ///< folded, without `*`
    bool before = false;
    bool after = false;
    std::optional<Field> field;
  };
  struct Mapping {
    std::string words;  ///< folded heading
    std::string written;
    std::optional<Field> field;
  };
  [[nodiscard]] const Mapping* mappingOf(std::string_view heading) const;
  [[nodiscard]] const Spelling* exactly(const std::string& words) const;
  [[nodiscard]] const Spelling* withMore(const std::string& words) const;
  [[nodiscard]] const Spelling* spellingOf(std::string_view heading) const;
  [[nodiscard]] const Spelling* spellingOfPiece(std::string_view piece) const;
  /// The two fields that can share a cell among those of the pieces; none, when there is no such pair.
  [[nodiscard]] std::vector<Field> sharedBy(const std::vector<std::string>& pieces) const;

  std::unordered_map<std::string, Spelling> whole_;  ///< by their words; the first of several stands
  std::vector<Spelling> open_;                       ///< that begin or end with `*`
  std::vector<Mapping> mapped_;
  std::vector<PlanColumn> remembered_;
};

/// Reads etc/headings.yaml: a mapping of field, or `kept`, to a list of spellings. Unknown fields, empty
/// spellings and one spelling for two fields are errors.
HeadingVocabulary loadHeadings(const SourcePtr& source, Diagnostics& diagnostics);

}  // namespace chaser::plan
