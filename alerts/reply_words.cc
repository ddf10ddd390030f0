// SPDX-License-Identifier: Apache-2.0
#include "alerts/reply_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "alerts/reply_phrases.h"
#include "alerts/reply_text.h"
#include "common/text.h"
#include "plan/timeline.h"

namespace chaser::alerts {
namespace {

constexpr std::size_t kLongestReplyField = 600;
/// Somebody who has merely seen it is left in peace for so long, the day itself among them.
constexpr Days kSeenFor{7};

/// The reply's own day gives the year that is not stated; a day of completion is judged by who asks.
bool isDoubtful(const plan::TimelineReading& reading) {
  constexpr std::array<std::string_view, 2> kGranted = {"the year is not stated; read as ",
                                                        "completed on a day that is still to come"};
  return !reading.doubt.empty() &&
         std::none_of(kGranted.begin(), kGranted.end(),
                      [&](std::string_view granted) { return reading.doubt.starts_with(granted); });
}

/// The one day that these words give, and nothing else; for a month or a quarter its last day.
std::optional<Date> dayIn(std::string_view words, Date on, bool completed) {
  const std::string text = (completed ? "Completed " : "") + std::string(trim(words));
  if (text.size() > kLongestReplyField || containsWord(text, "or")) return std::nullopt;
  plan::TimelineOptions options;
  options.asOf = on;
  const auto readings = plan::readTimeline(text, options);
  if (readings.size() != 1) return std::nullopt;
  const auto& one = readings.front();
  if (!one.label.empty() || isDoubtful(one) || !one.party.empty() || one.review) return std::nullopt;
  if (completed != (one.state == plan::State::Complete)) return std::nullopt;
  return completed && one.completedOn ? one.completedOn : one.due;
}

/// The day at the beginning of the words, and what follows it: all of them, else up to a comma or a dash.
std::optional<std::pair<Date, std::string_view>> dayBefore(std::string_view words, Date on, bool completed) {
  if (const auto day = dayIn(words, on, completed)) return std::pair(*day, std::string_view());
  for (const std::string_view mark : {", ", "; ", " - ", " (", " because ", " as ", " since "}) {
    const auto at = words.find(mark);
    if (at == std::string_view::npos) continue;
    if (const auto day = dayIn(words.substr(0, at), on, completed))
      return std::pair(*day, afterMarks(words.substr(at)));
  }
  return std::nullopt;
}

class ReplyReader {
 public:
  explicit ReplyReader(Date on) : on_(on) {}

  ReplyReading read(std::string_view subject, std::string_view words) {
    const std::string heading = plainReplyText(subject);
    const std::string text = plainReplyText(words);
    readSubject(heading);
    for (const auto& part : replyParts(text)) readPart(part);
    return conclude();
  }

 private:
  void readSubject(std::string_view subject) {
    if (isAnswerToSubject(subject)) return;
    // `2.1: done`, as it is offered, or the words alone.
    auto claim = claimIn(subject);
    if (!claim) {
      const auto colon = subject.find(": ");
      if (colon != std::string_view::npos) claim = claimIn(subject.substr(colon + 2));
    }
    if (!claim) return;
    hedges_ = hedges_ || hedges(subject);
    take(*claim);
  }

  void readPart(const ReplyPart& part) {
    if (!part.label.empty() && readField(part)) return;
    // `2.1: done` and `Status: done` say it; `Everything except training: done` is one sentence.
    const bool aside = part.label.empty() || saysNothing(part.label);
    if (!aside && claimIn(part.label)) return readAnswered(part);
    const std::string sentence = aside ? part.text : part.label + ": " + part.text;
    if (const auto claim = aside ? claimIn(sentence) : std::nullopt) {
      hedges_ = hedges_ || hedges(claim->rest);
      return take(*claim);
    }
    // A date and nothing else answers a question for one.
    if (answer_.kind == AnswerKind::Acknowledge && kinds_.empty()) {
      if (const auto day = dayIn(sentence, on_, false)) return takeDay(AnswerKind::NewDate, *day);
    }
    hedges_ = hedges_ || hedges(sentence);
    addNote(sentence);
  }

  /// `Completed: 3 May` gives the day; `On track: no` is its opposite, and none of it is guessed at.
  void readAnswered(const ReplyPart& part) {
    const auto claim = claimIn(part.label);
    if (!claim->rest.empty() || (!part.text.empty() && !isYes(part.text))) {
      const auto day =
          claim->kind == AnswerKind::Done && claim->rest.empty() ? dayIn(part.text, on_, true) : std::nullopt;
      if (!day) {
        odd_ = part.label + ": " + part.text;
        return;
      }
      setDay(*day);
    }
    add(claim->kind);
  }

  bool readField(const ReplyPart& part) {
    const auto field = fieldCalled(part.label);
    if (!field) return false;
    // What was offered to be filled in and is empty says nothing.
    if (part.text.empty()) return true;
    switch (*field) {
      case FieldKind::Evidence:
        answer_.evidence = shorten(part.text, kLongestReplyField);
        break;
      case FieldKind::NewDate:
        add(AnswerKind::NewDate);
        readDay(part.text);
        break;
      case FieldKind::AskAfter:
        add(AnswerKind::Snooze);
        readDay(part.text);
        break;
      case FieldKind::Day:
        readDay(part.text);
        break;
      case FieldKind::HandTo:
        add(AnswerKind::NotMine);
        answer_.handTo = shorten(part.text, kLongestReplyField);
        break;
      case FieldKind::Note:
        addNote(part.text);
        break;
    }
    return true;
  }

  void take(const Claim& claim) {
    add(claim.kind);
    const auto rest = claim.rest;
    if (rest.empty()) return;
    if (isNo(rest)) {
      odd_ = fmt::format("{} {}", spokenAnswer(claim.kind), rest);
      return;
    }
    switch (claim.kind) {
      case AnswerKind::NewDate:
      case AnswerKind::Snooze:
        return readDayAndNote(rest);
      case AnswerKind::Done:
        return readDone(rest);
      case AnswerKind::NotMine:
        return readHandTo(rest);
      default:
        addNote(rest);
    }
  }

  void readDone(std::string_view rest) {
    if (beginsWithWords(rest, "see")) {
      answer_.evidence = shorten(afterMarks(rest.substr(3)), kLongestReplyField);
      return;
    }
    if (const auto day = dayBefore(rest, on_, true)) {
      setDay(day->first);
      rest = day->second;
      if (beginsWithWords(rest, "see")) {
        answer_.evidence = shorten(afterMarks(rest.substr(3)), kLongestReplyField);
        return;
      }
    } else if (beginsWithWords(rest, "on") || (!rest.empty() && rest[0] >= '0' && rest[0] <= '9')) {
      unreadDay_ = rest;
    }
    addNote(rest);
  }

  void readHandTo(std::string_view rest) {
    for (const std::string_view lead :
         {"please ask", "please hand it to", "please hand to", "hand it to", "hand to", "hand over to",
          "it belongs to", "belongs to", "ask", "it is for"}) {
      for (auto at = findWords(rest, lead); at != std::string_view::npos; at = std::string_view::npos) {
        auto whom = afterMarks(rest.substr(at + lead.size()));
        if (beginsWithWords(whom, "the")) whom = afterMarks(whom.substr(3));
        while (!whom.empty() && (whom.back() == '.' || whom.back() == '!')) whom.remove_suffix(1);
        if (!whom.empty() && whom.find('?') == std::string_view::npos)
          answer_.handTo = shorten(whom, kLongestReplyField);
        return addNote(rest.substr(0, at));
      }
    }
    addNote(rest);
  }

  void readDayAndNote(std::string_view rest) {
    if (beginsWithWords(rest, "is") || beginsWithWords(rest, "on")) rest = afterMarks(rest.substr(2));
    if (beginsWithWords(rest, "after") || beginsWithWords(rest, "until")) rest = afterMarks(rest.substr(5));
    const auto day = dayBefore(rest, on_, false);
    if (!day) {
      unreadDay_ = rest;
      return addNote(rest);
    }
    setDay(day->first);
    addNote(day->second);
  }

  void readDay(std::string_view words) {
    if (const auto day = dayBefore(words, on_, false)) {
      setDay(day->first);
      return addNote(day->second);
    }
    unreadDay_ = words;
  }

  void takeDay(AnswerKind kind, Date day) {
    add(kind);
    setDay(day);
  }

  void setDay(Date day) {
    twoDays_ = twoDays_ || (answer_.date && *answer_.date != day);
    answer_.date = day;
  }

  void add(AnswerKind kind) {
    if (std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end()) kinds_.push_back(kind);
  }

  void addNote(std::string_view text) {
    const auto words = trim(text);
    if (words.empty()) return;
    if (!note_.empty()) note_ += ' ';
    note_ += words;
  }

  static ReplyReading unclear(std::string why) { return {std::nullopt, std::move(why)}; }

  ReplyReading conclude() {
    if (!odd_.empty())
      return unclear(fmt::format("of '{}' it is not clear what is meant", shorten(odd_, 80)));
    if (kinds_.empty())
      return unclear(note_.empty() && answer_.evidence.empty()
                         ? "it says nothing"
                         : "it does not begin with an answer that is known");
    if (kinds_.size() > 1) {
      std::vector<std::string> said;
      said.reserve(kinds_.size());
      for (const auto kind : kinds_) said.push_back(fmt::format("'{}'", spokenAnswer(kind)));
      return unclear("it says " + joinWords(said));
    }
    answer_.kind = kinds_.front();
    const auto kind = answer_.kind;
    const bool flat =
        kind == AnswerKind::Done || kind == AnswerKind::OnTrack || kind == AnswerKind::AgreeDate;
    if (flat && hedges_)
      return unclear(fmt::format("it says '{}', and then something else", spokenAnswer(kind)));
    if (!unreadDay_.empty() && !answer_.date)
      return unclear(fmt::format("of '{}' no single day can be read", shorten(unreadDay_, 80)));
    if (twoDays_) return unclear("it names several days");
    if (kind == AnswerKind::NewDate && !answer_.date) return unclear("it gives no new date");
    if (kind == AnswerKind::Done && answer_.date && *answer_.date > on_)
      return unclear(
          fmt::format("it says 'done' and names {}, which is yet to come", answer_.date->spoken()));
    if ((kind == AnswerKind::OnTrack || kind == AnswerKind::AgreeDate) && answer_.date)
      return unclear(fmt::format("it says '{}' and names a day", spokenAnswer(kind)));
    if (kind == AnswerKind::Acknowledge) answer_.date = on_ + kSeenFor - Days{1};
    if (kind != AnswerKind::Done && !answer_.evidence.empty()) {
      addNote("Evidence: " + answer_.evidence);
      answer_.evidence.clear();
    }
    answer_.note = shorten(note_, kLongestReplyField);
    return {answer_, {}};
  }

  Date on_;
  Answer answer_;
  std::vector<AnswerKind> kinds_;
  std::string note_;
  std::string unreadDay_;
  std::string odd_;  ///< what may say the opposite of what it begins with
  bool hedges_ = false;
  bool twoDays_ = false;
};

}  // namespace

std::string_view spokenAnswer(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::OnTrack:
      return "still on track";
    case AnswerKind::Done:
      return "done";
    case AnswerKind::NewDate:
      return "new date";
    case AnswerKind::AgreeDate:
      return "date agreed";
    case AnswerKind::Snooze:
      return "ask me later";
    case AnswerKind::NotMine:
      return "not mine";
    case AnswerKind::Acknowledge:
      return "seen";
  }
  return "seen";
}

std::string answerInWords(const Answer& answer) {
  std::string words(spokenAnswer(answer.kind));
  switch (answer.kind) {
    case AnswerKind::Done:
      if (answer.date) words += fmt::format(" on {}", answer.date->spoken());
      if (!answer.evidence.empty()) words += fmt::format(", evidence: {}", answer.evidence);
      break;
    case AnswerKind::NewDate:
      if (answer.date) words += fmt::format(": {}", answer.date->spoken());
      break;
    case AnswerKind::Snooze:
    case AnswerKind::Acknowledge:
      if (answer.date) words += fmt::format(", quiet until {}", answer.date->spoken());
      break;
    case AnswerKind::NotMine:
      if (!answer.handTo.empty()) words += fmt::format(": {}", answer.handTo);
      break;
    case AnswerKind::OnTrack:
    case AnswerKind::AgreeDate:
      break;
  }
  return words;
}

std::string_view replyForm(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::OnTrack:
      return "Still on track.";
    case AnswerKind::Done:
      return "Where the evidence is: ";
    case AnswerKind::NewDate:
      return "New date: ";
    case AnswerKind::AgreeDate:
      return "Date agreed.";
    case AnswerKind::Snooze:
      return "Ask me again after: ";
    case AnswerKind::NotMine:
      return "Whose it is: ";
    case AnswerKind::Acknowledge:
      return "Seen.";
  }
  return {};
}

ReplyReading readReplyWords(std::string_view subject, std::string_view words, Date on) {
  return ReplyReader(on).read(subject, words);
}

}  // namespace chaser::alerts
