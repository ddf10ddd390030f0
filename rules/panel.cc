// SPDX-License-Identifier: Apache-2.0
#include "rules/panel.h"

#include <algorithm>
#include <string>

#include "rules/condition.h"
#include "rules/horizon.h"

namespace chaser::rules {

namespace {

/// Answers that are kept for each rule, by the values that it asks; another row of the same place takes it
/// over.
constexpr std::size_t kKept = 2048;
/// A rule that asks more fields than this is evaluated each time.
constexpr std::size_t kMostKeys = 6;
constexpr std::int64_t kMissing = INT64_MIN;

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

/// 0 for a missing value; else what tells apart the values of a field of few, and 1 for all of another's.
std::size_t placeOf(const plan::RowField& field, const plan::FieldValue& value) {
  if (!value.present) return 0;
  return hasFewValues(field.type) ? static_cast<std::size_t>(value.number) + 1 : 1;
}

}  // namespace

/// The rules over milestones, or those over actions.
class Panel::Half {
 public:
  Half(const RuleSet& set, Over over) {
    for (std::size_t i = 0; i < set.rules.size(); ++i) {
      if (set.rules[i].over == over) asked_.push_back(ruleOf(set.rules[i], i));
    }
    for (std::size_t i = 0; i < asked_.size(); ++i) sortParts(i);
  }

  [[nodiscard]] bool empty() const { return asked_.empty(); }
  [[nodiscard]] const std::vector<const plan::RowField*>& fields() const { return fields_; }

  void answer(const plan::Row& row, const plan::WorkingCalendar& calendar, Answer& into) {
    ++now_;
    left_ = all_;
    for (auto& sieve : sieves_) {
      const auto& value = valueOf(sieve.field, row);
      if (value.changesOn) continue;
      const auto& may = sieve.rulesLeft(value, row, calendar, asked_.size());
      for (std::size_t i = 0; i < left_.size(); ++i) left_[i] &= may[i];
    }
    for (std::size_t word = 0; word < left_.size(); ++word) {
      for (auto bits = left_[word]; bits != 0; bits &= bits - 1)
        ask(asked_[word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits))], row, calendar, into);
    }
  }

 private:
  using Words = std::vector<std::uint64_t>;

  struct Kept {
    std::array<std::int64_t, kMostKeys> key{};
    Verdict verdict;
    bool used = false;
  };
  struct Value {
    plan::FieldValue value;
    std::string scratch;
    std::uint64_t readAt = 0;
  };
  struct Asked {
    const Rule* rule;
    std::size_t place;                ///< in the set
    std::vector<std::size_t> fields;  ///< in fields_
    bool kept = false;                ///< no text, and few fields
    std::vector<Kept> answers;
  };
  /// What the parts of all rules that ask one field alone, and not today, leave of them.
  struct Sieve {
    std::size_t field;
    const plan::RowField* rowField;
    std::vector<std::pair<std::size_t, const Node*>> parts;  ///< with the rule's place in asked_
    std::vector<std::optional<Words>> left;                  ///< by placeOf

    const Words& rulesLeft(const plan::FieldValue& value, const plan::Row& row,
                           const plan::WorkingCalendar& calendar, std::size_t rules) {
      const auto place = placeOf(*rowField, value);
      if (place >= left.size()) left.resize(place + 1);
      auto& known = left[place];
      if (known) return *known;
      known.emplace((rules + 63) / 64, ~std::uint64_t{0});
      for (const auto& [rule, node] : parts) {
        const Verdict verdict = evaluate(*node, row, calendar);
        // One part that never holds settles a chain of `and` (evaluateChain).
        if (!verdict.holds && !verdict.until) (*known)[rule / 64] &= ~(std::uint64_t{1} << (rule % 64));
      }
      return *known;
    }
  };

  std::size_t indexOf(const plan::RowField* field) {
    const auto found = std::find(fields_.begin(), fields_.end(), field);
    if (found != fields_.end()) return static_cast<std::size_t>(found - fields_.begin());
    fields_.push_back(field);
    values_.emplace_back();
    return fields_.size() - 1;
  }

  Asked ruleOf(const Rule& rule, std::size_t place) {
    Asked asked{&rule, place, {}, false, {}};
    std::vector<const plan::RowField*> fields;
    collectFields(rule.when->root(), fields);
    const auto isText = [](const plan::RowField* field) { return field->type == plan::FieldType::Text; };
    for (const auto* field : fields) asked.fields.push_back(indexOf(field));
    asked.kept = fields.size() <= kMostKeys && std::none_of(fields.begin(), fields.end(), isText);
    if (asked.kept) asked.answers.resize(kKept);
    return asked;
  }

  void sortParts(std::size_t i) {
    const auto word = i / 64;
    if (all_.size() <= word) all_.resize(word + 1);
    all_[word] |= std::uint64_t{1} << (i % 64);
    const Node& root = asked_[i].rule->when->root();
    if (root.kind != Tree::Kind::And) return sortPart(i, root);
    for (const auto& child : root.children) sortPart(i, child);
  }

  void sortPart(std::size_t i, const Node& part) {
    std::vector<const plan::RowField*> fields;
    collectFields(part, fields);
    if (fields.size() != 1 || asksToday(part) || !asksPlaceAlone(part, *fields.front())) return;
    const auto field = indexOf(fields.front());
    auto sieve =
        std::find_if(sieves_.begin(), sieves_.end(), [&](const Sieve& s) { return s.field == field; });
    if (sieve == sieves_.end()) sieve = sieves_.insert(sieves_.end(), Sieve{field, fields.front(), {}, {}});
    sieve->parts.emplace_back(i, &part);
  }

  /// Each field is read once a row, and only when somebody asks.
  const plan::FieldValue& valueOf(std::size_t field, const plan::Row& row) {
    auto& value = values_[field];
    if (value.readAt != now_) {
      value.value = fields_[field]->read(row, value.scratch);
      value.readAt = now_;
    }
    return value.value;
  }

  void ask(Asked& asked, const plan::Row& row, const plan::WorkingCalendar& calendar, Answer& into) {
    const auto evaluated = [&] { return asked.rule->when->evaluate(row, calendar); };
    if (!asked.kept) return note(asked, evaluated(), into);
    std::array<std::int64_t, kMostKeys> key{};
    std::uint64_t hash = 0x9E3779B97F4A7C15U;
    std::size_t at = 0;
    for (const auto field : asked.fields) {
      const auto& value = valueOf(field, row);
      // A value that changes by itself is one of today alone.
      if (value.changesOn) return note(asked, evaluated(), into);
      const auto number = value.present ? value.number : kMissing;
      key[at++] = number;
      hash = (hash ^ static_cast<std::uint64_t>(number)) * 0xFF51AFD7ED558CCDU;
      hash ^= hash >> 32;
    }
    auto& kept = asked.answers[hash % kKept];
    if (!kept.used || kept.key != key) kept = {key, evaluated(), true};
    note(asked, kept.verdict, into);
  }

  static void note(const Asked& asked, const Verdict& verdict, Answer& into) {
    if (verdict.holds) into.holding.push_back(asked.place);
    into.until = earlier(into.until, verdict.until);
  }

  std::vector<const plan::RowField*> fields_;
  std::vector<Value> values_;
  std::uint64_t now_ = 0;
  std::vector<Asked> asked_;
  std::vector<Sieve> sieves_;
  Words all_;
  Words left_;
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
