// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"
#include "web/desk.h"

/// Reading what browsers, mail scanners and others send: paths and forms. Pure, and for any bytes at all.
namespace chaser::web {

/// `%41` is `A`; what is no such escape stays as it is. With `plusIsBlank`, `+` is a blank, as in forms.
std::string percentDecoded(std::string_view text, bool plusIsBlank = false);

/// The part of a request's target that may be a token: the last segment of the path that reads as one.
/// Questions and fragments that scanners added, escapes, doubled slashes and a host before the path do not
/// matter. Empty when there is none.
std::string tokenIn(std::string_view target);

constexpr std::size_t kLargestBody = std::size_t{16} * 1024;
constexpr std::size_t kLongestNote = 2000;
constexpr std::size_t kLongestField = 300;

/// The fields of an application/x-www-form-urlencoded body, the first of each name: valid UTF-8, line breaks
/// as blanks, no other control characters and no turned directions, trimmed.
std::map<std::string, std::string> readFields(std::string_view body);

/// A day as a browser or a person writes it: 2026-12-31, 31/12/2026, 31.12.2026 or 31 December 2026.
std::optional<Date> readDay(std::string_view text);

/// What was sent, as an answer. An Input error says what is wrong, for the person who typed it: no kind, a
/// day that is none, a text that is too long.
Result<Submission> readSubmission(const std::map<std::string, std::string>& fields);

}  // namespace chaser::web
