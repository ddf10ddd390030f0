// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

/// The condition language as people learn it: its grammar and an example of every construct, as values of
/// which docs/rules.md is made. Tests hold both to the parser: each sentence of the grammar is read, each
/// condition that is valid is a sentence of it, and each example holds on the row that is given for it and
/// not on the other.
namespace chaser::rules {

/// One line of the grammar in the notation of ISO/IEC 14977, with blanks for commas and no final semicolon:
/// `[ ]` may be left out, `{ }` may come any number of times, `|` is a choice, quotation marks are words and
/// signs as they are written.
struct Production {
  std::string_view name;
  std::string_view body;
  /// What a thing is that is spelt by letters and not made of others; empty for all others.
  std::string_view spelling;
};

/// `condition` first.
std::span<const Production> grammar();

/// One construct of the language.
struct Construct {
  std::string_view condition;
  std::string_view holdsWhen;
  /// Rows, as `field value, field value`, on a day: one on which it holds, and one on which it does not.
  std::string_view today;
  std::string_view holdsOn;
  std::string_view notOn;
};
std::span<const Construct> constructs();

/// The blocks of docs/rules.md.
std::string grammarMarkdown();
std::string constructsMarkdown();

}  // namespace chaser::rules
