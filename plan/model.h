// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/ids.h"
#include "common/instant.h"

/// An action plan as the database holds it: plain values, no behaviour. Names are the columns' names.
/// A day that was never stated is absent, never a magic number.
namespace chaser::plan {

/// The colour as written. What it means is the plan's own key (RagMeaning).
enum class Rag { Red, Amber, Green, Blue, Grey };
/// What a colour means in its plan; the stock rules ask for this.
enum class Status { NotStarted, OnTrack, AtRisk, OffTrack, Delivered, Complete, Verified, Superseded };
/// An indicative date is an estimate; an agreed one is committed to by the party that must deliver.
enum class Basis { Indicative, Agreed };
enum class State { Open, Ongoing, Complete, Verified };
/// How exactly the words name the date: `Qtr 2 2017` is Quarter, with `due` its last day.
enum class Precision { Day, Week, Month, Quarter, Season, Year, None };

std::string_view toString(Rag);
std::string_view toString(Status);
std::string_view toString(Basis);
std::string_view toString(State);
std::string_view toString(Precision);
std::optional<Rag> parseRag(std::string_view);
std::optional<Status> parseStatus(std::string_view);
std::optional<Basis> parseBasis(std::string_view);
std::optional<State> parseState(std::string_view);
std::optional<Precision> parsePrecision(std::string_view);

struct RagMeaning {
  Rag colour = Rag::Grey;
  Status status = Status::NotStarted;
  std::string words;  ///< the legend's own
};

/// The usual key, assumed when a document brings none: blue complete, green on track, amber at risk,
/// red off track, grey not started.
std::vector<RagMeaning> defaultRagKey();

struct Plan {
  PlanId id;
  std::string key;  ///< short and unique, such as `northmoor`
  std::string title;
  std::string authority;
  unsigned yearStarts = 4;  ///< the month in which its financial year begins
  std::string coordinator;  ///< contact of last resort, by name
  std::string board;        ///< the board when a row names none
  std::vector<RagMeaning> ragKey;
  // Whether any row of the plan has the field: a plan without an owner column is not chased for owners.
  bool hasOwners = false;
  bool hasDates = false;
  bool hasRag = false;
};

/// An owner as written; of one milestone, or of the whole action when `milestone` is 0.
struct Owner {
  MilestoneId milestone;
  std::string role;
  int position = 0;
  /// As a document says it, before its milestone has an id: that milestone's position.
  std::optional<int> place = std::nullopt;
};

/// One dated promise.
struct Milestone {
  MilestoneId id;
  int position = 0;
  std::string text;  ///< as written
  std::string label;
  std::string party;  ///< the organisation that must deliver, as its short name
  std::optional<Basis> basis;
  std::optional<Date> earliest;
  std::optional<Date> due;  ///< last day of the stated period
  Precision precision = Precision::None;
  bool review = false;  ///< the date is when something is looked at again, not a deadline
  State state = State::Open;
  std::optional<Date> completedOn;
  std::string completedBy;
  std::optional<Date> verifiedOn;
  std::string verifiedBy;
  std::optional<Date> recheckOn;
  std::string evidence;
  std::optional<Date> proposedDue;
  std::string proposedBy;
  std::optional<Instant> proposedAt;
  std::string doubt;  ///< why date, basis or state is uncertain; empty when settled
  // derived by the database
  std::optional<Date> baselineDue;
  int slips = 0;
  std::optional<Instant> agreedAt;
};

/// One thing to be done. A continuation row with its own date, owner or rating is part 2, 3, … of its ref.
struct Action {
  ActionId id;
  PlanId plan;
  std::string ref;
  int part = 1;
  int position = 0;  ///< its place in the document
  std::string recommendation;
  std::string issue;
  std::string action;
  std::string byWhom;
  std::string assurance;  ///< the board as written
  std::optional<Rag> rag;
  std::string ragText;
  std::string progress;
  std::string comments;
  std::optional<Instant> closedAt;
  std::optional<Instant> importedAt;  ///< when the row first entered the database
  // derived by the database
  std::optional<Instant> updatedAt;     ///< anything but progress text changed, or a person confirmed
  std::optional<Instant> progressedAt;  ///< progress of substance
  std::optional<Instant> confirmedAt;   ///< a person said that it still holds
  std::optional<Instant> ragSince;
  std::optional<Rag> ragPrevious;
};

/// An action with all that rules, ladders and messages ask about it. Milestones and owners are in `position`
/// order. The plan is shared among its actions and never changed through this pointer.
struct ActionRecord {
  std::shared_ptr<const Plan> plan;
  Action action;
  std::vector<Milestone> milestones;
  std::vector<Owner> owners;

  [[nodiscard]] const Milestone* milestone(MilestoneId id) const;
};

/// Complete, be it verified or not: nothing is owed any more.
bool isDone(const Milestone& milestone);

/// What the plan's key says of the action's colour; absent without a colour or without an entry for it.
std::optional<Status> statusOf(const ActionRecord& record);

/// One line that names the action to people: its milestone's label, else the recommendation's first sentence,
/// else the issue's, the action's, the progress text's (all that a continuation row may have). At most 120
/// characters.
std::string headline(const ActionRecord& record, const Milestone* milestone = nullptr);

/// `16.2`, or `5.1 (part 2)`.
std::string spokenRef(const Action& action);

}  // namespace chaser::plan
