// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "bench/engine/sql.h"
#include "bench/engine/ten_rules.h"

/// The limit of a cold pass: ordered cursors over milestones and actions (and over who owns them), stepped
/// side by side, with the ten or forty tests inlined. It knows the columns, decides nothing else, remembers
/// nothing.
///
///     bench_two --database FILE --day YYYY-MM-DD [--rules 10|40] [--runs N]
namespace chaser::bench {

namespace {

/// What a colour means, by plan and colour.
class Keys {
 public:
  explicit Keys(Sql& sql) {
    Query all(sql, "SELECT plan_id, colour, status FROM rag_key ORDER BY plan_id");
    while (all.step()) {
      const auto at = placeOf(all.integer(0), all.text(1));
      if (standings_.size() <= at) standings_.resize(at + kColours, Standing::None);
      standings_[at] = standing(all.text(2));
    }
  }
  [[nodiscard]] Standing of(std::int64_t plan, const char* colour) const {
    if (colour == nullptr) return Standing::None;
    const auto at = placeOf(plan, colour);
    return at < standings_.size() ? standings_[at] : Standing::None;
  }

 private:
  static constexpr std::size_t kColours = 5;
  static std::size_t placeOf(std::int64_t plan, const char* colour) {
    // green and grey are told apart by their fourth letter
    const std::size_t which = colour[0] == 'r'   ? 0
                              : colour[0] == 'a' ? 1
                              : colour[0] == 'b' ? 2
                              : colour[3] == 'e' ? 3
                                                 : 4;
    return static_cast<std::size_t>(plan) * kColours + which;
  }
  static Standing standing(std::string_view status) {
    if (status == "on-track") return Standing::OnTrack;
    if (status == "at-risk") return Standing::AtRisk;
    if (status == "off-track") return Standing::OffTrack;
    return status == "complete" ? Standing::Complete : Standing::None;
  }
  std::vector<Standing> standings_;
};

struct Found {
  std::vector<std::size_t> matches;
  std::size_t milestones = 0, actions = 0;
};

template <std::size_t Variants>
Found scan(Sql& sql, std::int32_t today) {
  constexpr std::make_index_sequence<Variants> kAll;
  Found found{std::vector<std::size_t>(Variants * kRules)};
  const Keys keys(sql);
  Query actions(sql,
                "SELECT id, plan_id, rag, closed_at, confirmed_at, updated_at, progressed_at, by_whom <> ''"
                " FROM action ORDER BY id");
  Query milestones(sql,
                   "SELECT action_id, basis, due, review, state, slips FROM milestone ORDER BY action_id");
  Query owners(sql, "SELECT action_id FROM owner ORDER BY action_id");
  const auto hit = [&found](std::size_t rule) { ++found.matches[rule]; };
  bool moreMilestones = milestones.step();
  bool moreOwners = owners.step();
  while (actions.step()) {
    const auto id = actions.integer(0);
    const bool closed = actions.text(3) != nullptr;
    ActionFacts action;
    action.standing = keys.of(actions.integer(1), actions.text(2));
    action.confirmed = dayOf(actions.text(4));
    action.updated = dayOf(actions.text(5));
    action.progressed = dayOf(actions.text(6));
    action.owned = actions.integer(7) != 0;
    for (; moreMilestones && milestones.integer(0) <= id; moreMilestones = milestones.step()) {
      if (milestones.integer(0) < id) continue;  // of a row that is gone
      MilestoneFacts milestone;
      const char* basis = milestones.text(1);
      if (basis != nullptr) milestone.basis = basis[0];
      milestone.due = dayOf(milestones.text(2));
      milestone.review = milestones.integer(3) != 0;
      milestone.readState(milestones.text(4));
      milestone.slips = static_cast<int>(milestones.integer(5));
      ++action.milestones;
      action.open += milestone.open ? 1 : 0;
      action.done += milestone.done ? 1 : 0;
      if (!closed) askMilestone(kAll, milestone, today, hit);
    }
    for (; moreOwners && owners.integer(0) <= id; moreOwners = owners.step()) {
      action.owned = action.owned || owners.integer(0) == id;
    }
    if (!closed) askAction(kAll, action, today, hit);
    ++found.actions;
    found.milestones += static_cast<std::size_t>(action.milestones);
  }
  return found;
}

int measure(const Options& options) {
  Sql sql(options.text("database"), SQLITE_OPEN_READONLY);
  sql.run("PRAGMA cache_size = -8192");
  const auto today = dayOf(options.text("day").c_str());
  const bool many = options.number("rules", kRules) > static_cast<long>(kRules);
  Report report;
  Found found;
  for (long run = 0; run < options.number("runs", 1); ++run) {
    const Stopwatch watch;
    found = many ? scan<kMostVariants>(sql, today) : scan<1>(sql, today);
    report.run("cold", watch.read());
  }
  report.fact("matches", found.matches);
  report.fact("milestones", static_cast<double>(found.milestones));
  report.fact("actions", static_cast<double>(found.actions));
  report.print();
  return 0;
}

}  // namespace

}  // namespace chaser::bench

int main(int argc, char** argv) {
  return chaser::bench::measure(chaser::bench::Options(argc, argv, 1));
}
