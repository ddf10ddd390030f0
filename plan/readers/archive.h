// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/result.h"
#include "plan/readers/grid.h"

struct zip;

namespace chaser::plan {

/// A zip archive in memory, read part by part within limits. Nothing is ever written to disk, so a part's
/// name can play no tricks with paths. Refers to the bytes it was opened on.
class Archive {
 public:
  static Result<Archive> open(std::string_view bytes, const ReadLimits& limits);

  /// Names are compared without regard to case, as the Open Packaging Conventions (ECMA-376 part 2) have it.
  [[nodiscard]] bool has(const std::string& name) const;
  /// The part's expanded bytes; an error when it is missing, damaged, encrypted or beyond the limits. `watch`
  /// sees each piece before it is kept; where it says false, the bytes end.
  [[nodiscard]] Result<std::string> read(const std::string& name,
                                         const std::function<bool(std::string_view piece)>& watch = {}) const;
  /// The same, a piece at a time: for parts that nobody should hold as a whole. Ends early, without an error,
  /// when `take` says false.
  [[nodiscard]] Outcome stream(const std::string& name,
                               const std::function<bool(std::string_view piece)>& take) const;

 private:
  struct Closer {
    void operator()(zip* archive) const;
  };
  /// As the archive's directory has it, true or not; 0 when it does not say.
  [[nodiscard]] std::size_t statedSize(const std::string& name) const;

  Archive(std::unique_ptr<zip, Closer> archive, const ReadLimits& limits)
      : archive_(std::move(archive)), limits_(limits) {}

  std::unique_ptr<zip, Closer> archive_;
  ReadLimits limits_;
  mutable std::size_t expanded_ = 0;  ///< of all parts so far; what is read twice counts twice
};

}  // namespace chaser::plan
