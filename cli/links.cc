// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "common/text.h"
#include "daemon/link_keys.h"
#include "store/links.h"

namespace chaser::cli {

namespace {

struct LinksArguments {
  std::string contact;
  std::string as;
  bool atOnce = false;
};

store::Actor linkActor(const LinksArguments& arguments) {
  store::Actor actor;
  actor.name = arguments.as.empty() ? "links" : arguments.as;
  return actor;
}

void revokeLinks(Session& session, const LinksArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  // As messages name them: links bear the contact's own name, whatever the case in which it is typed here.
  const auto* contact = configuration->people.contact(arguments.contact);
  const auto name = contact == nullptr ? arguments.contact : contact->name;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto revoked = store->links().revoke(name, session.clock.now(), linkActor(arguments));
  if (!revoked) return session.failWith(revoked.error());
  if (session.json) return print(session.out, Json{{"contact", name}, {"revoked", *revoked}});
  if (*revoked == 0) {
    session.out << fmt::format("{} has no links that could be taken back.\n", name);
    return session.end(Exit::No);
  }
  session.out << fmt::format("{} of {} taken back. Messages from now on have new ones.\n",
                             counted(*revoked, "link"), name);
}

void rotateKeys(Session& session, const LinksArguments& arguments) {
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto keys =
      daemon::rotateLinkKeys(*store, arguments.atOnce, linkActor(arguments), session.clock.now());
  if (!keys) return session.failWith(keys.error());
  if (session.json)
    return print(session.out, Json{{"key", keys->current().id}, {"believed", keys->all().size()}});
  session.out << (arguments.atOnce
                      ? "A new key seals links from now on. No link that is out works any more.\n"
                      : "A new key seals links from now on. Links that are out work for their 60 days.\n");
}

}  // namespace

void addLinks(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<LinksArguments>();
  auto* command = app.add_subcommand("links", "Take back answer links, or change the key that seals them");
  command->require_subcommand(1);
  auto* revoke = command->add_subcommand("revoke", "Take back all links that a contact was given so far");
  revoke->add_option("--contact", arguments->contact, "The contact's name, as contacts.yaml has it")
      ->required();
  revoke->add_option("--as", arguments->as, "Who says so, for the audit");
  revoke->footer("Example: chaser links revoke --contact 'Dr Lena Fox' --as 'Priya Nair'");
  revoke->callback([arguments, &session] { revokeLinks(session, *arguments); });
  auto* rotate =
      command->add_subcommand("rotate", "Make a new key; links of the last one work on for their 60 days");
  rotate->add_flag("--at-once", arguments->atOnce,
                   "Believe no earlier key: for a copy of the database in wrong hands");
  rotate->add_option("--as", arguments->as, "Who says so, for the audit");
  rotate->footer("Example: chaser links rotate --as 'Priya Nair'");
  rotate->callback([arguments, &session] { rotateKeys(session, *arguments); });
  command->footer("Example: chaser links revoke --contact 'Dr Lena Fox'");
}

}  // namespace chaser::cli
