// SPDX-License-Identifier: Apache-2.0
#include "plan/headings.h"

#include <gtest/gtest.h>

#include "common/text.h"
#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

std::string fieldName(const HeadingVocabulary& vocabulary, std::string_view heading) {
  const auto field = vocabulary.fieldOf(heading);
  return field ? std::string(toString(*field)) : std::string("none");
}

TEST(Headings, AreRecognisedHoweverPeopleWriteThem) {
  const HeadingVocabulary vocabulary = test::shippedHeadings();
  const std::pair<const char*, const char*> expected[] = {
      {"No.", "ref"},
      {"Ref No", "ref"},
      {"RECOMMENDATIONS", "recommendation"},
      {"Review recommendations", "recommendation"},
      {"Issue raised with the Director / Reference in the report", "issue"},
      {"Actions: By whom", "by_whom"},
      {"Council actions", "action"},
      {"Action(s)", "action"},
      {"What we are going to do", "action"},
      {"Actions to be taken", "action"},
      {"Assurance process", "assurance"},
      {"Timeline\n(I = indicative,\nA = Agreed)", "timeline"},
      {"Planned\nCompletion Date", "timeline"},
      {"By when?", "timeline"},
      {"Date of completion", "timeline"},
      {"owner", "owner"},
      {"Action owner", "owner"},
      {"Lead Officer / Agency", "owner"},
      {"Divisional Responsible Lead", "owner"},
      {"Update/Progress", "progress"},
      {"Progress against agreed action and impact monitoring", "progress"},
      {"Action taken to date", "progress"},
      {"Comments/constraints/Challenges", "comments"},
      {"RAG", "rag"},
      {"B.RAG rating", "rag"},
      {"BRAG rating", "rag"},
      {"Priority RAG", "none"},
      {"Publication date", "none"},
      {"Evidence", "none"},
      {"", "none"},
  };
  for (const auto& [heading, field] : expected) EXPECT_EQ(fieldName(vocabulary, heading), field) << heading;
}

/// A line of a table of headings: the heading, what its cells hold.
struct HeadingLine {
  std::string heading;
  std::string fields;
};

std::vector<HeadingLine> headingLines(const std::string& text) {
  std::vector<HeadingLine> lines;
  for (const std::string_view line : split(text, '\n')) {
    const auto columns = split(line, '\t');
    if (line.starts_with("# ") || columns.size() < 2) continue;
    HeadingLine entry{std::string(columns[0]), std::string(columns[1])};
    for (auto at = entry.heading.find("\\n"); at != std::string::npos; at = entry.heading.find("\\n"))
      entry.heading.replace(at, 2, "\n");
    lines.push_back(std::move(entry));
  }
  return lines;
}

std::string fieldsText(const HeadingVocabulary& vocabulary, const std::string& heading) {
  std::string text;
  for (const Field field : vocabulary.fieldsOf(heading)) {
    if (!text.empty()) text += '+';
    text += toString(field);
  }
  return text.empty() ? "kept" : text;
}

TEST(Headings, OfThePublicSectorAreKnown) {
  const HeadingVocabulary vocabulary = test::shippedHeadings();
  const auto lines =
      headingLines(test::contentsOf(std::string(CHASER_SOURCE_DIR) + "/tests/plan/headings.tsv"));
  ASSERT_GT(lines.size(), 300U);
  for (const HeadingLine& line : lines)
    EXPECT_EQ(fieldsText(vocabulary, line.heading), line.fields) << line.heading;
}

TEST(Headings, OfRealPlansAreKnown) {
  const std::string text = test::realPlan("headings.tsv");
  if (text.empty()) GTEST_SKIP() << "the table of real headings is not beside the repository";
  const HeadingVocabulary vocabulary = test::shippedHeadings();
  const auto lines = headingLines(text);
  for (const HeadingLine& line : lines) {
    if (line.heading == "heading") continue;
    std::string expected = "kept";
    if (parseField(line.fields) || line.fields == "owner+timeline") expected = line.fields;
    if (line.fields == "owner_secondary") expected = "owner";
    if (line.fields == "revised_date") expected = "revised";
    std::string read = fieldsText(vocabulary, line.heading);
    if (read == "by_whom") read = "owner";
    EXPECT_EQ(read, expected) << line.heading;
  }
}

TEST(Headings, KnownToBeOfNoUseAreNotUnknown) {
  const HeadingVocabulary vocabulary = test::shippedHeadings();
  EXPECT_TRUE(vocabulary.isKept("Evidence of completion"));
  EXPECT_TRUE(vocabulary.isKept("Outcome RAG"));
  EXPECT_FALSE(vocabulary.isKept("RAG"));
  EXPECT_FALSE(vocabulary.isKept("Glockenspiel"));
}

TEST(Headings, AreMappedByHandAgainstAnySpelling) {
  HeadingVocabulary vocabulary = test::shippedHeadings();
  ASSERT_TRUE(vocabulary.map("Evidence=comments"));
  ASSERT_TRUE(vocabulary.map("owner = none"));
  ASSERT_TRUE(vocabulary.map("Measure=date"));
  EXPECT_EQ(fieldName(vocabulary, "EVIDENCE:"), "comments");
  EXPECT_EQ(fieldName(vocabulary, "Owner"), "none");
  EXPECT_EQ(fieldName(vocabulary, "Measure"), "timeline");
}

TEST(Headings, AreMappedWithoutTheirExplanationInBrackets) {
  HeadingVocabulary vocabulary = test::shippedHeadings();
  ASSERT_TRUE(vocabulary.map("Source=comments"));
  ASSERT_TRUE(vocabulary.map("Weight=none"));
  EXPECT_EQ(fieldName(vocabulary, "Source (of the evidence)"), "comments");
  EXPECT_TRUE(vocabulary.isMapped("Weight [1 to 5]"));
  EXPECT_FALSE(vocabulary.isMapped("Owner"));
  EXPECT_EQ(vocabulary.unmatched({"Owner", "Source (of the evidence)"}), std::vector<std::string>{"Weight"});
}

TEST(Headings, ALineOfProseIsNone) {
  const HeadingVocabulary vocabulary = test::shippedHeadings();
  EXPECT_EQ(fieldName(vocabulary, "Progress against the agreed actions so far, by board"), "none");
  EXPECT_EQ(fieldName(vocabulary, "Progress against the agreed actions so far"), "progress");
}

TEST(Headings, AMappingThatNamesNoFieldIsAUsageError) {
  HeadingVocabulary vocabulary;
  for (const char* wrong : {"Evidence", "Evidence=proof", "=owner"}) {
    const auto mapped = vocabulary.map(wrong);
    ASSERT_FALSE(mapped) << wrong;
    EXPECT_EQ(mapped.error().kind, ErrorKind::Usage);
  }
}

TEST(Headings, AVocabularyFileIsCheckedWhole) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<const Source>(
      Source{"headings.yaml", "owner: [lead]\nownr: [who]\naction: [LEAD, '*']\n"});
  loadHeadings(source, diagnostics);
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_NE(diagnostics[0].render().find("owner"), std::string::npos);
  EXPECT_NE(diagnostics[1].message.find("already a spelling of 'owner'"), std::string::npos);
  EXPECT_NE(diagnostics[2].message.find("at least one word"), std::string::npos);
}

}  // namespace
}  // namespace chaser::plan
