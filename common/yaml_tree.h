// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/source.h"

/// What one YAML document says, as yaml.h reads it: its values in the order of the file, 24 bytes each, and
/// their texts behind each other. yaml-cpp's own tree takes half a kilobyte a value, which a list of ten
/// thousand contacts has a hundred thousand of.
namespace chaser {

class YamlTree {
 public:
  enum class Kind : std::uint8_t { Null, Scalar, List, Map };
  using Index = std::uint32_t;
  static constexpr Index kNone = UINT32_MAX;

  /// Why a document can't be read, and where.
  struct Refusal {
    Position at;
    std::string message, hint;
  };

  /// Of nothing, until it is read.
  explicit YamlTree(SourcePtr source) : source_(std::move(source)) {}
  /// Reads the first document of the source, once. Refused are files over 4 MiB, more than 100 levels of
  /// nesting, aliases, and what is no YAML; nothing of it is kept then.
  std::optional<Refusal> read();

  /// kNone: there is nothing in the file.
  [[nodiscard]] Index root() const { return values_.empty() ? kNone : 0; }
  [[nodiscard]] Kind kind(Index value) const { return values_[value].kind; }
  /// Of a scalar, with escapes resolved; empty otherwise.
  [[nodiscard]] std::string_view text(Index value) const {
    return std::string_view(texts_).substr(values_[value].text, values_[value].length);
  }
  [[nodiscard]] Position position(Index value) const;
  /// What is within a list, or a mapping's first key, its value, its next key, and so on; kNone: nothing.
  [[nodiscard]] Index first(Index value) const;
  /// The next within the same list or mapping.
  [[nodiscard]] Index next(Index value) const { return values_[value].next; }
  [[nodiscard]] const SourcePtr& source() const { return source_; }

 private:
  class Reader;
  struct Value {
    std::uint32_t line = 0, column = 0;  // 1-based
    std::uint32_t text = 0, length = 0;
    Index next = kNone;
    Kind kind = Kind::Null;
    bool hasFirst = false;  // what is within comes right behind it
  };

  SourcePtr source_;
  std::deque<Value> values_;
  std::string texts_;
};

}  // namespace chaser
