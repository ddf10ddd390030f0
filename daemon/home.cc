// SPDX-License-Identifier: Apache-2.0
#include "daemon/home.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <systemd/sd-id128.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>

#include "common/text.h"
#include "daemon/memory.h"
#include "store/engine_lock.h"
#include "store/outbox_desk.h"

namespace chaser::daemon {

namespace {

/// Chaser's own: what it makes of the machine's id tells nobody that id (machine-id(5)).
constexpr sd_id128_t kApplication =
    SD_ID128_MAKE(93, 90, 50, 65, 71, e7, 7c, fe, a6, f6, a9, aa, 43, c3, 3f, 0f);
/// What is not known: of a machine without an id, as containers are, and of a file system that does not say
/// when a file was made.
constexpr const char* kNotKnown = "-";
/// The last moment of the year 9999.
constexpr Instant kAfterAll = Instant::fromMillis(253402300799999);

/// A file is known by its number and the moment at which it was made: numbers are given again.
struct DatabasePlace {
  std::string machine = kNotKnown, number, made = kNotKnown;
  [[nodiscard]] std::string text() const { return fmt::format("{} {} {}", machine, number, made); }
};

std::string thisMachine() {
  sd_id128_t id;
  if (sd_id128_get_machine_app_specific(kApplication, &id) < 0) return kNotKnown;
  std::array<char, SD_ID128_STRING_MAX> text{};
  return sd_id128_to_string(id, text.data());
}

Result<DatabasePlace> databasePlace(const std::string& path) {
  struct statx about {};
  if (::statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_BTIME, &about) != 0)
    return fail(ErrorKind::Store, "can't look at the database " + path + ": " + std::strerror(errno));
  DatabasePlace place{thisMachine(), std::to_string(about.stx_ino), kNotKnown};
  if ((about.stx_mask & STATX_BTIME) != 0)
    place.made = fmt::format("{}.{:09}", about.stx_btime.tv_sec, about.stx_btime.tv_nsec);
  return place;
}

std::optional<DatabasePlace> readDatabasePlace(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto words = split(*text, ' ');
  if (words.size() != 3) return std::nullopt;
  return DatabasePlace{std::string(words[0]), std::string(words[1]), std::string(words[2])};
}

bool areOthers(const std::string& one, const std::string& other) {
  return one != kNotKnown && other != kNotKnown && one != other;
}

std::string whyNotFrom(const DatabasePlace& home, const DatabasePlace& here, std::int64_t newest,
                       std::int64_t mark) {
  if (areOthers(home.machine, here.machine)) return "this database last sent from another machine";
  if (home.number != here.number || areOthers(home.made, here.made))
    return "this database is a copy, or was moved or put back: it last sent as another file";
  if (newest < mark)
    return "this database was put back to an earlier state: messages were sent that it does not know of";
  return {};
}

struct HomeKnown {
  std::optional<DatabasePlace> home;
  DatabasePlace here;
  std::int64_t newest = 0, mark = 0;
  [[nodiscard]] std::string trouble() const {
    return home ? whyNotFrom(*home, here, newest, mark) : std::string();
  }
};

Result<HomeKnown> lookAtHome(store::Store& store, const std::string& path) {
  const auto home = store.setting(memory::kHome);
  if (!home) return fail(home.error());
  auto here = databasePlace(path);
  if (!here) return fail(here.error());
  const auto newest = store.outboxDesk().newestMessage();
  if (!newest) return fail(newest.error());
  return HomeKnown{readDatabasePlace(*home), std::move(*here), *newest, store::EngineLock::markOf(path)};
}

/// The first live use, or the next one after an adoption.
Outcome settleHere(store::Store& store, const HomeKnown& known) {
  if (auto done = store.setSetting(memory::kHome, known.here.text()); !done) return done;
  // Whatever was sent before from here, what comes is newer.
  if (known.newest >= known.mark) return {};
  return store.outboxDesk().numberBeyond(known.mark);
}

/// What waits and surely did not arrive is looked at again. What may have arrived keeps its bytes.
Outcome composeAllAnew(store::Store& store, Adoption& adoption) {
  const auto stale = store.undelivered(kAfterAll, {});
  if (!stale) return fail(stale.error());
  for (const auto& message : *stale) {
    if (message.items.empty()) continue;  // nothing would say it anew
    if (auto done = store.dissolve(message.id); !done) return done;
    ++adoption.anew;
  }
  for (const auto state : {store::MessageState::Ready, store::MessageState::Sending}) {
    const auto open = store.messages(state, std::numeric_limits<std::int32_t>::max());
    if (!open) return fail(open.error());
    adoption.again += open->size();
  }
  return {};
}

}  // namespace

Result<std::string> homeTrouble(store::Store& store, const std::string& path, Deliver deliver) {
  if (deliver != Deliver::Smtp) return std::string();
  const auto known = lookAtHome(store, path);
  if (!known) return fail(known.error());
  return known->trouble();
}

Result<std::string> settleHome(store::Store& store, const std::string& path, Deliver deliver, Instant now) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto noted = homeHold(store);
  if (!noted) return fail(noted.error());
  std::string trouble;
  if (deliver == Deliver::Smtp) {
    const auto known = lookAtHome(store, path);
    if (!known) return fail(known.error());
    trouble = known->trouble();
    if (!known->home) {
      if (auto done = settleHere(store, *known); !done) return fail(done.error());
    }
  }
  const auto since = *noted ? (*noted)->since : now;
  if (trouble != (*noted ? (*noted)->why : std::string())) {
    const auto text = trouble.empty() ? std::nullopt : std::optional(since.iso() + " " + trouble);
    if (auto done = store.setSetting(memory::kHomeHeld, text); !done) return fail(done.error());
  }
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return trouble;
}

Result<std::optional<HomeHold>> homeHold(store::EngineStore& store) {
  const auto text = store.setting(memory::kHomeHeld);
  if (!text) return fail(text.error());
  if (!*text) return std::optional<HomeHold>();
  const auto blank = (*text)->find(' ');
  const auto since = Instant::parse((*text)->substr(0, blank));
  if (!since || blank == std::string::npos) return std::optional<HomeHold>();
  return std::optional(HomeHold{*since, (*text)->substr(blank + 1)});
}

std::string withAdoption(const std::string& why) {
  return why + ": if people are to hear from this one, say 'chaser adopt'";
}

Result<Adoption> adopt(store::Store& store, const std::string& path, Instant now, const store::Actor& actor) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto known = lookAtHome(store, path);
  if (!known) return fail(known.error());
  Adoption adoption;
  adoption.trouble = known->trouble();
  const auto noted = homeHold(store);
  if (!noted) return fail(noted.error());
  if (adoption.trouble.empty() && !*noted) return adoption;
  if (auto done = settleHere(store, *known); !done) return fail(done.error());
  if (auto done = store.setSetting(memory::kHomeHeld, std::nullopt); !done) return fail(done.error());
  if (auto done = composeAllAnew(store, adoption); !done) return fail(done.error());
  if (auto done = store.outboxDesk().noteAdoption(adoption.trouble, now, actor); !done)
    return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return adoption;
}

}  // namespace chaser::daemon
