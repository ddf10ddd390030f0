// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "notifiers/letter.h"

/// The sentences of a letter that are the same in every form: HTML, text and the built-in plain text. Pure.
/// Nothing here is made harmless yet: render.h does that.
namespace chaser::notifiers {

/// What the message is about in one or two short sentences, the ask first.
std::vector<std::string> openingOf(const Letter& letter);

/// The plan's own words; empty when they are nothing but the date that dateLine() says.
std::string phraseLine(const Entry& entry);
/// `Estimated date for Tidewell: the end of March 2017 (first given as 31 December 2016)`; empty without a
/// date.
std::string dateLine(const Entry& entry);

/// `This goes to … on Friday 1 December 2017, unless …`; empty for anything but a warning.
std::string warningLine(const Entry& entry);

/// `This stops when …`; empty when the rule does not say, and for a warning, which says so itself.
std::string stopsLine(const Entry& entry);

/// `A, told on 2 October 2017; B, …`, introduced by what the list is; empty without anybody.
std::string toldLine(const Entry& entry);

/// `12 more items in one line each:`; empty when all are given in full.
std::string countedLine(const Letter& letter);

/// `16.1: Review the protocol`, and in which plan where there are several.
std::string furtherLine(const Further& further, bool namesPlan);

/// How to answer, and why this came.
std::vector<std::string> closingOf(const Letter& letter);

}  // namespace chaser::notifiers
