// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "alerts/model.h"
#include "plan/model.h"

/// A message as a value, before any template saw it: what it says, to whom, in which order. compose.h makes
/// it from a MessagePlan and the facts, render.h makes text and HTML of it.
namespace chaser::notifiers {

/// One thing said about one subject.
struct Entry {
  alerts::ItemKind kind = alerts::ItemKind::Ask;
  std::string rule;
  std::string summary;  ///< the rule's
  std::string ask;      ///< what to do, first: "Can you confirm or change this date?"
  std::string why;
  std::string stopsWhen;  ///< the edit that ends it
  std::string milestone;  ///< as written
  std::string party;
  std::string basis;  ///< `indicative`, `agreed`, empty
  std::optional<Date> due;
  std::optional<Date> originalDue;  ///< when it was another
  plan::Precision precision = plan::Precision::Day;
  bool asksWhereItStands = false;
  std::string note;                      ///< cover, nobody holds the role, a doubt
  std::vector<std::string> notAnswered;  ///< of an escalation: who was told and when
  std::string goesTo;                    ///< of a warning: "the 0-25 programme board's papers"
  std::optional<Date> goesOn;
  int times = 1;  ///< of a pack: 2 is "2nd time"
  std::string noticeText;
};

/// All that is said about one action, under its headline.
struct Group {
  std::string plan;  ///< key
  std::string planTitle;
  std::string ref;  ///< spoken
  std::string headline;
  std::string status;  ///< the colour's words, for a pack
  std::string colour;  ///< `red` …, empty
  std::vector<Entry> entries;
};

struct Section {
  std::string title;  ///< "New", "Getting later", "Still open", "Fair warning", …
  std::vector<Group> groups;
};

struct Letter {
  alerts::MessageKind kind = alerts::MessageKind::Digest;
  std::string key;  ///< MessagePlan::key(): ids are derived from it
  std::string toName;
  std::string toAddress;
  std::string replyToName, replyToAddress;  ///< the coordinator
  Date day;
  std::string marking;  ///< e.g. OFFICIAL-SENSITIVE
  std::string board;    ///< of a pack
  std::optional<Date> meeting;
  std::vector<Section> sections;
  std::size_t inFull = 0;                                       ///< entries shown
  std::size_t counted = 0;                                      ///< further entries, counted only
  std::vector<std::pair<std::string, std::size_t>> ragPicture;  ///< of a pack: colour and how many actions
};

}  // namespace chaser::notifiers
