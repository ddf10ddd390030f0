// SPDX-License-Identifier: Apache-2.0
#include "plan/column_memory.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace chaser::plan {

namespace {

using Fields = std::vector<Field>;

bool holds(const Fields& fields, Field field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

/// Whether the cells decide what the column is (column_choice.h), not the heading.
bool isToldByCells(const Fields& fields) {
  return !fields.empty() && std::all_of(fields.begin(), fields.end(), [](Field field) {
    return field == Field::Status || field == Field::Progress || field == Field::Rag;
  });
}

/// `Status` of `Status (2)`.
std::string_view withoutCount(std::string_view heading) {
  if (!heading.ends_with(')')) return heading;
  const auto open = heading.rfind(" (");
  if (open == std::string_view::npos) return heading;
  const std::string_view count = heading.substr(open + 2, heading.size() - open - 3);
  const bool digits = !count.empty() && std::all_of(count.begin(), count.end(),
                                                    [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits ? heading.substr(0, open) : heading;
}

class Memory {
 public:
  Memory(std::vector<Column>& columns, const std::vector<PlanColumn>& before)
      : columns_(columns), before_(before) {}

  /// A field goes to whoever mapped a column to it, then to the column that had it last time and seems to be
  /// it still, then to one that had it and now seems to be something else, then to one that only seems so.
  void keep() {
    std::vector<Known> known;
    known.reserve(columns_.size());
    std::set<Field> taken;
    for (const Column& column : columns_) {
      known.push_back(column.mapped ? Known{Known::How::ByHand, {}} : knownOf(column));
      if (known.back().how == Known::How::ByHand) taken.insert(column.fields.begin(), column.fields.end());
    }
    for (const Known::How how : {Known::How::AsItSeems, Known::How::Otherwise, Known::How::Guessed}) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (known[i].how != how) continue;
        if (how == Known::How::Otherwise) {
          give(columns_[i], *known[i].fields, taken);
        } else {
          giveWay(columns_[i], taken);
        }
      }
    }
  }

 private:
  /// What is known of a column beside what it seems to mean now.
  struct Known {
    enum class How { ByHand, AsItSeems, Otherwise, Guessed };
    How how = How::Guessed;
    const Fields* fields = nullptr;  ///< what it meant last time, where that is something else
  };

  /// It counts as guessed where what it seems to mean now fits as well as what it meant.
  [[nodiscard]] Known knownOf(const Column& column) const {
    const PlanColumn* before = nullptr;
    const std::string_view base = withoutCount(column.heading);
    bool seemsAnother = false;
    for (const PlanColumn& one : before_) {
      if (one.heading == column.heading) before = &one;
      // Of tables that mean different things by a heading, this one may be another.
      if (withoutCount(one.heading) == base && one.heading != column.heading && !isHere(one.heading))
        seemsAnother = seemsAnother || one.fields == column.fields;
    }
    if (before == nullptr) return {};
    if (before->fields == column.fields) return {Known::How::AsItSeems, {}};
    if (seemsAnother) return {};
    // What the cells say this month may be more than they said when the plan was new and most were blank.
    if (isToldByCells(before->fields) && isToldByCells(column.fields)) return {};
    // Whether a revised date is the date of the plan is told by the other columns.
    const bool isDay = holds(column.fields, Field::Revised) || holds(column.fields, Field::Completed);
    if (isDay && holds(before->fields, Field::Timeline)) return {};
    return {Known::How::Otherwise, &before->fields};
  }

  [[nodiscard]] bool isHere(const std::string& heading) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const Column& column) { return column.heading == heading; });
  }

  static void give(Column& column, const Fields& fields, std::set<Field>& taken) {
    if (fields.empty()) {
      if (column.fields.empty()) return;
      column.alsoLike = column.fields.front();
      column.left = true;
      column.fields.clear();
      return;
    }
    column.fields.clear();
    column.alsoLike.reset();
    column.kept = false;
    column.remembered = true;
    for (const Field field : fields) {
      if (taken.insert(field).second) {
        column.fields.push_back(field);
      } else {
        column.alsoLike = field;
      }
    }
  }

  static void giveWay(Column& column, std::set<Field>& taken) {
    Fields fields;
    for (const Field field : column.fields) {
      if (taken.insert(field).second) {
        fields.push_back(field);
      } else {
        column.alsoLike = field;
      }
    }
    column.fields = std::move(fields);
  }

  std::vector<Column>& columns_;
  const std::vector<PlanColumn>& before_;
};

}  // namespace

void keepMeanings(std::vector<Column>& columns, const HeadingVocabulary& vocabulary) {
  if (!vocabulary.remembered().empty()) Memory(columns, vocabulary.remembered()).keep();
}

bool wasBesideDates(const Column& column, const HeadingVocabulary& vocabulary) {
  const std::vector<PlanColumn>& before = vocabulary.remembered();
  return std::any_of(before.begin(), before.end(), [&](const PlanColumn& known) {
    return known.heading == column.heading && !known.fields.empty() && !holds(known.fields, Field::Timeline);
  });
}

std::vector<PlanColumn> missingColumns(const std::vector<std::string>& headings,
                                       const std::vector<std::vector<Field>>& fields,
                                       const std::vector<PlanColumn>& before) {
  std::set<Field> told;
  for (const Fields& some : fields) told.insert(some.begin(), some.end());
  std::vector<PlanColumn> missing;
  for (const PlanColumn& column : before) {
    if (std::find(headings.begin(), headings.end(), column.heading) != headings.end()) continue;
    const bool all = std::all_of(column.fields.begin(), column.fields.end(),
                                 [&](Field field) { return told.count(field) > 0; });
    if (!all) missing.push_back(column);
  }
  return missing;
}

void nameApart(std::vector<Column>& columns, const std::vector<std::string>& headings,
               const std::vector<std::vector<Field>>& fields) {
  std::set<std::string> here;
  for (Column& column : columns) {
    const auto fits = [&](const std::string& name) {
      if (here.count(name) > 0) return false;
      const auto known = std::find(headings.begin(), headings.end(), name);
      return known == headings.end() ||
             fields[static_cast<std::size_t>(known - headings.begin())] == column.fields;
    };
    const std::string base(withoutCount(column.heading));
    for (int n = 2; !fits(column.heading); ++n) column.heading = base + " (" + std::to_string(n) + ")";
    here.insert(column.heading);
  }
}

}  // namespace chaser::plan
