// SPDX-License-Identifier: Apache-2.0
#include "store/audit_store.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>

#include "common/sha256.h"

namespace chaser::store {

namespace {

/// Where the seal of the last row is kept, `SEQ SEAL`: a tail that lost its seals, or its rows, is known by
/// it.
constexpr std::string_view kSealed = "audit.sealed";
constexpr std::string_view kEngine = "engine";
constexpr int kSaltBytes = 16;
constexpr const char* kCompare = "compare with a backup and with the seals printed in earlier packs";

/// A row as it is sealed. The texts are absent when they were never given.
struct Sealable {
  std::int64_t seq = 0;
  bool erased = false;  ///< its texts and their salt were taken away, as a row and not in part
  std::string at, actor, what, plan, action, milestone, ref, part, beforeHash, afterHash, seal, salt;
  std::optional<std::string> before, after;
};

Sealable readSealable(Row& row) {
  Sealable s;
  s.seq = row.integer();
  for (auto* field : {&s.at, &s.actor, &s.what, &s.plan, &s.action, &s.milestone, &s.ref, &s.part,
                      &s.beforeHash, &s.afterHash, &s.seal})
    *field = row.text();
  s.erased = row.integer() == 0;
  s.salt = row.bytes();
  s.before = row.maybeText();
  s.after = row.maybeText();
  return s;
}

std::string textHash(const std::string& salt, const std::optional<std::string>& text) {
  return text ? sha256Hex(salt + *text) : std::string();
}

/// Each part with its length before it, so that nothing can be moved from one field to the next.
std::string sealOf(const std::string& previous, const Sealable& row) {
  std::string bytes;
  const std::string seq = std::to_string(row.seq);
  for (const auto* part : {&previous, &seq, &row.at, &row.actor, &row.what, &row.plan, &row.action,
                           &row.milestone, &row.ref, &row.part, &row.beforeHash, &row.afterHash})
    bytes += std::to_string(part->size()) + ":" + *part;
  return sha256Hex(bytes);
}

/// What is wrong with a sealed row, or nothing.
std::string faultOf(const std::string& previous, const Sealable& row) {
  if (sealOf(previous, row) != row.seal)
    return "does not fit its seal: it, or a row before it, was changed or removed";
  if (!row.erased &&
      (textHash(row.salt, row.before) != row.beforeHash || textHash(row.salt, row.after) != row.afterHash))
    return "has another text than the one that was sealed";
  return "";
}

/// A row and its seal; seq 0: none was ever sealed.
struct Seal {
  std::int64_t seq = 0;
  std::string seal;
  [[nodiscard]] std::string text() const { return std::to_string(seq) + " " + seal; }
  friend bool operator==(const Seal&, const Seal&) = default;
};

/// The one that was given last, as it was kept.
Result<Seal> lastSeal(Db& db) {
  const auto kept = getSetting(db, kSealed);
  if (!kept) return fail(kept.error());
  Seal last;
  if (!*kept) return last;
  last.seq = std::strtoll((*kept)->c_str(), nullptr, 10);
  last.seal = (*kept)->substr(std::min((*kept)->find(' ') + 1, (*kept)->size()));
  return last;
}

std::string lostItsSeal(std::int64_t seq) {
  return "audit row " + std::to_string(seq) + ", which was sealed, lost its seal or was changed or removed";
}

std::string sealedByNobody(std::int64_t seq) {
  return "audit row " + std::to_string(seq) + " is sealed, but not by Chaser";
}

/// What is wrong with going on from the last seal at the row `open`; empty when nothing is.
Result<std::string> faultBefore(Db& db, std::int64_t open, const Seal& last) {
  if (last.seq == 0) {
    const auto first = db.first("audit.first_seal", [](Row& row) {
      const auto seq = row.integer();
      return Seal{seq, row.text()};
    });
    if (!first) return fail(first.error());
    return *first && !(*first)->seal.empty() ? sealedByNobody((*first)->seq) : std::string();
  }
  const auto there = db.first(
      "audit.seal_of", [](Row& row) { return row.text(); }, last.seq);
  if (!there) return fail(there.error());
  if (*there != last.seal) return lostItsSeal(last.seq);
  return open < last.seq ? lostItsSeal(open) : std::string();
}

/// Whether a row may be added with its seal.
struct Chain {
  bool goesOn = false;       ///< every row is sealed, and the last seal is the one that was given
  Seal last;                 ///< with seq 0: there is no row yet
  std::int64_t highest = 0;  ///< number that a row has or had
};

Result<Chain> readChain(Db& db) {
  Chain chain;
  bool open = false;
  const auto read = db.first("audit.state", [&](Row& row) {
    open = row.flag();
    chain.highest = row.integer();
    return true;
  });
  if (!read) return fail(read.error());
  if (open) return chain;
  auto last = lastSeal(db);
  if (!last) return fail(last.error());
  chain.last = std::move(*last);
  // Where there is a fault, sealRows() says so.
  const auto fault = faultBefore(db, chain.highest, chain.last);
  if (!fault) return fail(fault.error());
  chain.goesOn = fault->empty();
  return chain;
}

/// As its row reads once it is stored.
Sealable sealable(const Fact& fact) {
  Sealable row;
  row.at = fact.at.iso();
  row.actor = kEngine;
  row.what = fact.what;
  row.part = "0";
  row.salt.resize(kSaltBytes);
  sqlite3_randomness(kSaltBytes, row.salt.data());
  row.before = fact.before;
  row.after = fact.after;
  row.beforeHash = textHash(row.salt, row.before);
  row.afterHash = textHash(row.salt, row.after);
  return row;
}

}  // namespace

Outcome record(Db& db, const Fact& fact) {
  if (db.isScratch()) return {};
  auto added = db.run("audit.add", fact.at, kEngine, fact.what, fact.plan, fact.action, fact.milestone,
                      fact.ref, fact.part);
  if (!added) return fail(added.error());
  return asOutcome(db.run("audit.add_text", db.lastId(), fact.before, fact.after));
}

Outcome recordSealed(Db& db, const std::vector<Fact>& facts) {
  if (db.isScratch() || facts.empty()) return {};
  const auto chain = readChain(db);
  if (!chain) return fail(chain.error());
  if (!chain->goesOn) {
    for (const auto& fact : facts)
      if (auto done = record(db, fact); !done) return done;
    return {};
  }
  Seal last = chain->last;
  for (const auto& fact : facts) {
    Sealable row = sealable(fact);
    row.seq = last.seq = std::max(last.seq, chain->highest) + 1;
    last.seal = sealOf(last.seal, row);
    auto added = db.run("audit.add_sealed", row.seq, row.at, row.actor, row.what, row.beforeHash,
                        row.afterHash, last.seal);
    if (!added) return fail(added.error());
    if (auto put = db.run("audit.add_salted_text", row.seq, Blob{row.salt}, row.before, row.after); !put)
      return fail(put.error());
  }
  return putSetting(db, kSealed, last.text());
}

Outcome recordItem(Db& db, std::optional<Instant> at, std::string_view what, ItemId item) {
  if (db.isScratch()) return {};
  auto added = db.run("audit.add_item", item, at, what);
  if (!added) return fail(added.error());
  return asOutcome(db.run("audit.add_item_text", db.lastId(), item));
}

Result<std::size_t> sealRows(Db& db, std::size_t limit) {
  if (db.isScratch()) return std::size_t{0};
  std::vector<Sealable> open;
  auto read = db.each(
      "audit.unsealed", [&](Row& row) { open.push_back(readSealable(row)); }, limit);
  if (!read) return fail(read.error());
  // An idle tick takes no lock.
  if (open.empty()) return std::size_t{0};
  auto step = Step::begin(db);
  if (!step) return fail(step.error());
  const auto last = lastSeal(db);
  if (!last) return fail(last.error());
  const auto fault = faultBefore(db, open.front().seq, *last);
  if (!fault) return fail(fault.error());
  if (!fault->empty()) return fail(ErrorKind::Input, *fault, kCompare);
  std::string previous = last->seal;
  for (auto& row : open) {
    row.beforeHash = textHash(row.salt, row.before);
    row.afterHash = textHash(row.salt, row.after);
    previous = sealOf(previous, row);
    if (auto set = db.run("audit.seal", row.seq, row.beforeHash, row.afterHash, previous); !set)
      return fail(set.error());
  }
  if (auto kept = putSetting(db, kSealed, Seal{open.back().seq, previous}.text()); !kept)
    return fail(kept.error());
  if (auto done = step->commit(); !done) return fail(done.error());
  return open.size();
}

Result<std::vector<AuditRow>> SqliteAuditStore::rows(std::int64_t after, std::size_t limit) {
  std::vector<AuditRow> found;
  auto done = db().each(
      "audit.rows",
      [&](Row& row) {
        AuditRow a;
        a.seq = row.integer();
        a.at = row.instant();
        a.actor = row.text();
        a.what = row.text();
        a.action = row.id<ActionId>();
        a.ref = row.text();
        a.part = row.number();
        a.before = row.text();
        a.after = row.text();
        a.seal = row.text();
        found.push_back(std::move(a));
      },
      after, limit);
  if (!done) return fail(done.error());
  return found;
}

Result<std::vector<alerts::StoryFact>> SqliteAuditStore::historyOf(ActionId action) {
  std::vector<alerts::StoryFact> facts;
  auto done = db().each(
      "audit.of_action",
      [&](Row& row) {
        alerts::StoryFact fact;
        fact.at = row.instant();
        fact.actor = row.text();
        fact.what = row.text();
        fact.milestone = row.id<MilestoneId>();
        fact.before = row.text();
        fact.after = row.text();
        fact.erased = row.flag();
        facts.push_back(std::move(fact));
      },
      action);
  if (!done) return fail(done.error());
  return facts;
}

Result<std::vector<alerts::StoryTold>> SqliteAuditStore::toldOf(ActionId action) {
  std::vector<alerts::StoryTold> told;
  auto done = db().each(
      "message.about_action",
      [&](Row& row) {
        alerts::StoryTold one;
        one.at = row.instant();
        one.to = row.text();
        one.rule = row.text();
        one.kind = row.text();
        one.milestone = row.id<MilestoneId>();
        told.push_back(std::move(one));
      },
      action);
  if (!done) return fail(done.error());
  return told;
}

Result<std::size_t> SqliteAuditStore::verify() {
  // Before the rows are read: the engine may seal more of them meanwhile.
  const auto kept = lastSeal(db());
  if (!kept) return fail(kept.error());
  std::string previous;
  std::string fault;
  std::size_t sealed = 0;
  bool open = false;
  bool metLast = kept->seq == 0;
  auto done = db().each("audit.all", [&](Row& columns) {
    if (!fault.empty()) return;
    const auto row = readSealable(columns);
    if (row.seal.empty()) {
      open = true;
      return;
    }
    fault = open ? "is sealed although one before it is not" : faultOf(previous, row);
    if (!fault.empty())
      fault = "audit row " + std::to_string(row.seq) + " (" + row.what + " at " + row.at + ") " + fault;
    previous = row.seal;
    metLast = metLast || Seal{row.seq, row.seal} == *kept;
    ++sealed;
  });
  if (!done) return fail(done.error());
  if (fault.empty() && !metLast) fault = lostItsSeal(kept->seq);
  if (fault.empty() && kept->seq == 0 && sealed > 0) {
    const auto now = lastSeal(db());
    if (!now) return fail(now.error());
    if (now->seq == 0) fault = "audit rows are sealed, but not by Chaser";
  }
  if (!fault.empty()) return fail(ErrorKind::Input, fault, kCompare);
  return sealed;
}

}  // namespace chaser::store
