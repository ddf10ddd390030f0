// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/date.h"
#include "common/ids.h"
#include "common/instant.h"
#include "common/result.h"

/// SQLite as this room uses it: one connection, statements by name, values bound in order, columns read in
/// order, and errors that say to a person what is wrong. Not thread-safe: a Db belongs to one thread
/// (NOMUTEX).
namespace chaser::store {

/// How SQLite's names of databases in memory begin (scratch.h).
inline constexpr std::string_view kScratchName = "file:/chaser-scratch-";

/// Bytes, where a string would be bound as text.
struct Blob {
  std::string_view bytes;
};

/// The row on which a statement stands, or that a feed hands on, read from its first column to its last. NULL
/// reads as empty, 0 or absent.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  explicit Row(sqlite3_value** values) : values_(values) {}
  std::int64_t integer() { return sqlite3_value_int64(next()); }
  int number() { return static_cast<int>(integer()); }
  bool flag() { return integer() != 0; }
  std::string text() { return std::string(view()); }
  /// Valid until the next step.
  std::string_view view();
  std::string bytes();
  std::optional<std::string> maybeText();
  /// The schema's CHECKs let nothing but real days and instants in.
  std::optional<Date> maybeDate();
  Date date() { return maybeDate().value_or(Date{}); }
  std::optional<Instant> maybeInstant();
  Instant instant() { return maybeInstant().value_or(Instant{}); }
  template <typename IdType>
  IdType id() {
    return IdType{integer()};
  }
  /// A word of a closed set, read by one of the `parse…` functions.
  template <typename Parse>
  auto word(Parse parse) {
    return parse(view());
  }

 private:
  // SQLite warns of asking a column's value so in several threads: a Db has but one.
  sqlite3_value* next() {
    return statement_ != nullptr ? sqlite3_column_value(statement_, at_++) : values_[at_++];
  }
  sqlite3_stmt* statement_ = nullptr;
  sqlite3_value** values_ = nullptr;
  int at_ = 0;
};

class Db {
 public:
  enum class Access { ReadOnly, ReadWrite, Create };
  /// Opens the file; the schema is database.h's business. Waits up to two seconds for somebody else's lock.
  static Result<std::unique_ptr<Db>> open(const std::string& path, Access access);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  /// Runs a text of any number of statements.
  Outcome execute(const std::string& sql);

  /// Runs a named statement to its end; how many rows it changed.
  template <typename... Args>
  Result<std::int64_t> run(std::string_view name, const Args&... args) {
    auto done = each(
        name, [](Row&) {}, args...);
    if (!done) return fail(done.error());
    return sqlite3_changes64(handle_);
  }

  /// Calls `onRow` for every row of a named statement. It may run other statements, but not the same one.
  template <typename OnRow, typename... Args>
  Outcome each(std::string_view name, OnRow onRow, const Args&... args) {
    auto statement = start(name);
    if (!statement) return fail(statement.error());
    const Reset reset{*statement};
    int at = 0;
    (bind(*statement, ++at, args), ...);
    while (true) {
      const int code = sqlite3_step(*statement);
      if (code == SQLITE_DONE) return {};
      if (code != SQLITE_ROW) return fail(error());
      Row row(*statement);
      onRow(row);
    }
  }

  /// The first row as `make(row)`; absent when there is none.
  template <typename Make, typename... Args>
  auto first(std::string_view name, Make make, const Args&... args)
      -> Result<std::optional<decltype(make(std::declval<Row&>()))>> {
    std::optional<decltype(make(std::declval<Row&>()))> found;
    auto done = each(
        name,
        [&](Row& row) {
          if (!found) found = make(row);
        },
        args...);
    if (!done) return fail(done.error());
    return found;
  }

  [[nodiscard]] std::int64_t lastId() const { return sqlite3_last_insert_rowid(handle_); }
  [[nodiscard]] bool inTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  /// How many transactions were given up: what was read within one may never have been so.
  [[nodiscard]] std::int64_t rollbacks() const { return rollbacks_; }
  void rollback();
  /// From any thread: from now on somebody else's lock is waited for no longer than a moment, this very wait
  /// included.
  void hurry() { hurry_ = true; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// A forecast, a rule test: what is only played. Nobody asks who did it, or whether anybody changed it
  /// since.
  [[nodiscard]] bool isScratch() const { return path_.rfind(kScratchName, 0) == 0; }
  /// How many statements were started: tests see by it that work comes in batches.
  [[nodiscard]] std::int64_t started() const { return started_; }
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  /// What the last failure was, for a person.
  [[nodiscard]] Error error() const;

  /// The names of all statements in sql/, and the text of one. REQUIRES: it exists.
  static std::vector<std::string_view> names();
  static std::string_view text(std::string_view name);

 private:
  struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
    }
  };
  friend class Feed;
  /// Who takes the rows of the feed that is under way.
  struct Taker {
    bool (*take)(void* to, Row& row) = nullptr;
    void* to = nullptr;
    bool hasEnough = false;
  };
  static int waitForLock(void* db, int tries);
  static void handOn(sqlite3_context* context, int count, sqlite3_value** values);
  Db(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

  /// The prepared statement of that name. REQUIRES: it exists and is not running.
  Result<sqlite3_stmt*> start(std::string_view name);

  static void bind(sqlite3_stmt* s, int at, std::int64_t value) { sqlite3_bind_int64(s, at, value); }
  static void bind(sqlite3_stmt* s, int at, std::size_t value) {
    bind(s, at, static_cast<std::int64_t>(value));
  }
  static void bind(sqlite3_stmt* s, int at, int value) { bind(s, at, std::int64_t{value}); }
  static void bind(sqlite3_stmt* s, int at, unsigned value) { bind(s, at, std::int64_t{value}); }
  static void bind(sqlite3_stmt* s, int at, bool value) { bind(s, at, std::int64_t{value ? 1 : 0}); }
  /// Texts are not copied: the arguments outlive the statement's run, and with it their bindings end.
  static void bind(sqlite3_stmt* s, int at, std::string_view value);
  static void bind(sqlite3_stmt* s, int at, const std::string& value) {
    bind(s, at, std::string_view(value));
  }
  static void bind(sqlite3_stmt* s, int at, const char* value) { bind(s, at, std::string_view(value)); }
  static void bindCopy(sqlite3_stmt* s, int at, const std::string& value);
  static void bind(sqlite3_stmt* s, int at, Blob value);
  static void bind(sqlite3_stmt* s, int at, Date value);
  static void bind(sqlite3_stmt* s, int at, Instant value);
  static void bind(sqlite3_stmt* s, int at, std::nullopt_t /*none*/) { sqlite3_bind_null(s, at); }
  template <typename Tag>
  static void bind(sqlite3_stmt* s, int at, Id<Tag> value) {
    bind(s, at, value.value);
  }
  template <typename T>
  static void bind(sqlite3_stmt* s, int at, const std::optional<T>& value) {
    if (value)
      bind(s, at, *value);
    else
      sqlite3_bind_null(s, at);
  }

  sqlite3* handle_;
  std::string path_;
  std::unordered_map<std::string_view, sqlite3_stmt*> prepared_;
  std::int64_t started_ = 0;
  std::int64_t rollbacks_ = 0;
  std::atomic<bool> hurry_ = false;
  Taker taker_{};
};

/// A statement whose rows SQLite hands on while it walks along a table, without leaving off and beginning
/// again at each: `SELECT hand_on(key, a, b) FROM t NOT INDEXED WHERE key > ?1`. For tables that are read
/// whole, in stretches. Rows come in the order of what is walked along, which the statement therefore names:
/// by NOT INDEXED the table itself, by INDEXED BY that index. A table WITHOUT ROWID is not held to that:
/// there the condition on the first column of its key is what makes SQLite choose it. Who relies on the order
/// checks it.
class Feed {
 public:
  /// The Db outlives the feed.
  static Result<Feed> open(Db& db, const std::string& sql);
  /// Calls `onRow` for the rows with key > after, until it returns false. It runs no other feed.
  template <typename OnRow>
  Outcome run(std::int64_t after, OnRow onRow) {
    return step(after, {[](void* to, Row& row) { return (*static_cast<OnRow*>(to))(row); }, &onRow});
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  explicit Feed(Db& db) : db_(&db) {}
  Outcome step(std::int64_t after, Db::Taker taker);

  Db* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A durable step. Begins IMMEDIATE, or joins the transaction that is open already, whose owner then decides.
/// Rolls back when it goes out of scope uncommitted.
class Step {
 public:
  static Result<Step> begin(Db& db);
  Step(Step&& other) noexcept : db_(other.db_), owns_(std::exchange(other.owns_, false)) {}
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  Step& operator=(Step&&) = delete;
  ~Step();
  Outcome commit();

 private:
  Step(Db* db, bool owns) : db_(db), owns_(owns) {}
  Db* db_;
  bool owns_;
};

/// Whether it was done, where nobody asks how many rows it changed.
inline Outcome asOutcome(const Result<std::int64_t>& result) {
  return result ? Outcome() : Outcome(fail(result.error()));
}

}  // namespace chaser::store
