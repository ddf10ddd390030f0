// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/people.h"

/// Known names that are like others, or that stand inside longer texts.
namespace chaser::plan {

namespace {

constexpr std::size_t kNearestNames = 3;

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
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const auto all = a.size() + b.size() - both.size();
  return all == 0 ? 0.0 : static_cast<double>(both.size()) / static_cast<double>(all);
}

/// The words alone, in the singular: what of a name can be found inside a sentence.
std::string wordsKey(std::string_view text) {
  return foldPlural(foldWords(text));
}

/// Those most like the name, best first.
std::vector<std::string> nearestOf(std::string_view name, const std::vector<std::string>& names) {
  struct Scored {
    double score;
    std::string name;
  };
  const auto slip = nearest(name, names);
  const auto words = wordsOfName(name);
  std::vector<Scored> scored;
  for (const auto& candidate : names) {
    const double score = candidate == slip ? 2.0 : likeness(words, wordsOfName(candidate));
    if (score >= 1.0 / 3.0) scored.push_back({score, candidate});
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const Scored& a, const Scored& b) { return a.score > b.score; });
  std::vector<std::string> out;
  for (const auto& [score, candidate] : scored) {
    if (out.size() < kNearestNames && std::find(out.begin(), out.end(), candidate) == out.end())
      out.push_back(candidate);
  }
  return out;
}

}  // namespace

std::vector<std::string> People::nearestNames(std::string_view role) const {
  std::vector<std::string> names;
  for (const auto& contact : directory_.contacts) {
    names.push_back(contact.name);
    names.insert(names.end(), contact.roles.begin(), contact.roles.end());
  }
  return nearestOf(role, names);
}

std::vector<std::string> People::nearestParties(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& organisation : directory_.parties) {
    names.push_back(organisation.name);
    names.insert(names.end(), organisation.also.begin(), organisation.also.end());
  }
  return nearestOf(name, names);
}

std::vector<std::string> People::nearestBoards(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& board : directory_.boards) {
    names.push_back(board.name);
    names.insert(names.end(), board.also.begin(), board.also.end());
  }
  return nearestOf(name, names);
}

std::vector<std::string> People::namesInside(std::string_view text) const {
  struct Found {
    std::size_t at;
    std::size_t size;
    std::string_view name;
  };
  const std::string words = " " + wordsKey(text) + " ";
  std::vector<Found> found;
  const auto look = [&](std::string_view name) {
    const std::string key = " " + wordsKey(name) + " ";
    const std::size_t at = key.size() > 2 ? words.find(key) : std::string::npos;
    if (at != std::string::npos) found.push_back({at, key.size(), name});
  };
  for (const auto& contact : directory_.contacts) {
    look(contact.name);
    for (const auto& role : contact.roles) look(role);
  }
  for (const auto& organisation : directory_.parties) {
    look(organisation.name);
    for (const auto& also : organisation.also) look(also);
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
