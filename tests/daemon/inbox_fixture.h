// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <regex>

#include "daemon/inbox.h"
#include "daemon/reply_desk.h"
#include "tests/daemon/house.h"

/// From a message with codes to what somebody answers to it by mail, and to what the coordinator makes of
/// that.
namespace chaser::daemon {

using Came = Received::Kind;

class InboxTest : public House {
 protected:
  /// Chases these actions; the codes of the message, in its order.
  std::vector<std::string> askAbout(const std::vector<std::string>& refs) {
    for (const auto& ref : refs) addAction(ref, "2017-09-30");
    tick();
    tick();
    return codesOf(lastMessage());
  }
  std::string lastMessage() {
    const auto bytes = got(store->messages(std::nullopt, 1000)).back().bytes;
    return std::regex_replace(bytes, std::regex("=\r?\n"), "");
  }
  std::string lastId() { return got(store->messages(std::nullopt, 1000)).back().messageId; }
  static std::vector<std::string> codesOf(const std::string& text) {
    std::vector<std::string> codes;
    const std::regex pattern("reply with (ch-[0-9a-z]+-[0-9a-z]{8}) in the subject, and");
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
      codes.push_back((*at)[1]);
    return codes;
  }
  static std::string mail(const std::string& subject, const std::string& words,
                          const std::string& headers = "",
                          const std::string& from = "Ann <ann@council.example>") {
    return "From: " + from + "\r\nSubject: " + subject + "\r\nMessage-ID: <" +
           std::to_string(std::hash<std::string>()(subject + words + headers + from)) +
           "@council.example>\r\n" + headers + "\r\n" + words + "\r\n";
  }
  Received take(const std::string& bytes) {
    return got(Inbox(*store, *configuration).take(bytes, clock.now()));
  }
  store::Reply recorded(const std::string& bytes) {
    auto received = take(bytes);
    EXPECT_EQ(received.kind, Came::Recorded) << received.said;
    return received.reply.value_or(store::Reply{});
  }
  ReplyDesk desk() { return {*store, *configuration}; }
  Result<Recorded> confirm(std::int64_t reply, Confirmation how = {}) {
    if (how.by.empty()) how.by = "Ben";
    return desk().confirm(reply, how, clock.now());
  }
  std::string why(const Result<Recorded>& refused) {
    return refused ? "taken: " + refused->said : refused.error().text();
  }
  /// All that a mail must not change.
  std::string thePlan() {
    return one("SELECT group_concat(state || COALESCE(proposed_due, '') || basis) FROM milestone") +
           one("SELECT group_concat(state || COALESCE(quiet_until, '')) FROM alert");
  }
};

}  // namespace chaser::daemon
