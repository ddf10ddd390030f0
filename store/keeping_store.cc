// SPDX-License-Identifier: Apache-2.0
#include "store/keeping_store.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace chaser::store {

namespace {

/// Up to which message the bytes are gone.
constexpr std::string_view kEmptiedTo = "keep.messages";
/// `keep.audit.2026-11`: the last row of the audit that was written before November 2026 or early in it.
constexpr std::string_view kWrittenBy = "keep.audit.";
constexpr std::string_view kSealedTo = "audit.sealed";
constexpr std::size_t kMonth = 7;  // of an ISO day: 2026-11

Result<std::int64_t> numberIn(Db& db, std::string_view setting) {
  const auto kept = getSetting(db, setting);
  if (!kept) return fail(kept.error());
  return *kept ? std::strtoll((*kept)->c_str(), nullptr, 10) : std::int64_t{0};
}

/// The row of the audit up to which all was surely written before that instant.
Result<std::int64_t> writtenBefore(Db& db, Instant since) {
  const auto seq = db.first(
      "keep.written_before", [](Row& row) { return row.integer(); }, kWrittenBy,
      std::string(kWrittenBy) + since.iso().substr(0, kMonth));
  if (!seq) return fail(seq.error());
  return seq->value_or(0);
}

/// Messages come in the order of their making: the first that is young, or still under way, ends it.
Result<std::size_t> emptyMessages(Db& db, Instant since, std::size_t limit) {
  const auto emptied = numberIn(db, kEmptiedTo);
  if (!emptied) return fail(emptied.error());
  std::int64_t last = *emptied;
  std::size_t passed = 0;
  bool done = false;
  auto read = db.each(
      "keep.messages",
      [&](Row& row) {
        const auto id = row.integer();
        const bool old = row.instant() < since;
        done = done || !old || !row.flag();
        if (done) return;
        last = id;
        ++passed;
      },
      *emptied, limit);
  if (!read) return fail(read.error());
  if (passed == 0) return passed;
  if (auto gone = db.run("keep.empty_messages", *emptied, last); !gone) return fail(gone.error());
  if (auto set = putSetting(db, kEmptiedTo, std::to_string(last)); !set) return fail(set.error());
  return passed;
}

Result<std::size_t> deleteAttempts(Db& db, Instant since, std::size_t limit) {
  const auto count = db.run("keep.delete_attempts", since, limit);
  if (!count) return fail(count.error());
  return static_cast<std::size_t>(*count);
}

/// What is not sealed yet keeps its words: its hashes are made of them.
Result<std::size_t> eraseTexts(Db& db, Instant since, std::size_t limit) {
  const auto written = writtenBefore(db, since);
  if (!written) return fail(written.error());
  const auto sealed = numberIn(db, kSealedTo);
  if (!sealed) return fail(sealed.error());
  const auto count = db.run("keep.erase_texts", std::min(*written, *sealed), limit);
  if (!count) return fail(count.error());
  return static_cast<std::size_t>(*count);
}

}  // namespace

Outcome SqliteKeeping::noteAudit(Instant now) {
  if (db().isScratch()) return {};
  const auto month = std::string(kWrittenBy) + now.iso().substr(0, kMonth);
  const auto known = getSetting(db(), month);
  if (!known || *known) return known ? Outcome() : Outcome(fail(known.error()));
  const auto last = db().first("keep.last_audit", [](Row& row) { return row.integer(); });
  if (!last) return fail(last.error());
  return putSetting(db(), month, std::to_string(last->value_or(0)));
}

Result<Forgotten> SqliteKeeping::forget(const KeptSince& since, std::size_t limit) {
  Forgotten forgotten;
  if (db().isScratch()) return forgotten;
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  if (since.messages) {
    const auto count = emptyMessages(db(), *since.messages, limit);
    if (!count) return fail(count.error());
    forgotten.messages = *count;
    if (auto emptied = db().run("keep.empty_replies", *since.messages, limit); !emptied)
      return fail(emptied.error());
  }
  if (since.attempts) {
    const auto count = deleteAttempts(db(), *since.attempts, limit);
    if (!count) return fail(count.error());
    forgotten.attempts = *count;
    if (auto gone = db().run("keep.delete_bounces", *since.attempts, limit); !gone) return fail(gone.error());
  }
  if (since.audit) {
    const auto count = eraseTexts(db(), *since.audit, limit);
    if (!count) return fail(count.error());
    forgotten.texts = *count;
  }
  if (auto done = step->commit(); !done) return fail(done.error());
  return forgotten;
}

}  // namespace chaser::store
