// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

/// The files of templates/ as text, put into the library when it is built: a page can't be half installed.
namespace chaser::web {

/// By name: `item.html` and its like without their `.mustache`, and `style.css`.
const std::map<std::string, std::string, std::less<>>& embeddedFiles();

}  // namespace chaser::web
