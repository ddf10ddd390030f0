// SPDX-License-Identifier: Apache-2.0
#include "plan/name_guesses.h"

#include <algorithm>

#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kNearestNames = 3;
constexpr std::size_t kSearchedInside =
    4'000;  // characters of a text: two pages, and what follows is no name

std::vector<std::string> wordsOfName(std::string_view name) {
  std::vector<std::string> out;
  const std::string words = foldWords(name);
  for (const auto word : split(words, ' ')) {
    if (!word.empty()) out.push_back(foldPlural(word));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The share of words that both names have, from 0 to 1.
double likeness(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t both = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const int order = x->compare(*y);
    if (order == 0) ++both;
    if (order <= 0) ++x;
    if (order >= 0) ++y;
  }
  const auto all = a.size() + b.size() - both;
  return all == 0 ? 0.0 : static_cast<double>(both) / static_cast<double>(all);
}

/// The words alone, in the singular: what of a name can be found inside a sentence.
std::string wordsKey(std::string_view text) {
  return foldPlural(foldWords(text));
}

}  // namespace

void NameGuesses::Names::add(const std::string& name, const std::vector<std::string>& others) {
  const auto addOne = [this](const std::string& one) {
    names.push_back(one);
    words.push_back(wordsOfName(one));
    keys.push_back(" " + wordsKey(one) + " ");
  };
  addOne(name);
  for (const std::string& other : others) addOne(other);
}

const NameGuesses::Names& NameGuesses::names() {
  if (!names_) {
    names_.emplace();
    for (const auto& contact : people_.directory().contacts) names_->add(contact.name, contact.roles);
  }
  return *names_;
}

const NameGuesses::Names& NameGuesses::parties() {
  if (!parties_) {
    parties_.emplace();
    for (const auto& party : people_.directory().parties) parties_->add(party.name, party.also);
  }
  return *parties_;
}

const NameGuesses::Names& NameGuesses::boards() {
  if (!boards_) {
    boards_.emplace();
    for (const auto& board : people_.directory().boards) boards_->add(board.name, board.also);
  }
  return *boards_;
}

std::vector<std::string> NameGuesses::Names::nearestTo(std::string_view name) const {
  struct Scored {
    double score;
    std::size_t which;
  };
  const auto slip = nearest(name, names);
  const auto wanted = wordsOfName(name);
  std::vector<Scored> scored;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double score = names[i] == slip ? 2.0 : likeness(wanted, words[i]);
    if (score >= 1.0 / 3.0) scored.push_back({score, i});
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const Scored& a, const Scored& b) { return a.score > b.score; });
  std::vector<std::string> out;
  for (const auto& [score, which] : scored) {
    if (out.size() == kNearestNames) break;
    if (std::find(out.begin(), out.end(), names[which]) == out.end()) out.push_back(names[which]);
  }
  return out;
}

std::vector<std::string> NameGuesses::nearestNames(std::string_view role) {
  return names().nearestTo(role);
}

std::vector<std::string> NameGuesses::nearestParties(std::string_view name) {
  return parties().nearestTo(name);
}

std::vector<std::string> NameGuesses::nearestBoards(std::string_view name) {
  return boards().nearestTo(name);
}

std::vector<std::string> NameGuesses::namesInside(std::string_view text) {
  struct Found {
    std::size_t at;
    std::size_t size;
    std::string_view name;
  };
  const std::string words = " " + wordsKey(text.substr(0, kSearchedInside)) + " ";
  std::vector<Found> found;
  for (const Names* list : {&names(), &parties()}) {
    for (std::size_t i = 0; i < list->names.size(); ++i) {
      const std::string& key = list->keys[i];
      const std::size_t at = key.size() > 2 ? words.find(key) : std::string::npos;
      if (at != std::string::npos) found.push_back({at, key.size(), list->names[i]});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.at != b.at ? a.at < b.at : a.size > b.size;
  });
  std::vector<std::string> names;
  std::size_t end = 0;
  for (const auto& [at, size, name] : found) {
    if (at < end) continue;
    // The blank behind one name is the blank before the next.
    end = at + size - 1;
    names.emplace_back(name);
  }
  return names;
}

}  // namespace chaser::plan
