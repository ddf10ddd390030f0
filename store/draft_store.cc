// SPDX-License-Identifier: Apache-2.0
#include "store/draft_store.h"

#include <utility>

namespace chaser::store {

namespace {

/// For the audit: which papers, and why.
std::string papersInWords(const std::string& board, Date meeting, const std::string& note) {
  std::string words = board + ", " + meeting.iso();
  if (!note.empty()) words += ": " + note;
  return words;
}

/// The audit names it, and the change log has it looked at.
Outcome tellOfMark(Db& db, AlertId alert, std::string_view what, const std::string& words) {
  if (auto noted = db.run("mark.note", alert, what, words); !noted) return fail(noted.error());
  return asOutcome(db.run("mark.changed", alert));
}

}  // namespace

Result<std::vector<alerts::PaperMark>> SqliteDraftStore::marks(const std::string& board) {
  std::vector<alerts::PaperMark> found;
  auto done = db().each(
      "mark.of_board",
      [&](Row& row) {
        alerts::PaperMark mark;
        mark.kind = row.word(alerts::parsePaperMark).value_or(alerts::PaperMark::Kind::Annotate);
        mark.meeting = row.date();
        mark.alert = row.id<AlertId>();
        mark.by = row.text();
        mark.note = row.text();
        found.push_back(std::move(mark));
      },
      board);
  if (!done) return fail(done.error());
  return found;
}

Outcome SqliteDraftStore::mark(const std::string& board, const alerts::PaperMark& mark) {
  return writeAs(db(), Actor{mark.by, std::nullopt}, [&]() -> Outcome {
    const auto put =
        db().run("mark.put", board, mark.meeting, mark.alert, toString(mark.kind), mark.by, mark.note);
    if (!put) return fail(put.error());
    if (*put == 0)
      return fail(ErrorKind::Input, "there is no alert " + std::to_string(mark.alert.value),
                  "'chaser papers' lists what stands in the draft");
    return tellOfMark(db(), mark.alert, toString(mark.kind), papersInWords(board, mark.meeting, mark.note));
  });
}

Result<bool> SqliteDraftStore::release(const std::string& board, Date meeting, AlertId alert,
                                       const std::string& by) {
  bool any = false;
  auto done = writeAs(db(), Actor{by, std::nullopt}, [&]() -> Outcome {
    const auto removed = db().run("mark.remove", board, meeting, alert);
    if (!removed) return fail(removed.error());
    any = *removed > 0;
    return any ? tellOfMark(db(), alert, "release", papersInWords(board, meeting, {})) : Outcome();
  });
  if (!done) return fail(done.error());
  return any;
}

Result<int> SqliteDraftStore::packsWith(const std::string& board, AlertId alert, Date before) {
  const auto count = db().first(
      "mark.packs_with", [](Row& row) { return row.number(); }, board, alert, before);
  if (!count) return fail(count.error());
  return count->value_or(0);
}

}  // namespace chaser::store
