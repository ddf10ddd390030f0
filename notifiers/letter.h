// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alerts/dispatch.h"
#include "alerts/model.h"
#include "common/instant.h"
#include "plan/model.h"

/// A message as a value, before any template saw it: what it says, to whom, in which order. compose.h makes
/// it from a MessagePlan and the facts, render.h makes text and HTML of it, payload.h JSON.
namespace chaser::notifiers {

/// Why it is this reader who gets an escalation.
enum class ToldBecause {
  Named,         ///< the rule or the plan names them
  Leads,         ///< those who were asked report to them
  NobodyElseIs,  ///< as the coordinator, for want of anybody else
};

/// What happened to an action, told to a program that follows the plan: no alert's doing.
struct Happened {
  std::string event;  ///< `answer.recorded`, `decision.recorded`, `subject.changed`
  Instant at;
  std::string answer;                ///< `done`, `new-date`, …
  std::string decision;              ///< `close`, …
  std::string board;                 ///< that decided
  std::optional<Date> meeting;       ///< at which
  std::vector<std::string> changed;  ///< `due`, `owner`, `rag`, …: the fields' names, sorted
};

/// An answer that is sent by mail; see mailto.h.
struct ReplyChoice {
  std::string words;  ///< "Still on track"
  std::string said;   ///< with which a reply begins that says so: "still on track"
  std::string href;   ///< `mailto:…`, whole
};

/// One thing said about one subject.
struct Entry {
  alerts::ItemKind kind = alerts::ItemKind::Ask;
  std::string rule;
  rules::Severity severity = rules::Severity::Warning;
  std::string step;       ///< the ladder's rung, for programs
  int occurrence = 1;     ///< which time it is said, for programs
  std::string summary;    ///< the rule's; empty where its words would reproach
  std::string ask;        ///< what to do, first: "Can you confirm or change this date?"
  std::string why;        ///< the rule's, or what ended a Resolved one
  std::string stopsWhen;  ///< the edit that ends it
  std::string milestone;  ///< as written
  std::string party;
  std::string basis;  ///< `indicative`, `agreed`, empty
  std::optional<Date> due;
  std::optional<Date> originalDue;  ///< when it was another
  std::optional<Date> completedOn;  ///< of what is said to be done, and is to be verified
  plan::Precision precision = plan::Precision::Day;
  bool review = false;  ///< `due` is when it is looked at again, no deadline
  bool asksWhereItStands = false;
  std::string note;  ///< cover, nobody holds the role, a doubt
  std::vector<std::string>
      notAnswered;                   ///< who was told: "A, told on 2 October 2017"; of escalations and packs
  std::vector<std::string> history;  ///< of a pack: slips, as sentences
  ToldBecause because = ToldBecause::Named;  ///< of escalations
  bool wasAnswered = false;                  ///< acknowledged or snoozed at some time
  std::string goesTo;                        ///< of a warning: "the papers of the 0-25 programme board"
  std::optional<Date> goesOn;
  int times = 1;           ///< of a pack: 2 is "2nd time"
  std::string noticeText;  ///< of a Notice; and of what is only counted, for its plan is sensitive
  /// What else the plan lets messages show: the field's name for people, and its words.
  std::vector<std::pair<std::string, std::string>> fields;
  std::string link;                  ///< where this is answered; empty: by no link
  std::int64_t alert = 0;            ///< the alert's number, for programs; 0: of none
  std::optional<Date> firedOn;       ///< since when it fires, for programs
  std::optional<Happened> happened;  ///< of a Notice that is no notice: what happened
  std::string code;                  ///< by which a reply says that it is about this; empty: it has none
  std::vector<ReplyChoice> replies;
};

/// All that is said about one action, under its headline.
struct Group {
  std::string plan;  ///< key
  std::string planTitle;
  std::string ref;  ///< spoken
  std::string headline;
  std::string status;  ///< what the colour means, in the words of the plan's key
  std::string colour;  ///< `red` …, empty
  std::vector<Entry> entries;
};

/// What is only named, in a line: a reader who is told of it must be able to find it.
struct Further {
  std::string plan;  ///< key
  std::string planTitle;
  std::string ref;       ///< empty for a notice
  std::string headline;  ///< of a notice its text
};

/// What a section holds, in the order in which sections stand.
enum class SectionKind { New, Warning, Later, Open, Resolved, Notices };

struct Section {
  SectionKind kind = SectionKind::New;
  std::string title;  ///< "New", "Before it goes further", "No answer yet", "Still open", …
  std::vector<Group> groups;
};

struct Letter {
  alerts::MessageKind kind = alerts::MessageKind::Digest;
  std::string event;    ///< for programs, where it is not that of the entries: `ping`
  std::string subject;  ///< the subject line, where it is not made of the entries
  std::string key;      ///< MessagePlan::key(): ids are derived from it
  std::string toName;
  std::string toAddress;
  std::string replyToName, replyToAddress;  ///< the coordinator
  Date day;
  std::string marking;  ///< e.g. OFFICIAL-SENSITIVE
  std::string board;    ///< of a pack
  std::optional<Date> meeting;
  std::optional<Date> papers;  ///< of a pack: the day on which it goes to the board
  bool isPublic = false;       ///< of a pack: papers that anybody may read
  std::string link;            ///< where all of it is answered in one place; empty: nowhere
  bool hasLinks = false;       ///< whether any of it is answered by a link
  bool hasCodes = false;       ///< whether any of it is answered by a mail with a code
  std::vector<Section> sections;
  std::size_t actions = 0;  ///< distinct actions, in full or in a line, that somebody is asked about
  std::size_t inFull = 0;   ///< entries shown with all that is known of them
  std::size_t counted = 0;  ///< further entries, named in `further`
  std::vector<Further> further;
  std::vector<std::string> attached;  ///< of a pack: names of the files that go with it
  std::string seal;                   ///< of a pack: the last seal of the audit, `1234:9f86d081884c7d65`
  /// Of a pack: colour and how many actions; "" are those without one.
  std::vector<std::pair<std::string, std::size_t>> ragPicture;
};

}  // namespace chaser::notifiers
