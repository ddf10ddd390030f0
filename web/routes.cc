// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include <optional>

#include "common/fold.h"
#include "web/form.h"
#include "web/pages.h"

namespace chaser::web {

namespace {

constexpr const char* kForms = "application/x-www-form-urlencoded";
constexpr const char* kMultipart = "multipart/form-data";
constexpr const char* kAllowed = "GET, HEAD, POST, OPTIONS";
constexpr const char* kAllowedElsewhere = "GET, HEAD, OPTIONS";

std::string eventOf(LinkState state) {
  switch (state) {
    case LinkState::Open:
      return "open";
    case LinkState::Settled:
      return "settled";
    case LinkState::Unknown:
      return "unknown";
    case LinkState::Expired:
      return "expired";
    case LinkState::Revoked:
      return "revoked";
    case LinkState::HandedOver:
      return "handed-over";
    case LinkState::Gone:
      return "gone";
  }
  return "unknown";
}

Response page(int status, std::string body, std::string event, std::int64_t link = 0) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.event = std::move(event);
  response.link = link;
  return response;
}

/// What is no longer there was there once; what never was is not found.
Response refused(const Shown& shown) {
  const int status = shown.state == LinkState::Unknown ? 404 : 410;
  return page(status, refusedPage(shown.state, shown.askWhom), eventOf(shown.state), shown.link);
}

/// The store's fault, which may pass.
Response notNow() {
  auto response = page(503,
                       plainPage("Please try again in a minute",
                                 {"Chaser can't look into the plan just now. Nothing was recorded.",
                                  "If this lasts, reply to the message in which you found the link."}),
                       "store-fault");
  response.headers.emplace_back("Retry-After", "30");
  return response;
}

Response shownPage(const Shown& shown, const std::string& publicUrl) {
  if (!shown.matters.empty())
    return page(200, messagePage(shown, publicUrl), eventOf(shown.state), shown.link);
  const bool visible = shown.state == LinkState::Open || shown.state == LinkState::Settled;
  if (!visible || !shown.matter) return refused(shown);
  return page(200, matterPage(shown), eventOf(shown.state), shown.link);
}

/// The same page again, with what was typed and what is wrong with it.
Response again(const Shown& shown, const Error& why, const std::map<std::string, std::string>& fields,
               const std::string& publicUrl) {
  const bool open = shown.state == LinkState::Open && shown.matter.has_value();
  if (!open) return shownPage(shown, publicUrl);
  return page(422, matterPage(shown, {why.hint.empty() ? why.what : why.what + " " + why.hint, fields}),
              "not-taken", shown.link);
}

Response answered(const Request& request, const std::string& token, Desk& desk,
                  const std::string& publicUrl) {
  if (!foldCase(request.contentType).starts_with(kForms)) return refuse(415);
  const auto fields = readFields(request.body);
  const auto submission = readSubmission(fields);
  if (!submission) {
    const auto shown = desk.show(token);
    return shown ? again(*shown, submission.error(), fields, publicUrl) : notNow();
  }
  const auto recorded = desk.record(token, *submission);
  if (!recorded) return notNow();
  switch (recorded->kind) {
    case Recorded::Kind::Now: {
      auto response = page(200, recordedPage(*recorded), "recorded", recorded->shown.link);
      response.recorded = true;
      return response;
    }
    case Recorded::Kind::Already:
      return page(200, recordedPage(*recorded), "already-recorded", recorded->shown.link);
    case Recorded::Kind::NotSo:
      return again(recorded->shown, {ErrorKind::Input, recorded->said, {}}, fields, publicUrl);
    case Recorded::Kind::Refused:
      break;
  }
  return shownPage(recorded->shown, publicUrl);
}

/// What was asked for the digest, by the page's own form or by a mail program's one click (RFC 8058), which
/// sends either kind of form.
std::optional<bool> wantsWeekly(const Request& request) {
  const auto type = foldCase(request.contentType);
  if (type.starts_with(kMultipart)) {
    const bool oneClick = request.body.find("name=\"List-Unsubscribe\"") != std::string::npos &&
                          request.body.find("One-Click") != std::string::npos;
    return oneClick ? std::optional(true) : std::nullopt;
  }
  const auto fields = readFields(request.body);
  const auto is = [&](const char* name, const char* value) {
    const auto found = fields.find(name);
    return found != fields.end() && found->second == value;
  };
  if (is("List-Unsubscribe", "One-Click") || is("digest", "weekly")) return true;
  return is("digest", "usual") ? std::optional(false) : std::nullopt;
}

Response digestAnswer(const Request& request, const std::string& token, bool shows, Desk& desk) {
  const auto type = foldCase(request.contentType);
  if (!shows && !type.starts_with(kForms) && !type.starts_with(kMultipart)) return refuse(415);
  const auto weekly = shows ? std::nullopt : wantsWeekly(request);
  const auto choice = weekly ? desk.chooseDigest(token, *weekly) : desk.digestOf(token);
  if (!choice) return notNow();
  if (!choice->known) return refused({});
  auto response = page(shows || weekly ? 200 : 422, digestPage(*choice, weekly.has_value()),
                       weekly ? (*weekly ? "digest-weekly" : "digest-usual") : "digest");
  response.recorded = weekly.has_value();
  return response;
}

Response notFound() {
  return page(404,
              plainPage("Nothing here", {"People come here by a link in a message from Chaser.",
                                         "Open the link again from the message, whole."}),
              "not-found");
}

}  // namespace

Response respond(const Request& request, Desk& desk, const std::string& publicUrl) {
  const auto path = request.target.substr(0, request.target.find_first_of("?#"));
  const auto token = tokenIn(request.target);
  const bool shows = request.method == "GET" || request.method == "HEAD";
  if (request.method == "OPTIONS") {
    Response response;
    response.status = 204;
    response.type.clear();
    response.event = "options";
    response.headers.emplace_back("Allow", token.empty() ? kAllowedElsewhere : kAllowed);
    return response;
  }
  if (!shows && (request.method != "POST" || token.empty())) {
    auto response = refuse(405);
    response.headers.emplace_back("Allow", token.empty() ? kAllowedElsewhere : kAllowed);
    return response;
  }
  if (path.ends_with("/robots.txt")) {
    Response response;
    response.type = "text/plain; charset=utf-8";
    response.body = "User-agent: *\nDisallow: /\n";
    response.event = "robots";
    return response;
  }
  if (token.empty()) {
    // A link that was cut short is met with why, anything else with nothing.
    const bool cut = path.find("/a/") != std::string::npos || path.find("/u/") != std::string::npos;
    return cut ? refused({}) : notFound();
  }
  if (path.find("/u/") != std::string::npos) return digestAnswer(request, token, shows, desk);
  if (!shows) return answered(request, token, desk, publicUrl);
  const auto shown = desk.show(token);
  return shown ? shownPage(*shown, publicUrl) : notNow();
}

Response refuse(int status) {
  switch (status) {
    case 405:
      return page(status,
                  plainPage("That can't be done here", {"Pages are opened, and their forms are sent."}),
                  "wrong-method");
    case 408:
      return page(status, plainPage("That took too long", {"Nothing was recorded. Please try again."}),
                  "too-slow");
    case 413:
      return page(
          status,
          plainPage("That is too long", {"Nothing was recorded.",
                                         "Go back, and say it in a few sentences: no files are taken here."}),
          "too-large");
    case 415:
      return page(status,
                  plainPage("That can't be read", {"Nothing was recorded. Only the page's own form is."}),
                  "wrong-type");
    case 503: {
      auto response =
          page(status, plainPage("Too many at once", {"Please try again in a minute."}), "too-many");
      response.headers.emplace_back("Retry-After", "30");
      return response;
    }
    default:
      return page(status,
                  plainPage("That can't be read", {"The request was no proper one. Nothing was recorded."}),
                  "bad-request");
  }
}

const std::vector<std::pair<std::string, std::string>>& commonHeaders() {
  static const std::vector<std::pair<std::string, std::string>> headers = {
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy", contentPolicy()},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"X-Robots-Tag", "noindex, nofollow, noarchive"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"}};
  return headers;
}

}  // namespace chaser::web
