// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

/// The .sql files of this folder as text, put into the library when it is built.
namespace chaser::store {

/// schema.sql: the manual of the format. A new database is made by the migrations; a test compares the two.
std::string_view schemaSql();

/// sql/*.sql: every statement that the store runs, each under a line `-- :name`.
const std::vector<std::string_view>& statementFiles();

struct Migration {
  std::string_view name;  ///< `0001_initial`: the nth of them leads to schema version n
  std::string_view sql;
};
const std::vector<Migration>& migrations();

}  // namespace chaser::store
