// SPDX-License-Identifier: Apache-2.0
#include "common/result.h"

namespace chaser {

std::string Error::text() const {
  return hint.empty() ? what : what + "; " + hint;
}

int exitStatus(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Usage:
      return 2;
    case ErrorKind::Input:
      return 3;
    case ErrorKind::Store:
    case ErrorKind::Busy:
    case ErrorKind::Network:
      return 4;
  }
  return 4;
}

}  // namespace chaser
