// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// XML in the plain spelling that programs write: tags without a blank too many, attributes between double
/// quotation marks, text without line ends other than `\n`. What is read here is always XML that expat reads,
/// too, and means the same; of the opposite nothing is promised. Whoever finds a text to be Other asks expat.
namespace chaser::plan {

/// What became of reading one element.
enum class PlainFound : std::uint8_t {
  Whole,  ///< it was plain to its last byte
  Cut,    ///< plain as far as the text goes: there must be more of it
  Other,  ///< not plain; it may be good XML or none
};

/// Text as it is spelt. Valid as long as the bytes it was found in.
struct PlainText {
  std::string_view spelt;
  bool hasEntities = false;  ///< only the five that every document has

  /// Tells the text in pieces, entities resolved.
  template <class Hear>
  void tell(Hear&& hear) const {
    if (!hasEntities) return hear(spelt);
    tellResolved(hear);
  }

 private:
  template <class Hear>
  void tellResolved(Hear&& hear) const {
    std::string_view rest = spelt;
    for (std::size_t at = rest.find('&'); at != std::string_view::npos; at = rest.find('&')) {
      hear(rest.substr(0, at));
      const std::size_t end = rest.find(';', at);
      hear(characterOf(rest.substr(at + 1, end - at - 1)));
      rest.remove_prefix(end + 1);
    }
    hear(rest);
  }
  static std::string_view characterOf(std::string_view entity);
};

/// A start tag's attributes, as XmlAttributes has them. Made to be used again and again.
class PlainTag {
 public:
  /// The value of the attribute with this name, whatever its prefix; empty when there is none.
  [[nodiscard]] std::string_view operator[](std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (isSame(all_[i].local, name)) return all_[i].value;
    }
    return {};
  }
  [[nodiscard]] bool isEmptyElement() const { return isEmptyElement_; }

 private:
  friend class PlainCursor;
  struct Attribute {
    std::string_view name, local, value;
  };
  /// Names are a letter or two, for which a call of the library is long.
  static bool isSame(std::string_view one, std::string_view other) {
    std::size_t i = 0;
    while (i < one.size() && i < other.size() && one[i] == other[i]) ++i;
    return i == one.size() && i == other.size();
  }
  std::array<Attribute, 16> all_;  // Excel's rows have up to 13
  std::size_t count_ = 0;
  bool isEmptyElement_ = false;
};

/// Goes through a text. Each step either succeeds and goes on, or ends the reading: `failed` then says why.
/// REQUIRES: a NUL behind the text's last byte, so that no step has to look for the end.
class PlainCursor {
 public:
  explicit PlainCursor(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), line_(begin_) {}

  /// Nothing but these bytes. Their number is known when this is compiled, so that comparing costs no call.
  template <std::size_t Size>
  bool literal(const char (&word)[Size]) {
    constexpr std::size_t kBytes = Size - 1;  // without the NUL
    const std::size_t left = static_cast<std::size_t>(end_ - at_);
    if (left >= kBytes) {
      if (std::memcmp(at_, word, kBytes) != 0) return false;
      at_ += kBytes;
      return true;
    }
    if (std::memcmp(at_, word, left) == 0) at_ = end_;
    return false;
  }
  /// White space, if there is any.
  void blanks();
  /// From behind a start tag's name to behind its `>`.
  bool attributes(PlainTag& tag);
  /// Up to the next tag.
  bool text(PlainText& text);

  /// Why the last step failed.
  [[nodiscard]] PlainFound failed() const { return at_ == end_ ? PlainFound::Cut : PlainFound::Other; }

  /// Bytes and line ends gone through, and characters behind the last of these.
  [[nodiscard]] std::size_t used() const { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] std::size_t lines() const { return lines_; }
  [[nodiscard]] std::size_t column() const { return static_cast<std::size_t>(at_ - line_) - trailing_; }

 private:
  bool attribute(PlainTag& tag);
  bool character();
  bool entity();
  void lineEnd();

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* line_;  ///< where the line begins
  std::size_t lines_ = 0;
  std::size_t trailing_ = 0;  ///< the line's bytes that are not the first of a character
};

}  // namespace chaser::plan
