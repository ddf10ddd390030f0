// SPDX-License-Identifier: Apache-2.0
#include "rules/scalar_place.h"

#include <algorithm>

namespace chaser::rules {

namespace {

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t offsetOf(std::string_view text, const Position& at) {
  std::size_t offset = 0;
  for (std::size_t line = 1; line < at.line; ++line) {
    const auto end = text.find('\n', offset);
    if (end == std::string_view::npos) return text.size();
    offset = end + 1;
  }
  return std::min(text.size(), offset + at.column - 1);
}

Position positionOf(const SourcePtr& source, std::size_t offset) {
  const std::string_view before = std::string_view(source->text).substr(0, offset);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto start = before.rfind('\n');
  return {source, line, offset - (start == std::string_view::npos ? 0 : start + 1) + 1};
}

/// Steps through a scalar as written, one character of the value that is no white space after the other.
class Walk {
 public:
  Walk(std::string_view raw, std::size_t at) : raw_(raw), at_(at) {
    if (at_ >= raw_.size()) return;
    const char first = raw_[at_];
    if (first == '"' || first == '\'') {
      quote_ = first;
      ++at_;
    } else if (first == '|' || first == '>') {
      at_ = std::min(raw_.size(), raw_.find('\n', at_));
    }
  }

  /// The offset of the next character if it is `wanted`; npos when file and value part ways.
  std::size_t next(char wanted) {
    while (at_ < raw_.size() && (isSpace(raw_[at_]) || isBlankEscape())) at_ += isSpace(raw_[at_]) ? 1 : 2;
    if (at_ >= raw_.size()) return std::string_view::npos;
    const bool doubled = quote_ == '\'' && raw_.substr(at_).starts_with("''");
    const bool escaped = quote_ == '"' && raw_[at_] == '\\' && at_ + 1 < raw_.size();
    const std::size_t found = at_;
    const char meant = raw_[at_ + (escaped ? 1 : 0)];
    at_ += doubled || escaped ? 2 : 1;
    return meant == wanted ? found : std::string_view::npos;
  }

 private:
  /// `\n`, `\t`, `\ ` and a line break hidden by `\`: white space in the value.
  [[nodiscard]] bool isBlankEscape() const {
    if (quote_ != '"' || raw_[at_] != '\\' || at_ + 1 >= raw_.size()) return false;
    const char c = raw_[at_ + 1];
    return c == 'n' || c == 't' || c == 'r' || isSpace(c);
  }

  std::string_view raw_;
  std::size_t at_;
  char quote_ = '\0';
};

}  // namespace

Position placeInScalar(const Position& begin, std::string_view value, std::size_t offset) {
  if (!begin.source || begin.line == 0) return begin;
  const std::string_view raw = begin.source->text;
  Walk walk(raw, offsetOf(raw, begin));
  std::size_t last = std::string_view::npos;
  for (std::size_t i = 0; i < value.size() && i <= offset; ++i) {
    if (isSpace(value[i])) continue;
    const std::size_t found = walk.next(value[i]);
    if (found == std::string_view::npos) return begin;
    last = found;
  }
  if (last == std::string_view::npos) return begin;
  // The end of the condition is just behind its last character.
  return positionOf(begin.source, offset >= value.size() ? last + 1 : last);
}

}  // namespace chaser::rules
