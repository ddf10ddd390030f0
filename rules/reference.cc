// SPDX-License-Identifier: Apache-2.0
#include "rules/reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "plan/fields.h"

namespace chaser::rules {

namespace {

using plan::FieldType;

constexpr std::array<FieldType, 5> kClosedSets = {FieldType::Rag, FieldType::Status, FieldType::Basis,
                                                  FieldType::State, FieldType::Precision};

std::size_t longestName() {
  std::size_t longest = 0;
  for (const auto& field : plan::fields()) longest = std::max(longest, field.name.size());
  return longest;
}

std::string textOf(bool ofMilestone) {
  std::string out;
  for (const auto& field : plan::fields()) {
    if (field.ofMilestone != ofMilestone) continue;
    out += fmt::format("  {:<{}}  {:<9}  {} [{}]\n", field.name, longestName(), plan::toString(field.type),
                       field.meaning, field.source);
  }
  return out;
}

std::string markdownOf(bool ofMilestone) {
  std::string out = "| field | type | meaning | from |\n| --- | --- | --- | --- |\n";
  for (const auto& field : plan::fields()) {
    if (field.ofMilestone != ofMilestone) continue;
    out += fmt::format("| `{}` | {} | {} | {} |\n", field.name, plan::toString(field.type), field.meaning,
                       field.source);
  }
  return out;
}

}  // namespace

std::string fieldsText() {
  std::string out = "Over a milestone only:\n" + textOf(true);
  out += "\nOver a milestone and over an action:\n" + textOf(false);
  out += "\nValues:\n";
  for (const auto type : kClosedSets) {
    out += fmt::format("  {:<{}}  {}\n", plan::toString(type), longestName(),
                       fmt::join(plan::wordsOf(type), ", "));
  }
  return out;
}

std::string fieldsJson() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& field : plan::fields()) {
    nlohmann::ordered_json entry = {{"name", field.name}, {"type", plan::toString(field.type)}};
    entry["over"] = field.ofMilestone ? nlohmann::ordered_json{"milestone"}
                                      : nlohmann::ordered_json{"milestone", "action"};
    entry["meaning"] = field.meaning;
    entry["source"] = field.source;
    if (const auto words = plan::wordsOf(field.type); !words.empty()) entry["words"] = words;
    out.push_back(std::move(entry));
  }
  return out.dump(2) + "\n";
}

std::string fieldsMarkdown() {
  std::string out = "Over a milestone only:\n\n" + markdownOf(true);
  out += "\nOver a milestone and over an action:\n\n" + markdownOf(false);
  out += "\nThe closed sets:\n\n| type | values |\n| --- | --- |\n";
  for (const auto type : kClosedSets) {
    out += fmt::format("| {} | `{}` |\n", plan::toString(type), fmt::join(plan::wordsOf(type), "` `"));
  }
  return out;
}

}  // namespace chaser::rules
