// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plan/readers/archive.h"
#include "plan/readers/xml_plain.h"

/// XML read as it streams by, for parts too big to be held as a tree. Names are told without their prefix,
/// because producers are free to choose it. Document types (and with them entities) are refused.
///
/// expat reads all of it, but for what a listener can read itself: a workbook of 100,000 rows is half a
/// million elements of two kinds, spelt the same from the first to the last, and a scanner that knows this
/// spelling is several times as fast. An element that is plain and whole is told at once and withheld from
/// expat, for which the document stays well-formed without it. docs/decisions/0010-plain-rows.md has the
/// figures.
namespace chaser::plan {

/// A whole number without sign; nothing when it is none.
std::optional<std::uint32_t> wholeNumber(std::string_view text);

/// A start tag's attributes; valid only while it is told.
class XmlAttributes {
 public:
  /// Names and values in turn, closed by a null pointer: expat's own shape.
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// The value of the attribute with this name, whatever its prefix; empty when there is none.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;
  /// A switch: `1` or `true`.
  [[nodiscard]] bool isOn(std::string_view name) const;
  /// The whole number that it is.
  [[nodiscard]] std::optional<std::uint32_t> number(std::string_view name) const {
    return wholeNumber((*this)[name]);
  }

 private:
  const char** pairs_;
};

/// Hears a part, element by element. What it can't accept it refuses, and hears no more.
class XmlListener {
 public:
  virtual ~XmlListener() = default;
  virtual void open(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void close(std::string_view /*name*/) {}
  /// Text in pieces of any size, entities resolved.
  virtual void text(std::string_view /*piece*/) {}

  [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }

 protected:
  XmlListener() = default;
  XmlListener(const XmlListener&) = default;
  XmlListener& operator=(const XmlListener&) = default;
  void refuse(std::string what, std::string hint = {}) {
    if (!refusal_) refusal_ = Error{ErrorKind::Input, std::move(what), std::move(hint)};
  }

 private:
  std::optional<Error> refusal_;
};

/// Hears the plain ones among the elements of one name as a whole.
class PlainListener : public XmlListener {
 public:
  /// `closingTag` is `</row>`, say; `levels` how many elements such an element may be deep, itself included.
  PlainListener(std::string_view closingTag, std::size_t levels) : closingTag_(closingTag), levels_(levels) {}

  /// Whether `takePlain` may now stand for open, text and close.
  [[nodiscard]] virtual bool mayTakePlain() const { return true; }
  /// Reads one such element. When it is Whole, the listener has heard what expat would have told of it, and
  /// the cursor stands behind it; else it has heard nothing.
  virtual PlainFound takePlain(PlainCursor& cursor) = 0;

  [[nodiscard]] std::string_view closingTag() const { return closingTag_; }
  [[nodiscard]] std::size_t levels() const { return levels_; }

 private:
  std::string_view closingTag_;
  std::size_t levels_;
};

/// How a part is read; never what it says. For tests, which compare.
struct XmlWay {
  bool takesPlain = true;
  std::size_t pieceBytes = 1U << 16U;  ///< that are looked at together
};

/// Tells the listener a part of the archive. Fails when the part is missing, broken, beyond the limits, or
/// refused.
Outcome readPart(const Archive& archive, const std::string& name, const ReadLimits& limits,
                 XmlListener& listener);
Outcome readPart(const Archive& archive, const std::string& name, const ReadLimits& limits,
                 PlainListener& listener, const XmlWay& way);

}  // namespace chaser::plan
