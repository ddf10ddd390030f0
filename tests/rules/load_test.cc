// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "rules/condition.h"
#include "rules/rule.h"
#include "tests/rules/random_conditions.h"

namespace chaser::rules {
namespace {

using ::testing::HasSubstr;

std::string slurp(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

SourcePtr source(std::string name, std::string text) {
  return std::make_shared<Source>(Source{std::move(name), std::move(text)});
}

RuleSet loadOne(std::string text, Diagnostics& diagnostics) {
  return loadRules({source("rules.yaml", std::move(text))}, diagnostics);
}

std::string rendered(const Diagnostics& diagnostics) {
  std::string out;
  for (const auto& diagnostic : diagnostics) out += diagnostic.render();
  return out;
}

constexpr std::string_view kRule = R"(
rules:
  - id: late
    summary: Late
    why: The date has gone.
    over: milestone
    when: due < today and state == open
    for: 3d
    severity: critical
    inhibits: [near]
    ladder:
      - tell: owner
        every: 2w
      - {id: top, after: 10wd, tell: [lead, "board:Scrutiny"], warn: 3wd, steady: true}
    tell_resolved: true
  - {id: near, summary: Near, when: review, ladder: [{tell: coordinator}]}
)";

TEST(RuleFiles, AreReadWithEverythingThatTheySay) {
  Diagnostics diagnostics;
  const auto set = loadOne(std::string(kRule), diagnostics);
  EXPECT_EQ(rendered(diagnostics), "");
  const Rule* rule = set.find("late");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->whenText, "due < today and state = open");
  EXPECT_EQ(rule->holdFor, (Span{3, Span::Unit::Day}));
  EXPECT_EQ(rule->severity, Severity::Critical);
  EXPECT_EQ(rule->inhibits, std::vector<std::string>{"near"});
  EXPECT_TRUE(rule->tellResolved);
  EXPECT_EQ(rule->at.line, 3U);
  ASSERT_EQ(rule->ladder.size(), 2U);
  EXPECT_EQ(rule->ladder[0].id, "owner");
  EXPECT_EQ(rule->ladder[0].after, Span{});
  EXPECT_EQ(rule->ladder[0].every, (Span{2, Span::Unit::Week}));
  EXPECT_EQ(rule->ladder[0].warn, (Span{5, Span::Unit::WorkingDay}));
  EXPECT_EQ(rule->ladder[1].id, "top");
  EXPECT_EQ(rule->ladder[1].tell[1], (Tell{Tell::Kind::NamedBoard, "Scrutiny"}));
  EXPECT_TRUE(rule->ladder[1].steady);
}

TEST(RuleFiles, TheirFingerprintIsThatOfTheirMeaning) {
  Diagnostics diagnostics;
  const auto one = loadOne(std::string(kRule), diagnostics).fingerprint;
  std::string other(kRule);
  other.replace(other.find("due < today and state == open"), 29,
                "due<today   and  (state = open)  # as before");
  EXPECT_EQ(loadOne(other, diagnostics).fingerprint, one);
  EXPECT_EQ(one.size(), 64U);
  other.replace(other.find("for: 3d"), 7, "for: 4d");
  EXPECT_NE(loadOne(other, diagnostics).fingerprint, one);
  EXPECT_EQ(rendered(diagnostics), "");
}

TEST(RuleFiles, ALocalFileReplacesTheShippedOneAndAnEmptyOneSwitchesItOff) {
  const auto chosen =
      chooseSources({source("/usr/rules.d/20-b.yaml", "shipped"), source("/usr/rules.d/10-a.yaml", "a"),
                     source("/usr/rules.d/30-c.yaml", "c"), source("/etc/rules.d/20-b.yaml", "local"),
                     source("/etc/rules.d/30-c.yaml", " \n"), source("/etc/rules.d/15-own.yaml", "own")});
  ASSERT_EQ(chosen.size(), 3U);
  EXPECT_EQ(chosen[0]->text, "a");
  EXPECT_EQ(chosen[1]->text, "own");
  EXPECT_EQ(chosen[2]->text, "local");
}

TEST(RuleFiles, OneOfCommentsAloneHoldsNoRules) {
  Diagnostics diagnostics;
  EXPECT_TRUE(loadOne("# nothing today\n", diagnostics).rules.empty());
  EXPECT_EQ(rendered(diagnostics), "");
}

TEST(RuleFiles, TheMistakesOfAllFilesAreReportedTogether) {
  Diagnostics diagnostics;
  loadRules({source("a.yaml", "rules:\n  - {id: x, summary: X, when: rag = gren, ladder: [{tell: owner}]}\n"),
             source("b.yaml", "rules: [\n"),
             source("c.yaml", "rules:\n  - {id: x, summary: X, when: review, ladder: [{tell: owner}]}\n")},
            diagnostics);
  ASSERT_EQ(diagnostics.size(), 3U) << rendered(diagnostics);
  EXPECT_THAT(rendered(diagnostics), HasSubstr("a.yaml:2:37: error: 'gren' is not a value of 'rag'"));
  EXPECT_THAT(rendered(diagnostics), HasSubstr("b.yaml:"));
  EXPECT_THAT(rendered(diagnostics), HasSubstr("c.yaml:2:5: error: the rule 'x' is there already: a.yaml:2"));
}

TEST(RuleFiles, AreToldWhomAStepCanTell) {
  for (const auto* written : {"owner", "party", "lead", "board", "verifier", "coordinator",
                              "contact:Dr A. Example", "board:0-25 programme board", "webhook:teams"}) {
    const auto tell = Tell::parse(written);
    ASSERT_TRUE(tell.has_value()) << written;
    EXPECT_EQ(tell->text(), written);
  }
  for (const auto* written : {"", "boss", "owner:x", "webhook", "contact:", "contact: "}) {
    EXPECT_FALSE(Tell::parse(written).has_value()) << written;
  }
}

TEST(RuleFiles, NoMutilatedFileCrashesTheLoader) {
  testing::Chance chance(99);
  for (int i = 0; i < 300; ++i) {
    std::string text(kRule);
    for (int left = 1 + chance.upTo(6); left > 0; --left) {
      const auto at = static_cast<std::size_t>(chance.upTo(static_cast<int>(text.size())));
      if (chance.oneIn(2)) {
        text[at] = static_cast<char>(chance.upTo(256));
      } else {
        text.erase(at, static_cast<std::size_t>(chance.upTo(12)));
      }
    }
    Diagnostics diagnostics;
    const auto set = loadOne(text, diagnostics);
    for (const auto& rule : set.rules) ASSERT_TRUE(rule.when != nullptr || hasErrors(diagnostics)) << text;
  }
}

/// Each file of tests/bad that holds rules has the diagnostics that it must give beside it; a folder's files
/// are read together. To accept new ones after having read them, run with CHASER_ACCEPT=1.
TEST(BadRuleFiles, AreExplainedAsTheyAlwaysWere) {
  const std::filesystem::path folder = std::string(CHASER_SOURCE_DIR) + "/tests/bad/rules";
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::vector<SourcePtr> sources;
    if (entry.is_directory()) {
      std::set<std::filesystem::path> names;
      for (const auto& file : std::filesystem::directory_iterator(entry)) names.insert(file.path());
      for (const auto& name : names) {
        sources.push_back(source(entry.path().filename() / name.filename(), slurp(name)));
      }
    } else if (entry.path().extension() == ".yaml") {
      sources.push_back(source(entry.path().filename().string(), slurp(entry.path())));
    } else {
      continue;
    }
    ++cases;
    Diagnostics diagnostics;
    loadRules(sources, diagnostics);
    EXPECT_TRUE(hasErrors(diagnostics)) << entry.path();
    auto expected = entry.path();
    expected.replace_extension(".expected");
    if (std::getenv("CHASER_ACCEPT") != nullptr) std::ofstream(expected) << rendered(diagnostics);
    EXPECT_EQ(rendered(diagnostics), slurp(expected)) << entry.path();
  }
  EXPECT_GE(cases, 22);
}

TEST(BadRuleFiles, SixMistakesInOneRuleAreAllReported) {
  Diagnostics diagnostics;
  loadOne(slurp(std::string(CHASER_SOURCE_DIR) + "/tests/bad/rules/six-mistakes.yaml"), diagnostics);
  EXPECT_EQ(diagnostics.size(), 6U) << rendered(diagnostics);
  for (const auto& diagnostic : diagnostics) EXPECT_EQ(diagnostic.level, Level::Error);
}

}  // namespace
}  // namespace chaser::rules
