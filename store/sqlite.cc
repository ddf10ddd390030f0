// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "store/embedded.h"

namespace chaser::store {

namespace {

/// How long somebody else's lock is waited for; and once the program is about to end.
constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::chrono::milliseconds kPatienceInAHurry{300};
constexpr std::chrono::milliseconds kBetweenTries{10};

[[noreturn]] void broken(std::string_view what, std::string_view name) {
  std::fprintf(stderr, "chaser: statement '%.*s' %.*s\n", static_cast<int>(name.size()), name.data(),
               static_cast<int>(what.size()), what.data());
  std::abort();
}

using Blocks = std::map<std::string_view, std::string_view>;

/// What stands below the lines `-- :name` (statements), or `-- =name` (fragments), up to the next such line.
Blocks blocks(char sign) {
  constexpr std::string_view kLine = "\n-- ";
  Blocks all;
  const auto nextMark = [&](std::string_view file, std::size_t from) {
    auto at = file.find(kLine, from);
    const auto isMark = [&] { return file[at + kLine.size()] == ':' || file[at + kLine.size()] == '='; };
    while (at != std::string_view::npos && !isMark()) at = file.find(kLine, at + 1);
    return at;
  };
  for (const std::string_view file : statementFiles()) {
    for (auto at = nextMark(file, 0); at != std::string_view::npos;) {
      const auto nameAt = at + kLine.size() + 1;
      const auto lineEnd = file.find('\n', nameAt);
      const auto next = nextMark(file, lineEnd);
      if (file[nameAt - 1] == sign)
        all.emplace(file.substr(nameAt, lineEnd - nameAt), file.substr(lineEnd, next - lineEnd));
      at = next;
    }
  }
  return all;
}

/// A list of columns that several statements read is written once, as a fragment: `{name}` stands for it.
std::string expand(std::string_view statement, const Blocks& fragments) {
  std::string text(statement);
  for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const auto end = text.find('}', at);
    const auto name = text.substr(at + 1, end - at - 1);
    const auto found = fragments.find(name);
    if (found == fragments.end()) broken("is not a fragment in sql/", name);
    text.replace(at, name.size() + 2, found->second);
  }
  return text;
}

const std::map<std::string_view, std::string>& statementTable() {
  static const auto table = [] {
    const auto fragments = blocks('=');
    std::map<std::string_view, std::string> all;
    for (const auto& [name, statement] : blocks(':')) all.emplace(name, expand(statement, fragments));
    return all;
  }();
  return table;
}

const std::pair<const std::string_view, std::string>& statementOf(std::string_view name) {
  const auto entry = statementTable().find(name);
  if (entry == statementTable().end()) broken("is not in sql/", name);
  return *entry;
}

std::string_view textOf(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

Error explain(int code, const std::string& message, const std::string& path) {
  const std::string file = "the database " + path;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::Busy, file + " is locked by another program",
              "try again when it has finished; `fuser " + path + "` names it"};
    case SQLITE_READONLY:
      return {ErrorKind::Store, file + " is read-only", "check the rights of the file and of its directory"};
    case SQLITE_NOTADB:
      return {ErrorKind::Store, path + " is not a database", "give the file that `chaser import` made"};
    case SQLITE_CORRUPT:
      return {ErrorKind::Store, file + " is damaged: " + message,
              "restore a backup, or rescue what is left with `sqlite3 " + path + " .recover`"};
    case SQLITE_FULL:
      return {ErrorKind::Store, "no space is left for " + file, "free some; nothing was half-written"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorKind::Store, "can't open " + file,
              "check that it exists and that you may read and write it"};
    case SQLITE_CONSTRAINT:
      return {ErrorKind::Input, file + " refused the change: " + message, ""};
    default:
      return {ErrorKind::Store, file + ": " + message, ""};
  }
}

}  // namespace

std::string_view Row::view() {
  return textOf(next());
}

std::string Row::bytes() {
  auto* value = next();
  const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  return data == nullptr ? std::string() : std::string(data, size);
}

std::optional<std::string> Row::maybeText() {
  auto* value = next();
  if (sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
  return std::string(textOf(value));
}

std::optional<Date> Row::maybeDate() {
  return Date::parse(view());
}

std::optional<Instant> Row::maybeInstant() {
  return Instant::parse(view());
}

namespace {

/// Nobody asks SQLite how much memory it uses; to know it, it would take a lock for each piece.
void leaveMemoryUncounted() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

Result<std::unique_ptr<Db>> Db::open(const std::string& path, Access access) {
  leaveMemoryUncounted();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  // Only names that this room made itself are read as such (scratch.cc): a file may be called `file:…`.
  if (path.rfind(kScratchName, 0) == 0) flags |= SQLITE_OPEN_URI;
  flags |= access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (access == Access::Create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  // SQLite gives a handle even when it could not open the file; Db closes it.
  std::unique_ptr<Db> db(new Db(handle, path));
  if (code != SQLITE_OK)
    return fail(explain(code, handle != nullptr ? sqlite3_errmsg(handle) : "no memory", path));
  // Not sqlite3_busy_timeout: that can't be shortened while it waits.
  sqlite3_busy_handler(handle, &Db::waitForLock, db.get());
  // Nothing is gathered, so nothing is given in the end.
  const auto end = [](sqlite3_context*) {};
  if (sqlite3_create_function_v2(handle, "hand_on", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, db.get(), nullptr,
                                 &Db::handOn, end, nullptr) != SQLITE_OK)
    return fail(db->error());
  return db;
}

int Db::waitForLock(void* db, int tries) {
  const auto patience = static_cast<Db*>(db)->hurry_ ? kPatienceInAHurry : kPatience;
  if (tries * kBetweenTries >= patience) return 0;
  std::this_thread::sleep_for(kBetweenTries);
  return 1;
}

Db::~Db() {
  for (const auto& [name, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Error Db::error() const {
  return explain(sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_), path_);
}

Outcome Db::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return fail(error());
  return {};
}

Result<sqlite3_stmt*> Db::start(std::string_view name) {
  ++started_;
  if (const auto known = prepared_.find(name); known != prepared_.end()) {
    if (sqlite3_stmt_busy(known->second) != 0) broken("was started inside itself", name);
    return known->second;
  }
  const auto& [key, sql] = statementOf(name);
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    return fail(error());
  prepared_.emplace(key, statement);
  return statement;
}

std::vector<std::string_view> Db::names() {
  std::vector<std::string_view> all;
  for (const auto& [name, sql] : statementTable()) all.push_back(name);
  return all;
}

std::string_view Db::text(std::string_view name) {
  return statementOf(name).second;
}

void Db::bind(sqlite3_stmt* s, int at, std::string_view value) {
  // An empty view may hold a null pointer, which SQLite would read as NULL.
  const char* data = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_text64(s, at, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Db::bindCopy(sqlite3_stmt* s, int at, const std::string& value) {
  sqlite3_bind_text64(s, at, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Db::bind(sqlite3_stmt* s, int at, Blob value) {
  const char* data = value.bytes.data() == nullptr ? "" : value.bytes.data();
  sqlite3_bind_blob64(s, at, data, value.bytes.size(), SQLITE_STATIC);
}

void Db::bind(sqlite3_stmt* s, int at, Date value) {
  bindCopy(s, at, value.iso());
}

void Db::bind(sqlite3_stmt* s, int at, Instant value) {
  bindCopy(s, at, value.iso());
}

void Db::rollback() {
  ++rollbacks_;
  // After some failures SQLite has rolled back by itself; a second ROLLBACK would be an error of no meaning.
  if (inTransaction()) static_cast<void>(execute("ROLLBACK"));
}

void Db::handOn(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  auto& taker = static_cast<Db*>(sqlite3_user_data(context))->taker_;
  Row row(values);
  // No exception passes through SQLite's own frames: it would end the process here.
  [&]() noexcept { taker.hasEnough = !taker.take(taker.to, row); }();
  // The one way to end a statement from within.
  if (taker.hasEnough) sqlite3_result_error_code(context, SQLITE_ABORT);
}

Result<Feed> Feed::open(Db& db, const std::string& sql) {
  Feed feed(db);
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
      SQLITE_OK)
    return fail(db.error());
  feed.statement_.reset(statement);
  return feed;
}

Outcome Feed::step(std::int64_t after, Db::Taker taker) {
  db_->taker_ = taker;
  sqlite3_bind_int64(statement_.get(), 1, after);
  // One step is the whole walk: it gives the one row in which there would be what was gathered.
  const bool done = sqlite3_step(statement_.get()) == SQLITE_ROW || db_->taker_.hasEnough;
  Outcome outcome = done ? Outcome() : Outcome(fail(db_->error()));
  sqlite3_reset(statement_.get());
  return outcome;
}

Result<Step> Step::begin(Db& db) {
  if (db.inTransaction()) return Step(&db, false);
  if (auto begun = db.execute("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
  return Step(&db, true);
}

Step::~Step() {
  if (owns_) db_->rollback();
}

Outcome Step::commit() {
  if (!owns_) return {};
  if (auto done = db_->execute("COMMIT"); !done) return done;
  owns_ = false;
  return {};
}

}  // namespace chaser::store
