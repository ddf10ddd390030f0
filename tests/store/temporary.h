// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/sqlite.h"

/// A database in a folder of its own that goes with the test, and a second connection that plays the sqlite3
/// shell.
namespace chaser::store {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "chaser-store-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string database() const { return file("plan.db"); }

 private:
  std::filesystem::path path_;
};

/// What somebody types into the sqlite3 shell: it has foreign keys off.
class Shell {
 public:
  explicit Shell(const std::string& path) {
    sqlite3_open(path.c_str(), &handle_);
    sqlite3_busy_timeout(handle_, 0);
  }
  ~Shell() { sqlite3_close(handle_); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  /// Rows as `a|b|c`; the error's text when it fails.
  std::vector<std::string> ask(const std::string& sql) {
    std::vector<std::string> rows;
    const auto take = [](void* to, int count, char** values, char**) {
      std::string row;
      for (int i = 0; i < count; ++i)
        row += (i > 0 ? "|" : "") + std::string(values[i] != nullptr ? values[i] : "NULL");
      static_cast<std::vector<std::string>*>(to)->push_back(row);
      return 0;
    };
    char* error = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), take, &rows, &error) != SQLITE_OK)
      rows = {std::string("error: ") + (error != nullptr ? error : "")};
    sqlite3_free(error);
    return rows;
  }
  std::string one(const std::string& sql) {
    const auto rows = ask(sql);
    return rows.empty() ? std::string() : rows.front();
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// A fresh database, opened as the engine does, with a shell beside it.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    auto opened = open(folder.database(), Mode::Create);
    if (!opened) throw std::runtime_error(opened.error().text());
    store = std::move(*opened);
    shell = std::make_unique<Shell>(folder.database());
  }
  /// Plan 1 with action 1 (ref 16.1) and its milestone 1, due on 2017-03-31, indicative.
  void somePlan() {
    EXPECT_TRUE(shell
                    ->ask("INSERT INTO plan (key, title) VALUES ('p', 'A plan');"
                          "INSERT INTO action (plan_id, ref, action) VALUES (1, '16.1', 'Do it');"
                          "INSERT INTO milestone (action_id, due, basis, text) VALUES (1, '2017-03-31', "
                          "'indicative', 'x')")
                    .empty());
  }
  [[nodiscard]] std::int64_t changes() const {
    return std::stoll(shell->one("SELECT count(*) FROM change_log"));
  }
  [[nodiscard]] std::int64_t facts() const { return std::stoll(shell->one("SELECT count(*) FROM audit")); }

  Folder folder;
  std::unique_ptr<Store> store;
  std::unique_ptr<Shell> shell;
};

inline Date day(const std::string& iso) {
  return Date::parse(iso).value();
}
inline Instant at(const std::string& iso) {
  return Instant::parse(iso).value();
}

template <typename T>
auto got(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}
inline void ok(const Outcome& outcome) {
  ASSERT_TRUE(outcome) << outcome.error().text();
}

}  // namespace chaser::store
