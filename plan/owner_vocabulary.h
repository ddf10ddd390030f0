// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>

/// The words by which posts, bodies and offices are told from people's names in owner cells. They are those
/// of UK public bodies at large, in the singular and folded (foldPlural); what a plan calls its own people is
/// in contacts.yaml.
namespace chaser::plan {

using TitleWords = std::set<std::string, std::less<>>;

/// Kinds of post that close a title: `manager`, `officer`.
const TitleWords& postWords();
/// Posts that need a word beside them: `Lead` alone is whose?
const TitleWords& dependentPosts();
/// Kinds of body: `board`, `team`.
const TitleWords& bodyWords();
/// Words that begin with a capital in titles; none of them is part of a person's name.
const TitleWords& officeWords();

}  // namespace chaser::plan
