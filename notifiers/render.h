// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/result.h"
#include "notifiers/letter.h"

/// A Letter as text: the subject line, the plain text and the HTML of a message. Pure but for loadTemplates.
///
/// Templates are Mustache, logic-less and escaped by default; docs/templates.md lists their words. Everything
/// that came from a plan is made harmless before any template sees it: control characters and direction
/// overrides are taken out, line breaks become blanks, and a text of more than kLongestText characters is
/// shortened.
namespace chaser::notifiers {

/// Templates by file name without `.mustache`: `digest.html`, `digest.txt`, `pack.html`, `pack.txt` and the
/// partials that they share.
struct TemplateSet {
  std::map<std::string, std::string, std::less<>> files;
};

/// Reads every `*.mustache` of a folder. An Input error when the folder or one of the four templates is
/// missing, or when one does not parse.
Result<TemplateSet> loadTemplates(const std::filesystem::path& folder);

struct Rendered {
  std::string subject;  ///< one line, informative: `3 actions need you: Northmoor plan`
  std::string text;     ///< reads well on its own, and aloud; lines end in LF
  std::string
      html;  ///< a whole document, at most kLargestHtml bytes; empty when the built-in text went instead
  std::vector<std::string> faults;  ///< templates that failed; the message is whole nevertheless
};

constexpr std::size_t kLongestText = 600;
constexpr std::size_t kLargestHtml = std::size_t{100} * 1024;

/// A template that fails sends nothing of itself: the built-in plain text goes instead, and the fault is
/// reported.
Rendered render(const Letter& letter, const TemplateSet& templates);

/// The built-in plain text, which needs no template.
std::string plainText(const Letter& letter);

/// The subject line: no line break, the marking included.
std::string subjectOf(const Letter& letter);

/// `text` as one harmless line: valid UTF-8 without control characters, line breaks and direction overrides,
/// at most `limit` characters.
std::string harmless(std::string_view text, std::size_t limit = kLongestText);

}  // namespace chaser::notifiers
