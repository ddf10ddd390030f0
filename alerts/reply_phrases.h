// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "alerts/answer.h"

/// The words by which people answer, as far as they are known: a vocabulary for reply_words.cc, and nothing
/// of what is made of it. docs/replies.md shows it to those who answer.
namespace chaser::alerts {

/// What is said at the beginning of a sentence.
struct Claim {
  AnswerKind kind = AnswerKind::Acknowledge;
  std::string_view rest;  ///< behind the phrase and its mark
};

/// Fillers may stand before the phrase (`Yes, it is …`); absent when no known phrase begins the sentence.
std::optional<Claim> claimIn(std::string_view sentence);

/// What a form asks to be filled in: `Evidence: …`.
enum class FieldKind { Evidence, NewDate, Day, AskAfter, HandTo, Note };
std::optional<FieldKind> fieldCalled(std::string_view label);

/// Whether what stands before a colon only says what is spoken of: a row's number (`2.1`), `Status`.
bool saysNothing(std::string_view label);

bool isYes(std::string_view text);
bool isNo(std::string_view text);

/// Whether these words may take back half of what they say, or ask.
bool hedges(std::string_view text);

}  // namespace chaser::alerts
