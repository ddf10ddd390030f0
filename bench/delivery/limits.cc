// SPDX-License-Identifier: Apache-2.0
//
// What delivering costs at least, to hold Chaser against:
//
//   delivery_limits curl   --url URL --count N --bytes B --connections C
//   delivery_limits outbox --url URL --count N --bytes B --connections C --database FILE [--batch 100]
//
// `curl` is libcurl alone. `outbox` keeps each message in a table of SQLite in WAL with full syncs, and marks
// what was taken in one transaction a batch, at most 50 ms late: at least once, with the fewest words that
// can say so.
#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <vector>

#include "bench/delivery/pump.h"

namespace {

using namespace chaser::bench;

struct Wish {
  std::string url;
  bool mail;
  long count, connections;
  std::size_t bytes;
};

class Base {
 public:
  explicit Base(const std::string& path) {
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(path + ending);
    check(sqlite3_open(path.c_str(), &base_));
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, bytes TEXT);"
        "CREATE INDEX outbox_ready ON outbox (id) WHERE state = 0");
  }
  Base(const Base&) = delete;
  Base& operator=(const Base&) = delete;
  ~Base() {
    for (auto* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(base_);
  }
  void run(const char* sql) { check(sqlite3_exec(base_, sql, nullptr, nullptr, nullptr)); }
  sqlite3_stmt* prepared(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(base_, sql, -1, &statement, nullptr));
    statements_.push_back(statement);
    return statement;
  }
  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) giveUp(sqlite3_errmsg(base_));
    sqlite3_reset(statement);
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) giveUp(sqlite3_errmsg(base_));
  }
  sqlite3* base_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
};

void curlAlone(const Wish& wish, Report& report) {
  Pump pump(wish.url, wish.connections);
  const Stopwatch watch;
  long next = 0;
  pump.run(
      [&](Pump::Load& load) {
        if (next == wish.count) return false;
        load = {next, madeUp(wish.mail, next, wish.bytes)};
        ++next;
        return true;
      },
      [](long) {}, [](long) {});
  report.run("deliver", watch.read());
}

void outbox(const Wish& wish, const std::string& path, std::size_t batch, Report& report) {
  constexpr std::chrono::milliseconds kLatest{50};
  constexpr int kAhead = 1000;
  Base base(path);
  auto* add = base.prepared("INSERT INTO outbox VALUES (?1, 0, ?2)");
  base.run("BEGIN");
  for (long id = 1; id <= wish.count; ++id) {
    const auto bytes = madeUp(wish.mail, id, wish.bytes);
    sqlite3_bind_int64(add, 1, id);
    sqlite3_bind_text(add, 2, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    base.step(add);
  }
  base.run("COMMIT");

  Pump pump(wish.url, wish.connections);
  const Stopwatch watch;
  auto* ready =
      base.prepared("SELECT id, bytes FROM outbox WHERE state = 0 AND id > ?1 ORDER BY id LIMIT ?2");
  auto* mark = base.prepared("UPDATE outbox SET state = 1, bytes = NULL WHERE id = ?1");
  std::deque<Pump::Load> waiting;
  std::vector<long> taken;
  long last = 0;
  auto settled = std::chrono::steady_clock::now();
  const auto settle = [&] {
    base.run("BEGIN");
    for (const long id : taken) {
      sqlite3_bind_int64(mark, 1, id);
      base.step(mark);
    }
    base.run("COMMIT");
    taken.clear();
    settled = std::chrono::steady_clock::now();
  };
  pump.run(
      [&](Pump::Load& load) {
        if (waiting.empty()) {
          sqlite3_bind_int64(ready, 1, last);
          sqlite3_bind_int(ready, 2, kAhead);
          while (sqlite3_step(ready) == SQLITE_ROW) {
            last = sqlite3_column_int64(ready, 0);
            waiting.push_back({last, reinterpret_cast<const char*>(sqlite3_column_text(ready, 1))});
          }
          sqlite3_reset(ready);
        }
        if (waiting.empty()) return false;
        load = std::move(waiting.front());
        waiting.pop_front();
        return true;
      },
      [&](long id) { taken.push_back(id); },
      [&](long underWay) {
        const bool late = std::chrono::steady_clock::now() - settled > kLatest;
        if (taken.size() >= batch || (!taken.empty() && (late || underWay == 0))) settle();
      });
  if (!taken.empty()) settle();
  report.run("deliver", watch.read());
}

}  // namespace

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  const Options options(count, words, 2);
  const auto url = options.text("url");
  const Wish wish{url, url.rfind("smtp", 0) == 0, options.number("count", 10000),
                  options.number("connections", 32), static_cast<std::size_t>(options.number("bytes", 450))};
  Report report;
  if (what == "curl") {
    curlAlone(wish, report);
  } else if (what == "outbox") {
    outbox(wish, options.text("database"), static_cast<std::size_t>(options.number("batch", 100)), report);
  } else {
    giveUp("curl or outbox?");
  }
  report.fact("count", static_cast<double>(wish.count));
  report.print();
}
