// SPDX-License-Identifier: Apache-2.0
#include "alerts/dispatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "alerts/open_hours.h"
#include "alerts/weighing.h"
#include "common/stable_hash.h"
#include "common/text.h"

namespace chaser::alerts {

namespace {

/// The longest that a digest may have to wait: a weekly one over the longest run of closed days.
constexpr int kDaysAhead = 60;
constexpr int kDaysOfWeek = 7;

using Waiting = std::vector<const Candidate*>;

constexpr std::array<std::string_view, 5> kMessageKinds = {"digest", "urgent", "pack-draft", "pack",
                                                           "webhook"};
constexpr std::array<std::string_view, 3> kRecipientKinds = {"person", "board", "webhook"};

std::string_view timezoneOf(const plan::People& people, const Recipient& to) {
  const auto* contact = to.kind == Recipient::Kind::Person ? people.contact(to.name) : nullptr;
  if (contact != nullptr && contact->timezone) return *contact->timezone;
  return people.directory().window.timezone;
}

/// One person's dispatch, parted into what is urgent and what the digest carries.
class PersonsPost {
 public:
  PersonsPost(const DispatchContext& context, const Recipient& to, const SentBefore& before)
      : context_(context),
        to_(to),
        before_(before),
        contact_(context.people.contact(to.name)),
        hours_(context.people.directory().window, context.calendar, timezoneOf(context.people, to)),
        today_(hours_.dayOf(context.now)) {}

  void send(const Waiting& waiting, Dispatched& out) const {
    Waiting urgent;
    Waiting digest;
    for (const auto* candidate : waiting) (isUrgent(*candidate) ? urgent : digest).push_back(candidate);
    const bool overBudget = before_.urgentToday >= urgentPerDay() && hours_.isOpen(context_.now);
    if (overBudget) {
      digest.insert(digest.end(), urgent.begin(), urgent.end());
    } else if (!urgent.empty()) {
      sendUrgent(urgent, out);
    }
    if (!digest.empty()) sendDigest(digest, out);
  }

 private:
  [[nodiscard]] plan::DigestHabit habit() const {
    return contact_ == nullptr ? plan::DigestHabit{} : contact_->digest;
  }
  // A person's own budget goes before everybody's.
  [[nodiscard]] int digestsPerDay() const {
    const int everybodys = context_.manners.digestsPerDay;
    return contact_ == nullptr ? everybodys : contact_->digestsPerDay.value_or(everybodys);
  }
  [[nodiscard]] int urgentPerDay() const {
    const int everybodys = context_.manners.urgentPerDay;
    return contact_ == nullptr ? everybodys : contact_->urgentPerDay.value_or(everybodys);
  }
  [[nodiscard]] bool isUrgent(const Candidate& candidate) const {
    return candidate.item.severity == rules::Severity::Critical ||
           habit().kind == plan::DigestHabit::Kind::Immediate;
  }

  void hold(const Candidate& candidate, Reason reason, std::string detail, Dispatched& out) const {
    out.reasons.push_back({candidate.item.id, reason, std::move(detail), false});
  }
  void holdClosed(const Waiting& waiting, Dispatched& out) const {
    const auto closed = hours_.whyClosed(context_.now);
    for (const auto* candidate : waiting) hold(*candidate, closed.reason, closed.detail, out);
  }
  [[nodiscard]] Instant gathered(const Waiting& waiting) const {
    return oldest(waiting) + context_.manners.gather;
  }

  /// As many as one message can name, the gravest and oldest first; the others come with the next day's.
  void sendFirst(MessageKind kind, Waiting waiting, Dispatched& out) const {
    const auto most = static_cast<std::size_t>(std::max(1, context_.manners.itemsNamed));
    if (waiting.size() > most) {
      std::stable_sort(waiting.begin(), waiting.end(), [](const Candidate* a, const Candidate* b) {
        return static_cast<int>(a->item.severity) > static_cast<int>(b->item.severity);
      });
      const Instant next = hours_.nextOpen(hours_.closes(today_));
      const auto day = hours_.dayOf(next).spokenWithWeekday();
      for (std::size_t i = most; i < waiting.size(); ++i) hold(*waiting[i], Reason::InDigest, day, out);
      lookAgainAt(out, next);
      waiting.resize(most);
    }
    sendNow(kind, to_, today_, waiting, out);
  }

  void sendUrgent(const Waiting& waiting, Dispatched& out) const {
    const Instant leaves = hours_.nextOpen(std::max(context_.now, gathered(waiting)));
    if (leaves <= context_.now) {
      return sendFirst(MessageKind::Urgent, waiting, out);
    }
    lookAgainAt(out, leaves);
    if (!hours_.isOpen(context_.now)) return holdClosed(waiting, out);
    for (const auto* candidate : waiting)
      hold(*candidate, Reason::InDigest, "gathering what comes with it", out);
  }

  /// When that day's digest leaves: at the opening, spread across people so that not all leave in one second.
  [[nodiscard]] Instant digestMoment(Date day) const {
    const Instant opening = hours_.opens(day);
    if (hours_.wholeDay()) return opening;
    const auto length = std::chrono::duration_cast<std::chrono::seconds>(hours_.closes(day) - opening);
    const auto spread = std::min(std::chrono::seconds(context_.manners.spread), length).count();
    if (spread <= 0) return opening;
    const auto after = stableHash(to_.name) % static_cast<std::uint64_t>(spread);
    return opening + std::chrono::seconds(static_cast<std::int64_t>(after));
  }

  /// REQUIRES: `day` is open. A weekly digest whose weekday is closed comes on the next open day.
  [[nodiscard]] bool isDigestDay(Date day) const {
    if (habit().kind != plan::DigestHabit::Kind::Weekly) return true;
    return hours_.nextOpenDay(weekdayBefore(day)) == day;
  }
  /// The last day on or before `day` that is the weekly habit's.
  [[nodiscard]] Date weekdayBefore(Date day) const {
    const int back = static_cast<int>(day.weekday()) - static_cast<int>(habit().on) + kDaysOfWeek;
    return day - Days{back % kDaysOfWeek};
  }

  /// Whether it is a reason for a digest on that day. The weekly habit gives way to what is critical, and to
  /// what the last weekly digest should have carried but could not, because the machine was off.
  [[nodiscard]] bool callsFor(const Candidate& candidate, Date day) const {
    if (isDigestDay(day) || candidate.item.severity == rules::Severity::Critical) return true;
    const Date last = hours_.nextOpenDay(weekdayBefore(day));
    return last < day && candidate.wantedAt < digestMoment(last);
  }

  struct Departure {
    Date day;
    Instant at;
  };
  [[nodiscard]] std::optional<Departure> nextDigest(const Waiting& waiting) const {
    for (int ahead = 0; ahead <= kDaysAhead; ++ahead) {
      const Date day = today_ + Days{ahead};
      if (!hours_.isOpenDay(day)) continue;
      if (ahead == 0 && before_.digestsToday >= digestsPerDay()) continue;
      const Instant at = std::max({context_.now, digestMoment(day), gathered(waiting)});
      if (at >= hours_.closes(day)) continue;
      const bool called = std::any_of(waiting.begin(), waiting.end(),
                                      [&](const Candidate* candidate) { return callsFor(*candidate, day); });
      if (called) return Departure{day, at};
    }
    return std::nullopt;
  }

  void sendDigest(const Waiting& waiting, Dispatched& out) const {
    const auto departure = nextDigest(waiting);
    if (departure && departure->at <= context_.now) {
      return sendFirst(MessageKind::Digest, waiting, out);
    }
    if (departure) lookAgainAt(out, departure->at);
    if (!hours_.isOpen(context_.now)) return holdClosed(waiting, out);
    const std::string day = departure ? departure->day.spokenWithWeekday() : "no day in sight";
    for (const auto* candidate : waiting) {
      hold(*candidate, isUrgent(*candidate) ? Reason::OverBudget : Reason::InDigest, day, out);
    }
  }

  const DispatchContext& context_;
  const Recipient& to_;
  const SentBefore& before_;
  const plan::Contact* contact_;
  OpenHours hours_;
  Date today_;
};

/// A channel keeps no hours: each item is a message of its own as soon as it was gathered, so that what is
/// resolved at once is never posted.
void sendToWebhook(const DispatchContext& context, const Recipient& to, const Waiting& waiting,
                   Dispatched& out) {
  for (const auto* candidate : waiting) {
    const Instant leaves = candidate->wantedAt + context.manners.gather;
    if (leaves <= context.now) {
      sendNow(MessageKind::Webhook, to, dayFor(context, to), {candidate}, out);
    } else {
      lookAgainAt(out, leaves);
      out.reasons.push_back({candidate->item.id, Reason::InDigest, "gathering what comes with it", false});
    }
  }
}

void holdWithoutAddress(const Recipient& to, const Waiting& waiting, Dispatched& out) {
  for (const auto* candidate : waiting) {
    out.reasons.push_back({candidate->item.id, Reason::NoAddress, to.name, false});
  }
  // A notice about a notice is never sent.
  const bool onlyNotices = std::all_of(waiting.begin(), waiting.end(), [](const Candidate* candidate) {
    return candidate->item.kind == ItemKind::Notice;
  });
  if (!onlyNotices) out.notices.push_back(fmt::format("{} has no address and can't be told", to.name));
}

}  // namespace

std::string_view toString(MessageKind kind) {
  return kMessageKinds.at(static_cast<std::size_t>(kind));
}

std::optional<MessageKind> parseMessageKind(std::string_view text) {
  const auto* found = std::find(kMessageKinds.begin(), kMessageKinds.end(), text);
  if (found == kMessageKinds.end()) return std::nullopt;
  return static_cast<MessageKind>(found - kMessageKinds.begin());
}

std::string MessagePlan::key() const {
  std::string out =
      fmt::format("{}|{}|{}|{}|{}|{}", toString(kind), kRecipientKinds.at(static_cast<std::size_t>(to.kind)),
                  to.name, day.iso(), board, meeting ? meeting->iso() : std::string());
  for (const auto& item : items) out += fmt::format("|{}", item.value);
  return out;
}

Date dayFor(const DispatchContext& context, const Recipient& to) {
  return OpenHours(context.people.directory().window, context.calendar, timezoneOf(context.people, to))
      .dayOf(context.now);
}

Instant opensFor(const DispatchContext& context, const Recipient& to) {
  return OpenHours(context.people.directory().window, context.calendar, timezoneOf(context.people, to))
      .nextOpen(context.now);
}

Instant sameUntil(const DispatchContext& context, const Recipient& to) {
  return OpenHours(context.people.directory().window, context.calendar, timezoneOf(context.people, to))
      .nextTurn(context.now);
}

Dispatched dispatch(const DispatchContext& context, const std::vector<Candidate>& candidates,
                    const SentBefore& before) {
  Dispatched out;
  const Waiting waiting = stillToSay(candidates, out);
  if (waiting.empty()) return out;
  const Recipient& to = waiting.front()->to;
  if (to.address.empty()) {
    holdWithoutAddress(to, waiting, out);
  } else if (to.kind == Recipient::Kind::Webhook) {
    sendToWebhook(context, to, waiting, out);
  } else {
    PersonsPost(context, to, before).send(waiting, out);
  }
  return out;
}

}  // namespace chaser::alerts
