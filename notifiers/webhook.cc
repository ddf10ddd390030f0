// SPDX-License-Identifier: Apache-2.0
#include "notifiers/webhook.h"

#include <curl/curl.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <utility>
#include <vector>

#include "common/base64.h"
#include "common/sha256.h"
#include "common/text.h"
#include "notifiers/curl_loop.h"
#include "notifiers/presets/notify_key.h"
#include "notifiers/quoting.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kLargestReply = std::size_t{64} * 1024;
constexpr std::size_t kLongestWords = 400;
constexpr std::size_t kLongestPageRead = 4096;
constexpr std::chrono::seconds kLongestRetryAfter{24 * 3600};

using Kind = DeliveryOutcome::Kind;

bool isEndpointFault(int curlCode) {
  return isTlsTrouble(curlCode) || curlCode == CURLE_URL_MALFORMAT || curlCode == CURLE_UNSUPPORTED_PROTOCOL;
}

Kind kindOfStatus(int status) {
  if (status >= 200 && status < 300) return Kind::Delivered;
  if (status == 401 || status == 403 || status == 407) return Kind::EndpointFault;
  // A redirect is not followed: the payload goes to the address that was configured, or nowhere.
  if (status >= 300 && status < 400) return Kind::EndpointFault;
  if (status == 408 || status == 425 || status == 429 || status >= 500) return Kind::Retry;
  return Kind::Rejected;
}

/// Whether the status leaves open if the body was acted upon: a gateway speaks for a server behind it that
/// may have taken it, and a server may fail after it did. "Too many requests" and "too early" were not looked
/// at.
bool leavesOpen(int status) {
  return status == 408 || status >= 500;
}

std::optional<std::chrono::seconds> parseRetryAfter(std::string_view header, Instant now) {
  header = trim(header);
  if (header.empty()) return std::nullopt;
  long long seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (error != std::errc() || end != header.data() + header.size()) {
    const time_t at = curl_getdate(std::string(header).c_str(), nullptr);
    if (at < 0) return std::nullopt;
    seconds = static_cast<long long>(at) - now.millis() / 1000;
  }
  return std::clamp(std::chrono::seconds(seconds), std::chrono::seconds(0), kLongestRetryAfter);
}

struct WebhookTransfer {
  OutgoingMessage message;
  Notifier::Done done;
  CurlList headers;
  std::string reply;
  bool replyCut = false;
};

std::size_t keepReply(char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& transfer = *static_cast<WebhookTransfer*>(data);
  const std::size_t length = size * count;
  const std::size_t room = kLargestReply - transfer.reply.size();
  transfer.reply.append(bytes, std::min(length, room));
  if (length <= room) return length;
  transfer.replyCut = true;
  return 0;  // ends the transfer; the status is known by now
}

class WebhookNotifier : public Notifier {
 public:
  WebhookNotifier(boost::asio::io_context& io, WebhookSettings settings)
      : settings_(std::move(settings)), loop_(io, settings_.maxConnections) {}

  void deliver(const OutgoingMessage& message, Done done) override {
    auto transfer = std::make_shared<WebhookTransfer>();
    transfer->message = message;
    transfer->done = std::move(done);
    waiting_.push_back(std::move(transfer));
    fill();
  }

  [[nodiscard]] std::size_t inFlight() const override { return loop_.inFlight() + waiting_.size(); }

 private:
  /// A request is made when there is a connection for it: what waits needs no handle.
  void fill() {
    while (!waiting_.empty() && loop_.inFlight() < std::max<std::size_t>(settings_.maxConnections, 1)) {
      auto transfer = std::move(waiting_.front());
      waiting_.pop_front();
      CurlEasy easy = loop_.spare();
      if (!easy) easy = prepared();
      request(easy.get(), *transfer);
      loop_.start(std::move(easy), [this, transfer](CURL* handle, CURLcode result) {
        auto outcome = outcomeOf(*transfer, handle, result);
        // Before it is told, which may end this notifier.
        fill();
        transfer->done(std::move(outcome));
      });
    }
  }

  /// With what all requests have.
  [[nodiscard]] CurlEasy prepared() const {
    CurlEasy made = newCurlEasy();
    CURL* easy = made.get();
    curl_easy_setopt(easy, CURLOPT_URL, settings_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "chaser");
    if (!settings_.caFile.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.caFile.c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &keepReply);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(settings_.totalTimeout.count()));
    return made;
  }

  void request(CURL* easy, WebhookTransfer& transfer) const {
    const std::string& body = transfer.message.bytes;
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());  // not copied; the transfer keeps it
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    // Receivers refuse what is older than some seconds: what waited for a connection is not dated by its
    // wait.
    const Instant now = transfer.message.clock->now();
    const std::int64_t timestamp = now.millis() / 1000;
    header(transfer, "Content-Type: application/json");
    header(transfer, "Expect:");  // one round trip, not two
    header(transfer, "webhook-id: " + transfer.message.id);
    header(transfer, "webhook-timestamp: " + std::to_string(timestamp));
    prove(transfer, now);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
  }

  void prove(WebhookTransfer& transfer, Instant now) const {
    const auto& key = settings_.key;
    if (key.empty()) return;
    const auto& message = transfer.message;
    switch (settings_.proof) {
      case HookProof::Signature:
        header(transfer,
               "webhook-signature: " + webhookSignature(key, message.id, now.millis() / 1000, message.bytes));
        return;
      case HookProof::Bearer:
        header(transfer, "Authorization: Bearer " + key.reveal());
        return;
      case HookProof::Notify:
        // What can't be decoded was refused when it was read.
        if (const auto notify = decodeNotifyKey(key.reveal()))
          header(transfer, "Authorization: Bearer " + notifyToken(*notify, now));
        return;
    }
  }

  static void header(WebhookTransfer& transfer, const std::string& line) {
    transfer.headers.reset(curl_slist_append(transfer.headers.release(), line.c_str()));
  }

  static DeliveryOutcome outcomeOf(const WebhookTransfer& transfer, CURL* handle, CURLcode result) {
    long status = 0;
    curl_off_t micros = 0;
    curl_off_t uploaded = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_TOTAL_TIME_T, &micros);
    curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    curl_header* retryAfter = nullptr;
    const bool told = curl_easy_header(handle, "Retry-After", 0, CURLH_HEADER, -1, &retryAfter) == CURLHE_OK;
    const bool cut = result == CURLE_WRITE_ERROR && transfer.replyCut;
    DeliveryOutcome outcome = classifyHttp(
        cut ? CURLE_OK : result, static_cast<int>(status), transfer.reply,
        told ? std::string_view(retryAfter->value) : std::string_view(), transfer.message.clock->now(),
        uploaded >= static_cast<curl_off_t>(transfer.message.bytes.size()));
    outcome.took = std::chrono::milliseconds(micros / 1000);
    return outcome;
  }

  WebhookSettings settings_;
  std::deque<std::shared_ptr<WebhookTransfer>> waiting_;
  CurlLoop loop_;  // last: what is under way refers to the rest
};

/// Proxies say what is wrong as a page, whose heading has the status once more.
std::string saidInReply(int status, std::string_view words) {
  words = trim(words);
  if (words.empty() || words.front() != '<') return std::string(words.substr(0, kLongestWords));
  std::string text = textOfHtml(words.substr(0, kLongestPageRead));
  const auto again = std::to_string(status);
  if (text.starts_with(again)) text.erase(0, again.size());
  return std::string(trim(text));
}

}  // namespace

Result<Secret> decodeWebhookSecret(std::string_view written) {
  constexpr std::string_view kPrefix = "whsec_";
  const tl::unexpected<Error> refused = fail(
      ErrorKind::Input, "the webhook's signing secret can't be used",
      "write whsec_ and 24 to 64 bytes in base64, for example from: echo whsec_$(openssl rand -base64 32)");
  written = trim(written);
  if (written.substr(0, kPrefix.size()) != kPrefix) return refused;
  written.remove_prefix(kPrefix.size());
  if (written.empty() || written.size() % 4 != 0) return refused;
  std::vector<unsigned char> bytes(written.size());
  const int length = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(written.data()),
                                     static_cast<int>(written.size()));
  if (length < 0) return refused;
  // EVP_DecodeBlock counts the padding as bytes.
  const auto padding = static_cast<std::size_t>(std::count(written.end() - 2, written.end(), '='));
  const std::size_t size = static_cast<std::size_t>(length) - padding;
  if (size < 24 || size > 64) return refused;
  return Secret(std::string(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
}

std::string webhookSignature(const Secret& key, std::string_view id, std::int64_t timestamp,
                             std::string_view body) {
  std::string text(id);
  text += '.';
  text += std::to_string(timestamp);
  text += '.';
  text += body;
  const auto digest = hmacSha256(key, text);
  return "v1," + base64(bytesView(digest.data(), digest.size()));
}

DeliveryOutcome classifyHttp(int curlCode, int status, std::string_view words, std::string_view retryAfter,
                             Instant now, bool bodySent) {
  DeliveryOutcome outcome;
  outcome.code = status;
  if (curlCode != CURLE_OK) {
    outcome.kind = isEndpointFault(curlCode) ? Kind::EndpointFault : Kind::Retry;
    outcome.outcomeUnknown = outcome.kind == Kind::Retry && bodySent;
    outcome.text = curl_easy_strerror(static_cast<CURLcode>(curlCode));
    return outcome;
  }
  outcome.kind = kindOfStatus(status);
  outcome.text = harmless("HTTP " + std::to_string(status) + " " + saidInReply(status, words), kLongestWords);
  if (outcome.kind == Kind::Retry) {
    outcome.retryAfter = parseRetryAfter(retryAfter, now);
    outcome.outcomeUnknown = bodySent && leavesOpen(status);
  }
  return outcome;
}

std::unique_ptr<Notifier> makeWebhookNotifier(boost::asio::io_context& io, WebhookSettings settings) {
  return std::make_unique<WebhookNotifier>(io, std::move(settings));
}

}  // namespace chaser::notifiers
