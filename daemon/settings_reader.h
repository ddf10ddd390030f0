// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/yaml.h"
#include "daemon/settings.h"

/// What reading chaser.yaml comes down to, for the files that read its parts.
namespace chaser::daemon {

/// A value of a closed set, and how people write it.
template <typename Value>
struct Named {
  const char* name;
  Value value;
};
/// One of a closed set, by its written name.
template <typename Value, std::size_t N>
inline Value choose(YamlNode node, std::string_view what, const std::array<Named<Value>, N>& all,
                    Value fallback) {
  const auto text = node.text(what);
  if (!text) return fallback;
  std::vector<std::string> names;
  for (const auto& [name, value] : all) {
    if (name == *text) return value;
    names.emplace_back(name);
  }
  node.error(fmt::format("'{}' is no way of {}", *text, what), suggest(*text, names));
  return fallback;
}

/// Reads the values of one mapping into places that hold their defaults.
class SettingsReader {
 public:
  SettingsReader(YamlNode node, std::filesystem::path folder)
      : node_(std::move(node)), folder_(std::move(folder)) {}

  void text(const std::string& key, std::string& into) const {
    if (const auto value = node_.get(key).text(key)) into = *value;
  }
  void number(const std::string& key, int& into, int low, int high) const {
    if (const auto value = node_.get(key).integer(key, low, high)) into = *value;
  }
  void path(const std::string& key, std::filesystem::path& into) const {
    if (const auto value = node_.get(key).text(key)) into = resolved(*value);
  }
  void paths(const std::string& key, std::vector<std::filesystem::path>& into) const {
    if (!node_.get(key).present()) return;
    into.clear();
    for (const auto& value : node_.get(key).texts(key)) into.push_back(resolved(value));
  }
  std::optional<std::chrono::seconds> seconds(const std::string& key) const {
    auto node = node_.get(key);
    const auto value = node.text(key);
    if (!value) return std::nullopt;
    const auto read = parseSeconds(*value);
    if (!read)
      node.error(fmt::format("{} must be a whole number and a unit", key), "for example 0s, 60s, 15m or 1h");
    return read;
  }

 private:
  [[nodiscard]] std::filesystem::path resolved(const std::filesystem::path& path) const {
    return (folder_ / path).lexically_normal();
  }

  YamlNode node_;
  std::filesystem::path folder_;
};

}  // namespace chaser::daemon
