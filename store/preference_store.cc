// SPDX-License-Identifier: Apache-2.0
#include "store/preference_store.h"

namespace chaser::store {

Result<std::set<std::string>> SqlitePreferences::weeklyDigests() {
  std::set<std::string> contacts;
  auto done = db().each("preference.weekly", [&](Row& row) { contacts.insert(row.text()); });
  if (!done) return fail(done.error());
  return contacts;
}

Result<bool> SqlitePreferences::setWeeklyDigest(const std::string& contact, bool weekly, Instant now) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto changed =
      weekly ? db().run("preference.add_weekly", contact, now) : db().run("preference.remove", contact);
  if (!changed) return fail(changed.error());
  if (*changed == 0) return false;
  const std::string_view chosen = weekly ? "weekly" : "as configured";
  if (auto noted = db().run("link.note", now, contact, "contact.digest", chosen); !noted)
    return fail(noted.error());
  if (auto done = step->commit(); !done) return fail(done.error());
  return true;
}

}  // namespace chaser::store
