// SPDX-License-Identifier: Apache-2.0
#include "daemon/sim/control.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <istream>

#include "common/text.h"

namespace chaser::daemon {

namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

std::string answer(const Outcome& outcome, const Simulation& simulation) {
  return outcome ? "ok " + simulation.now().iso() : "error " + outcome.error().text();
}

/// True when the client said quit.
bool serveClient(Simulation& simulation, const Zone& zone, Local::socket& client) {
  asio::streambuf received;
  boost::system::error_code error;
  while (asio::read_until(client, received, '\n', error) > 0 && !error) {
    std::string line;
    std::istream stream(&received);
    std::getline(stream, line);
    const auto reply = obey(simulation, zone, trim(line));
    asio::write(client, asio::buffer(reply.line + "\n"), error);
    if (reply.quit) return true;
    if (error) return false;
  }
  return false;
}

}  // namespace

ControlReply obey(Simulation& simulation, const Zone& zone, std::string_view command) {
  const auto blank = command.find(' ');
  const auto word = command.substr(0, blank);
  const auto rest = blank == std::string_view::npos ? std::string_view() : trim(command.substr(blank));
  if (word == "now") return {"ok " + simulation.now().iso()};
  if (word == "quit") return {"ok " + simulation.now().iso(), true};
  if (word == "tick") return {answer(simulation.tick(), simulation)};
  if (word == "advance") {
    const auto stretch = parseStretch(rest);
    if (!stretch || stretch->count() < 0) return {"error advance needs a time such as 1d, 36h or 90m"};
    return {answer(simulation.runUntil(simulation.now() + *stretch), simulation)};
  }
  if (word == "until") {
    const auto when = parseLocal(rest, zone);
    if (!when) return {"error until needs a local time such as 2017-11-01T09:00"};
    return {answer(simulation.runUntil(*when), simulation)};
  }
  return {fmt::format("error '{}' is no command: now, advance, until, tick, quit", word)};
}

Outcome serveControl(Simulation& simulation, const Zone& zone, const std::string& socketPath) {
  std::error_code ignored;
  if (std::filesystem::is_socket(socketPath, ignored)) std::filesystem::remove(socketPath, ignored);
  asio::io_context io;
  Local::acceptor acceptor(io);
  boost::system::error_code error;
  const auto check = [&](const char* what) -> Outcome {
    if (!error) return {};
    return fail(ErrorKind::Network,
                fmt::format("the control socket '{}' can't be {}: {}", socketPath, what, error.message()));
  };
  acceptor.open(Local(), error);
  if (!error) acceptor.bind(Local::endpoint(socketPath), error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (auto opened = check("opened"); !opened) return opened;
  while (true) {
    Local::socket client(io);
    acceptor.accept(client, error);
    if (auto accepted = check("served"); !accepted) return accepted;
    if (serveClient(simulation, zone, client)) break;
  }
  std::filesystem::remove(socketPath, ignored);
  return {};
}

}  // namespace chaser::daemon
