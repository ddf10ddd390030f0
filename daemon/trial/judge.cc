// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "rules/condition.h"

namespace chaser::daemon {

namespace {

/// For each that is expected one that there is and that no other takes: where several would fit, they are
/// shared out so that as many as can be are found (augmenting paths).
class Pairing {
 public:
  using Fits = std::function<bool(std::size_t expected, std::size_t actual)>;

  Pairing(std::size_t expected, std::size_t actual, const Fits& fits)
      : taken_(actual), found_(expected), fits_(fits) {
    for (std::size_t i = 0; i < expected; ++i) {
      std::vector<bool> tried(actual);
      find(i, tried);
    }
    for (std::size_t i = 0; i < actual; ++i) {
      if (taken_[i]) found_[*taken_[i]] = i;
    }
  }

  [[nodiscard]] bool found(std::size_t expected) const { return found_[expected].has_value(); }
  [[nodiscard]] bool taken(std::size_t actual) const { return taken_[actual].has_value(); }
  [[nodiscard]] bool complete() const {
    return std::all_of(found_.begin(), found_.end(), [](const auto& one) { return one.has_value(); });
  }
  [[nodiscard]] bool exhausted() const {
    return std::all_of(taken_.begin(), taken_.end(), [](const auto& one) { return one.has_value(); });
  }

 private:
  bool find(std::size_t expected, std::vector<bool>& tried) {
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      if (tried[i] || !fits_(expected, i)) continue;
      tried[i] = true;
      if (taken_[i] && !find(*taken_[i], tried)) continue;
      taken_[i] = expected;
      return true;
    }
    return false;
  }

  std::vector<std::optional<std::size_t>> taken_, found_;
  const Fits& fits_;
};

template <typename T>
bool fitsOptional(const std::optional<T>& wanted, const T& is) {
  return !wanted || *wanted == is;
}

bool fitsText(const std::string& wanted, const std::string& is) {
  return wanted.empty() || wanted == is;
}

const plan::Milestone* milestoneOf(const Actual::OneAlert& one) {
  return one.record->milestone(one.alert.subject.milestone);
}

/// 1 for the first; 0 over an action.
int placeOf(const Actual::OneAlert& one) {
  const auto& all = one.record->milestones;
  const auto found = std::find_if(all.begin(), all.end(), [&](const plan::Milestone& milestone) {
    return milestone.id == one.alert.subject.milestone;
  });
  return found == all.end() ? 0 : static_cast<int>(found - all.begin()) + 1;
}

bool fits(const ExpectedAlert& wanted, const Actual::OneAlert& is) {
  const auto* milestone = milestoneOf(is);
  const auto& alert = is.alert;
  return wanted.rule == alert.rule && fitsText(wanted.plan, is.record->plan->key) &&
         fitsText(wanted.ref, is.record->action.ref) && fitsOptional(wanted.part, is.record->action.part) &&
         fitsText(wanted.party, milestone == nullptr ? std::string() : milestone->party) &&
         fitsOptional(wanted.milestone, placeOf(is)) && fitsOptional(wanted.reason, alert.reason) &&
         fitsOptional(wanted.since, alert.since) && (!wanted.firedOn || wanted.firedOn == alert.firedOn) &&
         (wanted.state ? *wanted.state == alert.state : alert.unresolved());
}

std::string textOf(const Actual::OneAlert& one) {
  const auto& alert = one.alert;
  const auto* milestone = milestoneOf(one);
  auto words = fmt::format("alert {} {}", alert.rule, plan::spokenRef(one.record->action));
  if (milestone != nullptr && !milestone->party.empty()) words += fmt::format(" ({})", milestone->party);
  if (one.record->milestones.size() > 1 && milestone != nullptr)
    words += fmt::format(" milestone {}", placeOf(one));
  return words + fmt::format(" {} since {}, reason {}", toString(alert.state), alert.since.spoken(),
                             toString(alert.reason));
}

bool fits(const ExpectedItem& wanted, const ToldItem& is) {
  return fitsText(wanted.rule, is.rule) && fitsText(wanted.plan, is.plan) && fitsText(wanted.ref, is.ref) &&
         fitsOptional(wanted.part, is.part) && fitsText(wanted.party, is.party) &&
         fitsText(wanted.step, is.step) && fitsText(wanted.role, is.role) &&
         fitsOptional(wanted.occurrence, is.occurrence) &&
         (!wanted.kind || alerts::toString(*wanted.kind) == is.kind);
}

bool fits(const ExpectedMessage& wanted, const Told& is, const Zone& zone) {
  if (!fitsText(wanted.to, is.to) || !fitsText(wanted.board, is.board) ||
      !fitsOptional(wanted.on, zone.dayOf(is.at)) || (wanted.kind && toString(*wanted.kind) != is.kind)) {
    return false;
  }
  if (!wanted.items) return true;
  const Pairing::Fits fit = [&](std::size_t i, std::size_t j) {
    return fits((*wanted.items)[i], is.items[j]);
  };
  const Pairing pairs(wanted.items->size(), is.items.size(), fit);
  return pairs.complete() && (!wanted.exactly || pairs.exhausted());
}

std::string textOf(const Told& told, const Zone& zone) {
  auto words = fmt::format("{} to {} on {}: ", told.kind, told.to, zone.dayOf(told.at).spokenWithWeekday());
  for (std::size_t i = 0; i < told.items.size(); ++i) {
    const auto& item = told.items[i];
    if (i > 0) words += "; ";
    if (item.rule.empty()) {
      words += fmt::format("{} '{}'", item.kind, item.text);
      continue;
    }
    words += fmt::format("{} {} {} step {}", item.kind, item.rule, item.spokenRef(), item.step);
    if (item.occurrence > 1) words += fmt::format(" no. {}", item.occurrence);
    words += " for " + item.role;
  }
  return words;
}

class Judge {
 public:
  Judge(const Actual& actual, const Configuration& configuration, std::vector<Failure>& failures)
      : actual_(actual), configuration_(configuration), failures_(failures) {}

  void alerts(const ExpectedSet<ExpectedAlert>& set) {
    const Pairing::Fits fit = [&](std::size_t i, std::size_t j) {
      return fits(set.these[i], actual_.alerts[j]);
    };
    const Pairing pairs(set.these.size(), actual_.alerts.size(), fit);
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < set.these.size(); ++i) {
      if (pairs.found(i)) continue;
      missing(set.these[i]);
      shown.push_back(set.these[i].rule);
    }
    std::vector<const Actual::OneAlert*> others;
    for (std::size_t j = 0; j < actual_.alerts.size(); ++j) {
      const auto& one = actual_.alerts[j];
      if (!one.alert.unresolved()) continue;
      // What is shown beside one that is missing needs no second failure.
      const bool isShown = std::find(shown.begin(), shown.end(), one.alert.rule) != shown.end();
      if (set.exactly && !pairs.taken(j) && !isShown) others.push_back(&one);
      for (const auto& [rule, at] : set.noneAbout) {
        if (one.alert.rule == rule) unexpected(at, "no alert about " + rule, {&one});
      }
    }
    if (!others.empty()) unexpected(set.at, set.these.empty() ? "no alert" : "no other alert", others);
  }

  void messages(const ExpectedSet<ExpectedMessage>& set) {
    const auto& zone = configuration_.zone;
    const Pairing::Fits fit = [&](std::size_t i, std::size_t j) {
      return fits(set.these[i], actual_.messages[j], zone);
    };
    const Pairing pairs(set.these.size(), actual_.messages.size(), fit);
    for (std::size_t i = 0; i < set.these.size(); ++i) {
      if (!pairs.found(i)) missing(set.these[i]);
    }
    std::vector<const Told*> others;
    for (std::size_t j = 0; j < actual_.messages.size(); ++j) {
      if (set.exactly && pairs.complete() && !pairs.taken(j)) others.push_back(&actual_.messages[j]);
    }
    if (!others.empty()) {
      const auto& items = others.front()->items;
      unexpected(set.at, set.these.empty() ? "no message" : "no other message", others,
                 items.empty() ? nullptr : &items.front());
    }
    for (const auto& [id, at] : set.noneAbout) unwanted(id, at);
  }

 private:
  void missing(const ExpectedAlert& wanted) {
    Failure failure{wanted.at, actual_.day, wanted.rule, wanted.text(), {}, {}};
    for (const auto& one : actual_.alerts) {
      const bool near =
          one.alert.rule == wanted.rule ||
          (!wanted.ref.empty() && one.record->action.ref == wanted.ref && one.alert.unresolved());
      if (near) failure.got.push_back(textOf(one));
    }
    if (failure.got.empty())
      failure.got.push_back("nothing about " + (wanted.ref.empty() ? wanted.rule : wanted.ref));
    failure.why = look(wanted.rule, wanted.ref, wanted.part, wanted.party, wanted.milestone, actual_.day);
    failures_.push_back(std::move(failure));
  }

  void unexpected(const Position& at, std::string wanted,
                  const std::vector<const Actual::OneAlert*>& others) {
    const auto& first = *others.front();
    Failure failure{at, actual_.day, first.alert.rule, std::move(wanted), {}, {}};
    for (const auto* one : others) failure.got.push_back(textOf(*one));
    const auto* rule = configuration_.rules.find(first.alert.rule);
    if (rule != nullptr) failure.why = lookAtSubject(*rule, *first.record, milestoneOf(first), actual_.day);
    failures_.push_back(std::move(failure));
  }

  void missing(const ExpectedMessage& wanted) {
    Failure failure{wanted.at, actual_.day, {}, wanted.text(), {}, {}};
    for (const auto& told : actual_.messages) failure.got.push_back(textOf(told, configuration_.zone));
    if (failure.got.empty()) failure.got.emplace_back("no message");
    if (wanted.items && !wanted.items->empty()) {
      const auto& item = wanted.items->front();
      failure.rule = item.rule;
      failure.why = look(item.rule, item.ref, item.part, item.party, std::nullopt, actual_.day);
    }
    failures_.push_back(std::move(failure));
  }

  void unexpected(const Position& at, std::string wanted, const std::vector<const Told*>& others,
                  const ToldItem* item) {
    Failure failure{at, actual_.day, {}, std::move(wanted), {}, {}};
    for (const auto* told : others) failure.got.push_back(textOf(*told, configuration_.zone));
    if (item != nullptr) {
      failure.rule = item->rule;
      const Date day = configuration_.zone.dayOf(others.front()->at);
      failure.why = look(item->rule, item->ref, item->part, item->party, std::nullopt, day);
    }
    failures_.push_back(std::move(failure));
  }

  /// Messages about a rule about which there shall be none.
  void unwanted(const std::string& rule, const Position& at) {
    std::vector<const Told*> others;
    const ToldItem* first = nullptr;
    for (const auto& told : actual_.messages) {
      const auto about = std::find_if(told.items.begin(), told.items.end(),
                                      [&](const ToldItem& item) { return item.rule == rule; });
      if (about == told.items.end()) continue;
      others.push_back(&told);
      if (first == nullptr) first = &*about;
    }
    if (first != nullptr) unexpected(at, "no message about " + rule, others, first);
  }

  /// The subject that is meant, as far as it is said; of several the first over which the condition holds.
  std::optional<LookedAt> look(const std::string& id, const std::string& ref, std::optional<int> part,
                               const std::string& party, std::optional<int> place, Date day) {
    const auto* rule = configuration_.rules.find(id);
    if (rule == nullptr) return std::nullopt;
    std::optional<LookedAt> first;
    for (const auto& record : actual_.records) {
      if (!fitsText(ref, record.action.ref) || !fitsOptional(part, record.action.part)) continue;
      if (rule->over == rules::Over::Action) {
        auto looked = lookAtSubject(*rule, record, nullptr, day);
        if (looked.condition.verdict.holds) return looked;
        if (!first) first = std::move(looked);
        continue;
      }
      for (std::size_t i = 0; i < record.milestones.size(); ++i) {
        const auto& milestone = record.milestones[i];
        if (!fitsText(party, milestone.party) || (place && static_cast<std::size_t>(*place) != i + 1))
          continue;
        auto looked = lookAtSubject(*rule, record, &milestone, day);
        if (looked.condition.verdict.holds) return looked;
        if (!first) first = std::move(looked);
      }
    }
    return first;
  }

  LookedAt lookAtSubject(const rules::Rule& rule, const plan::ActionRecord& record,
                         const plan::Milestone* milestone, Date day) {
    auto looked = lookAt(rule, record, milestone, day, configuration_);
    // Alerts are known as they are at the end of the day alone.
    if (day != actual_.day) return looked;
    const auto subject = milestone == nullptr ? MilestoneId{} : milestone->id;
    for (const auto& one : actual_.alerts) {
      if (one.alert.rule != rule.id || one.record->action.id != record.action.id ||
          one.alert.subject.milestone != subject || !one.alert.unresolved()) {
        continue;
      }
      looked.standing = fmt::format("{} since {}, reason {}", toString(one.alert.state),
                                    one.alert.since.spoken(), toString(one.alert.reason));
      if (!one.alert.reasonDetail.empty()) looked.standing += fmt::format(" ({})", one.alert.reasonDetail);
    }
    return looked;
  }

  const Actual& actual_;
  const Configuration& configuration_;
  std::vector<Failure>& failures_;
};

}  // namespace

LookedAt lookAt(const rules::Rule& rule, const plan::ActionRecord& record, const plan::Milestone* milestone,
                Date day, const Configuration& configuration) {
  const plan::Row row{record, milestone, day, configuration.zone};
  return {fmt::format("{} {} on {}", rule.id, plan::spokenRef(record.action), day.spokenWithWeekday()),
          rules::explain(rule.when->root(), row, configuration.calendar),
          {}};
}

void judge(const Expectation& expected, const Actual& actual, const Configuration& configuration,
           std::vector<Failure>& failures) {
  Judge judgement(actual, configuration, failures);
  if (expected.alerts) judgement.alerts(*expected.alerts);
  if (expected.messages) judgement.messages(*expected.messages);
}

}  // namespace chaser::daemon
