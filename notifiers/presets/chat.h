// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "notifiers/letter.h"

/// What the presets for chat programs share: a Letter as short paragraphs, before any of them escapes it.
namespace chaser::notifiers::chat {

struct Paragraph {
  std::string title;               ///< `3.1 Duty officers trained`; empty where there is no action
  std::vector<std::string> lines;  ///< the ask first; each one harmless line
};

/// One for each entry, in the letter's order. People are named only where the entry's own words do.
std::vector<Paragraph> paragraphsOf(const Letter& letter);

/// `and 3 more: see the plan`, for what was left out; empty for none.
std::string moreLine(std::size_t count);

/// As much of the text as is at most `limit` bytes once escaped, closed by an ellipsis where it was cut.
std::string fitting(std::string_view text, std::size_t limit,
                    const std::function<std::string(std::string_view)>& escape);

}  // namespace chaser::notifiers::chat
