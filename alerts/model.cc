// SPDX-License-Identifier: Apache-2.0
#include "alerts/model.h"

#include <cstddef>
#include <utility>

namespace chaser::alerts {
namespace {

using TellKind = rules::Tell::Kind;

template <typename Enum, std::size_t N>
using WordTable = std::array<std::pair<Enum, std::string_view>, N>;

template <typename Enum, std::size_t N>
std::string_view wordOf(const WordTable<Enum, N>& table, Enum value) {
  for (const auto& [known, word] : table) {
    if (known == value) return word;
  }
  return {};
}

template <typename Enum, std::size_t N>
std::optional<Enum> valueOf(const WordTable<Enum, N>& table, std::string_view text) {
  for (const auto& [value, word] : table) {
    if (word == text) return value;
  }
  return std::nullopt;
}

constexpr WordTable<AlertState, 5> kStates{{{AlertState::Pending, "pending"},
                                            {AlertState::Firing, "firing"},
                                            {AlertState::Acknowledged, "acknowledged"},
                                            {AlertState::Snoozed, "snoozed"},
                                            {AlertState::Resolved, "resolved"}}};

constexpr WordTable<Reason, 21> kReasons{{{Reason::Sent, "sent"},
                                          {Reason::Pending, "pending"},
                                          {Reason::InhibitedBy, "inhibited-by"},
                                          {Reason::SilencedBy, "silenced-by"},
                                          {Reason::AcknowledgedUntil, "acknowledged-until"},
                                          {Reason::SnoozedUntil, "snoozed-until"},
                                          {Reason::DateProposed, "date-proposed"},
                                          {Reason::OutsideWindow, "outside-window"},
                                          {Reason::Holiday, "holiday"},
                                          {Reason::InDigest, "in-digest"},
                                          {Reason::InPack, "in-pack"},
                                          {Reason::AwaitingApproval, "awaiting-approval"},
                                          {Reason::AwaitingWarning, "awaiting-warning"},
                                          {Reason::NobodyHoldsRole, "nobody-holds-role"},
                                          {Reason::NoAddress, "no-address"},
                                          {Reason::AlreadyTold, "already-told"},
                                          {Reason::OverBudget, "over-budget"},
                                          {Reason::Undeliverable, "undeliverable"},
                                          {Reason::EndpointHeld, "endpoint-held"},
                                          {Reason::ResolvedBeforeSending, "resolved-before-sending"},
                                          {Reason::NotDue, "not-due"}}};

constexpr WordTable<ItemKind, 7> kItemKinds{{{ItemKind::Ask, "ask"},
                                             {ItemKind::Reminder, "reminder"},
                                             {ItemKind::Escalation, "escalation"},
                                             {ItemKind::Warning, "warning"},
                                             {ItemKind::PackItem, "pack-item"},
                                             {ItemKind::Resolved, "resolved"},
                                             {ItemKind::Notice, "notice"}}};

// A rule's `board:NAME` and the board that a plan names are kept apart: only the latter follows the action.
constexpr WordTable<TellKind, 9> kRoleKinds{{{TellKind::Owner, "owner"},
                                             {TellKind::Party, "party"},
                                             {TellKind::Lead, "lead"},
                                             {TellKind::Board, "board"},
                                             {TellKind::Verifier, "verifier"},
                                             {TellKind::Coordinator, "coordinator"},
                                             {TellKind::Contact, "contact"},
                                             {TellKind::NamedBoard, "named-board"},
                                             {TellKind::Webhook, "webhook"}}};

}  // namespace

std::string_view toString(AlertState state) {
  return wordOf(kStates, state);
}
std::string_view toString(Reason reason) {
  return wordOf(kReasons, reason);
}
std::string_view toString(ItemKind kind) {
  return wordOf(kItemKinds, kind);
}

std::optional<AlertState> parseAlertState(std::string_view text) {
  return valueOf(kStates, text);
}
std::optional<Reason> parseReason(std::string_view text) {
  return valueOf(kReasons, text);
}
std::optional<ItemKind> parseItemKind(std::string_view text) {
  return valueOf(kItemKinds, text);
}

std::string Role::text() const {
  std::string result(wordOf(kRoleKinds, kind));
  if (!name.empty()) result.append(":").append(name);
  return result;
}

std::optional<Role> Role::parse(std::string_view text) {
  const auto colon = text.find(':');
  const auto kind = valueOf(kRoleKinds, text.substr(0, colon));
  if (!kind) return std::nullopt;
  if (colon == std::string_view::npos) return Role{*kind, {}};
  if (colon + 1 == text.size()) return std::nullopt;
  return Role{*kind, std::string(text.substr(colon + 1))};
}

}  // namespace chaser::alerts
