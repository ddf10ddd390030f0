// SPDX-License-Identifier: Apache-2.0
#include "store/plan_rows.h"

#include <array>

namespace chaser::store {

namespace {

constexpr auto kActionColumns = std::to_array<Column<plan::Action>>({
    {"id", [](Row& row, plan::Action& a) { a.id = row.id<ActionId>(); }},
    {"plan_id", [](Row& row, plan::Action& a) { a.plan = row.id<PlanId>(); }},
    {"ref", [](Row& row, plan::Action& a) { a.ref = row.text(); }},
    {"part", [](Row& row, plan::Action& a) { a.part = row.number(); }},
    {"position", [](Row& row, plan::Action& a) { a.position = row.number(); }},
    {"rag", [](Row& row, plan::Action& a) { a.rag = row.word(plan::parseRag); }},
    {"closed_at", [](Row& row, plan::Action& a) { a.closedAt = row.maybeInstant(); }},
    {"confirmed_at", [](Row& row, plan::Action& a) { a.confirmedAt = row.maybeInstant(); }},
    {"imported_at", [](Row& row, plan::Action& a) { a.importedAt = row.maybeInstant(); }},
    {"updated_at", [](Row& row, plan::Action& a) { a.updatedAt = row.maybeInstant(); }},
    {"progressed_at", [](Row& row, plan::Action& a) { a.progressedAt = row.maybeInstant(); }},
    {"rag_since", [](Row& row, plan::Action& a) { a.ragSince = row.maybeInstant(); }},
    {"rag_previous", [](Row& row, plan::Action& a) { a.ragPrevious = row.word(plan::parseRag); }},
    {"rag_text", [](Row& row, plan::Action& a) { a.ragText = row.text(); }},
    {"by_whom", [](Row& row, plan::Action& a) { a.byWhom = row.text(); }},
    {"assurance", [](Row& row, plan::Action& a) { a.assurance = row.text(); }},
    {"recommendation", [](Row& row, plan::Action& a) { a.recommendation = row.text(); }},
    {"issue", [](Row& row, plan::Action& a) { a.issue = row.text(); }},
    {"action", [](Row& row, plan::Action& a) { a.action = row.text(); }},
    {"progress", [](Row& row, plan::Action& a) { a.progress = row.text(); }},
    {"comments", [](Row& row, plan::Action& a) { a.comments = row.text(); }},
});

constexpr auto kMilestoneColumns = std::to_array<Column<plan::Milestone>>({
    {"id", [](Row& row, plan::Milestone& m) { m.id = row.id<MilestoneId>(); }},
    {"position", [](Row& row, plan::Milestone& m) { m.position = row.number(); }},
    {"basis", [](Row& row, plan::Milestone& m) { m.basis = row.word(plan::parseBasis); }},
    {"earliest", [](Row& row, plan::Milestone& m) { m.earliest = row.maybeDate(); }},
    {"due", [](Row& row, plan::Milestone& m) { m.due = row.maybeDate(); }},
    {"precision",
     [](Row& row, plan::Milestone&
                      m) { m.precision = row.word(plan::parsePrecision).value_or(plan::Precision::None); }},
    {"review", [](Row& row, plan::Milestone& m) { m.review = row.flag(); }},
    {"state",
     [](Row& row, plan::Milestone& m) { m.state = row.word(plan::parseState).value_or(plan::State::Open); }},
    {"completed_on", [](Row& row, plan::Milestone& m) { m.completedOn = row.maybeDate(); }},
    {"verified_on", [](Row& row, plan::Milestone& m) { m.verifiedOn = row.maybeDate(); }},
    {"recheck_on", [](Row& row, plan::Milestone& m) { m.recheckOn = row.maybeDate(); }},
    {"proposed_due", [](Row& row, plan::Milestone& m) { m.proposedDue = row.maybeDate(); }},
    {"proposed_at", [](Row& row, plan::Milestone& m) { m.proposedAt = row.maybeInstant(); }},
    {"baseline_due", [](Row& row, plan::Milestone& m) { m.baselineDue = row.maybeDate(); }},
    {"slips", [](Row& row, plan::Milestone& m) { m.slips = row.number(); }},
    {"agreed_at", [](Row& row, plan::Milestone& m) { m.agreedAt = row.maybeInstant(); }},
    {"party", [](Row& row, plan::Milestone& m) { m.party = row.text(); }},
    {"proposed_by", [](Row& row, plan::Milestone& m) { m.proposedBy = row.text(); }},
    {"completed_by", [](Row& row, plan::Milestone& m) { m.completedBy = row.text(); }},
    {"verified_by", [](Row& row, plan::Milestone& m) { m.verifiedBy = row.text(); }},
    {"label", [](Row& row, plan::Milestone& m) { m.label = row.text(); }},
    {"evidence", [](Row& row, plan::Milestone& m) { m.evidence = row.text(); }},
    {"doubt", [](Row& row, plan::Milestone& m) { m.doubt = row.text(); }},
    {"text", [](Row& row, plan::Milestone& m) { m.text = row.text(); }},
});

}  // namespace

std::span<const Column<plan::Action>> actionColumns() {
  return kActionColumns;
}

std::span<const Column<plan::Milestone>> milestoneColumns() {
  return kMilestoneColumns;
}

plan::Plan readPlan(Row& row) {
  plan::Plan p;
  p.id = row.id<PlanId>();
  p.key = row.text();
  p.title = row.text();
  p.authority = row.text();
  p.yearStarts = static_cast<unsigned>(row.integer());
  p.coordinator = row.text();
  p.board = row.text();
  p.hasOwners = row.flag();
  p.hasDates = row.flag();
  p.hasRag = row.flag();
  return p;
}

plan::RagMeaning readMeaning(Row& row) {
  plan::RagMeaning meaning;
  meaning.colour = row.word(plan::parseRag).value_or(plan::Rag::Grey);
  meaning.status = row.word(plan::parseStatus).value_or(plan::Status::NotStarted);
  meaning.words = row.text();
  return meaning;
}

plan::Owner readOwner(Row& row) {
  plan::Owner o;
  row.integer();  // its own id
  o.milestone = row.id<MilestoneId>();
  o.role = row.text();
  o.position = row.number();
  return o;
}

}  // namespace chaser::store
