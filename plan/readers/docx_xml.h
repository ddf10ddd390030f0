// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <pugixml.hpp>
#include <string_view>

/// WordprocessingML's tree asked by local names: producers are free to choose the prefix.
namespace chaser::plan::docx {

std::string_view localName(const pugi::xml_node& node);
/// The first child of that name; a null node when there is none.
pugi::xml_node childNamed(const pugi::xml_node& node, std::string_view name);
/// Empty when there is none.
std::string_view attributeNamed(const pugi::xml_node& node, std::string_view name);
/// The `val` of the first child of that name.
std::string_view valueOfChild(const pugi::xml_node& node, std::string_view child);
bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names);
/// A switch such as w:vanish: there, and not said to be off.
bool isOn(const pugi::xml_node& property);
/// At most five digits; anything else is `otherwise`.
std::uint32_t numberOf(std::string_view text, std::uint32_t otherwise);

}  // namespace chaser::plan::docx
