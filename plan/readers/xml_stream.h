// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plan/readers/archive.h"

/// XML read as it streams by, for parts too big to be held as a tree. Names are told without their prefix,
/// because producers are free to choose it. Document types (and with them entities) are refused.
namespace chaser::plan {

/// A start tag's attributes; valid only while it is told.
class XmlAttributes {
 public:
  /// Names and values in turn, closed by a null pointer: expat's own shape.
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// The value of the attribute with this name, whatever its prefix; empty when there is none.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;
  /// A switch: `1` or `true`.
  [[nodiscard]] bool isOn(std::string_view name) const;
  /// A whole number without sign; nothing when it is none.
  [[nodiscard]] std::optional<std::uint32_t> number(std::string_view name) const;

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

/// Tells the listener a part of the archive. Fails when the part is missing, broken, beyond the limits, or
/// refused.
Outcome readPart(const Archive& archive, const std::string& name, const ReadLimits& limits,
                 XmlListener& listener);

}  // namespace chaser::plan
