// SPDX-License-Identifier: Apache-2.0
#include "plan/people_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "plan/holidays/closures.h"
#include "plan/webhook_file.h"

/// contacts.yaml as written: which keys there are and what each may hold. What only shows when all entries
/// are seen together is people_check.cc's.
namespace chaser::plan {

namespace {

constexpr int kMostDigests = 100;
constexpr int kMostUrgent = 1000;

std::string textOf(YamlNode node, std::string_view what) {
  const auto value = node.text(what);
  return value ? std::string(trim(*value)) : std::string();
}

std::vector<std::string> textsOf(YamlNode node, std::string_view what) {
  std::vector<std::string> out;
  for (const auto& value : node.texts(what)) {
    if (const auto trimmed = trim(value); !trimmed.empty()) out.emplace_back(trimmed);
  }
  return out;
}

/// The name that every entry must have; empty after it was reported.
std::string nameOf(YamlNode& entry, const std::string& key, std::string_view what) {
  auto node = entry.require(key, what);
  auto name = textOf(node, key);
  if (node.present() && node.isScalar() && name.empty()) node.error(fmt::format("'{}' is empty", key));
  return name;
}

std::string addressOf(const YamlNode& node) {
  auto address = textOf(node, "email");
  if (address.empty() || plausibleAddress(address)) return address;
  node.error(fmt::format("'{}' is not an e-mail address", repairUtf8(address)),
             "write it as name@organisation.example");
  return {};
}

std::optional<std::string> timezoneOf(const YamlNode& node) {
  if (!node.present()) return std::nullopt;
  auto name = textOf(node, "timezone");
  if (const auto zone = Zone::named(name); !zone) {
    node.error(zone.error().what, zone.error().hint);
    return std::nullopt;
  }
  return name;
}

std::vector<Absence> absencesOf(YamlNode node) {
  std::vector<Absence> out;
  for (auto& entry : node.items()) {
    if (!entry.checkKeys({"from", "to", "cover"}, "an absence")) continue;
    const auto from = entry.require("from", "an absence").date("from");
    const auto to = entry.require("to", "an absence").date("to");
    if (!from || !to) continue;
    if (*from > *to) {
      entry.error(fmt::format("this absence ends on {}, before it begins on {}", to->iso(), from->iso()),
                  "exchange 'from' and 'to'");
      continue;
    }
    Absence absence{*from, *to, textOf(entry.get("cover"), "cover")};
    if (absence.cover.empty()) {
      entry.warn("nobody covers this absence: messages go to the one who is away", "add 'cover: NAME'");
    }
    out.push_back(std::move(absence));
  }
  return out;
}

DigestHabit digestOf(YamlNode node) {
  if (!node.present()) return {};
  const auto text = node.text("digest");
  if (!text) return {};
  const auto habit = parseDigestHabit(*text);
  if (!habit)
    node.error(fmt::format("'{}' is no habit", *text), "write daily, weekly, weekly:mon or immediate");
  return habit.value_or(DigestHabit{});
}

void readContact(YamlNode& entry, Directory& directory) {
  if (!entry.checkKeys({"name", "email", "roles", "party", "reports_to", "digest", "away", "until",
                        "timezone", "digests_per_day", "urgent_per_day"},
                       "a contact")) {
    return;
  }
  Contact contact;
  contact.at = entry.position();
  contact.name = nameOf(entry, "name", "a contact");
  contact.email = addressOf(entry.get("email"));
  contact.roles = textsOf(entry.get("roles"), "roles");
  contact.party = textOf(entry.get("party"), "party");
  contact.reportsTo = textOf(entry.get("reports_to"), "reports_to");
  contact.digest = digestOf(entry.get("digest"));
  contact.away = absencesOf(entry.get("away"));
  contact.until = entry.get("until").date("until");
  contact.timezone = timezoneOf(entry.get("timezone"));
  contact.digestsPerDay = entry.get("digests_per_day").integer("digests_per_day", 1, kMostDigests);
  contact.urgentPerDay = entry.get("urgent_per_day").integer("urgent_per_day", 0, kMostUrgent);
  if (!contact.name.empty()) directory.contacts.push_back(std::move(contact));
}

void readParty(YamlNode& entry, Directory& directory) {
  if (!entry.checkKeys({"name", "also", "contact"}, "a party")) return;
  Party party;
  party.at = entry.position();
  party.name = nameOf(entry, "name", "a party");
  party.also = textsOf(entry.get("also"), "also");
  party.contact = textOf(entry.get("contact"), "contact");
  if (!party.name.empty()) directory.parties.push_back(std::move(party));
}

std::optional<MeetingPlan> meetingsOf(YamlNode node) {
  if (!node.present() || !node.checkKeys({"dates", "every", "papers", "cut_off"}, "'meets'"))
    return std::nullopt;
  MeetingPlan meets;
  auto dates = node.get("dates");
  auto every = node.get("every");
  if (dates.present() == every.present()) {
    node.error("'meets' needs either 'dates' or 'every'",
               "for example {every: first tuesday} or {dates: [2026-12-08]}");
  }
  for (auto& item : dates.items(true)) {
    if (const auto date = item.date("a meeting")) meets.dates.push_back(*date);
  }
  std::sort(meets.dates.begin(), meets.dates.end());
  meets.dates.erase(std::unique(meets.dates.begin(), meets.dates.end()), meets.dates.end());
  if (const auto phrase = every.text("every")) {
    meets.every = parseMonthlyMeeting(*phrase);
    if (!meets.every) {
      every.error(fmt::format("'{}' does not say when the board meets", *phrase),
                  "write first, second, third, fourth, fifth or last, then a weekday: 'first tuesday'");
    }
  }
  if (const auto span = node.get("papers").span("papers")) meets.papers = *span;
  if (const auto span = node.get("cut_off").span("cut_off")) meets.cutOff = *span;
  return meets;
}

/// One of a few words; what is none of them is reported.
template <typename Value>
Value oneOf(const YamlNode& node, const std::string& key,
            const std::vector<std::pair<std::string, Value>>& all) {
  if (!node.present()) return all.front().second;
  const auto text = textOf(node, key);
  std::vector<std::string> words;
  for (const auto& [word, value] : all) {
    if (word == text) return value;
    words.push_back(word);
  }
  node.error(fmt::format("'{}' must be {}", key, joinWords(words, "or")), suggest(text, words));
  return all.front().second;
}

void readBoard(YamlNode& entry, Directory& directory) {
  if (!entry.checkKeys(
          {"name", "also", "for", "email", "secretary", "public", "attach", "attach_format", "meets"},
          "a board"))
    return;
  Board board;
  board.at = entry.position();
  board.name = nameOf(entry, "name", "a board");
  board.also = textsOf(entry.get("also"), "also");
  board.forParty = textOf(entry.get("for"), "for");
  board.email = addressOf(entry.get("email"));
  board.secretary = textOf(entry.get("secretary"), "secretary");
  board.isPublic = entry.get("public").flag("public").value_or(false);
  board.attach = oneOf<Attach>(entry.get("attach"), "attach",
                               {{"items", Attach::Items}, {"plan", Attach::Plan}, {"none", Attach::Nothing}});
  board.attachFormat = oneOf<AttachFormat>(entry.get("attach_format"), "attach_format",
                                           {{"xlsx", AttachFormat::Xlsx}, {"csv", AttachFormat::Csv}});
  board.meets = meetingsOf(entry.get("meets"));
  if (!board.name.empty()) directory.boards.push_back(std::move(board));
}

std::vector<std::string> mailFieldsOf(YamlNode node) {
  std::vector<std::string> fields;
  for (auto& item : node.items(true)) {
    const auto name = textOf(item, "mail_fields");
    const auto& known = mailFieldNames();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = suggest(name, known);
      item.error(fmt::format("'{}' is no field that messages can show", name),
                 near.empty() ? "one of: " + joinWords(known, "or") : near);
    } else if (std::find(fields.begin(), fields.end(), name) == fields.end()) {
      fields.push_back(name);
    }
  }
  return fields;
}

void readPlan(YamlNode& entry, Directory& directory) {
  if (!entry.checkKeys(
          {"key", "coordinator", "verifier", "board", "party_may_agree", "mail_fields", "sensitive"},
          "a plan's roles"))
    return;
  PlanRoles plan;
  plan.at = entry.position();
  plan.key = nameOf(entry, "key", "a plan's roles");
  plan.coordinator = textOf(entry.get("coordinator"), "coordinator");
  plan.verifier = textOf(entry.get("verifier"), "verifier");
  plan.board = textOf(entry.get("board"), "board");
  plan.partyMayAgree = entry.get("party_may_agree").flag("party_may_agree").value_or(false);
  plan.mailFields = mailFieldsOf(entry.get("mail_fields"));
  plan.sensitive = entry.get("sensitive").flag("sensitive").value_or(false);
  if (plan.sensitive && !plan.mailFields.empty())
    entry.get("mail_fields")
        .warn("messages about a sensitive plan give counts only: mail_fields shows nothing",
              "leave one of the two out");
  if (!plan.key.empty()) directory.plans.push_back(std::move(plan));
}

void readTime(YamlNode node, std::string_view what, TimeOfDay& time) {
  const auto text = node.text(what);
  if (!text) return;
  if (const auto parsed = TimeOfDay::parse(*text)) {
    time = *parsed;
  } else {
    node.error(fmt::format("'{}' must be a time of day", what),
               "write it in quotes and with two digits: \"08:30\"");
  }
}

void readWindow(YamlNode node, Window& window) {
  if (!node.present() ||
      !node.checkKeys({"days", "from", "to", "timezone", "holidays", "closures"}, "'window'"))
    return;
  if (auto days = node.get("days"); days.present()) {
    const auto text = textOf(days, "days");
    if (text != "working" && text != "all")
      days.error("'days' must be 'working' or 'all'", suggest(text, {"working", "all"}));
    window.workingDaysOnly = text != "all";
  }
  readTime(node.get("from"), "from", window.from);
  readTime(node.get("to"), "to", window.to);
  if (window.from >= window.to) {
    node.error(fmt::format("the window from {} to {} never opens", window.from.text(), window.to.text()),
               "'from' must be before 'to'; a whole day is \"00:00\" to \"24:00\"");
  }
  if (const auto zone = timezoneOf(node.get("timezone"))) window.timezone = *zone;
  if (auto holidays = node.get("holidays"); holidays.present()) {
    window.holidays = textOf(holidays, "holidays");
    const auto known = WorkingCalendar::divisions();
    if (std::find(known.begin(), known.end(), window.holidays) == known.end()) {
      holidays.error(fmt::format("no bank holidays are known for '{}'", window.holidays),
                     suggest(window.holidays, known));
    }
  }
  if (auto closures = node.get("closures"); closures.present()) {
    window.closuresAt = closures.position();
    if (closures.isScalar()) {
      window.closuresFile = textOf(closures, "closures");
    } else {
      window.closures = readClosures(closures);
    }
  }
}

void readEach(YamlNode list, Directory& directory, void (*read)(YamlNode&, Directory&)) {
  for (auto& entry : list.items()) read(entry, directory);
}

}  // namespace

const std::vector<std::string>& mailFieldNames() {
  static const std::vector<std::string> names = {"rag",      "recommendation", "issue",     "action",
                                                 "owner",    "by_whom",        "assurance", "progress",
                                                 "comments", "evidence"};
  return names;
}

Directory readDirectory(YamlNode& root, Date today, Diagnostics& diagnostics) {
  Directory directory;
  if (!root.present()) return directory;
  if (!root.checkKeys({"contacts", "parties", "boards", "webhooks", "plans", "window"}, "contacts.yaml"))
    return directory;
  readEach(root.get("contacts"), directory, readContact);
  readEach(root.get("parties"), directory, readParty);
  readEach(root.get("boards"), directory, readBoard);
  readEach(root.get("webhooks"), directory, readWebhook);
  readEach(root.get("plans"), directory, readPlan);
  readWindow(root.get("window"), directory.window);
  People people(std::move(directory));
  checkDirectory(people, today, diagnostics);
  return std::move(people).release();
}

Directory loadDirectory(const SourcePtr& source, Date today, Diagnostics& diagnostics) {
  YamlNode root = parseYaml(source, diagnostics);
  return readDirectory(root, today, diagnostics);
}

}  // namespace chaser::plan
