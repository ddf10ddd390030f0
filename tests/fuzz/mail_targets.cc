// SPDX-License-Identifier: Apache-2.0
#include "alerts/reply_words.h"
#include "common/text.h"
#include "daemon/bounce_verdict.h"
#include "notifiers/delivery_report.h"
#include "notifiers/incoming.h"
#include "notifiers/quoting.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace chaser::fuzz {

namespace {

/// What can be shown: valid, and without a character that moves the cursor.
void isHarmless(std::string_view text) {
  promise(isUtf8(text));
  promise(text.find_first_of(std::string_view("\r\x1B\0", 3)) == std::string_view::npos);
}

/// Any mail ends as words that can be shown and read, or is refused with a reason.
void incomingMail(std::string_view bytes) {
  const auto mail = notifiers::readIncoming(bytes);
  if (!mail) return promise(!mail.error().what.empty());
  for (const auto* text : {&mail->subject, &mail->words, &mail->quoted, &mail->automatic}) isHarmless(*text);
  for (const auto& sender : mail->from) isHarmless(sender.address);
  const auto reading = alerts::readReplyWords(mail->subject, mail->words, Date::fromEpochDays(17440));
  promise(reading.answer.has_value() == reading.unclear.empty());
  if (reading.answer) promise(!alerts::answerInWords(*reading.answer).empty());
}

/// The words alone, which a fuzzer finds sooner without headers before them.
void replyWords(std::string_view bytes) {
  const auto line = bytes.find('\n');
  const auto subject = bytes.substr(0, line);
  const auto parts = notifiers::splitQuoted(notifiers::textOfHtml(bytes));
  const auto words = line == std::string_view::npos ? std::string_view() : bytes.substr(line + 1);
  for (const auto text : {words, std::string_view(parts.own)}) {
    const auto reading = alerts::readReplyWords(subject, text, Date::fromEpochDays(17440));
    promise(reading.answer.has_value() == reading.unclear.empty());
    promise(!reading.answer || reading.answer->kind != alerts::AnswerKind::NewDate ||
            reading.answer->date.has_value());
  }
}

/// Whatever came back, nothing of it breaks out, and no address fails unless a report blames it.
void deliveryReport(std::string_view bytes) {
  const auto report = notifiers::readDeliveryReport(bytes);
  if (!report) return promise(!report.error().what.empty());
  for (const auto* text : {&report->subject, &report->returned}) isHarmless(*text);
  for (const auto& address : report->cameTo) isHarmless(address);
  for (const auto& one : report->recipients)
    for (const auto* text : {&one.action, &one.status, &one.final, &one.original, &one.diagnostic})
      isHarmless(*text);
  store::Message message;
  message.address = "ann@council.example";
  const auto verdict = daemon::judgeBounce(*report, message);
  promise(verdict.kind.has_value() == verdict.ignored.empty());
  isHarmless(verdict.words);
  if (verdict.kind == store::BounceKind::Failed) promise(report->isReport && !report->recipients.empty());
}

constexpr Target kMailTargets[] = {
    {"incoming_mail", incomingMail}, {"reply_words", replyWords}, {"delivery_report", deliveryReport}};

}  // namespace

std::span<const Target> mailTargets() {
  return kMailTargets;
}

}  // namespace chaser::fuzz
