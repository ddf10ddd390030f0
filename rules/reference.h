// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// The table of fields (plan/fields.h) as people and programs read it. All three are made of that one table.
namespace chaser::rules {

/// For `chaser fields`: name, type, meaning and source in columns, and the words of the closed sets.
std::string fieldsText();

/// For `chaser fields --json`: `[{"name", "type", "over": ["milestone", "action"], "meaning", "source",
/// "words"?}]`.
std::string fieldsJson();

/// The tables of docs/rules.md.
std::string fieldsMarkdown();

}  // namespace chaser::rules
