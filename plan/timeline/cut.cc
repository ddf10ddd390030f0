// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plan/timeline/basis.h"
#include "plan/timeline/clause.h"
#include "plan/timeline/list_number.h"
#include "plan/timeline/revision.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

bool isPunctuation(const Token& token) {
  return token.kind == Token::Kind::Mark && !token.isMark('(') && !token.isMark('[');
}

/// A full stop ends a sentence when a blank or the end follows; one after a single letter (`e.g.`) does not.
bool endsSentence(const Tokens& t, std::size_t i) {
  if (t[i].isMark(';')) return true;
  if (!t[i].isMark('.') || t[i + 1].glued) return false;
  return i == 0 || t[i - 1].kind != Token::Kind::Word || t[i - 1].text.size() > 1;
}

/// `Q4 (Jan-Mar 2018)`, `Q4 - Jan to Mar 2018`: the second says in other words what the first is.
bool explains(const Tokens& t, const std::vector<Period>& periods, const Period& next) {
  if (periods.empty() || !next.due) return false;
  const Period& last = periods.back();
  if (next.begin != last.end + 1) return false;
  const bool bracketed = t[next.begin - 1].isMark('(') && t[next.end].isMark(')');
  const bool within = last.due && last.earliest && next.earliest && *last.earliest <= *next.earliest &&
                      *next.due <= *last.due && next.sense != Period::Sense::From;
  if (last.doubt.empty()) return bracketed && within;  // `end of autumn term 2018 (21 December 2018)`
  if (t[next.begin - 1].isMark('(')) return bracketed;
  const bool quarter = last.yearless && last.yearless->kind == Named::Kind::Quarter;
  return quarter && isSeparator(t[next.begin - 1], "-:") && next.precision == Precision::Month;
}

/// Whether another of a sentence's dates is finer than a year, and led: `by July 2018`, `launched 4 June`.
bool isLed(const Tokens& t, const Period& period) {
  if (period.precision == Precision::Year || !period.due) return false;
  if (period.begin < period.core) return true;
  if (period.begin == 0) return false;
  return isSeparator(t[period.begin - 1], ":-") ||
         tellsOfThePast(t, 0, period.begin - 1, period.begin, true) ||
         completionEnd(t, period.begin - 1, 0) == period.begin;
}

/// `the 2017 review`, `2017 Ofsted report`, `2018-2021 Strategy`: bare years that only say which.
bool namesThing(const Tokens& t, const Period& period) {
  if (period.precision != Precision::Year || !t[period.core].isNumber()) return false;
  const bool article = period.core > 0 && t[period.core - 1].isOneOf({"the", "our", "its", "their"});
  for (std::size_t i = period.begin; i < period.core && !article; ++i) {
    if (!t[i].isOneOf({"of", "for"})) return false;
  }
  const Token& next = t[period.end];
  if (next.kind != Token::Kind::Word || readStatus(t, period.end, period.end)) return false;
  return !next.isOneOf({"for", "to", "and", "onwards", "by", "or", "at", "but", "with", "when", "in",
                        "onward", "then", "revised", "until", "from", "on", "after", "before"});
}

/// Leaves out the years that name something else than a date, where another date says when.
void dropNamingYears(const Tokens& t, std::vector<Period>& periods) {
  const bool led = std::any_of(periods.begin(), periods.end(), [&](const Period& p) { return isLed(t, p); });
  if (led) std::erase_if(periods, [&](const Period& p) { return namesThing(t, p); });
}

/// Takes over from the explanation what the period itself does not say.
std::size_t explain(const Tokens& t, Period& period, const Period& explanation) {
  if (period.doubt.empty()) period.precision = explanation.precision;
  period.earliest = explanation.earliest;
  period.due = explanation.due;
  period.doubt = explanation.doubt;
  if (period.precision == Precision::None) period.precision = explanation.precision;
  period.yearless.reset();
  period.end = explanation.end + (t[explanation.end].isMark(')') ? 1 : 0);
  return period.end;
}

/// Cuts one sentence that has several periods, or a completion before a review.
class SentenceCutter {
 public:
  SentenceCutter(const Tokens& tokens, std::vector<Clause>& out) : tokens_(tokens), out_(out) {}

  void cut(const Clause& sentence, const std::vector<Period>& periods) {
    std::size_t begin = sentence.begin;
    std::size_t content = begin;
    while (content < sentence.end && isPunctuation(tokens_[content])) ++content;
    const bool dateFirst = !periods.empty() && periods.front().begin == content;
    for (std::size_t p = 0; p < periods.size(); ++p) {
      std::size_t end = sentence.end;
      if (p + 1 < periods.size())
        end =
            dateFirst ? before(periods[p + 1], periods[p].end) : behind(periods[p].end, periods[p + 1].begin);
      if (const auto review = reviewAfterCompletion(begin, periods[p].begin)) {
        add(sentence, begin, *review, std::nullopt);
        begin = *review;
      }
      add(sentence, begin, end, periods[p]);
      begin = end;
    }
    if (periods.empty()) add(sentence, begin, sentence.end, std::nullopt);
  }

 private:
  /// Beyond the letter and the brackets that close a period.
  [[nodiscard]] std::size_t behind(std::size_t end, std::size_t limit) const {
    while (end < limit) {
      if (const auto basis = readBasis(tokens_, end)) {
        end = basis->end;
      } else if (isPunctuation(tokens_[end])) {
        ++end;
      } else {
        break;
      }
    }
    return std::min(end, limit);
  }

  /// Where the next date's clause begins: its review and what it revises belong to it (`March 2017, review
  /// June 2017`, `March 2017 (extended to June 2017)`).
  [[nodiscard]] std::size_t before(const Period& next, std::size_t floor) const {
    const RevisionAt revision = revisionBefore(tokens_, floor, next);
    if (revision.revision != Revision::None) return revision.begin;
    if (const auto completion = completionBefore(next, floor)) return *completion;
    std::size_t begin = next.begin;
    const auto deed = begin > floor + 1 && isSeparator(tokens_[begin - 2], ",;")
                          ? readStatus(tokens_, begin - 1, floor)
                          : std::nullopt;
    if (deed && deed->end == begin) return begin - 1;  // `started in April, in progress September 2017`
    while (begin > floor && tokens_[begin - 1].isOneOf({"review", "reviewed", "next", "be", "to"})) --begin;
    return begin;
  }

  /// `31 March 2017 - completed 12 April 2017`: nothing but a completion stands between two dates, and it is
  /// told of the second. Absent when the second has words of its own, as in `March 2017 complete October 2017
  /// training`, for then the first date is the one that is complete.
  [[nodiscard]] std::optional<std::size_t> completionBefore(const Period& next, std::size_t floor) const {
    std::size_t end = next.begin;
    while (end > floor && isSeparator(tokens_[end - 1], ":-")) --end;
    const std::size_t first = behind(floor, end);
    std::size_t begin = first + (tokens_[first].isMark('(') ? 1 : 0);
    while (begin < end && tokens_[begin].isOneOf({"and", "but", "was", "now", "actually", "then", "date"}))
      ++begin;
    // `31/03/19 training completed 12/04/19`: a few words may say what was completed.
    constexpr std::size_t kFewWords = 4;
    for (std::size_t words = 0; words <= kFewWords && begin < end; ++words, ++begin) {
      const auto done = completionEnd(tokens_, begin, first);
      if (done && *done == end) return !tellsMore(next.end) ? std::optional(first) : std::nullopt;
      if (done || tokens_[begin].kind != Token::Kind::Word || readStatus(tokens_, begin, first)) break;
    }
    return std::nullopt;
  }

  /// Whether a date that ends here has words or a state of its own behind it.
  [[nodiscard]] bool tellsMore(std::size_t end) const {
    if (readStatus(tokens_, end + (isSeparator(tokens_[end], "-(:") ? 1 : 0), end)) return true;
    return tokens_[end].kind == Token::Kind::Word &&
           !tokens_[end].isOneOf({"by", "at", "on", "with", "and", "via", "through", "per", "see", "as"});
  }

  /// `Complete, review March 2017` holds two things.
  [[nodiscard]] std::optional<std::size_t> reviewAfterCompletion(std::size_t begin,
                                                                 std::size_t period) const {
    bool complete = false;
    for (std::size_t i = begin; i < period; ++i) {
      const auto status = readStatus(tokens_, i, begin);
      if (status && status->kind == StatusWord::Kind::Complete) complete = true;
      if (!complete || !tokens_[i].isOneOf({"review", "reviewed", "revisit", "revisited"})) continue;
      std::size_t from = i;  // `Complete - to be reviewed in March 2017`
      while (from > begin &&
             tokens_[from - 1].isOneOf({"to", "be", "will", "next", "for", "and", "with", "a"}))
        --from;
      const bool apart = from > begin && (isPunctuation(tokens_[from - 1]) || tokens_[from].isWord("and"));
      if (apart) return from;
    }
    return std::nullopt;
  }

  void add(const Clause& sentence, std::size_t begin, std::size_t end, std::optional<Period> period) {
    Clause clause = sentence;
    clause.begin = begin;
    clause.end = end;
    clause.period = std::move(period);
    if (begin != sentence.begin) {
      clause.newLine = false;
      clause.number.reset();
      clause.numberBegin = begin;
    }
    out_.push_back(std::move(clause));
  }

  const Tokens& tokens_;
  std::vector<Clause>& out_;
};

}  // namespace

namespace {

/// Cuts a cell into sentences and finds the periods of each.
class CellCutter {
 public:
  CellCutter(const Tokens& tokens, const TimelineOptions& options)
      : tokens_(tokens), options_(options), cutter_(tokens, clauses_) {}

  std::vector<Clause> cut() {
    while (at_ < tokens_.size()) {
      if (tokens_[at_].isBreak() || tokens_[at_].isMark('*')) {
        newLine_ = true;
        ++at_;
        continue;
      }
      cutSentence();
      newLine_ = false;
    }
    borrowYears();
    return std::move(clauses_);
  }

 private:
  /// Within a line only the next number goes on with a list: `1. Training, March. 2. Audit, May.`
  [[nodiscard]] std::optional<ListNumber> numberHere(bool lineBegins) const {
    auto number = listNumber(tokens_, at_, lastNumber_, lastWasBare_ && lineBegins);
    const bool next = lastNumber_ > 0 && number && number->number == lastNumber_ + 1 && !number->bare;
    return number && (lineBegins || next) ? number : std::nullopt;
  }

  void cutSentence() {
    Clause sentence;
    sentence.newLine = newLine_;
    sentence.numberBegin = at_;
    if (const auto number = numberHere(newLine_)) {
      sentence.number = lastNumber_ = number->number;
      lastWasBare_ = number->bare;
      at_ = number->end;
    }
    sentence.begin = sentence.sentenceBegin = at_;
    std::vector<Period> periods = findPeriods();
    if (periods.size() > 1) dropNamingYears(tokens_, periods);
    sentence.end = at_;
    cutter_.cut(sentence, periods);
  }

  /// The periods up to the sentence's end, beyond which `at_` stands then.
  std::vector<Period> findPeriods() {
    std::vector<Period> periods;
    const std::size_t begin = at_;
    std::size_t floor = at_;
    std::size_t toldUpTo = at_;
    while (at_ < tokens_.size() && !tokens_[at_].isBreak() && !tokens_[at_].isMark('*')) {
      const bool listGoesOn = at_ > begin && lastNumber_ > 0 && numberHere(false).has_value();
      if (listGoesOn) break;
      if (auto period = readPeriod(tokens_, at_, floor, options_)) {
        at_ = floor = period->end;
        if (explains(tokens_, periods, *period)) {
          at_ = floor = explain(tokens_, periods.back(), *period);
        } else {
          periods.push_back(std::move(*period));
        }
        continue;
      }
      const bool another = tokens_[at_].isMark(',') && leadsPromise(tokens_, at_ + 1) &&
                           (!periods.empty() || tellsState(begin, toldUpTo));
      if (endsSentence(tokens_, at_++) || another) break;
    }
    return periods;
  }

  /// Whether a state is said before `at_`: then what another party does is another sentence. Each token is
  /// looked at once: `from` is where the last look ended.
  [[nodiscard]] bool tellsState(std::size_t begin, std::size_t& from) const {
    for (; from < at_; ++from) {
      if (readStatus(tokens_, from, begin)) return true;
    }
    return false;
  }

  /// Without a year of its own a date takes that of the next one in its sentence; where the document's day is
  /// not known, that of any date beside it.
  void borrowYears() {
    const Clause* later = nullptr;
    for (std::size_t i = clauses_.size(); i-- > 0;) {
      Clause& clause = clauses_[i];
      if (!clause.period) continue;
      const bool near = later && (later->sentenceBegin == clause.sentenceBegin || !options_.asOf);
      if (clause.period->yearless && near) borrowYearFrom(*clause.period, *later->period, true, options_);
      if (!clause.period->yearless && clause.period->due) later = &clause;
    }
    const Clause* earlier = nullptr;
    for (Clause& clause : clauses_) {
      if (!clause.period) continue;
      const bool unknown = clause.period->yearless && !clause.period->earliest;
      if (unknown && earlier) borrowYearFrom(*clause.period, *earlier->period, false, options_);
      if (!clause.period->yearless && clause.period->due) earlier = &clause;
    }
  }

  const Tokens& tokens_;
  const TimelineOptions& options_;
  std::vector<Clause> clauses_;
  SentenceCutter cutter_;
  std::size_t at_ = 0;
  bool newLine_ = true;
  int lastNumber_ = 0;
  bool lastWasBare_ = false;
};

}  // namespace

std::vector<Clause> cutClauses(const Tokens& tokens, const TimelineOptions& options) {
  return CellCutter(tokens, options).cut();
}

}  // namespace chaser::plan::timeline
