// SPDX-License-Identifier: Apache-2.0
#include "daemon/feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "daemon/facts.h"
#include "daemon/feed_letters.h"
#include "daemon/letters.h"
#include "store/feed.h"

namespace chaser::daemon {

namespace {

/// Facts that are read in one transaction, and transactions of one tick and webhook.
constexpr std::size_t kFactsAtOnce = 2000;
constexpr int kMostPages = 10;
constexpr std::size_t kAlertsAtOnce = 200;
/// For so long after it is resolved an alert is told again as such.
constexpr Days kResolvedTold{3};

constexpr const char* kCursors = "webhook_cursor:";
constexpr const char* kBehindCursors = "webhook_cursor;";  // the next character: all names lie between

std::string cursorName(const plan::Webhook& hook) {
  return kCursors + hook.name;
}
std::string dayName(const plan::Webhook& hook) {
  return "webhook_day:" + hook.name;
}

bool hasFeed(const plan::Webhook& hook) {
  return !hook.events.empty() || hook.preset == plan::HookPreset::Alertmanager;
}

class WebhookFeed {
 public:
  WebhookFeed(store::Store& store, const Configuration& configuration, const plan::Webhook& hook, Date today,
              Instant now, FeedReport& report)
      : store_(store),
        configuration_(configuration),
        hook_(hook),
        today_(today),
        now_(now),
        report_(report),
        facts_(store, configuration, today) {}

  Outcome tell(std::int64_t last, const std::function<bool()>& pulse) {
    const auto cursor = readCursor();
    if (!cursor) return fail(cursor.error());
    if (!*cursor) return begin(last);
    if (hook_.preset == plan::HookPreset::Alertmanager) return tellHowAlertsStand(**cursor, last);
    auto at = **cursor;
    for (int page = 0; at < last; ++page) {
      if (page == kMostPages || (pulse && !pulse())) {
        report_.more = true;
        return {};
      }
      const auto reached = tellPage(at);
      if (!reached) return fail(reached.error());
      at = *reached;
    }
    return {};
  }

 private:
  Result<std::optional<std::int64_t>> readCursor() {
    const auto text = store_.setting(cursorName(hook_));
    if (!text) return fail(text.error());
    if (!*text) return std::optional<std::int64_t>();
    std::int64_t cursor = 0;
    std::from_chars((*text)->data(), (*text)->data() + (*text)->size(), cursor);
    return std::optional(cursor);
  }

  Outcome moveCursor(std::int64_t to) { return store_.setSetting(cursorName(hook_), std::to_string(to)); }

  Outcome begin(std::int64_t last) {
    if (auto done = store_.setSetting(dayName(hook_), today_.iso()); !done) return done;
    return moveCursor(last);
  }

  Result<std::int64_t> tellPage(std::int64_t after) {
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    const auto page = store_.feed().facts(after, kFactsAtOnce);
    if (!page) return fail(page.error());
    const auto letters = lettersOfHappenings(configuration_, facts_, hook_, page->first, today_);
    if (!letters) return fail(letters.error());
    int number = 0;
    for (const auto& letter : *letters) {
      const auto key = fmt::format("feed of {} after {}, {}", hook_.name, after, ++number);
      if (auto done = freeze(letter, key); !done) return fail(done.error());
    }
    if (auto done = moveCursor(page->second); !done) return fail(done.error());
    if (auto done = (*transaction)->commit(); !done) return fail(done.error());
    report_.messages += letters->size();
    return page->second;
  }

  Outcome tellHowAlertsStand(std::int64_t after, std::int64_t last) {
    const auto told = store_.setting(dayName(hook_));
    if (!told) return fail(told.error());
    const bool newDay = *told != today_.iso();
    if (!newDay && after >= last) return {};
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    const auto ids = newDay ? store_.feed().toldOf(hook_.name, today_ - kResolvedTold)
                            : store_.feed().movedAmongTold(hook_.name, after, last);
    if (!ids) return fail(ids.error());
    std::size_t messages = 0;
    for (std::size_t from = 0; from < ids->size(); from += kAlertsAtOnce) {
      std::vector<alerts::Alert> standing;
      const auto to = std::min(ids->size(), from + kAlertsAtOnce);
      standing.reserve(to - from);
      for (std::size_t i = from; i < to; ++i) {
        auto alert = store_.alert((*ids)[i]);
        if (!alert) return fail(alert.error());
        if (*alert) standing.push_back(std::move(**alert));
      }
      const auto letter = letterOfAlerts(configuration_, facts_, hook_, standing, today_);
      if (!letter) return fail(letter.error());
      const auto key =
          fmt::format("standing of {} on {} after {}, {}", hook_.name, today_.iso(), after, from);
      if (auto done = freeze(*letter, key); !done) return fail(done.error());
      ++messages;
    }
    if (newDay) {
      if (auto done = store_.setSetting(dayName(hook_), today_.iso()); !done) return done;
    }
    if (auto done = moveCursor(last); !done) return done;
    if (auto done = (*transaction)->commit(); !done) return done;
    report_.messages += messages;
    return {};
  }

  Outcome freeze(const notifiers::Letter& letter, const std::string& key) {
    auto written = writeFeedLetter(configuration_, store_, hook_, letter, key, now_);
    if (!written) return fail(written.error());
    for (auto& fault : written->faults) report_.faults.push_back(std::move(fault));
    const auto frozen = store_.freeze(written->message);
    return frozen ? Outcome() : fail(frozen.error());
  }

  store::Store& store_;
  const Configuration& configuration_;
  const plan::Webhook& hook_;
  Date today_;
  Instant now_;
  FeedReport& report_;
  Facts facts_;
};

/// A webhook that asks for nothing any more loses its place: when it asks again it is new, and is not told of
/// all that happened meanwhile.
Outcome forgetCursors(store::Store& store, const std::vector<plan::Webhook>& hooks) {
  const auto kept = store.settings(kCursors, kBehindCursors);
  if (!kept) return fail(kept.error());
  for (const auto& [name, cursor] : *kept) {
    const auto asks = [&name = name](const plan::Webhook& hook) {
      return hasFeed(hook) && cursorName(hook) == name;
    };
    if (std::any_of(hooks.begin(), hooks.end(), asks)) continue;
    if (auto done = store.setSetting(name, std::nullopt); !done) return done;
  }
  return {};
}

}  // namespace

Result<FeedReport> tellWebhooks(store::Store& store, const Configuration& configuration, Date today,
                                Instant now, const std::function<bool()>& pulse) {
  FeedReport report;
  const auto& hooks = configuration.people.directory().webhooks;
  if (auto done = forgetCursors(store, hooks); !done) return fail(done.error());
  if (std::none_of(hooks.begin(), hooks.end(), hasFeed)) return report;
  const auto last = store.feed().lastFact();
  if (!last) return fail(last.error());
  for (const auto& hook : hooks) {
    if (!hasFeed(hook)) continue;
    WebhookFeed feed(store, configuration, hook, today, now, report);
    if (auto done = feed.tell(*last, pulse); !done) return fail(done.error());
  }
  return report;
}

}  // namespace chaser::daemon
