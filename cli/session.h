// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/diagnostic.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "store/database.h"

/// What every command shares: where the configuration and the database are, how to speak, and with which exit
/// status to end. Results go to `out`, talk goes to `err`.
namespace chaser::cli {

/// Exit statuses, as `chaser --help` and the manual promise them.
enum class Exit { Done = 0, No = 1, Usage = 2, Refused = 3, Unavailable = 4 };

class Session {
 public:
  Session(std::istream& input, std::ostream& output, std::ostream& talk, const Clock& wallClock,
          bool onTerminal)
      : in(input), out(output), err(talk), clock(wallClock), terminal(onTerminal) {}

  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  bool terminal;  ///< `out` is one: tables fit its width
  // The same two with what a terminal obeys left in, for what we paint there ourselves (plain_terminal.h).
  std::ostream* bareOut = &out;
  std::ostream* bareErr = &err;

  /// Whether text for people may be coloured: on a terminal that can, unless NO_COLOR says otherwise
  /// (no-color.org).
  [[nodiscard]] bool colour() const;

  // The options that stand before the command.
  std::string configPath;
  std::string databasePath;
  bool json = false;

  int status = 0;  ///< what main returns

  /// Ends the command with this error: printed to `err`, exit status by its kind.
  void failWith(const Error& error);
  void end(Exit exit) { status = static_cast<int>(exit); }
  /// Prints them as a compiler would.
  void print(const Diagnostics& diagnostics);

  /// An option's value that must be a date; reports and gives nothing otherwise.
  std::optional<Date> readDate(const std::string& option, const std::string& value);

  /// Where to look for the configuration, from the options and the environment; without its secrets, which
  /// only `run` needs and people may not read.
  [[nodiscard]] daemon::ConfigurationSources sources() const;

  /// The configuration, read and checked whole. Prints what is wrong, sets the status and gives nullptr when
  /// it can't be used. Commands with --rules or --contacts give sources of their own.
  std::shared_ptr<const daemon::Configuration> configuration();
  std::shared_ptr<const daemon::Configuration> configuration(const daemon::ConfigurationSources& overridden);
  /// The same for a command's --rules and --contacts, each of which replaces what is configured when given.
  std::shared_ptr<const daemon::Configuration> configurationWith(const std::vector<std::string>& rules,
                                                                 const std::string& contacts);

  /// Which file the database is: --database, else the configuration's. Absent after having reported why.
  std::optional<std::filesystem::path> databaseFile();

  /// Run as root on the service's database, goes on as the service's user (privileges.h).
  Outcome becomeOwner(const std::filesystem::path& database);

  /// The database, opened. Reports and sets the status when it can't be
  /// opened.
  std::unique_ptr<store::Store> database(store::Mode mode);

 private:
  std::shared_ptr<const daemon::Configuration> configuration_;
};

}  // namespace chaser::cli
