// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Which lines of a mail its writer wrote, and which are of what they answer. Pure.
namespace chaser::notifiers {

struct OwnAndQuoted {
  std::string own;     ///< the writer's lines, without a signature behind `-- `
  std::string quoted;  ///< what they answer, without the marks
};

/// Knows `>` lines, what stands below `On … wrote:`, `-----Original Message-----`, Outlook's line and block
/// of `From:`, `Sent:`, `Subject:`. What is written between or below `>` lines is the writer's own.
OwnAndQuoted splitQuoted(std::string_view text);

/// A page as the lines that a reader would see: without tags, style and script, what stands in a blockquote
/// behind `> `. For mails that have no plain text.
std::string textOfHtml(std::string_view html);

}  // namespace chaser::notifiers
