// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/yaml.h"
#include "plan/people.h"

namespace chaser::plan {

/// As loadDirectory, of a mapping with the keys of contacts.yaml that stands inside another file.
Directory readDirectory(YamlNode& root, Date today, Diagnostics& diagnostics);

}  // namespace chaser::plan
