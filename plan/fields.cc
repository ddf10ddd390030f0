// SPDX-License-Identifier: Apache-2.0
#include "plan/fields.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/text.h"

namespace chaser::plan {

namespace {

FieldValue textValue(std::string_view text) {
  return {!text.empty(), 0, text, {}};
}
FieldValue numberValue(std::int64_t number) {
  return {true, number, {}, {}};
}
FieldValue flagValue(bool flag) {
  return numberValue(flag ? 1 : 0);
}

FieldValue dateValue(const std::optional<Date>& date) {
  return date ? numberValue(date->epochDays()) : FieldValue{};
}

FieldValue dayValue(const std::optional<Instant>& instant, const Zone& zone) {
  return instant ? numberValue(zone.dayOf(*instant).epochDays()) : FieldValue{};
}

template <typename E>
FieldValue wordValue(const std::optional<E>& value) {
  return value ? numberValue(static_cast<std::int64_t>(*value)) : FieldValue{};
}

template <typename E>
std::vector<std::string> wordsUpTo(E last) {
  std::vector<std::string> words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.emplace_back(toString(static_cast<E>(i)));
  return words;
}

/// A review date is no deadline, so it neither comes due nor runs late.
bool isDeadline(const Milestone& milestone) {
  return milestone.state == State::Open && !milestone.review && milestone.due.has_value();
}

template <typename Wanted>
FieldValue countMilestones(const ActionRecord& record, Wanted wanted) {
  return numberValue(std::count_if(record.milestones.begin(), record.milestones.end(), wanted));
}

FieldValue overdueMilestones(const Row& row, std::string&) {
  FieldValue value = numberValue(0);
  for (const auto& milestone : row.record.milestones) {
    if (!isDeadline(milestone) || milestone.basis == Basis::Indicative) continue;
    if (*milestone.due < row.today) {
      ++value.number;
      continue;
    }
    const Date lateOn = *milestone.due + Days{1};
    if (!value.changesOn || lateOn < *value.changesOn) value.changesOn = lateOn;
  }
  return value;
}

FieldValue nextDue(const Row& row, std::string&) {
  std::optional<Date> earliest;
  for (const auto& milestone : row.record.milestones) {
    if (isDeadline(milestone) && (!earliest || *milestone.due < *earliest)) earliest = milestone.due;
  }
  return dateValue(earliest);
}

FieldValue lastDue(const Row& row, std::string&) {
  std::optional<Date> latest;
  for (const auto& milestone : row.record.milestones) {
    if (!milestone.review && milestone.due && (!latest || *milestone.due > *latest)) latest = milestone.due;
  }
  return dateValue(latest);
}

bool anyOwnerOf(const ActionRecord& record, MilestoneId milestone) {
  return std::any_of(record.owners.begin(), record.owners.end(),
                     [&](const Owner& owner) { return owner.milestone == milestone && !owner.role.empty(); });
}

/// A milestone's own owners, else the action's, else who it is by; over an action all that are named anywhere
/// in it.
FieldValue ownerAsWritten(const Row& row, std::string& scratch) {
  const bool own = row.milestone != nullptr && anyOwnerOf(row.record, row.milestone->id);
  const Owner* only = nullptr;
  bool several = false;
  const auto counts = [&](const Owner& owner) {
    if (owner.role.empty()) return false;
    if (row.milestone == nullptr) return true;
    return own ? owner.milestone == row.milestone->id : !owner.milestone;
  };
  for (const auto& owner : row.record.owners) {
    if (!counts(owner)) continue;
    several = several || only != nullptr;
    only = &owner;
  }
  if (only == nullptr) return textValue(row.record.action.byWhom);
  if (!several) return textValue(only->role);
  scratch.clear();
  for (const auto& owner : row.record.owners) {
    if (!counts(owner)) continue;
    if (!scratch.empty()) scratch += "; ";
    scratch += owner.role;
  }
  return textValue(scratch);
}

FieldValue countOwners(const Row& row, std::string&) {
  std::set<std::string_view> roles;
  for (const auto& owner : row.record.owners) {
    if (!owner.role.empty()) roles.insert(owner.role);
  }
  return numberValue(static_cast<std::int64_t>(roles.size()));
}

FieldValue boardAsWritten(const Row& row, std::string&) {
  return textValue(row.record.action.assurance.empty() ? row.record.plan->board
                                                       : row.record.action.assurance);
}

// The columns that need no more than being read. A lambda without captures is a plain function in the table
// below.
#define CHASER_FIELD(expression) [](const Row& row, std::string&) -> FieldValue { return expression; }

using T = FieldType;
constexpr bool kOfMilestone = true;
constexpr bool kOfBoth = false;

constexpr std::array kFields = {
    // A milestone's own.
    RowField{"text", T::Text, kOfMilestone, "its words, as written", "milestone.text",
             CHASER_FIELD(textValue(row.milestone->text))},
    RowField{"label", T::Text, kOfMilestone, "what is to be done by then, when the words say so",
             "milestone.label", CHASER_FIELD(textValue(row.milestone->label))},
    RowField{"party", T::Text, kOfMilestone, "the organisation that must deliver", "milestone.party",
             CHASER_FIELD(textValue(row.milestone->party))},
    RowField{"basis", T::Basis, kOfMilestone,
             "an estimate, or committed to; missing when the plan does not say", "milestone.basis",
             CHASER_FIELD(wordValue(row.milestone->basis))},
    RowField{"earliest", T::Date, kOfMilestone, "the first day of the stated period", "milestone.earliest",
             CHASER_FIELD(dateValue(row.milestone->earliest))},
    RowField{"due", T::Date, kOfMilestone, "the last day of the stated period", "milestone.due",
             CHASER_FIELD(dateValue(row.milestone->due))},
    RowField{"baseline_due", T::Date, kOfMilestone, "the first date that was ever given",
             "milestone.baseline_due", CHASER_FIELD(dateValue(row.milestone->baselineDue))},
    RowField{"proposed_due", T::Date, kOfMilestone, "a new date that waits for an answer",
             "milestone.proposed_due", CHASER_FIELD(dateValue(row.milestone->proposedDue))},
    RowField{"proposed_by", T::Text, kOfMilestone, "who proposed the new date", "milestone.proposed_by",
             CHASER_FIELD(textValue(row.milestone->proposedBy))},
    RowField{"proposed", T::Date, kOfMilestone, "the day on which the new date was proposed",
             "milestone.proposed_at", CHASER_FIELD(dayValue(row.milestone->proposedAt, row.zone))},
    RowField{"slips", T::Number, kOfMilestone, "how often its date was moved later", "milestone.slips",
             CHASER_FIELD(numberValue(row.milestone->slips))},
    RowField{"review", T::YesNo, kOfMilestone, "the date is when it is looked at again, not a deadline",
             "milestone.review", CHASER_FIELD(flagValue(row.milestone->review))},
    RowField{"precision", T::Precision, kOfMilestone, "how exactly the words name the date",
             "milestone.precision", CHASER_FIELD(wordValue(std::optional(row.milestone->precision)))},
    RowField{"state", T::State, kOfMilestone, "how far it is", "milestone.state",
             CHASER_FIELD(wordValue(std::optional(row.milestone->state)))},
    RowField{"completed", T::Date, kOfMilestone, "the day it was completed", "milestone.completed_on",
             CHASER_FIELD(dateValue(row.milestone->completedOn))},
    RowField{"completed_by", T::Text, kOfMilestone, "who completed it", "milestone.completed_by",
             CHASER_FIELD(textValue(row.milestone->completedBy))},
    RowField{"verified", T::Date, kOfMilestone, "the day somebody verified that it is done",
             "milestone.verified_on", CHASER_FIELD(dateValue(row.milestone->verifiedOn))},
    RowField{"verified_by", T::Text, kOfMilestone, "who verified it", "milestone.verified_by",
             CHASER_FIELD(textValue(row.milestone->verifiedBy))},
    RowField{"recheck_on", T::Date, kOfMilestone, "the day to check that it still holds",
             "milestone.recheck_on", CHASER_FIELD(dateValue(row.milestone->recheckOn))},
    RowField{"evidence", T::Text, kOfMilestone, "where the proof is, as a reference", "milestone.evidence",
             CHASER_FIELD(textValue(row.milestone->evidence))},
    RowField{"doubt", T::Text, kOfMilestone, "why date, basis or state is uncertain; missing when settled",
             "milestone.doubt", CHASER_FIELD(textValue(row.milestone->doubt))},
    RowField{"agreed", T::Date, kOfMilestone, "the day its date was agreed", "milestone.agreed_at",
             CHASER_FIELD(dayValue(row.milestone->agreedAt, row.zone))},
    // Its plan's.
    RowField{"plan", T::Text, kOfBoth, "the plan's short name", "plan.key",
             CHASER_FIELD(textValue(row.record.plan->key))},
    RowField{"plan_title", T::Text, kOfBoth, "the plan's title", "plan.title",
             CHASER_FIELD(textValue(row.record.plan->title))},
    RowField{"authority", T::Text, kOfBoth, "whose plan it is", "plan.authority",
             CHASER_FIELD(textValue(row.record.plan->authority))},
    RowField{"plan_has_owners", T::YesNo, kOfBoth, "some row of the plan names an owner",
             "derived from owner", CHASER_FIELD(flagValue(row.record.plan->hasOwners))},
    RowField{"plan_has_dates", T::YesNo, kOfBoth, "some row of the plan has a date",
             "derived from milestone.due", CHASER_FIELD(flagValue(row.record.plan->hasDates))},
    RowField{"plan_has_rag", T::YesNo, kOfBoth, "some row of the plan has a rating",
             "derived from action.rag", CHASER_FIELD(flagValue(row.record.plan->hasRag))},
    // The action's own.
    RowField{"ref", T::Text, kOfBoth, "its number in the plan", "action.ref",
             CHASER_FIELD(textValue(row.record.action.ref))},
    RowField{"part", T::Number, kOfBoth, "1, or 2, 3, … for its continuation rows", "action.part",
             CHASER_FIELD(numberValue(row.record.action.part))},
    RowField{"recommendation", T::Text, kOfBoth, "the recommendation's words", "action.recommendation",
             CHASER_FIELD(textValue(row.record.action.recommendation))},
    RowField{"issue", T::Text, kOfBoth, "what was found", "action.issue",
             CHASER_FIELD(textValue(row.record.action.issue))},
    RowField{"action", T::Text, kOfBoth, "what is to be done", "action.action",
             CHASER_FIELD(textValue(row.record.action.action))},
    RowField{"by_whom", T::Text, kOfBoth, "the cell that says by whom", "action.by_whom",
             CHASER_FIELD(textValue(row.record.action.byWhom))},
    RowField{
        "owner", T::Text, kOfBoth,
        "the owners as written, joined by `; `: the milestone's, else the action's, else by_whom; over an "
        "action all",
        "owner.role, action.by_whom", ownerAsWritten},
    RowField{"owners", T::Number, kOfBoth, "how many different owners are named", "derived from owner",
             countOwners},
    RowField{"assurance", T::Text, kOfBoth, "the board, as written in the row", "action.assurance",
             CHASER_FIELD(textValue(row.record.action.assurance))},
    RowField{"board", T::Text, kOfBoth, "the row's board, else the plan's", "action.assurance, plan.board",
             boardAsWritten},
    RowField{"rag", T::Rag, kOfBoth, "the colour, as written", "action.rag",
             CHASER_FIELD(wordValue(row.record.action.rag))},
    RowField{"rag_text", T::Text, kOfBoth, "the rating's own words", "action.rag_text",
             CHASER_FIELD(textValue(row.record.action.ragText))},
    RowField{"status", T::Status, kOfBoth, "what the colour means in this plan", "action.rag through rag_key",
             CHASER_FIELD(wordValue(statusOf(row.record)))},
    RowField{"rag_since", T::Date, kOfBoth, "the day the colour became what it is", "action.rag_since",
             CHASER_FIELD(dayValue(row.record.action.ragSince, row.zone))},
    RowField{"rag_previous", T::Rag, kOfBoth, "the colour before this one", "action.rag_previous",
             CHASER_FIELD(wordValue(row.record.action.ragPrevious))},
    RowField{"progress", T::Text, kOfBoth, "the progress text", "action.progress",
             CHASER_FIELD(textValue(row.record.action.progress))},
    RowField{"comments", T::Text, kOfBoth, "the comments", "action.comments",
             CHASER_FIELD(textValue(row.record.action.comments))},
    RowField{"updated", T::Date, kOfBoth,
             "the day anything but the progress text changed, or a person confirmed", "action.updated_at",
             CHASER_FIELD(dayValue(row.record.action.updatedAt, row.zone))},
    RowField{"progressed", T::Date, kOfBoth, "the day of the last progress of substance",
             "action.progressed_at", CHASER_FIELD(dayValue(row.record.action.progressedAt, row.zone))},
    RowField{"confirmed", T::Date, kOfBoth, "the day a person last said that it still holds",
             "action.confirmed_at", CHASER_FIELD(dayValue(row.record.action.confirmedAt, row.zone))},
    RowField{"imported", T::Date, kOfBoth, "the day the row entered the database", "action.imported_at",
             CHASER_FIELD(dayValue(row.record.action.importedAt, row.zone))},
    // Over its milestones.
    RowField{"milestones", T::Number, kOfBoth, "how many milestones it has", "derived from milestone",
             CHASER_FIELD(numberValue(static_cast<std::int64_t>(row.record.milestones.size())))},
    RowField{
        "open_milestones", T::Number, kOfBoth, "how many of them are open", "derived from milestone.state",
        CHASER_FIELD(countMilestones(row.record, [](const Milestone& m) { return m.state == State::Open; }))},
    RowField{"complete_milestones", T::Number, kOfBoth, "how many of them are complete or verified",
             "derived from milestone.state", CHASER_FIELD(countMilestones(row.record, isDone))},
    RowField{
        "undated_milestones", T::Number, kOfBoth, "how many of the open ones have no date",
        "derived from milestone.state, milestone.due",
        CHASER_FIELD(countMilestones(
            row.record, [](const Milestone& m) { return m.state == State::Open && !m.due.has_value(); }))},
    RowField{"overdue_milestones", T::Number, kOfBoth,
             "how many open ones are past their date, estimates and reviews left out; looks at today",
             "derived from milestone.state, milestone.due, milestone.basis, milestone.review",
             overdueMilestones},
    RowField{"next_due", T::Date, kOfBoth,
             "the earliest date of an open milestone, reviews left out; past or not",
             "derived from milestone.state, milestone.due, milestone.review", nextDue},
    RowField{"last_due", T::Date, kOfBoth, "the latest date of any milestone, reviews left out",
             "derived from milestone.due, milestone.review", lastDue},
};

#undef CHASER_FIELD

}  // namespace

std::string_view toString(FieldType type) {
  switch (type) {
    case FieldType::Text:
      return "text";
    case FieldType::Number:
      return "number";
    case FieldType::YesNo:
      return "yes/no";
    case FieldType::Date:
      return "date";
    case FieldType::Rag:
      return "rag";
    case FieldType::Status:
      return "status";
    case FieldType::Basis:
      return "basis";
    case FieldType::State:
      return "state";
    case FieldType::Precision:
      return "precision";
  }
  return "text";
}

std::vector<std::string> wordsOf(FieldType type) {
  switch (type) {
    case FieldType::Rag:
      return wordsUpTo(Rag::Grey);
    case FieldType::Status:
      return wordsUpTo(Status::Superseded);
    case FieldType::Basis:
      return wordsUpTo(Basis::Agreed);
    case FieldType::State:
      return wordsUpTo(State::Verified);
    case FieldType::Precision:
      return wordsUpTo(Precision::None);
    case FieldType::Text:
    case FieldType::Number:
    case FieldType::YesNo:
    case FieldType::Date:
      break;
  }
  return {};
}

std::vector<std::string_view> columnsOf(const RowField& field) {
  constexpr std::string_view kBetween = ", ";
  std::vector<std::string_view> columns;
  for (std::string_view left = field.source; !left.empty();) {
    const auto end = std::min(left.find_first_of(kBetween), left.size());
    const auto word = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    const auto table = word.substr(0, word.find('.'));
    if (table == "owner") {
      columns.push_back(table);
    } else if (table != word && (table == "milestone" || table == "action")) {
      columns.push_back(word);
    }
  }
  return columns;
}

std::span<const RowField> fields() {
  return kFields;
}

const RowField* findField(std::string_view name) {
  const auto found =
      std::find_if(kFields.begin(), kFields.end(), [&](const RowField& f) { return f.name == name; });
  return found == kFields.end() ? nullptr : &*found;
}

std::string spokenValue(FieldType type, const FieldValue& value) {
  constexpr std::size_t kTextShown = 60;
  if (!value.present) return "missing";
  switch (type) {
    case FieldType::Text:
      return "'" + shorten(value.text, kTextShown) + "'";
    case FieldType::Number:
      return std::to_string(value.number);
    case FieldType::YesNo:
      return value.number != 0 ? "yes" : "no";
    case FieldType::Date:
      return Date::fromEpochDays(static_cast<std::int32_t>(value.number)).spoken();
    default:
      return wordsOf(type).at(static_cast<std::size_t>(value.number));
  }
}

std::vector<std::string> fieldNames(bool overMilestone) {
  std::vector<std::string> names;
  for (const auto& field : kFields) {
    if (overMilestone || !field.ofMilestone) names.emplace_back(field.name);
  }
  return names;
}

}  // namespace chaser::plan
