// SPDX-License-Identifier: Apache-2.0
#include "common/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

namespace chaser {

namespace {

constexpr std::size_t kLargestFile = 4U << 20U;
constexpr std::size_t kDeepest = 100;

Position positionOf(const SourcePtr& source, const YAML::Mark& mark) {
  if (mark.is_null()) return {source, 0, 0};
  return {source, static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

struct Refusal {
  YAML::Mark mark;
  std::string message;
};

/// Walks the events before a tree is built, so that a hostile file is refused while it is still small.
class Guard : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refusal{mark, "aliases (*name) are not used here"};
  }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    enter(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void enter(const YAML::Mark& mark) {
    if (++depth_ > kDeepest) throw Refusal{mark, fmt::format("nested more than {} levels deep", kDeepest)};
  }
  std::size_t depth_ = 0;
};

}  // namespace

Position YamlNode::position() const {
  return positionOf(source_, node_.IsDefined() ? node_.Mark() : YAML::Mark::null_mark());
}

void YamlNode::report(Level level, std::string message, std::string hint) const {
  Diagnostic diagnostic;
  diagnostic.level = level;
  diagnostic.at = position();
  diagnostic.width =
      node_.IsDefined() && node_.IsScalar() ? std::max<std::size_t>(1, node_.Scalar().size()) : 1;
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
  // A missing key gives yaml-cpp's "zombie" node, which throws when it is asked anything: never let one out.
  YAML::Node found(YAML::NodeType::Undefined);
  if (node_.IsMap()) {
    const YAML::Node looked = node_[key];
    if (looked.IsDefined()) found.reset(looked);
  }
  return {found, source_, *diagnostics_};
}

YamlNode YamlNode::require(const std::string& key, std::string_view what) {
  auto found = get(key);
  if (!found.present()) error(fmt::format("{} needs '{}'", what, key));
  return found;
}

std::vector<YamlNode> YamlNode::items(bool orOne) {
  std::vector<YamlNode> out;
  if (!present()) return out;
  if (node_.IsSequence()) {
    for (const auto& item : node_) out.emplace_back(item, source_, *diagnostics_);
  } else if (orOne) {
    out.push_back(*this);
  } else {
    error("a list is expected here", "begin each entry with '- '");
  }
  return out;
}

std::vector<std::pair<YamlNode, YamlNode>> YamlNode::pairs() {
  std::vector<std::pair<YamlNode, YamlNode>> out;
  if (!node_.IsMap()) return out;
  for (const auto& entry : node_) {
    out.emplace_back(YamlNode(entry.first, source_, *diagnostics_),
                     YamlNode(entry.second, source_, *diagnostics_));
  }
  return out;
}

std::optional<std::string> YamlNode::text(std::string_view what) {
  if (!present()) return std::nullopt;
  if (!node_.IsScalar()) {
    error(fmt::format("{} must be a single value", what));
    return std::nullopt;
  }
  return node_.Scalar();
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
  const auto absent = [&] { return YamlNode(YAML::Node(YAML::NodeType::Undefined), source, diagnostics); };
  const auto refuse = [&](const YAML::Mark& mark, std::string message, std::string hint) {
    diagnostics.push_back({Level::Error, positionOf(source, mark), 1, std::move(message), std::move(hint)});
    return absent();
  };
  if (source->text.size() > kLargestFile) {
    return refuse(YAML::Mark::null_mark(), "the file is larger than 4 MiB", "is this the right file?");
  }
  try {
    {
      std::istringstream stream(source->text);
      YAML::Parser parser(stream);
      Guard guard;
      parser.HandleNextDocument(guard);
    }
    return {YAML::Load(source->text), source, diagnostics};
  } catch (const Refusal& refusal) {
    return refuse(refusal.mark, refusal.message, "write the values out");
  } catch (const YAML::Exception& e) {
    return refuse(e.mark, fmt::format("this is not valid YAML: {}", e.msg),
                  "look for a missing colon, a tab, an unclosed quote or a wrong indentation");
  } catch (const std::exception& e) {
    return refuse(YAML::Mark::null_mark(), fmt::format("this can't be read as YAML: {}", e.what()), {});
  }
}

}  // namespace chaser
