// SPDX-License-Identifier: Apache-2.0
#include "store/answer_store.h"

#include <array>
#include <utility>

namespace chaser::store {

namespace {

/// `plan northmoor, party NCH, from 2017-10-02 until 2017-10-31, by Ann Lee: moving house`.
std::string silenceWords(const alerts::Silence& silence) {
  std::string words;
  const std::array<std::pair<const char*, const std::string*>, 6> matchers{{{"plan ", &silence.plan},
                                                                            {"ref ", &silence.ref},
                                                                            {"owner ", &silence.owner},
                                                                            {"party ", &silence.party},
                                                                            {"board ", &silence.board},
                                                                            {"rule ", &silence.rule}}};
  for (const auto& [name, value] : matchers) {
    if (!value->empty()) words += name + *value + ", ";
  }
  if (words.empty()) words = "everything, ";
  return words + "from " + silence.from.iso() + " until " + silence.until.iso() + ", by " + silence.author +
         ": " + silence.reason;
}

alerts::Silence readSilence(Row& row) {
  alerts::Silence silence;
  silence.id = row.integer();
  for (auto* field :
       {&silence.plan, &silence.ref, &silence.owner, &silence.party, &silence.board, &silence.rule})
    *field = row.text();
  silence.from = row.date();
  silence.until = row.date();
  silence.author = row.text();
  silence.reason = row.text();
  return silence;
}

}  // namespace

template <typename... Args>
Result<bool> SqliteAnswerStore::changeAlert(const Actor& actor, AlertId alert, const std::string& what,
                                            const std::string& how, std::string_view statement,
                                            const Args&... args) {
  bool changed = false;
  auto done = writeAs(db(), actor, [&]() -> Outcome {
    auto rows = db().run(statement, alert, args...);
    if (!rows) return fail(rows.error());
    changed = *rows > 0;
    if (!changed) return {};
    return asOutcome(db().run("answer.alert_fact", alert, what, how));
  });
  if (!done) return fail(done.error());
  return changed;
}

Result<bool> SqliteAnswerStore::quieten(AlertId alert, alerts::AlertState state, Date since, Date until,
                                        const std::string& by, const Actor& actor) {
  return changeAlert(actor, alert, "alert." + std::string(toString(state)), "until " + until.iso(),
                     "answer.quieten", toString(state), since, until, by);
}

Result<bool> SqliteAnswerStore::endQuiet(AlertId alert, Date today, const Actor& actor) {
  return changeAlert(actor, alert, "alert.speaks_again", "", "answer.end_quiet", today - Days{1});
}

Result<bool> SqliteAnswerStore::escalateAnyway(AlertId alert, const Actor& actor) {
  return changeAlert(actor, alert, "alert.escalated", "", "answer.escalate");
}

Result<std::int64_t> SqliteAnswerStore::addSilence(const alerts::Silence& silence, const Actor& actor) {
  std::int64_t id = 0;
  auto done = writeAs(db(), actor, [&]() -> Outcome {
    auto added =
        db().run("silence.add", silence.plan, silence.ref, silence.owner, silence.party, silence.board,
                 silence.rule, silence.from, silence.until, silence.author, silence.reason);
    if (!added) return fail(added.error());
    id = db().lastId();
    return asOutcome(
        db().run("silence.fact", "silence.added", silence.plan, std::nullopt, silenceWords(silence)));
  });
  if (!done) return fail(done.error());
  return id;
}

Result<std::vector<alerts::Silence>> SqliteAnswerStore::everySilence() {
  std::vector<alerts::Silence> all;
  auto done = db().each("silence.every", [&](Row& row) { all.push_back(readSilence(row)); });
  if (!done) return fail(done.error());
  return all;
}

Result<bool> SqliteAnswerStore::endSilence(std::int64_t id, Date today, const Actor& actor) {
  bool ended = false;
  auto done = writeAs(db(), actor, [&]() -> Outcome {
    const auto known = db().first("silence.one", readSilence, id);
    if (!known) return fail(known.error());
    if (!*known) return {};
    for (const auto* statement : {"silence.end", "silence.remove"}) {
      auto rows = db().run(statement, id, today);
      if (!rows) return fail(rows.error());
      ended = ended || *rows > 0;
    }
    if (!ended) return {};
    return asOutcome(
        db().run("silence.fact", "silence.ended", (*known)->plan, silenceWords(**known), std::nullopt));
  });
  if (!done) return fail(done.error());
  return ended;
}

Outcome SqliteAnswerStore::decide(const Decision& decision, const Actor& actor) {
  return writeAs(db(), actor, [&]() -> Outcome {
    return asOutcome(db().run("decision.add", decision.board, decision.meeting, decision.action,
                              decision.decision, decision.note));
  });
}

Result<std::vector<Decision>> SqliteAnswerStore::decisions(ActionId action) {
  std::vector<Decision> all;
  auto done = db().each(
      "decision.of",
      [&](Row& row) {
        Decision decision;
        decision.board = row.text();
        decision.meeting = row.date();
        decision.action = row.id<ActionId>();
        decision.decision = row.text();
        decision.note = row.text();
        all.push_back(std::move(decision));
      },
      action);
  if (!done) return fail(done.error());
  return all;
}

Outcome SqliteAnswerStore::changeOwners(ActionId action, MilestoneId milestone,
                                        const std::vector<alerts::OwnerChange>& changes, const Actor& actor) {
  // A plan counts its owners.
  connection_.plansChanged();
  return writeAs(db(), actor, [&]() -> Outcome {
    for (const auto& change : changes) {
      auto rows = change.from.empty() ? db().run("owner.add_last", action, milestone, change.to)
                                      : db().run("owner.rename", action, milestone, change.from, change.to);
      if (!rows) return fail(rows.error());
      if (*rows == 0)
        return fail(ErrorKind::Input, "'" + change.from + "' is no owner any more",
                    "somebody changed it meanwhile: look again");
    }
    return {};
  });
}

Result<MilestoneId> SqliteAnswerStore::addMilestone(ActionId action, const Actor& actor) {
  connection_.plansChanged();
  MilestoneId id;
  auto done = writeAs(db(), actor, [&]() -> Outcome {
    if (auto added = db().run("milestone.add_last", action); !added) return fail(added.error());
    const auto given = db().first("milestone.last_given", [](Row& row) { return row.id<MilestoneId>(); });
    if (!given) return fail(given.error());
    id = given->value_or(MilestoneId{});
    return {};
  });
  if (!done) return fail(done.error());
  return id;
}

Outcome SqliteAnswerStore::note(const AnswerFact& fact, const Actor& actor) {
  return writeAs(db(), actor, [&]() -> Outcome {
    return asOutcome(db().run("answer.fact", "answer." + fact.kind, fact.action, fact.milestone, fact.words));
  });
}

}  // namespace chaser::store
