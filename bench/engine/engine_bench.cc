// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <vector>

#include "bench/engine/cold_pass.h"
#include "bench/engine/measured.h"
#include "bench/engine/played.h"
#include "daemon/foresight/forecast.h"
#include "store/console.h"
#include "store/scratch.h"

/// What the engine's work costs, one kind of work a run, on a database of bench_generate:
///
///     engine_bench COMMAND --config FILE --database FILE --day YYYY-MM-DD [--runs N]
///
// clang-format off
///     cold         reads every row, asks every rule, finds every horizon; writes nothing
///     first-load   the first tick over rows that nobody has looked at; then all that it put off
///     rule-change  a tick after rules changed in a way that moves nothing; --other FILE has the others
///     idle         ticks with nothing to do, the average of --ticks
///     edits        a durable tick after --edited milestones were edited in one transaction
///     day          the first tick of each of the following days
///     forecast     --days ahead, on a copy in memory
// clang-format on
namespace chaser::bench {

namespace {

int cold(const Options& options) {
  const Date today = dayGiven(options);
  const auto configuration = configured(options.text("config"), options.text("database"), today);
  const auto store = got(store::open(options.text("database"), store::Mode::ReadOnly));
  Report report;
  ColdPass pass;
  for (long run = 0; run < options.number("runs", 1); ++run) {
    const Stopwatch watch;
    pass = got(coldPass(*store, *configuration, today));
    report.run("cold", watch.read());
  }
  report.fact("matches", pass.matches);
  report.fact("actions", static_cast<double>(pass.actions));
  report.print();
  return 0;
}

int firstLoad(const Options& options) {
  Played played(options);
  Report report;
  const Stopwatch watch;
  const auto tick = played.tick();
  report.run("first-load", watch.read());
  const Stopwatch rest;
  report.fact("ticks_to_settle", static_cast<double>(played.settle()));
  report.run("settle", rest.read());
  report.fact("looked", static_cast<double>(tick.looked));
  report.fact("fired", static_cast<double>(tick.fired));
  report.fact("held", static_cast<double>(tick.held));
  report.print();
  return 0;
}

int ruleChange(const Options& options) {
  Played played(options);
  const auto other = configured(options.text("other"), options.text("database"), played.today());
  const auto own = played.configuration();
  if (other->fingerprint() == own->fingerprint()) giveUp("the other configuration is the same");
  played.settle();
  Report report;
  for (long run = 0; run < options.number("runs", 1); ++run) {
    played.later();
    played.engine().use(run % 2 == 0 ? other : own);
    const Stopwatch watch;
    const auto tick = played.tick();
    report.run("rule-change", watch.read());
    if (tick.fired + tick.resolved > 0) giveUp("the rule change moved something");
    report.fact("looked", static_cast<double>(tick.looked));
    played.settle();
  }
  report.print();
  return 0;
}

int idle(const Options& options) {
  Played played(options);
  played.settle();
  const long ticks = options.number("ticks", 10000);
  // Moves when another connection commits, be it that nothing was changed.
  auto watcher = got(store::Console::open(options.text("database")));
  const auto before = got(watcher.run("PRAGMA data_version"));
  Report report;
  for (long run = 0; run < options.number("runs", 1); ++run) {
    const Stopwatch watch;
    for (long i = 0; i < ticks; ++i) played.tick();
    const auto spent = watch.read();
    report.run("idle", {spent.wall / static_cast<double>(ticks), spent.cpu / static_cast<double>(ticks)});
  }
  if (got(watcher.run("PRAGMA data_version")) != before) giveUp("an idle tick wrote something");
  report.print();
  return 0;
}

/// Later dates for milestones that a pseudo-random sequence picks, as somebody with SQL would give them.
class Editor {
 public:
  explicit Editor(const std::string& database) : console_(got(store::Console::open(database))) {
    milestones_ = std::stoull(got(console_.run("SELECT last FROM counter WHERE name = 'milestone'"))[0][0]);
  }
  void edit(long count, Instant now) {
    std::vector<unsigned long long> picked;
    for (long i = 0; i < count; ++i) {
      random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL;
      picked.push_back(1 + (random_ >> 33U) % milestones_);
    }
    got(
        console_.run(fmt::format("BEGIN IMMEDIATE; INSERT INTO setting (name, value) VALUES ('as_of', '{}');"
                                 "UPDATE milestone SET due = date(due, '+1 day') WHERE id IN ({});"
                                 "DELETE FROM setting WHERE name = 'as_of'; COMMIT",
                                 now.iso(), fmt::join(picked, ", "))));
  }

 private:
  store::Console console_;
  unsigned long long milestones_ = 1;
  unsigned long long random_ = 1;
};

struct Moved {
  double looked = 0, alerts = 0;
};

/// One tick is timed; what it put off is done before the next.
void timeTick(Played& played, const char* name, Report& report, Moved& moved) {
  const Stopwatch watch;
  const auto tick = played.tick();
  report.run(name, watch.read());
  moved.looked += static_cast<double>(tick.looked);
  moved.alerts += static_cast<double>(tick.fired + tick.resolved);
  played.settle();
}

int edits(const Options& options) {
  Played played(options);
  played.settle();
  Editor editor(options.text("database"));
  Moved moved;
  Report report;
  for (long run = 0; run < options.number("runs", 1); ++run) {
    played.later();
    editor.edit(options.number("edited", 100), played.now());
    timeTick(played, "edits", report, moved);
  }
  report.fact("looked", moved.looked);
  report.fact("alerts_changed", moved.alerts);
  report.print();
  return 0;
}

int day(const Options& options) {
  Played played(options);
  played.settle();
  Moved moved;
  Report report;
  const long days = options.number("runs", 1);
  for (long run = 0; run < days; ++run) {
    played.nextDay();
    timeTick(played, "day", report, moved);
  }
  report.fact("looked_a_day", moved.looked / static_cast<double>(days));
  report.fact("alerts_changed_a_day", moved.alerts / static_cast<double>(days));
  report.print();
  return 0;
}

int forecast(const Options& options) {
  const Date today = dayGiven(options);
  const auto configuration = configured(options.text("config"), options.text("database"), today);
  Report report;
  for (long run = 0; run < options.number("runs", 1); ++run) {
    const Stopwatch copying;
    const auto scratch = got(store::Scratch::copyOf(options.text("database")));
    report.run("copy", copying.read());
    const Instant now = configuration->zone.at(today, TimeOfDay{10 * 60});
    const Days ahead{static_cast<std::int32_t>(options.number("days", 365))};
    const Stopwatch watch;
    const auto told = got(daemon::forecast(scratch, configuration, now, today + ahead, {}));
    report.run("forecast", watch.read());
    for (const auto& note : told.notes) fmt::print(stderr, "{}\n", note);
    report.fact("messages", static_cast<double>(told.messages.size()));
    report.fact("unsaid", static_cast<double>(told.unsaid.size()));
    report.fact("held", static_cast<double>(told.held));
  }
  report.print();
  return 0;
}

constexpr std::pair<std::string_view, int (*)(const Options&)> kCommands[] = {
    {"cold", cold}, {"first-load", firstLoad}, {"rule-change", ruleChange}, {"idle", idle}, {"edits", edits},
    {"day", day},   {"forecast", forecast}};

}  // namespace

int run(int count, char** words) {
  if (count > 1) {
    for (const auto& [name, command] : kCommands) {
      if (name == words[1]) return command(Options(count, words, 2));
    }
  }
  giveUp(
      "usage: engine_bench cold|first-load|rule-change|idle|edits|day|forecast --config FILE --database FILE "
      "--day YYYY-MM-DD");
}

}  // namespace chaser::bench

int main(int argc, char** argv) {
  return chaser::bench::run(argc, argv);
}
