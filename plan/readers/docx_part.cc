// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/docx_part.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/fold.h"

namespace chaser::plan::docx {

namespace {

constexpr std::size_t kNodeBytes = 64, kAttributeBytes = 40;  // of pugixml's trees, where pointers have 8

/// What the tree of a part takes at most, told from marks alone: an element or the like begins with `<`, a
/// text stands behind `>`, an attribute has its `=`. That marks may stand within texts errs on the safe side.
class TreeCost {
 public:
  std::size_t of(std::string_view piece) {
    std::size_t cost = piece.size();
    for (const char c : piece) {
      const bool begins = last_ == '<' && c != '/';
      const bool text = last_ == '>' && c != '<';
      if (begins || text) cost += kNodeBytes;
      if (c == '=') cost += kAttributeBytes;
      last_ = c;
    }
    return cost;
  }

 private:
  char last_ = 0;
};

/// What the parser has to write anew, in up to twice the bytes.
bool isOtherEncoding(const std::string& text) {
  const std::string_view begin = std::string_view(text).substr(0, 4);
  if (begin.find('\0') != std::string_view::npos || begin.starts_with("\xFF\xFE") ||
      begin.starts_with("\xFE\xFF"))
    return true;
  if (!text.starts_with("<?xml")) return false;
  const std::string declaration = foldCase(std::string_view(text).substr(0, text.find("?>")));
  return declaration.find("8859-1") != std::string::npos || declaration.find("latin1") != std::string::npos;
}

}  // namespace

bool Budget::spend(std::size_t bytes) {
  const bool enough = bytes <= left_;
  left_ = enough ? left_ - bytes : 0;
  return enough;
}

std::string Budget::exceeded() const {
  return fmt::format("is too large for a Word document: its text and tables take more than {} MiB",
                     whole_ >> 20U);
}

Outcome XmlPart::load(const Archive& archive, const std::string& name, Budget& budget) {
  const auto tooLarge = [&] {
    return fail(ErrorKind::Input, fmt::format("{} (part {})", budget.exceeded(), name),
                "this is no ordinary plan; save it as .xlsx or .csv and import that");
  };
  TreeCost cost;
  bool enough = true;
  auto text = archive.read(name, [&](std::string_view piece) {
    enough = budget.spend(cost.of(piece));
    return enough;
  });
  if (!text) return fail(text.error());
  if (!enough || (isOtherEncoding(*text) && !budget.spend(2 * text->size()))) return tooLarge();
  text_ = std::move(*text);
  // Word never writes a document type. Without one there are no entities to expand.
  if (text_.find("<!DOCTYPE") != std::string::npos) {
    return fail(ErrorKind::Input,
                fmt::format("part {} declares a document type, which Word never does", name));
  }
  // White space alone may be the blank between two runs.
  const auto parsed = tree_.load_buffer_inplace(text_.data(), text_.size(),
                                                pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (parsed.status == pugi::status_out_of_memory) return tooLarge();
  if (!parsed) {
    return fail(ErrorKind::Input,
                fmt::format("part {} is broken at byte {}: {}", name, parsed.offset, parsed.description()),
                "open the document in Word and save it again");
  }
  return {};
}

}  // namespace chaser::plan::docx
