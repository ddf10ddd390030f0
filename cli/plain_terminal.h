// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <streambuf>
#include <string>
#include <string_view>

/// A plan's words on a terminal. A cell may hold what a terminal obeys rather than shows: sequences that
/// paint over what stands above, or that make it answer as if somebody had typed.
namespace chaser::cli {

/// The text as valid UTF-8, with a blank for each control character but line breaks and tabs (C1 among them,
/// which begin sequences of their own), and for each mark that turns the direction of what follows.
std::string shownPlainly(std::string_view text);

/// The same, but for bold, red, green and yellow as a report has them (plan/difference.h): a cell that holds
/// one of these is coloured, and no more.
std::string shownInColours(std::string_view text);

/// Passes on to another buffer what is written, shown plainly, line by line.
class PlainTerminal final : public std::streambuf {
 public:
  /// `to` outlives it.
  explicit PlainTerminal(std::streambuf& to) : to_(to) {}
  ~PlainTerminal() override { passOn(); }
  PlainTerminal(const PlainTerminal&) = delete;
  PlainTerminal& operator=(const PlainTerminal&) = delete;

 protected:
  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  bool passOn();
  std::streambuf& to_;
  std::string line_;
};

}  // namespace chaser::cli
