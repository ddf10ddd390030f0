// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "common/text.h"
#include "plan/difference.h"
#include "plan/report.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kShownText = 100;
constexpr std::size_t kShownHeadline = 80;
/// Lines of one kind in a summary; the rest is counted. A dry run shows all.
constexpr std::size_t kShownLines = 15;

using Line = ImportReport::Change;

std::string refWithPart(const std::string& ref, int part) {
  Action action;
  action.ref = ref;
  action.part = part;
  return spokenRef(action);
}

/// One line, short enough to read: line breaks become blanks.
std::string inQuotes(std::string_view text) {
  std::string line(trim(text));
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line.empty() ? std::string("nothing") : "'" + shorten(line, kShownText) + "'";
}

/// A column's name as people say it; of a milestone's field what stands behind `milestone 2`.
std::string spokenField(std::string_view field) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSpoken{
      {{"rag", "rating"},
       {"rag_text", "rating in words"},
       {"by_whom", "by whom"},
       {"assurance", "assured by"},
       {"ref", "number"},
       {"closed_at", "closed"},
       {"text", "words"}}};
  if (field == "milestone order") return "order";
  if (field.starts_with("milestone ")) {
    const auto blank = field.find(' ', std::string_view("milestone ").size());
    if (blank == std::string_view::npos || field.ends_with("'")) return "promise";
    field.remove_prefix(blank + 1);
  }
  for (const auto& [name, spoken] : kSpoken) {
    if (field == name) return std::string(spoken);
  }
  return std::string(field);
}

/// `due (LCFT)`, `due of milestone 2`, `rating`.
std::string labelOf(const Line& line, const FieldChange& field) {
  std::string what = spokenField(field.field);
  if (field.milestone == 0 || line.parties.size() < 2) return what;
  const auto at = static_cast<std::size_t>(field.milestone) - 1;
  const std::string party = at < line.parties.size() ? line.parties[at] : std::string();
  return party.empty() ? fmt::format("{} of milestone {}", what, field.milestone)
                       : fmt::format("{} ({})", what, party);
}

bool isDue(const FieldChange& field) {
  return field.field == "due" || field.field.ends_with(" due");
}

bool isPromise(const FieldChange& field) {
  return field.milestone > 0 && spokenField(field.field) == "promise";
}

/// The words of a date or a rating say nothing that the date or the rating does not.
bool isEcho(const Line& line, const FieldChange& field) {
  return std::any_of(line.fields.begin(), line.fields.end(), [&](const FieldChange& other) {
    if (field.field == "rag_text") return other.field == "rag";
    if (field.field.ends_with(" doubt")) return true;
    return field.milestone > 0 && field.milestone == other.milestone && field.field.ends_with(" text") &&
           isDue(other);
  });
}

/// `a month`, from a due date's text such as `2027-03-01 to 2027-03-31 (month)`; empty for none.
std::string exactnessIn(std::string_view due) {
  const auto open = due.rfind('(');
  if (open == std::string_view::npos || !due.ends_with(')')) return {};
  return "a " + std::string(due.substr(open + 1, due.size() - open - 2));
}

/// Of a due date that stays the same day: how exact it was and is, or that its period begins otherwise.
std::string periodDifference(const FieldChange& field) {
  const std::string before = exactnessIn(field.before);
  const std::string after = exactnessIn(field.after);
  return before == after
             ? shortDay(field.dueAfter) + " as before, of another period"
             : fmt::format("{} as before, from {} to {}", shortDay(field.dueAfter), before, after);
}

/// What became of one value, in full.
std::string inFull(const FieldChange& field, const Paint& paint) {
  if (isDue(field) && field.dueBefore != field.dueAfter)
    return dayDifference(field.dueBefore, field.dueAfter);
  if (isDue(field) && field.dueAfter) return periodDifference(field);
  if (isPromise(field)) {
    return field.after.empty() ? paint.removed("[-" + inQuotes(field.before) + "-]")
                               : paint.added("{+" + inQuotes(field.after) + "+}");
  }
  if (field.field == "rag" || field.field == "ref" || field.field.ends_with(" basis") ||
      field.field.ends_with(" state")) {
    return fmt::format("{} -> {}", field.before.empty() ? "none" : field.before,
                       field.after.empty() ? "none" : field.after);
  }
  return textDifference(field.before, field.after, paint);
}

/// The same in a word or two, for a line that has all that changed in a row.
std::string inShort(const Line& line, const FieldChange& field) {
  std::string label = labelOf(line, field);
  if (isDue(field) && field.dueBefore && field.dueAfter && field.dueBefore != field.dueAfter)
    return fmt::format("{}: {}, now {}", label, distance(*field.dueBefore, *field.dueAfter),
                       shortDay(field.dueAfter));
  if (isDue(field)) return fmt::format("{}: {}", label, inFull(field, Paint{}));
  if (field.field == "rag") return inFull(field, Paint{});
  if (field.field == "ref") return fmt::format("was {}", field.before);
  if (isPromise(field)) return field.after.empty() ? "a promise less" : "a new promise";
  return label;
}

/// What a column was taken for, as people say it.
std::string_view spokenColumn(Field field) {
  switch (field) {
    case Field::Ref:
      return "number";
    case Field::ByWhom:
      return "who acts";
    case Field::Assurance:
      return "board";
    case Field::Timeline:
      return "due date";
    case Field::Revised:
      return "revised date";
    case Field::Completed:
      return "day of completion";
    case Field::Rag:
      return "rating";
    case Field::Recommendation:
    case Field::Issue:
    case Field::Action:
    case Field::Owner:
    case Field::Status:
    case Field::Progress:
    case Field::Comments:
      return toString(field);
  }
  return {};
}

std::string titleOf(const Line& line, const Paint& paint) {
  return fmt::format("{}  {}", paint.strong(refWithPart(line.ref, line.part)),
                     shorten(line.headline, kShownHeadline));
}

/// The others only tell how the document was read.
bool canBeAnswered(const Doubt& doubt) {
  return doubt.kind != "note" && doubt.kind != "legend" && doubt.kind != "row";
}

class ReportText {
 public:
  ReportText(const ImportReport& report, const ReportStyle& style)
      : report_(report), style_(style), paint_{style.colour} {}

  std::string render() {
    head();
    changes();
    fresh();
    gone();
    conflicts();
    doubts();
    nextSteps();
    return std::move(out_);
  }

 private:
  template <typename... Args>
  void say(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
  }

  void heading(std::string_view text) { say("\n{}\n", paint_.strong(text)); }

  /// How many lines of a list are shown; says behind them how many are not.
  template <typename List, typename Show>
  void listed(const List& list, Show show) {
    const std::size_t shown = style_.dryRun || list.size() <= kShownLines + 1 ? list.size() : kShownLines;
    for (std::size_t i = 0; i < shown; ++i) show(list[i]);
    if (shown < list.size()) say("  … and {} more\n", list.size() - shown);
  }

  void head() {
    say("Plan {}{}{}\n", report_.plan, report_.title.empty() ? "" : ": ", report_.title);
    if (style_.dryRun) say("This was a dry run: nothing was written.\n");
    const auto& actions = report_.actions;
    say("{} read: {} new, {} changed, {} unchanged, {} gone\n", counted(report_.rows, "row"),
        counted(actions.fresh, "action"), actions.changed, actions.unchanged, actions.gone);
    const auto& m = report_.milestones;
    say("{}: {} indicative, {} agreed, {} not marked; {} open, {} ongoing, {} complete\n",
        counted(m.total, "milestone"), m.indicative, m.agreed, m.unmarked, m.open, m.ongoing, m.complete);
    const bool still = actions.fresh + actions.changed + actions.gone == 0;
    if (still && !report_.cellsMoved && report_.conflicts.empty()) {
      say("The document says what it said last time; nothing changed.\n");
    } else if (still) {
      say("Nothing {} in the database.\n", style_.dryRun ? "would change" : "was changed");
    }
    if (report_.first || report_.columnsMoved || style_.dryRun) columns();
  }

  /// A column that was taken for another thing is easier seen here than by its consequences.
  void columns() {
    constexpr std::size_t kShownHeading = 40;
    std::string read, kept;
    for (const PlanColumn& column : report_.columns) {
      const std::string name = inQuotes(shorten(column.heading, kShownHeading));
      if (column.fields.empty()) {
        kept += (kept.empty() ? "" : ", ") + name;
        continue;
      }
      read += (read.empty() ? "" : ", ") + name + " = ";
      for (const Field field : column.fields)
        read += (field == column.fields.front() ? "" : " and ") + std::string(spokenColumn(field));
    }
    if (!read.empty()) say("Columns read: {}\n", read);
    if (!kept.empty()) say("Columns kept as they are: {}\n", kept);
  }

  void changes() {
    if (report_.changes.empty()) return;
    heading(style_.dryRun ? "What would change" : "What changed");
    listed(report_.changes, [&](const Line& line) { style_.dryRun ? inDetail(line) : inOneLine(line); });
  }

  void inDetail(const Line& line) {
    say("  {}\n", titleOf(line, paint_));
    for (const FieldChange& field : line.fields) {
      if (isEcho(line, field)) continue;
      if (field.field == "closed_at") {
        say("      {:<16}  {}\n", "open again", "the document has it again");
      } else {
        say("      {:<16}  {}\n", labelOf(line, field), inFull(field, paint_));
      }
    }
  }

  void inOneLine(const Line& line) {
    std::vector<std::string> parts;
    for (const FieldChange& field : line.fields) {
      if (isEcho(line, field)) continue;
      parts.push_back(field.field == "closed_at" ? "open again, the document has it again"
                                                 : inShort(line, field));
    }
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
    say("  {}\n      {}\n", titleOf(line, paint_), text);
  }

  void fresh() {
    // Of a first import everything is new, and nobody wants to read the plan again.
    if (report_.fresh.empty() || (report_.first && !style_.dryRun)) return;
    heading("New");
    listed(report_.fresh, [&](const Line& line) {
      const bool dated = !line.fields.empty();
      say("  {} {}{}\n", paint_.added("+"), titleOf(line, paint_),
          dated ? fmt::format(", due {}", shortDay(line.fields.front().dueAfter)) : std::string());
    });
  }

  void gone() {
    if (report_.gone.empty()) return;
    heading("No longer in the document");
    listed(report_.gone, [&](const Line& line) {
      std::string what = line.closed         ? "closed"
                         : line.closedBefore ? "closed before"
                         : line.complete     ? "complete"
                                             : "still open and chased";
      for (const FieldChange& field : line.fields) {
        if (field.field == "ref")
          what += fmt::format("; was {}, a number that the document gave to another", field.before);
      }
      say("  {} {} ({})\n", paint_.removed("-"), titleOf(line, paint_), what);
    });
  }

  void conflicts() {
    if (report_.conflicts.empty()) return;
    heading("Changed in the document and in the database");
    for (const Conflict& conflict : report_.conflicts) {
      say("  {}: {}\n      last import: {}\n      document:    {}\n      database:    {}\n",
          paint_.warning(refWithPart(conflict.ref, conflict.part)), conflict.field, inQuotes(conflict.base),
          inQuotes(conflict.document), inQuotes(conflict.database));
      if (conflict.decided == Prefer::Document) say("      decided:     the document's is taken\n");
      if (conflict.decided == Prefer::Database) say("      decided:     the database's stays\n");
    }
  }

  void doubts() {
    std::vector<std::string_view> headings;
    std::map<std::string_view, std::vector<const Doubt*>> under;
    for (const Doubt& doubt : report_.doubts) {
      const auto name = headingOf(doubt.kind);
      auto& list = under[name];
      if (list.empty()) headings.push_back(name);
      list.push_back(&doubt);
    }
    for (const std::string_view name : headings) {
      heading(name);
      listed(under[name], [&](const Doubt* doubt) {
        say("  ");
        if (!doubt->ref.empty()) say("{}: ", refWithPart(doubt->ref, doubt->part));
        if (!doubt->text.empty()) say("{}: ", inQuotes(doubt->text));
        say("{}\n", doubt->hint);
      });
    }
  }

  void nextSteps() {
    std::vector<std::string> steps;
    const auto undecided = static_cast<std::size_t>(
        std::count_if(report_.conflicts.begin(), report_.conflicts.end(),
                      [](const Conflict& conflict) { return conflict.decided == Prefer::Neither; }));
    if (undecided > 0) {
      steps.push_back(
          fmt::format("Decide {}: the database was left as it is. Import again with --prefer document or "
                      "--prefer database "
                      "for all of them, or make one of them say what the other says ('chaser update').",
                      counted(undecided, "conflict")));
    }
    if (std::any_of(report_.gone.begin(), report_.gone.end(),
                    [](const Line& line) { return line.chased(); })) {
      steps.emplace_back(
          "What is no longer in the document stays open and is chased; import again with --withdraw-missing "
          "to "
          "close it.");
    }
    if (!style_.dryRun && std::any_of(report_.doubts.begin(), report_.doubts.end(), canBeAnswered)) {
      steps.push_back(
          fmt::format("'chaser doubts --plan {}' lists what is uncertain, each with the command that settles "
                      "it for good ('chaser settle').",
                      report_.plan));
    }
    if (style_.dryRun) {
      steps.emplace_back("To write it, give the same command without --dry-run.");
    } else if (report_.first) {
      steps.push_back(
          fmt::format("See it with 'chaser list --plan {}', and with 'chaser evaluate' what would be "
                      "chased today.",
                      report_.plan));
    }
    if (steps.empty()) return;
    heading("What to do next");
    for (const std::string& step : steps) say("  {}\n", step);
  }

  const ImportReport& report_;
  ReportStyle style_;
  Paint paint_;
  std::string out_;
};

}  // namespace

std::string renderText(const ImportReport& report, const ReportStyle& style) {
  return ReportText(report, style).render();
}

}  // namespace chaser::plan
