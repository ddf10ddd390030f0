// SPDX-License-Identifier: Apache-2.0
#include "store/scratch.h"

#include <sqlite3.h>

#include <atomic>
#include <string>
#include <utility>

#include "store/database.h"
#include "store/sqlite.h"

namespace chaser::store {

namespace {

/// How much memory it may take; SQLite's own limit, 1 GiB, is less than a big plan with its history.
constexpr sqlite3_int64 kLargest = sqlite3_int64{16} * 1024 * 1024 * 1024;
/// A writer's commit may be in the way of the copy for a moment.
constexpr int kWaitForWriters = 5000;

struct Closes {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, Closes>;

/// The copy says of itself, in the header's bytes 18 and 19 (sqlite.org/fileformat2.html, 1.3.3), that it is
/// in WAL mode as the file is; nothing in memory can be.
void leaveWal(sqlite3* handle) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file != nullptr && file->pMethods != nullptr) file->pMethods->xWrite(file, "\1\1", 2, 18);
}

Error cannotCopy(const std::string& path, sqlite3* handle) {
  return {ErrorKind::Store,
          "the database " + path + " can't be copied into memory: " + sqlite3_errmsg(handle),
          "try again when nobody writes to it, or on a machine with more memory"};
}

}  // namespace

Result<Scratch> Scratch::make() {
  // Names that begin with a slash are shared by all connections of the process (sqlite.org/src: memdb.c).
  static std::atomic<int> count{0};
  std::string name = std::string(kScratchName) + std::to_string(++count) + "?vfs=memdb";
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, nullptr);
  Scratch scratch(std::move(name), handle);
  if (code != SQLITE_OK) return fail(ErrorKind::Store, "no database can be made in memory");
  // Nobody takes back a copy that failed: it is thrown away.
  sqlite3_exec(handle, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
  sqlite3_int64 largest = kLargest;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_SIZE_LIMIT, &largest);
  return scratch;
}

Result<Scratch> Scratch::empty() {
  auto scratch = make();
  if (!scratch) return fail(scratch.error());
  const auto made = openScratch(scratch->name_, Mode::Create);
  if (!made) return fail(made.error());
  return scratch;
}

Result<Scratch> Scratch::copyOf(const std::string& path) {
  // Whatever is wrong with the file is said as ever; an older schema is no matter, for the copy is brought
  // up.
  if (const auto opened = store::open(path, Mode::ReadOnly, Migrate::Leave); !opened) {
    return fail(opened.error());
  }
  auto scratch = make();
  if (!scratch) return fail(scratch.error());
  sqlite3* source = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &source, SQLITE_OPEN_READONLY, nullptr);
  const Handle closes(source);
  if (code != SQLITE_OK) return fail(cannotCopy(path, source));
  sqlite3_busy_timeout(source, kWaitForWriters);
  // All of it in one read transaction: what is copied is one moment's state. Not VACUUM INTO: on a connection
  // that only reads it fails over generated columns (SQLite 3.40).
  auto* backup = sqlite3_backup_init(scratch->keeper_, "main", source, "main");
  if (backup == nullptr) return fail(cannotCopy(path, scratch->keeper_));
  // What is only locked is no error to sqlite3_backup_finish: the copy would be a part of it.
  const int copied = sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK || copied != SQLITE_DONE)
    return fail(cannotCopy(path, scratch->keeper_));
  leaveWal(scratch->keeper_);
  const auto brought = openScratch(scratch->name_, Mode::ReadWrite);
  if (!brought) return fail(brought.error());
  return scratch;
}

Result<std::unique_ptr<Store>> Scratch::open() const {
  return openScratch(name_, Mode::ReadWrite);
}

Result<Console> Scratch::console() const {
  return Console::open(name_);
}

Scratch::Scratch(Scratch&& other) noexcept
    : name_(std::move(other.name_)), keeper_(std::exchange(other.keeper_, nullptr)) {}
Scratch& Scratch::operator=(Scratch&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(keeper_, other.keeper_);
  return *this;
}
Scratch::~Scratch() {
  sqlite3_close(keeper_);
}

}  // namespace chaser::store
