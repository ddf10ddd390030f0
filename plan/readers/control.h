// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Characters that no text means: those below the blank, but for tabs and ends of lines and pages. XML 1.0
/// (section 2.2) forbids them, and documents hold them all the same.
namespace chaser::plan {

bool isControl(char c);

/// Takes them out: they would reach terminals, where they are commands, and an exported CSV could not be read
/// again.
void dropControls(std::string& text);

}  // namespace chaser::plan
