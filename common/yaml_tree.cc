// SPDX-License-Identifier: Apache-2.0
#include "common/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <utility>
#include <vector>

namespace chaser {

namespace {

constexpr std::size_t kLargestFile = 4U << 20U;
constexpr std::size_t kDeepest = 100;

struct Unwanted {
  YAML::Mark mark;
  std::string message;
};

}  // namespace

/// Takes yaml-cpp's events. A hostile file is refused while it is still small.
class YamlTree::Reader : public YAML::EventHandler {
 public:
  explicit Reader(YamlTree& tree) : tree_(tree) {}
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, Kind::Null); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Unwanted{mark, "aliases (*name) are not used here"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& text) override {
    auto& value = add(mark, Kind::Scalar);
    value.text = static_cast<std::uint32_t>(tree_.texts_.size());
    value.length = static_cast<std::uint32_t>(text.size());
    tree_.texts_ += text;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    enter(mark, Kind::List);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    enter(mark, Kind::Map);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Open {
    Index value, last;
  };

  Value& add(const YAML::Mark& mark, Kind kind) {
    auto& values = tree_.values_;
    const auto index = static_cast<Index>(values.size());
    if (!open_.empty()) {
      auto& [within, last] = open_.back();
      if (last == kNone)
        values[within].hasFirst = true;
      else
        values[last].next = index;
      last = index;
    }
    auto& value = values.emplace_back();
    value.kind = kind;
    value.line = static_cast<std::uint32_t>(mark.line + 1);
    value.column = static_cast<std::uint32_t>(mark.column + 1);
    return value;
  }

  void enter(const YAML::Mark& mark, Kind kind) {
    if (open_.size() >= kDeepest)
      throw Unwanted{mark, fmt::format("nested more than {} levels deep", kDeepest)};
    const auto index = static_cast<Index>(tree_.values_.size());
    add(mark, kind);
    open_.push_back({index, kNone});
  }

  YamlTree& tree_;
  std::vector<Open> open_;
};

std::optional<YamlTree::Refusal> YamlTree::read() {
  const auto refuse = [&](const YAML::Mark& mark, std::string message, std::string hint) {
    values_.clear();
    const bool known = !mark.is_null();
    return Refusal{{source_, known ? static_cast<std::size_t>(mark.line) + 1 : 0,
                    known ? static_cast<std::size_t>(mark.column) + 1 : 0},
                   std::move(message),
                   std::move(hint)};
  };
  const auto nowhere = YAML::Mark::null_mark();
  if (source_->text.size() > kLargestFile)
    return refuse(nowhere, "the file is larger than 4 MiB", "is this the right file?");
  try {
    std::istringstream stream(source_->text);
    YAML::Parser parser(stream);
    texts_.reserve(source_->text.size());
    Reader reader(*this);
    parser.HandleNextDocument(reader);
  } catch (const Unwanted& unwanted) {
    return refuse(unwanted.mark, unwanted.message, "write the values out");
  } catch (const YAML::Exception& e) {
    return refuse(e.mark, fmt::format("this is not valid YAML: {}", e.msg),
                  "look for a missing colon, a tab, an unclosed quote or a wrong indentation");
  } catch (const std::exception& e) {
    return refuse(nowhere, fmt::format("this can't be read as YAML: {}", e.what()), {});
  }
  return std::nullopt;
}

Position YamlTree::position(Index value) const {
  return {source_, values_[value].line, values_[value].column};
}

YamlTree::Index YamlTree::first(Index value) const {
  return values_[value].hasFirst ? value + 1 : kNone;
}

}  // namespace chaser
