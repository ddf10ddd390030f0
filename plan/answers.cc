// SPDX-License-Identifier: Apache-2.0
#include "plan/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::array<std::string_view, 8> kAnswerKinds = {"owner", "party", "board", "date",
                                                          "basis", "state", "rag",   "seen"};

/// Whether the words contain the phrase, both folded, from word to word.
bool containsWords(const std::string& words, const std::string& phrase) {
  return !phrase.empty() && (" " + words + " ").find(" " + phrase + " ") != std::string::npos;
}

void setOwners(std::vector<Owner>& owners, const std::string& answer, std::optional<int> place) {
  for (std::string& role : rolesOf(answer)) {
    const bool there = std::any_of(owners.begin(), owners.end(), [&](const Owner& owner) {
      return owner.role == role && owner.place == place;
    });
    if (!there) owners.push_back(Owner{{}, std::move(role), 0, place});
  }
}

void number(std::vector<Owner>& owners) {
  for (std::size_t i = 0; i < owners.size(); ++i) owners[i].position = static_cast<int>(i);
}

/// The allowed form of an answer; empty when it is none.
std::string canonical(std::string_view kind, const std::string& answer) {
  if (kind == "date") return Date::parse(answer) ? answer : std::string();
  const std::string word = foldCase(answer);
  if (kind == "basis") return parseBasis(word) ? word : std::string();
  if (kind == "rag") return parseRag(word) ? word : std::string();
  if (kind == "state") return parseState(word) && word != "verified" ? word : std::string();
  if (kind == "seen") return {};
  return answer;
}

std::string allowed(std::string_view kind) {
  if (kind == "date") return "a day that exists, as YYYY-MM-DD, or none";
  if (kind == "basis") return "indicative, agreed or none";
  if (kind == "rag") return "red, amber, green, blue, grey or none";
  if (kind == "state") return "open, ongoing or complete";
  if (kind == "seen") return "--as seen is all";
  return "a name, or none";
}

}  // namespace

void giveDay(Milestone& milestone, std::optional<Date> day) {
  if (day == milestone.due) return;
  milestone.due = milestone.earliest = day;
  milestone.precision = day ? Precision::Day : Precision::None;
}

bool settlesDoubt(std::string_view kind, const Milestone& before, const Milestone& after) {
  if (kind == "date" || after.due) return true;
  return kind == "state" && (after.state != State::Open || isDone(before));
}

std::string phraseOf(std::string_view words) {
  std::string phrase = foldWords(words);
  if (!phrase.empty() || foldName(words) == "-") return phrase;
  phrase = foldCase(trim(words));
  std::replace(phrase.begin(), phrase.end(), '\n', ' ');
  return phrase;
}

std::string canonicalKind(std::string_view kind) {
  std::string folded = foldCase(kind);
  if (folded == "colour" || folded == "color") return "rag";
  return folded == "who" ? "owner" : folded;
}

std::vector<std::string> rolesOf(std::string_view answer) {
  std::vector<std::string> roles;
  for (const std::string_view role : split(answer, ';')) {
    if (!trim(role).empty()) roles.emplace_back(trim(role));
  }
  return roles;
}

Result<Settled> answerOf(std::string_view kind, std::string_view phrase, std::string_view answer) {
  Settled out;
  out.kind = canonicalKind(kind);
  if (std::find(kAnswerKinds.begin(), kAnswerKinds.end(), out.kind) == kAnswerKinds.end()) {
    const std::string near = nearest(out.kind, {kAnswerKinds.begin(), kAnswerKinds.end()});
    return fail(ErrorKind::Usage, fmt::format("'{}' is nothing that can be settled", kind),
                near.empty() ? "one of: owner, party, board, date, basis, state, colour, seen"
                             : fmt::format("did you mean '{}'?", near));
  }
  out.phrase = phraseOf(phrase);
  if (out.phrase.empty())
    return fail(ErrorKind::Usage, "there are no words to settle",
                "quote the plan's own: chaser settle 'words' …");
  std::string text(trim(answer));
  std::replace(text.begin(), text.end(), '\n', ' ');
  const bool none = out.kind == "seen" ? text.empty() : foldCase(text) == "none" && out.kind != "state";
  out.answer = none ? std::string() : canonical(out.kind, text);
  if (!none && out.answer.empty())
    return fail(
        ErrorKind::Usage,
        fmt::format("'{}' is no answer about {} {}", text, out.kind == "owner" ? "an" : "a", out.kind),
        allowed(out.kind));
  return out;
}

Answers::Answers(const std::vector<Settled>& settled) {
  for (const Settled& entry : settled) answers_[{entry.kind, entry.phrase}] = entry.answer;
  // What one answer names may have been answered too: both are read at once, so that no order matters.
  constexpr int kLongestChain = 8;
  for (auto& [key, answer] : answers_) {
    if (key.first != "owner" && key.first != "party" && key.first != "board") continue;
    for (int hop = 0; hop < kLongestChain; ++hop) {
      const std::string next = phraseOf(answer);
      const auto further = next == key.second ? answers_.end() : answers_.find(std::pair(key.first, next));
      if (further == answers_.end() || further->second == answer) break;
      answer = std::string(further->second);
    }
    if (key.first == "party") parties_.emplace_back(key.second, answer);
  }
}

const std::string* Answers::find(std::string_view kind, std::string_view words) const {
  if (answers_.empty()) return nullptr;
  const auto found = answers_.find(std::pair(std::string(kind), phraseOf(words)));
  return found == answers_.end() ? nullptr : &found->second;
}

const std::string* Answers::who(std::string_view words) const {
  const std::string* answer = find("owner", words);
  return answer != nullptr ? answer : find("party", words);
}

bool Answers::saysWhen(std::string_view words) const {
  return find("date", words) != nullptr || find("basis", words) != nullptr ||
         find("state", words) != nullptr || find("seen", words) != nullptr;
}

bool Answers::saysWho(std::string_view words) const {
  if (who(words) != nullptr) return true;
  const std::string folded = phraseOf(words);
  return std::any_of(answers_.begin(), answers_.end(), [&](const auto& entry) {
    const bool names = entry.first.first == "owner" || entry.first.first == "party";
    if (!names) return false;
    const auto roles = rolesOf(entry.second);
    return std::any_of(roles.begin(), roles.end(),
                       [&](const std::string& role) { return phraseOf(role) == folded; });
  });
}

bool Answers::saysBoard(std::string_view name) const {
  if (find("board", name) != nullptr) return true;
  const std::string folded = phraseOf(name);
  return std::any_of(answers_.begin(), answers_.end(), [&](const auto& entry) {
    return entry.first.first == "board" && phraseOf(entry.second) == folded;
  });
}

void Answers::applyOwners(const RowWords& words, RowReading& row) const {
  if (const std::string* answer = who(words.owner)) {
    row.owners.clear();
    setOwners(row.owners, *answer, std::nullopt);
  } else {
    std::vector<Owner> owners;
    for (Owner& owner : row.owners) {
      if (const std::string* named = who(owner.role)) {
        setOwners(owners, *named, owner.place);
      } else {
        owners.push_back(std::move(owner));
      }
    }
    row.owners = std::move(owners);
  }
  number(row.owners);
  row.byWhom.clear();
  if (!trim(words.owner).empty()) return;
  // Only where no owner cell says more.
  if (const std::string* answer = who(words.byWhom)) {
    const std::vector<std::string> roles = rolesOf(*answer);
    row.owners.clear();
    setOwners(row.owners, *answer, std::nullopt);
    number(row.owners);
    for (const std::string& role : roles) row.byWhom += (row.byWhom.empty() ? "" : "\n") + role;
  }
}

std::string Answers::partyOf(const RowWords& words, const std::vector<Owner>& owners) const {
  for (const std::string& cell : {words.owner, words.byWhom}) {
    if (const std::string* answer = find("party", cell)) return *answer;
  }
  for (const Owner& owner : owners) {
    if (const std::string* answer = find("party", owner.role)) return *answer;
  }
  return {};
}

void Answers::applyTo(Milestone& m, const std::string& partyOfRow) const {
  const std::string words = phraseOf(m.text);
  if (const std::string* party = find("party", m.text)) {
    m.party = *party;
  } else if (const std::string* renamed = m.party.empty() ? nullptr : find("party", m.party)) {
    m.party = *renamed;
  } else if (m.party.empty()) {
    const auto inside = std::find_if(parties_.begin(), parties_.end(),
                                     [&](const auto& entry) { return containsWords(words, entry.first); });
    m.party = inside != parties_.end() ? inside->second : partyOfRow;
  }
  if (const std::string* date = find("date", m.text)) {
    giveDay(m, Date::parse(*date));
    m.doubt.clear();
  }
  if (const std::string* basis = find("basis", m.text)) {
    m.basis = parseBasis(*basis);
    if (settlesDoubt("basis", m, m)) m.doubt.clear();
  }
  if (const std::string* state = find("state", m.text)) {
    const Milestone before = m;
    m.state = parseState(*state).value_or(m.state);
    if (m.state != State::Complete) m.completedOn.reset();
    if (settlesDoubt("state", before, m)) m.doubt.clear();
  }
}

void Answers::apply(const RowWords& words, RowReading& row) const {
  if (answers_.empty()) return;
  const std::string party = partyOf(words, row.owners);
  applyOwners(words, row);
  for (Milestone& milestone : row.milestones) applyTo(milestone, party);
  if (const std::string* board = find("board", words.assurance)) row.assurance = *board;
  if (const std::string* colour = find("rag", words.rag)) row.rag = parseRag(*colour);
}

}  // namespace chaser::plan
