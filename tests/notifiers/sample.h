// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "notifiers/compose.h"
#include "notifiers/mailto.h"

/// An invented plan and what is said about it, for the tests of everything between an item and the wire.
namespace chaser::notifiers::sample {

inline Date day(const char* iso) {
  return *Date::parse(iso);
}

inline plan::People people() {
  plan::Directory directory;
  const auto contact = [&](const char* name, const char* email) {
    plan::Contact one;
    one.name = name;
    one.email = email;
    one.roles = {name};
    directory.contacts.push_back(one);
  };
  contact("Priya Natarajan", "priya@harbour.example");
  contact("Tom Okafor", "tom@harbour.example");
  contact("Megan Price", "megan@tidewell.example");
  directory.contacts[2].reportsTo = "Tom Okafor";
  plan::Party party;
  party.name = "Tidewell";
  party.contact = "Megan Price";
  directory.parties.push_back(party);
  plan::Board board;
  board.name = "Harbour improvement board";
  board.email = "board@harbour.example";
  board.meets = plan::MeetingPlan{};
  board.meets->dates = {day("2026-12-08")};
  directory.boards.push_back(board);
  board.name = "Public scrutiny panel";
  board.isPublic = true;
  directory.boards.push_back(board);
  return plan::People(directory);
}

inline std::shared_ptr<const plan::Plan> harbourPlan() {
  plan::Plan plan;
  plan.id = PlanId{1};
  plan.key = "harbour";
  plan.title = "Harbour improvement plan";
  plan.board = "Harbour improvement board";
  plan.coordinator = "Priya Natarajan";
  plan.ragKey = plan::defaultRagKey();
  for (plan::RagMeaning& meaning : plan.ragKey) {
    if (meaning.colour == plan::Rag::Red) meaning.words = "not on track";
    if (meaning.colour == plan::Rag::Amber) meaning.words = "needs watching";
    if (meaning.colour == plan::Rag::Green) meaning.words = "on track";
  }
  return std::make_shared<const plan::Plan>(plan);
}

struct MilestoneSketch {
  const char* text;
  const char* label;
  plan::Basis basis;
  const char* due;
  plan::Precision precision = plan::Precision::Day;
};

/// An action with one milestone, whose ids are both `number`.
inline plan::ActionRecord record(int number, const char* ref, const char* recommendation, plan::Rag rag,
                                 const MilestoneSketch& sketch) {
  plan::ActionRecord record;
  record.plan = harbourPlan();
  record.action.id = ActionId{number};
  record.action.plan = record.plan->id;
  record.action.ref = ref;
  record.action.position = number;
  record.action.recommendation = recommendation;
  record.action.rag = rag;
  plan::Milestone milestone;
  milestone.id = MilestoneId{number};
  milestone.text = sketch.text;
  milestone.label = sketch.label;
  milestone.party = "Tidewell";
  milestone.basis = sketch.basis;
  milestone.due = day(sketch.due);
  milestone.precision = sketch.precision;
  record.milestones.push_back(milestone);
  return record;
}

inline rules::Rule indicativePassed() {
  rules::Rule rule;
  rule.id = "indicative-date-passed";
  rule.summary = "Indicative date passed without agreement";
  rule.why = "Nobody has committed to a date, and the one pencilled in has gone.";
  rule.ask = "Can you confirm or change this date?";
  rule.stopsWhen = "the date is agreed, or a new one is given";
  return rule;
}

inline rules::Rule agreedMissed() {
  rules::Rule rule;
  rule.id = "agreed-date-missed";
  rule.summary = "Agreed date missed";
  rule.why = "A date that was committed to has passed, and the plan does not say that it is done.";
  rule.ask = "Is this done, or is there a new date?";
  rule.stopsWhen = "it is marked complete, or a new date is agreed";
  rule.severity = rules::Severity::Critical;
  return rule;
}

inline rules::Rule noProgress() {
  rules::Rule rule;
  rule.id = "green-stale";
  rule.over = rules::Over::Action;
  rule.summary = "On track by its colour, but nothing new for 4 weeks";
  rule.why = "The rating says on track; the last progress of substance is from 12 October.";
  rule.ask = "Can you add a line on progress?";
  rule.stopsWhen = "progress is added, or the rating changes";
  return rule;
}

inline rules::Rule notVerified() {
  rules::Rule rule;
  rule.id = "complete-not-verified";
  rule.summary = "Complete, but not verified";
  rule.why = "This has been marked as complete for four weeks, and nobody has checked it.";
  rule.ask = "Please check the evidence, and mark it as verified or open it again.";
  rule.stopsWhen = "the milestone is verified or opened again";
  rule.severity = rules::Severity::Info;
  return rule;
}

inline alerts::Role owner() {
  return {rules::Tell::Kind::Owner, "Megan Price"};
}

inline alerts::Alert alertOf(const plan::ActionRecord& record, const rules::Rule& rule) {
  alerts::Alert alert;
  alert.id = AlertId{record.action.id.value};
  alert.rule = rule.id;
  alert.subject = {record.action.id,
                   rule.over == rules::Over::Milestone ? record.milestones[0].id : MilestoneId{}};
  alert.state = alerts::AlertState::Firing;
  alert.firedOn = day("2026-11-02");
  return alert;
}

inline Fact fact(alerts::ItemKind kind, const plan::ActionRecord& record, const rules::Rule& rule, int id) {
  Fact fact;
  fact.record = record;
  fact.rule = &rule;
  fact.alert = alertOf(record, rule);
  fact.item.id = ItemId{id};
  fact.item.kind = kind;
  fact.item.plan = record.plan->id;
  fact.item.subject = fact.alert->subject;
  fact.item.rule = rule.id;
  fact.item.step = "owner";
  fact.item.severity = rule.severity;
  fact.item.role = owner();
  return fact;
}

inline alerts::StepMade told(const char* step, const char* name, const char* on) {
  alerts::StepMade made;
  made.step = step;
  made.role = owner();
  made.on = day(on);
  made.toldOn = day(on);
  made.told = {name};
  return made;
}

inline alerts::Recipient person(const char* name, const char* address) {
  return {alerts::Recipient::Kind::Person, name, address, ""};
}

/// Everything a compose() refers to, kept together.
struct Desk {
  alerts::Manners manners;
  plan::People people = sample::people();
  plan::WorkingCalendar calendar;
  Date today = day("2026-11-23");
  std::string marking;
  rules::Rule indicative = indicativePassed();
  rules::Rule agreed = agreedMissed();
  rules::Rule stale = noProgress();
  rules::Rule unverified = notVerified();
  plan::ActionRecord training =
      record(1, "3.1", "Train every duty officer in the new handover. It should be repeated each year.",
             plan::Rag::Amber,
             {"Qtr 3 2026 (I) Tidewell to have trained all duty officers",
              "Duty officers trained in the new handover", plan::Basis::Indicative, "2026-09-30",
              plan::Precision::Quarter});
  plan::ActionRecord lighting =
      record(2, "4.2", "Replace the lighting on the east quay.", plan::Rag::Red,
             {"Lighting replaced by 31 October 2026 (A)", "", plan::Basis::Agreed, "2026-10-31"});
  plan::ActionRecord signage =
      record(3, "7", "Put up signs in the four languages most spoken at the harbour.", plan::Rag::Green,
             {"Signs up by end of November 2026 (I)", "", plan::Basis::Indicative, "2026-11-30",
              plan::Precision::Month});

  alerts::MessagePlan to(alerts::MessageKind kind = alerts::MessageKind::Digest) const {
    alerts::MessagePlan plan;
    plan.kind = kind;
    plan.to = person("Megan Price", "megan@tidewell.example");
    plan.day = today;
    return plan;
  }
  Letter write(const alerts::MessagePlan& plan, const std::vector<Fact>& facts) const {
    return compose(
        {manners, people, calendar, today, person("Priya Natarajan", "priya@harbour.example"), marking}, plan,
        facts);
  }

  std::vector<Fact> digestFacts() const {
    Fact warned = fact(alerts::ItemKind::Warning, lighting, agreed, 2);
    warned.item.goesTo = {{rules::Tell::Kind::NamedBoard, "Harbour improvement board"}};
    warned.item.goesOn = day("2026-12-01");
    Fact settled = fact(alerts::ItemKind::Resolved, signage, indicative, 4);
    settled.ended = "The date was agreed.";
    return {fact(alerts::ItemKind::Reminder, signage, stale, 3), warned, settled,
            fact(alerts::ItemKind::Ask, training, indicative, 1)};
  }
  Letter digest() const { return write(to(), digestFacts()); }
  /// The same where people answer by links.
  Letter digestWithLinks() const {
    auto facts = digestFacts();
    const std::string place = "https://chaser.harbour.example/a/";
    facts[0].link = place + "010000038v5s1t7qk2m9x4c6w0b3n8rh";
    facts[1].link = place + "01000002d4f7h2j9k5m8n3p6q1r0s4t7";
    facts[3].link = place + "01000001z8y3x6w1v4t7s2r5q0p9n6m3";
    return compose({manners, people, calendar, today, person("Priya Natarajan", "priya@harbour.example"),
                    marking, place + "010000040a1b2c3d4e5f6g7h8j9k0m1n"},
                   to(), facts);
  }
  /// The same where people answer by mail.
  Letter digestWithCodes() const {
    using alerts::AnswerKind;
    auto facts = digestFacts();
    const std::vector<AnswerKind> offered = {AnswerKind::OnTrack,   AnswerKind::Done,   AnswerKind::NewDate,
                                             AnswerKind::AgreeDate, AnswerKind::Snooze, AnswerKind::NotMine};
    const char* codes[] = {"ch-4d-7k2m9qxt", "ch-4e-0a1b2c3d", "", "ch-4f-z8y3x6w1"};
    for (std::size_t i = 0; i < 4; ++i) {
      facts[i].code = codes[i];
      if (facts[i].code.empty()) continue;
      facts[i].replies =
          replyChoices(offered, "priya@harbour.example", plan::spokenRef(facts[i].record->action), codes[i]);
    }
    return write(to(), facts);
  }
  Letter warning() const { return write(to(), {digestFacts()[1]}); }

  Letter escalation() const {
    Fact escalated = fact(alerts::ItemKind::Escalation, lighting, agreed, 5);
    escalated.item.step = "lead";
    escalated.item.role = {rules::Tell::Kind::Lead, "party:Tidewell"};
    escalated.alert->made = {told("owner", "Megan Price", "2026-11-02")};
    alerts::MessagePlan plan = to();
    plan.to = person("Tom Okafor", "tom@harbour.example");
    return write(plan, {escalated});
  }

  Letter pack(alerts::MessageKind kind = alerts::MessageKind::Pack,
              const char* board = "Harbour improvement board") const {
    Fact again = fact(alerts::ItemKind::PackItem, lighting, agreed, 6);
    again.item.step = "board";
    again.times = 2;
    again.record->milestones[0].slips = 2;
    again.record->milestones[0].baselineDue = day("2026-03-31");
    again.alert->made = {told("owner", "Megan Price", "2026-11-02"),
                         told("lead", "Tom Okafor", "2026-11-16")};
    Fact fresh = fact(alerts::ItemKind::PackItem, training, indicative, 7);
    fresh.item.step = "board";
    fresh.note = "for Megan Price, who is away until 30 November 2026";
    alerts::MessagePlan plan = to(kind);
    plan.to = {alerts::Recipient::Kind::Board, board, "board@harbour.example", ""};
    plan.board = board;
    plan.meeting = day("2026-12-08");
    Fact open = fact(alerts::ItemKind::PackItem, signage, stale, 8);
    open.item.step = "board";
    return write(plan, {again, fresh, open});
  }

  /// To who checks what others say is done.
  Letter verification() const {
    auto done = signage;
    done.milestones[0].state = plan::State::Complete;
    done.milestones[0].completedOn = day("2026-10-20");
    done.milestones[0].completedBy = "Megan Price";
    done.milestones[0].evidence = "minutes of the quay committee, item 4";
    Fact asked = fact(alerts::ItemKind::Ask, done, unverified, 10);
    asked.item.role = {rules::Tell::Kind::Verifier, {}};
    alerts::MessagePlan plan = to();
    plan.to = person("Tom Okafor", "tom@harbour.example");
    return write(plan, {asked});
  }

  Letter notice(const char* text) const {
    Fact fact;
    fact.item.id = ItemId{9};
    fact.item.kind = alerts::ItemKind::Notice;
    fact.item.noticeText = text;
    alerts::MessagePlan plan = to();
    plan.to = person("Priya Natarajan", "priya@harbour.example");
    return write(plan, {fact});
  }
};

}  // namespace chaser::notifiers::sample
