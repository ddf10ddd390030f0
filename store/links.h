// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/ports.h"

/// The links by which people answer: each is bound to what it is about and to whom it was given.
namespace chaser::store {

class LinkStore {
 public:
  virtual ~LinkStore() = default;
};

}  // namespace chaser::store
