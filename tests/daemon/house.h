// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/configuration.h"
#include "daemon/delivery.h"
#include "daemon/engine.h"
#include "daemon/sim/scripted_clock.h"
#include "store/console.h"
#include "store/database.h"

/// A folder with a configuration and a database, an engine over them, and somebody who types SQL.
namespace chaser::daemon {

inline Date day(const std::string& iso) {
  return Date::parse(iso).value();
}
inline Instant at(const std::string& iso) {
  return Instant::parse(iso).value();
}

template <typename T>
T got(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}
inline void ok(const Outcome& outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().text());
}

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "chaser-daemon-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }

 private:
  std::filesystem::path path_;
};

/// One rule of our own instead of the shipped ones, so that a test says all that it depends on.
inline constexpr const char* kRule = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder:
      - tell: owner
        every: 2w
)";
inline constexpr const char* kContacts = R"(contacts:
  - {name: Ann, email: ann@council.example, roles: [Head of Service], party: NC}
  - {name: Ben, email: ben@council.example, roles: [Programme manager]}
plans: [{key: p, coordinator: Programme manager}]
window: {days: working, from: "08:30", to: "17:30", timezone: Europe/London, holidays: england-and-wales}
)";
inline constexpr const char* kSettings = R"(database: plan.db
deliver: maildir
maildir: mail
gather: 0s
spread: 0s
)";

class House : public ::testing::Test {
 protected:
  explicit House(const std::string& now = "2017-10-02T08:00:00Z") : clock(at(now)) {
    folder.write("rules/10-own.yaml", kRule);
    folder.write("contacts.yaml", kContacts);
    folder.write("chaser.yaml", kSettings);
    configuration = load();
    store = got(store::open((folder / "plan.db").string(), store::Mode::Create));
    shell = std::make_unique<store::Console>(got(store::Console::open((folder / "plan.db").string())));
    startEngine();
    sql("INSERT INTO plan (key, title) VALUES ('p', 'A plan')");
  }

  [[nodiscard]] LoadedConfiguration tryLoad() const {
    ConfigurationSources sources;
    sources.config = folder / "chaser.yaml";
    sources.rules = {folder / "rules"};
    sources.data = CHASER_BINARY_DIR "/share/chaser";
    return loadConfiguration(sources, day("2017-10-02"));
  }
  [[nodiscard]] std::shared_ptr<const Configuration> load() const {
    auto loaded = tryLoad();
    if (loaded.configuration) return std::make_shared<const Configuration>(std::move(*loaded.configuration));
    std::string said;
    for (const auto& diagnostic : loaded.diagnostics) said += diagnostic.render();
    throw std::runtime_error(said);
  }
  /// As after a restart.
  void startEngine() { engine = std::make_unique<Engine>(*store, clock, configuration); }

  store::Console::Rows sql(const std::string& statement) {
    ok(store->setSetting("as_of", clock.now().iso()));
    return got(shell->run(statement));
  }
  std::string one(const std::string& query) {
    const auto rows = sql(query);
    return rows.empty() ? "" : rows.front().front();
  }
  /// An action with an owner and one indicative milestone.
  void addAction(const std::string& ref, const std::string& due) {
    sql("INSERT INTO action (plan_id, ref, action) VALUES (1, '" + ref +
        "', 'Do it');"
        "INSERT INTO owner (action_id, role) SELECT max(id), 'Head of Service' FROM action;"
        "INSERT INTO milestone (action_id, due, basis, text) SELECT max(id), '" +
        due + "', 'indicative', 'x' FROM action");
  }
  /// Many of them, REF.1 and on, in one step.
  void addActions(const std::string& ref, int count, const std::string& due) {
    sql("BEGIN; WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(count) +
        ") INSERT INTO action (plan_id, ref, action) SELECT 1, '" + ref + ".' || i, 'Do it' FROM n;" +
        "INSERT INTO owner (action_id, role) SELECT id, 'Head of Service' FROM action WHERE ref LIKE '" +
        ref + ".%';" + "INSERT INTO milestone (action_id, due, basis, text) SELECT id, '" + due +
        "', 'indicative', 'x' FROM action WHERE ref LIKE '" + ref + ".%'; COMMIT");
  }
  TickReport tick() { return got(engine->tick()); }
  [[nodiscard]] std::size_t frozen() { return got(store->messages(std::nullopt, 1000)).size(); }

  Folder folder;
  ScriptedClock clock;
  std::shared_ptr<const Configuration> configuration;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Console> shell;
  std::unique_ptr<Engine> engine;
};

}  // namespace chaser::daemon
