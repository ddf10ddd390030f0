// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/label.h"

#include <algorithm>
#include <string_view>

#include "common/text.h"

namespace chaser::plan::timeline {

namespace {

bool isLoose(const Token& token) {
  return (token.kind == Token::Kind::Mark && !token.isMark('(')) ||
         token.isOneOf({"by", "for", "in", "on", "to", "of", "at", "and", "the", "with", "is", "from", "part",
                        "as", "be", "then"});
}

/// Whether the words only repeat that something is to be done, or when.
bool isGeneric(const Tokens& words) {
  constexpr std::size_t kMostGeneric = 4;
  if (words.size() > kMostGeneric) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool hour = words[i].isNumber() && words[i + 1].isOneOf({"am", "pm", "noon"});
    const bool generic = hour || words[i].kind == Token::Kind::Mark ||
                         words[i].isOneOf({"action",    "actions",      "review",
                                           "due",       "date",         "target",
                                           "timescale", "deadline",     "all",
                                           "next",      "revised",      "completed",
                                           "complete",  "reviewed",     "completion",
                                           "now",       "was",          "previously",
                                           "plan",      "original",     "new",
                                           "to",        "be",           "will",
                                           "expected",  "start",        "started",
                                           "end",       "originally",   "should",
                                           "possibly",  "approx",       "timeframe",
                                           "again",     "for",          "closed",
                                           "currently", "further",      "implementation",
                                           "delivery",  "subsequently", "finally"});
    if (!generic) return false;
  }
  return true;
}

void trimTokens(const Tokens& t, std::size_t& from, std::size_t& to) {
  while (from < to && isLoose(t[from])) ++from;
  while (to > from && isLoose(t[to - 1]) && !t[to - 1].isMark(')')) --to;
}

/// `(training)` is `training`; a bracket whose other half is gone goes too.
std::string withoutBrackets(std::string label) {
  while (!label.empty() && label.front() == '(' && label.back() == ')' &&
         label.find('(', 1) == std::string::npos) {
    label = std::string(trim(std::string_view(label).substr(1, label.size() - 2)));
  }
  const bool open = label.find(')') == std::string::npos;
  if (open && !label.empty() && label.front() == '(') label.erase(0, 1);
  if (open && !label.empty() && label.back() == '(') label.pop_back();
  return std::string(trim(label));
}

}  // namespace

std::string labelOf(const Tokens& t, const Clause& clause, const std::vector<bool>& taken) {
  std::string label;
  for (std::size_t i = 0; i < taken.size();) {
    if (taken[i]) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < taken.size() && !taken[end]) ++end;
    std::size_t from = clause.begin + i;
    std::size_t to = clause.begin + end;
    trimTokens(t, from, to);
    if (to > from) {
      if (!label.empty()) label += ' ';
      label += t.text(from, to);
    }
    i = end;
  }
  label = withoutBrackets(std::move(label));
  return isGeneric(Tokens(label)) ? std::string() : label;
}

}  // namespace chaser::plan::timeline
