// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/diagnostic.h"
#include "daemon/configuration.h"
#include "store/ports.h"

namespace chaser::daemon {

/// What contacts.yaml names for its webhooks: templates, and unless `sources` does without, keys and secret
/// addresses. A template is tried on made-up messages of every kind.
void loadWebhooks(Configuration& configuration, const ConfigurationSources& sources,
                  Diagnostics& diagnostics);

/// The webhooks' templates tried on what they would say now: each alert that is not resolved, for each
/// webhook with a template. One error a webhook at most; a database that can't be read is another's business.
Diagnostics tryTemplates(const Configuration& configuration, store::Store& store, Date today, Instant now);

}  // namespace chaser::daemon
