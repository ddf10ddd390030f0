// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/trial_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/text.h"
#include "plan/promises.h"

namespace chaser::daemon {

namespace {

constexpr TimeOfDay kNoon{12 * 60};
constexpr int kMostOfACount = 10'000;

/// Everything that a value may go into.
struct Target {
  plan::Plan& plan;
  plan::Action& action;
  plan::Milestone& milestone;
};

struct Value {
  std::string text;           ///< empty: cleared
  std::optional<Date> day;    ///< of a date
  std::optional<Instant> at;  ///< noon of that day, for what is kept as an instant
  [[nodiscard]] bool yes() const { return text == "1"; }
  [[nodiscard]] int number() const { return text.empty() ? 0 : std::stoi(text); }
};

/// A field that may be written, and where.
struct WritableField {
  std::string_view name;
  RowExtent extent;
  void (*set)(const Target& into, const Value& value);
};

/// The colour that means this in the plan; where none does, grey is made to.
plan::Rag colourOf(plan::Plan& plan, plan::Status status) {
  for (const auto& meaning : plan.ragKey) {
    if (meaning.status == status) return meaning.colour;
  }
  for (auto& meaning : plan.ragKey) {
    if (meaning.colour == plan::Rag::Grey) meaning.status = status;
  }
  return plan::Rag::Grey;
}

#define CHASER_SET(statement) [](const Target& into, const Value& value) { into.statement; }

constexpr auto kKnown = RowExtent::Document;
constexpr auto kDerived = RowExtent::Everything;

constexpr std::array kWritable = {
    WritableField{"label", kKnown, CHASER_SET(milestone.label = value.text)},
    WritableField{"party", kKnown, CHASER_SET(milestone.party = value.text)},
    WritableField{"basis", kKnown, CHASER_SET(milestone.basis = plan::parseBasis(value.text))},
    WritableField{"earliest", kKnown, CHASER_SET(milestone.earliest = value.day)},
    WritableField{"due", kKnown, CHASER_SET(milestone.due = value.day)},
    WritableField{"baseline_due", kDerived, CHASER_SET(milestone.baselineDue = value.day)},
    WritableField{"proposed_due", kKnown, CHASER_SET(milestone.proposedDue = value.day)},
    WritableField{"proposed_by", kKnown, CHASER_SET(milestone.proposedBy = value.text)},
    WritableField{"proposed", kKnown, CHASER_SET(milestone.proposedAt = value.at)},
    WritableField{"slips", kDerived, CHASER_SET(milestone.slips = value.number())},
    WritableField{"review", kKnown, CHASER_SET(milestone.review = value.yes())},
    WritableField{
        "precision", kKnown,
        CHASER_SET(milestone.precision = plan::parsePrecision(value.text).value_or(plan::Precision::None))},
    WritableField{"state", kKnown,
                  CHASER_SET(milestone.state = plan::parseState(value.text).value_or(plan::State::Open))},
    WritableField{"completed", kKnown, CHASER_SET(milestone.completedOn = value.day)},
    WritableField{"completed_by", kKnown, CHASER_SET(milestone.completedBy = value.text)},
    WritableField{"verified", kKnown, CHASER_SET(milestone.verifiedOn = value.day)},
    WritableField{"verified_by", kKnown, CHASER_SET(milestone.verifiedBy = value.text)},
    WritableField{"recheck_on", kKnown, CHASER_SET(milestone.recheckOn = value.day)},
    WritableField{"evidence", kKnown, CHASER_SET(milestone.evidence = value.text)},
    WritableField{"doubt", kKnown, CHASER_SET(milestone.doubt = value.text)},
    WritableField{"agreed", kDerived, CHASER_SET(milestone.agreedAt = value.at)},
    WritableField{"plan", kDerived, CHASER_SET(plan.key = value.text)},
    WritableField{"plan_title", kDerived, CHASER_SET(plan.title = value.text)},
    WritableField{"authority", kDerived, CHASER_SET(plan.authority = value.text)},
    WritableField{"plan_has_owners", kDerived, CHASER_SET(plan.hasOwners = value.yes())},
    WritableField{"plan_has_dates", kDerived, CHASER_SET(plan.hasDates = value.yes())},
    WritableField{"plan_has_rag", kDerived, CHASER_SET(plan.hasRag = value.yes())},
    WritableField{"recommendation", kKnown, CHASER_SET(action.recommendation = value.text)},
    WritableField{"issue", kKnown, CHASER_SET(action.issue = value.text)},
    WritableField{"action", kKnown, CHASER_SET(action.action = value.text)},
    WritableField{"by_whom", kKnown, CHASER_SET(action.byWhom = value.text)},
    WritableField{"assurance", kKnown, CHASER_SET(action.assurance = value.text)},
    WritableField{"board", kDerived, CHASER_SET(action.assurance = value.text)},
    WritableField{"rag", kKnown, CHASER_SET(action.rag = plan::parseRag(value.text))},
    WritableField{"rag_text", kKnown, CHASER_SET(action.ragText = value.text)},
    WritableField{
        "status",
        kDerived,
        [](const Target& into, const Value& value) {
          const auto status = plan::parseStatus(value.text);
          into.action.rag = status ? std::optional(colourOf(into.plan, *status)) : std::nullopt;
        }},
    WritableField{"rag_since", kDerived, CHASER_SET(action.ragSince = value.at)},
    WritableField{"rag_previous", kDerived, CHASER_SET(action.ragPrevious = plan::parseRag(value.text))},
    WritableField{"progress", kKnown, CHASER_SET(action.progress = value.text)},
    WritableField{"comments", kKnown, CHASER_SET(action.comments = value.text)},
    WritableField{"updated", kDerived, CHASER_SET(action.updatedAt = value.at)},
    WritableField{"progressed", kDerived, CHASER_SET(action.progressedAt = value.at)},
    WritableField{"confirmed", RowExtent::Edit, CHASER_SET(action.confirmedAt = value.at)},
    WritableField{"imported", kDerived, CHASER_SET(action.importedAt = value.at)},
};

#undef CHASER_SET

const WritableField* writable(std::string_view name) {
  const auto found = std::find_if(kWritable.begin(), kWritable.end(),
                                  [&](const WritableField& field) { return field.name == name; });
  return found == kWritable.end() ? nullptr : &*found;
}

/// Names that may be written, of a milestone, of the rest, or of both.
std::vector<std::string> writableNames(RowExtent extent, bool milestones, bool others) {
  std::vector<std::string> names;
  names.reserve(kWritable.size());
  for (const auto& field : kWritable) {
    if (field.extent > extent) continue;
    if (plan::findField(field.name)->ofMilestone ? milestones : others) names.emplace_back(field.name);
  }
  return names;
}

std::optional<std::string> wordOf(const YamlNode& node, const plan::RowField& field, std::string text) {
  const auto words = plan::wordsOf(field.type);
  if (std::find(words.begin(), words.end(), text) != words.end()) return text;
  node.error(fmt::format("'{}' is not a value of '{}'", shorten(text, 40), field.name), suggest(text, words));
  return std::nullopt;
}

/// Its text as it is kept; absent after it was reported.
std::optional<std::string> checkedText(YamlNode& node, const plan::RowField& field) {
  const auto what = fmt::format("'{}'", field.name);
  switch (field.type) {
    case plan::FieldType::Text:
      return node.text(what);
    case plan::FieldType::Number: {
      const auto number = node.integer(what, 0, kMostOfACount);
      return number ? std::optional(std::to_string(*number)) : std::nullopt;
    }
    case plan::FieldType::YesNo: {
      const auto flag = node.flag(what);
      return flag ? std::optional<std::string>(*flag ? "1" : "0") : std::nullopt;
    }
    case plan::FieldType::Date: {
      const auto day = node.date(what);
      return day ? std::optional(day->iso()) : std::nullopt;
    }
    default: {
      const auto text = node.text(what);
      return text ? wordOf(node, field, *text) : std::nullopt;
    }
  }
}

std::optional<GivenValue> readValue(YamlNode node, const std::string& name) {
  const auto* field = plan::findField(name);
  if (!node.present() || (node.isScalar() && node.scalar().empty())) {
    if (field->type == plan::FieldType::State || field->type == plan::FieldType::YesNo ||
        field->type == plan::FieldType::Precision) {
      node.error(fmt::format("'{}' can't be empty", name));
      return std::nullopt;
    }
    return GivenValue{field, std::nullopt};
  }
  auto text = checkedText(node, *field);
  if (!text) return std::nullopt;
  return GivenValue{field, std::move(text)};
}

/// Those of the keys that name fields; the others are somebody else's.
std::vector<GivenValue> readValues(YamlNode& node, RowExtent extent, bool milestones, bool others) {
  std::vector<GivenValue> values;
  for (const auto& [key, value] : node.pairs()) {
    const auto name = key.scalar();
    const auto* field = writable(name);
    if (field == nullptr || field->extent > extent) continue;
    if (!(plan::findField(name)->ofMilestone ? milestones : others)) continue;
    if (auto read = readValue(value, name)) values.push_back(std::move(*read));
  }
  return values;
}

std::vector<std::string> ownersOf(YamlNode node) {
  auto owners = node.texts("'owner'");
  if (std::any_of(owners.begin(), owners.end(), [](const auto& owner) { return trim(owner).empty(); }))
    node.error("an owner is empty", "leave 'owner' out where nobody is named");
  return owners;
}

/// `text:` goes through the reader that reads timeline cells, and may be several milestones.
void readMilestone(YamlNode& node, const RowReading& reading, std::vector<std::string> owners,
                   std::vector<TrialMilestone>& into) {
  TrialMilestone one;
  one.base.precision = plan::Precision::Day;
  one.values = readValues(node, reading.extent, true, false);
  one.owners = std::move(owners);
  auto phrase = node.get("text");
  const auto text = phrase.text("'text'");
  if (!text) {
    into.push_back(std::move(one));
    return;
  }
  const plan::Action action;
  const plan::TimelineOptions options{reading.yearStarts, reading.asOf, {}};
  std::vector<plan::Doubt> doubts;
  const auto promises = plan::DateCells(action, options, doubts).read(*text);
  if (promises.empty()) {
    phrase.error("no milestone can be read from this", "'chaser timeline' shows how a phrase is read");
    return;
  }
  if (promises.size() > 1 && !one.values.empty()) {
    phrase.error(
        fmt::format("this is {}, so no field can be set beside it", counted(promises.size(), "milestone")),
        "write one entry for each");
    return;
  }
  for (const auto& promise : promises) {
    one.base = promise.milestone;
    into.push_back(one);
  }
}

bool namesMilestoneField(YamlNode& node) {
  for (const auto& [key, value] : node.pairs()) {
    const auto name = key.scalar();
    if (name == "text") return true;
    if (writable(name) != nullptr && plan::findField(name)->ofMilestone) return true;
  }
  return false;
}

Value resolved(const GivenValue& given, const Zone& zone) {
  Value value;
  value.text = given.text.value_or("");
  if (given.field->type != plan::FieldType::Date) return value;
  value.day = Date::parse(value.text);
  if (value.day) value.at = zone.at(*value.day, kNoon);
  return value;
}

void setAll(const std::vector<GivenValue>& values, const Target& into, const Zone& zone) {
  for (const auto& given : values) writable(given.field->name)->set(into, resolved(given, zone));
}

}  // namespace

TrialRow readTrialRow(YamlNode node, const RowReading& reading) {
  TrialRow row;
  row.at = node.position();
  auto keys = writableNames(reading.extent, true, true);
  for (const char* key : {"ref", "part", "owner", "text", "milestones"}) keys.emplace_back(key);
  if (!node.checkKeys(keys, "a row")) return row;
  if (auto ref = node.get("ref"); ref.present()) row.ref = ref.text("'ref'").value_or("");
  if (row.ref.empty()) node.get("ref").error("'ref' is empty");
  row.part = node.get("part").integer("'part'", 1, kMostOfACount).value_or(1);
  row.values = readValues(node, reading.extent, false, true);
  row.owners = ownersOf(node.get("owner"));
  auto list = node.get("milestones");
  if (!list.present()) {
    // The fields of its one milestone may stand in the row itself; the owner is the action's then.
    if (namesMilestoneField(node)) readMilestone(node, reading, {}, row.milestones);
    return row;
  }
  if (namesMilestoneField(node)) {
    list.error("the row has 'milestones' and a milestone's fields of its own", "move these into the list");
  }
  auto milestoneKeys = writableNames(reading.extent, true, false);
  milestoneKeys.emplace_back("text");
  milestoneKeys.emplace_back("owner");
  for (auto& item : list.items()) {
    if (!item.checkKeys(milestoneKeys, "a milestone")) continue;
    readMilestone(item, reading, ownersOf(item.get("owner")), row.milestones);
  }
  return row;
}

EditValues readEditValues(YamlNode node) {
  EditValues values;
  if (!node.checkKeys(writableNames(RowExtent::Edit, true, true), "'set'")) return values;
  values.ofAction = readValues(node, RowExtent::Edit, false, true);
  values.ofMilestone = readValues(node, RowExtent::Edit, true, false);
  return values;
}

std::pair<std::string, std::optional<std::string>> columnOf(const GivenValue& given, const Zone& zone) {
  const auto source = given.field->source;
  auto column = std::string(source.substr(source.find('.') + 1));
  const auto value = resolved(given, zone);
  if (column.ends_with("_at") && value.at) return {std::move(column), value.at->iso()};
  return {std::move(column), given.text};
}

plan::ActionRecord recordOf(const TrialRow& row, const plan::Plan& plan, const Zone& zone) {
  plan::ActionRecord record;
  auto own = std::make_shared<plan::Plan>(plan);
  record.action.id = ActionId{1};
  record.action.ref = row.ref;
  record.action.part = row.part;
  for (const auto& owner : row.owners) {
    record.owners.push_back({MilestoneId{}, owner, static_cast<int>(record.owners.size())});
  }
  plan::Milestone none;
  record.milestones.reserve(row.milestones.size());
  for (const auto& given : row.milestones) {
    auto& milestone = record.milestones.emplace_back(given.base);
    milestone.position = static_cast<int>(record.milestones.size()) - 1;
    milestone.id = MilestoneId{milestone.position + 1};
    setAll(given.values, {*own, record.action, milestone}, zone);
    if (!milestone.due && given.base.text.empty()) milestone.precision = plan::Precision::None;
    for (const auto& owner : given.owners) {
      record.owners.push_back(
          {milestone.id, owner, static_cast<int>(record.owners.size()), milestone.position});
    }
  }
  own->hasOwners = !record.owners.empty();
  own->hasDates = std::any_of(record.milestones.begin(), record.milestones.end(),
                              [](const auto& milestone) { return milestone.due.has_value(); });
  own->hasRag = false;
  setAll(row.values, {*own, record.action, none}, zone);
  own->hasRag = own->hasRag || record.action.rag.has_value();
  record.plan = std::move(own);
  return record;
}

}  // namespace chaser::daemon
