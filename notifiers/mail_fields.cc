// SPDX-License-Identifier: Apache-2.0
#include "notifiers/mail_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/text.h"

namespace chaser::notifiers {
namespace {

using alerts::ItemKind;

const plan::PlanRoles* rolesOfPlan(const plan::People& people, const Fact& fact) {
  const std::string key = planKeyOf(fact);
  return key.empty() ? nullptr : people.plan(key);
}

// What a colour means in its own plan: `Red: not on track`.
std::string ratingOf(const plan::ActionRecord& record) {
  if (!record.action.rag) return {};
  std::string words(plan::toString(*record.action.rag));
  words[0] = static_cast<char>(words[0] - 'a' + 'A');
  if (!record.plan) return words;
  for (const plan::RagMeaning& meaning : record.plan->ragKey)
    if (meaning.colour == *record.action.rag && !meaning.words.empty()) words += ": " + meaning.words;
  return words;
}

std::string ownersOf(const plan::ActionRecord& record) {
  std::vector<std::string> names;
  for (const plan::Owner& owner : record.owners)
    if (std::find(names.begin(), names.end(), owner.role) == names.end()) names.push_back(owner.role);
  return joinWords(names);
}

struct MailField {
  const char* name;
  const char* spoken;
  bool mayBePublic;  // holds neither names nor notes
  std::string (*value)(const plan::ActionRecord&, const plan::Milestone*);
};

// One row for each name that plan::mailFieldNames() knows.
const std::vector<MailField>& mailFields() {
  using Record = plan::ActionRecord;
  using plan::Milestone;
  static const std::vector<MailField> fields = {
      {"rag", "Rating", true, [](const Record& r, const Milestone*) { return ratingOf(r); }},
      {"recommendation", "Recommendation", true,
       [](const Record& r, const Milestone*) { return r.action.recommendation; }},
      {"issue", "Issue", true, [](const Record& r, const Milestone*) { return r.action.issue; }},
      {"action", "Action", true, [](const Record& r, const Milestone*) { return r.action.action; }},
      {"owner", "Owner", false, [](const Record& r, const Milestone*) { return ownersOf(r); }},
      {"by_whom", "By whom", false, [](const Record& r, const Milestone*) { return r.action.byWhom; }},
      {"assurance", "Assurance", true, [](const Record& r, const Milestone*) { return r.action.assurance; }},
      {"progress", "Progress", false, [](const Record& r, const Milestone*) { return r.action.progress; }},
      {"comments", "Comments", false, [](const Record& r, const Milestone*) { return r.action.comments; }},
      {"evidence", "Evidence", false,
       [](const Record&, const Milestone* m) { return m == nullptr ? std::string() : m->evidence; }}};
  return fields;
}

// What is said of the count, in the section where its items would stand.
std::string countWords(SectionKind section, bool pack, std::size_t count, const std::string& plan) {
  const bool one = count == 1;
  const std::string what = counted(count, "action") + " of the plan '" + plan + "' ";
  switch (section) {
    case SectionKind::New:
      if (pack) return what + (one ? "is new." : "are new.");
      return what + (one ? "needs" : "need") + " an answer from you.";
    case SectionKind::Warning:
      return what + (one ? "goes further unless it is answered." : "go further unless they are answered.");
    case SectionKind::Later:
      return what + (one ? "has" : "have") + " had no answer.";
    case SectionKind::Open:
      return what + (one ? "is" : "are") + " still open.";
    case SectionKind::Resolved:
      return what + (one ? "is" : "are") + " settled.";
    case SectionKind::Notices:
      break;
  }
  return counted(count, "message") + " about the plan '" + plan +
         "' could not be delivered. To see which: chaser outbox --dead.";
}

Section& sectionFor(SectionKind kind, Letter& letter, const std::string& title) {
  auto at = std::find_if(letter.sections.begin(), letter.sections.end(),
                         [&](const Section& section) { return section.kind >= kind; });
  if (at == letter.sections.end() || at->kind != kind)
    at = letter.sections.insert(at, Section{kind, title, {}});
  return *at;
}

struct Count {
  std::set<ActionId> actions;
  Entry entry;
  std::size_t items = 0;
};

}  // namespace

std::string planKeyOf(const Fact& fact) {
  if (fact.record && fact.record->plan) return fact.record->plan->key;
  return fact.plan;
}

bool isSensitive(const plan::People& people, const Fact& fact) {
  const auto* roles = rolesOfPlan(people, fact);
  if (roles == nullptr || !roles->sensitive) return false;
  // Notices that name no row may be read: nobody could look them up anywhere else.
  return fact.item.kind != ItemKind::Notice || fact.item.noticeKey.rfind("undeliverable:", 0) == 0;
}

bool showsField(const plan::People& people, const Fact& fact, const std::string& field) {
  const auto* roles = rolesOfPlan(people, fact);
  return roles != nullptr &&
         std::find(roles->mailFields.begin(), roles->mailFields.end(), field) != roles->mailFields.end();
}

std::vector<std::pair<std::string, std::string>> furtherFields(const plan::People& people, const Fact& fact,
                                                               bool pack, bool publicPaper) {
  std::vector<std::pair<std::string, std::string>> shown;
  if (!fact.record) return shown;
  const plan::Milestone* milestone = fact.record->milestone(fact.item.subject.milestone);
  for (const MailField& field : mailFields()) {
    if (!showsField(people, fact, field.name) || (publicPaper && !field.mayBePublic)) continue;
    if (pack && std::string_view(field.name) == "rag") continue;
    std::string words = field.value(*fact.record, milestone);
    if (!trim(words).empty()) shown.emplace_back(field.spoken, std::move(words));
  }
  return shown;
}

void addCounts(const std::vector<std::pair<SectionKind, const Fact*>>& facts, Letter& letter) {
  const bool pack = letter.kind == alerts::MessageKind::Pack || letter.kind == alerts::MessageKind::PackDraft;
  std::map<std::pair<SectionKind, std::string>, Count> counts;
  std::set<std::pair<PlanId, ActionId>> asked;
  for (const auto& [section, fact] : facts) {
    Count& count = counts[{section, planKeyOf(*fact)}];
    if (count.items++ == 0) count.entry.kind = fact->item.kind;
    count.actions.insert(fact->item.subject.action);
    count.entry.severity = std::max(count.entry.severity, fact->item.severity);
    if (section != SectionKind::Resolved && section != SectionKind::Notices)
      asked.insert({fact->item.plan, fact->item.subject.action});
  }
  const std::string keeper = letter.replyToName.empty() ? "whoever keeps the plan" : letter.replyToName;
  for (auto& [place, count] : counts) {
    const auto& [section, plan] = place;
    const bool notices = section == SectionKind::Notices;
    const std::size_t many = notices ? count.items : count.actions.size();
    count.entry.noticeText = countWords(section, pack, many, plan);
    if (!notices)
      count.entry.noticeText += fmt::format(
          " Messages about this plan give counts only. To look it up: chaser alerts --plan {}, or ask {}.",
          plan, keeper);
    Group group;
    group.plan = plan;
    group.planTitle = plan;
    group.entries.push_back(std::move(count.entry));
    sectionFor(section, letter, sectionTitle(section, pack)).groups.push_back(std::move(group));
    ++letter.inFull;
  }
  letter.actions += asked.size();
}

}  // namespace chaser::notifiers
