// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/package.h"

#include "common/text.h"
#include "plan/readers/xml_stream.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kMostRelations = 10'000;

/// A target is relative to the folder of the part it starts from, or to the package when it begins with `/`.
std::string resolve(const std::string& folder, std::string_view target) {
  std::string whole = target.starts_with('/') ? std::string(target) : folder + "/" + std::string(target);
  std::vector<std::string_view> steps;
  for (const std::string_view step : split(whole, '/')) {
    if (step == ".." && !steps.empty()) steps.pop_back();
    if (!step.empty() && step != "." && step != "..") steps.push_back(step);
  }
  std::string out;
  for (const std::string_view step : steps) {
    if (!out.empty()) out += '/';
    out += step;
  }
  return out;
}

class RelationListener : public XmlListener {
 public:
  explicit RelationListener(std::string folder) : folder_(std::move(folder)) {}

  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes["TargetMode"] == "External") return;
    const std::string_view type = attributes["Type"];
    relations.push_back({std::string(attributes["Id"]), std::string(type.substr(type.rfind('/') + 1)),
                         resolve(folder_, attributes["Target"])});
    if (relations.size() > kMostRelations)
      refuse("has a part that relates to thousands of others", "save it again in its own program");
  }

  std::vector<Relation> relations;

 private:
  std::string folder_;
};

}  // namespace

Result<std::vector<Relation>> relationsOf(const Archive& archive, const std::string& part,
                                          const ReadLimits& limits) {
  const auto slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? std::string() : part.substr(0, slash);
  const std::string file = slash == std::string::npos ? part : part.substr(slash + 1);
  const std::string name = (folder.empty() ? "" : folder + "/") + "_rels/" + file + ".rels";
  RelationListener listener(folder);
  if (!archive.has(name)) return listener.relations;
  if (const auto read = readPart(archive, name, limits, listener); !read) return fail(read.error());
  return std::move(listener.relations);
}

std::string targetOf(const std::vector<Relation>& relations, std::string_view type) {
  for (const Relation& relation : relations) {
    if (relation.type == type) return relation.target;
  }
  return {};
}

}  // namespace chaser::plan
