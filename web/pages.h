// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "web/desk.h"

/// The pages as HTML: small, without scripts and without anything fetched from elsewhere, first of all for a
/// telephone, in light and in dark. Pure. Every word is escaped.
namespace chaser::web {

/// What a form had in it when it was refused, so that nobody types it twice.
struct Kept {
  std::string fault;  ///< what is wrong, and what to do; empty: nothing was sent yet
  std::map<std::string, std::string> fields;
};

/// The page of one matter with its answers. REQUIRES: shown.matter.
std::string matterPage(const Shown& shown, const Kept& kept = {});

/// The page of a whole message: its matters, each with the way to its own page. `publicUrl` is where the
/// pages are reached.
std::string messagePage(const Shown& shown, const std::string& publicUrl);

/// How often the digest comes, with the way to change that. `changed`: it was just chosen.
std::string digestPage(const DigestChoice& choice, bool changed);

/// After an answer: what was recorded, now or before.
std::string recordedPage(const Recorded& recorded);

/// For a link that leads nowhere: why, and whom to ask. Nothing of the plan.
std::string refusedPage(LinkState state, const std::string& askWhom);

/// For whatever else goes wrong.
std::string plainPage(const std::string& title, const std::vector<std::string>& sentences);

/// Content-Security-Policy of all of them: nothing but their own style, and forms that go back to where they
/// came from.
const std::string& contentPolicy();

}  // namespace chaser::web
