// SPDX-License-Identifier: Apache-2.0
#include "notifiers/email.h"

#include <curl/curl.h>

#include <algorithm>
#include <utility>

#include "common/fold.h"
#include "notifiers/curl_loop.h"
#include "notifiers/mime.h"
#include "notifiers/render.h"
#include "notifiers/smtp_dialogue.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kLongestReply = 400;

using Kind = DeliveryOutcome::Kind;

bool isTlsFault(int curlCode) {
  switch (curlCode) {
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_ENGINE_INITFAILED:
      return true;
    default:
      return false;
  }
}

// A relay that does not carry our mail says so at RCPT, with the code of a refused recipient. After that the
// word is about the message.
bool speaksOfUs(SmtpStage stage, int code, std::string_view reply) {
  if (code == 530 || code == 534 || code == 535 || code == 538) return true;
  return stage == SmtpStage::Recipient && (" " + foldWords(reply)).find(" relay") != std::string::npos;
}

Kind kindOfReply(SmtpStage stage, int code, std::string_view reply) {
  if (code < 500) return Kind::Retry;
  switch (stage) {
    case SmtpStage::Recipient:
    case SmtpStage::Data:
    case SmtpStage::Body:
      return speaksOfUs(stage, code, reply) ? Kind::EndpointFault : Kind::Rejected;
    case SmtpStage::Connect:
    case SmtpStage::Greeting:
    case SmtpStage::Tls:
    case SmtpStage::Auth:
    case SmtpStage::Sender:
    case SmtpStage::Finished:
      break;
  }
  return Kind::EndpointFault;
}

// One message on its way; lives until its callback was called.
struct MailTransfer {
  OutgoingMessage message;
  Notifier::Done done;
  CurlList recipients;
  std::size_t offset = 0;
  bool bodySent = false;
  bool secondTry = false;
  SmtpDialogue dialogue;
};

std::size_t readBody(char* buffer, std::size_t size, std::size_t count, void* data) {
  auto& transfer = *static_cast<MailTransfer*>(data);
  const std::string& bytes = transfer.message.bytes;
  const std::size_t length = std::min(size * count, bytes.size() - transfer.offset);
  bytes.copy(buffer, length, transfer.offset);
  transfer.offset += length;
  if (length == 0) transfer.bodySent = true;  // libcurl now ends the message
  return length;
}

int followDialogue(CURL*, curl_infotype type, char* bytes, std::size_t size, void* data) {
  auto& transfer = *static_cast<MailTransfer*>(data);
  if (type == CURLINFO_HEADER_OUT) transfer.dialogue.sent({bytes, size});
  if (type == CURLINFO_HEADER_IN) transfer.dialogue.received({bytes, size});
  return 0;
}

class EmailNotifier : public Notifier {
 public:
  EmailNotifier(boost::asio::io_context& io, EmailSettings settings)
      : settings_(std::move(settings)), loop_(io, settings_.maxConnections) {}

  void deliver(const OutgoingMessage& message, Done done) override {
    // An address from a file is looked at once more here, where a line break in it would be a command.
    if (!isAddress(message.address)) {
      DeliveryOutcome refused;
      refused.kind = Kind::Rejected;
      refused.text = "'" + harmless(message.address, 100) + "' is no e-mail address";
      done(std::move(refused));
      return;
    }
    auto transfer = std::make_shared<MailTransfer>();
    transfer->message = message;
    transfer->done = std::move(done);
    start(std::move(transfer), false);
  }

  [[nodiscard]] std::size_t inFlight() const override { return loop_.inFlight(); }

 private:
  void start(std::shared_ptr<MailTransfer> transfer, bool freshConnection) {
    CurlEasy easy = newCurlEasy();
    transfer->offset = 0;
    transfer->bodySent = false;
    transfer->dialogue = SmtpDialogue();
    connection(easy.get());
    envelope(easy.get(), *transfer);
    if (freshConnection) curl_easy_setopt(easy.get(), CURLOPT_FRESH_CONNECT, 1L);
    loop_.start(std::move(easy), [this, transfer = std::move(transfer)](CURL* handle, CURLcode result) {
      finish(transfer, handle, result);
    });
  }

  void connection(CURL* easy) const {
    const bool implicit = settings_.tls == SmtpTls::Implicit;
    const std::string url =
        (implicit ? "smtps://" : "smtp://") + settings_.host + ":" + std::to_string(settings_.port);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(starttls()));
    if (!settings_.caFile.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.caFile.c_str());
    if (!settings_.user.empty()) {
      curl_easy_setopt(easy, CURLOPT_USERNAME, settings_.user.c_str());
      curl_easy_setopt(easy, CURLOPT_PASSWORD, settings_.password.reveal().c_str());
    }
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(settings_.totalTimeout.count()));
  }

  // A password never goes over a line that could have been protected and was not.
  [[nodiscard]] curl_usessl starttls() const {
    switch (settings_.tls) {
      case SmtpTls::Off:
        return CURLUSESSL_NONE;
      case SmtpTls::Preferred:
        return settings_.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL;
      case SmtpTls::Required:
      case SmtpTls::Implicit:
        break;
    }
    return CURLUSESSL_ALL;
  }

  void envelope(CURL* easy, MailTransfer& transfer) const {
    const std::string from = "<" + settings_.envelopeFrom + ">";
    const std::string to = "<" + transfer.message.address + ">";
    transfer.recipients.reset(curl_slist_append(nullptr, to.c_str()));
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, transfer.recipients.get());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.message.bytes.size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &readBody);
    curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);  // that is what calls the function below
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &followDialogue);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &transfer);
  }

  void finish(const std::shared_ptr<MailTransfer>& transfer, CURL* handle, CURLcode result) {
    const SmtpDialogue& dialogue = transfer->dialogue;
    long opened = 0;
    curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &opened);
    // The server had hung up on an idle connection: nothing was said about this message, so a new one is
    // tried.
    const bool stale = result != CURLE_OK && opened == 0 && dialogue.replyCode() == 0 &&
                       dialogue.stage() <= SmtpStage::Sender;
    if (stale && !transfer->secondTry) {
      transfer->secondTry = true;
      start(transfer, true);
      return;
    }
    DeliveryOutcome outcome =
        classifySmtp(result, dialogue.stage(), dialogue.replyCode(), dialogue.reply(), transfer->bodySent);
    curl_off_t micros = 0;
    curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME_T, &micros);
    outcome.took = std::chrono::milliseconds(micros / 1000);
    transfer->done(std::move(outcome));
  }

  EmailSettings settings_;
  CurlLoop loop_;
};

}  // namespace

DeliveryOutcome classifySmtp(int curlCode, SmtpStage stage, int replyCode, std::string_view reply,
                             bool bodySent) {
  DeliveryOutcome outcome;
  outcome.code = replyCode;
  const char* words = curl_easy_strerror(static_cast<CURLcode>(curlCode));
  outcome.text = harmless(reply.empty() ? std::string_view(words) : reply, kLongestReply);
  if (curlCode == CURLE_OK) return outcome;
  outcome.kind = Kind::Retry;
  if (isTlsFault(curlCode)) {
    outcome.kind = Kind::EndpointFault;
    outcome.text = harmless(words, kLongestReply);
  } else if (replyCode >= 400) {
    outcome.kind = kindOfReply(stage, replyCode, reply);
  } else if (curlCode == CURLE_LOGIN_DENIED || curlCode == CURLE_URL_MALFORMAT ||
             curlCode == CURLE_UNSUPPORTED_PROTOCOL) {
    outcome.kind = Kind::EndpointFault;
  } else {
    outcome.outcomeUnknown = stage >= SmtpStage::Body && bodySent;
  }
  return outcome;
}

std::unique_ptr<Notifier> makeEmailNotifier(boost::asio::io_context& io, EmailSettings settings) {
  return std::make_unique<EmailNotifier>(io, std::move(settings));
}

}  // namespace chaser::notifiers
