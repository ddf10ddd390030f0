// SPDX-License-Identifier: Apache-2.0
#include "notifiers/email.h"

#include <curl/curl.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "common/base64.h"
#include "notifiers/curl_loop.h"
#include "notifiers/mime.h"
#include "notifiers/render.h"
#include "notifiers/smtp_dialogue.h"

namespace chaser::notifiers {
namespace {

using Kind = DeliveryOutcome::Kind;

constexpr long kUploadBuffer = 16384;

// One message on its way; lives until its callback was called.
struct MailTransfer {
  OutgoingMessage message;
  Notifier::Done done;
  CurlList recipients;
  Secret token;  // by which it logs in, if by one
  std::size_t offset = 0;
  bool bodySent = false;
  bool needsUtf8 = false;
  bool secondTry = false;    // on a new connection
  bool secondToken = false;  // with a new token
  SmtpDialogue dialogue;
};

using Transfer = std::shared_ptr<MailTransfer>;

std::size_t readBody(char* buffer, std::size_t size, std::size_t count, void* data) {
  auto& transfer = *static_cast<MailTransfer*>(data);
  const std::string& bytes = transfer.message.bytes;
  const std::size_t length = std::min(size * count, bytes.size() - transfer.offset);
  bytes.copy(buffer, length, transfer.offset);
  transfer.offset += length;
  // libcurl ends the message without asking again, for it knows how long it is.
  transfer.bodySent = transfer.offset == bytes.size();
  return length;
}

int followDialogue(CURL*, curl_infotype type, char* bytes, std::size_t size, void* data) {
  auto& transfer = *static_cast<MailTransfer*>(data);
  if (type == CURLINFO_HEADER_OUT) transfer.dialogue.sent({bytes, size});
  if (type == CURLINFO_HEADER_IN) transfer.dialogue.received({bytes, size});
  return 0;
}

// The server was greeted and logged in to; nothing was said of the message. libcurl would send an address in
// UTF-8 whether it is taken or not.
int beforeTransaction(void* data, char*, char*, int, int) {
  const auto& transfer = *static_cast<MailTransfer*>(data);
  const bool goesOn = !transfer.needsUtf8 || transfer.dialogue.offersUtf8();
  return goesOn ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

DeliveryOutcome rejectedFor(std::string why) {
  DeliveryOutcome refused;
  refused.kind = Kind::Rejected;
  refused.text = std::move(why);
  return refused;
}

void strike(std::string& text, const std::string& secret) {
  constexpr std::size_t kShortest = 4;  // shorter ones stand in any text
  if (secret.size() < kShortest) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret))
    text.replace(at, secret.size(), Secret::shown());
}

// libcurl counts a connection as used up by nothing, and takes leave of a server with QUIT and waits for the
// answer, be it never. So each connection has a loop of its own, which is thrown away with it.
struct Lane {
  std::unique_ptr<CurlLoop> loop;
  std::size_t carried = 0;  // messages, on the connection that is open
  bool busy = false;
};

class EmailNotifier : public Notifier {
 public:
  EmailNotifier(boost::asio::io_context& io, EmailSettings settings)
      : io_(io), settings_(std::move(settings)), lanes_(std::max<std::size_t>(settings_.maxConnections, 1)) {
    if (settings_.auth == SmtpAuth::XOAuth2 && settings_.token)
      tokens_ = std::make_unique<AccessTokens>(io, *settings_.token);
  }

  void deliver(const OutgoingMessage& message, Done done) override {
    // An address from a file is looked at once more here, where a line break in it would be a command.
    if (!isAddress(message.address))
      return done(rejectedFor("'" + harmless(message.address, 100) + "' is no e-mail address"));
    auto transfer = std::make_shared<MailTransfer>();
    transfer->message = message;
    transfer->message.address = wireAddress(message.address);
    transfer->needsUtf8 = !isAscii(transfer->message.address);
    transfer->done = std::move(done);
    ++inFlight_;
    waiting_.push_back(std::move(transfer));
    fill();
  }

  [[nodiscard]] std::size_t inFlight() const override { return inFlight_; }

 private:
  // What is waiting leaves as soon as a connection is free: the one that was used last, so that few are open.
  void fill() {
    while (!waiting_.empty()) {
      const auto lane = freeLane();
      if (lane == lanes_.size()) return;
      auto transfer = std::move(waiting_.front());
      waiting_.pop_front();
      lanes_[lane].busy = true;
      begin(lane, transfer);
    }
  }

  [[nodiscard]] std::size_t freeLane() const {
    std::size_t found = lanes_.size();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (lanes_[i].busy) continue;
      if (lanes_[i].loop) return i;
      found = std::min(found, i);
    }
    return found;
  }

  void begin(std::size_t lane, const Transfer& transfer) {
    if (!tokens_) return start(lane, transfer, transfer->needsUtf8);
    tokens_->get([this, lane, transfer](Result<Secret> token) {
      if (token) {
        transfer->token = std::move(*token);
        return start(lane, transfer, transfer->needsUtf8 || transfer->secondToken);
      }
      DeliveryOutcome outcome;
      outcome.kind = token.error().kind == ErrorKind::Network ? Kind::Retry : Kind::EndpointFault;
      outcome.notHeard = outcome.kind == Kind::Retry;
      outcome.text = token.error().what;
      settle(lane, transfer, std::move(outcome));
    });
  }

  void start(std::size_t lane, const Transfer& transfer, bool freshConnection) {
    auto& loop = lanes_[lane].loop;
    // One that carried enough is left, and another is opened.
    if (lanes_[lane].carried >= std::max<std::size_t>(settings_.messagesPerConnection, 1)) loop.reset();
    if (!loop) {
      loop = std::make_unique<CurlLoop>(io_, 1);
      lanes_[lane].carried = 0;
    }
    CurlEasy easy = loop->spare();
    if (!easy) easy = prepared();
    transfer->offset = 0;
    transfer->bodySent = false;
    transfer->dialogue = SmtpDialogue();
    if (tokens_) curl_easy_setopt(easy.get(), CURLOPT_XOAUTH2_BEARER, transfer->token.reveal().c_str());
    envelope(easy.get(), *transfer);
    curl_easy_setopt(easy.get(), CURLOPT_FRESH_CONNECT, freshConnection ? 1L : 0L);
    loop->start(std::move(easy), [this, lane, transfer](CURL* handle, CURLcode result) {
      finish(lane, transfer, handle, result);
    });
  }

  /// With what all messages have.
  [[nodiscard]] CurlEasy prepared() const {
    CurlEasy made = newCurlEasy();
    CURL* easy = made.get();
    connection(easy);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    // A mail goes through it in one piece or a few; libcurl has two more of its size for the dots.
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &readBody);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &beforeTransaction);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &followDialogue);
    return made;
  }

  void connection(CURL* easy) const {
    const bool implicit = settings_.tls == SmtpTls::Implicit;
    const bool v6 = settings_.host.find(':') != std::string::npos && settings_.host.front() != '[';
    const std::string host = v6 ? "[" + settings_.host + "]" : settings_.host;
    const std::string url = (implicit ? "smtps://" : "smtp://") + host + ":" + std::to_string(settings_.port);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(starttls()));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.caFile.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.caFile.c_str());
    if (!settings_.clientCert.empty()) {
      curl_easy_setopt(easy, CURLOPT_SSLCERT, settings_.clientCert.c_str());
      const auto& key = settings_.clientKey.reveal();
      curl_blob blob{const_cast<char*>(key.data()), key.size(), CURL_BLOB_COPY};
      curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &blob);
    }
    if (!settings_.user.empty()) logIn(easy);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(settings_.totalTimeout.count()));
  }

  void logIn(CURL* easy) const {
    curl_easy_setopt(easy, CURLOPT_USERNAME, settings_.user.c_str());
    switch (settings_.auth) {
      case SmtpAuth::XOAuth2:
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
        return;  // its token may be another for each message
      case SmtpAuth::Plain:
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN");
        break;
      case SmtpAuth::Login:
        curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=LOGIN");
        break;
      case SmtpAuth::Any:
        break;
    }
    curl_easy_setopt(easy, CURLOPT_PASSWORD, settings_.password.reveal().c_str());
  }

  // A password never goes over a line that could have been protected and was not.
  [[nodiscard]] curl_usessl starttls() const {
    switch (settings_.tls) {
      case SmtpTls::Off:
        return CURLUSESSL_NONE;
      case SmtpTls::Preferred:
        return settings_.user.empty() && settings_.clientCert.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL;
      case SmtpTls::Required:
      case SmtpTls::Implicit:
        break;
    }
    return CURLUSESSL_ALL;
  }

  void envelope(CURL* easy, MailTransfer& transfer) const {
    const auto& own = transfer.message.returnPath;
    const std::string from = "<" + (own.empty() ? settings_.envelopeFrom : own) + ">";
    const std::string to = "<" + transfer.message.address + ">";
    transfer.recipients.reset(curl_slist_append(nullptr, to.c_str()));
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, transfer.recipients.get());
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.message.bytes.size()));
    curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);  // that is what calls followDialogue
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &transfer);
  }

  void finish(std::size_t lane, const Transfer& transfer, CURL* handle, CURLcode result) {
    const SmtpDialogue& dialogue = transfer->dialogue;
    long opened = 0;
    curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &opened);
    lanes_[lane].carried = opened > 0 ? 1 : lanes_[lane].carried + 1;
    // The server had hung up on an idle connection: nothing was said about this message, so a new one is
    // tried.
    const bool stale = result != CURLE_OK && opened == 0 && dialogue.replyCode() == 0 &&
                       dialogue.stage() <= SmtpStage::Sender;
    if (stale && !transfer->secondTry) {
      transfer->secondTry = true;
      return start(lane, transfer, true);
    }
    // A token that was good for longer may have been taken back.
    if (tokens_ && result == CURLE_LOGIN_DENIED && !transfer->secondToken) {
      transfer->secondToken = true;
      tokens_->forget(transfer->token);
      return begin(lane, transfer);
    }
    auto outcome = outcomeOf(*transfer, result);
    curl_off_t micros = 0;
    curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME_T, &micros);
    outcome.took = std::chrono::milliseconds(micros / 1000);
    settle(lane, transfer, std::move(outcome));
  }

  [[nodiscard]] DeliveryOutcome outcomeOf(const MailTransfer& transfer, CURLcode result) const {
    const SmtpDialogue& dialogue = transfer.dialogue;
    if (result == CURLE_ABORTED_BY_CALLBACK && transfer.needsUtf8)
      return rejectedFor("'" + harmless(transfer.message.address, 100) + "' needs SMTPUTF8, which " +
                         settings_.name() + " does not offer: give an address of ASCII letters");
    auto outcome =
        classifySmtp(result, dialogue.stage(), dialogue.replyCode(), dialogue.reply(), transfer.bodySent);
    // A server that repeats what it was told must not make a secret known.
    const auto& password = settings_.password.reveal();
    for (const auto& secret : {password, transfer.token.reveal()}) strike(outcome.text, secret);
    if (!password.empty())
      for (const auto& secret : {base64(password), base64('\0' + settings_.user + '\0' + password)})
        strike(outcome.text, secret);
    return outcome;
  }

  void settle(std::size_t lane, const Transfer& transfer, DeliveryOutcome outcome) {
    lanes_[lane].busy = false;
    --inFlight_;
    // Before it is told, which may end this notifier.
    fill();
    transfer->done(std::move(outcome));
  }

  boost::asio::io_context& io_;
  EmailSettings settings_;
  std::unique_ptr<AccessTokens> tokens_;
  std::deque<Transfer> waiting_;
  std::size_t inFlight_ = 0;
  std::vector<Lane> lanes_;  // last: what is under way refers to the rest
};

}  // namespace

std::string EmailSettings::name() const {
  return host + ":" + std::to_string(port);
}

std::unique_ptr<Notifier> makeEmailNotifier(boost::asio::io_context& io, EmailSettings settings) {
  return std::make_unique<EmailNotifier>(io, std::move(settings));
}

}  // namespace chaser::notifiers
