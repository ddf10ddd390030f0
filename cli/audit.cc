// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/model.h"

namespace chaser::cli {

namespace {

constexpr std::size_t kRowsAtOnce = 1000;
constexpr std::size_t kShownText = 60;

struct AuditArguments {
  std::string ref;
  std::string against;
  bool verify = false;
};

/// What the engine's own facts say, as it wrote it; null of edits, and of facts from before it was written
/// so.
Json aboutOf(const store::AuditRow& row) {
  for (const auto* kind : {"alert.", "item.", "message."}) {
    if (!row.what.starts_with(kind)) continue;
    auto words = Json::parse(row.after, nullptr, false);
    if (words.is_object()) return words;
  }
  return nullptr;
}

Json rowJson(const store::AuditRow& row) {
  return {{"seq", row.seq},
          {"at", row.at.iso()},
          {"actor", row.actor},
          {"what", row.what},
          {"ref", orNull(row.ref)},
          {"part", row.part == 0 ? Json() : Json(row.part)},
          {"before", orNull(row.before)},
          {"after", orNull(row.after)},
          {"about", aboutOf(row)},
          {"seal", orNull(row.seal)}};
}

/// `5.1 (part 2)`, as every other command names it.
std::string actionText(const store::AuditRow& row) {
  plan::Action action;
  action.ref = row.ref;
  action.part = std::max(1, row.part);
  return plan::spokenRef(action);
}

std::string wordOf(const Json& about, const char* key) {
  const auto found = about.find(key);
  return found != about.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// `due-soon (LCFT): in-pack 16 November 2017`; of a message its kind, whom it went to, and how much it said.
std::string aboutText(const Json& about) {
  if (const auto items = about.find("items"); items != about.end() && items->is_array()) {
    return fmt::format("{} to {}, {}", wordOf(about, "kind"), wordOf(about, "to"),
                       counted(items->size(), "item", "items"));
  }
  // What a person made of a message that waited or was given up, or a mail server of one that was sent.
  for (const char* key : {"why", "how", "words"}) {
    if (const auto words = wordOf(about, key); !words.empty())
      return fmt::format("{} to {}: {}", wordOf(about, "kind"), wordOf(about, "to"), words);
  }
  auto line = wordOf(about, "rule");
  if (const auto party = wordOf(about, "party"); !party.empty()) line += " (" + party + ")";
  if (const auto step = wordOf(about, "step"); !step.empty())
    line += fmt::format(" {} {}", wordOf(about, "kind"), step);
  if (const auto reason = wordOf(about, "reason"); !reason.empty()) line += ": " + reason;
  if (const auto detail = wordOf(about, "detail"); !detail.empty()) line += " " + detail;
  return line;
}

std::string rowText(const store::AuditRow& row) {
  std::string line = fmt::format("{:>6}  {}  {:<12}  {}", row.seq, row.at.iso(), row.actor, row.what);
  if (!row.ref.empty()) line += "  " + actionText(row);
  if (const auto about = aboutOf(row); !about.is_null())
    return line + ": " + (row.before.empty() ? "" : row.before + " -> ") + aboutText(about);
  // What was removed is kept whole, for a replay; a reader knows it by its words.
  const auto after = row.what.ends_with(".removed") ? std::string() : row.after;
  if (!row.before.empty() || !after.empty()) {
    line += fmt::format(": {} -> {}", row.before.empty() ? "(nothing)" : shorten(row.before, kShownText),
                        after.empty() ? "(nothing)" : shorten(after, kShownText));
  }
  return line;
}

void runVerify(Session& session, store::Store& store) {
  const auto sealed = store.verify();
  if (!sealed) {
    session.failWith(sealed.error());
    return session.end(Exit::No);
  }
  if (session.json) {
    print(session.out, Json{{"sealed", *sealed}, {"valid", true}});
  } else {
    session.out << fmt::format("The audit log is intact: {} sealed.\n",
                               counted(*sealed, "entry is", "entries are"));
  }
}

/// A seal as papers print it: `1234:9f86d081884c7d65`, the entry's number and the seal or its beginning.
struct PrintedSeal {
  std::int64_t seq = 0;
  std::string begins;
};

std::optional<PrintedSeal> readSeal(const std::string& text) {
  constexpr std::size_t kShortest = 8;
  PrintedSeal seal;
  const auto colon = text.find(':');
  if (colon == std::string::npos || colon + 1 + kShortest > text.size()) return std::nullopt;
  const auto [end, status] = std::from_chars(text.data(), text.data() + colon, seal.seq);
  if (status != std::errc() || end != text.data() + colon || seal.seq < 1) return std::nullopt;
  seal.begins = foldCase(text.substr(colon + 1));
  if (seal.begins.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  return seal;
}

/// Whether the record up to there is the one whose seal was printed then. The chain after it is for --verify.
void runAgainst(Session& session, store::Store& store, const std::string& printed) {
  const auto seal = readSeal(printed);
  if (!seal)
    return session.failWith({ErrorKind::Usage, fmt::format("'{}' is no seal", printed),
                             "write it as papers print it: --against 1234:9f86d081884c7d65"});
  const auto row = store.rows(seal->seq - 1, 1);
  if (!row) return session.failWith(row.error());
  const bool fits =
      !row->empty() && row->front().seq == seal->seq && row->front().seal.starts_with(seal->begins);
  const auto sealed = fits ? store.verify() : Result<std::size_t>(std::size_t{0});
  const bool valid = fits && sealed;
  if (session.json) {
    print(session.out, Json{{"seq", seal->seq}, {"fits", fits}, {"valid", valid}});
  } else if (!fits) {
    session.out << fmt::format(
        "Entry {} does not bear this seal: the record was rewritten since, or the seal is "
        "another database's.\n",
        seal->seq);
  } else if (sealed) {
    session.out << fmt::format("The record up to entry {} is the one whose seal was printed.\n", seal->seq);
  }
  if (fits && !sealed) session.failWith(sealed.error());
  if (!valid) session.end(Exit::No);
}

void runAudit(Session& session, const AuditArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  if (!arguments.against.empty()) return runAgainst(session, *store, arguments.against);
  if (arguments.verify) return runVerify(session, *store);
  Json rows = Json::array();
  bool any = false;
  std::int64_t after = 0;
  for (;;) {
    const auto batch = store->rows(after, kRowsAtOnce);
    if (!batch) return session.failWith(batch.error());
    if (batch->empty()) break;
    after = batch->back().seq;
    for (const auto& row : *batch) {
      if (!arguments.ref.empty() && row.ref != arguments.ref) continue;
      any = true;
      if (session.json) {
        rows.push_back(rowJson(row));
      } else {
        session.out << rowText(row) << '\n';
      }
    }
  }
  // Every action was written once, so a ref without a row is none.
  if (!any && !arguments.ref.empty()) {
    return session.failWith({ErrorKind::Input, fmt::format("the record knows no action '{}'", arguments.ref),
                             "'chaser list' shows every ref"});
  }
  if (session.json) print(session.out, rows);
}

}  // namespace

void addAudit(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<AuditArguments>();
  auto* command = app.add_subcommand("audit", "Show the append-only record of every edit, alert and message");
  command->add_option("--ref", arguments->ref, "Only this action");
  command->add_flag("--verify", arguments->verify,
                    "Recompute every seal instead; exit status 1 when one does not fit");
  command->add_option(
      "--against", arguments->against,
      "Verify against a seal that a board's papers printed; exit status 1 when it does not fit");
  command->footer("Example: chaser --database plan.db audit --verify");
  command->callback([arguments, &session] { runAudit(session, *arguments); });
}

}  // namespace chaser::cli
