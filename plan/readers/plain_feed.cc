// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/plain_feed.h"

#include <algorithm>

namespace chaser::plan {

namespace {

/// An element that is cut is looked at again with each piece that comes, so what grows longer goes to expat.
constexpr std::size_t kLongestElement = 256U << 10U;
/// expat reads what it has half read again with each piece that it is fed. A comment full of closing tags
/// must not be fed tag by tag.
constexpr std::size_t kFirstPatience = 64U << 10U;

}  // namespace

bool PlainFeed::feed(std::string_view piece) {
  text_ += piece;
  consume(false);
  return isGoing();
}

void PlainFeed::consume(bool isLast) {
  std::string_view rest = text_;
  for (std::size_t used = 1; used > 0 && !rest.empty() && isGoing();) {
    used = isBehind_ ? take(rest, isLast) : pass(rest, isLast);
    rest.remove_prefix(used);
  }
  text_.erase(0, text_.size() - rest.size());
}

/// Returns how many bytes are done with; none when more must come first.
std::size_t PlainFeed::take(std::string_view rest, bool isLast) {
  PlainCursor cursor(rest);
  cursor.blanks();
  const PlainFound found = listener_.takePlain(cursor);
  if (found == PlainFound::Whole) {
    here_ = cursor.lines() == 0 ? XmlPlace{here_.line, here_.column + cursor.column()}
                                : XmlPlace{here_.line + cursor.lines(), cursor.column()};
    return cursor.used();
  }
  if (found == PlainFound::Cut && !isLast && rest.size() <= kLongestElement) return 0;
  isBehind_ = false;
  return pass(rest, isLast);
}

std::size_t PlainFeed::pass(std::string_view rest, bool isLast) {
  const std::string_view tag = listener_.closingTag();
  const bool isLooking = passed_ >= nextLook_;
  const std::size_t found = isLooking ? rest.find(tag) : std::string_view::npos;
  if (found == std::string_view::npos) {
    // The tag may have begun.
    const std::size_t kept = isLast || !isLooking ? 0 : std::min(rest.size(), tag.size() - 1);
    const std::size_t bytes = rest.size() - kept;
    if (bytes > 0) parser_.feed(rest.substr(0, bytes));
    passed_ += bytes;
    return bytes;
  }
  const std::size_t bytes = found + tag.size();
  const auto place = parser_.feedTag(rest.substr(0, bytes), tag);
  passed_ += bytes;
  if (place) {
    here_ = placeOf(*place);
    parserHere_ = *place;
  }
  isBehind_ = place && parser_.isUtf8() && listener_.mayTakePlain() &&
              parser_.depth() + listener_.levels() <= deepest_;
  patience_ = isBehind_ ? 0 : std::max(2 * patience_, kFirstPatience);
  nextLook_ = passed_ + patience_;
  return bytes;
}

XmlPlace PlainFeed::placeOf(XmlPlace ofParser) const {
  if (ofParser.line != parserHere_.line)
    return {here_.line + ofParser.line - parserHere_.line, ofParser.column};
  return {here_.line, here_.column + ofParser.column - parserHere_.column};
}

}  // namespace chaser::plan
