// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/model.h"
#include "plan/readers/grid.h"

/// Ratings: which colour a cell shows or says, and what a legend says of the colours.
namespace chaser::plan {

/// One entry of a legend: a meaning, and the fill by which the document shows it.
struct LegendEntry {
  RagMeaning meaning;
  std::optional<Colour> fill;
  bool understood = true;  ///< false: its words did not tell the status, the usual one was assumed
  std::string code{};      ///< what stands for the colour in cells, such as `1`; folded; may be empty
  bool byMeaning = false;  ///< no colour was shown: it is the one that usually means what the words say
};

/// A code and what stands behind the mark that follows it: `A - awaiting`, `N: not started`.
struct CodedWords {
  std::string code;  ///< one letter, folded
  std::string words;
};
std::optional<CodedWords> codedWords(std::string_view text);

/// The colour of one word or letter in lower case: `red`, `g`, `yellow` (amber), `gray`.
std::optional<Rag> ragOfWord(std::string_view word);

/// The colour that a text names: `Red`, `G`, `AMBER - at risk`. Of two that follow on each other the later
/// one: `G -> A`, `was amber, now green`, `Red (previously amber)`. Absent when it names none or denies it
/// (`not green`), and when it names two side by side (`Amber/Green`).
std::optional<Rag> ragOfWords(std::string_view text);

/// The colour that a fill or ink shows: the legend's entry nearest in hue, else the office palette's
/// name for that hue. Absent for white, black, and hues that no rating uses.
std::optional<Rag> ragOfFill(Colour colour, const std::vector<LegendEntry>& legend = {});

/// The colour that a cell's words rate with: the one that they name, else the one that the key gives to what
/// they mean.
std::optional<Rag> ragOfText(std::string_view text, const std::vector<RagMeaning>& key);

/// How a rating is written where no colour shows, and by everybody who can't tell colours apart: the text
/// itself when it rates so (as ragOfText() tells), `Green` for none, else `Green: the text`; without a rating
/// the text alone. Reading it back gives that rating.
std::string ratingWords(std::optional<Rag> rag, std::string_view text, const std::vector<RagMeaning>& key);

/// Whether the plan's own document said what each colour means; else the meanings were assumed.
bool keyIsTold(const std::vector<RagMeaning>& key);

/// The background that shows a rating, in the office palette's light tones: black text on it stays readable.
Colour fillOf(Rag rag);

/// What a legend's words mean, judged by meaning and not by colour: `progress on track` is on track whatever
/// its colour; `not on track` is off track. Absent when they say nothing that Chaser knows.
std::optional<Status> statusOfWords(std::string_view words);

/// What a cell of the rating column says and shows.
struct Rating {
  std::optional<Rag> rag;
  std::string doubt;  ///< why it may be wrong, or why words give none; empty when word and colour agree
};

/// `N/A` has none. Else its word or letter (also one that words explain: `A - awaiting`), else the legend's
/// code, else its fill or ink, else what its words mean in `key`. Where the word and the fill are different
/// colours the word counts, with a doubt.
Rating readRating(std::string_view text, const std::optional<Colour>& fill, const std::optional<Colour>& ink,
                  const std::vector<LegendEntry>& legend, const std::vector<RagMeaning>& key);

}  // namespace chaser::plan
