// SPDX-License-Identifier: Apache-2.0
#include "plan/action_text.h"

namespace chaser::plan {

namespace {

/// One list for both: `Subject` is an Action or a const one.
template <typename Subject>
auto textIn(Subject& action, Field field) -> decltype(&action.issue) {
  switch (field) {
    case Field::Recommendation:
      return &action.recommendation;
    case Field::Issue:
      return &action.issue;
    case Field::Action:
      return &action.action;
    case Field::ByWhom:
      return &action.byWhom;
    case Field::Assurance:
      return &action.assurance;
    case Field::Progress:
      return &action.progress;
    case Field::Comments:
      return &action.comments;
    case Field::Ref:
    case Field::Owner:
    case Field::Timeline:
    case Field::Revised:
    case Field::Completed:
    case Field::Rag:
    case Field::Status:
      break;
  }
  return nullptr;
}

}  // namespace

const std::string* textOf(const Action& action, Field field) {
  return textIn(action, field);
}

std::string* textOf(Action& action, Field field) {
  return textIn(action, field);
}

}  // namespace chaser::plan
