// SPDX-License-Identifier: Apache-2.0
#include "cli/giver.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/holding.h"
#include "cli/session.h"
#include "common/fold.h"
#include "common/text.h"

namespace chaser::cli {

Result<std::string> giverOf(const std::string& as, const plan::Plan& plan,
                            const daemon::Configuration& configuration, Date today) {
  if (const auto name = trim(as); !name.empty()) {
    // A role is answered for by whoever holds it, and so is another spelling of a name.
    const auto* contact = alerts::contactCalled(name, configuration.people, today);
    return contact != nullptr ? contact->name : std::string(name);
  }
  auto coordinator = alerts::coordinatorOf(plan, configuration.people, today).name;
  if (!coordinator.empty()) return coordinator;
  return fail(ErrorKind::Usage, fmt::format("{} has no coordinator to speak for it", plan.key),
              "say who says so: --as NAME");
}

void warnOfStranger(Session& session, const std::string& name) {
  // A database that was named alone has no contacts to compare with.
  if (name.empty() || !session.databasePath.empty()) return;
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto& contacts = configuration->people.directory().contacts;
  const bool known = std::any_of(contacts.begin(), contacts.end(), [&](const auto& contact) {
    return foldName(contact.name) == foldName(name);
  });
  if (!contacts.empty() && !known)
    session.err << fmt::format("chaser: warning: --as '{}' is no contact of contacts.yaml\n", name);
}

}  // namespace chaser::cli
