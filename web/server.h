// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/result.h"
#include "web/address.h"
#include "web/routes.h"

namespace boost::asio {
class io_context;
}

/// HTTP/1.1 for the pages: takes connections on the loop that it is given, and answers on threads of its own,
/// so that a page that waits for the database delays nothing else. Meant to stand behind a reverse proxy;
/// what the world sends it survives by itself: slow and silent clients, floods of connections, bodies and
/// headers without end, requests sent ahead of their answers.
namespace chaser::web {

struct Limits {
  std::size_t body;                       ///< bytes of a form
  std::size_t header = 16 * 1024;         ///< bytes of a request's head
  std::size_t connections = 256;          ///< at once; a further one is told so and closed
  std::size_t requests = 200;             ///< a connection
  std::chrono::seconds toArrive{15};      ///< for a request, from its first byte, and for an answer to leave
  std::chrono::seconds toStaySilent{30};  ///< between two requests
};

class Server {
 public:
  /// Called on one of the server's threads, several at once. It throws nothing.
  using Handler = std::function<Response(const Request&)>;
  /// Called on the loop after each response: for the log. Neither path nor token is in it.
  using Observer = std::function<void(const std::string& method, const Response&, std::chrono::milliseconds)>;

  /// `io` outlives it and is run by one thread, which also calls everything here.
  Server(boost::asio::io_context& io, Handler handler, Observer observer, Limits limits);
  /// Ends what is under way and joins the threads.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens there, and no longer anywhere else. A unix socket that nobody serves any more is replaced; it is
  /// for its owner and group. A Network error says what is in the way, and leaves it listening where it was.
  Outcome listen(const Address& address);
  /// Takes nothing new; what is under way is answered.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace chaser::web
