// SPDX-License-Identifier: Apache-2.0
#include "plan/upright.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/fold.h"
#include "common/text.h"
#include "plan/layout.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kFewestLabels = 4;
constexpr std::size_t kLabelLimit = 120;
constexpr std::size_t kMostRows = 1000;
constexpr const char* kNumberLabel = "No.";

struct Pair {
  std::string label;
  GridCell value;
};
using Form = std::vector<Pair>;

GridCell plainCell(std::string text) {
  GridCell cell;
  cell.text = std::move(text);
  return cell;
}

/// False for a row that no form has.
bool addPairs(const GridRow& row, Form& form) {
  if (row.size() == 1) {
    const std::string number = leadingNumber(row[0].text);
    if (!number.empty()) form.push_back(Pair{kNumberLabel, plainCell(number)});
    return true;
  }
  if (row.size() != 2 && row.size() != 4) return false;
  for (std::size_t i = 0; i < row.size(); i += 2) {
    std::string label = normaliseCell(row[i].text);
    if (label.empty() && trim(row[i + 1].text).empty()) continue;
    if (label.size() > kLabelLimit) return false;
    GridCell value = row[i + 1];
    value.colspan = 1;
    value.mergedFromAbove = false;
    form.push_back(Pair{std::move(label), std::move(value)});
  }
  return true;
}

/// Cut where the first label comes again.
std::vector<Form> formsOf(const Form& pairs) {
  std::vector<Form> forms;
  for (const Pair& pair : pairs) {
    if (forms.empty() || foldWords(pair.label) == foldWords(pairs.front().label)) forms.emplace_back();
    forms.back().push_back(pair);
  }
  return forms;
}

bool isForm(const Form& form, const HeadingVocabulary& vocabulary) {
  std::size_t known = 0, substance = 0;
  for (const Pair& pair : form) {
    const auto fields = vocabulary.fieldsOf(pair.label);
    if (!fields.empty() || vocabulary.isKept(pair.label)) ++known;
    substance += static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), [](Field field) {
      return field == Field::Recommendation || field == Field::Issue || field == Field::Action;
    }));
  }
  return known >= kFewestLabels && known * 3 >= form.size() * 2 && substance > 0;
}

}  // namespace

std::optional<GridTable> uprightTable(const GridTable& table, const HeadingVocabulary& vocabulary) {
  // A page is a form, a long list never.
  if (table.rows.size() > kMostRows) return std::nullopt;
  Form pairs;
  for (const GridRow& row : table.rows) {
    if (!addPairs(row, pairs)) return std::nullopt;
  }
  const std::vector<Form> forms = formsOf(pairs);
  if (forms.empty() || !isForm(forms.front(), vocabulary)) return std::nullopt;
  std::vector<std::string> labels;
  GridTable upright;
  upright.rows.emplace_back();
  for (const Form& form : forms) {
    GridRow row(labels.size());
    for (const Pair& pair : form) {
      const auto label = std::find(labels.begin(), labels.end(), pair.label);
      const auto at = static_cast<std::size_t>(label - labels.begin());
      if (label == labels.end()) {
        labels.push_back(pair.label);
        upright.rows.front().push_back(plainCell(pair.label));
        row.emplace_back();
      }
      if (row[at].text.empty()) row[at] = pair.value;
    }
    upright.rows.push_back(std::move(row));
  }
  for (GridRow& row : upright.rows) row.resize(labels.size());
  return upright;
}

}  // namespace chaser::plan
