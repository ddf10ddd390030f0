// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/answer.h"
#include "notifiers/letter.h"

/// Answers that a reader sends by mail where messages have no links: links that open a mail which is written
/// already, but for what only they know (RFC 6068). Pure.
namespace chaser::notifiers {

/// One for each answer that is offered, to that address, with the item's number and code in the subject.
std::vector<ReplyChoice> replyChoices(const std::vector<alerts::AnswerKind>& offered,
                                      const std::string& address, const std::string& ref,
                                      const std::string& code);

/// How to answer without such a link: `Answer: reply with ch-4d-7k2m9qxt in the subject. Begin with: still on
/// track, done or not mine.`; empty where there is no code.
std::string replyLine(const Entry& entry);

}  // namespace chaser::notifiers
