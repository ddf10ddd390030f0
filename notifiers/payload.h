// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/instant.h"
#include "notifiers/letter.h"

/// The JSON of the `generic` preset: a Letter for programs. docs/webhooks.md describes every key.
namespace chaser::notifiers {

/// `alert.firing`, `alert.reminder`, `alert.escalated`, `alert.resolved`, `alert.warning`, `notice`.
std::string_view eventName(alerts::ItemKind kind);
/// The entry's own: that of what happened, or of its kind.
std::string_view eventOf(const Entry& entry);

/// One document, keys sorted, no line breaks: the same Letter, id and instant give the same bytes. The whole
/// event is that of its items when they agree, else `digest`.
std::string genericPayload(const Letter& letter, std::string_view id, Instant at);

}  // namespace chaser::notifiers
