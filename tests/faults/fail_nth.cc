// SPDX-License-Identifier: Apache-2.0
//
// Loaded by LD_PRELOAD into a program that knows nothing of it: counts the calls that reach the world, and
// at the N-th of one class kills the process or lets the call fail. The environment says which:
//
//   FAIL_NTH_CLASS     connect · send · data-end · reply · write · sync
//   FAIL_NTH           the number of the call; the first is 1
//   FAIL_NTH_HOW       kill-before · kill-after · io-error · full · short
//   FAIL_NTH_LASTING   with any value: every later call of the class fails as well
//   FAIL_NTH_DATABASE  path of the database: `write` and `sync` are about it, its journal and its log
//   FAIL_NTH_COUNTS    a file into which the calls of each class are counted, at an orderly end
//
// It stands below SQLite's own file system layer, so that this layer's handling of what the kernel says is
// tried with it: a short write is tried again by SQLite and then meets a full disk.

#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace {

enum Class { kConnect, kSend, kDataEnd, kReply, kWrite, kSync, kClasses };
constexpr std::array<std::string_view, kClasses> kNames = {"connect", "send",  "data-end",
                                                           "reply",   "write", "sync"};

std::string_view told(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

struct Wish {
  std::string_view of = told("FAIL_NTH_CLASS");
  long number = std::atol(std::string(told("FAIL_NTH")).c_str());
  std::string_view how = told("FAIL_NTH_HOW");
  bool lasting = !told("FAIL_NTH_LASTING").empty();
  std::string_view database = told("FAIL_NTH_DATABASE");
};

const Wish& wish() {
  static const Wish kWish;
  return kWish;
}

std::array<std::atomic<long>, kClasses>& counts() {
  static std::array<std::atomic<long>, kClasses> all{};
  return all;
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

[[noreturn]] void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

enum class Turn { Pass, KillAfter, Fail, Short };

/// Counts one call, and says what becomes of it. Does not return when the process dies before it.
Turn turnOf(Class which) {
  const long number = ++counts()[which];
  const auto& w = wish();
  if (w.of != kNames[which] || number < w.number || w.number == 0) return Turn::Pass;
  const bool first = number == w.number;
  if (!first && !w.lasting && !(w.how == "short" && number == w.number + 1)) return Turn::Pass;
  if (w.how == "kill-before") die();
  if (w.how == "kill-after") return Turn::KillAfter;
  return w.how == "short" && first ? Turn::Short : Turn::Fail;
}

int reason() {
  return wish().how == "io-error" ? EIO : ENOSPC;
}

/// Keeps errno: what asks is not to disturb who called.
template <typename Question>
bool asked(Question question) {
  const int before = errno;
  const bool answer = question();
  errno = before;
  return answer;
}

bool isNetwork(int file) {
  return asked([&] {
    int domain = 0;
    socklen_t size = sizeof domain;
    return getsockopt(file, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
           (domain == AF_INET || domain == AF_INET6);
  });
}

bool isDatabase(int file) {
  if (wish().database.empty()) return false;
  return asked([&] {
    std::array<char, 64> link{};
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
    std::array<char, 1024> target{};
    const auto length = readlink(link.data(), target.data(), target.size());
    if (length <= 0) return false;
    const std::string_view path(target.data(), static_cast<std::size_t>(length));
    if (path.substr(0, wish().database.size()) != wish().database) return false;
    const auto ending = path.substr(wish().database.size());
    // What the connections share is no part of the data: it is made anew.
    return ending.empty() || ending == "-wal" || ending == "-journal";
  });
}

bool endsMail(const char* bytes, std::size_t size) {
  const std::string_view sent(bytes, size);
  return sent == ".\r\n" || (sent.size() >= 5 && sent.substr(sent.size() - 5) == "\r\n.\r\n");
}

template <typename Call>
ssize_t sending(const char* bytes, std::size_t size, Call call) {
  const Turn end = endsMail(bytes, size) ? turnOf(kDataEnd) : Turn::Pass;
  const Turn turn = turnOf(kSend);
  const ssize_t sent = call();
  if (end == Turn::KillAfter || turn == Turn::KillAfter) die();
  return sent;
}

ssize_t received(int file, ssize_t size) {
  if (size > 0 && isNetwork(file) && turnOf(kReply) == Turn::KillAfter) die();
  return size;
}

template <typename Call>
ssize_t storing(int file, std::size_t size, Call call) {
  if (!isDatabase(file)) return call(size);
  switch (turnOf(kWrite)) {
    case Turn::Fail:
      errno = reason();
      return -1;
    case Turn::Short:
      return call(size / 2);
    case Turn::KillAfter:
      call(size);
      die();
    case Turn::Pass:
      break;
  }
  return call(size);
}

template <typename Call>
int syncing(int file, Call call) {
  if (!isDatabase(file)) return call();
  const Turn turn = turnOf(kSync);
  if (turn == Turn::Fail) {
    errno = reason();
    return -1;
  }
  const int done = call();
  if (turn == Turn::KillAfter) die();
  return done;
}

struct Counter {
  ~Counter() {
    const auto path = told("FAIL_NTH_COUNTS");
    if (path.empty()) return;
    std::ofstream file{std::string(path)};
    for (std::size_t i = 0; i < kClasses; ++i) file << kNames[i] << ' ' << counts()[i] << '\n';
  }
} counter;

}  // namespace

// The names are the C library's.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {

int connect(int file, const sockaddr* address, socklen_t size) {
  static auto* const kReal = next<int(int, const sockaddr*, socklen_t)>("connect");
  if (address->sa_family != AF_INET && address->sa_family != AF_INET6) return kReal(file, address, size);
  const Turn turn = turnOf(kConnect);
  const int done = kReal(file, address, size);
  if (turn == Turn::KillAfter) die();
  return done;
}

ssize_t send(int file, const void* bytes, std::size_t size, int flags) {
  static auto* const kReal = next<ssize_t(int, const void*, std::size_t, int)>("send");
  if (!isNetwork(file)) return kReal(file, bytes, size, flags);
  return sending(static_cast<const char*>(bytes), size, [&] { return kReal(file, bytes, size, flags); });
}

ssize_t recv(int file, void* bytes, std::size_t size, int flags) {
  static auto* const kReal = next<ssize_t(int, void*, std::size_t, int)>("recv");
  return received(file, kReal(file, bytes, size, flags));
}

ssize_t read(int file, void* bytes, std::size_t size) {
  static auto* const kReal = next<ssize_t(int, void*, std::size_t)>("read");
  return received(file, kReal(file, bytes, size));
}

ssize_t write(int file, const void* bytes, std::size_t size) {
  static auto* const kReal = next<ssize_t(int, const void*, std::size_t)>("write");
  if (isNetwork(file))
    return sending(static_cast<const char*>(bytes), size, [&] { return kReal(file, bytes, size); });
  return storing(file, size, [&](std::size_t now) { return kReal(file, bytes, now); });
}

ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  static auto* const kReal = next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
  return storing(file, size, [&](std::size_t now) { return kReal(file, bytes, now, at); });
}

ssize_t pwrite64(int file, const void* bytes, std::size_t size, off64_t at) {
  static auto* const kReal = next<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
  return storing(file, size, [&](std::size_t now) { return kReal(file, bytes, now, at); });
}

int fsync(int file) {
  static auto* const kReal = next<int(int)>("fsync");
  return syncing(file, [&] { return kReal(file); });
}

int fdatasync(int file) {
  static auto* const kReal = next<int(int)>("fdatasync");
  return syncing(file, [&] { return kReal(file); });
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
