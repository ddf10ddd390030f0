// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/readers/grid.h"

namespace chaser::plan {
namespace {

using testing::HasSubstr;

std::string whyNot(const std::string& csv) {
  const auto document = readDocument("plan.csv", csv);
  return document ? std::string("was read") : document.error().what;
}

TEST(ReadLimits, ACellHoldsAHundredPagesAndNoMore) {
  EXPECT_EQ(whyNot("a,b\n1," + std::string(256U << 10U, 'x')), "was read");
  EXPECT_THAT(whyNot("a,b\n1," + std::string((256U << 10U) + 1, 'x')),
              HasSubstr("plan.csv: row 2, cell 2 of a table holds more than 256 KiB of text"));
}

TEST(ReadLimits, ARowHasAThousandCellsAtMost) {
  EXPECT_EQ(whyNot("a" + std::string(999, ',') + "b"), "was read");
  EXPECT_THAT(whyNot("a" + std::string(1000, ',') + "b"), HasSubstr("row 1 of a table has 1001 cells"));
}

}  // namespace
}  // namespace chaser::plan
