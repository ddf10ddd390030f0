// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// What the programs that measure have in common: options, watches, and one line of JSON in the end. Whatever
/// goes wrong ends the program with a word about it: half a measurement is none.
namespace chaser::bench {

[[noreturn]] inline void giveUp(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

/// The value, or the end.
template <typename Wanted>
auto got(Wanted result) {
  if (!result) giveUp(result.error().text());
  return std::move(*result);
}
template <typename Done>
void ok(const Done& outcome) {
  if (!outcome) giveUp(outcome.error().text());
}

/// `--name VALUE` and nothing else, after `first` words.
class Options {
 public:
  Options(int count, char** words, int first) {
    for (int i = first; i < count; i += 2) {
      const std::string word = words[i];
      if (word.rfind("--", 0) != 0 || i + 1 == count) giveUp("expected --NAME VALUE at '" + word + "'");
      values_[word.substr(2)] = words[i + 1];
    }
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) giveUp("--" + name + " is missing");
    return found->second;
  }
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const {
    return values_.count(name) == 0 ? otherwise : text(name);
  }
  [[nodiscard]] long number(const std::string& name, long otherwise) const {
    return values_.count(name) == 0 ? otherwise : std::atol(text(name).c_str());
  }

 private:
  std::map<std::string, std::string> values_;
};

struct Spent {
  double wall = 0;  ///< seconds
  double cpu = 0;   ///< seconds of this process, in user space and in the kernel
};

class Stopwatch {
 public:
  [[nodiscard]] Spent read() const {
    const auto now = std::chrono::steady_clock::now();
    return {std::chrono::duration<double>(now - began_).count(), processor() - processor_};
  }

 private:
  static double processor() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  double processor_ = processor();
};

/// The most memory that this program had at once. Not getrusage: its figure begins with that of the program
/// which started this one.
inline long mostResidentKib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::atol(line.c_str() + 6);
  }
  return 0;
}

/// `{"runs": {"tick": [[wall, cpu], …]}, "facts": {"looked": 12, …}, "rss_kib": 9000}` on one line.
class Report {
 public:
  void run(const std::string& name, Spent spent) {
    auto& runs = runs_[name];
    runs += fmt::format("{}[{:.9f}, {:.9f}]", runs.empty() ? "" : ", ", spent.wall, spent.cpu);
  }
  void fact(const std::string& name, double value) { facts_[name] = fmt::format("{}", value); }
  void fact(const std::string& name, const std::vector<std::size_t>& values) {
    facts_[name] = fmt::format("[{}]", fmt::join(values, ", "));
  }
  void print() const {
    fmt::print("{{\"runs\": {}, \"facts\": {}, \"rss_kib\": {}}}\n", object(runs_, "[", "]"),
               object(facts_, "", ""), mostResidentKib());
  }

 private:
  static std::string object(const std::map<std::string, std::string>& from, const char* open,
                            const char* close) {
    std::string json;
    for (const auto& [name, value] : from) {
      json += fmt::format("{}\"{}\": {}{}{}", json.empty() ? "" : ", ", name, open, value, close);
    }
    return "{" + json + "}";
  }
  std::map<std::string, std::string> runs_, facts_;
};

}  // namespace chaser::bench
