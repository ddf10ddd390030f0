// SPDX-License-Identifier: Apache-2.0
#include "plan/headings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "common/fold.h"
#include "common/text.h"
#include "common/yaml.h"

namespace chaser::plan {

namespace {

constexpr std::array<std::pair<Field, std::string_view>, 14> kFieldNames{
    {{Field::Ref, "ref"},
     {Field::Recommendation, "recommendation"},
     {Field::Issue, "issue"},
     {Field::Action, "action"},
     {Field::ByWhom, "by_whom"},
     {Field::Owner, "owner"},
     {Field::Assurance, "assurance"},
     {Field::Timeline, "timeline"},
     {Field::Revised, "revised"},
     {Field::Completed, "completed"},
     {Field::Rag, "rag"},
     {Field::Status, "status"},
     {Field::Progress, "progress"},
     {Field::Comments, "comments"}}};

/// Words alone, in the singular: `Date(s) of completion:` and `dates of completion` are one heading.
std::string foldHeading(std::string_view text) {
  if (trim(text) == "#") return "number";
  if (text.find('%') == std::string_view::npos) return foldPlural(foldWords(text));
  // `% complete` is another column than `complete`.
  std::string spelt;
  for (const char c : text) {
    if (c == '%') {
      spelt += " percent ";
    } else {
      spelt += c;
    }
  }
  return foldPlural(foldWords(spelt));
}

std::string withoutBrackets(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[') ++depth;
    if (depth == 0) out += c;
    if ((c == ')' || c == ']') && depth > 0) --depth;
  }
  return out;
}

/// `rag nov 2023` without its month: the same column month by month. Empty when there is no month in it.
std::string withoutMonth(const std::string& words) {
  static constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                            "may",       "june",     "july",     "august",
                                                            "september", "october",  "november", "december"};
  std::string left;
  bool month = false;
  for (const std::string_view word : split(words, ' ')) {
    const bool named =
        word.size() >= 3 &&
        std::any_of(kMonths.begin(), kMonths.end(), [&](std::string_view m) { return m.starts_with(word); });
    const bool number = word.find_first_not_of("0123456789") == std::string_view::npos;
    month = month || named;
    if (named || number) continue;
    if (!left.empty()) left += ' ';
    left += word;
  }
  return month ? left : std::string();
}

std::vector<std::string> piecesOf(std::string_view text) {
  std::vector<std::string> pieces(1);
  for (const char c : text) {
    if (c == '/' || c == '\n' || c == ':' || c == ';') {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

bool saysWho(Field field) {
  return field == Field::Owner || field == Field::ByWhom;
}

/// Fields that one cell can hold side by side, because each of them can be told from the other.
bool canShare(Field a, Field b) {
  if (saysWho(a)) return b == Field::Timeline;
  if (a == Field::Rag) return b == Field::Progress || b == Field::Comments || b == Field::Timeline;
  return false;
}

/// The heading's pieces, `and`, `&` and brackets being joints too: `Owner and deadline`, `Lead (timescale)`.
std::vector<std::string> joinedPieces(std::string_view heading) {
  std::string text = foldCase(heading);
  for (char& c : text) {
    if (std::string_view("&+,|()[]").find(c) != std::string_view::npos) c = '/';
  }
  for (auto at = text.find(" and "); at != std::string::npos; at = text.find(" and ", at)) {
    text.replace(at, 5, " / ");
  }
  return piecesOf(text);
}

/// In headings.yaml: columns that are known, and that Chaser has no use for.
constexpr std::string_view kKept = "kept";

/// Longer texts are prose, not a heading with a word or two more than its spelling.
constexpr std::ptrdiff_t kMostWords = 8;

}  // namespace

std::string_view toString(Field field) {
  return kFieldNames[static_cast<std::size_t>(field)].second;
}

std::optional<Field> parseField(std::string_view text) {
  std::string name = foldName(text);
  std::replace(name.begin(), name.end(), ' ', '_');
  std::replace(name.begin(), name.end(), '-', '_');
  if (name == "date") return Field::Timeline;
  for (const auto& [field, word] : kFieldNames) {
    if (word == name) return field;
  }
  return std::nullopt;
}

std::vector<std::string> fieldNames() {
  std::vector<std::string> names;
  names.reserve(std::size(kFieldNames));
  for (const auto& [field, word] : kFieldNames) names.emplace_back(word);
  return names;
}

void HeadingVocabulary::add(std::string_view spelling, std::optional<Field> field) {
  const std::string_view whole = trim(spelling);
  Spelling added{foldHeading(whole), whole.starts_with('*'), whole.ends_with('*'), field};
  if (added.before || added.after) {
    open_.push_back(std::move(added));
  } else {
    whole_.try_emplace(added.words, added);
  }
}

Outcome HeadingVocabulary::map(std::string_view assignment) {
  const auto equals = assignment.rfind('=');
  if (equals == std::string_view::npos) {
    return fail(ErrorKind::Usage, fmt::format("'{}' is not of the form 'Heading=field'", assignment));
  }
  const std::string heading = foldHeading(assignment.substr(0, equals));
  const std::string_view name = trim(assignment.substr(equals + 1));
  if (heading.empty()) return fail(ErrorKind::Usage, fmt::format("'{}' names no heading", assignment));
  const auto field = parseField(name);
  if (!field && name != "none") {
    auto names = fieldNames();
    names.emplace_back("none");
    return fail(ErrorKind::Usage, fmt::format("'{}' is not a field", name),
                fmt::format("fields are {}", joinWords(names)));
  }
  mapped_.push_back({heading, std::string(trim(assignment.substr(0, equals))), field});
  return {};
}

const HeadingVocabulary::Mapping* HeadingVocabulary::mappingOf(std::string_view heading) const {
  if (mapped_.empty()) return nullptr;
  const std::string whole = foldHeading(heading);
  const std::string plain = foldHeading(withoutBrackets(heading));
  if (whole.empty()) return nullptr;
  for (const std::string& words : {whole, plain}) {
    for (const Mapping& mapping : mapped_) {
      if (mapping.words == words) return &mapping;
    }
  }
  return nullptr;
}

bool HeadingVocabulary::isMapped(std::string_view heading) const {
  return mappingOf(heading) != nullptr;
}

std::vector<std::string> HeadingVocabulary::unmatched(const std::vector<std::string>& headings) const {
  std::set<const Mapping*> matched;
  for (const std::string& heading : headings) matched.insert(mappingOf(heading));
  std::vector<std::string> names;
  for (const Mapping& mapping : mapped_) {
    if (matched.count(&mapping) == 0) names.push_back(mapping.written);
  }
  return names;
}

const HeadingVocabulary::Spelling* HeadingVocabulary::exactly(const std::string& words) const {
  const auto found = whole_.find(words);
  return found == whole_.end() ? nullptr : &found->second;
}

const HeadingVocabulary::Spelling* HeadingVocabulary::withMore(const std::string& words) const {
  if (std::count(words.begin(), words.end(), ' ') >= kMostWords) return nullptr;
  // The longest spelling says most: `* progress against actions` wins over `progress *`.
  const Spelling* best = nullptr;
  for (const Spelling& spelling : open_) {
    if (words.size() <= spelling.words.size()) continue;
    const bool front = spelling.after && words.starts_with(spelling.words + " ");
    const bool back = spelling.before && words.ends_with(" " + spelling.words);
    if (!front && !back) continue;
    if (best == nullptr || spelling.words.size() > best->words.size()) best = &spelling;
  }
  return best;
}

const HeadingVocabulary::Spelling* HeadingVocabulary::spellingOf(std::string_view heading) const {
  const std::string whole = foldHeading(heading);
  if (whole.empty()) return nullptr;
  const std::string plain = withoutBrackets(heading);
  const std::string plainWords = plain.size() == heading.size() ? whole : foldHeading(plain);
  for (const std::string& words : {whole, plainWords}) {
    if (const Spelling* spelling = exactly(words)) return spelling;
  }
  for (const std::string& words : {whole, plainWords}) {
    if (const Spelling* spelling = withMore(words)) return spelling;
  }
  for (const std::string& piece : piecesOf(plain)) {
    if (const Spelling* spelling = spellingOfPiece(piece)) return spelling;
  }
  return exactly(withoutMonth(plainWords));
}

const HeadingVocabulary::Spelling* HeadingVocabulary::spellingOfPiece(std::string_view piece) const {
  const std::string words = foldHeading(piece);
  const Spelling* spelling = exactly(words);
  return spelling != nullptr ? spelling : withMore(words);
}

std::optional<Field> HeadingVocabulary::fieldOf(std::string_view heading) const {
  if (const Mapping* mapping = mappingOf(heading)) return mapping->field;
  const Spelling* spelling = spellingOf(heading);
  return spelling != nullptr ? spelling->field : std::nullopt;
}

std::vector<Field> HeadingVocabulary::sharedBy(const std::vector<std::string>& pieces) const {
  std::vector<Field> fields;
  for (const std::string& piece : pieces) {
    const Spelling* spelling = spellingOfPiece(piece);
    if (spelling == nullptr || !spelling->field) continue;
    if (std::find(fields.begin(), fields.end(), spelling->field) == fields.end())
      fields.push_back(*spelling->field);
  }
  for (const Field a : fields) {
    for (const Field b : fields) {
      if (canShare(a, b)) return {a, b};
    }
  }
  return {};
}

std::vector<Field> HeadingVocabulary::fieldsOf(std::string_view heading) const {
  const auto whole = fieldOf(heading);
  if (isMapped(heading)) return whole ? std::vector{*whole} : std::vector<Field>{};
  const std::string plain = withoutBrackets(heading);
  const std::vector<std::string> pieces = joinedPieces(plain);
  const bool known = pieces.size() == 1 && exactly(foldHeading(heading)) != nullptr;
  if (auto shared = known ? std::vector<Field>{} : sharedBy(pieces); !shared.empty()) return shared;
  // `Lead (timescale)` means both, `RAG (progress)` only says which RAG it is.
  if (whole && (saysWho(*whole) || whole == Field::Timeline) && plain.size() != heading.size()) {
    if (auto shared = sharedBy(joinedPieces(heading)); !shared.empty() && saysWho(shared[0])) return shared;
  }
  return whole ? std::vector{*whole} : std::vector<Field>{};
}

bool HeadingVocabulary::knowsExactly(std::string_view heading) const {
  return exactly(foldHeading(heading)) != nullptr;
}

bool HeadingVocabulary::isKept(std::string_view heading) const {
  if (isMapped(heading)) return false;
  const Spelling* spelling = spellingOf(heading);
  return spelling != nullptr && !spelling->field;
}

HeadingVocabulary loadHeadings(const SourcePtr& source, Diagnostics& diagnostics) {
  HeadingVocabulary vocabulary;
  YamlNode root = parseYaml(source, diagnostics);
  auto keys = fieldNames();
  keys.emplace_back(kKept);
  if (!root.present() || !root.checkKeys(keys, "field")) return vocabulary;
  std::vector<std::pair<std::string, std::optional<Field>>> seen;
  for (auto& [key, value] : root.pairs()) {
    const auto field = parseField(key.scalar());
    if (!field && key.scalar() != kKept) continue;
    for (YamlNode& item : value.items(true)) {
      const std::string spelling = item.scalar();
      const std::string words = foldHeading(spelling);
      if (words.empty()) {
        item.error("a spelling needs at least one word");
        continue;
      }
      const std::string shape =
          (trim(spelling).starts_with('*') ? "* " : "") + words + (trim(spelling).ends_with('*') ? " *" : "");
      const auto earlier =
          std::find_if(seen.begin(), seen.end(), [&](const auto& s) { return s.first == shape; });
      if (earlier != seen.end() && earlier->second != field) {
        item.error(fmt::format("'{}' is already a spelling of '{}'", spelling,
                               earlier->second ? toString(*earlier->second) : kKept));
        continue;
      }
      seen.emplace_back(shape, field);
      vocabulary.add(spelling, field);
    }
  }
  return vocabulary;
}

}  // namespace chaser::plan
