// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "daemon/configuration.h"
#include "web/desk.h"

/// What the answer pages ask of the plan: what a link leads to, and to record an answer. Each call opens the
/// database for itself, for reading alone when it only shows, so that no page can change anything by being
/// looked at.
namespace chaser::daemon {

class LinkDesk final : public web::Desk {
 public:
  /// `clock` outlives it. REQUIRES: use() before anything is asked.
  explicit LinkDesk(const Clock& clock) : clock_(clock) {}

  void use(std::shared_ptr<const Configuration> configuration);
  [[nodiscard]] std::string publicUrl() const;

  Result<web::Shown> show(std::string_view token) override;
  Result<web::Recorded> record(std::string_view token, const web::Submission& submission) override;
  Result<web::DigestChoice> digestOf(std::string_view token) override;
  Result<web::DigestChoice> chooseDigest(std::string_view token, bool weekly) override;

 private:
  [[nodiscard]] std::shared_ptr<const Configuration> configuration() const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Configuration> configuration_;
};

}  // namespace chaser::daemon
