// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/ports.h"

/// What those who prepare a meeting say of its draft papers: what is held back, left out, or annotated.
namespace chaser::store {

class DraftStore {
 public:
  virtual ~DraftStore() = default;
};

}  // namespace chaser::store
