// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/result.h"

/// A webhook's own template: Mustache over the generic document, whose keys are its words, with values
/// escaped for a JSON string. In each list an item but the last has `more` set, for the comma. docs/webhooks
/// is the manual.
namespace chaser::notifiers {

/// The JSON document that the template makes of a generic one. An Input error when the template does not
/// parse, asks for a partial (there are none), says nothing, or makes no valid JSON; it says where.
Result<std::string> renderHookTemplate(std::string_view templateText, std::string_view genericDocument);

/// Whether the template would do for any message: tried on made-up ones of every kind, with texts that would
/// break out of a string. The error says for what it fails.
Outcome tryHookTemplate(std::string_view templateText);

}  // namespace chaser::notifiers
