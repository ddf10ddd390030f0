// SPDX-License-Identifier: Apache-2.0
#include "common/yaml.h"

#include <gtest/gtest.h>

#include <memory>

namespace chaser {
namespace {

class Yaml : public testing::Test {
 protected:
  YamlNode read(std::string text) {
    return parseYaml(std::make_shared<const Source>(Source{"a.yaml", std::move(text)}), diagnostics);
  }
  /// Line and column of the one mistake, and what it says.
  std::string refused(std::string text) {
    EXPECT_FALSE(read(std::move(text)).present());
    if (diagnostics.size() != 1) return std::to_string(diagnostics.size()) + " diagnostics";
    const auto& found = diagnostics.front();
    return std::to_string(found.at.line) + ":" + std::to_string(found.at.column) + " " + found.message;
  }
  static std::string where(const YamlNode& node) {
    return std::to_string(node.position().line) + ":" + std::to_string(node.position().column);
  }
  Diagnostics diagnostics;
};

TEST_F(Yaml, ValuesComeInTheOrderOfTheFileWithTheirPlaces) {
  auto root = read("b: [one, {two: 2}]\na:\n  - three\n");
  auto pairs = root.pairs();
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].first.scalar(), "b");
  EXPECT_EQ(pairs[1].first.scalar(), "a");
  auto list = pairs[0].second.items();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].scalar(), "one");
  EXPECT_EQ(where(list[0]), "1:5");
  ASSERT_TRUE(list[1].isMap());
  EXPECT_EQ(where(list[1]), "1:10");
  EXPECT_EQ(list[1].get("two").scalar(), "2");
  EXPECT_EQ(where(pairs[1].second.items().at(0)), "3:5");
  EXPECT_TRUE(diagnostics.empty());
}

TEST_F(Yaml, WhatIsEmptyIsNotPresentAndKeepsItsPlace) {
  auto root = read("a:\nb: ~\nc: ''\nd: []\ne: {}\n");
  EXPECT_FALSE(root.get("a").present());
  EXPECT_FALSE(root.get("b").present());
  EXPECT_EQ(where(root.get("b")), "2:4");
  EXPECT_TRUE(root.get("c").isScalar()) << "an empty text is one";
  EXPECT_TRUE(root.get("d").isList());
  EXPECT_TRUE(root.get("d").items().empty());
  EXPECT_TRUE(root.get("e").pairs().empty());
  EXPECT_FALSE(root.get("f").present());
  EXPECT_EQ(where(root.get("f")), "0:0");
}

TEST_F(Yaml, AnEmptyListTakesNothingOfWhatFollows) {
  auto root = read("[[], one, {}, two]");
  auto items = root.items();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_TRUE(items[0].items().empty());
  EXPECT_EQ(items[1].scalar(), "one");
  EXPECT_TRUE(items[2].pairs().empty());
  EXPECT_EQ(items[3].scalar(), "two");
}

TEST_F(Yaml, TextsAreReadWithTheirEscapes) {
  auto root = read("a: \"caf\\u00e9\\n\"\nb: 'it''s'\nc: |\n  two\n  lines\n");
  EXPECT_EQ(root.get("a").scalar(), "caf\xc3\xa9\n");
  EXPECT_EQ(root.get("b").scalar(), "it's");
  EXPECT_EQ(root.get("c").scalar(), "two\nlines\n");
}

TEST_F(Yaml, AKeyThatIsNoWordIsNobodys) {
  auto root = read("? [a]\n: one\na: two\n");
  EXPECT_EQ(root.get("a").scalar(), "two");
  EXPECT_EQ(root.pairs().size(), 2U);
}

TEST_F(Yaml, OfAKeyThatIsGivenTwiceTheFirstIsReadAndTheOtherReported) {
  auto root = read("a: one\na: two\n");
  EXPECT_EQ(root.get("a").scalar(), "one");
  root.checkKeys({"a"}, "a test");
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics.front().at.line, 2U);
}

TEST_F(Yaml, AFileWithoutValuesIsAbsentAndNoMistake) {
  for (const char* text : {"", "# nothing\n", "---\n"}) {
    EXPECT_FALSE(read(text).present()) << text;
    EXPECT_TRUE(diagnostics.empty()) << text;
  }
}

TEST_F(Yaml, AllMistakesAreReportedAtOnceWithTheirPlaces) {
  auto root = read("nmae: x\ndays: 900\nfrom: 2017-02-30\n");
  root.checkKeys({"name", "days", "from"}, "an example");
  root.get("days").integer("days", 0, 100);
  root.get("from").date("from");
  EXPECT_FALSE(root.get("absent").present());
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_EQ(diagnostics[0].hint, "did you mean 'name'?");
  EXPECT_EQ(diagnostics[1].at.line, 2U);
  EXPECT_EQ(diagnostics[2].at.column, 7U);
}

TEST_F(Yaml, APartKeepsTheDocumentThatItCameFrom) {
  auto inner = read("a: {b: c}").get("a");
  EXPECT_EQ(inner.get("b").scalar(), "c");
  EXPECT_EQ(inner.source()->name, "a.yaml");
}

TEST_F(Yaml, AliasesAreRefusedWhereTheyStand) {
  EXPECT_EQ(refused("a: &x 1\nb: *x\n"), "2:4 aliases (*name) are not used here");
}

TEST_F(Yaml, AHundredLevelsAreReadAndOneMoreIsRefusedWhereItBegins) {
  EXPECT_TRUE(read(std::string(100, '[') + std::string(100, ']')).present());
  EXPECT_EQ(refused(std::string(101, '[') + std::string(101, ']')), "1:101 nested more than 100 levels deep");
}

TEST_F(Yaml, ABigFileIsRefused) {
  EXPECT_EQ(refused(std::string((4U << 20U) + 1, ' ')), "0:0 the file is larger than 4 MiB");
}

TEST_F(Yaml, OfWhatIsRefusedNothingCanBeRead) {
  // yaml-cpp takes a list that nobody closes for a mapping's key, and so for two levels.
  EXPECT_EQ(refused(std::string(5000, '[')), "1:51 nested more than 100 levels deep");
  diagnostics.clear();
  EXPECT_EQ(refused("a: one\nb: [two\n").substr(0, 34), "3:1 this is not valid YAML: end of");
}

}  // namespace
}  // namespace chaser
