// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline.h"

#include <utility>

#include "common/text.h"
#include "plan/timeline/clause.h"
#include "plan/timeline/words.h"

namespace chaser::plan {

namespace {

using timeline::afterListWord;
using timeline::Clause;
using timeline::PartyNames;
using timeline::Revision;
using timeline::Token;
using timeline::Tokens;
using timeline::Understood;

// A real cell has a few hundred bytes. Beyond these limits it is a pasted document, and only its head is
// read.
constexpr std::size_t kMaxBytes = 65'536;
constexpr std::size_t kMaxReadings = 200;

/// Puts clauses together to readings: words without a date belong to the dated words beside them.
class Assembler {
 public:
  Assembler(const Tokens& tokens, const TimelineOptions& options)
      : tokens_(tokens), options_(options), parties_(options.knownParties) {}

  std::vector<TimelineReading> run() {
    for (const Clause& clause : timeline::cutClauses(tokens_, options_)) {
      if (readings_.size() >= kMaxReadings) break;
      Understood understood = timeline::understand(tokens_, clause, parties_, options_);
      if (clause.number && !understood.dated && !understood.hasStatus && !understood.hasWords) {
        pendingNumber_ = clause.number;  // the number stands alone on its line
        continue;
      }
      if (!understood.dated && !understood.hasStatus && !clause.number) {
        addNote(clause, std::move(understood));
      } else {
        addPromise(clause, std::move(understood));
      }
    }
    finish();
    return std::move(readings_);
  }

 private:
  /// A note below a promise waits: it may be the label of the next one (`Audit\nMarch 2017\nTraining\nMay
  /// 2017`).
  void addNote(const Clause& clause, Understood understood) {
    const bool bareParty = !understood.hasWords;
    if (!readings_.empty() && (!clause.newLine || bareParty) && !note_) {
      attach(clause, understood.reading);
      return;
    }
    if (note_) {
      note_->reading.label += (note_->reading.label.empty() ? "" : " ") + understood.reading.label;
      if (note_->reading.party.empty()) note_->reading.party = understood.reading.party;
      if (!note_->reading.basis) note_->reading.basis = understood.reading.basis;
    } else {
      noteBegin_ = clause.begin;
      note_ = std::move(understood);
    }
    noteEnd_ = clause.end;
  }

  /// Party and letter of a note complete the reading before it.
  void attach(const Clause& clause, const TimelineReading& note) {
    TimelineReading& last = readings_.back();
    if (last.party.empty()) last.party = note.party;
    if (!last.basis) last.basis = note.basis;
    stretch(clause.end);
  }

  void addPromise(const Clause& clause, Understood understood) {
    std::size_t begin = clause.numberBegin;
    TimelineReading& reading = understood.reading;
    if (!clause.number && pendingNumber_) reading.number = std::exchange(pendingNumber_, std::nullopt);
    if (note_ && !clause.number && !understood.hasWords) {
      reading.label = note_->reading.label;
      if (reading.party.empty()) reading.party = note_->reading.party;
      begin = noteBegin_;
      note_.reset();
    }
    if (goesOnRevising(clause)) understood.revision = Revision::Later;
    if (!clause.number && revisesLast(understood)) {
      reviseLast(clause, understood);
      return;
    }
    if (!clause.number && fulfilsLast(clause, understood)) {
      fulfilLast(clause, reading);
      return;
    }
    if (!clause.number && belongsToLast(clause, understood)) {
      mergeIntoLast(clause, reading);
      return;
    }
    if (!clause.number) carryCompletion(clause, understood);
    begin_ = begin;
    last_ = {understood.dated, understood.inProgress, understood.revision, clause.sentenceBegin, clause.end};
    notePeriod(clause);
    readings_.push_back(std::move(reading));
    stretch(clause.end);
  }

  /// Two dates for one thing, of which the words call one the newer: `March 2018, extended to June 2018`.
  [[nodiscard]] bool revisesLast(const Understood& next) const {
    if (readings_.empty() || !last_.dated || !next.dated || next.hasWords || next.reading.review)
      return false;
    const TimelineReading& last = readings_.back();
    if (!next.reading.party.empty() && next.reading.party != last.party) return false;
    // `Completed 14 May (was 31 March)`: what is over has the date of its end.
    if (last.state == State::Complete && last.due && next.revision == Revision::Earlier &&
        next.reading.state == State::Open)
      return true;
    return last.state == State::Open && next.reading.state == State::Open &&
           (next.revision != Revision::None || last_.revision == Revision::Earlier);
  }

  /// `revised to June 2018 and then to September 2018`: moved once more. Only small words stand between.
  [[nodiscard]] bool goesOnRevising(const Clause& clause) const {
    if (!clause.period || last_.revision == Revision::None || clause.sentenceBegin != last_.sentenceBegin)
      return false;
    bool then = false;
    for (std::size_t i = last_.periodEnd; i < clause.period->core; ++i) {
      const Token& token = tokens_[i];
      then = then || token.isOneOf({"then", "again", "subsequently", "later", "finally", "now"});
      const bool small =
          token.isMark(',') || token.isOneOf({"and", "to", "until", "till", "end", "of", "the"});
      if (!small && !token.isOneOf({"then", "again", "subsequently", "later", "finally", "now"}))
        return false;
    }
    return then;
  }

  void notePeriod(const Clause& clause) {
    if (clause.period) last_.periodEnd = clause.period->end;
  }

  void reviseLast(const Clause& clause, const Understood& understood) {
    TimelineReading& last = readings_.back();
    const TimelineReading& next = understood.reading;
    if (understood.revision == Revision::Earlier && last_.revision != Revision::Earlier) {
      last.previously = next.due;
    } else {
      if (!last.previously) last.previously = last.due;
      last.earliest = next.earliest;
      last.due = next.due;
      last.precision = next.precision;
      last.doubt = next.doubt;
      last.doubtIsMaterial = next.doubtIsMaterial;
    }
    if (next.basis) last.basis = next.basis;
    last_.revision = Revision::Later;
    last_.sentenceBegin = clause.sentenceBegin;
    notePeriod(clause);
    stretch(clause.end);
  }

  /// `31/03/2018 - completed 12/04/2018`, `Target: March 2018 Actual: May 2018`: a promise, and the day on
  /// which it was kept.
  [[nodiscard]] bool fulfilsLast(const Clause& clause, const Understood& next) const {
    if (readings_.empty() || !last_.dated || !next.dated || !next.hasStatus) return false;
    const TimelineReading& last = readings_.back();
    const bool same = next.reading.party.empty() || next.reading.party == last.party;
    if (next.hasWords && !saysWhatLastIs(clause)) return false;
    return same && last.state == State::Open && last.due && !last.review && next.reading.due &&
           next.reading.state == State::Complete && !next.reading.basis;
  }

  /// `31/03/19 training completed 12/04/19`: the date before has no words, and no mark parts it from these.
  [[nodiscard]] bool saysWhatLastIs(const Clause& clause) const {
    const TimelineReading& last = readings_.back();
    if (!clause.period || !last.label.empty() || clause.sentenceBegin != last_.sentenceBegin ||
        last_.sentenceBegin != begin_)
      return false;
    for (std::size_t i = last_.periodEnd; i < clause.period->core; ++i) {
      if (tokens_[i].kind != Token::Kind::Word) return false;
    }
    return true;
  }

  void fulfilLast(const Clause& clause, const TimelineReading& next) {
    TimelineReading& last = readings_.back();
    if (!last.previously) last.previously = last.due;
    if (last.label.empty()) last.label = next.label;
    last.state = State::Complete;
    last.earliest = next.earliest;
    last.due = next.due;
    last.precision = next.precision;
    last.completedOn = next.completedOn;
    last.doubt = next.doubt;
    last.doubtIsMaterial = next.doubtIsMaterial;
    last_.end = clause.end;
    stretch(clause.end);
  }

  /// `Training delivered 12.3.18 and 19.3.18`: what is said of the first day holds for the second.
  void carryCompletion(const Clause& clause, Understood& next) const {
    if (readings_.empty() || !last_.dated || !next.dated || next.hasWords || next.hasStatus) return;
    const TimelineReading& last = readings_.back();
    const bool listed = clause.sentenceBegin == last_.sentenceBegin &&
                        (afterListWord(tokens_, last_.end) || afterListWord(tokens_, last_.end - 1));
    const bool alike = last.state == State::Complete && last.completedOn && !last.basis &&
                       next.reading.state == State::Open && next.reading.precision == Precision::Day;
    if (!listed || !alike || next.reading.review || next.reading.basis) return;
    next.reading.state = State::Complete;
    next.reading.completedOn = next.reading.due;
  }

  /// `Start: 1 April 2017 End: 31 March 2018`.
  [[nodiscard]] bool closesLast(const Understood& next) const {
    const TimelineReading& last = readings_.back();
    return next.closes && last.state == State::Ongoing && last.earliest && !last.due && next.reading.due &&
           *last.earliest <= *next.reading.due;
  }

  /// `Ongoing. Review March 2016`, `31/03/2016. Complete.`, `Complete\n12/03/16` say one thing in two
  /// sentences.
  [[nodiscard]] bool belongsToLast(const Clause& clause, const Understood& next) const {
    if (readings_.empty() || next.hasWords || next.reading.basis || !next.reading.party.empty()) return false;
    const TimelineReading& last = readings_.back();
    if (closesLast(next)) return true;
    if (next.dated && !last_.dated) {
      const bool told = last.label.empty() || next.revision == Revision::Later;
      if (last_.inProgress && told && !next.hasStatus && !clause.newLine) return true;
      const bool review = last.state == State::Ongoing && next.reading.review;
      const bool completion = last.state == State::Complete && !next.hasStatus &&
                              next.reading.state == State::Open && !next.reading.review && clause.newLine &&
                              next.reading.precision == Precision::Day;
      return review || completion;
    }
    return !next.dated && last_.dated && last.state == State::Open && next.reading.state != State::Open;
  }

  void mergeIntoLast(const Clause& clause, const TimelineReading& next) {
    TimelineReading& last = readings_.back();
    if (last.earliest && !last.due && next.due) {
      last.due = next.due;
      last.precision = next.precision;
      last.state = State::Open;
    } else if (next.due || next.earliest) {
      if (last_.inProgress) last.state = State::Open;
      last.earliest = next.earliest;
      last.due = next.due;
      last.precision = next.precision;
      last.review = next.review;
      if (last.state == State::Complete) last.completedOn = next.due;
      last_.dated = true;
    } else {
      last.state = next.state;
    }
    stretch(clause.end);
  }

  /// The words of the last reading, without what joins them to the next.
  void stretch(std::size_t end) {
    const auto joins = [](const Token& token) {
      return token.isWord("and") || token.isMark('&') || token.isMark(',');
    };
    while (end > begin_ + 1 && joins(tokens_[end - 1])) --end;
    readings_.back().text = std::string(trim(tokens_.text(begin_, end)));
  }

  void finish() {
    if (!note_) return;
    if (readings_.empty()) {
      begin_ = noteBegin_;
      readings_.push_back(note_->reading);
    } else {
      TimelineReading& last = readings_.back();
      if (last.party.empty()) last.party = note_->reading.party;
      if (last.label.empty() && !last.number) last.label = note_->reading.label;
    }
    if (noteEnd_ > begin_) stretch(noteEnd_);
  }

  /// What is remembered of the last reading.
  struct Last {
    bool dated = false;
    bool inProgress = false;
    Revision revision = Revision::None;
    std::size_t sentenceBegin = 0;
    std::size_t end = 0;
    std::size_t periodEnd = 0;
  };

  const Tokens& tokens_;
  const TimelineOptions& options_;
  PartyNames parties_;
  std::vector<TimelineReading> readings_;
  std::size_t begin_ = 0;  ///< the first token of the last reading
  Last last_;
  std::optional<Understood> note_;
  std::size_t noteBegin_ = 0;
  std::size_t noteEnd_ = 0;
  std::optional<int> pendingNumber_;
};

}  // namespace

std::vector<TimelineReading> readTimeline(std::string_view cell, const TimelineOptions& options) {
  const std::string_view all = trim(cell);
  if (all.empty()) return {};
  const std::string_view head = all.substr(0, kMaxBytes);
  const Tokens tokens(head);
  std::vector<TimelineReading> readings = Assembler(tokens, options).run();
  if (readings.empty()) {
    TimelineReading unread;
    unread.text = std::string(head);
    unread.doubt = "no date could be read";
    unread.doubtIsMaterial = true;
    readings.push_back(std::move(unread));
  }
  if (head.size() < all.size() || readings.size() >= kMaxReadings) {
    readings.back().doubt = "the cell is too long; only its beginning was read";
    readings.back().doubtIsMaterial = true;
  }
  return readings;
}

}  // namespace chaser::plan
