// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "bench/engine/sql.h"
#include "common/date.h"
#include "store/database.h"

/// Makes a database of N milestones in the project's own schema, three an action and fifty actions a plan, of
/// which about 3.6 % of all pairs of a rule of rules_10.yaml and a row hold on the day that is given. The
/// same arguments give the same rows. Rows are put in with the triggers off, for there is no history to be
/// kept, and say what the triggers would have made of them; nothing has been looked at yet.
///
///     bench_generate --milestones N --database FILE --day YYYY-MM-DD [--seed N] [--as loaded|imported]
///
/// `imported` leaves an entry for each action in the change log; `loaded` leaves none.
namespace chaser::bench {

namespace {

/// SplitMix64, whose numbers are the same with every library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  /// Both included.
  int between(int low, int high) {
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(double share) { return static_cast<double>(next() >> 11U) * 0x1.0p-53 < share; }
  template <typename T, std::size_t N>
  const T& oneOf(const std::array<T, N>& all) {
    return all[next() % N];
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

constexpr std::array<const char*, 8> kVerbs = {"Review", "Publish",  "Agree",     "Audit",
                                               "Embed",  "Redesign", "Report on", "Strengthen"};
constexpr std::array<const char*, 8> kThings = {
    "the discharge pathway", "the training matrix",    "the risk register",      "out-of-hours cover",
    "record keeping",        "handover between teams", "the complaints process", "the referral form"};
constexpr std::array<const char*, 6> kTails = {"with each provider",        "and share the learning",
                                               "across all sites",          "so that no case is missed",
                                               "in line with the standard", "and report exceptions monthly"};
constexpr std::array<const char*, 4> kParties = {"NCH", "Council", "Trust", "Police"};
constexpr std::array<const char*, 3> kPrecisions = {"day", "month", "quarter"};

constexpr int kEarliestDay = -800;
constexpr int kLatestDay = 800;
constexpr int kActionsAPlan = 50;
constexpr int kMilestonesAnAction = 3;
constexpr int kOfficers = 500;
/// An overflow page or more in SQLite.
constexpr int kManyNotes = 60;

/// A rating, how long its rows may be left alone (as the rules have it), and how many are left longer.
struct Rating {
  const char* colour;
  int fresh;
  double stale;
};
constexpr Rating kGreen = {"green", 28, 0.09};
constexpr Rating kAmber = {"amber", 14, 0.20};
constexpr Rating kRed = {"red", 7, 0.40};
constexpr Rating kBlue = {"blue", 60, 0.20};

class Generator {
 public:
  Generator(Sql& sql, Date today, std::uint64_t seed)
      : dice_(seed),
        plan_(sql,
              "INSERT INTO plan (id, key, title, authority, coordinator, owner_count, date_count, rag_count)"
              " VALUES (?, ?, ?, 'A council', 'Programme manager', ?, ?, ?)"),
        key_(sql, "INSERT INTO rag_key (plan_id, colour, status) VALUES (?, ?, ?)"),
        action_(sql,
                "INSERT INTO action (id, plan_id, ref, position, rag, closed_at, confirmed_at, imported_at,"
                " updated_at, progressed_at, rag_since, by_whom, recommendation, action, progress)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        milestone_(sql,
                   "INSERT INTO milestone (action_id, id, position, basis, due, precision, review, state,"
                   " completed_on, verified_on, baseline_due, slips, agreed_at, party, label, text)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        owner_(sql, "INSERT INTO owner (action_id, milestone_id, role, position) VALUES (?, ?, ?, ?)") {
    for (int day = kEarliestDay; day <= kLatestDay; ++day) {
      days_.push_back((today + Days{day}).iso());
      // Midday: the same civil day everywhere that a plan may be at home.
      instants_.push_back(days_.back() + "T11:30:00.000Z");
    }
  }

  void make(std::int64_t milestones) {
    const auto actions = std::max<std::int64_t>(1, milestones / kMilestonesAnAction);
    for (std::int64_t action = 1; action <= actions; ++action) {
      if (action % kActionsAPlan == 1 && action > 1) putPlan();
      // Two actions have six milestones between them: two and four, or three each.
      if (action % 2 == 1) owed_ = dice_.between(2, 4);
      const auto wanted = action % 2 == 1 ? owed_ : 2 * kMilestonesAnAction - owed_;
      const auto left = milestones - lastMilestone_;
      putAction(action, action == actions ? left : std::min<std::int64_t>(left, wanted));
    }
    putPlan();
  }
  [[nodiscard]] std::int64_t milestones() const { return lastMilestone_; }

 private:
  const char* day(int ahead) const { return at(days_, ahead); }
  const char* instant(int ahead) const { return at(instants_, ahead); }
  static const char* at(const std::vector<std::string>& all, int ahead) {
    return all.at(static_cast<std::size_t>(ahead - kEarliestDay)).c_str();
  }
  // Each throw of the dice stands in a statement of its own: the order of arguments is the compiler's affair.
  std::string sentence() {
    std::string words = dice_.oneOf(kVerbs);
    words += std::string(" ") + dice_.oneOf(kThings);
    return words + " " + dice_.oneOf(kTails);
  }
  std::string officer() { return fmt::format("Officer {}", dice_.between(1, kOfficers)); }

  void putPlan() {
    const auto key = fmt::format("plan-{:06}", planId_);
    const auto title = fmt::format("Improvement plan {}", planId_);
    plan_.run(planId_, key.c_str(), title.c_str(), owners_, dates_, rated_);
    constexpr std::array<std::pair<const char*, const char*>, 5> kMeanings = {{{"amber", "at-risk"},
                                                                               {"blue", "complete"},
                                                                               {"green", "on-track"},
                                                                               {"grey", "not-started"},
                                                                               {"red", "off-track"}}};
    for (const auto& [colour, status] : kMeanings) key_.run(planId_, colour, status);
    ++planId_;
    position_ = owners_ = dates_ = rated_ = 0;
  }

  const Rating& rating() {
    const int of = dice_.between(1, 100);
    return of <= 55 ? kGreen : of <= 80 ? kAmber : of <= 90 ? kRed : kBlue;
  }

  void putAction(std::int64_t id, std::int64_t milestones) {
    const Rating& rating = this->rating();
    const bool stale = dice_.chance(rating.stale);
    const int age = stale ? rating.fresh + dice_.between(1, 90) : dice_.between(0, rating.fresh);
    const bool closed = dice_.chance(0.01);
    const bool confirmed = dice_.chance(0.10);
    const int confirmedAt = -age - dice_.between(0, 100);
    const int ratedAt = -age - dice_.between(0, 200);
    constexpr int kActionsASection = 5;
    const auto ref = fmt::format("{}.{}", position_ / kActionsASection + 1, position_ % kActionsASection + 1);
    const auto owner = officer();
    const bool owned = !dice_.chance(0.03);
    const auto byWhom = owned && dice_.chance(0.3) ? owner : std::string();
    auto recommendation = sentence() + "; ";
    recommendation += sentence() + ".";
    const auto words = sentence() + ".";
    auto progress = sentence() + ".";
    if (dice_.chance(0.02)) {
      for (int note = dice_.between(kManyNotes / 3, kManyNotes); note > 0; --note)
        progress += "\n" + sentence() + ".";
    }
    action_.run(id, planId_, ref.c_str(), position_, rating.colour, closed ? instant(-age) : nullptr,
                confirmed ? instant(confirmedAt) : nullptr, instant(-500), instant(-age), instant(-age),
                instant(ratedAt), byWhom.c_str(), recommendation.c_str(), words.c_str(), progress.c_str());
    ++position_;
    ++rated_;
    owners_ += byWhom.empty() ? 0 : 1;
    if (owned) putOwner(id, nullptr, owner);
    if (owned && dice_.chance(0.2)) putOwner(id, nullptr, officer());
    const bool nothingDone = &rating == &kBlue && dice_.chance(0.30);
    for (std::int64_t place = 0; place < milestones; ++place) {
      putMilestone(id, place, &rating == &kBlue ? (nothingDone ? 0.0 : 0.95) : 0.48);
    }
    if (owned && milestones > 0 && dice_.chance(0.03)) {
      const auto of = std::to_string(lastMilestone_);
      putOwner(id, of.c_str(), owner);
    }
  }

  void putOwner(std::int64_t action, const char* milestone, const std::string& role) {
    owner_.run(action, milestone, role.c_str(), 0);
    ++owners_;
  }

  void putMilestone(std::int64_t action, std::int64_t place, double completed) {
    const bool done = dice_.chance(completed);
    const bool dated = !dice_.chance(0.04);
    const bool late = dice_.chance(0.19);
    const int due = done ? -dice_.between(0, 400) : late ? -dice_.between(1, 200) : dice_.between(0, 300);
    const char* precision = dice_.oneOf(kPrecisions);
    const int basis = dice_.between(1, 100);
    const bool agreed = basis > 55 && basis <= 95;
    const bool review = dice_.chance(0.03);
    const bool slipped = dice_.chance(0.11);
    const int slips = slipped ? dice_.between(2, 4) : dice_.chance(0.15) ? 1 : 0;
    const bool verified = done && dice_.chance(0.2);
    const bool ongoing = dice_.chance(0.03);
    const char* state = verified ? "verified" : done ? "complete" : ongoing ? "ongoing" : "open";
    const int finished = std::min(dated ? due : -30, 0);
    const char* party = dice_.oneOf(kParties);
    const auto text = dated ? fmt::format("{} ({})", day(due), agreed ? "A" : "I") : "ongoing";
    const auto label = dice_.chance(0.3) ? sentence() : std::string();
    milestone_.run(action, ++lastMilestone_, place,
                   basis <= 55 ? "indicative"
                   : agreed    ? "agreed"
                               : nullptr,
                   dated ? day(due) : nullptr, dated ? precision : "none", review, state,
                   done ? day(finished) : nullptr, verified ? day(std::min(finished + 10, 0)) : nullptr,
                   dated ? day(due - slips * 30) : nullptr, slips, agreed ? instant(-450) : nullptr, party,
                   label.c_str(), text.c_str());
    dates_ += dated ? 1 : 0;
  }

  Dice dice_;
  Query plan_, key_, action_, milestone_, owner_;
  std::vector<std::string> days_, instants_;
  std::int64_t planId_ = 1, lastMilestone_ = 0;
  int owed_ = kMilestonesAnAction;
  int position_ = 0, owners_ = 0, dates_ = 0, rated_ = 0;  // of the plan that is being made
};

int generate(const Options& options) {
  const auto path = options.text("database");
  const auto today = Date::parse(options.text("day"));
  if (!today) giveUp("--day is no day");
  const auto as = options.text("as", "loaded");
  if (as != "loaded" && as != "imported") giveUp("--as is loaded or imported");
  const auto seed = static_cast<std::uint64_t>(options.number("seed", 1));
  got(store::open(path, store::Mode::Create));
  Sql sql(path);
  // Nobody takes back a file that is half made. The rows are right by themselves: small_test.py asks SQLite.
  sql.run(
      "PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
      "PRAGMA cache_size = -200000; PRAGMA ignore_check_constraints = ON; BEGIN");
  const auto triggers = takeTriggersAway(sql);
  std::int64_t milestones = 0;
  {
    Generator generator(sql, *today, seed);
    generator.make(options.number("milestones", 0));
    milestones = generator.milestones();
  }
  sql.run(
      fmt::format("UPDATE counter SET last = {} WHERE name = 'milestone';"
                  "UPDATE setting SET value = '{:032x}' WHERE name = 'database_id'",
                  milestones, seed));
  if (as == "imported") sql.run("INSERT INTO change_log (action_id, at) SELECT id, imported_at FROM action");
  for (const auto& trigger : triggers) sql.run(trigger);
  sql.run("COMMIT; PRAGMA journal_mode = WAL");
  Query actions(sql, "SELECT count(*) FROM action");
  actions.step();
  Report report;
  report.fact("milestones", static_cast<double>(milestones));
  report.fact("actions", static_cast<double>(actions.integer(0)));
  report.print();
  return 0;
}

}  // namespace

}  // namespace chaser::bench

int main(int argc, char** argv) {
  return chaser::bench::generate(chaser::bench::Options(argc, argv, 1));
}
