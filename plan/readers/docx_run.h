// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "plan/readers/colour.h"

namespace chaser::plan::docx {

/// What a cell's or paragraph's content adds up to.
struct Content {
  std::string text;
  std::optional<Colour> ink;
};

/// The background that w:shd gives in these properties.
std::optional<Colour> fillOf(const pugi::xml_node& properties);

/// Reads runs (w:r), the pieces of a paragraph that look alike: text, tabs, breaks and symbols. What is
/// hidden, and the instructions of fields, are no part of the text; a field's result is.
class RunReader {
 public:
  /// Fields that a paragraph leaves open end with it.
  void beginParagraph() {
    inInstruction_.clear();
    instructions_ = 0;
  }
  void add(const pugi::xml_node& run, Content& content);

 private:
  void follow(const pugi::xml_node& fieldMark);
  void endInstruction();

  std::vector<bool> inInstruction_;  // of the fields that are open, outermost first
  std::size_t instructions_ = 0;     // how many of them are true
};

}  // namespace chaser::plan::docx
