// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/instant.h"
#include "notifiers/letter.h"
#include "plan/people.h"

/// A Letter in the words of those who receive it: what is posted to a webhook. Pure; the same Letter, id and
/// instant give the same bytes. One preset, one file. docs/webhooks.md says to people what each one makes of
/// a message.
///
/// Nothing from a plan can break out of its place: each text is one harmless line (render.h), escaped as the
/// far end asks, and never addresses anybody there.
namespace chaser::notifiers {

/// What goes to a webhook besides the letter.
struct HookContext {
  const plan::Webhook& hook;
  std::string_view id;                 ///< the message's, as `webhook-id`
  Instant at;                          ///< when it is composed
  std::string_view page;               ///< where the programme is looked at (web.public_url); empty: nowhere
  std::string_view templateText = {};  ///< of a webhook with a template of its own
};

struct HookDocument {
  std::string bytes;
  /// Why the webhook's own template was not used: then the generic document is there instead of it.
  std::string fault;
};

/// The document of the webhook's preset.
HookDocument hookDocument(const HookContext& context, const Letter& letter);

/// Microsoft Teams: an Adaptive Card in a message, as Workflows and incoming webhooks take it. At most
/// kMostOfTeams bytes: what does not fit is counted.
std::string teamsPayload(const Letter& letter);
constexpr std::size_t kMostOfTeams = 20000;

/// Slack: Block Kit, at most 50 blocks, 3,000 characters a text, and kMostOfSlack bytes of text in all.
std::string slackPayload(const Letter& letter);
constexpr std::size_t kMostOfSlack = 12000;

/// Mattermost: one post in Markdown, at most kMostOfMattermost bytes. Nobody is mentioned.
std::string mattermostPayload(const Letter& letter);
constexpr std::size_t kMostOfMattermost = 15000;

/// Prometheus Alertmanager: the alerts of POST /api/v2/alerts. One that fires ends kAlertStays later unless
/// it is told again; one that is resolved ends now.
std::string alertmanagerPayload(const HookContext& context, const Letter& letter);
constexpr std::chrono::hours kAlertStays{72};

/// GOV.UK Notify: one e-mail or text message by a template of its own.
std::string notifyPayload(const HookContext& context, const Letter& letter);

/// Where the preset posts: the configured address, with the path of the interface where that is not given.
std::string hookAddress(const plan::Webhook& hook, std::string_view url);

/// The message that `chaser send-test` sends: says what it is, and has no entries.
Letter pingLetter(const std::string& to, Date day, const std::string& marking);

}  // namespace chaser::notifiers
