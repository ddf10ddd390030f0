// SPDX-License-Identifier: Apache-2.0
#include "daemon/bounce_verdict.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "common/fold.h"

namespace chaser::daemon {

namespace {

using notifiers::ReportedRecipient;
using store::BounceKind;

constexpr std::array<std::string_view, 3> kArrived = {"delivered", "relayed", "expanded"};

enum class Fate { Arrived, Delayed, GivenUp, Failed, Unknown };

/// The first digit of its status, else of the code with which the far end's words begin.
char classOf(const ReportedRecipient& recipient) {
  if (!recipient.status.empty()) return recipient.status.front();
  return recipient.diagnostic.empty() ? '\0' : recipient.diagnostic.front();
}

Fate fateOf(const ReportedRecipient& recipient) {
  const auto& action = recipient.action;
  if (std::find(kArrived.begin(), kArrived.end(), action) != kArrived.end()) return Fate::Arrived;
  if (action == "delayed") return Fate::Delayed;
  if (action != "failed") return Fate::Unknown;
  return classOf(recipient) == '5' ? Fate::Failed : Fate::GivenUp;
}

int codeIn(const std::string& diagnostic) {
  int code = 0;
  std::size_t digits = 0;
  for (; digits < diagnostic.size() && diagnostic[digits] >= '0' && diagnostic[digits] <= '9' && digits < 4;
       ++digits)
    code = code * 10 + (diagnostic[digits] - '0');
  return digits == 3 && code >= 400 && code < 600 ? code : 0;
}

BounceVerdict recorded(BounceKind kind, const ReportedRecipient& recipient) {
  BounceVerdict verdict;
  verdict.kind = kind;
  verdict.status = recipient.status;
  verdict.code = codeIn(recipient.diagnostic);
  verdict.words = recipient.diagnostic;
  // Some say the code twice, some once, some only beside their words.
  if (verdict.words.find(recipient.status) == std::string::npos)
    verdict.words = recipient.status + (verdict.words.empty() ? "" : " ") + verdict.words;
  if (verdict.words.empty()) verdict.words = recipient.action;
  return verdict;
}

BounceVerdict unclear(std::string words) {
  BounceVerdict verdict;
  verdict.kind = BounceKind::Unclear;
  verdict.words = std::move(words);
  return verdict;
}

BounceVerdict nothing(std::string why) {
  BounceVerdict verdict;
  verdict.ignored = std::move(why);
  return verdict;
}

}  // namespace

BounceVerdict judgeBounce(const notifiers::DeliveryReport& report, const store::Message& message) {
  if (!report.isReport && report.isFromServer) return unclear(report.subject);
  if (!report.isReport)
    return nothing("no mail server's report, as the notes of people who are away are none");
  const auto address = foldCase(message.address);
  std::vector<ReportedRecipient> about;
  std::copy_if(
      report.recipients.begin(), report.recipients.end(), std::back_inserter(about),
      [&](const auto& one) { return foldCase(one.final) == address || foldCase(one.original) == address; });
  const bool isOwn = !about.empty();
  if (!isOwn) about = report.recipients;
  if (about.empty()) return unclear(report.subject);
  const auto count = [&](Fate fate) {
    return static_cast<std::size_t>(
        std::count_if(about.begin(), about.end(), [&](const auto& one) { return fateOf(one) == fate; }));
  };
  const auto first = [&](Fate fate) {
    return *std::find_if(about.begin(), about.end(), [&](const auto& one) { return fateOf(one) == fate; });
  };
  const auto failed = count(Fate::Failed);
  const auto lost = failed + count(Fate::GivenUp);
  if (count(Fate::Arrived) == about.size()) return nothing("it says that the message arrived");
  if (lost == 0 && count(Fate::Delayed) > 0) return recorded(BounceKind::Delayed, first(Fate::Delayed));
  const bool isList = !isOwn && message.kind == alerts::MessageKind::Pack;
  if (lost < about.size() || isList) {
    auto verdict = recorded(BounceKind::Unclear, about.front());
    verdict.words = "of " + about.front().final + ": " + verdict.words;
    return verdict;
  }
  return failed > 0 ? recorded(BounceKind::Failed, first(Fate::Failed))
                    : recorded(BounceKind::GivenUp, about.front());
}

}  // namespace chaser::daemon
