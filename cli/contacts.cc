// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "alerts/recipients.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/fold.h"
#include "common/text.h"
#include "daemon/bounces.h"

namespace chaser::cli {

namespace {

using Kind = rules::Tell::Kind;

struct ContactsArguments {
  std::string plan, contacts;
  bool nobodys = false;
  bool failing = false;
};

/// A name that plans use, and how often.
struct NamedRole {
  alerts::Role role;
  std::string words;  // as the plan writes it first
  std::string plan;   // key
  std::size_t actions = 0;
  std::vector<alerts::Recipient> who;
  bool nobodys = false;
  std::string note;
};

/// Collects each role that the open actions of a plan name, once a plan and spelling.
class RoleBook {
 public:
  RoleBook(const plan::People& people, Date today) : people_(people), today_(today) {}

  void read(const plan::ActionRecord& record) {
    std::set<Key> ofAction;
    plan_ = &record;
    add({Kind::Coordinator, {}}, "", nullptr, ofAction);
    if (const auto* roles = people_.plan(record.plan->key); roles != nullptr && !roles->verifier.empty())
      add({Kind::Verifier, {}}, roles->verifier, nullptr, ofAction);
    for (const auto& owner : record.owners) {
      const auto cell = people_.readCell(owner.role);
      for (const auto* parts : {&cell.known, &cell.unknown}) {
        for (const auto& part : *parts) add({Kind::Owner, part}, part, nullptr, ofAction);
      }
    }
    addBoard(nullptr, ofAction);
    for (const auto& milestone : record.milestones) {
      if (!milestone.party.empty())
        add({Kind::Party, milestone.party}, milestone.party, &milestone, ofAction);
      addBoard(&milestone, ofAction);
    }
    for (const auto& key : ofAction) ++roles_[key].actions;
  }

  [[nodiscard]] const auto& roles() const { return roles_; }

 private:
  using Key = std::tuple<std::string, Kind, std::string>;  // plan, kind, folded words

  void addBoard(const plan::Milestone* milestone, std::set<Key>& ofAction) {
    const auto* board = alerts::boardOf(*plan_, milestone, people_);
    const auto& written = plan_->action.assurance.empty() ? plan_->plan->board : plan_->action.assurance;
    if (board == nullptr && written.empty()) return;
    add({Kind::Board, {}}, board != nullptr ? board->title() : written, milestone, ofAction);
  }

  void add(alerts::Role role, const std::string& words, const plan::Milestone* milestone,
           std::set<Key>& ofAction) {
    const Key key{plan_->plan->key, role.kind, foldPlural(words)};
    if (!ofAction.insert(key).second || roles_.count(key) > 0) return;
    auto found = alerts::resolve(role, *plan_, milestone, people_, today_);
    NamedRole named;
    // To be told for want of anybody else is no holding of a role.
    const bool itself = role.kind == Kind::Coordinator;
    named.nobodys = found.who.empty() || (found.fellBack && !itself) || found.who.front().name.empty();
    if (!named.nobodys) named.who = std::move(found.who);
    named.note = std::move(found.note);
    named.words = words;
    named.plan = plan_->plan->key;
    named.role = std::move(role);
    roles_.emplace(key, std::move(named));
  }

  const plan::People& people_;
  const Date today_;
  const plan::ActionRecord* plan_ = nullptr;
  std::map<Key, NamedRole> roles_;
};

std::string kindOf(const NamedRole& named) {
  switch (named.role.kind) {
    case Kind::Party:
      return "organisation";
    case Kind::Board:
      return "board";
    case Kind::Coordinator:
      return "coordinator";
    case Kind::Verifier:
      return "verifier";
    default:
      return "owner";
  }
}

/// Which addresses fail, and in which zone days are said.
struct Failing {
  daemon::FailingAddresses addresses;
  const Zone& zone;

  [[nodiscard]] bool concerns(const NamedRole& named) const {
    return std::any_of(named.who.begin(), named.who.end(),
                       [&](const auto& who) { return addresses.find(who.address) != nullptr; });
  }
};

std::string addressText(const alerts::Recipient& who, const Failing& failing) {
  if (who.address.empty()) return " (no address)";
  const auto* found = failing.addresses.find(who.address);
  const auto since = found == nullptr ? ""
                                      : fmt::format(" (mail has come back since {})",
                                                    failing.zone.dayOf(found->since).iso());
  return " <" + who.address + ">" + since;
}

std::string whoText(const NamedRole& named, const Failing& failing) {
  if (named.nobodys) return "NOBODY";
  std::vector<std::string> names;
  names.reserve(named.who.size());
  for (const auto& who : named.who) {
    auto name = who.name;
    if (!who.coverFor.empty()) name += " for " + who.coverFor;
    name += addressText(who, failing);
    names.push_back(std::move(name));
  }
  return joinWords(names);
}

Json failingJson(const store::FailingAddress* failing) {
  if (failing == nullptr) return nullptr;
  return {{"since", failing->since.iso()},
          {"last", failing->last.iso()},
          {"bounces", failing->bounces},
          {"status", orNull(failing->status)},
          {"words", orNull(failing->words)}};
}

Json roleJson(const NamedRole& named, const Failing& failing) {
  Json who = Json::array();
  for (const auto& one : named.who)
    who.push_back({{"name", one.name},
                   {"address", orNull(one.address)},
                   {"cover_for", orNull(one.coverFor)},
                   {"failing", failingJson(failing.addresses.find(one.address))}});
  return {{"plan", named.plan},        {"kind", kindOf(named)}, {"role", orNull(named.words)},
          {"actions", named.actions},  {"who", std::move(who)}, {"nobody", named.nobodys},
          {"note", orNull(named.note)}};
}

void runContacts(Session& session, const ContactsArguments& arguments) {
  const auto configuration = session.configurationWith({}, arguments.contacts);
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto records = actionsOf(*store, arguments.plan);
  if (!records) return session.failWith(records.error());
  auto addresses = daemon::FailingAddresses::read(*store);
  if (!addresses) return session.failWith(addresses.error());
  const Failing failing{std::move(*addresses), configuration->zone};
  RoleBook book(configuration->people, configuration->zone.dayOf(session.clock.now()));
  for (const auto& record : *records) {
    if (!record.action.closedAt) book.read(record);
  }
  Json rows = Json::array();
  Table table({"PLAN", "KIND", "ROLE", "ACTIONS", "WHO", "NOTE"});
  std::size_t nobodys = 0;
  std::size_t failed = 0;
  for (const auto& [key, named] : book.roles()) {
    nobodys += named.nobodys ? 1 : 0;
    const bool fails = failing.concerns(named);
    failed += fails ? 1 : 0;
    if ((arguments.nobodys && !named.nobodys) || (arguments.failing && !fails)) continue;
    rows.push_back(roleJson(named, failing));
    table.add({named.plan, kindOf(named), named.words, std::to_string(named.actions), whoText(named, failing),
               named.note});
  }
  if (session.json) return print(session.out, rows);
  if (book.roles().empty()) {
    session.err << "No open action names anybody.\n";
    return;
  }
  if (!table.empty()) table.print(session.out, terminalWidth(session.terminal));
  if (nobodys == 0) {
    session.err << "Somebody holds each of them.\n";
  } else {
    session.err << fmt::format(
        "{} nobody's: the coordinator is told in their place. 'chaser doubts' says how to settle it.\n",
        counted(nobodys, "is", "are"));
  }
  if (failed > 0)
    session.err << fmt::format(
        "To {} mail comes back. Put the address right in the contacts; where it works again as it is: "
        "'chaser bounce clear'.\n",
        counted(failed, "of them", "of them"));
  else if (arguments.failing)
    session.err << "Mail comes back from none of their addresses.\n";
}

}  // namespace

void addContacts(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ContactsArguments>();
  auto* command = app.add_subcommand(
      "contacts", "Show who holds every role that the plans' open actions name today, and what is nobody's");
  command->add_option("--plan", arguments->plan, "Only this plan");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file");
  command->add_flag("--nobodys", arguments->nobodys, "Only what nobody holds");
  command->add_flag("--failing", arguments->failing, "Only those to whose address mail comes back");
  command->footer("Example: chaser --database plan.db contacts --contacts contacts.yaml --nobodys");
  command->callback([arguments, &session] { runContacts(session, *arguments); });
}

}  // namespace chaser::cli
