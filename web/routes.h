// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/desk.h"

/// From a request to a page: what may be asked for, by which method, and with which status it is answered.
/// Knows nothing of sockets.
namespace chaser::web {

struct Request {
  std::string method;  ///< as sent
  std::string target;
  std::string contentType;
  std::string body;
};

struct Response {
  int status = 200;
  std::string body;
  std::string type = "text/html; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  /// For the log: what became of it, and the link's number where there is one. Names nobody and no token.
  std::string event;
  std::int64_t link = 0;
  bool recorded = false;  ///< the plan was written to
};

/// GET and HEAD show, and change nothing. POST to a link's page records an answer once. Anything else is
/// refused with what would have been right. `publicUrl` is where the pages are reached.
Response respond(const Request& request, Desk& desk, const std::string& publicUrl);

/// For what the server itself refuses: a body that is too large, a request that can't be read, too many at
/// once.
Response refuse(int status);

/// The headers of every response: nothing is kept, framed, indexed or passed on.
const std::vector<std::pair<std::string, std::string>>& commonHeaders();

}  // namespace chaser::web
