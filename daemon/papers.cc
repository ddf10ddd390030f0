// SPDX-License-Identifier: Apache-2.0
#include "daemon/papers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "daemon/facts.h"
#include "daemon/gathering.h"
#include "store/drafts.h"

namespace chaser::daemon {

namespace {

using alerts::PaperMark;

/// The longest note that is printed: papers are read in a meeting.
constexpr std::size_t kLongestNote = 500;

/// What is said of an alert for that meeting; a drop holds for all that follow.
std::optional<PaperMark> paperMarkOf(const std::vector<PaperMark>& marks, AlertId alert, Date meeting) {
  std::optional<PaperMark> found;
  for (const auto& mark : marks) {
    if (mark.alert != alert) continue;
    if (mark.kind == PaperMark::Kind::Drop) return mark;
    if (mark.meeting == meeting) found = mark;
  }
  return found;
}

/// Each alert once, with the day on which it was first wanted; without what is quiet or over.
std::map<AlertId, const alerts::Candidate*> firstOfEach(const std::vector<alerts::Candidate>& candidates) {
  std::map<AlertId, const alerts::Candidate*> first;
  for (const auto& candidate : candidates) {
    if (candidate.quiet || candidate.alertState == alerts::AlertState::Resolved) continue;
    auto& kept = first[candidate.item.alert];
    if (kept == nullptr || candidate.item.wantedOn < kept->item.wantedOn) kept = &candidate;
  }
  return first;
}

auto orderInPlan(const PaperLine& line) {
  return std::make_tuple(line.record.action.plan, line.record.action.position, line.record.action.part,
                         line.number, line.rule);
}

Result<std::optional<PaperLine>> paperLineOf(Facts& facts, store::Store& store, const plan::Board& board,
                                             const alerts::Candidate& candidate, Date meeting) {
  const auto record = facts.record(candidate.item.subject.action);
  if (!record) return fail(record.error());
  if (*record == nullptr) return std::optional<PaperLine>();
  const auto before = store.drafts().packsWith(board.title(), candidate.item.alert, meeting);
  if (!before) return fail(before.error());
  PaperLine line;
  line.alert = candidate.item.alert;
  line.rule = candidate.item.rule;
  line.record = **record;
  line.milestone = line.record.milestone(candidate.item.subject.milestone);
  if (line.milestone != nullptr)
    line.number = static_cast<int>(line.milestone - line.record.milestones.data()) + 1;
  line.times = 1 + *before;
  return std::optional<PaperLine>(std::move(line));
}

/// The meeting that is meant, and whether its papers have left.
Result<BoardPapers> paperMeeting(store::Store& store, const Configuration& configuration,
                                 const plan::Board& board, std::optional<Date> asked, Date today) {
  BoardPapers papers;
  papers.board = &board;
  const auto before = store.sentBefore(board.title(), today);
  if (!before) return fail(before.error());
  const auto left = [&](Date meeting) {
    return std::any_of(before->packs.begin(), before->packs.end(), [&](const auto& pack) {
      return pack.first == board.title() && pack.second == meeting;
    });
  };
  auto meeting = alerts::nextMeeting(board, asked.value_or(today), configuration.calendar);
  if (asked && (!meeting || meeting->on != *asked)) {
    return fail(ErrorKind::Input, fmt::format("the {} does not meet on {}", board.title(), asked->spoken()),
                meeting ? fmt::format("its next meeting after that day is on {}", meeting->on.iso())
                        : "no meeting is to come: see 'meets' in contacts.yaml");
  }
  while (meeting && !asked && left(meeting->on))
    meeting = alerts::nextMeeting(board, meeting->on + Days{1}, configuration.calendar);
  if (!meeting) {
    return fail(ErrorKind::Input, fmt::format("the {} has no coming meeting", board.title()),
                "say when it 'meets' in contacts.yaml");
  }
  papers.meeting = *meeting;
  papers.left = left(meeting->on);
  papers.open = !papers.left && meeting->cutOff <= today && today <= meeting->papers;
  return papers;
}

bool isMilestone(const PaperLine& line, const std::string& which) {
  if (line.milestone == nullptr) return false;
  int number = 0;
  const auto [end, status] = std::from_chars(which.data(), which.data() + which.size(), number);
  if (status == std::errc() && end == which.data() + which.size()) return number == line.number;
  return foldName(line.milestone->party) == foldName(which);
}

bool isChosenLine(const PaperLine& line, const PaperChoice& choice) {
  const auto& action = line.record.action;
  if (foldName(action.ref) != foldName(choice.ref) &&
      foldName(plan::spokenRef(action)) != foldName(choice.ref))
    return false;
  if (!choice.plan.empty() && (!line.record.plan || line.record.plan->key != choice.plan)) return false;
  if (choice.part && action.part != *choice.part) return false;
  if (!choice.rule.empty() && line.rule != choice.rule) return false;
  return choice.milestone.empty() || isMilestone(line, choice.milestone);
}

/// Those who are chosen, of one action.
Result<std::vector<const PaperLine*>> chosenOf(const BoardPapers& papers, const PaperChoice& choice) {
  std::vector<const PaperLine*> chosen;
  std::vector<std::string> refs;
  std::set<ActionId> actions;
  for (const auto& line : papers.lines) {
    const auto ref = plan::spokenRef(line.record.action);
    if (std::find(refs.begin(), refs.end(), ref) == refs.end()) refs.push_back(ref);
    if (!isChosenLine(line, choice)) continue;
    chosen.push_back(&line);
    actions.insert(line.record.action.id);
  }
  if (chosen.empty()) {
    const auto near = suggest(choice.ref, refs);
    return fail(ErrorKind::Input,
                fmt::format("'{}' is not in the papers of the {} for {}", choice.ref, papers.board->title(),
                            papers.meeting.on.spoken()),
                near.empty() ? "'chaser papers' lists what is" : near);
  }
  if (actions.size() > 1) {
    std::vector<std::string> which;
    for (const auto* line : chosen) {
      auto name = fmt::format("--plan {} --part {}", line->record.plan ? line->record.plan->key : "",
                              line->record.action.part);
      if (std::find(which.begin(), which.end(), name) == which.end()) which.push_back(std::move(name));
    }
    return fail(ErrorKind::Usage,
                fmt::format("{} actions in these papers are called '{}'", actions.size(), choice.ref),
                "say which: " + joinWords(which, "or"));
  }
  return chosen;
}

/// Who prepares the meeting: the secretary, the coordinators of these plans, and who stands in for them.
std::vector<const plan::Contact*> preparersOf(const Configuration& configuration, const plan::Board& board,
                                              const plan::Plan* plan, Date today) {
  const auto& people = configuration.people;
  std::vector<const plan::Contact*> found = people.holders(board.secretary, today);
  if (plan != nullptr) {
    if (const auto* named = people.contact(alerts::coordinatorOf(*plan, people, today).name))
      found.push_back(named);
    const auto* roles = people.plan(plan->key);
    const auto& role =
        roles != nullptr && !roles->coordinator.empty() ? roles->coordinator : plan->coordinator;
    for (const auto* holder : people.holders(role, today)) found.push_back(holder);
  }
  for (std::size_t i = 0, there = found.size(); i < there; ++i) {
    if (const auto* cover = people.present(*found[i], today)) found.push_back(cover);
  }
  return found;
}

/// The name under which it is recorded.
Result<std::string> paperAuthor(const Configuration& configuration, const plan::Board& board,
                                const plan::Plan* plan, const std::string& by, Date today) {
  const auto preparers = preparersOf(configuration, board, plan, today);
  const auto held = configuration.people.holders(by, today);
  std::vector<std::string> names;
  for (const auto* preparer : preparers) {
    if (std::find(held.begin(), held.end(), preparer) != held.end()) return preparer->name;
    if (std::find(names.begin(), names.end(), preparer->name) == names.end()) names.push_back(preparer->name);
  }
  return fail(ErrorKind::Input, fmt::format("'{}' does not prepare the papers of the {}", by, board.title()),
              names.empty() ? "name the board's secretary and the plan's coordinator in contacts.yaml"
                            : joinWords(names, "or") + " may say so: --as NAME");
}

Outcome mayBeSaid(const BoardPapers& papers, std::optional<PaperMark::Kind> kind, const std::string& note) {
  const auto& meeting = papers.meeting;
  const auto name = fmt::format("the papers of the {} for {}", papers.board->title(), meeting.on.spoken());
  if (papers.left) return fail(ErrorKind::Input, name + " have left", "say it of the next meeting's");
  if (!kind) return {};
  if (!papers.open)
    return fail(
        ErrorKind::Input,
        fmt::format("{} are a draft from {} to {}", name, meeting.cutOff.spoken(), meeting.papers.spoken()),
        "until then, edit the plan");
  if (*kind != PaperMark::Kind::Annotate) return {};
  if (trim(note).empty()) return fail(ErrorKind::Usage, "a note needs words", "--note TEXT");
  if (papers.board->isPublic)
    return fail(ErrorKind::Input, fmt::format("anybody may read {}: they bear no notes", name),
                "hold the item back, drop it, or edit the plan");
  return {};
}

}  // namespace

Result<const plan::Board*> boardNamed(const Configuration& configuration, const std::string& name) {
  const auto& boards = configuration.people.directory().boards;
  std::vector<const plan::Board*> found;
  std::vector<std::string> titles;
  for (const auto& board : boards) {
    titles.push_back(board.title());
    if (foldName(board.title()) == foldName(name)) return &board;
    const bool also = std::any_of(board.also.begin(), board.also.end(), [&](const std::string& other) {
      return foldName(other) == foldName(name);
    });
    if (also || foldName(board.name) == foldName(name)) found.push_back(&board);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    const auto near = suggest(name, titles);
    const auto all =
        titles.empty() ? std::string("list it in contacts.yaml") : "there are: " + joinWords(titles);
    return fail(ErrorKind::Input, fmt::format("there is no board '{}'", name), near.empty() ? all : near);
  }
  titles.clear();
  for (const auto* board : found) titles.push_back("'" + board->title() + "'");
  return fail(ErrorKind::Usage, fmt::format("several boards are called '{}'", name),
              "say which: " + joinWords(titles, "or"));
}

Result<BoardPapers> papersOf(store::Store& store, const Configuration& configuration,
                             const plan::Board& board, std::optional<Date> meeting, Date today) {
  auto papers = paperMeeting(store, configuration, board, meeting, today);
  if (!papers || papers->left) return papers;
  const auto marks = store.drafts().marks(board.title());
  if (!marks) return fail(marks.error());
  Facts facts(store, configuration, today);
  const std::function<bool()> goesOn = [] { return true; };
  auto gathered = Gathering(store, configuration, facts, goesOn).gatherForBoards();
  if (!gathered) return fail(gathered.error());
  for (const auto& [alert, candidate] : firstOfEach(gathered->boards[board.title()])) {
    if (candidate->item.wantedOn > papers->meeting.cutOff) continue;
    auto line = paperLineOf(facts, store, board, *candidate, papers->meeting.on);
    if (!line) return fail(line.error());
    if (!*line) continue;
    (*line)->mark = paperMarkOf(*marks, alert, papers->meeting.on);
    papers->lines.push_back(std::move(**line));
  }
  std::sort(papers->lines.begin(), papers->lines.end(),
            [](const PaperLine& a, const PaperLine& b) { return orderInPlan(a) < orderInPlan(b); });
  return papers;
}

Result<std::vector<PaperLine>> sayOfPapers(store::Store& store, const Configuration& configuration,
                                           const BoardPapers& papers, const PaperChoice& choice,
                                           std::optional<PaperMark::Kind> kind, const std::string& note,
                                           const std::string& by, Date today) {
  if (auto may = mayBeSaid(papers, kind, note); !may) return fail(may.error());
  const auto chosen = chosenOf(papers, choice);
  if (!chosen) return fail(chosen.error());
  const auto author =
      paperAuthor(configuration, *papers.board, chosen->front()->record.plan.get(), by, today);
  if (!author) return fail(author.error());
  std::set<AlertId> said;
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto title = papers.board->title();
  for (const auto* line : *chosen) {
    if (!kind) {
      const auto any = store.drafts().release(title, papers.meeting.on, line->alert, *author);
      if (!any) return fail(any.error());
      if (*any) said.insert(line->alert);
      continue;
    }
    if (line->mark && line->mark->kind == PaperMark::Kind::Drop && *kind != PaperMark::Kind::Drop)
      return fail(ErrorKind::Input,
                  fmt::format("{} dropped {} from this board's papers", line->mark->by,
                              plan::spokenRef(line->record.action)),
                  "take that back first: chaser papers release");
    const PaperMark mark{*kind, line->alert, papers.meeting.on, *author,
                         shorten(std::string(trim(note)), kLongestNote)};
    if (auto done = store.drafts().mark(title, mark); !done) return fail(done.error());
    said.insert(line->alert);
  }
  if (said.empty())
    return fail(ErrorKind::Input, fmt::format("nothing was said of '{}' in these papers", choice.ref),
                "'chaser papers' shows what was");
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  auto now = papersOf(store, configuration, *papers.board, papers.meeting.on, today);
  if (!now) return fail(now.error());
  std::vector<PaperLine> lines;
  for (auto& line : now->lines) {
    if (said.count(line.alert) > 0) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace chaser::daemon
