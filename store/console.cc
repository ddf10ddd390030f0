// SPDX-License-Identifier: Apache-2.0
#include "store/console.h"

#include <sqlite3.h>

#include <utility>

#include "store/sqlite.h"

namespace chaser::store {

namespace {

constexpr int kWaitMillis = 5000;

int addRow(void* into, int columns, char** values, char** /*names*/) {
  auto& row = static_cast<Console::Rows*>(into)->emplace_back();
  for (int i = 0; i < columns; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
  return 0;
}

}  // namespace

struct Console::Handle {
  sqlite3* db = nullptr;
  ~Handle() { sqlite3_close(db); }
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

}  // namespace chaser::store
