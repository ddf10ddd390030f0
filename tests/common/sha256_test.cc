// SPDX-License-Identifier: Apache-2.0
#include "common/sha256.h"

#include <gtest/gtest.h>

namespace chaser {
namespace {

TEST(Sha256, IsTheDigestThatTheStandardGives) {
  EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 4231, test case 2.
TEST(Sha256, IsKeyedAsTheStandardSays) {
  const auto digest = hmacSha256(Secret("Jefe"), "what do ya want for nothing?");
  EXPECT_EQ(digest.front(), 0x5b);
  EXPECT_EQ(digest[1], 0xdc);
  EXPECT_EQ(digest[30], 0x38);
  EXPECT_EQ(digest.back(), 0x43);
}

}  // namespace
}  // namespace chaser
