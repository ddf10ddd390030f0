// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "common/date.h"
#include "common/diagnostic.h"
#include "common/span.h"
#include "common/zone.h"
#include "plan/calendar.h"

/// Who holds which role: the contents of contacts.yaml as values, and the folded matching of names as plans
/// write them. Nothing here says what anybody is told; that is alerts/.
namespace chaser::plan {

/// How often a person wants their digest.
struct DigestHabit {
  enum class Kind { Daily, Weekly, Immediate };
  Kind kind = Kind::Daily;
  Weekday on = Weekday::Monday;  ///< for Weekly
  friend bool operator==(const DigestHabit&, const DigestHabit&) = default;
};

struct Absence {
  Date from;
  Date to;            ///< the last day away
  std::string cover;  ///< who stands in: a contact's name or role
};

/// When messages may leave. Days are `working` (the calendar's) or `all`.
struct Window {
  bool workingDaysOnly = true;
  TimeOfDay from{8 * 60 + 30};
  TimeOfDay to{17 * 60 + 30};
  std::string timezone = "Europe/London";
  std::string holidays = "england-and-wales";
  std::vector<WorkingCalendar::Holiday> closures;  ///< days off besides, as listed in place
  std::string closuresFile;                        ///< or a file of them, beside contacts.yaml: .ics or .yaml
  Position closuresAt;
};

struct Contact {
  std::string name;  ///< unique; the first role that they hold
  std::string email;
  std::vector<std::string> roles;
  std::string party;
  std::string reportsTo;
  DigestHabit digest;
  std::vector<Absence> away;
  std::optional<Date> until;  ///< the last day in post; the roles are nobody's after it
  std::optional<std::string> timezone;
  std::optional<int> digestsPerDay;  ///< their own budget; absent: everybody's
  std::optional<int> urgentPerDay;
  Position at;
};

struct Party {
  std::string name;
  std::vector<std::string> also;
  std::string contact;
  Position at;
};

/// `first tuesday`, `third thursday`, `last friday` of each month.
struct MonthlyMeeting {
  int nth = 1;  ///< 1 to 5; -1 is the last
  Weekday weekday = Weekday::Monday;
};

struct MeetingPlan {
  std::vector<Date> dates;  ///< sorted
  std::optional<MonthlyMeeting> every;
  Span papers{5, Span::Unit::WorkingDay};   ///< the pack goes to the board this long before the meeting
  Span cutOff{10, Span::Unit::WorkingDay};  ///< the draft goes to the secretary this long before it

  /// The first meeting on or after `day`; absent when there is none to come. A month without a fifth such
  /// weekday has no meeting.
  [[nodiscard]] std::optional<Date> next(Date day) const;
};

/// The table that goes with a board's papers: its own items, all of the plan, or none.
enum class Attach { Items, Plan, Nothing };
enum class AttachFormat { Xlsx, Csv };

struct Board {
  std::string name;
  std::vector<std::string> also;
  std::string forParty;  ///< one meeting a party; empty for the board of all others
  std::string email;
  std::string secretary;
  bool isPublic = false;
  Attach attach = Attach::Items;
  AttachFormat attachFormat = AttachFormat::Xlsx;
  std::optional<MeetingPlan> meets;
  Position at;

  /// `Contract review meeting (NCH)`: what tells apart two boards of one name.
  [[nodiscard]] std::string title() const;
};

/// What a webhook's far end understands.
enum class HookPreset { Generic, Teams, Slack, Mattermost, Alertmanager, Notify };

/// A channel: a program that is told. docs/webhooks says what each preset makes of these.
struct Webhook {
  std::string name;
  HookPreset preset = HookPreset::Generic;
  std::string url;           ///< where it is posted; of Notify the service itself unless given
  std::string urlFile;       ///< or the file that holds it, for an address that is a secret itself
  std::string secretFile;    ///< the key that signs, the API key of Notify, the bearer token of Alertmanager
  std::string caFile;        ///< PEM, beside contacts.yaml; empty: the system's
  int maxConnections = 2;    ///< at a time; of Alertmanager always one
  std::string templateFile;  ///< of Generic: Mustache, beside contacts.yaml
  Position templateAt;
  std::string templateId;           ///< of Notify
  std::string to;                   ///< of Notify: an e-mail address or a telephone number
  std::vector<std::string> events;  ///< what it is told besides alerts; see hookEvents()
  std::vector<std::pair<std::string, std::string>> labels;  ///< of Alertmanager: besides those of the alert
  Position at;
};

/// What contacts.yaml says about a plan; wins over the database row.
struct PlanRoles {
  std::string key;
  std::string coordinator;
  std::string verifier;
  std::string board;
  /// A date that the delivering party gives is agreed at once; otherwise it is proposed, and the lead or the
  /// coordinator agrees.
  bool partyMayAgree = false;
  std::vector<std::string> mailFields;  ///< which further fields messages about it show; see mailFieldNames()
  bool sensitive = false;               ///< messages about it give counts only
  Position at;
};

struct Directory {
  std::vector<Contact> contacts;
  std::vector<Party> parties;
  std::vector<Board> boards;
  std::vector<Webhook> webhooks;
  std::vector<PlanRoles> plans;
  Window window;
};

/// The directory with its names folded for look-up. Immutable; matching is case, space, dash, apostrophe,
/// `&`/`and`, plural and full-stop blind, and knows a leading organisation (`NC Contract review meetings.`
/// is the `Contract review meeting`).
class People {
 public:
  People() = default;
  explicit People(Directory directory);

  [[nodiscard]] const Directory& directory() const { return directory_; }
  /// Gives the directory back, as it came; nothing is to be asked of these people any more.
  [[nodiscard]] Directory release() && { return std::move(directory_); }

  /// The contact of exactly this name (folded); nullptr when there is none. In post or not.
  [[nodiscard]] const Contact* contact(std::string_view name) const;
  /// Everybody who holds a role or bears this name, and is in post on that day. A leading organisation is
  /// dropped only towards contacts who answer for it or for none in particular: the `NCH programme manager`
  /// is not the `Programme manager` of another organisation. An organisation's own name stands for its
  /// contact.
  [[nodiscard]] std::vector<const Contact*> holders(std::string_view role, Date on) const;
  /// True when somebody is listed for the role at all, in post or gone.
  [[nodiscard]] bool knowsRole(std::string_view role) const;
  [[nodiscard]] const Party* party(std::string_view name) const;
  /// The board of that name for that party, else the one that is for no party in particular; nullptr else.
  [[nodiscard]] const Board* board(std::string_view name, std::string_view party = {}) const;
  /// The board that a cell names: the whole of it first, then its parts, first known one wins; nullptr else.
  [[nodiscard]] const Board* boardInCell(std::string_view cell, std::string_view party = {}) const;
  /// Whether a board of this name exists for any party at all.
  [[nodiscard]] bool knowsBoard(std::string_view name) const;
  [[nodiscard]] const Webhook* webhook(std::string_view name) const;
  [[nodiscard]] const PlanRoles* plan(std::string_view key) const;

  /// A cell that names owners: the whole of it first, then its lines, then their parts at `;`, then at `/`
  /// and `,`, then at `and` and `&`. The widest part that somebody is listed for wins, so that `Head of
  /// Quality and Safety` stays one role. A part without any known name in it is reported whole. A name with
  /// its role (`Jane Whitby (Head of Nursing)`) is known when either is. Nobody is named twice.
  struct Cell {
    std::vector<std::string> known;    ///< parts that somebody is listed for, as written
    std::vector<std::string> unknown;  ///< parts that nobody is listed for, as written
  };
  [[nodiscard]] Cell readCell(std::string_view cell) const;

  /// Who stands in for a contact on that day, cover of cover followed: the contact themself when present.
  /// nullptr when the chain ends at nobody in post. Who is away and names no cover gets their messages
  /// themself.
  [[nodiscard]] const Contact* present(const Contact& contact, Date on) const;

  /// Changes whenever the directory does.
  [[nodiscard]] const std::string& fingerprint() const { return fingerprint_; }

 private:
  /// Who is listed for a role, as indexes of contacts.
  [[nodiscard]] std::vector<std::size_t> listed(std::string_view role) const;
  [[nodiscard]] bool sameParty(std::string_view a, std::string_view b) const;
  /// `NC Contract review meeting` parted into the organisation and the rest, both folded; empty without one.
  [[nodiscard]] std::pair<std::string, std::string> withoutOrganisation(std::string_view name) const;
  void readParts(std::string_view text, std::size_t level, Cell& cell) const;
  [[nodiscard]] bool readPerson(std::string_view text, Cell& cell) const;

  Directory directory_;
  std::string fingerprint_;
  std::vector<std::uint32_t> byName_;  ///< contacts in the order of their names
  std::unordered_map<std::string, std::vector<std::size_t>> roles_;
  std::unordered_map<std::string, std::size_t> parties_;
  std::unordered_map<std::string, std::vector<std::size_t>> boards_;
};

/// Reads contacts.yaml. Circles of cover, duplicate names, malformed meetings are errors; contacts without an
/// address, boards that never meet again (seen from `today`), a role held by two, unknown `reports_to`,
/// `cover`, `contact`, `secretary`, `coordinator`, `verifier`, `board` are warnings. An empty file is an
/// empty directory.
Directory loadDirectory(const SourcePtr& source, Date today, Diagnostics& diagnostics);

/// The mistakes that only show when all entries are seen together; loadDirectory calls it.
void checkDirectory(const People& people, Date today, Diagnostics& diagnostics);

std::string_view toString(HookPreset);
/// What a webhook may ask to be told besides alerts: `answer.recorded`, `decision.recorded`,
/// `subject.changed`.
const std::vector<std::string>& hookEvents();

/// `first tuesday`, `3rd thursday`, `last friday`; empty for anything else.
std::optional<MonthlyMeeting> parseMonthlyMeeting(std::string_view text);
/// What `mail_fields` may name: `rag`, `progress`, `by_whom`, …, in the order in which messages show them.
const std::vector<std::string>& mailFieldNames();
/// `daily`, `weekly` (on Mondays), `weekly:thu`, `immediate`.
std::optional<DigestHabit> parseDigestHabit(std::string_view text);
/// Whether mail could be sent to it: one `@`, something on both sides, no blank, comma, bracket or control
/// character (which also keeps line breaks out of headers). Existence is for the mail server to say.
bool plausibleAddress(std::string_view address);

}  // namespace chaser::plan
