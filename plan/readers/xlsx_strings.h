// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "plan/readers/xlsx_styles.h"
#include "plan/readers/xml_stream.h"

/// The texts of a workbook: those that its cells share, and those that stand in a cell.
namespace chaser::plan {

/// Puts a text's runs together (ECMA-376 part 1, 18.4.8): plain or rich, without the phonetic reading that
/// may stand above it. Told each element below `si` or `is`.
class RichText {
 public:
  explicit RichText(const Styles& styles) : styles_(styles) {}

  void open(std::string_view name, const XmlAttributes& attributes);
  void close(std::string_view name);
  void text(std::string_view piece) {
    if (inText_ && phonetic_ == 0) text_ += piece;
  }
  void clear();
  /// The whole of a text that has no runs.
  void take(const PlainText& text) {
    clear();
    text.tell([this](std::string_view piece) { text_ += piece; });
  }
  [[nodiscard]] std::size_t bytes() const { return text_.size(); }

  /// With line ends as `\n` and escapes (`_x000D_`) resolved. Valid until it is cleared.
  [[nodiscard]] const std::string& finish();
  /// Of the first coloured run that has text.
  [[nodiscard]] std::optional<Colour> ink() const { return ink_; }

 private:
  const Styles& styles_;
  std::string text_;
  std::optional<Colour> ink_, runInk_;
  std::size_t runBegan_ = 0;
  int phonetic_ = 0;
  bool inText_ = false;
  bool inProperties_ = false;
};

/// Escapes of characters that XML can't hold (ST_Xstring, 22.9.2.19), and line ends of every kind.
void resolveEscapes(std::string& text);

/// One long text and where each string of it begins: a million strings without a million allocations.
class SharedStrings {
 public:
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::size_t bytes() const { return all_.size(); }
  [[nodiscard]] std::string_view text(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(all_).substr(begin, ends_[index] - begin);
  }
  [[nodiscard]] std::optional<Colour> ink(std::size_t index) const {
    if (inks_.empty()) return std::nullopt;
    const auto found = inks_.find(index);
    return found == inks_.end() ? std::nullopt : std::optional(found->second);
  }
  void add(std::string_view text, std::optional<Colour> ink);

 private:
  std::string all_;
  std::vector<std::uint32_t> ends_;
  std::unordered_map<std::size_t, Colour> inks_;
};

/// `part` is empty when the workbook shares none.
Result<SharedStrings> readSharedStrings(const Archive& archive, const std::string& part, const Styles& styles,
                                        const ReadLimits& limits, const XmlWay& way);

}  // namespace chaser::plan
