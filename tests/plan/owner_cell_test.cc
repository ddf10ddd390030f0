// SPDX-License-Identifier: Apache-2.0
#include "plan/owner_cell.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/people.h"

namespace chaser::plan {
namespace {

/// What a cell says, on one line: owners parted by `|`, `2:` before one of a numbered list, `?` behind one
/// that is uncertain. A cell that names nobody and is uncertain about it is `?` alone.
std::string told(const OwnerCell& cell) {
  std::string out;
  for (const NamedOwner& owner : cell.owners) {
    if (!out.empty()) out += '|';
    for (std::size_t i = 0; i < owner.numbers.size(); ++i)
      out += fmt::format("{}{}", i == 0 ? "" : "+", owner.numbers[i]);
    if (!owner.numbers.empty()) out += ':';
    out += owner.role;
    if (!owner.doubt.empty()) out += '?';
  }
  if (!cell.doubt.empty()) out += '?';
  return out;
}

struct Sample {
  const char* cell;
  const char* told;
};

void expectAll(const std::vector<Sample>& samples, const People* people = nullptr) {
  for (const auto& [cell, expected] : samples)
    EXPECT_EQ(told(readOwnerCell(cell, {}, people)), expected) << "in the cell: " << cell;
}

TEST(OwnerCell, OneRoleIsOneOwnerHoweverManyThingsItIsAbout) {
  expectAll({
      {"", ""},
      {"  \n ", ""},
      {"Head of Nursing", "Head of Nursing"},
      {"Head of Safeguarding and Quality", "Head of Safeguarding and Quality"},
      {"Director of Adult Services & Housing", "Director of Adult Services & Housing"},
      {"Policy, Planning and Performance Manager", "Policy, Planning and Performance Manager"},
      {"Assistant Director, Education and Skills", "Assistant Director, Education and Skills"},
      {"Head of Nursing, Quality & Patient Safety", "Head of Nursing, Quality & Patient Safety"},
      {"Medical and Nursing Directors", "Medical and Nursing Directors"},
      {"Health & Safety Team", "Health & Safety Team"},
      {"HR and OD Manager", "HR and OD Manager"},
      {"Lead for Domestic Abuse, CSE and LAC", "Lead for Domestic Abuse, CSE and LAC"},
      {"Lead for Nursing and Allied Health Professionals",
       "Lead for Nursing and Allied Health Professionals"},
      {"Director of Adult Services and Children's Services",
       "Director of Adult Services and Children's Services"},
      {"Adult Services and Housing Manager", "Adult Services and Housing Manager"},
      {"Mental Health and Learning Disability Lead", "Mental Health and Learning Disability Lead"},
      {"R&D Manager", "R&D Manager"},
      {"A&E Matron", "A&E Matron"},
      {"Quality/Safety Lead", "Quality/Safety Lead"},
      {"Commissioning / Contracts Manager", "Commissioning / Contracts Manager"},
      {"Deputy and Assistant Directors", "Deputy and Assistant Directors"},
      {"Children and Families Manager", "Children and Families Manager"},
      {"Deputy Director of Nursing and Practice.", "Deputy Director of Nursing and Practice."},
      {"Service Manager (Fostering, Adoption and Kinship)",
       "Service Manager (Fostering, Adoption and Kinship)"},
      {"Head of Service - Adults", "Head of Service - Adults"},
      {"Health and Wellbeing Board", "Health and Wellbeing Board"},
      {"Finance and Estates", "Finance and Estates"},
      {"Head of\nChildren's Services", "Head of Children's Services"},
      {"Head of Children's\nservices", "Head of Children's services"},
      {"Lead for Quality and\nPatient Safety", "Lead for Quality and Patient Safety"},
      {"Service Manager (Fostering\nand Adoption)", "Service Manager (Fostering and Adoption)"},
  });
}

TEST(OwnerCell, SeveralOwnersAreCutWhereEachStandsOnItsOwn) {
  expectAll({
      {"Head of Nursing\nDirector of Operations", "Head of Nursing|Director of Operations"},
      {"Head of Nursing\n\nDirector of Operations", "Head of Nursing|Director of Operations"},
      {"Head of Nursing; Finance", "Head of Nursing|Finance"},
      {"Head of Nursing, Director of Operations", "Head of Nursing|Director of Operations"},
      {"Head of Nursing / Director of Operations", "Head of Nursing|Director of Operations"},
      {"Head of Nursing and Director of Operations", "Head of Nursing|Director of Operations"},
      {"Head of Nursing & Medical Director", "Head of Nursing|Medical Director"},
      {"Service Manager/Team Leader", "Service Manager|Team Leader"},
      {"Service Manager, Team Leaders and Named Nurse", "Service Manager|Team Leaders|Named Nurse"},
      {"Head of Safeguarding and Quality, Director of Finance",
       "Head of Safeguarding and Quality|Director of Finance"},
      {"Jane Whitby and Tom Archer", "Jane Whitby|Tom Archer"},
      {"Jane Whitby, Tom Archer & Asha Rao", "Jane Whitby|Tom Archer|Asha Rao"},
      {"Jane Whitby/Tom Archer", "Jane Whitby|Tom Archer"},
      {"Dr Whitby and Mrs T. Archer", "Dr Whitby|Mrs T. Archer"},
      {"J Whitby, T Archer", "J Whitby|T Archer"},
      {"Cllr Mary O'Neill, Sean McBride", "Cllr Mary O'Neill|Sean McBride"},
      {"Jane Whitby and Head of Nursing", "Jane Whitby|Head of Nursing"},
      {"JW/TA", "JW|TA"},
      {"JW, TA, AR", "JW|TA|AR"},
      {"JW & TA", "JW|TA"},
      {"NED-JW/DoN", "NED-JW|DoN"},
      {"CEO / COO", "CEO|COO"},
      {"CEO and Head of Finance", "CEO|Head of Finance"},
      {"Safeguarding Team and Commissioning Team", "Safeguarding Team|Commissioning Team"},
      {"• Head of Nursing\n• Director of Operations", "Head of Nursing|Director of Operations"},
      {"- Head of Nursing\n- Director of Operations", "Head of Nursing|Director of Operations"},
  });
}

TEST(OwnerCell, ANameAndItsRoleAreOnePerson) {
  expectAll({
      {"Jane Whitby, Head of Nursing", "Jane Whitby, Head of Nursing"},
      {"Jane Whitby, Head of Nursing and Quality", "Jane Whitby, Head of Nursing and Quality"},
      {"Head of Nursing (Jane Whitby)", "Head of Nursing (Jane Whitby)"},
      {"Jane Whitby (Head of Nursing)", "Jane Whitby (Head of Nursing)"},
      {"Jane Whitby – Head of Nursing", "Jane Whitby – Head of Nursing"},
      {"Head of Nursing - Jane Whitby", "Head of Nursing - Jane Whitby"},
      {"Head of Nursing, Jane Whitby", "Head of Nursing, Jane Whitby"},
      {"Jane Whitby, CEO", "Jane Whitby, CEO"},
      {"Jane Whitby\nHead of Nursing", "Jane Whitby, Head of Nursing"},
      {"Head of Nursing\n(Jane Whitby)", "Head of Nursing (Jane Whitby)"},
      {"Jane Whitby, Head of Nursing; Tom Archer, Director of Operations",
       "Jane Whitby, Head of Nursing|Tom Archer, Director of Operations"},
      {"Jane Whitby, Head of Nursing, Tom Archer, Director of Operations",
       "Jane Whitby, Head of Nursing|Tom Archer, Director of Operations"},
      {"Jane Whitby (Head of Nursing) and Tom Archer (Director of Operations)",
       "Jane Whitby (Head of Nursing)|Tom Archer (Director of Operations)"},
      {"Jane Whitby, Head of Nursing and Tom Archer, Director of Operations",
       "Jane Whitby, Head of Nursing|Tom Archer, Director of Operations"},
  });
}

TEST(OwnerCell, LeadAndSupportAreOwnersWithoutThoseWordsTheLeadFirst) {
  expectAll({
      {"Lead: Jane Whitby, Support: Tom Archer", "Jane Whitby|Tom Archer"},
      {"Lead: Head of Nursing and Quality\nSupport: Tom Archer", "Head of Nursing and Quality|Tom Archer"},
      {"Lead - Jane Whitby; Support - Tom Archer", "Jane Whitby|Tom Archer"},
      {"Support: Tom Archer; Lead: Jane Whitby", "Jane Whitby|Tom Archer"},
      {"Jane Whitby (lead)", "Jane Whitby"},
      {"Tom Archer, Jane Whitby (lead)", "Jane Whitby|Tom Archer"},
      {"Head of Nursing supported by Tom Archer", "Head of Nursing|Tom Archer"},
      {"Head of Nursing, supported by the Safeguarding Team", "Head of Nursing|Safeguarding Team"},
      {"Jane Whitby with support from Tom Archer", "Jane Whitby|Tom Archer"},
      {"Lead Officer: Jane Whitby", "Jane Whitby"},
      {"Lead Nurse", "Lead Nurse"},
      {"Support Worker", "Support Worker"},
  });
}

TEST(OwnerCell, WhatIsSaidAboutAnOwnerIsNoPartOfTheRole) {
  expectAll({
      {"Head of Nursing (w/e/f 01/07/2016)", "Head of Nursing?"},
      {"Jane Whitby w/e/f 01/07/2016", "Jane Whitby?"},
      {"Jane Whitby wef July 2016", "Jane Whitby?"},
      {"Head of Nursing with effect from 1 July 2016", "Head of Nursing?"},
      {"Head of Nursing (from 1 April)", "Head of Nursing?"},
      {"Jane Whitby until June 2017", "Jane Whitby?"},
      {"Jane Whitby (until end of June), Tom Archer (from 1 July)", "Jane Whitby?|Tom Archer?"},
      {"Head of Nursing from April 2017", "Head of Nursing?"},
      {"Interim Head of Nursing", "Head of Nursing"},
      {"Acting Head of Nursing", "Head of Nursing"},
      {"Head of Nursing (Interim)", "Head of Nursing"},
      {"Jane Whitby (acting)", "Jane Whitby?"},
      {"Jane Whitby (Acting Head of Nursing)", "Jane Whitby (Acting Head of Nursing)"},
      {"Head of Nursing (tbc)", "Head of Nursing?"},
      {"Head of Nursing - TBC", "Head of Nursing?"},
      {"Jane Whitby TBC", "Jane Whitby?"},
      {"Jane Whitby?", "Jane Whitby?"},
      {"Head of Nursing (vacant)", "Head of Nursing?"},
      {"Vacant - Head of Nursing", "Head of Nursing?"},
      {"TBC", "?"},
      {"Tbc.", "?"},
      {"To be confirmed", "?"},
      {"To be appointed", "?"},
      {"Vacant", "?"},
      {"Vacancy", "?"},
      {"N/A", ""},
      {"-", ""},
      {"Head of Nursing / TBC", "Head of Nursing?"},
      {"Acting Team", "Acting Team"},
      {"Manager of the From Birth project", "Manager of the From Birth project"},
  });
}

TEST(OwnerCell, GroupsAndTasksAreKeptAsWritten) {
  expectAll({
      {"All", "All"},
      {"All staff", "All staff"},
      {"All managers and team leaders", "All managers and team leaders"},
      {"Each service", "Each service"},
      {"Everyone", "Everyone"},
      {"Council Public Health to raise with provider services",
       "Council Public Health to raise with provider services"},
      {"Provider and Council to review the pathway, with schools and GPs",
       "Provider and Council to review the pathway, with schools and GPs"},
      {"Head of Nursing to agree, Director of Finance to pay",
       "Head of Nursing to agree, Director of Finance to pay"},
      {"Schools, providers of school nursing and therapies",
       "Schools, providers of school nursing and therapies"},
      {"Provider action plan: NCH", "Provider action plan: NCH"},
  });
  EXPECT_TRUE(isGroup("All staff"));
  EXPECT_TRUE(isGroup("each ward"));
  EXPECT_FALSE(isGroup("Head of all services"));
  EXPECT_FALSE(isGroup("Allan Smith"));
}

TEST(OwnerCell, ANumberedCellSaysWhichItemEachOwnerIsFor) {
  expectAll({
      {"1. Head of Nursing\n2. Tom Archer", "1:Head of Nursing|2:Tom Archer"},
      {"1) Jane Whitby 2) Tom Archer", "1:Jane Whitby|2:Tom Archer"},
      {"1-3. Head of Nursing\n4. Tom Archer", "1+2+3:Head of Nursing|4:Tom Archer"},
      {"1 & 2: Head of Nursing\n3: Tom Archer", "1+2:Head of Nursing|3:Tom Archer"},
      {"1. Head of Nursing and Quality\n2. Jane Whitby, Tom Archer",
       "1:Head of Nursing and Quality|2:Jane Whitby|2:Tom Archer"},
      {"1. TBC\n2. Tom Archer", "2:Tom Archer?"},
      {"1. Head of Nursing\nDirector of Operations\n2. Tom Archer",
       "1:Head of Nursing|1:Director of Operations|2:Tom Archer"},
      {"24 hour team manager", "24 hour team manager"},
      {"0-19 Service Manager", "0-19 Service Manager"},
      {"1 Head of Nursing", "1 Head of Nursing"},
  });
}

People known(const char* yaml) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<const Source>(Source{"contacts.yaml", yaml});
  return People(loadDirectory(source, Date::fromYmd(2017, 1, 1).value(), diagnostics));
}

TEST(OwnerCell, WhatTheDirectoryListsWinsOverTheShapeOfTheWords) {
  const People people = known(
      "contacts:\n"
      "  - {name: Jane Whitby, email: j@x.example, roles: [Quality and Estates, Finance]}\n"
      "  - {name: Tom Archer, email: t@x.example, roles: [Estates, Interim Head of Nursing]}\n"
      "parties:\n  - {name: NCH, contact: Tom Archer}\n");
  expectAll(
      {
          {"Quality and Estates", "Quality and Estates"},
          {"Finance and Estates", "Finance|Estates"},
          {"Finance, Estates", "Finance|Estates"},
          {"Finance / NCH", "Finance|NCH"},
          {"Finance and Catering", "Finance and Catering"},
          {"Interim Head of Nursing", "Interim Head of Nursing"},
      },
      &people);
}

TEST(OwnerCell, ACellThatStandsElsewhereInTheTableOnOneLineIsOneRole) {
  const std::set<std::string> wholes = {"lead for records access and archives"};
  EXPECT_EQ(told(readOwnerCell("Lead for Records; Access and Archives", wholes, nullptr)),
            "Lead for Records; Access and Archives");
}

TEST(OwnerCell, NobodyIsAnOwnerOfTheSameTwice) {
  const auto cell = readOwnerCell("1-2. Matron\n1. Matron\n2. Head of Nursing", {}, nullptr);
  const RowOwners row = ownersFor(cell, {1, 2, 2});
  EXPECT_EQ(row.doubt, "");
  std::vector<std::pair<std::string, int>> placed;
  for (const Owner& owner : row.owners) placed.emplace_back(owner.role, owner.place.value_or(-1));
  using testing::UnorderedElementsAre, testing::Pair;
  EXPECT_THAT(placed, UnorderedElementsAre(Pair("Matron", 0), Pair("Matron", 1), Pair("Matron", 2),
                                           Pair("Head of Nursing", 1), Pair("Head of Nursing", 2)));
}

TEST(OwnerCell, ARowHasTwoHundredOwnersAtMostAndSaysSo) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "1-99. Team " + std::to_string(i) + "\n";
  const auto cell = readOwnerCell(lines, {}, nullptr);
  EXPECT_EQ(ownersFor(cell, {1, 2}).doubt, "");
  EXPECT_EQ(ownersFor(cell, {1, 2}).owners.size(), kMostOwners);
  EXPECT_EQ(ownersFor(cell, {1, 2, 3}).doubt, "names more than 200 owners; the others were left out");
  EXPECT_EQ(ownersFor(cell, {1, 2, 3}).owners.size(), kMostOwners);
}

TEST(OwnerCell, LongAndStrangeCellsAreReadInTime) {
  std::string names = "Jane Whitby";
  for (int i = 0; i < 2000; ++i) names += ", Tom Archer";
  EXPECT_EQ(readOwnerCell(names, {}, nullptr).owners.size(), 2001U);
  EXPECT_EQ(readOwnerCell(std::string(20000, '('), {}, nullptr).owners.size(), 1U);
  EXPECT_TRUE(readOwnerCell(std::string(20000, ','), {}, nullptr).owners.empty());
  readOwnerCell(std::string(10000, '/') + "\xFF\xFE and & and", {}, nullptr);
}

}  // namespace
}  // namespace chaser::plan
