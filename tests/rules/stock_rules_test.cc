// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "rules/condition.h"
#include "rules/rule.h"
#include "tests/rules/days.h"

namespace chaser::rules {
namespace {

Instant noon(std::string_view iso) {
  return Instant::parse(std::string(iso) + "T12:00:00.000Z").value();
}

std::vector<SourcePtr> shippedSources() {
  std::vector<SourcePtr> sources;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(CHASER_SOURCE_DIR) + "/etc/rules.d")) {
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    sources.push_back(std::make_shared<Source>(Source{entry.path().string(), text.str()}));
  }
  return chooseSources(sources);
}

const RuleSet& stock() {
  static const RuleSet set = [] {
    Diagnostics diagnostics;
    auto loaded = loadRules(shippedSources(), diagnostics);
    for (const auto& d : diagnostics) ADD_FAILURE() << d.render();
    return loaded;
  }();
  return set;
}

/// A row in the middle of its life: rated on track, one agreed milestone due in a month, progress last week.
struct Subject {
  plan::Plan plan;
  plan::ActionRecord record;
  plan::Milestone milestone;

  Subject() {
    plan.key = "p";
    plan.ragKey = plan::defaultRagKey();
    plan.hasOwners = plan.hasDates = plan.hasRag = true;
    record.action.rag = plan::Rag::Green;
    record.action.ragSince = record.action.importedAt = noon("2017-01-02");
    record.action.updatedAt = record.action.progressedAt = noon("2017-05-25");
    record.owners = {{MilestoneId{}, "Head of Service", 0}};
    milestone.id = MilestoneId{1};
    milestone.basis = plan::Basis::Agreed;
    milestone.due = milestone.baselineDue = day("2017-07-01");
    milestone.precision = plan::Precision::Day;
  }

  Verdict ask(std::string_view id, std::string_view today = "2017-06-01") {
    record.plan = std::make_shared<plan::Plan>(plan);
    if (record.milestones.size() <= 1) record.milestones = {milestone};
    const Rule* rule = stock().find(id);
    if (rule == nullptr) {
      ADD_FAILURE() << "there is no rule " << id;
      return {};
    }
    const auto* about = rule->over == Over::Milestone ? record.milestones.data() : nullptr;
    return evaluate(*rule, record, about, day(today), plan::WorkingCalendar(), Zone::utc());
  }
  bool holds(std::string_view id, std::string_view today = "2017-06-01") { return ask(id, today).holds; }
  std::vector<std::string> holding(std::string_view today) {
    std::vector<std::string> out;
    for (const auto& rule : stock().rules) {
      if (holds(rule.id, today)) out.push_back(rule.id);
    }
    return out;
  }
};

using Ids = std::vector<std::string>;

TEST(StockRules, LoadWithoutAMistakeAndSayEverythingThatAMessageNeeds) {
  EXPECT_EQ(stock().rules.size(), 19U);
  for (const auto& rule : stock().rules) {
    EXPECT_FALSE(rule.summary.empty() || rule.why.empty() || rule.ask.empty() || rule.stopsWhen.empty())
        << rule.id;
    EXPECT_FALSE(rule.ladder.empty()) << rule.id;
  }
}

TEST(StockRules, NeverCallAnIndicativeDateOverdueOrMissed) {
  for (const auto* id : {"indicative-date-near", "indicative-date-passed"}) {
    const Rule& rule = *stock().find(id);
    EXPECT_EQ(rule.ask, "Can you confirm this date, or give a better one?");
    for (const auto& said : {rule.summary, rule.why, rule.ask, rule.stopsWhen}) {
      EXPECT_EQ(said.find("overdue"), std::string::npos) << said;
      EXPECT_EQ(said.find("missed"), std::string::npos) << said;
      EXPECT_EQ(said.find("late "), std::string::npos) << said;
    }
  }
}

TEST(StockRules, BringNothingBeforeABoardInItsFirstWeeksAndTellABoardAfterALead) {
  for (const auto& rule : stock().rules) {
    bool leadBefore = false;
    for (const auto& step : rule.ladder) {
      for (const auto& tell : step.tell) {
        if (tell.kind == Tell::Kind::Lead) leadBefore = true;
        if (tell.kind != Tell::Kind::Board) continue;
        EXPECT_TRUE(leadBefore) << rule.id;
        EXPECT_EQ(step.after.unit, Span::Unit::Week) << rule.id;
        EXPECT_GE(step.after.count, 4) << rule.id;
      }
    }
  }
}

TEST(StockRules, NeverRemindMoreOftenThanEveryTwoWeeks) {
  for (const auto& rule : stock().rules) {
    for (const auto& step : rule.ladder) {
      if (!step.every) continue;
      EXPECT_EQ(step.every->unit, Span::Unit::Week) << rule.id;
      EXPECT_GE(step.every->count, 2) << rule.id;
      EXPECT_FALSE(step.steady) << rule.id << ": reminders back off";
    }
  }
}

TEST(StockRules, SayNothingOfARowThatIsInOrder) {
  EXPECT_EQ(Subject().holding("2017-06-01"), Ids{});
}

TEST(StockRules, AnAgreedDateIsDueSoonTwoWeeksBeforeAndMissedOnTheDayAfter) {
  Subject s;
  EXPECT_FALSE(s.holds("due-soon", "2017-06-16"));
  EXPECT_EQ(s.ask("due-soon", "2017-06-01").until, day("2017-06-17"));
  EXPECT_TRUE(s.holds("due-soon", "2017-06-17"));
  EXPECT_TRUE(s.holds("due-soon", "2017-07-01"));
  EXPECT_FALSE(s.holds("agreed-date-missed", "2017-07-01"));
  EXPECT_TRUE(s.holds("agreed-date-missed", "2017-07-02"));
  EXPECT_FALSE(s.holds("due-soon", "2017-07-02"));
}

TEST(StockRules, AnUnmarkedDateIsTreatedAsOneThatCounts) {
  Subject s;
  s.milestone.basis.reset();
  EXPECT_TRUE(s.holds("due-soon", "2017-07-01"));
  EXPECT_TRUE(s.holds("agreed-date-missed", "2017-07-02"));
}

TEST(StockRules, AnIndicativeDateIsOnlyEverAskedAbout) {
  Subject s;
  s.milestone.basis = plan::Basis::Indicative;
  EXPECT_EQ(s.holding("2017-06-02"), Ids{});
  EXPECT_EQ(s.holding("2017-06-03"), Ids{"indicative-date-near"});
  EXPECT_EQ(s.holding("2017-06-22"), Ids{"indicative-date-near"});
  s.record.action.progressedAt = noon("2017-07-01");
  EXPECT_EQ(s.holding("2017-07-02"), Ids{"indicative-date-passed"});
  s.milestone.state = plan::State::Complete;
  EXPECT_FALSE(s.holds("indicative-date-passed", "2017-07-02"));
}

TEST(StockRules, AQuartersLastDayStillCountsAsWithinIt) {
  const Rule& rule = *stock().find("indicative-date-passed");
  plan::ActionRecord record;
  record.plan = std::make_shared<plan::Plan>();
  for (const auto* due :
       {"2017-01-31", "2017-03-31", "2017-06-30", "2017-06-30", "2017-09-30", "2017-09-30", "2017-09-30"}) {
    plan::Milestone milestone;
    milestone.basis = plan::Basis::Indicative;
    milestone.due = day(due);
    record.milestones.push_back(milestone);
  }
  const auto holding = [&](std::string_view today) {
    return std::count_if(
        record.milestones.begin(), record.milestones.end(), [&](const plan::Milestone& milestone) {
          return evaluate(rule, record, &milestone, day(today), plan::WorkingCalendar(), Zone::utc()).holds;
        });
  };
  EXPECT_EQ(holding("2017-09-30"), 4);
  EXPECT_EQ(holding("2017-10-01"), 7);
}

TEST(StockRules, AReviewDateIsReachedOnItsDayAndNeverMissed) {
  Subject s;
  s.milestone.review = true;
  s.milestone.state = plan::State::Ongoing;
  for (const auto* basis : {"none", "indicative"}) {
    s.milestone.basis = plan::parseBasis(basis);
    s.record.action.progressedAt = noon("2017-07-01");
    EXPECT_EQ(s.holding("2017-06-30"), Ids{});
    EXPECT_EQ(s.holding("2017-07-01"), Ids{"review-date-reached"});
    s.milestone.state = plan::State::Open;
    EXPECT_EQ(s.holding("2017-07-20"), Ids{"review-date-reached"});
  }
}

TEST(StockRules, TwoSlipsAreSeenAndOneIsNot) {
  Subject s;
  s.milestone.slips = 1;
  EXPECT_FALSE(s.holds("date-slipped-twice"));
  s.milestone.slips = 2;
  EXPECT_TRUE(s.holds("date-slipped-twice"));
  s.milestone.state = plan::State::Verified;
  EXPECT_FALSE(s.holds("date-slipped-twice"));
}

TEST(StockRules, AProposedDateHasAWeekToBeAnswered) {
  Subject s;
  EXPECT_FALSE(s.holds("proposed-date-unanswered"));
  s.milestone.proposedDue = day("2017-08-01");
  EXPECT_TRUE(s.holds("proposed-date-unanswered"));
  EXPECT_EQ(stock().find("proposed-date-unanswered")->holdFor.text(), "1w");
  EXPECT_TRUE(stock().find("proposed-date-unanswered")->readsProposal);
  EXPECT_FALSE(stock().find("agreed-date-missed")->readsProposal);
}

TEST(StockRules, OnlyWhatLooksAtADeadlineSaysThatSomethingIsLate) {
  for (const char* id : {"agreed-date-missed", "indicative-date-passed", "on-track-but-overdue"})
    EXPECT_TRUE(stock().find(id)->readsDeadline) << id;
  for (const char* id :
       {"complete-not-verified", "no-owner", "off-track-no-progress", "proposed-date-unanswered"})
    EXPECT_FALSE(stock().find(id)->readsDeadline) << id;
}

TEST(StockRules, OnTrackWithoutProgressIsStaleAfterFourWeeks) {
  Subject s;
  EXPECT_FALSE(s.holds("green-stale", "2017-06-22"));
  EXPECT_TRUE(s.holds("green-stale", "2017-06-23"));
  s.record.action.progressedAt.reset();
  EXPECT_TRUE(s.holds("green-stale", "2017-06-01"));
  s.record.action.ragSince = noon("2017-05-31");
  EXPECT_FALSE(s.holds("green-stale", "2017-06-01")) << "a rating that was just given is no stale one";
}

TEST(StockRules, AtRiskWantsASignOfLifeEveryTwoWeeks) {
  Subject s;
  s.record.action.rag = plan::Rag::Amber;
  EXPECT_FALSE(s.holds("at-risk-unreviewed", "2017-06-08"));
  EXPECT_TRUE(s.holds("at-risk-unreviewed", "2017-06-09"));
  s.record.action.confirmedAt = noon("2017-06-07");
  EXPECT_FALSE(s.holds("at-risk-unreviewed", "2017-06-09"));
}

TEST(StockRules, OffTrackWantsProgressEveryWeek) {
  Subject s;
  s.record.action.rag = plan::Rag::Red;
  EXPECT_FALSE(s.holds("off-track-no-progress", "2017-06-01"));
  EXPECT_TRUE(s.holds("off-track-no-progress", "2017-06-02"));
  s.record.action.ragSince = noon("2017-05-30");
  EXPECT_FALSE(s.holds("off-track-no-progress", "2017-06-02"));
}

TEST(StockRules, ARatingThatContradictsTheMilestonesIsSeen) {
  Subject s;
  EXPECT_EQ(s.ask("on-track-but-overdue", "2017-06-01").until, day("2017-07-02"));
  EXPECT_TRUE(s.holds("on-track-but-overdue", "2017-07-02"));
  s.record.action.rag = plan::Rag::Blue;
  EXPECT_TRUE(s.holds("complete-but-open"));
  EXPECT_FALSE(s.holds("on-track-but-overdue", "2017-07-02"));
  s.milestone.state = plan::State::Complete;
  EXPECT_FALSE(s.holds("complete-but-open"));
  EXPECT_FALSE(s.holds("all-complete-not-rated"));
  s.record.action.rag = plan::Rag::Amber;
  EXPECT_TRUE(s.holds("all-complete-not-rated"));
}

TEST(StockRules, AGreenThatMeansCompleteIsNotChasedAsOnTrack) {
  Subject s;
  s.plan.ragKey = {{plan::Rag::Green, plan::Status::Complete, "done"}};
  EXPECT_FALSE(s.holds("green-stale", "2017-12-01"));
  EXPECT_TRUE(s.holds("complete-but-open"));
}

TEST(StockRules, WhatIsMissingIsAskedForOnlyWhereTheRestOfThePlanHasIt) {
  Subject s;
  s.record.owners.clear();
  s.record.action.rag.reset();
  s.milestone.due.reset();
  EXPECT_EQ(s.holding("2017-06-01"), (Ids{"no-owner", "no-date", "no-rag"}));
  s.plan.hasOwners = s.plan.hasDates = s.plan.hasRag = false;
  EXPECT_EQ(s.holding("2017-06-01"), Ids{});
}

TEST(StockRules, CompleteIsNotYetVerified) {
  Subject s;
  s.record.action.rag = plan::Rag::Blue;
  s.milestone.state = plan::State::Complete;
  EXPECT_EQ(s.holding("2017-06-01"), Ids{"complete-not-verified"});
  EXPECT_EQ(stock().find("complete-not-verified")->holdFor.text(), "4w");
  s.milestone.state = plan::State::Verified;
  s.milestone.verifiedOn = day("2017-05-01");
  EXPECT_EQ(s.holding("2017-06-01"), Ids{});
}

TEST(StockRules, NobodyVerifiesTheirOwnWork) {
  Subject s;
  s.record.action.rag = plan::Rag::Blue;
  s.milestone.state = plan::State::Verified;
  s.milestone.verifiedOn = day("2017-05-01");
  EXPECT_FALSE(s.holds("verified-by-completer")) << "nobody is named";
  s.milestone.completedBy = "Head of Service";
  s.milestone.verifiedBy = "HEAD OF SERVICE";
  EXPECT_TRUE(s.holds("verified-by-completer"));
  s.milestone.verifiedBy = "Auditor";
  EXPECT_FALSE(s.holds("verified-by-completer"));
}

TEST(StockRules, WhatIsDoneIsCheckedAgainOnItsDay) {
  Subject s;
  s.milestone.state = plan::State::Verified;
  s.milestone.recheckOn = day("2017-06-02");
  EXPECT_EQ(s.ask("recheck-due", "2017-06-01"), (Verdict{false, day("2017-06-02")}));
  EXPECT_EQ(s.ask("recheck-due", "2017-06-02"), (Verdict{true, std::nullopt}));
}

TEST(StockRules, AClosedActionIsChasedForNothing) {
  Subject s;
  s.record.action.closedAt = noon("2017-07-10");
  EXPECT_EQ(s.holding("2018-01-01"), Ids{});
}

}  // namespace
}  // namespace chaser::rules
