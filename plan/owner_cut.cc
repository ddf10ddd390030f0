// SPDX-License-Identifier: Apache-2.0
#include "plan/owner_cut.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/text.h"
#include "plan/owner_notes.h"
#include "plan/owner_words.h"
#include "plan/people.h"

namespace chaser::plan {

namespace {

/// A longer text is no name of anything; it is not looked up.
constexpr std::size_t kLongestOwner = 200;

enum class CutLevel { Comma, Slash, And, None };

CutLevel nextCutLevel(CutLevel level) {
  return static_cast<CutLevel>(static_cast<int>(level) + 1);
}

/// How many bytes the separator has that stands here; 0 for none.
std::size_t separatorAt(std::string_view text, std::size_t at, CutLevel level) {
  const auto blankAt = [&](std::size_t i) { return i < text.size() && text[i] == ' '; };
  switch (level) {
    case CutLevel::Comma:
      return text[at] == ',' ? 1 : 0;
    case CutLevel::Slash:
      return text[at] == '/' ? 1 : 0;
    case CutLevel::And:
      // `R&D` is one name.
      if ((text[at] == '&' || text[at] == '+') && at > 0 && blankAt(at - 1) && blankAt(at + 1)) return 1;
      for (const std::string_view word : {" and ", " And ", " AND ", " plus "}) {
        if (text.substr(at, word.size()) == word) return word.size();
      }
      return 0;
    case CutLevel::None:
      break;
  }
  return 0;
}

std::vector<std::string_view> partsAt(std::string_view text, CutLevel level) {
  std::vector<std::string_view> parts;
  const auto keep = [&parts](std::string_view part) {
    if (part = trim(part); !part.empty()) parts.push_back(part);
  };
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')') depth = std::max(depth - 1, 0);
    const std::size_t width = depth == 0 ? separatorAt(text, at, level) : 0;
    if (width == 0) {
      ++at;
      continue;
    }
    keep(text.substr(begin, at - begin));
    begin = at += width;
  }
  keep(text.substr(begin));
  return parts;
}

enum class Standing { Shaped, Known, Note };

struct OwnerUnit {
  std::string_view text;
  OwnerShape shape = OwnerShape::Unknown;
  Standing standing = Standing::Shaped;

  [[nodiscard]] bool isName() const { return shape == OwnerShape::Name || shape == OwnerShape::SureName; }
  [[nodiscard]] bool isSure() const {
    return standing != Standing::Shaped || shape == OwnerShape::SureName || shape == OwnerShape::Person ||
           shape == OwnerShape::RoleAcronym;
  }
};

using OwnerUnits = std::vector<OwnerUnit>;

/// Whether the second may begin right behind the first: neither could be the other's second or first half.
bool mayFollow(const OwnerUnit& first, const OwnerUnit& second) {
  if (first.standing == Standing::Note || second.isSure()) return true;
  // `Head of Nursing and …`, `All managers and …`: more of the same, unless it is plainly something else.
  const bool open = first.standing == Standing::Shaped &&
                    (first.shape == OwnerShape::Office || first.shape == OwnerShape::Group);
  if (open)
    return second.shape == OwnerShape::Office ||
           (second.shape == OwnerShape::Post && first.shape == OwnerShape::Office);
  switch (second.shape) {
    case OwnerShape::Office:
      return true;
    case OwnerShape::Post:
    case OwnerShape::Posts:
      // `HR and OD Manager`: what stands before may be the first half of the title.
      return first.isSure() || first.shape == OwnerShape::Post || first.shape == OwnerShape::Posts;
    case OwnerShape::Name:
      return first.isSure() || first.isName();
    case OwnerShape::Acronym:
      return first.standing == Standing::Known || first.shape == OwnerShape::Acronym ||
             first.shape == OwnerShape::RoleAcronym;
    case OwnerShape::Team:
      return first.isSure() || first.shape == OwnerShape::Team || first.shape == OwnerShape::Post ||
             first.shape == OwnerShape::Posts;
    case OwnerShape::Group:
      return first.isSure();
    default:
      return false;
  }
}

class Cutter {
 public:
  explicit Cutter(const People* people) : people_(people) {}

  /// One unit when nothing can be cut.
  OwnerUnits read(std::string_view text, CutLevel level) const {
    const OwnerUnit whole = unitOf(text);
    if (whole.standing != Standing::Shaped) return {whole};
    for (; level != CutLevel::None; level = nextCutLevel(level)) {
      auto parts = partsAt(text, level);
      if (parts.size() < 2) continue;
      if (level == CutLevel::Comma) parts = personsApart(parts);
      if (auto units = cut(parts, level)) return std::move(*units);
    }
    return {whole};
  }

 private:
  [[nodiscard]] bool isKnown(std::string_view text) const {
    return people_ != nullptr && text.size() <= kLongestOwner &&
           (people_->knowsRole(text) || people_->party(text) != nullptr);
  }

  [[nodiscard]] OwnerUnit unitOf(std::string_view text) const {
    const std::string bare = tidied(text);
    if (bare.empty()) return {text, OwnerShape::Unknown, Standing::Note};
    return {text, ownerShape(bare), isKnown(bare) ? Standing::Known : Standing::Shaped};
  }

  /// `Jane Whitby, Head of Nursing and Tom Archer, Director`: the `and` between two persons cuts first.
  [[nodiscard]] std::vector<std::string_view> personsApart(const std::vector<std::string_view>& parts) const {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto halves = partsAt(parts[i], CutLevel::And);
      const bool splits = i > 0 && i + 1 < parts.size() && halves.size() > 1 &&
                          unitOf(halves.back()).isName() && isRole(unitOf(parts[i + 1]).shape);
      if (!splits) {
        out.push_back(parts[i]);
        continue;
      }
      const auto at = static_cast<std::size_t>(halves.back().data() - parts[i].data());
      const auto last = halves[halves.size() - 2];
      out.push_back(
          parts[i].substr(0, static_cast<std::size_t>(last.data() + last.size() - parts[i].data())));
      out.push_back(parts[i].substr(at));
    }
    return out;
  }

  static std::string_view span(const OwnerUnit& first, const OwnerUnit& last) {
    return {first.text.data(),
            static_cast<std::size_t>(last.text.data() + last.text.size() - first.text.data())};
  }

  /// A name and the role behind it are one person; a role and the name behind it too, when there is nothing
  /// else.
  static bool isPerson(const OwnerUnit& first, const OwnerUnit& second, bool alone) {
    if (first.standing == Standing::Note || second.standing == Standing::Note) return false;
    if (first.isName() && isRole(second.shape)) return true;
    const bool body = second.shape == OwnerShape::Acronym || second.shape == OwnerShape::Team;
    return alone && ((first.isName() && body) || (isRole(first.shape) && second.isName()));
  }

  [[nodiscard]] std::optional<OwnerUnits> cut(const std::vector<std::string_view>& parts,
                                              CutLevel level) const {
    OwnerUnits units;
    for (const std::string_view part : parts) {
      OwnerUnits inside = read(part, nextCutLevel(level));
      auto begin = inside.begin();
      if (level == CutLevel::Comma && !units.empty() &&
          isPerson(units.back(), *begin, parts.size() == 2 && inside.size() == 1)) {
        units.back() = {span(units.back(), *begin), OwnerShape::Person, Standing::Shaped};
        ++begin;
      }
      units.insert(units.end(), begin, inside.end());
    }
    const OwnerUnit* before = nullptr;
    for (const OwnerUnit& unit : units) {
      if (unit.standing == Standing::Shaped && unit.shape == OwnerShape::Unknown) return std::nullopt;
      if (before != nullptr && !mayFollow(*before, unit)) return std::nullopt;
      before = &unit;
    }
    return units;
  }

  const People* people_;
};

}  // namespace

std::vector<std::string_view> cutOwners(std::string_view text, const People* people) {
  std::vector<std::string_view> owners;
  for (const OwnerUnit& unit : Cutter(people).read(trim(text), CutLevel::Comma)) {
    if (!unit.text.empty()) owners.push_back(unit.text);
  }
  return owners;
}

}  // namespace chaser::plan
