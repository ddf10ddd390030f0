// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chaser::daemon {

/// To be called by a program that reads passwords and keys, before it does: when it crashes, no image of its
/// memory is left behind, neither as a file nor with a service that collects them.
void leaveNoCore();

}  // namespace chaser::daemon
