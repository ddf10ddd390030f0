// SPDX-License-Identifier: Apache-2.0
#include "plan/rag.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

struct Hue {
  double degrees = 0;  ///< 0 to 360
  double saturation = 0;
  double value = 0;
};

constexpr double kColourless = 0.12;  // saturation below which a colour is a grey
constexpr double kWhite = 0.94;
constexpr double kBlack = 0.2;
constexpr double kNearEnough = 40;  // degrees; the palette's green and amber are 100 apart

Hue hueOf(Colour colour) {
  const double red = colour.red / 255.0;
  const double green = colour.green / 255.0;
  const double blue = colour.blue / 255.0;
  const double high = std::max({red, green, blue});
  const double spread = high - std::min({red, green, blue});
  Hue hue{0, high > 0 ? spread / high : 0, high};
  if (spread <= 0) return hue;
  if (high == red) {
    hue.degrees = std::fmod((green - blue) / spread + 6, 6) * 60;
  } else if (high == green) {
    hue.degrees = ((blue - red) / spread + 2) * 60;
  } else {
    hue.degrees = ((red - green) / spread + 4) * 60;
  }
  return hue;
}

double apart(double a, double b) {
  const double distance = std::fabs(a - b);
  return std::min(distance, 360 - distance);
}

/// What the office programs' palettes call these hues. Purple and magenta rate nothing.
std::optional<Rag> paletteName(double degrees) {
  if (degrees < 15 || degrees >= 335) return Rag::Red;
  if (degrees < 68) return Rag::Amber;
  if (degrees < 170) return Rag::Green;
  if (degrees < 255) return Rag::Blue;
  return std::nullopt;
}

/// Stands for an arrow among the words.
constexpr std::string_view kThen = "then";

/// The words in folded form, an arrow being a word.
std::vector<std::string> wordsAndArrows(std::string_view text) {
  static constexpr std::string_view kArrows[] = {"\xE2\x86\x92", "\xE2\x87\x92", "->", "=>", ">",
                                                 "\xEF\x83\xA0", "\xE2\x9E\x94"};
  std::string marked(text);
  for (const std::string_view arrow : kArrows) {
    for (auto at = marked.find(arrow); at != std::string::npos; at = marked.find(arrow, at + 1))
      marked.replace(at, arrow.size(), " then ");
  }
  std::vector<std::string> words;
  const std::string folded = foldWords(marked);
  for (const std::string_view word : split(folded, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

/// What comes next is the newer colour.
bool isTurn(std::string_view word) {
  return word == kThen || word == "now" || word == "to" || word == "currently" || word == "changed";
}

/// What comes next is the older colour.
bool isFormer(std::string_view word) {
  return word == "was" || word == "previously" || word == "previous" || word == "formerly" || word == "from";
}

/// What comes next is a colour that it is not: `not green`, `no longer red`.
bool isDenial(std::string_view word) {
  return word == "not" || word == "no" || word == "longer" || word == "never" || word == "nor";
}

/// `N/A`, `n/a (closed)`: what has no rating, whatever else its words say.
bool isNotRated(std::string_view text) {
  const std::string words = foldWords(text) + " ";
  return words.starts_with("n a ") || words.starts_with("na ") || words.starts_with("not applicable ");
}

/// `was amber …`: the older colour comes first.
bool formerFirst(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (isFormer(word)) return true;
    if (ragOfWord(word)) return false;
  }
  return false;
}

}  // namespace

std::optional<Rag> ragOfWord(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Rag>, 12> kWords{{{"red", Rag::Red},
                                                                            {"r", Rag::Red},
                                                                            {"amber", Rag::Amber},
                                                                            {"a", Rag::Amber},
                                                                            {"yellow", Rag::Amber},
                                                                            {"orange", Rag::Amber},
                                                                            {"green", Rag::Green},
                                                                            {"g", Rag::Green},
                                                                            {"blue", Rag::Blue},
                                                                            {"b", Rag::Blue},
                                                                            {"grey", Rag::Grey},
                                                                            {"gray", Rag::Grey}}};
  for (const auto& [known, rag] : kWords) {
    if (known == word) return rag;
  }
  return std::nullopt;
}

std::optional<CodedWords> codedWords(std::string_view text) {
  static constexpr std::string_view kMarks[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", ":", "="};
  text = trim(text);
  if (text.size() < 3 || std::isalpha(static_cast<unsigned char>(text.front())) == 0) return std::nullopt;
  const std::string_view rest = trim(text.substr(1));
  for (const std::string_view mark : kMarks) {
    if (!rest.starts_with(mark)) continue;
    const std::string_view words = trim(rest.substr(mark.size()));
    // `e-mail` is one word.
    const bool apart = mark != "-" || rest.size() < text.size() - 1;
    if (!words.empty() && apart) return CodedWords{foldCase(text.substr(0, 1)), std::string(words)};
  }
  return std::nullopt;
}

std::optional<Rag> ragOfWords(std::string_view text) {
  const std::vector<std::string> words = wordsAndArrows(text);
  // A single letter rates only among letters that rate: `a` is also an article, and part of `n/a`.
  const bool lettersAlone = std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return (word.size() == 1 && ragOfWord(word)) || word == kThen || isTurn(word) || isFormer(word);
  });
  std::optional<Rag> found;
  bool turned = false, former = false, denied = false;
  for (const std::string& word : words) {
    turned = turned || isTurn(word);
    former = former || isFormer(word);
    const auto rag = word.size() == 1 && !lettersAlone ? std::nullopt : ragOfWord(word);
    const bool meant = !std::exchange(denied, isDenial(word));
    if (!rag || !meant) continue;
    if (!found) {
      found = rag;
    } else if (*found != *rag && former && !turned && !formerFirst(words)) {
      continue;  // `Red (was amber)`
    } else if (*found != *rag && !turned) {
      return std::nullopt;
    } else {
      found = rag;
    }
    turned = false;
  }
  return found;
}

std::optional<Rag> ragOfFill(Colour colour, const std::vector<LegendEntry>& legend) {
  const Hue hue = hueOf(colour);
  if (hue.value < kBlack) return std::nullopt;
  if (hue.saturation < kColourless) {
    return hue.value < kWhite ? std::optional(Rag::Grey) : std::nullopt;
  }
  const LegendEntry* best = nullptr;
  double bestDistance = kNearEnough;
  for (const LegendEntry& entry : legend) {
    const auto known = entry.fill ? std::optional(hueOf(*entry.fill)) : std::nullopt;
    if (!known || known->saturation < kColourless) continue;
    const double distance = apart(hue.degrees, known->degrees);
    if (distance < bestDistance) {
      best = &entry;
      bestDistance = distance;
    }
  }
  return best != nullptr ? std::optional(best->meaning.colour) : paletteName(hue.degrees);
}

std::optional<Status> statusOfWords(std::string_view words) {
  struct Sign {
    std::string_view words;
    Status status;
  };
  // In order: what denies comes before what it denies (`not on track` before `on track`), and what is under
  // way before what it is on the way to (`on track to be completed`).
  static constexpr Sign kSigns[] = {{"superseded", Status::Superseded},
                                    {"no longer required", Status::Superseded},
                                    {"no longer relevant", Status::Superseded},
                                    {"no longer applicable", Status::Superseded},
                                    {"withdrawn", Status::Superseded},
                                    {"not started", Status::NotStarted},
                                    {"not yet started", Status::NotStarted},
                                    {"not commenced", Status::NotStarted},
                                    {"not yet commenced", Status::NotStarted},
                                    {"not begun", Status::NotStarted},
                                    {"not yet due", Status::NotStarted},
                                    {"not due", Status::NotStarted},
                                    {"yet to start", Status::NotStarted},
                                    {"yet to commence", Status::NotStarted},
                                    {"not on track", Status::OffTrack},
                                    {"off track", Status::OffTrack},
                                    {"not on target", Status::OffTrack},
                                    {"off target", Status::OffTrack},
                                    {"behind", Status::OffTrack},
                                    {"overdue", Status::OffTrack},
                                    {"delayed", Status::OffTrack},
                                    {"missed", Status::OffTrack},
                                    {"late", Status::OffTrack},
                                    {"not achieved", Status::OffTrack},
                                    {"not met", Status::OffTrack},
                                    {"not complete", Status::OffTrack},
                                    {"not completed", Status::OffTrack},
                                    {"incomplete", Status::OffTrack},
                                    {"unlikely", Status::OffTrack},
                                    {"will not", Status::OffTrack},
                                    {"no progress", Status::OffTrack},
                                    {"not progressing", Status::OffTrack},
                                    {"remedial", Status::OffTrack},
                                    {"not at risk", Status::OnTrack},
                                    {"no risk", Status::OnTrack},
                                    {"no concern", Status::OnTrack},
                                    {"no concerns", Status::OnTrack},
                                    {"monitoring", Status::AtRisk},
                                    {"monitor", Status::AtRisk},
                                    {"at risk", Status::AtRisk},
                                    {"risk", Status::AtRisk},
                                    {"risks", Status::AtRisk},
                                    {"concern", Status::AtRisk},
                                    {"concerns", Status::AtRisk},
                                    {"slippage", Status::AtRisk},
                                    {"slipping", Status::AtRisk},
                                    {"may not", Status::AtRisk},
                                    {"watch", Status::AtRisk},
                                    {"watching", Status::AtRisk},
                                    {"on track", Status::OnTrack},
                                    {"on target", Status::OnTrack},
                                    {"on schedule", Status::OnTrack},
                                    {"in progress", Status::OnTrack},
                                    {"progressing", Status::OnTrack},
                                    {"underway", Status::OnTrack},
                                    {"under way", Status::OnTrack},
                                    {"verified", Status::Verified},
                                    {"embedded", Status::Verified},
                                    {"assured", Status::Verified},
                                    {"signed off", Status::Verified},
                                    {"delivered", Status::Delivered},
                                    {"implemented", Status::Delivered},
                                    {"complete", Status::Complete},
                                    {"completed", Status::Complete},
                                    {"achieved", Status::Complete},
                                    {"closed", Status::Complete},
                                    {"finished", Status::Complete},
                                    {"done", Status::Complete}};
  const std::string text = " " + foldWords(words) + " ";
  for (const Sign& sign : kSigns) {
    std::string wanted(" ");
    wanted.append(sign.words).append(" ");
    if (text.find(wanted) != std::string::npos) return sign.status;
  }
  return std::nullopt;
}

namespace {

/// Whether what stands behind a letter says what the plan's key says of its colour: `R - overdue` does, and
/// `B - Blocked` is no blue.
bool explains(const std::string& words, Rag colour, const std::vector<RagMeaning>& key) {
  const auto status = statusOfWords(words);
  return std::any_of(key.begin(), key.end(), [&](const RagMeaning& meaning) {
    return meaning.colour == colour &&
           (meaning.status == status ||
            (!meaning.words.empty() && foldWords(meaning.words) == foldWords(words)));
  });
}

/// By a word, by letters alone or by a letter whose words agree with it.
std::optional<Rag> namedColour(std::string_view text, const std::vector<RagMeaning>& key) {
  if (const auto named = ragOfWords(text)) return named;
  const auto coded = codedWords(text);
  const auto colour = coded ? ragOfWord(coded->code) : std::nullopt;
  return colour && explains(coded->words, *colour, key) ? colour : std::nullopt;
}

}  // namespace

std::optional<Rag> ragOfText(std::string_view text, const std::vector<RagMeaning>& key) {
  if (isNotRated(text)) return std::nullopt;
  if (const auto named = namedColour(text, key)) return named;
  const auto status = statusOfWords(text);
  if (!status) return std::nullopt;
  for (const RagMeaning& meaning : key) {
    if (meaning.status == *status) return meaning.colour;
  }
  return std::nullopt;
}

std::string ratingWords(std::optional<Rag> rag, std::string_view text, const std::vector<RagMeaning>& key) {
  if (!rag || ragOfText(text, key) == rag) return std::string(text);
  std::string word(toString(*rag));
  word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
  if (trim(text).empty()) return word;
  const std::string both = word + ": " + std::string(text);
  // Words that name another colour would make it two.
  return ragOfText(both, key) == rag ? both : word;
}

bool keyIsTold(const std::vector<RagMeaning>& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(),
                                     [](const RagMeaning& meaning) { return !meaning.words.empty(); });
}

Colour fillOf(Rag rag) {
  switch (rag) {
    case Rag::Red:
      return Colour::of(0xFF7C80);
    case Rag::Amber:
      return Colour::of(0xFFC000);
    case Rag::Green:
      return Colour::of(0x92D050);
    case Rag::Blue:
      return Colour::of(0x8DB4E2);
    case Rag::Grey:
      return Colour::of(0xBFBFBF);
  }
  return {};
}

namespace {

/// Why words give no rating; empty for none.
std::string whyUnrated(std::string_view text) {
  if (trim(text).empty()) return {};
  std::size_t colours = 0;
  bool denied = false;
  for (const std::string& word : wordsAndArrows(text)) {
    denied = denied || isDenial(word);
    colours += ragOfWord(word) ? 1 : 0;
  }
  if (colours > 1) return "names two colours; no rating was taken";
  if (colours == 1 && denied) return "says which colour it is not; no rating was taken";
  if (const auto status = statusOfWords(text))
    return "says '" + std::string(toString(*status)) +
           "', to which the plan's key gives no colour; no rating was taken";
  return "names no colour; no rating was taken";
}

}  // namespace

Rating readRating(std::string_view text, const std::optional<Colour>& fill, const std::optional<Colour>& ink,
                  const std::vector<LegendEntry>& legend, const std::vector<RagMeaning>& key) {
  const auto filled = fill ? ragOfFill(*fill, legend) : std::nullopt;
  if (isNotRated(text)) return {};
  if (const auto named = namedColour(text, key)) {
    if (!filled || *filled == *named || *filled == Rag::Grey) return {named, {}};
    return {named, "the word says " + std::string(toString(*named)) + " and the cell's colour is " +
                       std::string(toString(*filled)) + "; the word was taken"};
  }
  const auto coded = codedWords(text);
  for (const std::string& code : {foldWords(text), coded ? coded->code : std::string()}) {
    for (const LegendEntry& entry : legend) {
      if (!code.empty() && entry.code == code) return {entry.meaning.colour, {}};
    }
  }
  if (filled) return {filled, {}};
  if (const auto inked = ink ? ragOfFill(*ink, legend) : std::nullopt) return {inked, {}};
  if (const auto meant = ragOfText(text, key)) return {meant, {}};
  return {std::nullopt, whyUnrated(text)};
}

}  // namespace chaser::plan
