// SPDX-License-Identifier: Apache-2.0
#include "common/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace chaser {

Position YamlNode::position() const {
  return value_ == YamlTree::kNone ? Position{tree_->source(), 0, 0} : tree_->position(value_);
}

void YamlNode::report(Level level, std::string message, std::string hint) const {
  Diagnostic diagnostic;
  diagnostic.level = level;
  diagnostic.at = position();
  diagnostic.width = isScalar() ? std::max<std::size_t>(1, tree_->text(value_).size()) : 1;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostics_->push_back(std::move(diagnostic));
}

bool YamlNode::checkKeys(const std::vector<std::string>& allowed, std::string_view what) {
  if (!isMap()) {
    error(fmt::format("{} must be a mapping of keys to values", what));
    return false;
  }
  std::set<std::string> seen;
  for (const auto& [key, value] : pairs()) {
    const std::string name = key.scalar();
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      key.error(fmt::format("'{}' is not a key of {}", name, what), suggest(name, allowed));
    } else if (!seen.insert(name).second) {
      key.error(fmt::format("'{}' is given twice", name), "keep one of them");
    }
  }
  return true;
}

YamlNode YamlNode::get(const std::string& key) const {
  if (!isMap()) return at(YamlTree::kNone);
  for (auto name = tree_->first(value_); name != YamlTree::kNone;) {
    const auto value = tree_->next(name);
    if (tree_->kind(name) == YamlTree::Kind::Scalar && tree_->text(name) == key) return at(value);
    name = tree_->next(value);
  }
  return at(YamlTree::kNone);
}

YamlNode YamlNode::require(const std::string& key, std::string_view what) {
  auto found = get(key);
  if (!found.present()) error(fmt::format("{} needs '{}'", what, key));
  return found;
}

std::vector<YamlNode> YamlNode::items(bool orOne) {
  std::vector<YamlNode> out;
  if (!present()) return out;
  if (isList()) {
    for (auto item = tree_->first(value_); item != YamlTree::kNone; item = tree_->next(item))
      out.push_back(at(item));
  } else if (orOne) {
    out.push_back(*this);
  } else {
    error("a list is expected here", "begin each entry with '- '");
  }
  return out;
}

std::vector<std::pair<YamlNode, YamlNode>> YamlNode::pairs() {
  std::vector<std::pair<YamlNode, YamlNode>> out;
  if (!isMap()) return out;
  for (auto key = tree_->first(value_); key != YamlTree::kNone;) {
    const auto value = tree_->next(key);
    out.emplace_back(at(key), at(value));
    key = tree_->next(value);
  }
  return out;
}

std::optional<std::string> YamlNode::text(std::string_view what) {
  if (!present()) return std::nullopt;
  if (!isScalar()) {
    error(fmt::format("{} must be a single value", what));
    return std::nullopt;
  }
  return scalar();
}

std::optional<bool> YamlNode::flag(std::string_view what) {
  const auto value = text(what);
  if (!value) return std::nullopt;
  if (*value == "true" || *value == "yes" || *value == "on") return true;
  if (*value == "false" || *value == "no" || *value == "off") return false;
  error(fmt::format("{} must be true or false", what));
  return std::nullopt;
}

std::optional<int> YamlNode::integer(std::string_view what, int low, int high) {
  const auto value = text(what);
  if (!value) return std::nullopt;
  int number = 0;
  const auto [end, status] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (status != std::errc() || end != value->data() + value->size() || number < low || number > high) {
    error(fmt::format("{} must be a whole number from {} to {}", what, low, high));
    return std::nullopt;
  }
  return number;
}

std::optional<Date> YamlNode::date(std::string_view what) {
  const auto value = text(what);
  if (!value) return std::nullopt;
  const auto date = Date::parse(*value);
  if (!date) error(fmt::format("{} must be a date that exists, written YYYY-MM-DD", what));
  return date;
}

std::optional<Span> YamlNode::span(std::string_view what) {
  const auto value = text(what);
  if (!value) return std::nullopt;
  const auto span = Span::parse(*value);
  if (!span) {
    error(fmt::format("{} must be a whole number and a unit", what),
          "for example 3d, 10wd (working days), 2w, 1mo or 1y");
  }
  return span;
}

std::vector<std::string> YamlNode::texts(std::string_view what) {
  std::vector<std::string> out;
  for (auto& item : items(true)) {
    if (auto value = item.text(what)) out.push_back(*value);
  }
  return out;
}

YamlNode parseYaml(const SourcePtr& source, Diagnostics& diagnostics) {
  auto tree = std::make_shared<YamlTree>(source);
  if (auto refused = tree->read())
    diagnostics.push_back(
        {Level::Error, std::move(refused->at), 1, std::move(refused->message), std::move(refused->hint)});
  const auto root = tree->root();
  return {std::move(tree), root, diagnostics};
}

}  // namespace chaser
