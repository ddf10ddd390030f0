// SPDX-License-Identifier: Apache-2.0
#include "common/base64.h"

#include <gtest/gtest.h>

namespace chaser {
namespace {

TEST(Base64, IsAsItsStandardShowsIt) {  // RFC 4648, 10
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, ForAddressesHasNeitherPaddingNorWhatAddressesMeanOtherwise) {
  EXPECT_EQ(base64("\xFB\xFF\xFE\xFF"), "+//+/w==");
  EXPECT_EQ(base64Url("\xFB\xFF\xFE\xFF"), "-__-_w");
}

}  // namespace
}  // namespace chaser
