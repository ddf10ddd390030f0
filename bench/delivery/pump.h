// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "bench/engine/measured.h"

/// libcurl's multi interface with connections reused and nothing around it: what any sender that uses libcurl
/// could reach at best. Knows nothing of the house.
namespace chaser::bench {

class Pump {
 public:
  struct Load {
    long id = 0;
    std::string bytes;
  };
  /// Gives the next one; false: there is none.
  using Next = std::function<bool(Load&)>;
  using Done = std::function<void(long id)>;

  /// `smtp://…` takes mail, `http://…` JSON.
  Pump(const std::string& url, long connections) : mail_(url.rfind("smtp", 0) == 0) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 2 * connections);
    headers_ = curl_slist_append(nullptr, "Content-Type: application/json");
    headers_ = curl_slist_append(headers_, "Expect:");
    to_ = curl_slist_append(nullptr, "<owner@council.example>");
    for (long i = 0; i < connections; ++i) lanes_.emplace_back();
    for (auto& lane : lanes_) open(lane, url);
  }
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;
  ~Pump() {
    for (auto& lane : lanes_) curl_easy_cleanup(lane.easy);
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
    curl_slist_free_all(to_);
  }

  /// Until `next` gives nothing more and everything is through; `between` is called after each look at the
  /// sockets, with how many are under way.
  void run(const Next& next, const Done& done, const std::function<void(long)>& between) {
    long underWay = 0;
    for (auto& lane : lanes_) underWay += start(lane, next) ? 1 : 0;
    while (underWay > 0) {
      int running = 0;
      int left = 0;
      bool any = false;
      curl_multi_perform(multi_, &running);
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        any = true;
        if (message->data.result != CURLE_OK) giveUp(curl_easy_strerror(message->data.result));
        Lane* lane = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &lane);
        curl_multi_remove_handle(multi_, lane->easy);
        done(lane->load.id);
        if (!start(*lane, next)) --underWay;
      }
      between(underWay);
      if (!any && underWay > 0) curl_multi_poll(multi_, nullptr, 0, 20, nullptr);
    }
  }

 private:
  struct Lane {
    CURL* easy = nullptr;
    Load load;
    std::size_t read = 0;
  };

  void open(Lane& lane, const std::string& url) {
    lane.easy = curl_easy_init();
    curl_easy_setopt(lane.easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(lane.easy, CURLOPT_PRIVATE, &lane);
    curl_easy_setopt(lane.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(lane.easy, CURLOPT_WRITEFUNCTION, &ignore);
    if (!mail_) {
      curl_easy_setopt(lane.easy, CURLOPT_HTTPHEADER, headers_);
      return;
    }
    curl_easy_setopt(lane.easy, CURLOPT_MAIL_FROM, "<chaser@council.example>");
    curl_easy_setopt(lane.easy, CURLOPT_MAIL_RCPT, to_);
    curl_easy_setopt(lane.easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(lane.easy, CURLOPT_READFUNCTION, &give);
    curl_easy_setopt(lane.easy, CURLOPT_READDATA, &lane);
  }

  bool start(Lane& lane, const Next& next) {
    if (!next(lane.load)) return false;
    lane.read = 0;
    if (!mail_) {
      curl_easy_setopt(lane.easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(lane.load.bytes.size()));
      curl_easy_setopt(lane.easy, CURLOPT_POSTFIELDS, lane.load.bytes.c_str());
    }
    curl_multi_add_handle(multi_, lane.easy);
    return true;
  }

  static std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }
  static std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
    auto& lane = *static_cast<Lane*>(from);
    const std::size_t length = std::min(size * count, lane.load.bytes.size() - lane.read);
    std::memcpy(to, lane.load.bytes.data() + lane.read, length);
    lane.read += length;
    return length;
  }

  bool mail_;
  CURLM* multi_ = nullptr;
  curl_slist* headers_ = nullptr;
  curl_slist* to_ = nullptr;
  std::deque<Lane> lanes_;  // which libcurl points into
};

/// A message of about `size` bytes that differs from the others.
inline std::string madeUp(bool mail, long id, std::size_t size) {
  std::string bytes =
      mail ? fmt::format(
                 "From: <chaser@council.example>\r\nTo: <owner@council.example>\r\nSubject: {0}\r\n"
                 "Message-ID: <{0}@council.example>\r\n\r\n",
                 id)
           : fmt::format(R"({{"id": "{}", "text": ")", id);
  constexpr std::size_t kLine = 70;
  while (bytes.size() + kLine < size) bytes += std::string(kLine - 2, 'x') + (mail ? "\r\n" : "  ");
  return bytes + (mail ? "\r\n" : "\"}");
}

}  // namespace chaser::bench
