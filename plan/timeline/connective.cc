// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/period.h"
#include "plan/timeline/revision.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

using Sense = Period::Sense;

/// Words that may stand before a date and say nothing about it.
bool isFiller(const Token& token) {
  return token.isOneOf(
      {"end",   "close",     "start",      "of",       "for",           "the",     "in",     "on",
       "at",    "during",    "due",        "around",   "approximately", "circa",   "approx", "c",
       "later", "no",        "not",        "than",     "latest",        "between", "date",   "dated",
       "or",    "month",     "throughout", "deadline", "target",        "effect",  "with",   "when",
       "about", "timescale", "timeframe",  "cob",      "cop",           "eod",     "eop",    "eom",
       "eoy"});
}

/// A colon belongs to a lead such as `Due:` or `Target date:`.
bool mayPrecedeColon(const Token& token) {
  return token.isOneOf({"due", "date", "deadline", "target", "timescale", "timeframe", "by", "from", "start",
                        "end", "finish", "until", "ends", "starts", "wc", "to"});
}

bool isStart(const Token& token) {
  return token.isOneOf({"from", "since", "beginning", "commencing", "starting", "effective", "wef", "start",
                        "starts", "started", "begin", "begins", "began", "commence", "commences",
                        "commenced"});
}

/// `w.e.f.`, `w/e/f`: how many tokens before `at` are that abbreviation; 0 for none.
std::size_t withEffectFrom(const Tokens& t, std::size_t at) {
  const std::size_t dot = at > 0 && t[at - 1].isMark('.') ? 1 : 0;
  if (at < 5 + dot) return 0;
  const std::size_t w = at - dot - 5;
  const bool found = t[w].isWord("w") && isSeparator(t[w + 1], "./") && t[w + 2].isWord("e") &&
                     isSeparator(t[w + 3], "./") && t[w + 4].isWord("f");
  return found ? 5 + dot : 0;
}

/// Walks back over the words before a date as long as they belong to it.
class Lead {
 public:
  Lead(const Tokens& tokens, std::size_t floor, bool range, Period& period)
      : t_(tokens), floor_(floor), range_(range), period_(period) {}

  void take() {
    while (period_.begin > floor_ &&
           (takeAbbreviation() || takeClock() || takeSense() || takeMark() || takeFiller())) {
    }
  }

 private:
  [[nodiscard]] const Token& before(std::size_t back = 1) const {
    // Beyond the floor other words rule; the token behind the last is a Break.
    return period_.begin >= floor_ + back ? t_[period_.begin - back] : t_[t_.size()];
  }
  [[nodiscard]] const Token& first() const { return t_[period_.begin]; }

  bool takeAbbreviation() {
    const std::size_t tokens = withEffectFrom(t_, period_.begin);
    if (tokens == 0 || period_.begin < floor_ + tokens) return false;
    startHere();
    period_.begin -= tokens;
    return true;
  }

  /// `5pm on`, `12 noon,`, `17:00`, `close of play`: the hour of a day.
  bool takeClock() {
    const bool close = before().isOneOf({"play", "business"}) && before(2).isWord("of") &&
                       before(3).isOneOf({"close", "end"});
    std::size_t back = before().isMark(',') ? 2 : 1;
    const bool said = before(back).isOneOf({"am", "pm", "noon", "hrs"}) && before(back + 1).isNumber();
    if (said) ++back;
    const bool minutes =
        before(back).isNumber() && isSeparator(before(back + 1), ":.") && before(back + 2).isNumber();
    const bool clock = minutes && before(back + 1).isMark(':') && digits(before(back)) == 2;
    if (close) back = 3;
    if (!close && !said && !clock) return false;
    period_.begin -= back + (!close && minutes ? 2 : 0);
    return true;
  }

  void startHere() {
    if (!range_ && period_.sense != Sense::Until) period_.sense = Sense::From;
  }

  bool takeSense() {
    const Token& word = before();
    if (word.isOneOf({"before", "by"}) || (word.isWord("than") && before(2).isOneOf({"later"}))) {
      const bool notBefore = word.isWord("before") && before(2).isWord("not");
      period_.sense = notBefore ? Sense::After : Sense::By;
    } else if (word.isWord("to") && before(2).isOneOf({"prior", "up", "through"})) {
      period_.sense = before(2).isWord("prior") ? Sense::By : Sense::Until;
      --period_.begin;
    } else if (word.isOneOf({"until", "till"}) || (word.isWord("to") && goesOnTo())) {
      period_.sense = Sense::Until;
    } else if (word.isWord("of") && before(2).isWord("ahead")) {
      period_.sense = Sense::By;
      --period_.begin;
    } else if (word.isOneOf({"after", "following"})) {
      period_.sense = Sense::After;
    } else if (!range_ && word.isWord("from") && standsAfterMove(t_, floor_, period_.begin - 1)) {
      period_.sense = Sense::At;  // where it was moved from, no start
    } else if (isStart(word)) {
      const bool part = first().isWord("of") || (word.isWord("start") && period_.sense == Sense::By);
      if (part && !word.isOneOf({"start", "beginning"})) return false;
      if (!part) startHere();
      if (before(2).isWord("to") && !part) --period_.begin;
    } else {
      return false;
    }
    --period_.begin;
    return true;
  }

  /// `to March 2018` at the beginning, `monthly to March 2018`: how long, not where to.
  [[nodiscard]] bool goesOnTo() const {
    return period_.begin == floor_ + 1 ||
           before(2).isOneOf({"ongoing", "going", "monthly", "weekly", "quarterly", "daily", "annually",
                              "fortnightly", "continuous", "continuing"});
  }

  bool takeMark() {
    const Token& mark = before();
    const bool joined = mark.isMark('-') && before(2).isOneOf({"mid", "early", "late", "end", "date", "due"});
    const bool colon = mark.isMark(':') && mayPrecedeColon(before(2));
    const bool stop = mark.isMark('.') && before(2).isOneOf({"approx", "c", "est"});
    if (!joined && !colon && !stop) return false;
    if (!joined) closeIfEnd(2);
    --period_.begin;
    return true;
  }

  /// `End: 31 March`, `End date 31 March` close what a start began; `end March` is the end of that month.
  void closeIfEnd(std::size_t back) {
    if (before(back).isWord("date")) ++back;
    period_.closes = period_.closes || before(back).isOneOf({"end", "ends", "finish"});
  }

  bool takeFiller() {
    const Token& word = before();
    if (word.isOneOf({"mid", "middle", "early", "late"})) {
      if (period_.doubt.empty() && period_.precision != Precision::Day)
        period_.doubt = "‘" + std::string(word.text) + "’ is read as the whole period";
    } else if (!isFiller(word) && !(period_.closes && word.isOneOf({"ends", "finish"}))) {
      return false;
    }
    if (word.isWord("date")) closeIfEnd(2);
    --period_.begin;
    return true;
  }

  const Tokens& t_;
  std::size_t floor_;
  bool range_;
  Period& period_;
};

/// The token after `ongoing`, `on-going`, `onwards` and their like; absent when there is none.
std::optional<std::size_t> afterEndless(const Tokens& t, std::size_t i) {
  if (t[i].isOneOf({"ongoing", "present", "continuing", "continuous", "date"})) return i + 1;
  if (!t[i].isWord("on")) return std::nullopt;
  const std::size_t going = i + 1 + (t[i + 1].isMark('-') ? 1 : 0);
  return t[going].isWord("going") ? std::optional(going + 1) : std::nullopt;
}

/// Skips `14:30`, `at 2.30pm`, `T00:00:00` behind a day.
std::size_t afterTime(const Tokens& t, std::size_t i) {
  std::size_t j = i + (t[i].isOneOf({"at", "t"}) || t[i].isMark(',') ? 1 : 0);
  if (digits(t[j]) < 1 || digits(t[j]) > 2) return i;
  bool clock = false;
  ++j;
  while (isSeparator(t[j], ":.") && t[j].glued && digits(t[j + 1]) == 2 && t[j + 1].glued) {
    clock = clock || t[j].isMark(':');
    j += 2;
  }
  if (t[j].isOneOf({"am", "pm", "hrs", "hours", "z"})) return j + 1;
  return clock ? j : i;
}

/// Takes in what follows the name: `onwards`, `- ongoing`, `at the latest`.
void takeTail(const Tokens& t, Period& period) {
  if (period.precision == Precision::Day) period.end = afterTime(t, period.end);
  std::size_t i = period.end;
  while (isSeparator(t[i], "-,&/") || t[i].isOneOf({"and", "to", "then"})) ++i;
  const bool joined = i > period.end;
  const bool loosely = joined && t[i - 1].isMark(',');
  const auto endless = joined && !loosely ? afterEndless(t, i) : std::nullopt;
  if (t[i].isOneOf({"onwards", "onward", "beyond"})) {
    period.sense = Sense::From;
    period.end = i + 1;
  } else if (endless) {
    period.sense = Sense::From;
    period.end = *endless;
  } else if (t[i].isWord("at") && t[i + 1].isWord("the") && t[i + 2].isWord("latest")) {
    period.end = i + 3;
  } else if (t[i].isWord("latest") && !joined) {
    period.end = i + 1;
  }
}

/// `after March 2018` says when it may happen, not when it must.
void loosen(Period& period) {
  if (period.sense != Sense::After) return;
  period.due.reset();
  if (period.doubt.empty()) period.doubt = "only the earliest day is stated";
}

}  // namespace

void takeConnectives(const Tokens& tokens, std::size_t floor, bool range, Period& period) {
  Lead(tokens, floor, range, period).take();
  takeTail(tokens, period);
  loosen(period);
}

}  // namespace chaser::plan::timeline
