// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace chaser::cli {

/// Says what is wrong with the command line, and what would be right: the nearest command to one that does
/// not exist, else where the help is.
void explainUsage(const CLI::App& app, const CLI::ParseError& error, std::ostream& err);

}  // namespace chaser::cli
