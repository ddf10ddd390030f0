// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chaser::fuzz {

/// A zipped document made of text, so that seeds can be read and mutated as such: a line `@@ NAME` begins the
/// part of that name. Bytes that begin as an archive does are one already.
std::string packaged(std::string_view bytes);

}  // namespace chaser::fuzz
