// SPDX-License-Identifier: Apache-2.0
#include "plan/owner_cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "plan/owner_cut.h"
#include "plan/owner_notes.h"
#include "plan/people.h"

namespace chaser::plan {

namespace {

using NoteKind = OwnerNote::Kind;

bool isOwnerDigit(char c) {
  return c >= '0' && c <= '9';
}

/// A line of the cell with the numbers that lead it.
struct OwnerLine {
  std::string text;
  std::vector<int> numbers;
  bool own = false;  ///< a bullet or a number stood before it
};

/// The numbers of `1.`, `2)`, `1-3.`, `1 & 2:` and what stands behind them; none where no such mark closes
/// them.
std::string_view takeNumbers(std::string_view line, std::vector<int>& numbers) {
  constexpr int kLargest = 99;
  std::size_t at = 0;
  bool range = false;
  while (at < line.size() && isOwnerDigit(line[at])) {
    int number = 0;
    const char* const begin = line.data() + at;
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), number);
    if (error != std::errc() || number < 1 || number > kLargest) break;
    const int from = range && !numbers.empty() ? numbers.back() + 1 : number;
    for (int n = from; n <= number; ++n) numbers.push_back(n);
    at = static_cast<std::size_t>(end - line.data());
    if (at < line.size() && (line[at] == '.' || line[at] == ')' || line[at] == ':')) {
      const bool decimal = at + 1 < line.size() && isOwnerDigit(line[at + 1]);
      if (decimal) break;
      return trim(line.substr(at + 1));
    }
    const std::size_t next = std::min(line.find_first_not_of(' ', at), line.size());
    if (next == line.size()) break;
    range = line[next] == '-';
    const bool joined = range || line[next] == '&' || line[next] == ',';
    const std::size_t after = std::min(line.find_first_not_of(' ', next + 1), line.size());
    if (!joined) break;
    at = after;
  }
  numbers.clear();
  return line;
}

std::string_view withoutOwnerBullet(std::string_view line) {
  line = trim(line);
  for (const std::string_view bullet : {"\xE2\x80\xA2", "\xC2\xB7", "*", "- ", "\xE2\x80\x93 "}) {
    if (line.starts_with(bullet)) return trim(line.substr(bullet.size()));
  }
  return line;
}

/// Where ` 2) ` stands in a line that begins with item 1: the next item on the same line.
std::size_t nextItem(std::string_view line, int number) {
  const std::string wanted = " " + std::to_string(number);
  for (std::size_t at = line.find(wanted); at != std::string_view::npos; at = line.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    const bool marked =
        end + 1 < line.size() && (line[end] == '.' || line[end] == ')') && line[end + 1] == ' ';
    if (marked) return at;
  }
  return std::string_view::npos;
}

bool opensBracket(std::string_view text) {
  return std::count(text.begin(), text.end(), '(') > std::count(text.begin(), text.end(), ')');
}

/// A line that can't be the last of its owner: `Head of`, `Quality and`, `Service Manager (Fostering`.
bool isBrokenOff(std::string_view line) {
  static constexpr std::array<std::string_view, 9> kEnds = {" of", " for",  " and", " to", " the",
                                                            " &",  " with", " in",  "/"};
  const std::string folded = " " + foldCase(line.substr(line.size() > 8 ? line.size() - 8 : 0));
  return opensBracket(line) ||
         std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return folded.ends_with(end); });
}

/// A line that can't be the first of its owner: `services`, `(Jane Whitby)`, `and Quality`.
bool isContinued(std::string_view line, const People* people) {
  const char first = line.front();
  if (first == '(' || first == '&') return true;
  return first >= 'a' && first <= 'z' && !isGroup(line) && (people == nullptr || !people->knowsRole(line));
}

/// Rank among the owners of an item: whoever leads, the others, whoever supports.
enum class Share { Lead, Equal, Support };

/// The words before a colon, or before a dash at the beginning, that say how much of an owner somebody is.
struct ShareLabel {
  std::string_view words;
  Share share;
};
constexpr std::array<ShareLabel, 20> kShareLabels = {{{"lead", Share::Lead},
                                                      {"leads", Share::Lead},
                                                      {"lead officer", Share::Lead},
                                                      {"lead person", Share::Lead},
                                                      {"overall lead", Share::Lead},
                                                      {"operational lead", Share::Lead},
                                                      {"executive lead", Share::Lead},
                                                      {"exec lead", Share::Lead},
                                                      {"strategic lead", Share::Lead},
                                                      {"owner", Share::Equal},
                                                      {"action owner", Share::Equal},
                                                      {"responsible", Share::Equal},
                                                      {"responsible officer", Share::Equal},
                                                      {"accountable", Share::Lead},
                                                      {"accountable officer", Share::Lead},
                                                      {"support", Share::Support},
                                                      {"supporting", Share::Support},
                                                      {"supported by", Share::Support},
                                                      {"supporting officer", Share::Support},
                                                      {"support officer", Share::Support}}};

const ShareLabel* shareLabelOf(std::string_view words) {
  const std::string folded = foldWords(words);
  const auto found = std::find_if(kShareLabels.begin(), kShareLabels.end(),
                                  [&](const ShareLabel& label) { return label.words == folded; });
  return found == kShareLabels.end() ? nullptr : &*found;
}

/// A stretch of a piece whose owners have the same share.
struct OwnerSegment {
  std::string_view text;
  Share share = Share::Equal;
};

/// Where the label begins whose colon stands at `colon`: the longest of at most two words; npos without one.
std::size_t labelBegin(std::string_view text, std::size_t colon, std::size_t floor) {
  std::size_t found = std::string_view::npos;
  std::size_t at = colon;
  for (int words = 0; words < 2 && at > floor; ++words) {
    while (at > floor && text[at - 1] == ' ') --at;
    while (at > floor && text[at - 1] != ' ' && text[at - 1] != ',') --at;
    if (shareLabelOf(text.substr(at, colon - at)) != nullptr) found = at;
  }
  return found;
}

/// Cuts at `Lead: … Support: …`.
std::vector<OwnerSegment> atLabels(std::string_view piece) {
  std::vector<OwnerSegment> segments{{piece, Share::Equal}};
  std::size_t floor = 0;
  const auto cut = [&](std::size_t begin, std::size_t end, Share share) {
    const std::size_t last = static_cast<std::size_t>(segments.back().text.data() - piece.data());
    segments.back().text = piece.substr(last, begin - last);
    segments.push_back({piece.substr(end), share});
    floor = end;
  };
  const std::size_t dash = piece.find(" - ");
  if (dash != std::string_view::npos && shareLabelOf(piece.substr(0, dash)) != nullptr)
    cut(0, dash + 3, shareLabelOf(piece.substr(0, dash))->share);
  for (std::size_t colon = piece.find(':', floor); colon != std::string_view::npos;
       colon = piece.find(':', colon + 1)) {
    const std::size_t begin = labelBegin(piece, colon, floor);
    if (begin == std::string_view::npos) continue;
    cut(begin, colon + 1, shareLabelOf(piece.substr(begin, colon - begin))->share);
  }
  return segments;
}

/// Cuts before `supported by …`, which may stand without a colon.
void atSupport(const OwnerSegment& segment, std::vector<OwnerSegment>& out) {
  const std::string folded = [&] {
    std::string small(segment.text);
    for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return small;
  }();
  for (const std::string_view words : {" supported by ", " with support from ", " assisted by "}) {
    const std::size_t at = folded.find(words);
    if (at == std::string::npos) continue;
    out.push_back({segment.text.substr(0, at), segment.share});
    std::string_view rest = trim(segment.text.substr(at + words.size()));
    if (rest.starts_with("the ")) rest.remove_prefix(4);
    out.push_back({rest, Share::Support});
    return;
  }
  out.push_back(segment);
}

class CellReader {
 public:
  CellReader(const std::set<std::string>& wholes, const People* people) : wholes_(wholes), people_(people) {}

  OwnerCell read(std::string_view cell) {
    cell = trim(cell);
    if (cell.empty()) return {};
    const bool listed = people_ != nullptr && people_->knowsRole(cell);
    if (listed ||
        (wholes_.count(foldWords(cell)) > 0 && cell.find_first_of(";\n") != std::string_view::npos)) {
      add(oneLine(cell), {}, Share::Equal, {});
      return finish();
    }
    for (const OwnerLine& line : joined(linesOf(cell))) {
      for (const std::string_view piece : split(line.text, ';')) readPiece(trim(piece), line.numbers);
    }
    return finish();
  }

 private:
  struct Entry {
    NamedOwner owner;
    Share share;
  };

  static std::string oneLine(std::string_view text) {
    std::string line(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
  }

  static void addLine(std::string_view text, std::vector<OwnerLine>& lines) {
    OwnerLine line;
    const std::string_view bare = withoutOwnerBullet(text);
    line.text = takeNumbers(bare, line.numbers);
    line.own = bare.size() != trim(text).size() || !line.numbers.empty();
    if (!line.text.empty()) lines.push_back(std::move(line));
  }

  static std::vector<OwnerLine> linesOf(std::string_view cell) {
    std::vector<OwnerLine> lines;
    for (std::string_view rest : split(cell, '\n')) {
      rest = trim(rest);
      for (int number = 2; rest.starts_with("1.") || rest.starts_with("1)") || number > 2; ++number) {
        const std::size_t next = nextItem(rest, number);
        if (next == std::string_view::npos) break;
        addLine(rest.substr(0, next), lines);
        rest = trim(rest.substr(next));
      }
      addLine(rest, lines);
    }
    return lines;
  }

  [[nodiscard]] bool isNameThenRole(const OwnerLine& above, const OwnerLine& line) const {
    const OwnerShape name = ownerShape(above.text);
    if (name != OwnerShape::Name && name != OwnerShape::SureName) return false;
    const auto pieces = cutOwners(line.text, people_);
    return pieces.size() == 1 && isRole(ownerShape(line.text));
  }

  /// Lines that belong together made one; an item's number holds until the next one.
  [[nodiscard]] std::vector<OwnerLine> joined(std::vector<OwnerLine> lines) const {
    std::vector<OwnerLine> out;
    for (OwnerLine& line : lines) {
      if (!line.own && !out.empty()) {
        OwnerLine& above = out.back();
        if (isBrokenOff(above.text) || isContinued(line.text, people_)) {
          above.text += ' ' + line.text;
          continue;
        }
        if (isNameThenRole(above, line)) {
          above.text += ", " + line.text;
          continue;
        }
        line.numbers = above.numbers;
      }
      out.push_back(std::move(line));
    }
    return out;
  }

  void readPiece(std::string_view piece, const std::vector<int>& numbers) {
    if (piece.empty()) return;
    if (isTask(withoutNotes(piece, ownerNotes(piece))) || (people_ != nullptr && people_->knowsRole(piece)))
      return add(std::string(piece), numbers, Share::Equal, {});
    std::vector<OwnerSegment> segments;
    for (const OwnerSegment& segment : atLabels(piece)) atSupport(segment, segments);
    for (const OwnerSegment& segment : segments) readSegment(segment, numbers);
  }

  void readSegment(const OwnerSegment& segment, const std::vector<int>& numbers) {
    const auto notes = ownerNotes(segment.text);
    const std::string masked = withoutNotes(segment.text, notes);
    auto note = notes.begin();
    for (const std::string_view piece : cutOwners(masked, people_)) {
      const auto end = static_cast<std::size_t>(piece.data() - masked.data()) + piece.size();
      const std::string role = tidied(piece);
      std::string doubt;
      Share share = segment.share;
      const OwnerShape shape = ownerShape(role);
      for (; note != notes.end() && note->begin < end; ++note) {
        if (note->kind == NoteKind::Lead) share = Share::Lead;
        if (note->kind == NoteKind::Support) share = Share::Support;
        // Whoever acts in a role holds it; who holds it is for the directory to say.
        if (note->kind == NoteKind::Interim && isRole(shape)) continue;
        const std::string why =
            doubtOf(note->kind, segment.text.substr(note->begin, note->end - note->begin));
        if (!why.empty() && !doubt.empty()) doubt += "; ";
        doubt += why;
      }
      if (!role.empty()) {
        add(role, numbers, share, doubt);
      } else if (!doubt.empty()) {
        cell_.doubt = doubt;
      }
    }
  }

  void add(std::string role, const std::vector<int>& numbers, Share share, std::string doubt) {
    if (!role.empty()) entries_.push_back({NamedOwner{std::move(role), numbers, std::move(doubt)}, share});
  }

  OwnerCell finish() {
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      if (a.owner.numbers != b.owner.numbers) return a.owner.numbers < b.owner.numbers;
      return a.share < b.share;
    });
    for (Entry& entry : entries_) cell_.owners.push_back(std::move(entry.owner));
    return std::move(cell_);
  }

  const std::set<std::string>& wholes_;
  const People* people_;
  OwnerCell cell_;
  std::vector<Entry> entries_;
};

}  // namespace

OwnerCell readOwnerCell(std::string_view cell, const std::set<std::string>& wholes, const People* people) {
  return CellReader(wholes, people).read(cell);
}

RowOwners ownersFor(const OwnerCell& cell, const std::vector<std::optional<int>>& milestoneNumbers) {
  RowOwners row;
  std::set<std::pair<std::string_view, std::optional<int>>> named;
  const auto add = [&](const std::string& role, std::optional<int> place) {
    if (!row.doubt.empty() || !named.emplace(role, place).second) return;
    if (row.owners.size() == kMostOwners) {
      row.doubt = fmt::format("names more than {} owners; the others were left out", kMostOwners);
    } else {
      row.owners.push_back(Owner{{}, role, static_cast<int>(row.owners.size()), place});
    }
  };
  int items = 0;
  for (const NamedOwner& owner : cell.owners) {
    for (const int number : owner.numbers) items = std::max(items, number);
  }
  const bool numbered = std::any_of(milestoneNumbers.begin(), milestoneNumbers.end(),
                                    [](const std::optional<int>& number) { return number.has_value(); });
  const bool inOrder = !numbered && milestoneNumbers.size() == static_cast<std::size_t>(items) && items > 1;
  std::map<int, std::vector<int>> placesOf;  // of an item's number
  for (int place = 0; place < static_cast<int>(milestoneNumbers.size()); ++place) {
    const auto number = inOrder ? place + 1 : milestoneNumbers[static_cast<std::size_t>(place)];
    if (number) placesOf[*number].push_back(place);
  }
  for (const NamedOwner& owner : cell.owners) {
    bool placed = false;
    for (const int number : owner.numbers) {
      const auto places = placesOf.find(number);
      if (places == placesOf.end()) continue;
      for (const int place : places->second) add(owner.role, place);
      placed = true;
    }
    if (!placed) add(owner.role, std::nullopt);
    if (!row.doubt.empty()) break;
  }
  return row;
}

std::vector<Owner> readOwners(std::string_view cell, const std::set<std::string>& wholes,
                              const People* people) {
  return ownersFor(readOwnerCell(cell, wholes, people), {}).owners;
}

}  // namespace chaser::plan
