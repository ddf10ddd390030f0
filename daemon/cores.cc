// SPDX-License-Identifier: Apache-2.0
#include "daemon/cores.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace chaser::daemon {

void leaveNoCore() {
  const rlimit none{0, 0};
  static_cast<void>(setrlimit(RLIMIT_CORE, &none));
  // A service that collects cores is handed them whatever that limit is. The sanitizers' search for leaks
  // needs to look at the process from beside it, though, which this forbids too.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static_cast<void>(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
#endif
}

}  // namespace chaser::daemon
