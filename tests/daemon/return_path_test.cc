// SPDX-License-Identifier: Apache-2.0
#include "daemon/return_path.h"

#include <gmock/gmock.h>

#include "daemon/link_keys.h"
#include "tests/daemon/house.h"
#include "web/token.h"

namespace chaser::daemon {
namespace {

using ::testing::HasSubstr;

std::string patternOf(const std::string& written) {
  const auto read = readReturnPath(written);
  return read ? *read : read.error().what;
}

TEST(TheReturnPath, HasAPlaceForTheTag) {
  EXPECT_EQ(patternOf("bounces@example.org"), "bounces+{tag}@example.org");
  EXPECT_EQ(patternOf("bounces-{tag}@example.org"), "bounces-{tag}@example.org");
  EXPECT_EQ(patternOf("{tag}@bounces.example.org"), "{tag}@bounces.example.org");
  EXPECT_EQ(returnPathWith("bounces+{tag}@example.org", "x1"), "bounces+x1@example.org");
}

TEST(TheReturnPath, IsRefusedWhereNoAddressComesOfIt) {
  EXPECT_THAT(patternOf("bounces"), HasSubstr("is no address"));
  EXPECT_THAT(patternOf("a b@example.org"), HasSubstr("is no address"));
  EXPECT_THAT(patternOf("bounces@{tag}.example.org"), HasSubstr("before the @"));
  EXPECT_THAT(patternOf("bounces{tag}@example.org"), HasSubstr("right beside"));
  EXPECT_THAT(patternOf("{tag}x@example.org"), HasSubstr("right beside"));
  EXPECT_THAT(patternOf("a-{tag}-{tag}@example.org"), HasSubstr("is no address"));
  EXPECT_THAT(patternOf("zurück@example.org"), HasSubstr("is no address")) << "not every server takes UTF-8";
  EXPECT_THAT(patternOf(std::string(32, 'b') + "@example.org"), HasSubstr("longer than 64"));
  EXPECT_EQ(patternOf(std::string(31, 'b') + "@example.org"), std::string(31, 'b') + "+{tag}@example.org");
}

class ReturnPaths : public House {};

TEST_F(ReturnPaths, AreSealedForEachMailAndForNothingElse) {
  std::vector<store::Message> messages(3);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    messages[i].id = MessageId{static_cast<std::int64_t>(i) + 1};
    messages[i].messageId = "m" + std::to_string(i);
    messages[i].channel = i == 2 ? "webhook" : "smtp";
  }
  ok(addReturnPaths(*store, "", messages, clock.now()));
  EXPECT_EQ(messages[0].returnPath, "") << "without envelope_from all stays as it was";
  ok(addReturnPaths(*store, "bounces+{tag}@example.org", messages, clock.now()));
  EXPECT_EQ(messages[2].returnPath, "");
  const auto keys = got(readLinkKeys(*store));
  for (const std::size_t i : {0U, 1U}) {
    const auto tags = web::findTags(messages[i].returnPath);
    ASSERT_EQ(tags.size(), 1U) << messages[i].returnPath;
    EXPECT_TRUE(web::isBounceOf(tags[0], keys.current().key, messages[i].id.value, messages[i].messageId));
  }
}

}  // namespace
}  // namespace chaser::daemon
