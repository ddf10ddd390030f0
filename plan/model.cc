// SPDX-License-Identifier: Apache-2.0
#include "plan/model.h"

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

/// The words of one enumeration, in the enumerators' order.
template <typename E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;

constexpr Words<Rag, 5> kRagWords{{{Rag::Red, "red"},
                                   {Rag::Amber, "amber"},
                                   {Rag::Green, "green"},
                                   {Rag::Blue, "blue"},
                                   {Rag::Grey, "grey"}}};
constexpr Words<Status, 8> kStatusWords{{{Status::NotStarted, "not-started"},
                                         {Status::OnTrack, "on-track"},
                                         {Status::AtRisk, "at-risk"},
                                         {Status::OffTrack, "off-track"},
                                         {Status::Delivered, "delivered"},
                                         {Status::Complete, "complete"},
                                         {Status::Verified, "verified"},
                                         {Status::Superseded, "superseded"}}};
constexpr Words<Basis, 2> kBasisWords{{{Basis::Indicative, "indicative"}, {Basis::Agreed, "agreed"}}};
constexpr Words<State, 4> kStateWords{{{State::Open, "open"},
                                       {State::Ongoing, "ongoing"},
                                       {State::Complete, "complete"},
                                       {State::Verified, "verified"}}};
constexpr Words<Precision, 7> kPrecisionWords{{{Precision::Day, "day"},
                                               {Precision::Week, "week"},
                                               {Precision::Month, "month"},
                                               {Precision::Quarter, "quarter"},
                                               {Precision::Season, "season"},
                                               {Precision::Year, "year"},
                                               {Precision::None, "none"}}};

constexpr std::size_t kHeadlineLimit = 119;  // shorten() may add an ellipsis

template <typename E, std::size_t N>
std::string_view wordOf(const Words<E, N>& words, E value) {
  return words[static_cast<std::size_t>(value)].second;
}

template <typename E, std::size_t N>
std::optional<E> valueOf(const Words<E, N>& words, std::string_view text) {
  // The database has them as they stand here, and folding took a quarter of a look at every row.
  if (text.empty()) return std::nullopt;
  for (const auto& [value, word] : words) {
    if (word == text) return value;
  }
  const std::string folded = foldName(text);
  for (const auto& [value, word] : words) {
    if (word == folded) return value;
  }
  return std::nullopt;
}

/// A recommendation often begins with its own number (`16.1 Develop …`), which the ref already says.
std::string_view withoutNumber(std::string_view text) {
  const std::string_view whole = trim(text);
  const std::size_t end = whole.find_first_not_of("0123456789.");
  if (end == 0 || end == std::string_view::npos) return whole;
  const bool closed = whole[end] == ' ' || whole[end] == '\n' || whole[end] == '\t' || whole[end] == '\r';
  return closed ? trim(whole.substr(end)) : whole;
}

/// The first sentence on one line.
std::string headlineOf(std::string_view text) {
  std::string line = firstSentence(withoutNumber(text));
  for (char& c : line) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return shorten(trim(line), kHeadlineLimit);
}

}  // namespace

std::string_view toString(Rag value) {
  return wordOf(kRagWords, value);
}
std::string_view toString(Status value) {
  return wordOf(kStatusWords, value);
}
std::string_view toString(Basis value) {
  return wordOf(kBasisWords, value);
}
std::string_view toString(State value) {
  return wordOf(kStateWords, value);
}
std::string_view toString(Precision value) {
  return wordOf(kPrecisionWords, value);
}

std::optional<Rag> parseRag(std::string_view text) {
  return valueOf(kRagWords, text);
}
std::optional<Status> parseStatus(std::string_view text) {
  return valueOf(kStatusWords, text);
}
std::optional<Basis> parseBasis(std::string_view text) {
  return valueOf(kBasisWords, text);
}
std::optional<State> parseState(std::string_view text) {
  return valueOf(kStateWords, text);
}
std::optional<Precision> parsePrecision(std::string_view text) {
  return valueOf(kPrecisionWords, text);
}

std::vector<RagMeaning> defaultRagKey() {
  return {{Rag::Blue, Status::Complete, {}},
          {Rag::Green, Status::OnTrack, {}},
          {Rag::Amber, Status::AtRisk, {}},
          {Rag::Red, Status::OffTrack, {}},
          {Rag::Grey, Status::NotStarted, {}}};
}

const Milestone* ActionRecord::milestone(MilestoneId id) const {
  for (const Milestone& candidate : milestones) {
    if (candidate.id == id) return &candidate;
  }
  return nullptr;
}

bool isDone(const Milestone& milestone) {
  return milestone.state == State::Complete || milestone.state == State::Verified;
}

std::optional<Status> statusOf(const ActionRecord& record) {
  if (!record.action.rag || !record.plan) return std::nullopt;
  for (const RagMeaning& meaning : record.plan->ragKey) {
    if (meaning.colour == *record.action.rag) return meaning.status;
  }
  return std::nullopt;
}

std::string headline(const ActionRecord& record, const Milestone* milestone) {
  if (milestone != nullptr) {
    std::string line = headlineOf(milestone->label);
    if (!line.empty()) return line;
  }
  const Action& action = record.action;
  for (const std::string* text : {&action.recommendation, &action.issue, &action.action, &action.progress}) {
    std::string line = headlineOf(*text);
    if (!line.empty()) return line;
  }
  return {};
}

std::string spokenRef(const Action& action) {
  if (action.part == 1) return action.ref;
  return action.ref + " (part " + std::to_string(action.part) + ")";
}

}  // namespace chaser::plan
