// SPDX-License-Identifier: Apache-2.0
#include "plan/owner_cell.h"

#include <algorithm>

#include "common/fold.h"
#include "common/text.h"
#include "plan/people.h"

namespace chaser::plan {

namespace {

/// Without the bullet or number that leads a line of a list.
std::string_view withoutBullet(std::string_view line) {
  line = trim(line);
  for (const std::string_view bullet : {"\xE2\x80\xA2", "-", "*", "\xE2\x80\x93"}) {
    if (line.starts_with(bullet)) return trim(line.substr(bullet.size()));
  }
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits > 0 && digits < 3 && digits < line.size() && (line[digits] == '.' || line[digits] == ')')) {
    return trim(line.substr(digits + 1));
  }
  return line;
}

void addOwner(std::vector<Owner>& owners, std::string_view role) {
  role = withoutBullet(role);
  if (role.empty()) return;
  std::string line(role);
  std::replace(line.begin(), line.end(), '\n', ' ');
  owners.push_back(Owner{{}, std::move(line), static_cast<int>(owners.size())});
}

}  // namespace

std::vector<Owner> readOwners(std::string_view cell, const std::set<std::string>& wholes,
                              const People* people) {
  std::vector<Owner> owners;
  const bool listed = people != nullptr && people->knowsRole(cell);
  if (listed || wholes.count(foldWords(cell)) > 0) {
    addOwner(owners, cell);
    return owners;
  }
  for (const std::string_view line : split(cell, '\n')) {
    for (const std::string_view role : split(line, ';')) addOwner(owners, role);
  }
  return owners;
}

}  // namespace chaser::plan
