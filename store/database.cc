// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "store/answer_store.h"
#include "store/audit_store.h"
#include "store/bounce_store.h"
#include "store/draft_store.h"
#include "store/embedded.h"
#include "store/engine_store.h"
#include "store/feed_store.h"
#include "store/keeping_store.h"
#include "store/link_store.h"
#include "store/outbox_desk_store.h"
#include "store/outbox_store.h"
#include "store/plan_store.h"
#include "store/preference_store.h"
#include "store/reply_store.h"

namespace chaser::store {

namespace {

/// `CHSR`: tells a Chaser database from any other SQLite file.
constexpr int kApplicationId = 0x43485352;
constexpr mode_t kRights = 0660;

class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(Step step) : step_(std::move(step)) {}
  Outcome commit() override { return step_.commit(); }

 private:
  Step step_;
};

/// A base of SqliteStore, so that the connection is there before the ports that refer to it.
struct HoldsConnection {
  Connection connection;
};

class SqliteStore final : private HoldsConnection,
                          public SqlitePlanStore,
                          public SqliteEngineStore,
                          public SqliteOutboxStore,
                          public SqliteAuditStore,
                          public Store {
 public:
  explicit SqliteStore(std::unique_ptr<Db> db)
      : HoldsConnection{Connection{std::move(db)}},
        SqlitePlanStore(HoldsConnection::connection),
        SqliteEngineStore(HoldsConnection::connection),
        SqliteOutboxStore(HoldsConnection::connection),
        SqliteAuditStore(HoldsConnection::connection) {}

  Result<std::unique_ptr<Transaction>> begin() override {
    auto step = Step::begin(*HoldsConnection::connection.db);
    if (!step) return fail(step.error());
    return std::make_unique<SqliteTransaction>(std::move(*step));
  }
  AnswerStore& answers() override { return answers_; }
  BounceStore& bounces() override { return bounces_; }
  LinkStore& links() override { return links_; }
  DraftStore& drafts() override { return drafts_; }
  FeedStore& feed() override { return feed_; }
  Keeping& keeping() override { return keeping_; }
  OutboxDesk& outboxDesk() override { return outboxDesk_; }
  Preferences& preferences() override { return preferences_; }
  ReplyStore& replies() override { return replies_; }
  void hurry() override { HoldsConnection::connection.db->hurry(); }

 private:
  SqliteAnswerStore answers_{HoldsConnection::connection};
  SqliteBounceStore bounces_{HoldsConnection::connection};
  SqliteLinkStore links_{HoldsConnection::connection};
  SqliteDraftStore drafts_{HoldsConnection::connection};
  SqliteFeedStore feed_{HoldsConnection::connection};
  SqliteKeeping keeping_{HoldsConnection::connection};
  SqliteOutboxDesk outboxDesk_{HoldsConnection::connection};
  SqlitePreferences preferences_{HoldsConnection::connection};
  SqliteReplyStore replies_{HoldsConnection::connection};
};

/// SQLite makes its files readable for the group alone; people of the service's group are to write, too. An
/// empty file is a new database to it, and its journals take their rights from the file.
void makeForGroup(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kRights);
  if (file >= 0) ::close(file);  // opening the database says what is wrong otherwise
}

Result<std::int64_t> askNumber(Db& db, const std::string& sql) {
  std::int64_t number = 0;
  const auto take = [](void* to, int, char** values, char**) {
    *static_cast<std::int64_t*>(to) = values[0] == nullptr ? 0 : std::strtoll(values[0], nullptr, 10);
    return 0;
  };
  if (sqlite3_exec(db.handle(), sql.c_str(), take, &number, nullptr) != SQLITE_OK) return fail(db.error());
  return number;
}

struct Found {
  std::int64_t application = 0, version = 0, tables = 0;
  [[nodiscard]] bool blank() const { return application == 0 && version == 0 && tables == 0; }
};

Result<Found> look(Db& db) {
  Found found;
  const std::pair<std::int64_t Found::*, const char*> questions[] = {
      {&Found::application, "PRAGMA application_id"},
      {&Found::version, "PRAGMA user_version"},
      {&Found::tables, "SELECT count(*) FROM sqlite_master"}};
  for (const auto& [field, sql] : questions) {
    const auto answer = askNumber(db, sql);
    if (!answer) return fail(answer.error());
    found.*field = *answer;
  }
  return found;
}

/// A copy that SQLite itself makes, so that what is still in the WAL is in it.
Outcome backUp(Db& db, std::int64_t version) {
  const std::string copy = db.path() + ".v" + std::to_string(version) + ".bak";
  std::error_code ignored;
  std::filesystem::remove(copy, ignored);
  char* sql = sqlite3_mprintf("VACUUM INTO %Q", copy.c_str());
  auto done = db.execute(sql);
  sqlite3_free(sql);
  if (!done)
    return fail(ErrorKind::Store, "can't make a backup of the database as " + copy, done.error().text());
  return {};
}

/// From the version that is there to this program's, whole or not at all.
Outcome bringUp(Db& db, std::int64_t version) {
  auto step = Step::begin(db);
  if (!step) return fail(step.error());
  // Somebody else may have been faster while this waited for the lock.
  const auto now = look(db);
  if (!now) return fail(now.error());
  if (now->version != version) return {};
  for (auto next = static_cast<std::size_t>(version); next < migrations().size(); ++next)
    if (auto done = db.execute(std::string(migrations()[next].sql)); !done) return done;
  const std::string marks = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                            "; PRAGMA user_version = " + std::to_string(schemaVersion());
  if (auto done = db.execute(marks); !done) return done;
  return step->commit();
}

Outcome settleVersion(Db& db, Mode mode, Migrate migrate) {
  const auto found = look(db);
  if (!found) return fail(found.error());
  const std::string file = "the database " + db.path();
  if (found->blank()) {
    if (mode == Mode::Create) return bringUp(db, 0);
    return fail(ErrorKind::Store, db.path() + " is empty", "`chaser import` makes a database of it");
  }
  if (found->application != kApplicationId)
    return fail(ErrorKind::Store, db.path() + " is an SQLite database, but not one of Chaser's",
                "give the file that `chaser import` made");
  if (found->version > schemaVersion())
    return fail(ErrorKind::Store,
                file + " has schema version " + std::to_string(found->version) +
                    "; this program knows versions up to " + std::to_string(schemaVersion()),
                "upgrade chaser on this machine");
  if (found->version == schemaVersion() || migrate == Migrate::Leave) return {};
  if (migrate == Migrate::Refuse)
    return fail(ErrorKind::Store,
                file + " has schema version " + std::to_string(found->version) +
                    ", older than this program's " + std::to_string(schemaVersion()),
                "run `chaser migrate`, or start chaserd");
  if (auto copied = backUp(db, found->version); !copied) return copied;
  return bringUp(db, found->version);
}

}  // namespace

Result<std::unique_ptr<Store>> openScratch(const std::string& name, Mode mode) {
  auto db = Db::open(name, Db::Access::ReadWrite);
  if (!db) return fail(db.error());
  // A journal in memory, so that what is given up is taken back.
  if (auto set =
          (*db)->execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY");
      !set)
    return fail(set.error());
  const auto found = look(**db);
  if (!found) return fail(found.error());
  // Only the first connection finds an older schema, or none: the others write nothing.
  const bool older = found->version < schemaVersion() && (!found->blank() || mode == Mode::Create);
  if (older) {
    if (auto done = bringUp(**db, found->version); !done) return fail(done.error());
  }
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(*db)));
}

int schemaVersion() {
  return static_cast<int>(migrations().size());
}

Result<std::unique_ptr<Store>> open(const std::string& path, Mode mode, Migrate migrate) {
  std::error_code ignored;
  if (mode != Mode::Create && !std::filesystem::exists(path, ignored))
    return fail(ErrorKind::Store, "there is no database " + path, "`chaser import` makes one");
  const auto access = mode == Mode::ReadOnly    ? Db::Access::ReadOnly
                      : mode == Mode::ReadWrite ? Db::Access::ReadWrite
                                                : Db::Access::Create;
  if (mode == Mode::Create) makeForGroup(path);
  auto db = Db::open(path, access);
  if (!db) return fail(db.error());
  if (mode != Mode::ReadOnly && sqlite3_db_readonly((*db)->handle(), "main") == 1)
    return fail(ErrorKind::Store, "the database " + path + " is read-only",
                "check the rights of the file and of its directory");
  // Before anything is written, so that no foreign file is turned into WAL.
  if (const auto found = look(**db); !found) return fail(found.error());
  // Three MiB of pages: what a service holds however big its database is.
  if (auto set =
          (*db)->execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -3072");
      !set)
    return fail(set.error());
  if (auto settled = settleVersion(**db, mode, migrate); !settled) return fail(settled.error());
  if (mode != Mode::ReadOnly)
    if (auto set = (*db)->execute("PRAGMA journal_mode = WAL"); !set) return fail(set.error());
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(*db)));
}

}  // namespace chaser::store
