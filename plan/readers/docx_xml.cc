// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/docx_xml.h"

#include <algorithm>
#include <cctype>

namespace chaser::plan::docx {

std::string_view localName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node childNamed(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (localName(child) == name) return child;
  }
  return {};
}

std::string_view attributeNamed(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    std::string_view key = attribute.name();
    const auto colon = key.find(':');
    if (colon != std::string_view::npos) key.remove_prefix(colon + 1);
    if (key == name) return attribute.value();
  }
  return {};
}

std::string_view valueOfChild(const pugi::xml_node& node, std::string_view child) {
  return attributeNamed(childNamed(node, child), "val");
}

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool isOn(const pugi::xml_node& property) {
  return property && !isOneOf(attributeNamed(property, "val"), {"0", "false", "off"});
}

std::uint32_t numberOf(std::string_view text, std::uint32_t otherwise) {
  std::uint32_t value = 0;
  if (text.empty() || text.size() > 5) return otherwise;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return otherwise;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

}  // namespace chaser::plan::docx
