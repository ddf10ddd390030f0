// SPDX-License-Identifier: Apache-2.0
#include "store/console.h"

#include <sqlite3.h>

#include <cstdlib>
#include <unordered_map>
#include <utility>

#include "store/past_rows.h"
#include "store/sqlite.h"

namespace chaser::store {

namespace {

constexpr int kWaitMillis = 5000;

void bindLiteral(sqlite3_stmt* statement, int at, const std::string& literal) {
  if (literal == "NULL") {
    sqlite3_bind_null(statement, at);
  } else if (literal.front() == '\'') {
    const auto text = textOf(literal);
    sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else {
    sqlite3_bind_int64(statement, at, std::strtoll(literal.c_str(), nullptr, 10));
  }
}

std::string refusal(sqlite3* db) {
  return std::string("SQLite refuses: ") + sqlite3_errmsg(db);
}

int addRow(void* into, int columns, char** values, char** /*names*/) {
  auto& row = static_cast<Console::Rows*>(into)->emplace_back();
  for (int i = 0; i < columns; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
  return 0;
}

}  // namespace

struct Console::Handle {
  sqlite3* db = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> prepared;
  ~Handle() {
    for (const auto& [sql, statement] : prepared) sqlite3_finalize(statement);
    sqlite3_close(db);
  }
};

Result<Console> Console::open(const std::string& path) {
  auto handle = std::make_unique<Handle>();
  const int asUri = path.rfind(kScratchName, 0) == 0 ? SQLITE_OPEN_URI : 0;
  if (sqlite3_open_v2(path.c_str(), &handle->db, SQLITE_OPEN_READWRITE | asUri, nullptr) != SQLITE_OK) {
    return fail(ErrorKind::Store, "'" + path + "' can't be opened: " + sqlite3_errmsg(handle->db));
  }
  sqlite3_busy_timeout(handle->db, kWaitMillis);
  Console console(std::move(handle));
  if (auto done = console.run("PRAGMA foreign_keys = ON"); !done) return fail(done.error());
  return console;
}

Console::Console(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Console::Console(Console&&) noexcept = default;
Console& Console::operator=(Console&&) noexcept = default;
Console::~Console() = default;

Result<Console::Rows> Console::run(const std::string& sql) {
  Rows rows;
  char* message = nullptr;
  if (sqlite3_exec(handle_->db, sql.c_str(), addRow, &rows, &message) == SQLITE_OK) return rows;
  const std::string why = message == nullptr ? sqlite3_errmsg(handle_->db) : message;
  sqlite3_free(message);
  return fail(ErrorKind::Input, "SQLite refuses: " + why, sql);
}

Outcome Console::run(const std::string& sql, const std::vector<std::string>& values) {
  auto& statement = handle_->prepared[sql];
  if (statement == nullptr)
    sqlite3_prepare_v3(handle_->db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (statement == nullptr) return fail(ErrorKind::Input, refusal(handle_->db), sql);
  int at = 0;
  for (const auto& value : values) bindLiteral(statement, ++at, value);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  const auto why = code == SQLITE_DONE ? std::string() : refusal(handle_->db);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return why.empty() ? Outcome() : fail(ErrorKind::Input, why, sql);
}

}  // namespace chaser::store
