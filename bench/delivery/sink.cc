// SPDX-License-Identifier: Apache-2.0
//
// delivery_sink: a mail server and a receiver of webhooks that take whatever comes as fast as it comes, on
// two ports of the loopback, and remember how much that was. Prints {"smtp": PORT, "http": PORT} and runs
// until its standard input ends. `GET /stats` on the second port gives {"mails", "posts", "bytes", "first",
// "last"}, the last two in seconds of its own clock; `GET /reset` begins anew.
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct Stats {
  long mails = 0, posts = 0, bytes = 0;
  double first = 0, last = 0;

  void took(std::size_t size) {
    const auto now = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch());
    if (first == 0) first = now.count();
    last = now.count();
    bytes += static_cast<long>(size);
  }
  [[nodiscard]] std::string json() const {
    return fmt::format(R"({{"mails": {}, "posts": {}, "bytes": {}, "first": {:.6f}, "last": {:.6f}}})", mails,
                       posts, bytes, first, last);
  }
};

/// One connection. What speaks a protocol takes from `input_` what it understands.
class Talk : public std::enable_shared_from_this<Talk> {
 public:
  Talk(tcp::socket socket, Stats& stats) : stats_(stats), socket_(std::move(socket)) {
    socket_.set_option(tcp::no_delay(true));
  }
  virtual ~Talk() = default;
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  virtual void begin() {}
  void listen() {
    socket_.async_read_some(asio::buffer(chunk_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (error) return;
                              self->input_.append(self->chunk_.data(), size);
                              if (self->understand()) self->listen();
                            });
  }

 protected:
  /// Everything that is whole; false: the connection ends.
  virtual bool understand() = 0;
  /// Replies are short: the kernel takes them at once, or the other end has gone.
  void say(std::string_view words) {
    error_code ignored;
    asio::write(socket_, asio::buffer(words), ignored);
  }

  Stats& stats_;
  std::string input_;

 private:
  tcp::socket socket_;
  std::array<char, 65536> chunk_{};
};

class SmtpTalk final : public Talk {
 public:
  using Talk::Talk;
  void begin() override { say("220 sink.example ESMTP\r\n"); }

 private:
  bool understand() override {
    for (;;) {
      if (inBody_) {
        const auto end = input_.find("\r\n.\r\n", searched_);
        if (end == std::string::npos) {
          searched_ = input_.size() > 4 ? input_.size() - 4 : 0;
          return true;
        }
        inBody_ = false;
        ++stats_.mails;
        stats_.took(end);
        input_.erase(0, end + 5);
        say("250 2.0.0 taken\r\n");
        continue;
      }
      const auto end = input_.find('\n');
      if (end == std::string::npos) return true;
      const std::string verb = input_.substr(0, 4);
      input_.erase(0, end + 1);
      if (verb == "QUIT") return say("221 bye\r\n"), false;
      if (verb == "EHLO") {
        say("250-sink.example\r\n250 8BITMIME\r\n");
      } else if (verb == "DATA") {
        inBody_ = true;
        searched_ = 0;
        say("354 go on\r\n");
      } else {
        say("250 2.0.0 well\r\n");
      }
    }
  }

  bool inBody_ = false;
  std::size_t searched_ = 0;
};

class HttpTalk final : public Talk {
 public:
  using Talk::Talk;

 private:
  bool understand() override {
    for (;;) {
      const auto head = input_.find("\r\n\r\n");
      if (head == std::string::npos) return true;
      const std::string_view lines(input_.data(), head + 2);
      const auto begins = head + 4;
      std::size_t size = 0;
      if (const auto at = lengthAt(lines); at != std::string_view::npos)
        size = static_cast<std::size_t>(std::atol(lines.data() + at));
      if (input_.size() < begins + size) return true;
      if (lines.substr(0, 4) == "POST") {
        ++stats_.posts;
        stats_.took(size);
        say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      } else {
        if (lines.substr(0, 10) == "GET /reset") stats_ = Stats();
        const auto json = stats_.json();
        say(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", json.size(), json));
      }
      input_.erase(0, begins + size);
    }
  }

  /// Where its value begins; senders write the name in two ways.
  static std::size_t lengthAt(std::string_view lines) {
    for (const std::string_view name : {"Content-Length:", "content-length:"}) {
      if (const auto at = lines.find(name); at != std::string_view::npos) return at + name.size();
    }
    return std::string_view::npos;
  }
};

template <typename Kind>
void accept(tcp::acceptor& acceptor, Stats& stats) {
  acceptor.async_accept([&](error_code error, tcp::socket socket) {
    if (!error) {
      const auto talk = std::make_shared<Kind>(std::move(socket), stats);
      talk->begin();
      talk->listen();
    }
    accept<Kind>(acceptor, stats);
  });
}

}  // namespace

int main() {
  asio::io_context io(1);
  Stats stats;
  const tcp::endpoint anywhere(asio::ip::address_v4::loopback(), 0);
  tcp::acceptor smtp(io, anywhere), http(io, anywhere);
  accept<SmtpTalk>(smtp, stats);
  accept<HttpTalk>(http, stats);
  fmt::print("{{\"smtp\": {}, \"http\": {}}}\n", smtp.local_endpoint().port(), http.local_endpoint().port());
  std::fflush(stdout);
  asio::posix::stream_descriptor input(io, ::dup(STDIN_FILENO));
  char byte = 0;
  input.async_read_some(asio::buffer(&byte, 1), [&](error_code, std::size_t) { io.stop(); });
  io.run();
}
