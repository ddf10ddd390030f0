// SPDX-License-Identifier: Apache-2.0
#include "rules/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "rules/horizon.h"

namespace chaser::rules {

namespace {

std::string printed(const std::vector<Shift>& shifts) {
  std::string text;
  for (const auto& shift : shifts) text += (shift.back ? " - " : " + ") + shift.span.text();
  return text;
}

std::string spokenDay(std::int64_t number) {
  return plan::spokenValue(plan::FieldType::Date, {true, number, {}, {}});
}

void look(const Term& term, const plan::Row& row, const plan::WorkingCalendar& calendar,
          std::vector<Seen>& seen) {
  if (term.kind == Term::Kind::Today) {
    const auto day = shifted(row.today, term.shifts, calendar);
    seen.push_back({"today" + printed(term.shifts), spokenDay(day.epochDays()), false, std::nullopt});
    return;
  }
  std::string scratch;
  const auto value = valueOf(term, row, calendar, scratch);
  if (term.kind == Term::Kind::Field) {
    // A day with spans is a day; no other type takes any.
    seen.push_back({std::string(term.field->name) + printed(term.shifts),
                    plan::spokenValue(term.field->type, value), !value.present, value.changesOn});
  } else if (!term.shifts.empty()) {
    const auto anchor = Date::fromEpochDays(static_cast<std::int32_t>(term.number));
    seen.push_back({anchor.iso() + printed(term.shifts), spokenDay(value.number), false, std::nullopt});
  }
}

Explained explainNode(const Node& node, bool decides, const plan::Row& row,
                      const plan::WorkingCalendar& calendar) {
  Explained explained;
  explained.text = node.text;
  explained.verdict = evaluate(node, row, calendar);
  explained.decides = decides;
  const bool chain = node.kind == Tree::Kind::And || node.kind == Tree::Kind::Or;
  explained.children.reserve(node.children.size());
  for (const auto& child : node.children) {
    // What makes an `and` fail are the parts that fail, what makes it hold are all of them; `or` is its
    // mirror.
    const bool matters = !chain || evaluate(child, row, calendar).holds == explained.verdict.holds;
    explained.children.push_back(explainNode(child, decides && matters, row, calendar));
  }
  if (!node.children.empty()) return explained;
  look(node.left, row, calendar, explained.seen);
  if (node.kind == Tree::Kind::Compare) look(node.right, row, calendar, explained.seen);
  return explained;
}

std::string seenText(const std::vector<Seen>& seen) {
  std::string text;
  for (const auto& one : seen)
    text += fmt::format("{}{} is {}", text.empty() ? "" : ", ", one.term, one.value);
  return text;
}

void addLines(const Explained& part, bool sayDecides, std::size_t indent, std::size_t depth,
              std::string& text) {
  constexpr std::size_t kPartShown = 40;
  const bool denied = part.children.size() == 1 && part.children.front().children.empty();
  const bool alone = part.children.empty() || denied;
  std::string notes = seenText(denied ? part.children.front().seen : part.seen);
  if (alone && part.verdict.until)
    notes += fmt::format("{}may change on {}", notes.empty() ? "" : "; ", part.verdict.until->spoken());
  if (sayDecides && part.decides) notes += notes.empty() ? "(decides)" : "  (decides)";
  const std::string shown = alone ? part.text : shorten(part.text, kPartShown);
  const std::string line =
      fmt::format("{:{}}{} {:<{}}  {}", "", 2 * depth + indent, part.verdict.holds ? "yes" : "no ", shown,
                  kPartShown - std::min(kPartShown, 2 * depth), notes);
  text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  if (alone) return;
  const bool someDecide = std::any_of(part.children.begin(), part.children.end(),
                                      [](const auto& child) { return !child.decides; });
  for (const auto& child : part.children) addLines(child, someDecide, indent, depth + 1, text);
}

}  // namespace

std::string explainedText(const Explained& part, std::size_t indent) {
  std::string text;
  addLines(part, false, indent, 0, text);
  return text;
}

Explained explain(const Node& node, const plan::Row& row, const plan::WorkingCalendar& calendar) {
  return explainNode(node, true, row, calendar);
}

}  // namespace chaser::rules
