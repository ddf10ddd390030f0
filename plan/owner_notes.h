// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What owner cells say about an owner besides who it is: since when, how surely, with which share.
namespace chaser::plan {

struct OwnerNote {
  enum class Kind {
    Dates,    ///< `w/e/f 01/07/2016`, `from 1 April`, `until June`: never a deadline
    Unsure,   ///< `tbc`, `to be appointed`, a question mark
    Vacant,   ///< `vacant`, `vacancy`
    Interim,  ///< `interim`, `acting`
    Nobody,   ///< `n/a`, `none`, a dash alone
    Lead,     ///< `Lead:`, `(lead)`
    Support,  ///< `Support:`, `supported by`
  };
  Kind kind = Kind::Unsure;
  std::size_t begin = 0;  ///< its place in the text, brackets around it included
  std::size_t end = 0;
};

/// The notes in a text, in its order, none inside another. Linear in its length.
std::vector<OwnerNote> ownerNotes(std::string_view text);

/// Stands in the place of a note, so that places stay the same.
inline constexpr char kMask = '\x01';

/// The text with its notes masked.
std::string withoutNotes(std::string_view text, const std::vector<OwnerNote>& notes);

/// A stretch of masked text as people would write it without the notes: no mask, no bracket, comma or dash
/// that belonged to one.
std::string tidied(std::string_view masked);

/// Why an owner of whom this is said is uncertain; empty for a note that makes nobody uncertain.
/// `words` are the note's own.
std::string doubtOf(OwnerNote::Kind kind, std::string_view words);

}  // namespace chaser::plan
