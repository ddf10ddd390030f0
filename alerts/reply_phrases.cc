// SPDX-License-Identifier: Apache-2.0
#include "alerts/reply_phrases.h"

#include <algorithm>
#include <array>

#include "alerts/reply_text.h"

namespace chaser::alerts {
namespace {

struct ReplyPhrase {
  std::string_view words;
  AnswerKind kind;
};

/// How an answer begins; where one phrase begins like another, the longer one stands first.
constexpr std::array kReplyPhrases = {
    ReplyPhrase{"done by", AnswerKind::NewDate},
    ReplyPhrase{"completed by", AnswerKind::NewDate},
    ReplyPhrase{"complete by", AnswerKind::NewDate},
    ReplyPhrase{"finished by", AnswerKind::NewDate},
    ReplyPhrase{"will be done by", AnswerKind::NewDate},
    ReplyPhrase{"will be completed by", AnswerKind::NewDate},
    ReplyPhrase{"will be complete by", AnswerKind::NewDate},
    ReplyPhrase{"will be finished by", AnswerKind::NewDate},
    ReplyPhrase{"will be ready by", AnswerKind::NewDate},
    ReplyPhrase{"new date", AnswerKind::NewDate},
    ReplyPhrase{"new due date", AnswerKind::NewDate},
    ReplyPhrase{"new deadline", AnswerKind::NewDate},
    ReplyPhrase{"revised date", AnswerKind::NewDate},
    ReplyPhrase{"revised deadline", AnswerKind::NewDate},
    ReplyPhrase{"move it to", AnswerKind::NewDate},
    ReplyPhrase{"move this to", AnswerKind::NewDate},
    ReplyPhrase{"move the date to", AnswerKind::NewDate},
    ReplyPhrase{"move to", AnswerKind::NewDate},
    ReplyPhrase{"moved to", AnswerKind::NewDate},
    ReplyPhrase{"change it to", AnswerKind::NewDate},
    ReplyPhrase{"change the date to", AnswerKind::NewDate},
    ReplyPhrase{"delayed to", AnswerKind::NewDate},
    ReplyPhrase{"delayed until", AnswerKind::NewDate},
    ReplyPhrase{"postponed to", AnswerKind::NewDate},
    ReplyPhrase{"postponed until", AnswerKind::NewDate},
    ReplyPhrase{"extend to", AnswerKind::NewDate},
    ReplyPhrase{"extended to", AnswerKind::NewDate},
    ReplyPhrase{"on track", AnswerKind::OnTrack},
    ReplyPhrase{"on schedule", AnswerKind::OnTrack},
    ReplyPhrase{"on target", AnswerKind::OnTrack},
    ReplyPhrase{"on course", AnswerKind::OnTrack},
    ReplyPhrase{"going to plan", AnswerKind::OnTrack},
    ReplyPhrase{"as planned", AnswerKind::OnTrack},
    ReplyPhrase{"done", AnswerKind::Done},
    ReplyPhrase{"complete", AnswerKind::Done},
    ReplyPhrase{"completed", AnswerKind::Done},
    ReplyPhrase{"finished", AnswerKind::Done},
    ReplyPhrase{"date agreed", AnswerKind::AgreeDate},
    ReplyPhrase{"agreed", AnswerKind::AgreeDate},
    ReplyPhrase{"agree", AnswerKind::AgreeDate},
    ReplyPhrase{"i agree", AnswerKind::AgreeDate},
    ReplyPhrase{"we agree", AnswerKind::AgreeDate},
    ReplyPhrase{"i confirm", AnswerKind::AgreeDate},
    ReplyPhrase{"we confirm", AnswerKind::AgreeDate},
    ReplyPhrase{"confirmed", AnswerKind::AgreeDate},
    ReplyPhrase{"the date stands", AnswerKind::AgreeDate},
    ReplyPhrase{"ask me later", AnswerKind::Snooze},
    ReplyPhrase{"ask me again", AnswerKind::Snooze},
    ReplyPhrase{"ask again", AnswerKind::Snooze},
    ReplyPhrase{"remind me", AnswerKind::Snooze},
    ReplyPhrase{"snooze", AnswerKind::Snooze},
    ReplyPhrase{"not mine", AnswerKind::NotMine},
    ReplyPhrase{"not ours", AnswerKind::NotMine},
    ReplyPhrase{"not me", AnswerKind::NotMine},
    ReplyPhrase{"not my", AnswerKind::NotMine},
    ReplyPhrase{"not our", AnswerKind::NotMine},
    ReplyPhrase{"not the owner", AnswerKind::NotMine},
    ReplyPhrase{"wrong person", AnswerKind::NotMine},
    ReplyPhrase{"noted", AnswerKind::Acknowledge},
    ReplyPhrase{"acknowledged", AnswerKind::Acknowledge},
    ReplyPhrase{"seen", AnswerKind::Acknowledge},
};

/// What may stand before it and says nothing.
constexpr std::array<std::string_view, 20> kFillers = {
    "yes",   "ok",   "okay",          "sorry",  "please",   "this is",     "that is",
    "it is", "it's", "this has been", "it was", "this was", "it has been", "we are",
    "we're", "i am", "i'm",           "all",    "now",      "still"};
/// `It will be done by …`: of these the second word belongs to the phrase.
constexpr std::array<std::string_view, 3> kSubjects = {"it", "this", "that"};

/// Words that take back half of what was said; also as the end of `isn't`.
constexpr std::array<std::string_view, 16> kHedges = {
    "but",    "except", "apart from", "not",     "partly",   "partially",  "mostly", "nearly",
    "almost", "if",     "unless",     "however", "provided", "subject to", "never",  "yet"};

struct FieldLabel {
  std::string_view label;
  FieldKind kind;
};
constexpr std::array kFieldLabels = {
    FieldLabel{"evidence", FieldKind::Evidence},
    FieldLabel{"the evidence", FieldKind::Evidence},
    FieldLabel{"where the evidence is", FieldKind::Evidence},
    FieldLabel{"new date", FieldKind::NewDate},
    FieldLabel{"new due date", FieldKind::NewDate},
    FieldLabel{"revised date", FieldKind::NewDate},
    FieldLabel{"new deadline", FieldKind::NewDate},
    FieldLabel{"date", FieldKind::Day},
    FieldLabel{"ask me again after", FieldKind::AskAfter},
    FieldLabel{"ask me after", FieldKind::AskAfter},
    FieldLabel{"remind me after", FieldKind::AskAfter},
    FieldLabel{"hand to", FieldKind::HandTo},
    FieldLabel{"hand it to", FieldKind::HandTo},
    FieldLabel{"whose it is", FieldKind::HandTo},
    FieldLabel{"new owner", FieldKind::HandTo},
    FieldLabel{"note", FieldKind::Note},
    FieldLabel{"comment", FieldKind::Note},
};

/// Without the mark that ends a sentence.
std::string_view withoutEnd(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == '!' || text.back() == ' '))
    text.remove_suffix(1);
  return text;
}

/// Without the fillers before it.
std::string_view withoutFillers(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const auto filler : kFillers) {
      if (!beginsWithWords(text, filler)) continue;
      text = afterMarks(text.substr(filler.size()));
      again = true;
    }
  }
  for (const auto subject : kSubjects) {
    if (beginsWithWords(text, subject)) return afterMarks(text.substr(subject.size()));
  }
  return text;
}

}  // namespace

std::optional<Claim> claimIn(std::string_view sentence) {
  const auto text = withoutFillers(sentence);
  for (const auto& phrase : kReplyPhrases) {
    if (beginsWithWords(text, phrase.words))
      return Claim{phrase.kind, afterMarks(text.substr(phrase.words.size()))};
  }
  return std::nullopt;
}

std::optional<FieldKind> fieldCalled(std::string_view label) {
  const auto* found = std::find_if(kFieldLabels.begin(), kFieldLabels.end(),
                                   [&](const FieldLabel& field) { return sameWords(label, field.label); });
  return found == kFieldLabels.end() ? std::nullopt : std::optional(found->kind);
}

bool saysNothing(std::string_view label) {
  constexpr std::size_t kLongestNumber = 12;
  constexpr std::array<std::string_view, 6> kHeadings = {"status", "progress", "update",
                                                         "answer", "reply",    "response"};
  const bool numbered = !label.empty() && label.size() <= kLongestNumber && label.front() >= '0' &&
                        label.front() <= '9' && label.find(' ') == std::string_view::npos;
  return numbered || std::any_of(kHeadings.begin(), kHeadings.end(),
                                 [&](std::string_view heading) { return sameWords(label, heading); });
}

bool isYes(std::string_view text) {
  text = withoutEnd(text);
  return sameWords(text, "yes") || sameWords(text, "y");
}

bool isNo(std::string_view text) {
  text = withoutEnd(text);
  return sameWords(text, "no") || sameWords(text, "n") || beginsWithWords(text, "no,");
}

bool hedges(std::string_view text) {
  if (text.find('?') != std::string_view::npos || text.find("n't") != std::string_view::npos) return true;
  return std::any_of(kHedges.begin(), kHedges.end(),
                     [&](std::string_view word) { return findWords(text, word) != std::string_view::npos; });
}

}  // namespace chaser::alerts
