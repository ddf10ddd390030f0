// SPDX-License-Identifier: Apache-2.0
#include "cli/privileges.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chaser::cli {

Outcome dropToOwner(const std::filesystem::path& database) {
  if (geteuid() != 0) return {};
  struct stat file {};
  if (stat(database.c_str(), &file) != 0) return {};
  const passwd* service = getpwnam("chaser");
  if (service == nullptr || file.st_uid != service->pw_uid) return {};
  if (initgroups(service->pw_name, service->pw_gid) != 0 || setgid(service->pw_gid) != 0 ||
      setuid(service->pw_uid) != 0) {
    return fail(ErrorKind::Store,
                fmt::format("can't go on as the user 'chaser', who owns {}", database.string()),
                "run it as: sudo -u chaser chaser …");
  }
  return {};
}

}  // namespace chaser::cli
