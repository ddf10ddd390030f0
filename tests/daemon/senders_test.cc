// SPDX-License-Identifier: Apache-2.0
#include "daemon/senders.h"

#include <gmock/gmock.h>

#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST_F(House, EachEndpointHasAsManyConnectionsAsItsSettingsSay) {
  folder.write("chaser.yaml",
               "database: plan.db\nsmtp: {host: 127.0.0.1, port: 9, tls: off, max_connections: 5}\n");
  folder.write("contacts.yaml", std::string(kContacts) +
                                    "webhooks:\n"
                                    "  - {name: office, url: 'http://127.0.0.1:9/'}\n"
                                    "  - {name: chat, url: 'http://127.0.0.1:9/', max_connections: 7}\n"
                                    "  - {name: ops, preset: alertmanager, url: 'http://127.0.0.1:9'}\n");
  configuration = load();
  EXPECT_THAT(deliveryOptions(configuration).connections,
              ElementsAre(Pair("chat", 7U), Pair("office", 2U), Pair("ops", 1U), Pair("smtp", 5U)));
  for (const auto& webhook : configuration->people.directory().webhooks)
    EXPECT_EQ(hookSettings(*configuration, webhook).value().maxConnections,
              deliveryOptions(configuration).connections.at(webhook.name))
        << webhook.name;
}

}  // namespace
}  // namespace chaser::daemon
