// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// A spreadsheet takes a cell of a CSV file for a formula when it begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return. Whoever can write into a plan could so run something on the machine of whoever opens it.
/// An apostrophe before such a cell makes it a text; both ways round, nothing is lost.
namespace chaser::plan {

/// The text with an apostrophe before it when it begins, after any apostrophes of its own, as a formula does.
std::string guardFormula(std::string_view text);

/// The inverse: what guardFormula() was given. Other texts stay as they are.
std::string_view unguardFormula(std::string_view text);

}  // namespace chaser::plan
