// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/engine/measured.h"

/// SQLite's own interface with as little around it as can be, for the programs that show where the limit is.
namespace chaser::bench {

class Sql {
 public:
  explicit Sql(const std::string& path, int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    if (sqlite3_open_v2(path.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
      complain(path);
  }
  ~Sql() { sqlite3_close(handle_); }
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  void run(const std::string& statements) {
    if (sqlite3_exec(handle_, statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      complain(statements);
  }
  [[noreturn]] void complain(const std::string& about) const {
    giveUp(std::string(sqlite3_errmsg(handle_)) + ": " + about);
  }
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

class Query {
 public:
  Query(Sql& sql, const std::string& text) : sql_(sql) {
    if (sqlite3_prepare_v2(sql.handle(), text.c_str(), -1, &statement_, nullptr) != SQLITE_OK)
      sql.complain(text);
  }
  ~Query() { sqlite3_finalize(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Begins anew with these values. Texts are not copied.
  template <typename... Values>
  Query& with(const Values&... values) {
    sqlite3_reset(statement_);
    int at = 0;
    (bind(++at, values), ...);
    return *this;
  }
  template <typename... Values>
  void run(const Values&... values) {
    with(values...);
    step();
    sqlite3_reset(statement_);
  }
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) sql_.complain(sqlite3_sql(statement_));
    return code == SQLITE_ROW;
  }
  void reset() { sqlite3_reset(statement_); }

  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  /// Null for NULL; valid until the next step.
  [[nodiscard]] const char* text(int column) const {
    return reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  }

 private:
  void bind(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }
  void bind(int at, int value) { bind(at, std::int64_t{value}); }
  void bind(int at, bool value) { bind(at, std::int64_t{value ? 1 : 0}); }
  void bind(int at, std::string_view value) {
    sqlite3_bind_text(statement_, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  /// Null is NULL.
  void bind(int at, const char* value) { sqlite3_bind_text(statement_, at, value, -1, SQLITE_STATIC); }

  Sql& sql_;
  sqlite3_stmt* statement_ = nullptr;
};

/// What makes the triggers again, in the order in which they were made.
inline std::vector<std::string> takeTriggersAway(Sql& sql) {
  std::vector<std::string> names, texts;
  Query triggers(sql, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid");
  while (triggers.step()) {
    names.emplace_back(triggers.text(0));
    texts.emplace_back(triggers.text(1));
  }
  triggers.reset();
  for (const auto& name : names) sql.run("DROP TRIGGER " + name);
  return texts;
}

}  // namespace chaser::bench
