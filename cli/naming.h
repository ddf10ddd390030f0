// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/configuration.h"
#include "store/ports.h"

/// What people mean by a name: the words that they type, against those of the plans and of contacts.yaml.
namespace chaser::cli {

/// The boards that the words may mean: the one of that title, else all of that name or another spelling.
std::vector<const plan::Board*> boardsCalled(const std::string& words, const plan::People& people);
/// `there is no board '…'`, with the nearest ones, else all that contacts.yaml lists.
Error unknownBoard(const std::string& words, const plan::People& people);

/// The silence with its ref, owner, party and board in the words by which it is matched: the plan's own, or
/// the name in contacts.yaml for what no plan mentions. An Input error for a name that neither of them knows.
Result<alerts::Silence> inWordsOfThePlan(store::Store& store, const daemon::Configuration& configuration,
                                         alerts::Silence silence, Date today);

}  // namespace chaser::cli
