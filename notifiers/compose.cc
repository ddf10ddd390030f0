// SPDX-License-Identifier: Apache-2.0
#include "notifiers/compose.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "notifiers/mail_fields.h"
#include "notifiers/tone.h"

namespace chaser::notifiers {
namespace {

using alerts::ItemKind;

bool isPack(alerts::MessageKind kind) {
  return kind == alerts::MessageKind::Pack || kind == alerts::MessageKind::PackDraft;
}

SectionKind sectionOf(const Fact& fact) {
  switch (fact.item.kind) {
    case ItemKind::Ask:
      return SectionKind::New;
    case ItemKind::Warning:
      return SectionKind::Warning;
    case ItemKind::Escalation:
      // Of what was acknowledged or snoozed nobody can say that there was no answer.
      return fact.alert && fact.alert->quietDays > 0 ? SectionKind::Open : SectionKind::Later;
    case ItemKind::Reminder:
      return SectionKind::Open;
    case ItemKind::PackItem:
      return fact.times > 1 ? SectionKind::Open : SectionKind::New;
    case ItemKind::Resolved:
      return SectionKind::Resolved;
    case ItemKind::Notice:
      return SectionKind::Notices;
  }
  return SectionKind::New;
}

// Within a section: what looms first, then by severity, by date, and in the plan's own order. The milestone's
// position and the item's number make it total, so that the same facts always give the same letter.
auto orderOf(const Fact& fact) {
  constexpr std::int32_t kNoDay = 1 << 30;
  const plan::Milestone* milestone =
      fact.record ? fact.record->milestone(fact.item.subject.milestone) : nullptr;
  const std::int32_t due = milestone && milestone->due ? milestone->due->epochDays() : kNoDay;
  const std::int32_t goesOn = fact.item.goesOn ? fact.item.goesOn->epochDays() : kNoDay;
  const int position = fact.record ? fact.record->action.position : 0;
  return std::make_tuple(static_cast<int>(sectionOf(fact)), goesOn, -static_cast<int>(fact.item.severity),
                         due, fact.item.plan.value, position, milestone ? milestone->position : 0,
                         fact.item.id.value);
}

// Entries of one action stand under one headline: the milestone's label when they are all about one
// milestone, else the action's own.
Group groupOf(const Fact& fact, bool oneMilestone, bool showsRating) {
  Group group;
  if (!fact.record) return group;
  const plan::ActionRecord& record = *fact.record;
  if (record.plan) {
    group.plan = record.plan->key;
    group.planTitle = record.plan->title.empty() ? record.plan->key : record.plan->title;
    for (const plan::RagMeaning& meaning : record.plan->ragKey)
      if (showsRating && record.action.rag == meaning.colour) group.status = meaning.words;
  }
  group.ref = plan::spokenRef(record.action);
  group.headline =
      plan::headline(record, oneMilestone ? record.milestone(fact.item.subject.milestone) : nullptr);
  if (showsRating && record.action.rag) group.colour = std::string(plan::toString(*record.action.rag));
  return group;
}

Further furtherOf(const Fact& fact) {
  const Group group = groupOf(fact, true, false);
  if (fact.item.kind == ItemKind::Notice) return {group.plan, group.planTitle, {}, fact.item.noticeText};
  return {group.plan, group.planTitle, group.ref, group.headline};
}

struct Draft {
  const Fact* fact = nullptr;
  SectionKind section = SectionKind::New;
};

bool sameAction(const Draft& a, const Draft& b) {
  return a.section == b.section && a.fact->record && b.fact->record &&
         a.fact->item.plan == b.fact->item.plan && a.fact->item.subject.action == b.fact->item.subject.action;
}

// Brings the entries of one action together, at the place of its foremost one.
std::vector<Draft> gathered(const std::vector<Draft>& sorted) {
  std::vector<Draft> out;
  std::vector<bool> taken(sorted.size(), false);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (taken[i]) continue;
    out.push_back(sorted[i]);
    for (std::size_t j = i + 1; j < sorted.size(); ++j) {
      if (taken[j] || !sameAction(sorted[i], sorted[j])) continue;
      taken[j] = true;
      out.push_back(sorted[j]);
    }
  }
  return out;
}

void addEntries(const ComposeContext& context, const alerts::MessagePlan& plan,
                const std::vector<Draft>& drafts, Letter& letter) {
  const std::size_t limit = static_cast<std::size_t>(std::max(1, context.manners.itemsInFull));
  letter.inFull = std::min(limit, drafts.size());
  letter.counted = drafts.size() - letter.inFull;
  for (std::size_t i = 0; i < letter.inFull;) {
    std::size_t end = i + 1;
    bool oneMilestone = true;
    for (; end < letter.inFull && sameAction(drafts[i], drafts[end]); ++end)
      oneMilestone &= drafts[end].fact->item.subject == drafts[i].fact->item.subject;
    if (letter.sections.empty() || letter.sections.back().kind != drafts[i].section)
      letter.sections.push_back({drafts[i].section, sectionTitle(drafts[i].section, isPack(plan.kind)), {}});
    // The picture of a pack is made of its ratings; any other message shows them when the plan says so.
    const bool showsRating = isPack(plan.kind) || showsField(context.people, *drafts[i].fact, "rag");
    Group group = groupOf(*drafts[i].fact, oneMilestone, showsRating);
    for (; i < end; ++i) group.entries.push_back(entryOf(context, plan, *drafts[i].fact, letter.isPublic));
    letter.sections.back().groups.push_back(std::move(group));
  }
  for (std::size_t i = letter.inFull; i < drafts.size(); ++i)
    letter.further.push_back(furtherOf(*drafts[i].fact));
}

// Every action of the pack once, by its colour; those without one last.
std::vector<std::pair<std::string, std::size_t>> ragPicture(const std::vector<Fact>& facts) {
  using plan::Rag;
  std::vector<std::pair<std::string, std::size_t>> picture;
  std::set<std::pair<PlanId, ActionId>> seen;
  std::array<std::size_t, 6> counts{};
  for (const Fact& fact : facts) {
    if (!fact.record || !seen.insert({fact.item.plan, fact.item.subject.action}).second) continue;
    const auto& rag = fact.record->action.rag;
    ++counts[rag ? static_cast<std::size_t>(*rag) : counts.size() - 1];
  }
  for (const Rag rag : {Rag::Red, Rag::Amber, Rag::Green, Rag::Blue, Rag::Grey})
    if (counts[static_cast<std::size_t>(rag)] > 0)
      picture.emplace_back(plan::toString(rag), counts[static_cast<std::size_t>(rag)]);
  if (!picture.empty() && counts.back() > 0) picture.emplace_back("", counts.back());
  return picture;
}

// A board is known here by its title, the same text that dispatch put into the plan.
const plan::Board* boardByTitle(const plan::People& people, const std::string& title) {
  for (const plan::Board& board : people.directory().boards)
    if (board.title() == title) return &board;
  return nullptr;
}

void addPackFacts(const ComposeContext& context, const alerts::MessagePlan& plan,
                  const std::vector<Fact>& facts, Letter& letter) {
  letter.board = plan.board;
  letter.meeting = plan.meeting;
  letter.ragPicture = ragPicture(facts);
  const plan::Board* board = boardByTitle(context.people, plan.board);
  if (board == nullptr) return;
  letter.isPublic = board->isPublic;
  if (board->meets && plan.meeting)
    letter.papers = plan::subtract(*plan.meeting, board->meets->papers, context.calendar);
}

// Whoever holds two roles in one alert (an owner's cover who is also the lead) reads of it once: a second
// entry of the same kind, or a reminder beside anything stronger, gives its note to the first. REQUIRES: in
// reading order.
std::vector<Fact> saidOnce(const std::vector<Fact>& facts) {
  std::vector<Fact> said;
  for (const Fact& fact : facts) {
    const auto same = std::find_if(said.begin(), said.end(), [&](const Fact& earlier) {
      return fact.item.alert && earlier.item.alert == fact.item.alert &&
             (earlier.item.kind == fact.item.kind || fact.item.kind == ItemKind::Reminder);
    });
    if (same == said.end()) {
      said.push_back(fact);
    } else if (!fact.note.empty() && same->note.find(fact.note) == std::string::npos) {
      same->note += same->note.empty() ? fact.note : "; " + fact.note;
    }
  }
  return said;
}

std::size_t actionsAskedAbout(const std::vector<Draft>& drafts) {
  std::set<std::pair<PlanId, ActionId>> actions;
  for (const Draft& draft : drafts) {
    if (draft.section == SectionKind::Resolved || draft.section == SectionKind::Notices) continue;
    actions.insert({draft.fact->item.plan, draft.fact->item.subject.action});
  }
  return actions.size();
}

}  // namespace

std::string sectionTitle(SectionKind section, bool pack) {
  switch (section) {
    case SectionKind::New:
      return pack ? "New since the last meeting" : "New";
    case SectionKind::Warning:
      return "Before it goes further";
    case SectionKind::Later:
      return "No answer yet";
    case SectionKind::Open:
      return pack ? "Still open from earlier papers" : "Still open";
    case SectionKind::Resolved:
      return "Settled, nothing to do";
    case SectionKind::Notices:
      return "About the chasing itself";
  }
  return {};
}

Letter compose(const ComposeContext& context, const alerts::MessagePlan& plan,
               const std::vector<Fact>& wanted) {
  std::vector<Fact> facts = wanted;
  std::sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return orderOf(a) < orderOf(b); });
  facts = saidOnce(facts);

  Letter letter;
  letter.kind = plan.kind;
  letter.key = plan.key();
  letter.toName = plan.to.name;
  letter.toAddress = plan.to.address;
  letter.replyToName = context.coordinator.name;
  letter.replyToAddress = context.coordinator.address;
  letter.day = context.today;
  letter.marking = context.marking;
  letter.link = context.link;
  letter.hasLinks =
      std::any_of(facts.begin(), facts.end(), [](const Fact& fact) { return !fact.link.empty(); });
  letter.hasCodes =
      std::any_of(facts.begin(), facts.end(), [](const Fact& fact) { return !fact.code.empty(); });
  if (isPack(plan.kind)) addPackFacts(context, plan, facts, letter);

  std::vector<Draft> drafts;
  std::vector<std::pair<SectionKind, const Fact*>> sensitive;
  drafts.reserve(facts.size());
  for (const Fact& fact : facts) {
    if (isSensitive(context.people, fact)) {
      sensitive.emplace_back(sectionOf(fact), &fact);
    } else {
      drafts.push_back({&fact, sectionOf(fact)});
    }
  }
  drafts = gathered(drafts);
  letter.actions = actionsAskedAbout(drafts);
  addEntries(context, plan, drafts, letter);
  addCounts(sensitive, letter);
  return letter;
}

}  // namespace chaser::notifiers
