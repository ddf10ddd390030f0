// SPDX-License-Identifier: Apache-2.0
#include "notifiers/access_token.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/base64.h"
#include "notifiers/curl_loop.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestTokenReply = std::size_t{256} * 1024;
constexpr std::size_t kLongestTokenError = 200;
constexpr long kTokenConnectSeconds = 15;
constexpr long kTokenTotalSeconds = 60;
/// An assertion is used at once.
constexpr std::int64_t kAssertionLives = 600;
/// A token that is about to expire may have done so when it arrives.
constexpr std::chrono::seconds kTokenMargin{60};
constexpr std::chrono::seconds kUsualTokenLife{3600};

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct DigestDeleter {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

Bio reading(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

/// A key that asks for a passphrase is not asked for one: nobody sits at the daemon.
int noPassphrase(char*, int, int, void*) {
  return 0;
}

Result<std::string> thumbprintOf(const std::string& pem) {
  const std::unique_ptr<X509, CertificateDeleter> certificate(
      PEM_read_bio_X509(reading(pem).get(), nullptr, &noPassphrase, nullptr));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (!certificate || X509_digest(certificate.get(), EVP_sha1(), digest.data(), &length) != 1)
    return fail(ErrorKind::Input, "the certificate for the access token can't be read",
                "a PEM file with BEGIN CERTIFICATE");
  return base64Url(bytesView(digest.data(), length));
}

Result<std::string> signedWith(const Secret& pem, const std::string& text) {
  const auto refused = [] {
    return fail(ErrorKind::Input, "the key of the certificate for the access token can't be read",
                "an RSA key in PEM, without a passphrase");
  };
  const std::unique_ptr<EVP_PKEY, KeyDeleter> key(
      PEM_read_bio_PrivateKey(reading(pem.reveal()).get(), nullptr, &noPassphrase, nullptr));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return refused();
  const std::unique_ptr<EVP_MD_CTX, DigestDeleter> digest(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t length = 0;
  if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(digest.get(), nullptr, &length, bytes, text.size()) != 1)
    return refused();
  std::string signature(length, '\0');
  if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, bytes,
                     text.size()) != 1)
    return refused();
  signature.resize(length);
  return signature;
}

std::string randomId() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();  // no randomness at all
  return base64Url(bytesView(bytes.data(), bytes.size()));
}

struct TokenRequest {
  std::string form;
  std::string reply;
};

std::size_t keepTokenReply(char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& reply = static_cast<TokenRequest*>(data)->reply;
  const std::size_t length = size * count;
  if (reply.size() + length > kLargestTokenReply) return 0;
  reply.append(bytes, length);
  return length;
}

void addField(CURL* easy, std::string& form, const char* name, const std::string& value) {
  char* escaped = curl_easy_escape(easy, value.data(), static_cast<int>(value.size()));
  form += (form.empty() ? "" : "&") + std::string(name) + "=" + (escaped == nullptr ? "" : escaped);
  curl_free(escaped);
}

/// `error` and, where it is given, its description, which names what was wrong and not with which secret.
std::string refusalOf(const json& reply, long status) {
  std::string words = "HTTP " + std::to_string(status);
  for (const char* key : {"error", "error_description"})
    if (reply.is_object() && reply.contains(key) && reply[key].is_string())
      words += " " + reply[key].get<std::string>();
  return harmless(words, kLongestTokenError);
}

}  // namespace

Result<std::string> clientAssertion(const TokenSource& source, std::int64_t now, const std::string& id) {
  const auto thumbprint = thumbprintOf(source.certificate);
  if (!thumbprint) return fail(thumbprint.error());
  const json head = {{"alg", "RS256"}, {"typ", "JWT"}, {"x5t", *thumbprint}};
  const json claims = {
      {"aud", source.url}, {"iss", source.clientId},      {"sub", source.clientId}, {"jti", id},
      {"nbf", now},        {"exp", now + kAssertionLives}};
  const std::string text = base64Url(head.dump()) + "." + base64Url(claims.dump());
  const auto signature = signedWith(source.certificateKey, text);
  if (!signature) return fail(signature.error());
  return text + "." + base64Url(*signature);
}

class AccessTokens::Impl : public std::enable_shared_from_this<AccessTokens::Impl> {
 public:
  Impl(boost::asio::io_context& io, TokenSource source) : source_(std::move(source)), loop_(io, 1) {}

  void get(Done done) {
    if (!token_.empty() && std::chrono::steady_clock::now() < goodUntil_) return done(token_);
    waiting_.push_back(std::move(done));
    if (waiting_.size() == 1) fetch();
  }

  void forget(const Secret& refused) {
    if (refused.reveal() == token_.reveal()) token_ = Secret();
  }

 private:
  void fetch() {
    CurlEasy easy = newCurlEasy();
    const auto request = std::make_shared<TokenRequest>();
    addField(easy.get(), request->form, "grant_type", "client_credentials");
    addField(easy.get(), request->form, "client_id", source_.clientId);
    if (!source_.scope.empty()) addField(easy.get(), request->form, "scope", source_.scope);
    if (!source_.certificate.empty()) {
      const auto now = std::chrono::duration_cast<std::chrono::seconds>(
          std::chrono::system_clock::now().time_since_epoch());
      const auto assertion = clientAssertion(source_, now.count(), randomId());
      if (!assertion) return answer(fail(assertion.error()));
      addField(easy.get(), request->form, "client_assertion_type",
               "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      addField(easy.get(), request->form, "client_assertion", *assertion);
    } else {
      addField(easy.get(), request->form, "client_secret", source_.clientSecret.reveal());
    }
    curl_easy_setopt(easy.get(), CURLOPT_URL, source_.url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request->form.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, request->form.data());  // not copied; the request has it
    curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, "chaser");
    if (!source_.caFile.empty()) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, source_.caFile.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &keepTokenReply);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, request.get());
    curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT, kTokenConnectSeconds);
    curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT, kTokenTotalSeconds);
    loop_.start(std::move(easy), [weak = weak_from_this(), request](CURL* handle, CURLcode result) {
      if (const auto self = weak.lock()) self->fetched(handle, result, request->reply);
    });
  }

  void fetched(CURL* handle, CURLcode result, const std::string& reply) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    const std::string what = "no access token was given: ";
    if (result != CURLE_OK) return answer(fail(ErrorKind::Network, what + curl_easy_strerror(result)));
    const json said = json::parse(reply, nullptr, false);
    if (status / 100 == 5 || status == 429)
      return answer(fail(ErrorKind::Network, what + refusalOf(said, status)));
    const bool given = status == 200 && said.is_object() && said.contains("access_token") &&
                       said["access_token"].is_string() && !said["access_token"].get<std::string>().empty();
    if (!given) return answer(fail(ErrorKind::Input, what + refusalOf(said, status)));
    token_ = Secret(said["access_token"].get<std::string>());
    const auto life = said.contains("expires_in") && said["expires_in"].is_number()
                          ? std::chrono::seconds(said["expires_in"].get<std::int64_t>())
                          : kUsualTokenLife;
    goodUntil_ = std::chrono::steady_clock::now() + life - std::min(kTokenMargin, life / 2);
    answer(token_);
  }

  void answer(const Result<Secret>& token) {
    const auto alive = shared_from_this();
    for (auto& done : std::exchange(waiting_, {})) done(token);
  }

  TokenSource source_;
  Secret token_;
  std::chrono::steady_clock::time_point goodUntil_;
  std::vector<Done> waiting_;
  CurlLoop loop_;  // last: its end abandons what is under way
};

AccessTokens::AccessTokens(boost::asio::io_context& io, TokenSource source)
    : impl_(std::make_shared<Impl>(io, std::move(source))) {}

AccessTokens::~AccessTokens() = default;

void AccessTokens::get(Done done) {
  impl_->get(std::move(done));
}

void AccessTokens::forget(const Secret& refused) {
  impl_->forget(refused);
}

}  // namespace chaser::notifiers
