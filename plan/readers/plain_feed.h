// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "plan/readers/xml_parser.h"
#include "plan/readers/xml_stream.h"

namespace chaser::plan {

/// Stands between a part's bytes and expat, and withholds what the listener takes itself.
///
/// An element may be withheld where expat has just read a closing tag to its end: nothing is half read then,
/// and leaving a whole element out of the content of another leaves the document as well-formed as it was.
/// expat hears of everything up to the first closing tag of the listener's element; from there on elements
/// are taken as long as they are plain, then expat reads on to the next such tag. Refers to its arguments.
class PlainFeed {
 public:
  PlainFeed(XmlParser& parser, PlainListener& listener, std::size_t deepest)
      : parser_(parser), listener_(listener), deepest_(deepest) {}

  /// False when nothing more is wanted.
  bool feed(std::string_view piece);
  /// What was kept back because it seemed cut.
  void flush() { consume(true); }

  /// The place in the part that is the parser's place in what it was fed.
  [[nodiscard]] XmlPlace placeOf(XmlPlace ofParser) const;

 private:
  [[nodiscard]] bool isGoing() const { return !parser_.isStopped() && !listener_.refusal(); }
  void consume(bool isLast);
  std::size_t take(std::string_view rest, bool isLast);
  std::size_t pass(std::string_view rest, bool isLast);

  XmlParser& parser_;
  PlainListener& listener_;
  std::size_t deepest_;
  std::string text_;       ///< not yet taken or passed on
  bool isBehind_ = false;  ///< behind a closing tag
  std::size_t passed_ = 0, nextLook_ = 0, patience_ = 0;
  XmlPlace here_, parserHere_;  ///< the same place in the part and for the parser
};

}  // namespace chaser::plan
