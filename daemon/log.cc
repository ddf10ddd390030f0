// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace chaser::daemon {

namespace {

/// `%*`: the syslog priority that journald reads from the line's beginning.
class PriorityFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& into) override {
    const std::string_view priority = priorityOf(message.level);
    into.append(priority.data(), priority.data() + priority.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<PriorityFlag>();
  }

 private:
  static std::string_view priorityOf(spdlog::level::level_enum level) {
    switch (level) {
      case spdlog::level::critical:
        return "<2>";
      case spdlog::level::err:
        return "<3>";
      case spdlog::level::warn:
        return "<4>";
      case spdlog::level::info:
        return "<6>";
      default:
        return "<7>";
    }
  }
};

}  // namespace

bool isJournal() {
  // $JOURNAL_STREAM names the device and inode of the stream; a redirected program has another.
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
  return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

std::shared_ptr<spdlog::logger> makeLogger(std::string_view level, bool toJournal) {
  auto logger =
      std::make_shared<spdlog::logger>("chaserd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<PriorityFlag>('*').set_pattern(toJournal ? "%*%v"
                                                               : "%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  logger->set_formatter(std::move(formatter));
  logger->flush_on(spdlog::level::info);
  setLevel(*logger, level);
  return logger;
}

void setLevel(spdlog::logger& logger, std::string_view level) {
  if (level == "debug") {
    logger.set_level(spdlog::level::debug);
  } else if (level == "warning") {
    logger.set_level(spdlog::level::warn);
  } else if (level == "error") {
    logger.set_level(spdlog::level::err);
  } else {
    logger.set_level(spdlog::level::info);
  }
}

std::string logLine(const Diagnostic& diagnostic) {
  std::string line;
  if (diagnostic.at.source) {
    line = diagnostic.at.source->name;
    if (diagnostic.at.line > 0) line += fmt::format(":{}:{}", diagnostic.at.line, diagnostic.at.column);
    line += ": ";
  }
  return line + withoutAddresses(diagnostic.message);
}

void logDiagnostic(spdlog::logger& logger, std::string_view event, const Diagnostic& diagnostic) {
  logger.log(diagnostic.level == Level::Error ? spdlog::level::err : spdlog::level::warn, "event={} says={}",
             event, logValue(logLine(diagnostic)));
}

std::string withoutAddresses(std::string_view text) {
  constexpr std::string_view kEnds = " \t\r\n'\"<>(),;";
  std::string out(text);
  for (auto at = out.find('@'); at != std::string::npos; at = out.find('@', at + 1)) {
    const auto before = out.find_last_of(kEnds, at);
    const auto from = before == std::string::npos ? 0 : before + 1;
    const auto end = std::min(out.find_first_of(kEnds, at), out.size());
    out.replace(from, end - from, "(address)");
    at = from;
  }
  return out;
}

std::string logValue(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_of(" \"=\\\n\r\t") == std::string_view::npos;
  if (plain) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted + '"';
}

}  // namespace chaser::daemon
