// SPDX-License-Identifier: Apache-2.0
#include "daemon/set_aside.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/text.h"

namespace chaser::daemon {

SetAside SetAside::parse(std::string_view text) {
  SetAside read;
  for (const auto entry : split(text, ' ')) {
    const auto at = entry.find('@');
    if (at == std::string_view::npos) continue;
    std::int64_t id = 0;
    const auto [stopped, status] = std::from_chars(entry.data(), entry.data() + at, id);
    const auto until = Instant::parse(entry.substr(at + 1));
    if (status == std::errc() && stopped == entry.data() + at && until) read.until_[ActionId{id}] = *until;
  }
  return read;
}

std::string SetAside::text() const {
  std::string text;
  for (const auto& [action, until] : until_) {
    text += fmt::format("{}{}@{}", text.empty() ? "" : " ", action.value, until.iso());
  }
  return text;
}

bool SetAside::rests(ActionId action, Instant now) const {
  const auto found = until_.find(action);
  return found != until_.end() && found->second > now;
}

std::vector<ActionId> SetAside::rested(Instant now) const {
  std::vector<ActionId> actions;
  for (const auto& [action, until] : until_) {
    if (until <= now) actions.push_back(action);
  }
  return actions;
}

std::optional<Instant> SetAside::nextEnd() const {
  std::optional<Instant> next;
  for (const auto& [action, until] : until_) next = next ? std::min(*next, until) : until;
  return next;
}

}  // namespace chaser::daemon
