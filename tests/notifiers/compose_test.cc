// SPDX-License-Identifier: Apache-2.0
#include "notifiers/compose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "notifiers/payload.h"
#include "notifiers/render.h"
#include "notifiers/tone.h"
#include "notifiers/words.h"
#include "tests/notifiers/sample.h"

namespace chaser::notifiers {
namespace {

using alerts::ItemKind;
using sample::Desk;
using ::testing::HasSubstr;
using ::testing::Not;

std::string allWords(const Letter& letter) {
  return subjectOf(letter) + "\n" + plainText(letter);
}

TEST(Compose, NewComesFirstThenWarningsThenEscalationsThenWhatIsStillOpen) {
  const Desk desk;
  const auto one = [&](ItemKind kind, int id) { return sample::fact(kind, desk.lighting, desk.agreed, id); };
  const Letter letter =
      desk.write(desk.to(), {one(ItemKind::Reminder, 1), one(ItemKind::Resolved, 2),
                             one(ItemKind::Escalation, 3), one(ItemKind::Warning, 4), one(ItemKind::Ask, 5)});
  std::vector<SectionKind> kinds;
  for (const Section& section : letter.sections) kinds.push_back(section.kind);
  EXPECT_THAT(kinds, ::testing::ElementsAre(SectionKind::New, SectionKind::Warning, SectionKind::Later,
                                            SectionKind::Open, SectionKind::Resolved));
}

TEST(Compose, ItemsOfOneActionStandTogetherUnderItsHeadline) {
  Desk desk;
  const Letter letter = desk.write(desk.to(), {sample::fact(ItemKind::Ask, desk.training, desk.indicative, 1),
                                               sample::fact(ItemKind::Ask, desk.lighting, desk.indicative, 2),
                                               sample::fact(ItemKind::Ask, desk.training, desk.stale, 3)});
  ASSERT_EQ(letter.sections.size(), 1U);
  ASSERT_EQ(letter.sections[0].groups.size(), 2U);
  EXPECT_EQ(letter.sections[0].groups[0].entries.size(), 2U);
  EXPECT_EQ(letter.actions, 2U);
}

TEST(Compose, TwentyFiveItemsAreGivenInFullAndTheRestIsNamedInALineEach) {
  const Desk desk;
  std::vector<Fact> facts;
  for (int i = 1; i <= 40; ++i) {
    Fact fact = sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, i);
    fact.item.subject.action = ActionId{i};
    facts.push_back(fact);
  }
  const Letter letter = desk.write(desk.to(), facts);
  EXPECT_EQ(letter.inFull, 25U);
  EXPECT_EQ(letter.counted, 15U);
  EXPECT_THAT(subjectOf(letter), HasSubstr("40 actions need you"));
  ASSERT_EQ(letter.further.size(), 15U);
  const auto templates = loadTemplates(std::filesystem::path(CHASER_SOURCE_DIR) / "notifiers/templates");
  ASSERT_TRUE(templates);
  const auto rendered = render(letter, *templates);
  const std::string line = furtherLine(letter.further.front(), false);
  EXPECT_THAT(line, HasSubstr(": "));
  const auto times = [](const std::string& text, const std::string& what) {
    std::size_t said = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++said;
    return said;
  };
  for (const auto& text : {plainText(letter), rendered.text, rendered.html})
    EXPECT_THAT(text, HasSubstr("15 more items in one line each:"));
  EXPECT_GE(times(plainText(letter), line), 15U);
  EXPECT_GE(times(rendered.text, "* " + line), 15U);
  EXPECT_GE(times(rendered.html, "<br>" + letter.further.front().ref + ": "), 15U);
}

TEST(Compose, WhoeverHoldsTwoRolesInOneAlertReadsOfItOnce) {
  const Desk desk;
  Fact asLead = sample::fact(ItemKind::Escalation, desk.lighting, desk.agreed, 1);
  Fact asCover = sample::fact(ItemKind::Reminder, desk.lighting, desk.agreed, 2);
  asLead.item.alert = asCover.item.alert = AlertId{9};
  asCover.note = "for Pat Reed, who is away";
  const Letter letter = desk.write(desk.to(), {asCover, asLead});
  ASSERT_EQ(letter.sections.size(), 1U);
  ASSERT_EQ(letter.sections[0].groups[0].entries.size(), 1U);
  EXPECT_EQ(letter.sections[0].groups[0].entries[0].kind, ItemKind::Escalation);
  EXPECT_THAT(allWords(letter), HasSubstr("Pat Reed, who is away"));
}

TEST(Compose, TheOrderOfTheFactsDoesNotMatter) {
  const Desk desk;
  std::vector<Fact> facts = desk.digestFacts();
  const std::string once = allWords(desk.write(desk.to(), facts));
  std::reverse(facts.begin(), facts.end());
  EXPECT_EQ(allWords(desk.write(desk.to(), facts)), once);
}

TEST(Tone, AnEstimateIsAskedAboutAndNeverCalledLateWhateverTheRuleSays) {
  Desk desk;
  desk.indicative.summary = "This date is overdue";
  desk.indicative.why = "You missed it.";
  desk.indicative.ask = "Why is this late?";
  const std::string words =
      allWords(desk.write(desk.to(), {sample::fact(ItemKind::Ask, desk.training, desk.indicative, 1)}));
  EXPECT_THAT(words, HasSubstr("Can you confirm or change this date?"));
  for (const char* reproach : {"overdue", "missed", "late?"}) EXPECT_THAT(words, Not(HasSubstr(reproach)));
}

TEST(Tone, TheFirstContactAboutSomethingLateOnArrivalAsksWhereItStands) {
  Desk desk;
  desk.agreed.why = "The agreed date was missed.";
  Fact fact = sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, 1);
  fact.item.asksWhereItStands = true;
  fact.alert->lateOnArrival = true;
  const std::string words = allWords(desk.write(desk.to(), {fact}));
  EXPECT_THAT(words, HasSubstr("Where does this stand?"));
  EXPECT_THAT(words, Not(HasSubstr("missed")));
}

TEST(Tone, AReviewDateAsksForAReviewAndSomethingDoneForAVerification) {
  Desk desk;
  desk.agreed.ask.clear();
  desk.lighting.milestones[0].review = true;
  EXPECT_THAT(allWords(desk.write(desk.to(), {sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, 1)})),
              HasSubstr("Can you review this"));
  desk.lighting.milestones[0].review = false;
  desk.lighting.milestones[0].state = plan::State::Complete;
  EXPECT_THAT(allWords(desk.write(desk.to(), {sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, 1)})),
              HasSubstr("Can you check that this is done?"));
}

TEST(Tone, AWarningThatHadToWaitNamesADayThatIsStillToCome) {
  Desk desk;
  Fact warned = sample::fact(ItemKind::Warning, desk.lighting, desk.agreed, 1);
  warned.item.goesTo = {{rules::Tell::Kind::Lead, "owner:Head of Property"}};
  warned.item.goesOn = sample::day("2026-01-05");
  const Letter letter = desk.write(desk.to(), {warned});
  // Two working days after Monday the 23rd, on which it leaves.
  EXPECT_EQ(letter.sections.front().groups.front().entries.front().goesOn, sample::day("2026-11-25"));
}

TEST(Tone, AnEscalationNamesWhoHasNotAnsweredAndNotTheOneWhoReadsIt) {
  const std::string words = allWords(Desk().escalation());
  EXPECT_THAT(words, HasSubstr("No answer yet from Megan Price, told on 2 November 2026."));
  EXPECT_THAT(words, Not(HasSubstr("missed")));
  EXPECT_THAT(words, Not(HasSubstr("Tom Okafor")));
}

TEST(Tone, AnEscalationBlamesNobodyForSilenceWhoIsToldByTheSameStep) {
  Desk desk;
  Fact escalated = sample::fact(ItemKind::Escalation, desk.lighting, desk.agreed, 5);
  escalated.item.step = "lead";
  escalated.alert->made = {sample::told("owner", "Megan Price", "2026-11-02"),
                           sample::told("lead", "Priya Natarajan", "2026-11-20")};
  alerts::MessagePlan plan = desk.to();
  plan.to = sample::person("Tom Okafor", "tom@harbour.example");
  const Letter letter = desk.write(plan, {escalated});
  EXPECT_THAT(letter.sections.front().groups.front().entries.front().notAnswered,
              ::testing::ElementsAre("Megan Price, told on 2 November 2026"));
}

TEST(Tone, AnEscalationOfWhatWasAcknowledgedOnceSaysNothingOfSilence) {
  Desk desk;
  Fact escalated = sample::fact(ItemKind::Escalation, desk.lighting, desk.agreed, 5);
  escalated.item.step = "lead";
  escalated.alert->made = {sample::told("owner", "Megan Price", "2026-11-02")};
  escalated.alert->quietDays = 22;
  alerts::MessagePlan plan = desk.to();
  plan.to = sample::person("Tom Okafor", "tom@harbour.example");
  const std::string words = allWords(desk.write(plan, {escalated}));
  EXPECT_THAT(words, HasSubstr("Asked so far: Megan Price, told on 2 November 2026."));
  EXPECT_THAT(words, Not(HasSubstr("No answer")));
  EXPECT_THAT(words, Not(HasSubstr("no answer")));
}

TEST(Tone, AnEscalationSaysTruthfullyWhyItComesToItsReader) {
  using Kind = rules::Tell::Kind;
  Desk desk;
  rules::Step last;
  last.id = "last";
  last.tell = {{Kind::Owner, {}}};
  desk.agreed.ladder = {last};
  const auto opening = [&desk](const alerts::Role& role, const char* name, const char* address) {
    Fact fact = sample::fact(ItemKind::Escalation, desk.lighting, desk.agreed, 5);
    fact.item.step = "last";
    fact.item.role = role;
    alerts::MessagePlan plan = desk.to();
    plan.to = sample::person(name, address);
    const auto lines = openingOf(desk.write(plan, {fact}));
    return lines.size() < 2 ? std::string() : lines.at(1);
  };
  const char* nobodyElse = "You are told because the plan names nobody else to tell.";
  const char* keeper = "Priya Natarajan";
  const char* hers = "priya@harbour.example";
  EXPECT_EQ(opening({Kind::Lead, "owner:Nobody we know"}, keeper, hers), nobodyElse);
  EXPECT_EQ(opening({Kind::Lead, "owner:Tom Okafor"}, keeper, hers), nobodyElse) << "he reports to nobody";
  EXPECT_EQ(opening({Kind::Coordinator, {}}, keeper, hers), nobodyElse) << "no owner is named";
  EXPECT_EQ(opening({Kind::Owner, keeper}, keeper, hers), "You are told because you keep the plan.");
  desk.agreed.ladder.front().tell = {{Kind::Coordinator, {}}};
  EXPECT_EQ(opening({Kind::Coordinator, {}}, keeper, hers), "You are told because you keep the plan.");
  EXPECT_EQ(opening({Kind::Lead, "party:Tidewell"}, "Tom Okafor", "tom@harbour.example"),
            "You are told because you lead for those who were asked.");
  EXPECT_EQ(opening({Kind::Contact, "Tom Okafor"}, "Tom Okafor", "tom@harbour.example"), "");
}

TEST(Tone, OnlyWhatIsCriticalIsCalledUrgent) {
  Desk desk;
  auto plan = desk.to();
  plan.kind = alerts::MessageKind::Urgent;
  const Fact fact = sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, 1);
  EXPECT_THAT(subjectOf(desk.write(plan, {fact})), ::testing::StartsWith("Urgent: "));
  desk.agreed.severity = rules::Severity::Warning;
  EXPECT_THAT(subjectOf(desk.write(plan, {fact})), ::testing::StartsWith("1 action needs you"))
      << "told at once because they wish so";
}

TEST(Tone, ACoverIsToldOfEachItemWhetherItIsTheirsOrAnothers) {
  Desk desk;
  const Fact own = sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, 1);
  Fact another = sample::fact(ItemKind::Ask, desk.training, desk.indicative, 2);
  another.coverFor = "Megan Price";
  const Letter letter = desk.write(desk.to(), {own, another});
  std::vector<std::string> notes;
  for (const Group& group : letter.sections.front().groups) notes.push_back(group.entries.front().note);
  EXPECT_THAT(notes, ::testing::UnorderedElementsAre("", "You stand in for Megan Price."));
}

TEST(Tone, ADoubtAndAVacantRoleAreSaidToTheCoordinator) {
  const Desk desk;
  Fact doubt = sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, 1);
  doubt.item.becauseDoubt = "two dates in one line";
  Fact vacant = sample::fact(ItemKind::Ask, desk.training, desk.indicative, 2);
  vacant.heldByNobody = true;
  const std::string words = allWords(desk.write(desk.to(), {doubt, vacant}));
  EXPECT_THAT(words, HasSubstr("Can you settle what the plan means here?"));
  EXPECT_THAT(words, HasSubstr("In doubt: two dates in one line."));
  EXPECT_THAT(words, HasSubstr("Nobody holds the role 'Megan Price'."));
}

TEST(Tone, ADateIsSaidAsExactlyAsThePlanSaysIt) {
  const Date due = sample::day("2026-09-30");
  EXPECT_EQ(spokenDue(due, plan::Precision::Day), "30 September 2026");
  EXPECT_EQ(spokenDue(due, plan::Precision::Month), "the end of September 2026");
  EXPECT_EQ(spokenDue(due, plan::Precision::Quarter), "the quarter to 30 September 2026");
}

TEST(Tone, OrdinalsAreSaidAsPeopleSayThem) {
  EXPECT_EQ(ordinalTime(2), "2nd time");
  EXPECT_EQ(ordinalTime(3), "3rd time");
  EXPECT_EQ(ordinalTime(11), "11th time");
  EXPECT_EQ(ordinalTime(21), "21st time");
  EXPECT_EQ(ordinalTime(112), "112th time");
}

TEST(Pack, APublicBoardsPapersLeaveOutPeopleAndNotes) {
  const Desk desk;
  const std::string open = plainText(desk.pack());
  EXPECT_THAT(open, HasSubstr("Megan Price"));
  EXPECT_THAT(open, HasSubstr("Tom Okafor"));
  const Letter papers = desk.pack(alerts::MessageKind::Pack, "Public scrutiny panel");
  EXPECT_TRUE(papers.isPublic);
  for (const char* name : {"Megan Price", "Tom Okafor", "away until"})
    EXPECT_THAT(plainText(papers), Not(HasSubstr(name)));
}

TEST(Pack, ADraftNamesAllWhoWereAskedAsThePapersWillEvenWhoeverChecksIt) {
  const Desk desk;
  alerts::MessagePlan plan = desk.to(alerts::MessageKind::PackDraft);
  plan.board = "Harbour improvement board";
  plan.meeting = sample::day("2026-12-08");
  Fact fact = sample::fact(ItemKind::PackItem, desk.lighting, desk.agreed, 1);
  fact.item.step = "board again";
  fact.alert->made = {sample::told("owner", "Megan Price", "2026-11-02"),
                      sample::told("board", "Harbour improvement board", "2026-11-16")};
  const std::string words = plainText(desk.write(plan, {fact}));
  EXPECT_THAT(words, HasSubstr("Asked so far: Megan Price, told on 2 November 2026."));
  EXPECT_THAT(words, Not(HasSubstr("Harbour improvement board, told on")));
}

TEST(Pack, NewItemsComeFirstAndOldOnesSayHowOftenTheyStoodThere) {
  const Letter letter = Desk().pack();
  ASSERT_EQ(letter.sections.size(), 2U);
  EXPECT_EQ(letter.sections[0].kind, SectionKind::New);
  EXPECT_EQ(letter.sections[1].groups[0].entries[0].times, 2);
  EXPECT_EQ(letter.papers, sample::day("2026-12-01"));
  EXPECT_THAT(letter.ragPicture, ::testing::ElementsAre(std::pair<std::string, std::size_t>("red", 1),
                                                        std::pair<std::string, std::size_t>("amber", 1),
                                                        std::pair<std::string, std::size_t>("green", 1)));
}

/// The harbour plan's roles in contacts.yaml, on a desk of its own.
Desk deskWith(std::vector<std::string> mailFields, bool sensitive = false) {
  Desk desk;
  plan::Directory directory = desk.people.directory();
  plan::PlanRoles roles;
  roles.key = "harbour";
  roles.mailFields = std::move(mailFields);
  roles.sensitive = sensitive;
  directory.plans.push_back(roles);
  desk.people = plan::People(directory);
  desk.training.action.progress = "Half of the officers are trained";
  desk.training.action.comments = "Megan is on leave";
  desk.training.action.assurance = "Harbour improvement board";
  return desk;
}

TEST(Pack, ANoteOfThoseWhoPrepareTheMeetingIsPrintedAndBearsTheirName) {
  const Desk desk;
  alerts::MessagePlan plan = desk.to(alerts::MessageKind::Pack);
  plan.meeting = sample::day("2026-12-08");
  Fact fact = sample::fact(ItemKind::PackItem, desk.lighting, desk.agreed, 1);
  fact.paperNote = "The contractor comes to the meeting";
  fact.paperNoteBy = "Tom Okafor";
  plan.board = "Harbour improvement board";
  EXPECT_THAT(plainText(desk.write(plan, {fact})),
              HasSubstr("The contractor comes to the meeting. – Tom Okafor."));
  plan.board = "Public scrutiny panel";
  EXPECT_THAT(plainText(desk.write(plan, {fact})), Not(HasSubstr("contractor")));
}

TEST(Compose, WhatABoardSentBackIsAskedWithItsQuestionOfWhoeverReadsOfIt) {
  const Desk desk;
  for (const auto kind : {ItemKind::PackItem, ItemKind::Reminder}) {
    alerts::MessagePlan plan =
        desk.to(kind == ItemKind::PackItem ? alerts::MessageKind::Pack : alerts::MessageKind::Digest);
    plan.meeting = sample::day("2026-12-08");
    Fact fact = sample::fact(kind, desk.lighting, desk.agreed, 1);
    fact.sentBack = "Harbour improvement board sent it back on 10 November 2026: who pays for it?";
    EXPECT_THAT(plainText(desk.write(plan, {fact})), HasSubstr("on 10 November 2026: who pays for it?"));
  }
}

TEST(Pack, TheSealOfTheRecordAndTheNamesOfItsFilesAreSaid) {
  Letter papers = Desk().pack();
  papers.seal = "1234:9f86d081884c7d65";
  papers.attached = {"Harbour improvement plan, 8 December 2026.xlsx"};
  const std::string words = plainText(papers);
  EXPECT_THAT(words, HasSubstr("1234:9f86d081884c7d65"));
  EXPECT_THAT(words, HasSubstr("Attached as a table: Harbour improvement plan, 8 December 2026.xlsx."));
}

TEST(PersonalData, AMessageShowsNoMoreOfAPlanThanItsRefHeadlineDatesAndAsk) {
  const Letter letter = deskWith({}).digest();
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      EXPECT_EQ(group.colour, "");
      EXPECT_EQ(group.status, "");
      for (const Entry& entry : group.entries) EXPECT_TRUE(entry.fields.empty());
    }
  }
  EXPECT_THAT(plainText(letter), Not(HasSubstr("Half of the officers")));
}

TEST(PersonalData, APlanLetsItsMessagesShowFurtherFields) {
  const Letter letter = deskWith({"progress", "rag"}).digest();
  const std::string words = plainText(letter);
  EXPECT_THAT(words, HasSubstr("Rating: Amber: needs watching\n"));
  EXPECT_THAT(words, HasSubstr("Progress: Half of the officers are trained\n"));
  EXPECT_THAT(words, Not(HasSubstr("Megan is on leave")));
  EXPECT_EQ(letter.sections[0].groups[0].colour, "amber");
}

TEST(PersonalData, PapersThatAnybodyMayReadHaveNoFurtherNamesOrNotes) {
  const Desk desk = deskWith({"progress", "comments", "owner", "by_whom", "assurance"});
  const std::string words = plainText(desk.pack(alerts::MessageKind::Pack, "Public scrutiny panel"));
  EXPECT_THAT(words, HasSubstr("Assurance: Harbour improvement board"));
  for (const char* kept : {"Half of the officers", "Megan", "Progress:", "Comments:"})
    EXPECT_THAT(words, Not(HasSubstr(kept)));
}

TEST(PersonalData, OfASensitivePlanThereAreCountsOnlyAndHowToLookItUp) {
  const auto templates = loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates");
  ASSERT_TRUE(templates);
  const Desk desk = deskWith({"progress"}, true);
  for (const Letter& letter : {desk.digest(), desk.warning(), desk.escalation(), desk.pack()}) {
    const Rendered rendered = render(letter, *templates);
    EXPECT_TRUE(rendered.faults.empty());
    for (const std::string& words : {rendered.subject, rendered.text, rendered.html, plainText(letter),
                                     genericPayload(letter, "msg_1", Instant())}) {
      for (const char* kept :
           {"Duty officers", "lighting", "Harbour improvement plan", "Tidewell", "3.1", "4.2", "Half of",
            "31 October", "2026-10-31", "agreed-date-missed", "Indicative", "two working days"})
        EXPECT_THAT(words, Not(HasSubstr(kept)));
    }
    EXPECT_THAT(rendered.text, HasSubstr("chaser alerts --plan harbour"));
    EXPECT_THAT(rendered.html, HasSubstr("chaser alerts --plan harbour"));
  }
  const Letter digest = desk.digest();
  EXPECT_EQ(subjectOf(digest), "3 actions need you: harbour");
  EXPECT_THAT(plainText(digest), HasSubstr("1 action of the plan 'harbour' needs an answer from you."));
  EXPECT_EQ(digest.sections.front().kind, SectionKind::New);
}

TEST(PersonalData, ANoticeAboutASensitivePlanNamesNoRow) {
  const Desk desk = deskWith({}, true);
  Fact fact;
  fact.plan = "harbour";
  fact.item.kind = ItemKind::Notice;
  fact.item.noticeKey = "undeliverable:m1:1";
  fact.item.noticeText = "Undeliverable to Megan Price <megan@tidewell.example>, about 3.1";
  const std::string words = plainText(desk.write(desk.to(), {fact}));
  EXPECT_THAT(words, Not(HasSubstr("3.1")));
  EXPECT_THAT(words, HasSubstr("1 message about the plan 'harbour' could not be delivered."));
  fact.item.noticeKey = "calendar:2028";
  fact.item.noticeText = "the calendar of holidays ends soon";
  EXPECT_THAT(plainText(desk.write(desk.to(), {fact})), HasSubstr("the calendar of holidays ends soon"));
}

TEST(Render, TextAndHtmlNameTheirLinesAlike) {
  const auto templates = loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates");
  ASSERT_TRUE(templates);
  const auto count = [](const std::string& text, const std::string& label) {
    std::size_t found = 0;
    for (auto at = text.find(label); at != std::string::npos; at = text.find(label, at + 1)) ++found;
    return found;
  };
  for (const Letter& letter : {Desk().digest(), Desk().pack()}) {
    const Rendered rendered = render(letter, *templates);
    for (const char* label : {"In the plan: ", "Why: ", "Note: "})
      EXPECT_EQ(count(rendered.html, label), count(rendered.text, label)) << label;
    EXPECT_GT(count(rendered.html, "In the plan: "), 0U);
  }
}

TEST(Render, ThePlansWordsCannotBreakOutOfTextHtmlOrSubject) {
  Desk desk;
  const std::string evil =
      "<script>alert(1)</script>\r\nBcc: x@y.example \xE2\x80\xAE"
      "gnp.exe {{#x}} \x07 \"quoted\" & more";
  desk.training.milestones[0].text = evil;
  desk.training.milestones[0].label = evil;
  auto plan = *sample::harbourPlan();
  plan.title = evil;
  desk.training.plan = std::make_shared<const plan::Plan>(plan);
  const Letter letter =
      desk.write(desk.to(), {sample::fact(ItemKind::Ask, desk.training, desk.indicative, 1)});
  const Rendered rendered =
      render(letter, *loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates"));
  EXPECT_TRUE(rendered.faults.empty());
  EXPECT_THAT(rendered.html, Not(HasSubstr("<script")));
  EXPECT_THAT(rendered.html, HasSubstr("&lt;script&gt;"));
  EXPECT_EQ(rendered.subject.find_first_of("\r\n"), std::string::npos);
  for (const std::string& text : {rendered.subject, rendered.text, rendered.html}) {
    EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    EXPECT_EQ(text.find('\r'), std::string::npos);
  }
  EXPECT_THAT(rendered.text, Not(HasSubstr("\nBcc:")));
}

TEST(Render, ACellOfTenMegabytesBecomesALine) {
  Desk desk;
  desk.training.milestones[0].text = std::string(10'000'000, 'x') + " end";
  const Letter letter =
      desk.write(desk.to(), {sample::fact(ItemKind::Ask, desk.training, desk.indicative, 1)});
  const Rendered rendered =
      render(letter, *loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates"));
  EXPECT_LT(rendered.text.size(), 5000U);
  EXPECT_THAT(rendered.text, HasSubstr("…"));
}

TEST(Render, APageStaysBelowAHundredKilobytes) {
  Desk desk;
  desk.lighting.milestones[0].text = std::string(3000, '&');
  desk.agreed.why = std::string(3000, '<');
  std::vector<Fact> facts;
  for (int i = 1; i <= 40; ++i) {
    Fact fact = sample::fact(ItemKind::Ask, desk.lighting, desk.agreed, i);
    fact.item.subject.action = ActionId{i};
    facts.push_back(fact);
  }
  const Rendered rendered = render(desk.write(desk.to(), facts),
                                   *loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates"));
  EXPECT_TRUE(rendered.faults.empty());
  EXPECT_FALSE(rendered.html.empty());
  EXPECT_LE(rendered.html.size(), kLargestHtml);
}

TEST(Render, ATemplateThatFailsSendsThePlainTextAndReportsItself) {
  TemplateSet templates = *loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates");
  templates.files["digest.html"] = "{{#sections}} never closed";
  const Letter letter = Desk().digest();
  const Rendered rendered = render(letter, templates);
  EXPECT_EQ(rendered.text, plainText(letter));
  EXPECT_TRUE(rendered.html.empty());
  ASSERT_EQ(rendered.faults.size(), 1U);
  EXPECT_THAT(rendered.faults[0], HasSubstr("digest.html"));
}

TEST(Render, AFolderWithoutItsTemplatesIsRefused) {
  const auto none = loadTemplates("/nonexistent");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), HasSubstr("/nonexistent"));
}

TEST(Render, AMarkingStandsInSubjectTextAndPage) {
  Desk desk;
  desk.marking = "OFFICIAL-SENSITIVE";
  const Rendered rendered =
      render(desk.digest(), *loadTemplates(std::string(CHASER_SOURCE_DIR) + "/notifiers/templates"));
  for (const std::string& text : {rendered.subject, rendered.text, rendered.html})
    EXPECT_THAT(text, HasSubstr("OFFICIAL-SENSITIVE"));
}

TEST(Harmless, BlanksAreOneAndBrokenBytesAreReplaced) {
  EXPECT_EQ(harmless("a\r\n\t b \xC2\xA0 c"), "a b \xC2\xA0 c");
  EXPECT_EQ(harmless(std::string("a\0b", 3)).find('\0'), std::string::npos);
  EXPECT_EQ(harmless("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(harmless("one two three", 8), "one two…");
}

}  // namespace
}  // namespace chaser::notifiers
