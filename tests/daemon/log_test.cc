// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.h"

#include <gtest/gtest.h>

namespace chaser::daemon {
namespace {

TEST(TheLog, NamesNoAddressWhereverItStands) {
  EXPECT_EQ(withoutAddresses("'a@b' is no e-mail address"), "'(address)' is no e-mail address");
  EXPECT_EQ(withoutAddresses("550 <ann@council.example>: no; ben@council.example"),
            "550 <(address)>: no; (address)");
  EXPECT_EQ(withoutAddresses("nobody"), "nobody");
}

TEST(TheLog, SaysWhereAMistakeIsWithoutTheLineThatHoldsIt) {
  const auto source = std::make_shared<const Source>(
      Source{"contacts.yaml", "contacts:\n  - {name: Ann, email: ann@council@example}\n"});
  const Diagnostic mistake{
      Level::Error, {source, 2, 24}, 5, "'ann@council@example' is no e-mail address", "name@domain"};
  EXPECT_EQ(logLine(mistake), "contacts.yaml:2:24: '(address)' is no e-mail address");
}

}  // namespace
}  // namespace chaser::daemon
