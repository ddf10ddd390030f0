// SPDX-License-Identifier: Apache-2.0
#include "notifiers/curl_loop.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace chaser::notifiers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct CurlMultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// libcurl wants its process-wide start before the first handle, and by one thread.
void initCurl() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) std::abort();
  });
}

}  // namespace

CurlEasy newCurlEasy() {
  initCurl();
  CurlEasy easy(curl_easy_init());
  if (!easy) std::abort();  // out of memory
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  return easy;
}

bool isTlsTrouble(int curlCode) {
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

class CurlLoop::Impl : public std::enable_shared_from_this<CurlLoop::Impl> {
 public:
  Impl(asio::io_context& io, std::size_t maxConnections)
      : io_(io), timer_(io), maxConnections_(maxConnections) {
    initCurl();
    multi_.reset(curl_multi_init());
    if (!multi_) std::abort();  // out of memory
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Impl::onSocket);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Impl::onTimer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(maxConnections));
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(maxConnections));
  }

  void start(CurlEasy easy, Done done) {
    curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETFUNCTION, &Impl::openSocket);
    curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy.get(), CURLOPT_CLOSESOCKETFUNCTION, &Impl::closeSocket);
    curl_easy_setopt(easy.get(), CURLOPT_CLOSESOCKETDATA, this);
    waiting_.push_back({std::move(done), std::move(easy)});
    fill();
  }

  [[nodiscard]] std::size_t inFlight() const { return running_.size() + waiting_.size(); }

  CurlEasy spare() {
    if (spare_.empty()) return nullptr;
    auto easy = std::move(spare_.back());
    spare_.pop_back();
    return easy;
  }

  void shutDown() {
    stopped_ = true;
    timer_.cancel();
    // libcurl takes leave of a mail server with QUIT and waits for its answer, two minutes if need be. The
    // whole loop would wait with it; so leave is taken, and the answer is not heard. Amid a transfer not even
    // that: what is abandoned must not end as if it were whole.
    const int how = running_.empty() ? SHUT_RD : SHUT_RDWR;
    for (const auto socket : sockets_) ::shutdown(socket, how);
    for (auto& [handle, transfer] : running_) curl_multi_remove_handle(multi_.get(), handle);
    running_.clear();
    waiting_.clear();
    spare_.clear();
    multi_.reset();  // closes its connections, and tells onSocket of each
    watches_.clear();
  }

 private:
  struct Transfer {
    // Outlives `easy`: what is called when a handle is cleaned up may still stand in it.
    Done done;
    CurlEasy easy;
  };

  // A socket of libcurl's, borrowed for waiting only: it is released, never closed, when libcurl lets go of
  // it.
  struct Watch {
    explicit Watch(asio::io_context& io) : descriptor(io) {}
    ~Watch() {
      if (descriptor.is_open()) descriptor.release();
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    asio::posix::stream_descriptor descriptor;
    int wanted = CURL_POLL_NONE;
    bool reading = false;
    bool writing = false;
  };

  static curl_socket_t openSocket(void* self, curlsocktype, curl_sockaddr* address) {
    const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket < 0) return CURL_SOCKET_BAD;
    static_cast<Impl*>(self)->sockets_.insert(socket);
    return socket;
  }
  static int closeSocket(void* self, curl_socket_t socket) {
    static_cast<Impl*>(self)->sockets_.erase(socket);
    static_cast<Impl*>(self)->watches_.erase(socket);
    return ::close(socket);
  }
  static int onSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    static_cast<Impl*>(self)->watch(socket, what);
    return 0;
  }
  static int onTimer(CURLM*, long millis, void* self) {
    static_cast<Impl*>(self)->setTimer(millis);
    return 0;
  }

  void fill() {
    while (!stopped_ && !waiting_.empty() && running_.size() < maxConnections_) {
      Transfer next = std::move(waiting_.front());
      waiting_.pop_front();
      CURL* handle = next.easy.get();
      running_.emplace(handle, std::move(next));
      // Adding a handle sets the timer to zero, so that the loop takes it up.
      if (curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) std::abort();
    }
  }

  void watch(curl_socket_t socket, int what) {
    if (what == CURL_POLL_REMOVE) {
      if (sockets_.count(socket) == 0) {
        watches_.erase(socket);  // libcurl's own, of which nobody hears when it is closed
      } else if (const auto idle = watches_.find(socket); idle != watches_.end()) {
        // The next transfer on this connection need not make its socket known to the kernel again.
        idle->second->wanted = CURL_POLL_NONE;
      }
      return;
    }
    std::shared_ptr<Watch>& found = watches_[socket];
    if (!found) {
      found = std::make_shared<Watch>(io_);
      error_code error;
      found->descriptor.assign(socket, error);
      if (error) return;  // the transfer then ends by its timeout
    }
    found->wanted = what;
    arm(socket, found);
  }

  void arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
    if (!watch->descriptor.is_open()) return;
    if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->reading) {
      watch->reading = true;
      watch->descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                   ready(socket, watch, CURL_CSELECT_IN));
    }
    if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->writing) {
      watch->writing = true;
      watch->descriptor.async_wait(asio::posix::descriptor_base::wait_write,
                                   ready(socket, watch, CURL_CSELECT_OUT));
    }
  }

  // libcurl may have closed the socket, and even opened another of the same number, before the handler runs:
  // the weak pointer tells.
  std::function<void(error_code)> ready(curl_socket_t socket, const std::shared_ptr<Watch>& watch,
                                        int direction) {
    return
        [self = shared_from_this(), socket, weak = std::weak_ptr<Watch>(watch), direction](error_code error) {
          const std::shared_ptr<Watch> found = weak.lock();
          if (self->stopped_ || !found || error == asio::error::operation_aborted) return;
          (direction == CURL_CSELECT_IN ? found->reading : found->writing) = false;
          const int wanted = direction == CURL_CSELECT_IN ? CURL_POLL_IN : CURL_POLL_OUT;
          if ((found->wanted & wanted) != 0) self->act(socket, error ? CURL_CSELECT_ERR : direction);
          const auto still = self->watches_.find(socket);
          if (still != self->watches_.end() && still->second == found) self->arm(socket, found);
        };
  }

  // libcurl moves its one timer several times a transfer, and mostly ahead. So it is left to expire, and then
  // asked whether there is anything to do by now: setting it costs more than a transfer's own work.
  void setTimer(long millis) {
    due_.reset();
    if (millis < 0 || stopped_) return;
    if (millis == 0) return actSoon();
    due_ = Moment::clock::now() + std::chrono::milliseconds(millis);
    if (!timerSet_ || *due_ < timer_.expiry()) waitUntilDue();
  }

  void actSoon() {
    if (std::exchange(actsSoon_, true)) return;
    asio::post(io_, [self = shared_from_this()] {
      self->actsSoon_ = false;
      if (!self->stopped_) self->act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  void waitUntilDue() {
    timer_.expires_at(*due_);  // which cancels the wait for another moment
    timerSet_ = true;
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (error || self->stopped_) return;
      self->timerSet_ = false;
      if (!self->due_) return;
      if (*self->due_ > Moment::clock::now()) return self->waitUntilDue();
      self->due_.reset();
      self->act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, events, &running);
    finish();
  }

  void finish() {
    std::vector<std::pair<Transfer, CURLcode>> finished;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode result = message->data.result;
      CURL* handle = message->easy_handle;
      curl_multi_remove_handle(multi_.get(), handle);
      auto node = running_.extract(handle);
      if (!node.empty()) finished.emplace_back(std::move(node.mapped()), result);
    }
    // Only now, for a callback may start another transfer, or end this loop.
    const auto alive = shared_from_this();
    for (auto& [transfer, result] : finished) {
      if (stopped_) return;
      CURL* handle = transfer.easy.get();
      if (spare_.size() < maxConnections_) {
        // What it would tell may be gone by the time it is used, or cleaned up.
        curl_easy_setopt(handle, CURLOPT_VERBOSE, 0L);
        spare_.push_back(std::move(transfer.easy));
      }
      transfer.done(handle, result);
    }
    fill();
  }

  asio::io_context& io_;
  using Moment = asio::steady_timer::time_point;
  asio::steady_timer timer_;
  std::optional<Moment> due_;  // when libcurl wants to be called; not set: never, or at once
  bool timerSet_ = false;
  bool actsSoon_ = false;
  std::size_t maxConnections_;
  bool stopped_ = false;
  std::set<curl_socket_t> sockets_;  // open ones, idle connections' too
  std::map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  std::map<CURL*, Transfer> running_;
  std::deque<Transfer> waiting_;
  std::vector<CurlEasy> spare_;
  std::unique_ptr<CURLM, CurlMultiDeleter> multi_;  // last: its end calls onSocket and closeSocket
};

CurlLoop::CurlLoop(asio::io_context& io, std::size_t maxConnections)
    : impl_(std::make_shared<Impl>(io, maxConnections == 0 ? 1 : maxConnections)) {}

// NOLINTNEXTLINE(bugprone-exception-escape): what Asio throws here is a broken invariant and ends the process
CurlLoop::~CurlLoop() {
  impl_->shutDown();
}

void CurlLoop::start(CurlEasy easy, Done done) {
  impl_->start(std::move(easy), std::move(done));
}

CurlEasy CurlLoop::spare() {
  return impl_->spare();
}

std::size_t CurlLoop::inFlight() const {
  return impl_->inFlight();
}

}  // namespace chaser::notifiers
