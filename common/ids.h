// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace chaser {

/// A row's number, distinct by what it numbers: a PlanId is no ActionId. 0 is no row yet.
template <typename Tag>
struct Id {
  std::int64_t value = 0;
  friend auto operator<=>(const Id&, const Id&) = default;
  explicit operator bool() const { return value != 0; }
};

using PlanId = Id<struct PlanTag>;
using ActionId = Id<struct ActionTag>;
using MilestoneId = Id<struct MilestoneTag>;
using AlertId = Id<struct AlertTag>;
using ItemId = Id<struct ItemTag>;
using MessageId = Id<struct MessageTag>;

}  // namespace chaser

template <typename Tag>
struct std::hash<chaser::Id<Tag>> {
  std::size_t operator()(const chaser::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
