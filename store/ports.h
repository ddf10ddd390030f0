// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alerts/advance.h"
#include "alerts/model.h"
#include "alerts/story.h"
#include "common/clock.h"
#include "common/result.h"
#include "plan/fields.h"
#include "plan/merge.h"
#include "plan/model.h"
#include "plan/settling.h"
#include "store/history.h"
#include "store/outbox.h"

/// What the rest of the house asks of a database, and nothing about how: SQLite behind it now, PostgreSQL
/// beside it later. One port a concern. Not thread-safe: a port belongs to the thread that owns its
/// connection. Every call returns a Result; ErrorKind::Busy means that somebody else holds the lock and that
/// trying again may work.
namespace chaser::store {

/// Groups what is called between begin and commit into one durable step; rolls back when it goes out of scope
/// uncommitted. Writers begin IMMEDIATE.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Outcome commit() = 0;
};

/// Who writes, for the audit: an import, a person's answer, the engine.
struct Actor {
  std::string name = "engine";  ///< `import`, `engine`, a contact's name
  std::optional<Instant> at;    ///< dates the change (an import with --as-of); now otherwise
};

struct ActionKey {
  std::string plan, ref;
  int part = 1;
};

/// An answer to a doubt, with who gave it.
struct SettledAnswer {
  plan::Settled entry;
  std::string words;                          ///< the phrase as written
  std::vector<plan::EarlierReading> earlier;  ///< how the cells were read before
  std::string by;
  std::optional<Instant> at;
};

/// The plan itself.
class PlanStore {
 public:
  virtual ~PlanStore() = default;
  virtual Result<std::vector<plan::Plan>> plans() = 0;
  virtual Result<std::optional<plan::Plan>> plan(const std::string& key) = 0;
  /// Creates it, or updates title, coordinator, board, authority, year start and key where given (not empty,
  /// not 0).
  virtual Result<PlanId> putPlan(const plan::Plan& plan, const Actor& actor) = 0;
  virtual Result<std::vector<plan::StoredAction>> storedActions(PlanId plan) = 0;
  /// Which instant the last import of the plan that changed anything gave to its changes; absent when there
  /// was none.
  virtual Result<std::optional<Instant>> lastImport(PlanId plan) = 0;
  /// The columns of the plan's last document, in its order, and those that earlier ones had and whose values
  /// stay.
  virtual Result<std::vector<plan::PlanColumn>> columns(PlanId plan) = 0;
  /// Applies an import in the transaction that is open. Doubts replace the plan's earlier ones.
  virtual Outcome apply(PlanId plan, const plan::ChangeSet& changes, const std::vector<plan::Doubt>& doubts,
                        const Actor& actor) = 0;
  virtual Result<std::vector<plan::Doubt>> doubts(PlanId plan) = 0;
  /// What was settled about the plan, by kind and phrase.
  virtual Result<std::vector<SettledAnswer>> settled(PlanId plan) = 0;
  /// Keeps an answer, in place of an earlier one to the same phrase; who and when are the actor's.
  virtual Outcome putSettled(PlanId plan, const SettledAnswer& answer, const Actor& actor) = 0;
  virtual Outcome removeSettled(PlanId plan, const plan::Settled& entry, const Actor& actor) = 0;
  virtual Result<std::optional<plan::ActionRecord>> action(ActionId id) = 0;
  virtual Result<std::vector<ActionId>> find(const ActionKey& key, bool anyPart) = 0;
  /// Up to `limit` actions with id > after, in id order: how a cold pass streams. `plan` 0 is every plan.
  virtual Result<std::vector<plan::ActionRecord>> scan(ActionId after, std::size_t limit, PlanId plan) = 0;
  /// Sets fields by their column names (those that people own); a milestone's when `milestone` is not 0.
  /// Values are checked by the caller; an empty optional writes NULL.
  virtual Outcome update(ActionId action, MilestoneId milestone,
                         const std::vector<std::pair<std::string, std::optional<std::string>>>& fields,
                         const Actor& actor) = 0;
};

/// One action that the change log names.
struct Change {
  ActionId action;
  Instant at;                   ///< of its earliest entry beyond the cursor
  std::vector<std::string> by;  ///< people who made the changes, as the audit names them
};

/// One action that is due, by its agenda entry or by an alert's next day.
struct Visit {
  Date day;  ///< on which it was due
  ActionId action;
  std::optional<Date> lookOn;  ///< its agenda entry, when that is due
};

/// One action of a batch, with all that is known of it: what `advance` asks for, and by what `save` tells
/// what differs.
struct Seen {
  ActionId action;
  bool gone = false;           ///< there is no such action; the rest is empty
  alerts::Observed observed;   ///< the row and its alerts; what brought it here is for the caller to say
  std::optional<Date> lookOn;  ///< its agenda entry, due or not
  bool displaced = false;      ///< an alert keeps a plan, ref, part or place that its row has no longer
};

/// An alert that is not resolved, as a sweep finds it.
struct OpenAlert {
  std::string rule;
  MilestoneId milestone;  ///< 0: of the whole action
};

/// One action on the way of a sweep. Valid until the next.
struct Swept {
  const plan::ActionRecord&
      record;                  ///< with what was asked for, and nothing else but ids, plan and closed_at
  std::optional<Date> lookOn;  ///< its agenda entry
  const std::vector<OpenAlert>& open;
};

/// By what writing shows. While it is equal nothing was written.
struct WriteMark {
  std::int64_t others = 0;  ///< moves with each commit by another connection
  std::int64_t own = 0;     ///< moves with each row that this one writes, be it taken back again
  friend bool operator==(const WriteMark&, const WriteMark&) = default;
};

/// The engine's memory: change log cursor, agenda, alerts and rungs, silences, settings.
class EngineStore {
 public:
  virtual ~EngineStore() = default;
  /// Changes on each commit by another connection (PRAGMA data_version).
  virtual Result<std::int64_t> dataVersion() = 0;
  virtual Result<WriteMark> writeMark() = 0;
  virtual Result<std::int64_t> lastChange() = 0;  ///< highest change_log.seq
  /// Distinct actions in the first `limit` entries beyond `after`, lowest entry first; and the seq reached.
  virtual Result<std::pair<std::vector<Change>, std::int64_t>> changes(std::int64_t after,
                                                                       std::size_t limit) = 0;
  /// Up to `limit` visits that are due on or before `today`, in the order of day and action, beyond `after`
  /// (the last one of the page before). An action comes once for its agenda entry and once for each of its
  /// alerts.
  virtual Result<std::vector<Visit>> due(Date today, const Visit& after, std::size_t limit) = 0;
  /// The earliest day on which anything is due; absent when nothing ever is.
  virtual Result<std::optional<Date>> nextDue() = 0;
  /// Unresolved alerts of the action and those resolved on or after `since`, with their rungs. Alerts of a
  /// row that was replaced are found again by (plan, ref, part) and handed over to its new id.
  virtual Result<std::vector<alerts::Alert>> alertsOf(ActionId action, Date since) = 0;
  virtual Result<std::vector<alerts::Alert>> unresolved() = 0;
  virtual Result<std::optional<alerts::Alert>> alert(AlertId id) = 0;
  /// Reads what a batch is about, in a number of statements that does not grow with it: in the given order,
  /// and with alerts as alertsOf has them. It may end early, though not before the first: an action whose
  /// alerts are handed over to it is read by itself, so that all before it are stored by then. A failure that
  /// is a row's fault is the first one's. REQUIRES: each action once; a transaction is open, and whatever is
  /// written of these actions until the last was saved is written by `save` and `forget`.
  virtual Result<std::vector<Seen>> look(const std::vector<ActionId>& actions, Date since) = 0;
  /// Stores what `advance` said of one action: alerts, rungs, items, agenda entry. Only what differs from
  /// `before` is written.
  virtual Outcome save(const Seen& before, const alerts::Advanced& advanced, Instant now) = 0;
  /// The action is gone: its alerts resolve quietly, today.
  virtual Outcome forget(ActionId action, Date today, Instant now) = 0;
  /// Holds the alerts and what they want said, or lets them go: what never left counts from today then.
  /// A few statements, however many they are.
  virtual Outcome hold(const std::vector<AlertId>& alerts, bool held, Date today) = 0;
  /// The alerts that are held, in order; those of all plans when `plan` is 0.
  virtual Result<std::vector<AlertId>> heldIds(PlanId plan) = 0;
  /// How many they are, by plan: read each tick.
  virtual Result<std::vector<std::pair<PlanId, std::size_t>>> heldByPlan() = 0;
  /// Those that last today and those that are yet to begin. Writing one makes every unresolved alert due.
  virtual Result<std::vector<alerts::Silence>> silences(Date today) = 0;
  /// Shows every action with id > after that has a plan, in the order of their ids and as they are at one
  /// moment, until `visit` returns false: read in one walk along the tables, with the columns of these fields
  /// alone. How a cold pass looks at millions of rows. Of a milestone's order nothing is said.
  virtual Outcome sweep(ActionId after, const std::vector<const plan::RowField*>& fields,
                        const std::function<bool(const Swept&)>& visit) = 0;
  /// All settings whose names lie between the two, these included.
  virtual Result<std::map<std::string, std::string>> settings(const std::string& first,
                                                              const std::string& last) = 0;
  /// Settings by name.
  virtual Result<std::optional<std::string>> setting(const std::string& name) = 0;
  virtual Outcome setSetting(const std::string& name, const std::optional<std::string>& value) = 0;
  /// Reads up to `limit` edits of progress texts since the last call; how many it read. One for which
  /// `isSubstance(before, after)` holds counts as progress, any other as a confirmation, at the edit's own
  /// instant. Whatever is evaluated is to be judged before, within the same transaction.
  virtual Result<std::size_t> judgeProgress(
      const std::function<bool(const std::string& before, const std::string& after)>& isSubstance,
      std::size_t limit) = 0;
  /// Seals audit rows that are not sealed yet; returns how many. An Input error, and nothing sealed, when the
  /// last row that was sealed is no longer there, or no longer as it was: what follows would vouch for it.
  virtual Result<std::size_t> seal(std::size_t limit) = 0;
};

/// A row of the audit with its texts joined where they were not erased.
struct AuditRow {
  std::int64_t seq = 0;
  Instant at;
  std::string actor;
  std::string what;  ///< `action.rag`, `alert.fired`, `message.sent`, …
  ActionId action;
  std::string ref;
  int part = 0;  ///< with the ref it names the action within its plan, as it was called then; 0: no action
  std::string before, after;
  std::string seal;  ///< hex; empty until sealed
};

class AuditStore {
 public:
  virtual ~AuditStore() = default;
  virtual Result<std::vector<AuditRow>> rows(std::int64_t after, std::size_t limit) = 0;
  /// All facts about one action, in the record's order.
  virtual Result<std::vector<alerts::StoryFact>> historyOf(ActionId action) = 0;
  /// What was sent about one action, in the order of sending; drafts of packs are told to nobody.
  virtual Result<std::vector<alerts::StoryTold>> toldOf(ActionId action) = 0;
  /// Recomputes every seal; the number of sealed rows, or an Input error that names the first row that does
  /// not fit.
  virtual Result<std::size_t> verify() = 0;
  /// All that people ever did, so that it can be done again.
  virtual Result<History> history() = 0;
};

class AnswerStore;  // answers.h
class BounceStore;  // bounces.h
class LinkStore;    // links.h
class DraftStore;   // drafts.h
class FeedStore;    // feed.h
class Keeping;      // keeping.h
class OutboxDesk;   // outbox_desk.h
class Preferences;  // preferences.h
class ReplyStore;   // replies.h

/// All ports over one connection. Virtually inherited, so that each port may have its own implementing class.
class Store : public virtual PlanStore,
              public virtual EngineStore,
              public virtual OutboxStore,
              public virtual AuditStore {
 public:
  virtual Result<std::unique_ptr<Transaction>> begin() = 0;
  virtual AnswerStore& answers() = 0;
  virtual BounceStore& bounces() = 0;
  virtual LinkStore& links() = 0;
  virtual DraftStore& drafts() = 0;
  virtual FeedStore& feed() = 0;
  virtual Keeping& keeping() = 0;
  virtual OutboxDesk& outboxDesk() = 0;
  virtual Preferences& preferences() = 0;
  virtual ReplyStore& replies() = 0;
  /// The program is about to end: from now on somebody else's lock is waited for no longer than a moment. The
  /// one call that is safe from any thread.
  virtual void hurry() = 0;
};

}  // namespace chaser::store
