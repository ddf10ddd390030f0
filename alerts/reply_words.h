// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alerts/answer.h"

/// What somebody says who answers by mail: from the words to an answer that the coordinator can confirm. It
/// is read with a narrow grammar: what begins with none of the phrases, hedges (`done, but …`), asks back, or
/// says two things, is not guessed at. Pure.
namespace chaser::alerts {

struct ReplyReading {
  std::optional<Answer> answer;  ///< absent: it is not clear
  std::string unclear;           ///< why, as a sentence's end: "it says 'done' and 'new date'"
};

/// How an answer is offered and called in mails: `still on track`, `new date`.
std::string_view spokenAnswer(AnswerKind kind);

/// An answer with what it gives, for whoever confirms it: `new date: 31 March 2027`, `not mine: Head of
/// Schools`.
std::string answerInWords(const Answer& answer);

/// The words with which a reply begins that is offered ready to be sent: `New date: `, to be filled in where
/// they end in a colon. readReplyWords() reads them back.
std::string_view replyForm(AnswerKind kind);

/// `subject` is the reply's subject line, `words` what the writer wrote below it, without what they quote,
/// `on` the day on which it came: dates without a year are near it. A subject says something only where it
/// was written for this reply (not behind `Re:`); codes in it say nothing.
ReplyReading readReplyWords(std::string_view subject, std::string_view words, Date on);

}  // namespace chaser::alerts
