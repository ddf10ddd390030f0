// SPDX-License-Identifier: Apache-2.0
#include "notifiers/smtp_reply.h"

#include <curl/curl.h>

#include <charconv>

#include "common/fold.h"
#include "common/text.h"
#include "notifiers/curl_loop.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

using SmtpKind = DeliveryOutcome::Kind;

constexpr std::size_t kLongestSmtpReply = 400;
/// The service closes the connection: about itself, wherever it comes.
constexpr int kServiceCloses = 421;

std::optional<int> numberIn(std::string_view text) {
  int number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc() || end != text.data() + text.size() || text.size() > 3) return std::nullopt;
  return number;
}

/// A relay that does not carry our mail says so at RCPT, with the code of a refused recipient.
bool speaksOfRelaying(std::string_view reply) {
  return (" " + foldWords(reply)).find(" relay") != std::string::npos;
}

bool isAboutLogin(int code) {
  return code == 530 || code == 534 || code == 535 || code == 538;
}

/// 5.7.x, of which some are about us wherever they come.
SmtpKind kindOfPolicy(SmtpStage stage, int detail, std::string_view reply) {
  const bool ours = detail == 0 || detail == 3 || (detail >= 8 && detail <= 14) ||
                    (detail >= 20 && detail <= 29) || detail >= 500;
  if (ours || stage < SmtpStage::Recipient) return SmtpKind::EndpointFault;
  const bool takesFromSomeAlone = detail >= 120 && detail <= 139;
  if (takesFromSomeAlone) return SmtpKind::Rejected;
  if (stage >= SmtpStage::Data && !speaksOfRelaying(reply)) return SmtpKind::Rejected;
  return SmtpKind::EndpointFault;
}

SmtpKind kindOfEnhanced(SmtpStage stage, EnhancedCode code, std::string_view reply) {
  switch (code.subject) {
    case 1:
      return code.detail == 7 || code.detail == 8 ? SmtpKind::EndpointFault : SmtpKind::Rejected;
    case 2:
      return code.detail == 2 ? SmtpKind::Retry : SmtpKind::Rejected;
    case 3:
      return code.detail == 4 ? SmtpKind::Rejected : SmtpKind::EndpointFault;
    case 4:
      return stage < SmtpStage::Recipient ? SmtpKind::EndpointFault : SmtpKind::Rejected;
    case 6:
      return SmtpKind::Rejected;
    case 7:
      return kindOfPolicy(stage, code.detail, reply);
    default:
      return SmtpKind::EndpointFault;
  }
}

/// By the three digits and where they came: of servers that give no more, and of 5.0.0, which says no more.
SmtpKind kindOfPlain(SmtpStage stage, int code, std::string_view reply) {
  if (code == 552) return SmtpKind::Rejected;
  switch (stage) {
    case SmtpStage::Recipient:
      return speaksOfRelaying(reply) ? SmtpKind::EndpointFault : SmtpKind::Rejected;
    case SmtpStage::Data:
    case SmtpStage::Body:
      return SmtpKind::Rejected;
    case SmtpStage::Connect:
    case SmtpStage::Greeting:
    case SmtpStage::Tls:
    case SmtpStage::Auth:
    case SmtpStage::Sender:
    case SmtpStage::Finished:
      break;
  }
  return SmtpKind::EndpointFault;
}

SmtpKind kindOfSmtp(SmtpStage stage, int code, std::string_view reply) {
  if (code < 500) return SmtpKind::Retry;
  if (isAboutLogin(code) || stage < SmtpStage::Sender) return SmtpKind::EndpointFault;
  const auto enhanced = enhancedCodeOf(reply);
  const bool says = enhanced && enhanced->category == 5 && enhanced->subject > 0;
  // A relay that does not carry our mail may call it a matter of addresses, or of policy.
  if (says && stage == SmtpStage::Recipient && speaksOfRelaying(reply)) return SmtpKind::EndpointFault;
  return says ? kindOfEnhanced(stage, *enhanced, reply) : kindOfPlain(stage, code, reply);
}

}  // namespace

std::optional<EnhancedCode> enhancedCodeOf(std::string_view reply) {
  const auto words = split(reply, ' ');
  // `550-5.1.1 …` comes of servers whose last line repeats the hyphen.
  if (words.size() < 2) return std::nullopt;
  const auto parts = split(words[1], '.');
  if (parts.size() != 3) return std::nullopt;
  const auto category = numberIn(parts[0]);
  const auto subject = numberIn(parts[1]);
  const auto detail = numberIn(parts[2]);
  if (!category || !subject || !detail || (*category != 2 && *category != 4 && *category != 5))
    return std::nullopt;
  return EnhancedCode{*category, *subject, *detail};
}

DeliveryOutcome classifySmtp(int curlCode, SmtpStage stage, int replyCode, std::string_view reply,
                             bool bodySent) {
  DeliveryOutcome outcome;
  outcome.code = replyCode;
  const char* words = curl_easy_strerror(static_cast<CURLcode>(curlCode));
  outcome.text = harmless(reply.empty() ? std::string_view(words) : reply, kLongestSmtpReply);
  if (curlCode == CURLE_OK) return outcome;
  outcome.kind = SmtpKind::Retry;
  if (isTlsTrouble(curlCode)) {
    outcome.kind = SmtpKind::EndpointFault;
    outcome.text = harmless(words, kLongestSmtpReply);
  } else if (replyCode >= 400) {
    outcome.kind = kindOfSmtp(stage, replyCode, reply);
  } else if (curlCode == CURLE_LOGIN_DENIED || curlCode == CURLE_URL_MALFORMAT ||
             curlCode == CURLE_UNSUPPORTED_PROTOCOL) {
    outcome.kind = SmtpKind::EndpointFault;
    outcome.text = harmless(words, kLongestSmtpReply);
  } else {
    outcome.outcomeUnknown = stage >= SmtpStage::Body && bodySent;
  }
  outcome.notHeard = outcome.kind == SmtpKind::Retry && !outcome.outcomeUnknown &&
                     (stage < SmtpStage::Sender || replyCode == kServiceCloses);
  return outcome;
}

}  // namespace chaser::notifiers
