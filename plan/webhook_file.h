// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/yaml.h"
#include "plan/people.h"

namespace chaser::plan {

/// One entry below `webhooks:` of contacts.yaml. What its preset does not know is a mistake, and so is what
/// it can't do without.
void readWebhook(YamlNode& entry, Directory& directory);

/// An address that is posted to: http or https, a host, no blanks. Anything else (file:, gopher:) would make
/// the daemon read what it should not.
bool isHttpUrl(std::string_view url);

/// 8-4-4-4-12 hexadecimal digits (RFC 4122), as GOV.UK Notify names things.
bool isUuid(std::string_view text);

}  // namespace chaser::plan
