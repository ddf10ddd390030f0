// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plan/readers/xml_stream.h"

struct XML_ParserStruct;

namespace chaser::plan {

/// Lines count from 1, columns from 0.
struct XmlPlace {
  std::size_t line = 1;
  std::size_t column = 0;
};

/// expat, fed a piece at a time. Names are told without their prefix; document types, and with them entities,
/// are refused. Refers to the listener.
class XmlParser {
 public:
  /// `deepest` is how many elements may be open at once.
  XmlParser(XmlListener& listener, std::size_t deepest);

  /// False once the text is broken or something was refused; all further pieces are lost then.
  bool feed(std::string_view piece, bool last = false);
  /// The same for a piece whose last bytes are `tag`, a closing one. The place behind it when expat has read
  /// it as such, and thus holds no half read bytes: in a comment, say, it is no tag.
  std::optional<XmlPlace> feedTag(std::string_view piece, std::string_view tag);

  /// Elements that are open.
  [[nodiscard]] std::size_t depth() const { return depth_; }
  /// REQUIRES: feedTag has returned a place, which only encodings that hold ASCII allow.
  [[nodiscard]] bool isUtf8() const { return isUtf8_; }
  [[nodiscard]] bool isStopped() const { return isStopped_; }
  /// Why the parser itself refused the text; empty when it did not.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  /// Of a broken text: where, and why.
  [[nodiscard]] XmlPlace place() const;
  [[nodiscard]] std::string whyBroken() const;

 private:
  struct Handlers;
  struct Closer {
    void operator()(XML_ParserStruct* parser) const;
  };

  std::unique_ptr<XML_ParserStruct, Closer> expat_;
  XmlListener& listener_;
  std::size_t deepest_;
  std::size_t depth_ = 0;
  std::string trouble_;
  bool isUtf8_ = true, isStopped_ = false;
  std::size_t fed_ = 0;
  std::size_t awaitedAt_ = 0, awaitedBytes_ = 0;  ///< the tag that feedTag asks for
  std::optional<XmlPlace> behind_;
};

}  // namespace chaser::plan
