// SPDX-License-Identifier: Apache-2.0
#include "notifiers/mailto.h"

#include <fmt/format.h>

#include "alerts/reply_words.h"
#include "common/text.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kLongestRef = 30;

/// As a mail program takes it between `?` and `&`; `keep` are further characters that stand for themselves.
std::string percentEncoded(std::string_view text, std::string_view keep) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 3);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       keep.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += {'%', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
    }
  }
  return out;
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

/// How somebody begins who writes it themself.
std::string beginningOf(alerts::AnswerKind kind) {
  if (kind == alerts::AnswerKind::NewDate) return "new date: (the day)";
  if (kind == alerts::AnswerKind::Snooze) return "ask me again after (a day)";
  return std::string(alerts::spokenAnswer(kind));
}

}  // namespace

std::vector<ReplyChoice> replyChoices(const std::vector<alerts::AnswerKind>& offered,
                                      const std::string& address, const std::string& ref,
                                      const std::string& code) {
  std::vector<ReplyChoice> choices;
  choices.reserve(offered.size());
  for (const auto kind : offered) {
    const auto words = alerts::spokenAnswer(kind);
    const auto subject = fmt::format("{}: {} [{}]", harmless(ref, kLongestRef), words, code);
    choices.push_back(
        {capitalised(words), beginningOf(kind),
         fmt::format("mailto:{}?subject={}&body={}", percentEncoded(address, "-._~@"),
                     percentEncoded(subject, "-._~"), percentEncoded(alerts::replyForm(kind), "-._~"))});
  }
  return choices;
}

std::string replyLine(const Entry& entry) {
  if (entry.code.empty()) return {};
  std::vector<std::string> ways;
  ways.reserve(entry.replies.size());
  for (const auto& choice : entry.replies) ways.push_back(choice.said);
  std::string line = fmt::format("Answer: reply with {} in the subject", entry.code);
  return ways.empty() ? line + "." : fmt::format("{}, and begin with: {}.", line, joinWords(ways, "or"));
}

}  // namespace chaser::notifiers
