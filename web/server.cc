// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <type_traits>
#include <utility>

namespace chaser::web {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;

constexpr std::size_t kThreads = 2;
/// How long to wait when the system has no room for another connection.
constexpr std::chrono::milliseconds kPause{200};

http::response<http::string_body> messageOf(Response& response, unsigned version, bool keepAlive,
                                            bool isHead) {
  http::response<http::string_body> message;
  message.version(version);
  message.result(static_cast<unsigned>(response.status));
  message.keep_alive(keepAlive);
  for (const auto& [name, value] : commonHeaders()) message.set(name, value);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  if (!response.type.empty()) message.set(http::field::content_type, response.type);
  const auto length = response.body.size();
  if (!isHead) message.body() = std::move(response.body);
  if (response.status != 204) message.content_length(length);
  return message;
}

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(asio::io_context& io, Handler handler, Observer observer, Limits limits)
      : io_(io),
        handler_(std::move(handler)),
        observer_(std::move(observer)),
        limits_(limits),
        pool_(kThreads) {}

  Outcome listen(const Address& address);
  void stop();
  void end() {
    stop();
    ended_ = true;
    pool_.stop();
    pool_.join();
  }

  // For sessions.
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] bool isFull() const { return open_ > limits_.connections; }
  [[nodiscard]] bool isStopping() const { return stopping_; }
  void opened() { ++open_; }
  void closed() { --open_; }
  /// Answers on a thread of the pool; `then` is called on the loop.
  template <typename Then>
  void answer(Request request, Then then) {
    // A connection that outlived its server.
    if (ended_) return then(refuse(503));
    asio::post(pool_,
               [self = shared_from_this(), request = std::move(request), then = std::move(then)]() mutable {
                 auto response = self->handler_(request);
                 asio::post(self->io_, [then = std::move(then), response = std::move(response)]() mutable {
                   then(std::move(response));
                 });
               });
  }
  void observe(const std::string& method, const Response& response, std::chrono::milliseconds took) const {
    if (observer_) observer_(method, response, took);
  }

 private:
  /// What was in the way is left in `error`; nullptr then.
  template <typename Protocol>
  std::shared_ptr<typename Protocol::acceptor> bind(const typename Protocol::endpoint& endpoint,
                                                    error_code& error);
  template <typename Protocol>
  void accept(std::shared_ptr<typename Protocol::acceptor> acceptor);
  Outcome open(const Address& address);
  void close();

  asio::io_context& io_;
  Handler handler_;
  Observer observer_;
  Limits limits_;
  asio::thread_pool pool_;
  std::optional<Address> at_;
  std::shared_ptr<Tcp::acceptor> tcp_;
  std::shared_ptr<Local::acceptor> local_;
  std::size_t open_ = 0;
  bool stopping_ = false;
  bool ended_ = false;
};

namespace {

/// One connection. It lives as long as something is under way on it.
template <typename Protocol, typename House>
class Session : public std::enable_shared_from_this<Session<Protocol, House>> {
 public:
  Session(typename Protocol::socket socket, std::shared_ptr<House> house)
      : stream_(std::move(socket)), house_(std::move(house)) {
    house_->opened();
  }
  ~Session() { house_->closed(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void begin() {
    if (house_->isFull()) {
      method_ = "-";
      return send(refuse(503), false);
    }
    waitForRequest();
  }

 private:
  using Stream = beast::basic_stream<Protocol, asio::any_io_executor>;

  void waitForRequest() {
    parser_.emplace();
    parser_->body_limit(house_->limits().body);
    parser_->header_limit(static_cast<std::uint32_t>(house_->limits().header));
    // What was sent ahead lies in the buffer already: its time has begun.
    const bool begun = buffer_.size() > 0;
    stream_.expires_after(begun ? house_->limits().toArrive : house_->limits().toStaySilent);
    if (begun) return readHeader();
    // Only once something arrives does the clock of the request run.
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = this->shared_from_this()](error_code error, std::size_t count) {
                              if (error) return self->end();
                              self->buffer_.commit(count);
                              self->stream_.expires_after(self->house_->limits().toArrive);
                              self->readHeader();
                            });
  }

  void readHeader() {
    begun_ = std::chrono::steady_clock::now();
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](error_code error, std::size_t /*count*/) {
                              if (error) return self->failed(error);
                              self->readBody();
                            });
  }

  void readBody() {
    const auto& head = parser_->get();
    method_ = std::string(head.method_string());
    const bool waits = beast::iequals(head[http::field::expect], "100-continue");
    if (!waits || parser_->is_done()) return readRest();
    continue_.emplace(http::status::continue_, head.version());
    http::async_write(stream_, *continue_,
                      [self = this->shared_from_this()](error_code error, std::size_t /*count*/) {
                        if (error) return self->end();
                        self->readRest();
                      });
  }

  void readRest() {
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](error_code error, std::size_t /*count*/) {
                       if (error) return self->failed(error);
                       self->answer();
                     });
  }

  void answer() {
    auto message = parser_->release();
    version_ = message.version();
    isHead_ = message.method() == http::verb::head;
    const bool keepAlive = message.keep_alive() && ++served_ < house_->limits().requests;
    Request request;
    request.method = method_;
    request.target = std::string(message.target());
    request.contentType = std::string(message[http::field::content_type]);
    request.body = std::move(message.body());
    // The answer's own time is the database's: it has limits of its own.
    stream_.expires_never();
    house_->answer(std::move(request), [self = this->shared_from_this(), keepAlive](Response response) {
      self->send(std::move(response), keepAlive && !self->house_->isStopping());
    });
  }

  void send(Response response, bool keepAlive) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        begun_ == std::chrono::steady_clock::time_point() ? std::chrono::steady_clock::duration::zero()
                                                          : std::chrono::steady_clock::now() - begun_);
    house_->observe(method_, response, took);
    message_.emplace(messageOf(response, version_, keepAlive, isHead_));
    serializer_.emplace(*message_);
    stream_.expires_after(house_->limits().toArrive);
    const auto written = [self = this->shared_from_this(), keepAlive](error_code error,
                                                                      std::size_t /*count*/) {
      if (error || !keepAlive) return self->end();
      self->waitForRequest();
    };
    // Of a HEAD only the head, though it says how long the rest would be.
    if (isHead_) {
      http::async_write_header(stream_, *serializer_, written);
    } else {
      http::async_write(stream_, *serializer_, written);
    }
  }

  void failed(error_code error) {
    int status = 0;
    if (error == http::error::body_limit) {
      status = 413;
    } else if (error == http::error::header_limit) {
      status = 431;
    } else if (error == beast::error::timeout) {
      return end();  // whoever is that slow reads no answer either
    } else if (error.category() == http::make_error_code(http::error::end_of_stream).category()) {
      if (error == http::error::end_of_stream || error == http::error::partial_message) return end();
      status = 400;
    } else {
      return end();
    }
    isHead_ = false;
    if (method_.empty()) method_ = "-";
    send(refuse(status), false);
  }

  /// What a client still sends would take the answer away from it unread: it is read over for a moment.
  void end() {
    error_code ignored;
    stream_.socket().shutdown(Protocol::socket::shutdown_send, ignored);
    if (ignored || drained_ >= kDrained) return close();
    stream_.expires_after(std::chrono::seconds(2));
    drain();
  }
  void drain() {
    stream_.async_read_some(asio::buffer(rest_),
                            [self = this->shared_from_this()](error_code error, std::size_t count) {
                              self->drained_ += count;
                              if (error || self->drained_ >= kDrained) return self->close();
                              self->drain();
                            });
  }
  void close() {
    error_code ignored;
    stream_.socket().close(ignored);
  }

  static constexpr std::size_t kDrained = std::size_t{256} * 1024;
  Stream stream_;
  std::shared_ptr<House> house_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::empty_body>> continue_;
  std::optional<http::response<http::string_body>> message_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::string method_;
  unsigned version_ = 11;
  bool isHead_ = false;
  std::size_t served_ = 0;
  std::size_t drained_ = 0;
  std::array<char, 4096> rest_{};
  std::chrono::steady_clock::time_point begun_;
};

Error cantListen(const Address& address, const error_code& error) {
  return {ErrorKind::Network, "can't listen at " + address.text() + ": " + error.message(),
          "'web: {listen: …}' in chaser.yaml says where; another program may be there already"};
}

/// Whether the path is a socket that nobody serves: one that a program left behind that did not end well.
bool isLeftBehind(asio::io_context& io, const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return false;
  Local::socket probe(io);
  error_code error;
  probe.connect(Local::endpoint(path), error);
  return error == asio::error::connection_refused;
}

}  // namespace

template <typename Protocol>
std::shared_ptr<typename Protocol::acceptor> Server::Impl::bind(const typename Protocol::endpoint& endpoint,
                                                                error_code& error) {
  auto acceptor = std::make_shared<typename Protocol::acceptor>(io_);
  acceptor->open(endpoint.protocol(), error);
  if constexpr (std::is_same_v<Protocol, Tcp>) {
    // A restart takes the port over from connections that are yet to be forgotten.
    if (!error) acceptor->set_option(asio::socket_base::reuse_address(true), error);
    if (!error && endpoint.address().is_v6()) acceptor->set_option(asio::ip::v6_only(true), error);
  }
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  return error ? nullptr : acceptor;
}

Outcome Server::Impl::open(const Address& address) {
  error_code error;
  if (address.isUnix()) {
    if (isLeftBehind(io_, address.path)) ::unlink(address.path.c_str());
    auto bound = bind<Local>(Local::endpoint(address.path), error);
    if (!bound) return fail(cantListen(address, error));
    // For its owner and group, whatever the umask: a reverse proxy joins the group.
    ::chmod(address.path.c_str(), 0660);
    local_ = std::move(bound);
    accept<Local>(local_);
  } else {
    const auto host = asio::ip::make_address(address.host, error);
    if (error) return fail(cantListen(address, error));
    auto bound = bind<Tcp>(Tcp::endpoint(host, address.port), error);
    if (!bound) return fail(cantListen(address, error));
    tcp_ = std::move(bound);
    accept<Tcp>(tcp_);
  }
  at_ = address;
  return {};
}

void Server::Impl::close() {
  error_code ignored;
  if (tcp_) tcp_->close(ignored);
  if (local_) {
    local_->close(ignored);
    ::unlink(at_->path.c_str());
  }
  tcp_.reset();
  local_.reset();
  at_.reset();
}

Outcome Server::Impl::listen(const Address& address) {
  stopping_ = false;
  if (at_ == address) return {};
  // The new place may overlap with the old one, which is therefore left first, and taken again if need be.
  const auto before = at_;
  close();
  auto opened = open(address);
  if (!opened && before) {
    if (auto back = open(*before); !back) return back;
  }
  return opened;
}

void Server::Impl::stop() {
  stopping_ = true;
  close();
}

template <typename Protocol>
void Server::Impl::accept(std::shared_ptr<typename Protocol::acceptor> acceptor) {
  auto& listening = *acceptor;
  listening.async_accept([self = shared_from_this(), acceptor = std::move(acceptor)](
                             error_code error, typename Protocol::socket socket) mutable {
    if (self->ended_ || !acceptor->is_open()) return;
    if (!error) {
      std::make_shared<Session<Protocol, Impl>>(std::move(socket), self)->begin();
      return self->template accept<Protocol>(std::move(acceptor));
    }
    if (error == asio::error::operation_aborted) return;
    // No file descriptor is left, or the like: in a moment there may be one again.
    auto pause = std::make_shared<asio::steady_timer>(self->io_, kPause);
    pause->async_wait([self, pause, acceptor = std::move(acceptor)](error_code stopped) mutable {
      if (!stopped && acceptor->is_open()) self->template accept<Protocol>(std::move(acceptor));
    });
  });
}

Server::Server(asio::io_context& io, Handler handler, Observer observer, Limits limits)
    : impl_(std::make_shared<Impl>(io, std::move(handler), std::move(observer), limits)) {}

Server::~Server() {
  impl_->end();
}

Outcome Server::listen(const Address& address) {
  return impl_->listen(address);
}

void Server::stop() {
  impl_->stop();
}

}  // namespace chaser::web
