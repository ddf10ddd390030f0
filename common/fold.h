// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// How words are made comparable. Plans are typed by people: the same board is written `0-25 programme
/// board`, `0 – 25 Programme Board` and `0 -25 programme board.`.
namespace chaser {

/// Unicode case folding and compatibility normal form (NFKC_Casefold, UAX #31), nothing else.
/// Invalid UTF-8 is replaced by U+FFFD first.
std::string foldCase(std::string_view text);

/// foldCase, and also: every run of white space is one blank, dashes of every kind are `-` without blanks
/// around them, apostrophes and quotation marks are dropped, `&` is `and`, full stops and commas at a word's
/// end are dropped, leading and trailing blanks are dropped. Two headings, roles or boards are the same when
/// this is.
std::string foldName(std::string_view text);

/// foldName, and every word's plural `s` dropped (`boards` = `board`, `CCG's` = `CCGs` = `CCG`); words of two
/// letters and those ending in `ss` or `us` keep theirs.
std::string foldPlural(std::string_view text);

/// The words and numbers alone, in folded form, one blank between them: for judging whether two texts say the
/// same in substance.
std::string foldWords(std::string_view text);

}  // namespace chaser
