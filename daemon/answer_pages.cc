// SPDX-License-Identifier: Apache-2.0
#include "daemon/answer_pages.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "daemon/link_desk.h"
#include "daemon/log.h"
#include "web/form.h"
#include "web/server.h"

namespace chaser::daemon {

class AnswerPages::Impl {
 public:
  Impl(boost::asio::io_context& io, const Clock& clock, std::shared_ptr<spdlog::logger> log,
       std::function<void()> answered)
      : io_(io),
        log_(std::move(log)),
        answered_(std::move(answered)),
        desk_(std::make_shared<LinkDesk>(clock)) {}

  Outcome use(const std::shared_ptr<const Configuration>& configuration) {
    const auto& web = configuration->settings.web;
    if (web.publicUrl.empty()) {
      server_.reset();
      return {};
    }
    const bool anew = server_ == nullptr;
    if (anew) server_ = makeServer();
    if (auto listening = server_->listen(web.listen); !listening) {
      if (anew) server_.reset();
      return listening;
    }
    desk_->use(configuration);
    log_->info("event=pages listen={} url={}", logValue(web.listen.text()), logValue(web.publicUrl));
    return {};
  }

  void stop() {
    if (server_) server_->stop();
  }

 private:
  std::unique_ptr<web::Server> makeServer() {
    const auto handler = [desk = desk_](const web::Request& request) {
      return web::respond(request, *desk, desk->publicUrl());
    };
    const auto observer = [this](const std::string& method, const web::Response& response,
                                 std::chrono::milliseconds took) {
      // What changed something is worth a line by itself; who looked at what is not.
      log_->log(response.recorded        ? spdlog::level::info
                : response.status >= 500 ? spdlog::level::warn
                                         : spdlog::level::debug,
                "event=page method={} status={} what={} link={} ms={}", logValue(method.substr(0, 20)),
                response.status, response.event, response.link, took.count());
      if (response.recorded && answered_) answered_();
    };
    return std::make_unique<web::Server>(io_, handler, observer, web::Limits{web::kLargestBody});
  }

  boost::asio::io_context& io_;
  std::shared_ptr<spdlog::logger> log_;
  std::function<void()> answered_;
  std::shared_ptr<LinkDesk> desk_;
  std::unique_ptr<web::Server> server_;
};

AnswerPages::AnswerPages(boost::asio::io_context& io, const Clock& clock, std::shared_ptr<spdlog::logger> log,
                         std::function<void()> answered)
    : impl_(std::make_unique<Impl>(io, clock, std::move(log), std::move(answered))) {}

AnswerPages::~AnswerPages() = default;

Outcome AnswerPages::use(const std::shared_ptr<const Configuration>& configuration) {
  return impl_->use(configuration);
}

void AnswerPages::stop() {
  impl_->stop();
}

}  // namespace chaser::daemon
