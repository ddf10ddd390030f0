// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>

namespace chaser::cli {

/// Says on a terminal how far a command has come, in one line that is gone when the command ends; says
/// nothing anywhere else. Refers to the stream that it was made with.
class ProgressBar {
 public:
  ProgressBar(std::ostream& terminal, bool shown) : terminal_(terminal), shown_(shown) {}
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `percent` of the whole lies behind; what comes now.
  void show(unsigned percent, std::string_view now);
  /// Takes the line away, so that other text may be written.
  void clear();

 private:
  std::ostream& terminal_;
  bool shown_;
  bool drawn_ = false;
};

}  // namespace chaser::cli
