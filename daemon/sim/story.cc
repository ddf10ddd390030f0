// SPDX-License-Identifier: Apache-2.0
#include "daemon/sim/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/text.h"

namespace chaser::daemon {

namespace {

constexpr std::size_t kTextShown = 60;

}  // namespace

Result<ToldItem> describe(store::Store& store, const alerts::Item& item) {
  ToldItem told;
  told.subject = item.subject;
  told.wantedOn = item.wantedOn;
  told.rule = item.rule;
  told.step = item.step;
  told.kind = alerts::toString(item.kind);
  told.occurrence = item.occurrence;
  told.role = item.role.text();
  told.text = item.noticeText;
  if (!item.subject.action) return told;
  const auto record = store.action(item.subject.action);
  if (!record) return fail(record.error());
  if (!*record) return told;
  const auto* milestone = (*record)->milestone(item.subject.milestone);
  told.plan = (*record)->plan->key;
  told.ref = (*record)->action.ref;
  told.part = (*record)->action.part;
  told.party = milestone == nullptr ? "" : milestone->party;
  told.text = milestone == nullptr || milestone->text.empty() ? plan::headline(**record) : milestone->text;
  return told;
}

std::string ToldItem::spokenRef() const {
  plan::Action action;
  action.ref = ref;
  action.part = part;
  return plan::spokenRef(action);
}

std::string lineOf(const ToldItem& item) {
  if (item.kind == alerts::toString(alerts::ItemKind::Notice))
    return fmt::format("    notice      {}\n", item.text);
  const auto step = item.occurrence > 1 ? fmt::format("{} #{}", item.step, item.occurrence) : item.step;
  return fmt::format("    {:<10}  {:<12} {:<28} {:<16} {:<24} {}\n", item.kind, item.spokenRef(), item.rule,
                     step, item.role, shorten(item.text, kTextShown));
}

Result<std::vector<Told>> readStory(store::Store& store, MessageId after, Instant since) {
  const auto messages = store.messagesAfter(after);
  if (!messages) return fail(messages.error());
  std::vector<Told> story;
  for (const auto& message : *messages) {
    const auto at = message.sentAt.value_or(message.createdAt);
    if (message.state != store::MessageState::Sent || at < since) continue;
    Told told{at,
              message.to,
              message.address,
              message.channel,
              std::string(alerts::toString(message.kind)),
              message.subject,
              message.board,
              message.meeting,
              {}};
    const auto items = store.itemsOf(message.id);
    if (!items) return fail(items.error());
    for (const auto& stored : *items) {
      auto item = describe(store, stored.item);
      if (!item) return fail(item.error());
      told.items.push_back(std::move(*item));
    }
    // What programs are told besides is no part of who was asked what.
    if (!told.items.empty()) story.push_back(std::move(told));
  }
  std::stable_sort(story.begin(), story.end(), [](const Told& a, const Told& b) { return a.at < b.at; });
  return story;
}

std::string storyAsText(const std::vector<Told>& story, const Zone& zone) {
  std::string text;
  for (const auto& told : story) {
    text += fmt::format("{} {}  {:<10}  {}\n", zone.dayOf(told.at).iso(), zone.timeOf(told.at).text(),
                        told.kind, told.to);
    text += fmt::format("    {}\n", told.subject);
    for (const auto& item : told.items) text += lineOf(item);
  }
  return text + counted(story.size(), "message") + "\n";
}

std::string storyAsJson(const std::vector<Told>& story) {
  auto all = nlohmann::json::array();
  for (const auto& told : story) {
    auto items = nlohmann::json::array();
    for (const auto& item : told.items) {
      items.push_back({{"plan", item.plan},
                       {"ref", item.ref},
                       {"part", item.part},
                       {"party", item.party},
                       {"text", item.text},
                       {"rule", item.rule},
                       {"step", item.step},
                       {"occurrence", item.occurrence},
                       {"kind", item.kind},
                       {"role", item.role},
                       {"wanted_on", item.wantedOn.iso()}});
    }
    nlohmann::json entry = {{"at", told.at.iso()},      {"to", told.to},           {"address", told.address},
                            {"kind", told.kind},        {"subject", told.subject}, {"board", told.board},
                            {"items", std::move(items)}};
    entry["meeting"] = told.meeting ? nlohmann::json(told.meeting->iso()) : nlohmann::json(nullptr);
    all.push_back(std::move(entry));
  }
  return all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace chaser::daemon
