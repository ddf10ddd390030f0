// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "cli/plain_terminal.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

constexpr unsigned kBarWidth = 24;
constexpr std::size_t kWordsWidth = 44;  // with the bar it fits 80 columns
// ECMA-48: back to the line's begin, and erase it.
constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

void ProgressBar::show(unsigned percent, std::string_view now) {
  if (!shown_) return;
  const unsigned done = std::min(percent, 100U) * kBarWidth / 100;
  terminal_ << kEraseLine
            << fmt::format("[{}{}] {:3}% {}", std::string(done, '#'), std::string(kBarWidth - done, ' '),
                           percent, shownPlainly(shorten(now, kWordsWidth)))
            << std::flush;
  drawn_ = true;
}

void ProgressBar::clear() {
  if (drawn_) terminal_ << kEraseLine << std::flush;
  drawn_ = false;
}

}  // namespace chaser::cli
