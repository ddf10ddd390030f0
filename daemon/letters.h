// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/facts.h"
#include "notifiers/letter.h"
#include "store/ports.h"

/// From a plan of a message to the bytes that go out: facts are gathered, composed, rendered and written as
/// MIME or JSON. The result is ready to be frozen.
namespace chaser::daemon {

struct Place {
  std::string channel, endpoint;  ///< as in store::Message
};
/// By which way a message of this kind to that recipient goes. Only `deliver: smtp` lets anything out of the
/// house: else webhooks too are files in the maildir.
Place placeOf(const Settings& settings, alerts::MessageKind kind, const std::string& to);

struct Written {
  store::Message message;
  std::vector<std::string> faults;  ///< templates that failed; the message is whole nevertheless
};

/// Gives a message to a webhook its subject and its bytes: the document of the webhook's preset or of its own
/// template. REQUIRES: all the rest of it is there.
void writePost(const Configuration& configuration, const notifiers::Letter& letter, Written& written);

/// A message to a webhook that no item asks for, under a name made of `key`: the same is the same.
Result<Written> writeFeedLetter(const Configuration& configuration, store::Store& store,
                                const plan::Webhook& hook, const notifiers::Letter& letter,
                                const std::string& key, Instant now);

/// How a planned message gets its words. The daemon's way is writeLetter; who only wants to know what would
/// be said to whom takes writeNothing.
using LetterWriter = std::function<Result<Written>(
    const Configuration& configuration, Facts& facts, store::Store& store, const alerts::MessagePlan& plan,
    const std::vector<alerts::Candidate>& candidates, Date today, Instant now)>;

/// `candidates` are those of the message, in no order. The links in it are made on the way. REQUIRES: each of
/// plan.items is among them; the transaction is open in which the message is frozen.
Result<Written> writeLetter(const Configuration& configuration, Facts& facts, store::Store& store,
                            const alerts::MessagePlan& plan, const std::vector<alerts::Candidate>& candidates,
                            Date today, Instant now);

/// The same message, for the same items and the same recipient, without a word in it: no template is rendered
/// and no MIME written. For a database that is thrown away: its names are no names to the world.
Result<Written> writeNothing(const Configuration& configuration, Facts& facts, store::Store& store,
                             const alerts::MessagePlan& plan,
                             const std::vector<alerts::Candidate>& candidates, Date today, Instant now);

}  // namespace chaser::daemon
