// SPDX-License-Identifier: Apache-2.0
#include "notifiers/notifier.h"

namespace chaser::notifiers {

std::string_view toString(DeliveryOutcome::Kind kind) {
  switch (kind) {
    case DeliveryOutcome::Kind::Delivered:
      return "delivered";
    case DeliveryOutcome::Kind::Retry:
      return "retry";
    case DeliveryOutcome::Kind::Rejected:
      return "rejected";
    case DeliveryOutcome::Kind::EndpointFault:
      return "endpoint-fault";
  }
  return {};
}

}  // namespace chaser::notifiers
