// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string>

#include "plan/readers/archive.h"

/// The parts of a Word document that are held as trees. A tree is many times as large as the text it is made
/// of, so what it will take is reckoned up while the part is being unpacked, before anything is made of it.
namespace chaser::plan::docx {

/// The memory that one document may take: its trees, and the cells and texts that are made of them.
class Budget {
 public:
  explicit Budget(std::size_t bytes) : whole_(bytes), left_(bytes) {}

  /// False when there is not as much left; nothing can be spent after that.
  bool spend(std::size_t bytes);
  [[nodiscard]] std::string exceeded() const;

 private:
  std::size_t whole_, left_;
};

/// A part and its tree, which points into the part's text.
class XmlPart {
 public:
  XmlPart() = default;
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;
  XmlPart(XmlPart&&) = delete;
  XmlPart& operator=(XmlPart&&) = delete;
  ~XmlPart() = default;

  /// Fails when the part is missing, broken, declares a document type, or goes beyond the budget.
  Outcome load(const Archive& archive, const std::string& name, Budget& budget);
  /// A null node's parent when nothing was loaded.
  [[nodiscard]] const pugi::xml_node& root() const { return tree_; }

 private:
  std::string text_;
  pugi::xml_document tree_;
};

}  // namespace chaser::plan::docx
