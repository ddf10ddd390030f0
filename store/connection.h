// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/model.h"
#include "store/ports.h"
#include "store/sqlite.h"

/// What the implementing classes of the ports share: the connection, and the plans read last.
namespace chaser::store {

using Plans = std::map<PlanId, std::shared_ptr<const plan::Plan>>;

struct Connection {
  explicit Connection(std::unique_ptr<Db> opened) : db(std::move(opened)) {}

  std::unique_ptr<Db> db;

  /// All plans. What is known of plans is forgotten only when another program wrote, a transaction was given
  /// up, or plansChanged(). Shared, because every look at an action asks, and there may be thousands of them.
  Result<std::shared_ptr<const Plans>> plans();
  /// Forgets the plans if it has to. To be called before plan() is, once for many.
  Outcome refreshPlans();
  /// Reads those that are not known, in two statements however many they are. As plan(). What was known
  /// before may be forgotten, so that memory does not grow with the number of plans.
  Outcome learnPlans(std::vector<PlanId> ids);
  /// As plan(), for who walks along the plans in about their order: those that come next are read with it.
  Result<std::shared_ptr<const plan::Plan>> planOnTheWay(PlanId id);
  /// One plan, so that a look at few rows does not read thousands; null when there is none of that id.
  Result<std::shared_ptr<const plan::Plan>> plan(PlanId id);
  /// To be called by whatever of this program writes plans, meanings of colours, or rows that a plan counts.
  void plansChanged() { cachedAt_.reset(); }
  /// The connection's view of others' commits.
  Result<std::int64_t> dataVersion();

 private:
  /// By the statements plan.WHICH and rag_key.WHICH, which take the same arguments.
  template <typename... Args>
  Outcome readPlans(const std::string& which, const Args&... args);
  void makeRoom();

  std::shared_ptr<Plans> known_ = std::make_shared<Plans>();
  bool allAreKnown_ = false;
  std::optional<std::pair<std::int64_t, std::int64_t>> cachedAt_;  // data_version and rollbacks
};

/// Runs `body` in a step as that writer: the triggers record `actor.name` and `actor.at`. Settings are
/// restored in the same transaction, so nobody else ever sees them.
template <typename Body>
Outcome writeAs(Db& db, const Actor& actor, Body body);

/// Sets a setting, or removes it when the value is absent.
Outcome putSetting(Db& db, std::string_view name, const std::optional<std::string>& value);
Result<std::optional<std::string>> getSetting(Db& db, std::string_view name);

/// Reads up to `limit` actions with id > after, with milestones and owners, in a fixed number of statements.
Result<std::vector<plan::ActionRecord>> readRecords(Connection& connection, ActionId after, std::size_t limit,
                                                    PlanId plan);

template <typename Body>
Outcome writeAs(Db& db, const Actor& actor, Body body) {
  auto step = Step::begin(db);
  if (!step) return fail(step.error());
  const auto actorBefore = getSetting(db, "actor");
  const auto asOfBefore = getSetting(db, "as_of");
  if (!actorBefore) return fail(actorBefore.error());
  if (!asOfBefore) return fail(asOfBefore.error());
  if (auto set = putSetting(db, "actor", actor.name); !set) return set;
  if (actor.at)
    if (auto set = putSetting(db, "as_of", actor.at->iso()); !set) return set;
  if (auto done = body(); !done) return done;
  if (auto set = putSetting(db, "actor", *actorBefore); !set) return set;
  if (auto set = putSetting(db, "as_of", *asOfBefore); !set) return set;
  return step->commit();
}

}  // namespace chaser::store
