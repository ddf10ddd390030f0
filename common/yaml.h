// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/date.h"
#include "common/diagnostic.h"
#include "common/source.h"
#include "common/span.h"
#include "common/yaml_tree.h"

/// Reading YAML that people write: every unknown key, wrong type and bad value becomes a Diagnostic with
/// line, column and hint, and reading goes on, so that all mistakes are reported at once.
namespace chaser {

/// A place in a YAML file, and the list to which its mistakes are added, which outlives it. It shares the
/// document with all others. All readers return an empty value after having reported what was wrong.
class YamlNode {
 public:
  /// kNone: a place at which there is nothing.
  YamlNode(std::shared_ptr<const YamlTree> tree, YamlTree::Index value, Diagnostics& diagnostics)
      : tree_(std::move(tree)), value_(value), diagnostics_(&diagnostics) {}

  [[nodiscard]] bool present() const { return value_ != YamlTree::kNone && !is(YamlTree::Kind::Null); }
  [[nodiscard]] bool isMap() const { return is(YamlTree::Kind::Map); }
  [[nodiscard]] bool isList() const { return is(YamlTree::Kind::List); }
  [[nodiscard]] bool isScalar() const { return is(YamlTree::Kind::Scalar); }
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

  [[nodiscard]] std::string scalar() const {
    return isScalar() ? std::string(tree_->text(value_)) : std::string();
  }
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

  [[nodiscard]] const SourcePtr& source() const { return tree_->source(); }
  [[nodiscard]] Diagnostics& diagnostics() const { return *diagnostics_; }

 private:
  [[nodiscard]] bool is(YamlTree::Kind kind) const {
    return value_ != YamlTree::kNone && tree_->kind(value_) == kind;
  }
  [[nodiscard]] YamlNode at(YamlTree::Index value) const { return {tree_, value, *diagnostics_}; }

  std::shared_ptr<const YamlTree> tree_;
  YamlTree::Index value_;
  Diagnostics* diagnostics_;
};

/// Parses one document. A syntax error is reported and gives an absent node, as does an empty file.
/// Files over 4 MiB, more than 100 levels of nesting and aliases are refused. A key that is given twice is
/// reported by checkKeys(), where that is called; what follows a second `---` is not read.
YamlNode parseYaml(const SourcePtr& source, Diagnostics& diagnostics);

}  // namespace chaser
