// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

/// libcurl's multi interface, driven by the daemon's Asio loop: no thread of its own, connections reused.
namespace chaser::notifiers {

struct CurlEasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyDeleter>;

struct CurlListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListDeleter>;

/// A handle with what every transfer of ours has: no signals, both timeouts still to be set. Never null.
CurlEasy newCurlEasy();

/// Whether a transfer ended for the sake of TLS: a certificate, a cipher, a file of ours. Nothing gets
/// through until somebody acts.
bool isTlsTrouble(int curlCode);

/// The transfers of one endpoint. One CurlLoop an endpoint, so that a slow one never takes another's
/// connections. Not thread-safe: belongs to the thread that runs the io_context, which outlives it.
class CurlLoop {
 public:
  /// Called once when the transfer ended, from the loop. The handle may be asked (curl_easy_getinfo) until it
  /// returns, or another transfer is started with it.
  using Done = std::function<void(CURL* easy, CURLcode result)>;

  CurlLoop(boost::asio::io_context& io, std::size_t maxConnections);
  /// Abandons what is under way; its callbacks are not called. Waits for nobody: a server that does not
  /// answer when it is taken leave of is left.
  ~CurlLoop();  // NOLINT(bugprone-exception-escape): see its definition
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  /// Starts it now, or when one of maxConnections is free; first come, first served. Timeouts count from the
  /// start.
  void start(CurlEasy easy, Done done);

  /// A handle whose transfer has ended, with all the options that it had, for the next one of the same kind;
  /// null: there is none. What it points to may be gone, and it tells nobody what it says (CURLOPT_VERBOSE).
  [[nodiscard]] CurlEasy spare();

  /// Transfers that were started or wait, and have not called back.
  [[nodiscard]] std::size_t inFlight() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with handlers in the io_context's queue, which find it shut down
};

}  // namespace chaser::notifiers
