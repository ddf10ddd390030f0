// SPDX-License-Identifier: Apache-2.0
#include "rules/panel.h"

#include <algorithm>
#include <new>
#include <string>
#include <type_traits>

#include "rules/condition.h"
#include "rules/horizon.h"

namespace chaser::rules {

namespace {

/// Answers that are kept for each bundle, by the values that it asks; another row of the same place takes it
/// over.
constexpr std::size_t kKept = 2048;
/// Rules that ask more fields than this, beside what sieves settle, are evaluated each time.
constexpr std::size_t kMostKeys = 6;
/// Rules that are looked at together, a bit for each.
constexpr std::size_t kRulesTogether = 64;
/// No closed set has more words.
constexpr std::size_t kMostPlaces = 16;
constexpr std::int64_t kMissing = INT64_MIN;
constexpr std::int32_t kNever = INT32_MAX;

bool hasFewValues(plan::FieldType type) {
  switch (type) {
    case plan::FieldType::YesNo:
    case plan::FieldType::Rag:
    case plan::FieldType::Status:
    case plan::FieldType::Basis:
    case plan::FieldType::State:
    case plan::FieldType::Precision:
      return true;
    case plan::FieldType::Text:
    case plan::FieldType::Number:
    case plan::FieldType::Date:
      break;
  }
  return false;
}

void collectFields(const Node& node, std::vector<const plan::RowField*>& into) {
  for (const auto* term : {&node.left, &node.right}) {
    if (term->kind != Term::Kind::Field || term->field == nullptr) continue;
    if (std::find(into.begin(), into.end(), term->field) == into.end()) into.push_back(term->field);
  }
  for (const auto& child : node.children) collectFields(child, into);
}

bool asksToday(const Node& node) {
  if (node.left.kind == Term::Kind::Today || node.right.kind == Term::Kind::Today) return true;
  return std::any_of(node.children.begin(), node.children.end(), asksToday);
}

/// Whether nothing but the place of the value in its set, or its being there, counts for the node.
bool asksPlaceAlone(const Node& node, const plan::RowField& field) {
  if (hasFewValues(field.type)) return true;
  if (node.children.empty()) return node.kind == Tree::Kind::Missing;
  return std::all_of(node.children.begin(), node.children.end(),
                     [&](const Node& child) { return asksPlaceAlone(child, field); });
}

std::int32_t dayOf(const std::optional<Date>& until) {
  return until ? until->epochDays() : kNever;
}

static_assert(std::is_trivially_destructible_v<plan::FieldValue>);

/// Each field is read once a row, and only when somebody asks.
class Values {
 public:
  std::size_t indexOf(const plan::RowField* field) {
    const auto found = std::find(fields_.begin(), fields_.end(), field);
    if (found != fields_.end()) return static_cast<std::size_t>(found - fields_.begin());
    fields_.push_back(field);
    values_.emplace_back();
    return fields_.size() - 1;
  }
  [[nodiscard]] const std::vector<const plan::RowField*>& fields() const { return fields_; }

  void of(const plan::Row& row) {
    row_ = &row;
    ++now_;
  }
  const plan::FieldValue& at(std::size_t field) {
    auto& value = values_[field];
    if (value.readAt != now_) {
      // Made in its place: a copy right behind the writing makes the processor wait.
      ::new (&value.value) plan::FieldValue(fields_[field]->read(*row_, value.scratch));
      value.readAt = now_;
    }
    return value.value;
  }
  [[nodiscard]] const plan::Row& row() const { return *row_; }

 private:
  struct Value {
    plan::FieldValue value;
    std::string scratch;
    std::uint64_t readAt = 0;
  };
  std::vector<const plan::RowField*> fields_;
  std::vector<Value> values_;
  const plan::Row* row_ = nullptr;
  std::uint64_t now_ = 0;
};

/// What the rules of a group come to, a bit for each that holds.
struct Verdicts {
  std::uint64_t holding = 0;
  std::int32_t until = kNever;

  void add(std::size_t rule, const Verdict& verdict) {
    if (verdict.holds) holding |= std::uint64_t{1} << rule;
    until = std::min(until, dayOf(verdict.until));
  }
};

/// Calls `take` with the place of every bit.
template <typename Take>
void eachBit(std::uint64_t bits, Take take) {
  for (; bits != 0; bits &= bits - 1) take(static_cast<std::size_t>(__builtin_ctzll(bits)));
}

/// What the parts of all rules that ask one field alone, and not today, leave of them.
class Sieve {
 public:
  Sieve(std::size_t field, plan::FieldType type) : field_(field), few_(hasFewValues(type)) {}

  void add(std::size_t rule, const Node& part) { parts_.emplace_back(rule, &part); }
  [[nodiscard]] std::size_t field() const { return field_; }
  [[nodiscard]] std::size_t parts() const { return parts_.size(); }

  std::uint64_t rulesLeft(const plan::FieldValue& value, const plan::Row& row,
                          const plan::WorkingCalendar& calendar) {
    auto& known = left_[placeOf(value)];
    if (known) return *known;
    known = ~std::uint64_t{0};
    for (const auto& [rule, part] : parts_) {
      const Verdict verdict = evaluate(*part, row, calendar);
      // One part that never holds settles a chain of `and` (evaluateChain).
      if (!verdict.holds && !verdict.until) *known &= ~(std::uint64_t{1} << rule);
    }
    return *known;
  }

 private:
  /// 0 for a missing value; else what tells apart the values of a field of few, and 1 for all of another's.
  [[nodiscard]] std::size_t placeOf(const plan::FieldValue& value) const {
    if (!value.present) return 0;
    return few_ ? static_cast<std::size_t>(value.number) + 1 : 1;
  }

  std::size_t field_;
  bool few_;
  std::vector<std::pair<std::size_t, const Node*>> parts_;  // with the rule
  std::array<std::optional<std::uint64_t>, kMostPlaces> left_{};
};

/// Rules that ask the same fields beside what sieves settle. When the sieves have left a rule, the parts that
/// they are about hold for ever, and the answer hangs on the rest alone.
class Bundle {
 public:
  explicit Bundle(std::vector<std::size_t> fields) : fields_(std::move(fields)) {}

  void add(std::size_t rule, Node rest) {
    rules_ |= std::uint64_t{1} << rule;
    rests_.emplace_back(rule, std::move(rest));
    kept_.resize(kKept);
    untils_.resize(kKept * rests_.size());
  }
  [[nodiscard]] std::uint64_t rules() const { return rules_; }
  [[nodiscard]] bool asks(const std::vector<std::size_t>& fields) const { return fields_ == fields; }

  /// What those of its rules come to that are left. False when that can't be said, for a value changes by
  /// itself.
  bool answer(std::uint64_t left, Values& values, const plan::WorkingCalendar& calendar, Verdicts& into) {
    std::array<std::int64_t, kMostKeys> key{};
    std::uint64_t hash = 0x9E3779B97F4A7C15U;
    std::size_t at = 0;
    for (const auto field : fields_) {
      const auto& value = values.at(field);
      if (value.changesOn) return false;
      const auto number = value.present ? value.number : kMissing;
      key[at++] = number;
      hash = (hash ^ static_cast<std::uint64_t>(number)) * 0xFF51AFD7ED558CCDU;
      hash ^= hash >> 32;
    }
    const auto place = hash % kKept;
    auto& kept = kept_[place];
    auto* untils = &untils_[place * rests_.size()];
    bool known = kept.used;
    for (std::size_t i = 0; i < fields_.size(); ++i) known = known && kept.key[i] == key[i];
    if (!known) {
      kept = {key, 0, true};
      for (std::size_t i = 0; i < rests_.size(); ++i) {
        const Verdict verdict = evaluate(rests_[i].second, values.row(), calendar);
        if (verdict.holds) kept.holding |= std::uint64_t{1} << rests_[i].first;
        untils[i] = dayOf(verdict.until);
      }
    }
    into.holding |= kept.holding & left;
    for (std::size_t i = 0; i < rests_.size(); ++i)
      if ((left >> rests_[i].first & 1U) != 0) into.until = std::min(into.until, untils[i]);
    return true;
  }

 private:
  struct Kept {
    std::array<std::int64_t, kMostKeys> key{};
    std::uint64_t holding = 0;
    bool used = false;
  };
  std::vector<std::size_t> fields_;
  std::uint64_t rules_ = 0;
  std::vector<std::pair<std::size_t, Node>> rests_;  // with the rule
  std::vector<Kept> kept_;
  std::vector<std::int32_t> untils_;  // of each rest, for each that is kept
};

/// As many rules as are looked at together.
class Group {
 public:
  [[nodiscard]] bool full() const { return rules_.size() == kRulesTogether; }

  void add(const Rule& rule, std::size_t place, Values& values) {
    const auto i = rules_.size();
    rules_.push_back({&rule, place});
    all_ |= std::uint64_t{1} << i;
    const Node& root = rule.when->root();
    Node rest;
    rest.kind = Tree::Kind::And;
    rest.children.reserve(root.children.size() + 1);
    const auto sort = [&](const Node& part) {
      if (!sieved(i, part, values)) rest.children.push_back(part);
    };
    if (root.kind == Tree::Kind::And) {
      std::for_each(root.children.begin(), root.children.end(), sort);
    } else {
      sort(root);
    }
    addRest(i, std::move(rest), values);
  }
  /// A row is settled the sooner, the more is asked of the first sieves.
  void sortSieves() {
    std::stable_sort(sieves_.begin(), sieves_.end(),
                     [](const Sieve& a, const Sieve& b) { return a.parts() > b.parts(); });
  }

  void answer(Values& values, const plan::WorkingCalendar& calendar, Panel::Answer& into) {
    auto left = all_;
    bool ofToday = false;
    for (auto& sieve : sieves_) {
      const auto& value = values.at(sieve.field());
      // A value that changes by itself is one of today alone.
      ofToday = ofToday || value.changesOn.has_value();
      if (!value.changesOn) left &= sieve.rulesLeft(value, values.row(), calendar);
      if (left == 0) return;
    }
    Verdicts verdicts;
    auto oneByOne = ofToday ? left : left & alone_;
    for (auto& bundle : bundles_) {
      const auto its = left & bundle.rules() & ~oneByOne;
      if (its != 0 && !bundle.answer(its, values, calendar, verdicts)) oneByOne |= its;
    }
    eachBit(oneByOne,
            [&](std::size_t i) { verdicts.add(i, rules_[i].rule->when->evaluate(values.row(), calendar)); });
    eachBit(verdicts.holding, [&](std::size_t i) { into.holding.push_back(rules_[i].place); });
    if (verdicts.until != kNever) into.until = earlier(into.until, Date::fromEpochDays(verdicts.until));
  }

 private:
  struct Asked {
    const Rule* rule;
    std::size_t place;  ///< in the set
  };

  /// Whether a sieve says all that there is to be said of the part.
  bool sieved(std::size_t i, const Node& part, Values& values) {
    std::vector<const plan::RowField*> fields;
    collectFields(part, fields);
    if (fields.size() != 1 || asksToday(part) || !asksPlaceAlone(part, *fields.front())) return false;
    const auto field = values.indexOf(fields.front());
    auto sieve =
        std::find_if(sieves_.begin(), sieves_.end(), [&](const Sieve& s) { return s.field() == field; });
    if (sieve == sieves_.end()) sieve = sieves_.insert(sieves_.end(), Sieve(field, fields.front()->type));
    sieve->add(i, part);
    return true;
  }

  void addRest(std::size_t i, Node rest, Values& values) {
    std::vector<const plan::RowField*> asked;
    collectFields(rest, asked);
    const auto isText = [](const plan::RowField* field) { return field->type == plan::FieldType::Text; };
    std::vector<std::size_t> fields(asked.size());
    std::transform(asked.begin(), asked.end(), fields.begin(),
                   [&](const plan::RowField* field) { return values.indexOf(field); });
    if (fields.size() > kMostKeys || std::any_of(asked.begin(), asked.end(), isText)) {
      alone_ |= std::uint64_t{1} << i;
      return;
    }
    std::sort(fields.begin(), fields.end());
    auto bundle =
        std::find_if(bundles_.begin(), bundles_.end(), [&](const Bundle& b) { return b.asks(fields); });
    if (bundle == bundles_.end()) bundle = bundles_.insert(bundles_.end(), Bundle(std::move(fields)));
    bundle->add(i, std::move(rest));
  }

  std::vector<Asked> rules_;
  std::vector<Sieve> sieves_;
  std::vector<Bundle> bundles_;
  std::uint64_t all_ = 0;
  std::uint64_t alone_ = 0;  ///< those that are evaluated each time
};

}  // namespace

/// The rules over milestones, or those over actions.
class Panel::Half {
 public:
  Half(const RuleSet& set, Over over) {
    for (std::size_t i = 0; i < set.rules.size(); ++i) {
      if (set.rules[i].over != over) continue;
      if (groups_.empty() || groups_.back().full()) groups_.emplace_back();
      groups_.back().add(set.rules[i], i, values_);
    }
    for (auto& group : groups_) group.sortSieves();
  }

  [[nodiscard]] bool empty() const { return groups_.empty(); }
  [[nodiscard]] const std::vector<const plan::RowField*>& fields() const { return values_.fields(); }

  void answer(const plan::Row& row, const plan::WorkingCalendar& calendar, Answer& into) {
    values_.of(row);
    for (auto& group : groups_) group.answer(values_, calendar, into);
  }

 private:
  Values values_;
  std::vector<Group> groups_;
};

Panel::Panel(const RuleSet& rules, const plan::WorkingCalendar& calendar, const Zone& zone, Date today)
    : calendar_(calendar),
      zone_(zone),
      today_(today),
      overMilestones_(std::make_unique<Half>(rules, Over::Milestone)),
      overActions_(std::make_unique<Half>(rules, Over::Action)) {
  asked_ = overMilestones_->fields();
  for (const auto* field : overActions_->fields()) {
    if (std::find(asked_.begin(), asked_.end(), field) == asked_.end()) asked_.push_back(field);
  }
}

Panel::~Panel() = default;

const Panel::Answer& Panel::ofMilestone(const plan::ActionRecord& record, const plan::Milestone& milestone) {
  return answer(*overMilestones_, record, &milestone);
}

const Panel::Answer& Panel::ofAction(const plan::ActionRecord& record) {
  return answer(*overActions_, record, nullptr);
}

const Panel::Answer& Panel::answer(Half& half, const plan::ActionRecord& record,
                                   const plan::Milestone* milestone) {
  answer_.holding.clear();
  answer_.until.reset();
  // As rules::evaluate: nothing holds for an action that was closed.
  if (half.empty() || record.action.closedAt) return answer_;
  half.answer({record, milestone, today_, zone_}, calendar_, answer_);
  return answer_;
}

}  // namespace chaser::rules
