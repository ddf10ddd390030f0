// SPDX-License-Identifier: Apache-2.0
#include "plan/status_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "common/fold.h"
#include "common/text.h"
#include "plan/rag.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

/// A word of a status, and whether a mark stands between it and the next: what stands behind a mark is a
/// remark, what follows without one changes the meaning (`Complete the audit`).
struct StatusWord {
  std::string word;
  bool endsPhrase = false;
};

/// `on-track` is two words of one phrase; a dash with blanks around it ends one.
std::vector<StatusWord> statusWordsOf(std::string_view cell) {
  std::string text(cell);
  for (auto at = text.find("\xC2\xA0"); at != std::string::npos; at = text.find("\xC2\xA0", at))
    text.replace(at, 2, " ");
  std::vector<StatusWord> words;
  std::string current;
  const auto close = [&] {
    if (!current.empty()) words.push_back({foldCase(current), false});
    current.clear();
  };
  const auto isWordByte = [&](std::size_t i) {
    const auto c = static_cast<unsigned char>(text[i]);
    return c >= 0x80 || std::isalnum(c) != 0 || c == '%';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = text.compare(i, 2, "\xE2\x80") == 0;  // dashes, quotes and dots of typography
    if (!dash && isWordByte(i)) {
      current += text[i];
      continue;
    }
    const bool inside =
        text[i] == '-' && !current.empty() && i + 1 < text.size() && !dash && isWordByte(i + 1);
    close();
    const bool blank = text[i] == ' ' || text[i] == '\t';
    if (!blank && !inside && !words.empty()) words.back().endsPhrase = true;
    if (dash) i += 2;
  }
  close();
  if (!words.empty()) words.back().endsPhrase = true;
  return words;
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool isCount(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

bool isMonthName(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                            "may",       "june",     "july",     "august",
                                                            "september", "october",  "november", "december"};
  return word.size() >= 3 && std::any_of(kMonths.begin(), kMonths.end(),
                                         [&](std::string_view month) { return month.starts_with(word); });
}

/// Reads the words of one status from left to right.
class StatusReader {
 public:
  explicit StatusReader(std::string_view text) : words_(statusWordsOf(text)) {
    for (const StatusWord& word : words_) folded_.append(" ").append(word.word);
    folded_ += ' ';
  }

  [[nodiscard]] std::optional<State> read() {
    if (words_.empty()) return std::nullopt;
    if (words_.size() == 1 && words_[0].word == "o") return State::Open;
    if (words_.size() == 1 && words_[0].word == "c") return State::Complete;
    if (words_.size() == 1 && isOneOf(words_[0].word, {"y", "yes"})) return State::Complete;
    if (words_.size() == 1 && words_[0].word == "n") return State::Open;
    skipIntroduction();
    if (skipPart()) return State::Open;
    if (const std::size_t length = endingAt(at_); length > 0) return behindEnding(at_ + length);
    return elsewhere();
  }

  [[nodiscard]] bool speaksOfAnEnd() const {
    if (says("no longer")) return true;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (endingAt(i) > 0) return true;
    }
    return false;
  }

 private:
  [[nodiscard]] bool says(std::string_view words) const {
    return folded_.find(std::string(" ").append(words).append(" ")) != std::string::npos;
  }

  [[nodiscard]] std::string_view wordAt(std::size_t at) const {
    return at < words_.size() ? std::string_view(words_[at].word) : std::string_view();
  }

  /// How many words at `at` say that something is over.
  [[nodiscard]] std::size_t endingAt(std::size_t at) const {
    if (wordAt(at) == "signed" && wordAt(at + 1) == "off") return 2;
    if (wordAt(at) == "no" && wordAt(at + 1) == "longer" &&
        isOneOf(wordAt(at + 2), {"required", "relevant", "applicable", "needed"}))
      return 3;
    return isOneOf(wordAt(at), {"closed", "complete", "completed", "done", "finished", "implemented",
                                "achieved", "delivered", "discharged", "resolved", "superseded", "withdrawn"})
               ? 1
               : 0;
  }

  /// `All actions now`, `4 -`, `Green:`, `12/03/24`: what stands before the word that counts.
  void skipIntroduction() {
    skipDate();
    while (at_ + 1 < words_.size()) {
      const StatusWord& next = words_[at_];
      const bool filler =
          isOneOf(next.word, {"action", "actions", "recommendation", "item", "task",   "work", "all",
                              "now",    "fully",   "this",           "is",   "are",    "was",  "were",
                              "has",    "have",    "been",           "both", "status", "100%"});
      const bool mark = next.endsPhrase && next.word.size() == 1;
      const bool colour = next.word.size() > 1 && ragOfWord(next.word);
      if (!filler && !mark && !colour) break;
      ++at_;
    }
    skipDate();
  }

  void skipDate() {
    std::size_t end = at_;
    std::size_t counts = 0;
    bool month = false;
    while (end + 1 < words_.size() && (isCount(wordAt(end)) || isMonthName(wordAt(end)))) {
      month = month || isMonthName(wordAt(end));
      counts += isCount(wordAt(end)) ? 1 : 0;
      ++end;
    }
    if (month || counts == 3) at_ = end;
  }

  /// `75% …`: a part is not the whole.
  [[nodiscard]] bool skipPart() const { return isPart(at_); }

  [[nodiscard]] bool isPart(std::size_t at) const {
    std::string_view word = wordAt(at);
    if (isFewerOf(at)) return true;
    const bool sign = word.size() > 1 && word.ends_with('%');
    if (sign) word.remove_suffix(1);
    const bool spelt = isCount(word) && (isOneOf(wordAt(at + 1), {"percent", "%"}) ||
                                         (wordAt(at + 1) == "per" && wordAt(at + 2) == "cent"));
    return (sign || spelt) && isCount(word) && word != "100";
  }

  /// `3 of 4`, `3 out of 4`.
  [[nodiscard]] bool isFewerOf(std::size_t at) const {
    const std::size_t of = wordAt(at + 1) == "out" ? at + 2 : at + 1;
    const std::string_view some = wordAt(at), all = wordAt(of + 1);
    if (wordAt(of) != "of" || !isCount(some) || !isCount(all)) return false;
    return some.size() != all.size() ? some.size() < all.size() : some < all;
  }

  /// The words behind the one that says that it is over may take it back.
  [[nodiscard]] std::optional<State> behindEnding(std::size_t next) const {
    const bool ends = words_[next - 1].endsPhrase;
    if (isPart(next)) return State::Open;
    std::size_t further = next;
    if (isOneOf(wordAt(further), {"and", "but", "with", "now"})) ++further;
    const bool goesOn = wordAt(further) == "ongoing" ||
                        (wordAt(further) == "on" && wordAt(further + 1) == "going") ||
                        (wordAt(further) == "in" && wordAt(further + 1) == "progress");
    if (goesOn) return State::Ongoing;
    if (ends) return isTakenBack(next) ? std::nullopt : std::optional(State::Complete);
    if (wordAt(next) == "and" && endingAt(next + 1) > 0) return behindEnding(next + 1 + endingAt(next + 1));
    if (wordAt(next) == "by" && wordAt(next - 1) == "complete") return State::Open;
    const bool inPart = wordAt(next) == "in" && isOneOf(wordAt(next + 1), {"part", "principle", "some"});
    const bool tellsWhen = isCount(wordAt(next)) || isMonthName(wordAt(next)) ||
                           isOneOf(wordAt(next), {"in", "on", "at", "as", "per", "since", "via", "from"});
    return tellsWhen && !inPart ? std::optional(State::Complete) : std::nullopt;
  }

  /// `Complete? No`, `Done / not done`, `Completed, partially`: whether the remark from `next` on denies it.
  /// `No further action` and `not yet audited` do not.
  [[nodiscard]] bool isTakenBack(std::size_t next) const {
    if (next + 1 == words_.size() && isOneOf(wordAt(next), {"no", "not", "n"})) return true;
    for (std::size_t i = next; i < words_.size(); ++i) {
      if (isOneOf(wordAt(i), {"partial", "partially", "partly", "reopened", "awaiting", "pending"}))
        return true;
      if (wordAt(i) == "in" && wordAt(i + 1) == "part") return true;
      if (wordAt(i) == "not" && endingAt(i + 1) > 0) return true;
    }
    return false;
  }

  /// Words that do not begin with an end.
  [[nodiscard]] std::optional<State> elsewhere() const {
    static constexpr std::array<std::string_view, 46> kOpen{
        "not",         "partly",   "partially", "part",        "nearly",     "almost",    "mostly",
        "largely",     "half",     "will",      "due",         "expected",   "scheduled", "planned",
        "to complete", "proposed", "propose",   "recommended", "recommend",  "awaiting",  "pending",
        "for closure", "to close", "to be",     "to do",       "incomplete", "reopened",  "overdue",
        "in progress", "started",  "underway",  "under way",   "on track",   "off track", "at risk",
        "delayed",     "behind",   "rejected",  "on hold",     "deferred",   "paused",    "outstanding",
        "open",        "active",   "live",      "commenced"};
    if (says("no longer")) {
      const bool over = says("no longer required") || says("no longer relevant") ||
                        says("no longer applicable") || says("no longer needed");
      const bool open = std::any_of(kOpen.begin(), kOpen.end(), [this](auto sign) { return says(sign); });
      return over && !open ? std::optional(State::Complete) : std::nullopt;
    }
    if (says("not applicable")) return std::nullopt;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (isPart(i)) return State::Open;
    }
    if (std::any_of(kOpen.begin(), kOpen.end(), [this](auto sign) { return says(sign); })) return State::Open;
    if (folded_ == " no " || says("no progress")) return State::Open;
    if (folded_ == " new ") return State::Open;
    return says("ongoing") || says("on going") ? std::optional(State::Ongoing) : std::nullopt;
  }

  std::vector<StatusWord> words_;
  std::string folded_;
  std::size_t at_ = 0;
};

/// The items of a numbered list; none when it is no list of several.
std::vector<std::string> listItems(std::string_view status) {
  std::vector<std::string> items;
  for (const auto& [number, item] : numberedItems(status)) items.push_back(item);
  if (items.size() < 2) items.clear();
  return items;
}

}  // namespace

std::optional<State> stateOfStatus(std::string_view status) {
  const std::vector<std::string> items = listItems(status);
  if (items.empty()) return StatusReader(status).read();
  const auto first = StatusReader(items.front()).read();
  const bool alike = std::all_of(items.begin(), items.end(),
                                 [&](const std::string& item) { return StatusReader(item).read() == first; });
  return alike ? first : std::nullopt;
}

bool isUnderWay(std::string_view status) {
  const auto state = stateOfStatus(status);
  return state == State::Open || state == State::Ongoing;
}

bool isDoubtfulStatus(std::string_view status) {
  return !stateOfStatus(status) && !saysNothing(status) && StatusReader(status).speaksOfAnEnd();
}

bool isClearlyOver(std::string_view cell) {
  constexpr std::ptrdiff_t kFewWords = 6;
  const std::string words = foldWords(cell);
  return std::count(words.begin(), words.end(), ' ') < kFewWords && !isYesOrNo(cell) &&
         stateOfStatus(cell) == State::Complete;
}

bool isClearlyUnderWay(std::string_view cell) {
  constexpr std::ptrdiff_t kFewWords = 3;
  const std::string words = foldWords(cell);
  return std::count(words.begin(), words.end(), ' ') < kFewWords && !isYesOrNo(cell) && isUnderWay(cell);
}

bool isYesOrNo(std::string_view cell) {
  const std::string words = foldWords(cell);
  return words == "y" || words == "yes" || words == "n" || words == "no";
}

bool saysNothing(std::string_view cell) {
  const std::string words = foldWords(cell);
  return words.empty() || words == "n a" || words == "na" || words == "not applicable" || words == "none" ||
         words == "nil";
}

}  // namespace chaser::plan
