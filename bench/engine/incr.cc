// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "bench/engine/sql.h"
#include "bench/engine/ten_rules.h"

/// What an evaluator of the ten rules costs that keeps nothing but which of them hold for a milestone and
/// when to look again: no alerts, no history, no owners to be told, nothing that could be configured. The
/// engine's figures are held against it.
///
///     bench_incr --database COPY --state FILE --day YYYY-MM-DD [--edited N] [--rounds N] [--days N]
///
/// COPY is spoilt: its triggers make way for one that notes which milestone was edited.
namespace chaser::bench {

namespace {

const std::string kRows =
    "SELECT m.action_id, m.id, m.basis, m.due, m.review, m.state, m.slips, a.rag, a.confirmed_at, "
    "a.updated_at,"
    " a.progressed_at, a.closed_at, a.by_whom <> '' OR EXISTS (SELECT 1 FROM owner AS o WHERE o.action_id = "
    "a.id),"
    " a.rag = 'blue' AND NOT EXISTS (SELECT 1 FROM milestone AS d"
    " WHERE d.action_id = a.id AND d.state IN ('complete', 'verified'))"
    " FROM action AS a CROSS JOIN milestone AS m ON m.action_id = a.id ";

struct Place {
  std::int64_t action = 0, milestone = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

struct Answer {
  Place place;
  std::int64_t mask = 0;
  std::int32_t lookOn = kNeverAgain;
};

Answer answerOf(const Query& row, std::int32_t today) {
  Answer answer{{row.integer(0), row.integer(1)}};
  if (row.text(11) != nullptr) return answer;
  MilestoneFacts milestone;
  const char* basis = row.text(2);
  if (basis != nullptr) milestone.basis = basis[0];
  milestone.due = dayOf(row.text(3));
  milestone.review = row.integer(4) != 0;
  milestone.readState(row.text(5));
  milestone.slips = static_cast<int>(row.integer(6));
  ActionFacts action;
  const char* colour = row.text(7);
  if (colour != nullptr) {
    action.standing = colour[0] == 'r'   ? Standing::OffTrack
                      : colour[0] == 'a' ? Standing::AtRisk
                      : colour[0] == 'b' ? Standing::Complete
                      : colour[3] == 'e' ? Standing::OnTrack
                                         : Standing::None;
  }
  action.confirmed = dayOf(row.text(8));
  action.updated = dayOf(row.text(9));
  action.progressed = dayOf(row.text(10));
  action.owned = row.integer(12) != 0;
  action.done = row.integer(13) != 0 ? 0 : 1;
  const auto hit = [&answer](std::size_t rule) { answer.mask |= std::int64_t{1} << rule; };
  askMilestone<0>(milestone, today, hit);
  askAction<0>(action, today, hit);
  answer.lookOn = nextLook(milestone, action, today);
  return answer;
}

class Prototype {
 public:
  Prototype(Sql& plan, Sql& state)
      : state_(state),
        one_(plan, kRows + "WHERE a.id = ? AND m.id = ?"),
        all_(plan, kRows + "ORDER BY a.id"),
        edits_(plan, "SELECT seq, action_id, milestone_id FROM edited WHERE seq > ? ORDER BY seq"),
        due_(state, "SELECT action_id, milestone_id FROM watched WHERE look_on <= ? ORDER BY look_on"),
        put_(state,
             "INSERT INTO watched (action_id, milestone_id, look_on, mask) VALUES (?, ?, ?, ?)"
             " ON CONFLICT DO UPDATE SET look_on = excluded.look_on, mask = excluded.mask"
             " WHERE look_on <> excluded.look_on OR mask <> excluded.mask") {}

  std::size_t load(std::int32_t today) {
    std::size_t rows = 0;
    state_.run("BEGIN");
    for (; all_.step(); ++rows) put(answerOf(all_, today));
    all_.reset();
    state_.run("COMMIT; CREATE INDEX look ON watched (look_on)");
    return rows;
  }

  /// Looks at what was edited and at what is due; how many rows that were.
  std::size_t tick(std::int32_t today) {
    std::vector<Place> places;
    for (edits_.with(cursor_); edits_.step();) {
      cursor_ = edits_.integer(0);
      places.push_back({edits_.integer(1), edits_.integer(2)});
    }
    edits_.reset();
    for (due_.with(today); due_.step();) places.push_back({due_.integer(0), due_.integer(1)});
    due_.reset();
    if (places.empty()) return 0;
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    state_.run("BEGIN IMMEDIATE");
    for (const auto& place : places) {
      one_.with(place.action, place.milestone);
      if (one_.step()) put(answerOf(one_, today));
      one_.reset();
    }
    state_.run("COMMIT");
    return places.size();
  }

 private:
  void put(const Answer& answer) {
    put_.run(answer.place.action, answer.place.milestone, answer.lookOn, answer.mask);
  }

  Sql& state_;
  Query one_, all_, edits_, due_, put_;
  std::int64_t cursor_ = 0;
};

/// The same edit that is measured of the engine: a later date.
void edit(Sql& writer, std::uint64_t& random, std::int64_t rows, long edited) {
  Query later(writer, "UPDATE milestone SET due = date(due, '+1 day') WHERE id = ?");
  writer.run("BEGIN IMMEDIATE");
  for (long i = 0; i < edited; ++i) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    later.run(static_cast<std::int64_t>(1 + (random >> 33U) % static_cast<std::uint64_t>(rows)));
  }
  writer.run("COMMIT");
}

int measure(const Options& options) {
  const auto path = options.text("database");
  Sql writer(path);
  takeTriggersAway(writer);
  writer.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
      "CREATE TABLE edited (seq INTEGER PRIMARY KEY, action_id INTEGER, milestone_id INTEGER);"
      "CREATE TRIGGER noted AFTER UPDATE ON milestone BEGIN"
      " INSERT INTO edited (action_id, milestone_id) VALUES (NEW.action_id, NEW.id); END");
  Sql plan(path, SQLITE_OPEN_READWRITE);
  plan.run("PRAGMA cache_size = -8192");
  Sql state(options.text("state"));
  state.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;"
      "CREATE TABLE watched (action_id INTEGER, milestone_id INTEGER, look_on INTEGER, mask INTEGER,"
      " PRIMARY KEY (action_id, milestone_id)) WITHOUT ROWID");
  auto today = dayOf(options.text("day").c_str());
  Report report;
  Prototype prototype(plan, state);
  const Stopwatch loading;
  const auto rows = static_cast<std::int64_t>(prototype.load(today));
  report.run("first-load", loading.read());

  state.run("PRAGMA synchronous = FULL");
  std::uint64_t random = 1;
  for (long round = 0; round < options.number("rounds", 0); ++round) {
    edit(writer, random, rows, options.number("edited", 100));
    const Stopwatch watch;
    prototype.tick(today);
    report.run("edits", watch.read());
  }
  std::size_t moved = 0;
  const auto days = options.number("days", 0);
  for (long day = 0; day < days; ++day) {
    const Stopwatch watch;
    moved += prototype.tick(++today);
    report.run("day", watch.read());
  }
  report.fact("rows", static_cast<double>(rows));
  if (days > 0) report.fact("rows_a_day", static_cast<double>(moved) / static_cast<double>(days));
  report.print();
  return 0;
}

}  // namespace

}  // namespace chaser::bench

int main(int argc, char** argv) {
  return chaser::bench::measure(chaser::bench::Options(argc, argv, 1));
}
