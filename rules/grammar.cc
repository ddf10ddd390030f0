// SPDX-License-Identifier: Apache-2.0
#include "rules/grammar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaser::rules {

namespace {

constexpr std::array<Production, 12> kGrammar = {{
    {"condition", R"g(term { "or" term })g", {}},
    {"term", R"g(factor { "and" factor })g", {}},
    {"factor", R"g([ "not" ] ( comparison | "(" condition ")" | field ))g", {}},
    {"comparison",
     R"g(operand ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) operand
           | field [ "not" ] "in" "[" literal { "," literal } "]"
           | field "is" [ "not" ] "missing"
           | field [ "not" ] ( "contains" | "matches" ) text)g",
     {}},
    {"operand", R"g(( field | literal | "today" ) { ( "+" | "-" ) duration })g", {}},
    {"literal", R"g(text | number | date | word)g", {}},
    {"field", {}, "one of the fields below; by itself, a yes/no field"},
    {"word", {}, "a word of the closed set that the field has; yes or no"},
    {"text", {}, "\"in quotes\" or 'in quotes'"},
    {"number", {}, "a whole number"},
    {"date", {}, "a day, written 2017-03-31"},
    {"duration", {}, "a whole number and d, wd (working days), w, mo or y: 10wd"},
}};

constexpr std::array<Construct, 23> kConstructs = {{
    {"state = open", "the milestone is open. The words of a closed set need no quotes", "2017-10-02",
     "state open", "state complete"},
    {"basis != agreed", "exactly when `basis = agreed` does not; so also when the basis is missing",
     "2017-10-02", "basis missing", "basis agreed"},
    {"slips >= 2", "its date was moved later at least twice", "2017-10-02", "slips 2", "slips 1"},
    {"due < today", "the date has passed: for the first time on the day after it", "2017-10-01",
     "due 2017-09-30", "due 2017-10-01"},
    {"due <= today + 2w", "the date is at most two weeks away, or has passed", "2017-10-01", "due 2017-10-15",
     "due 2017-10-16"},
    {"due - 10wd <= today", "there are ten working days left, or fewer", "2017-10-02", "due 2017-10-16",
     "due 2017-10-17"},
    {"today >= 2018-04-01", "it is 1 April 2018 or later", "2018-04-01", "", "on 2018-03-31"},
    {"due > baseline_due + 3mo", "it was put off by more than three months", "2017-10-02",
     "due 2017-07-01, baseline_due 2017-03-31", "due 2017-06-30, baseline_due 2017-03-31"},
    {"verified_by = completed_by", "both are the same, capitals apart; not when one is missing", "2017-10-02",
     "verified_by ann, completed_by Ann", "completed_by Ann"},
    {"plan = \"north\"", "text stands in quotes, single or double", "2017-10-02", "plan North", "plan south"},
    {"status in [at-risk, off-track]", "the colour means one of these in its plan", "2017-10-02", "rag amber",
     "rag green"},
    {"party not in [\"NHS\", \"Council\"]", "the party is another one, or missing", "2017-10-02",
     "party missing", "party council"},
    {"owner is missing", "nobody is named", "2017-10-02", "by_whom missing", "by_whom Head of Service"},
    {"evidence is not missing", "there is a reference to evidence", "2017-10-02", "evidence file 7",
     "evidence missing"},
    {"assurance contains \"programme board\"", "the text is found in it, capitals apart", "2017-10-02",
     "assurance Children's Programme Board", "assurance Cabinet"},
    {"progress not contains \"delay\"", "it is not found there, or there is no progress text", "2017-10-02",
     "progress missing", "progress Delayed by a month"},
    {"ref matches \"^5\\.[12]$\"",
     "the pattern ([RE2's syntax](https://github.com/google/re2/wiki/Syntax)) is found, capitals apart",
     "2017-10-02", "ref 5.2", "ref 5.21"},
    {"review", "the yes/no field is yes", "2017-10-02", "review yes", "review no"},
    {"review = no", "it is no", "2017-10-02", "review no", "review yes"},
    {"not review and state = open", "`not` binds closest, then `and`, then `or`", "2017-10-02",
     "review no, state open", "review no, state complete"},
    {"rag = red or rag = amber and slips > 0", "so this is `rag = red or (rag = amber and slips > 0)`",
     "2017-10-02", "rag red, slips 0", "rag amber, slips 0"},
    {"(rag = red or rag = amber) and not (slips = 0 or review)", "brackets group", "2017-10-02",
     "rag amber, slips 1", "rag red, slips 0"},
    {"overdue_milestones > 0 and OPEN_MILESTONES == 1", "capitals and `==` are as good", "2017-10-02",
     "due 2017-09-30, basis agreed", "due 2017-10-02, basis agreed"},
}};

}  // namespace

std::span<const Production> grammar() {
  return kGrammar;
}

std::span<const Construct> constructs() {
  return kConstructs;
}

std::string grammarMarkdown() {
  std::size_t width = 0;
  for (const auto& production : kGrammar) width = std::max(width, production.name.size());
  std::string out = "```\n";
  for (const auto& [name, body, spelling] : kGrammar) {
    out +=
        fmt::format("{:<{}} {} {}\n", name, width, body.empty() ? ":" : "=", body.empty() ? spelling : body);
  }
  return out + "```\n";
}

std::string constructsMarkdown() {
  std::string out = "| condition | holds when |\n| --- | --- |\n";
  for (const auto& construct : kConstructs)
    out += fmt::format("| `{}` | {} |\n", construct.condition, construct.holdsWhen);
  return out;
}

}  // namespace chaser::rules
