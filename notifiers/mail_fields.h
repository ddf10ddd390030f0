// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "notifiers/compose.h"
#include "notifiers/letter.h"

/// How much of a plan may leave the house: the further fields that it lets messages show, and the counts that
/// alone are said of a sensitive one. Pure.
namespace chaser::notifiers {

/// The plan's key; empty when it is not known.
std::string planKeyOf(const Fact& fact);

/// Whether contacts.yaml calls the item's plan sensitive.
bool isSensitive(const plan::People& people, const Fact& fact);

/// Whether the plan lets messages show this field.
bool showsField(const plan::People& people, const Fact& fact, const std::string& field);

/// What the plan's `mail_fields` name and the row has, as the field's name for people and its words. Papers
/// that anybody may read have none that hold names or notes. A pack shows ratings anyway.
std::vector<std::pair<std::string, std::string>> furtherFields(const plan::People& people, const Fact& fact,
                                                               bool pack, bool publicPaper);

/// Adds to the letter how many actions of sensitive plans there are, by section and plan, and how to look
/// them up: nothing else is said of them. `facts` are theirs alone.
void addCounts(const std::vector<std::pair<SectionKind, const Fact*>>& facts, Letter& letter);

}  // namespace chaser::notifiers
