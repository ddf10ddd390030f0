// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "alerts/dispatch.h"

namespace chaser::alerts {
namespace {

std::vector<Candidate> itemsFor(int people, int items) {
  std::vector<Candidate> out;
  for (int i = 0; i < items; ++i) {
    Candidate candidate;
    candidate.item.id = ItemId{i + 1};
    candidate.to = {Recipient::Kind::Person, "Person " + std::to_string(i % people), "p@x.example", {}};
    out.push_back(candidate);
  }
  return out;
}

TEST(Storm, TheLimitItselfIsNoStorm) {
  EXPECT_FALSE(storm(itemsFor(20, 100), Manners{}));
  EXPECT_FALSE(storm({}, Manners{}));
}

TEST(Storm, TooManyPeopleAreOneAndAreCounted) {
  const auto found = storm(itemsFor(21, 42), Manners{});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->people, 21U);
  EXPECT_EQ(found->items, 42U);
}

TEST(Storm, TooManyItemsForOnePersonAreOneToo) {
  EXPECT_TRUE(storm(itemsFor(1, 101), Manners{}));
}

TEST(Storm, AnItemForTwoPeopleIsOneItem) {
  auto items = itemsFor(1, 60);
  auto again = items;
  for (auto& candidate : again) candidate.to.name = "Another";
  items.insert(items.end(), again.begin(), again.end());
  EXPECT_FALSE(storm(items, Manners{}));
}

TEST(Storm, NoticesAndWhatIsQuietMakeNone) {
  auto items = itemsFor(40, 200);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i % 2 == 0)
      items[i].quiet = true;
    else
      items[i].item.kind = ItemKind::Notice;
  }
  EXPECT_FALSE(storm(items, Manners{}));
}

TEST(Storm, BoardsAndChannelsAreNoPeople) {
  auto items = itemsFor(30, 30);
  for (auto& candidate : items) candidate.to.kind = Recipient::Kind::Board;
  EXPECT_FALSE(storm(items, Manners{}));
}

}  // namespace
}  // namespace chaser::alerts
