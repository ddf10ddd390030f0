// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/yaml.h"
#include "daemon/settings.h"

/// `smtp:` of chaser.yaml.
namespace chaser::daemon {

/// Those of `smtp:` itself, `relays` among them. Each relay has the same, but for how much goes to all of
/// them.
const std::vector<std::string>& smtpKeys();

void readSmtp(YamlNode node, const std::filesystem::path& folder, SmtpSettings& smtp);

/// Every secret that the relays need, for whoever reads them from their files.
std::vector<SecretFile*> secretsOf(SmtpSettings& smtp);

/// As the notifiers take it; the certificate of an access token is read from its file. `envelopeFrom` is
/// where bounces go.
std::vector<notifiers::EmailSettings> emailSettings(const SmtpSettings& smtp,
                                                    const std::string& envelopeFrom);

}  // namespace chaser::daemon
