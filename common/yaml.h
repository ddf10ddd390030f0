// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/diagnostic.h"
#include "common/source.h"
#include "common/span.h"

/// Reading YAML that people write: every unknown key, wrong type and bad value becomes a Diagnostic with
/// line, column and hint, and reading goes on, so that all mistakes are reported at once.
namespace chaser {

/// A place in a YAML file, and the list to which its mistakes are added. It refers to both, so it must not
/// outlive the document. All readers return an empty value after having reported what was wrong.
class YamlNode {
 public:
  YamlNode(const YAML::Node& node, SourcePtr source, Diagnostics& diagnostics)
      : node_(node), source_(std::move(source)), diagnostics_(&diagnostics) {}

  [[nodiscard]] bool present() const { return node_.IsDefined() && !node_.IsNull(); }
  [[nodiscard]] bool isMap() const { return node_.IsMap(); }
  [[nodiscard]] bool isList() const { return node_.IsSequence(); }
  [[nodiscard]] bool isScalar() const { return node_.IsScalar(); }
  [[nodiscard]] Position position() const;

  /// Reports each key of this mapping that is not listed, with a suggestion; false if this is no mapping.
  bool checkKeys(const std::vector<std::string>& allowed, std::string_view what);

  /// The value under a key; absent when there is none. REQUIRES: isMap().
  [[nodiscard]] YamlNode get(const std::string& key) const;
  /// Like get, but reports a missing key.
  YamlNode require(const std::string& key, std::string_view what);

  /// The items of a list; a single value counts as a list of one when `orOne`.
  std::vector<YamlNode> items(bool orOne = false);
  /// The pairs of a mapping, in file order.
  std::vector<std::pair<YamlNode, YamlNode>> pairs();

  [[nodiscard]] std::string scalar() const { return node_.IsScalar() ? node_.Scalar() : std::string(); }
  std::optional<std::string> text(std::string_view what);
  std::optional<bool> flag(std::string_view what);
  std::optional<int> integer(std::string_view what, int low, int high);
  std::optional<Date> date(std::string_view what);
  std::optional<Span> span(std::string_view what);
  std::vector<std::string> texts(std::string_view what);

  void error(std::string message, std::string hint = {}) const {
    report(Level::Error, std::move(message), std::move(hint));
  }
  void warn(std::string message, std::string hint = {}) const {
    report(Level::Warning, std::move(message), std::move(hint));
  }
  void report(Level level, std::string message, std::string hint) const;

  [[nodiscard]] const SourcePtr& source() const { return source_; }
  [[nodiscard]] Diagnostics& diagnostics() const { return *diagnostics_; }

 private:
  YAML::Node node_;
  SourcePtr source_;
  Diagnostics* diagnostics_;
};

/// Parses one document. A syntax error is reported and gives an absent node, as does an empty file.
/// Files over 4 MiB, more than 100 levels of nesting, aliases and duplicate keys are refused.
YamlNode parseYaml(const SourcePtr& source, Diagnostics& diagnostics);

}  // namespace chaser
