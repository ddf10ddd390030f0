// SPDX-License-Identifier: Apache-2.0
#include "cli/answering.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "cli/selection.h"
#include "common/fold.h"
#include "common/text.h"
#include "plan/doubts.h"

namespace chaser::cli {

namespace {

/// Writes the command that settles a doubt.
class CommandWriter {
 public:
  CommandWriter(const plan::Plan& plan, const std::vector<plan::ActionRecord>& rows,
                const std::string& databaseOption)
      : plan_(plan) {
    program_ = databaseOption.empty() ? "chaser" : "chaser --database " + shellWord(databaseOption);
    for (const plan::ActionRecord& row : rows) {
      rowOf_.try_emplace({row.action.ref, row.action.part}, &row);
      ++partsOf_[row.action.ref];
    }
  }

  [[nodiscard]] OpenDoubt write(plan::Doubt doubt) const {
    OpenDoubt open{std::move(doubt), {}, {}};
    const std::string& kind = open.doubt.kind;
    if (kind == "date" || kind == "basis") {
      writeDate(open);
    } else if (kind == "state") {
      writeState(open);
    } else if (kind == "rag" && !open.doubt.ref.empty()) {
      writeRating(open);
    } else if (kind == "who") {
      writeWho(open);
    } else if (kind == "owner" || kind == "party" || kind == "board") {
      writeName(open);
    } else if (kind == "heading") {
      const std::string field = open.doubt.offer.empty() ? "FIELD" : open.doubt.offer;
      open.settle = fmt::format("{} import FILE --plan {} --map {}", program_, shellWord(plan_.key),
                                shellWord(oneLine(open.doubt.text) + "=" + field));
    }
    return open;
  }

 private:
  [[nodiscard]] std::string settle(const plan::Doubt& doubt, const std::string& answer) const {
    return fmt::format("{} settle --plan {} {} --as {}", program_, shellWord(plan_.key),
                       shellWord(oneLine(doubt.text)), shellWord(answer));
  }

  [[nodiscard]] std::string update(const plan::Doubt& doubt, const std::string& assignment) const {
    std::string command =
        fmt::format("{} update --plan {} {}", program_, shellWord(plan_.key), shellWord(doubt.ref));
    const auto parts = partsOf_.find(doubt.ref);
    const std::size_t own = rowOf(doubt) != nullptr ? 1 : 0;
    if (parts != partsOf_.end() && parts->second > own) command += fmt::format(" --part {}", doubt.part);
    return command + " " + assignment;
  }

  [[nodiscard]] const plan::ActionRecord* rowOf(const plan::Doubt& doubt) const {
    const auto row = rowOf_.find({doubt.ref, doubt.part});
    return row == rowOf_.end() ? nullptr : row->second;
  }

  /// A rating that was taken is confirmed for every row with its word, or put right in one.
  void writeRating(OpenDoubt& open) const {
    const plan::Doubt& doubt = open.doubt;
    if (doubt.text.empty()) {
      open.settle = update(doubt, "rag=COLOUR");
    } else if (doubt.offer.empty()) {
      open.settle = settle(doubt, "colour=COLOUR");
      open.otherwise = "--as none, when it is no rating";
    } else {
      open.settle = settle(doubt, doubt.offer);
      open.otherwise = update(doubt, "rag=COLOUR") + ", for this row alone";
    }
  }

  /// Words that are no milestone's own say nothing of the others that are called the same.
  void writeState(OpenDoubt& open) const {
    const auto* row = rowOf(open.doubt);
    if (row != nullptr && plan::isOnlyToBeSeen(open.doubt, *row)) {
      const std::string which = row->milestones.size() > 1 ? "--milestone NUMBER " : "";
      open.settle = settle(open.doubt, "seen");
      open.otherwise = update(open.doubt, which + "state=complete") + ", and then --as seen";
      return;
    }
    open.settle = settle(open.doubt, "state=complete");
    open.otherwise = "--as state=open";
  }

  /// The words are answered for every milestone that has them; a single one can be given a day of its own.
  void writeDate(OpenDoubt& open) const {
    const auto* row = rowOf(open.doubt);
    const std::string words = plan::phraseOf(open.doubt.text);
    if (row == nullptr) return;
    for (std::size_t i = 0; i < row->milestones.size(); ++i) {
      if (plan::phraseOf(row->milestones[i].text) != words || words.empty()) continue;
      const std::string which = row->milestones.size() == 1 ? "" : fmt::format("--milestone {} ", i + 1);
      // A day that was assumed is there to be confirmed.
      const auto& due = row->milestones[i].due;
      open.settle = settle(open.doubt, "date=" + (due ? due->iso() : "YYYY-MM-DD"));
      open.otherwise = update(open.doubt, which + "due=YYYY-MM-DD") + ", for this row alone";
      return;
    }
    const std::string which = row->milestones.size() > 1 ? "--milestone NUMBER " : "";
    const std::string dated = update(open.doubt, which + "due=YYYY-MM-DD");
    if (words.empty()) {
      open.settle = dated;
      return;
    }
    open.settle = settle(open.doubt, "seen");
    open.otherwise = dated + ", and then --as seen";
  }

  /// An owner who is not certain is confirmed by being named; where nobody is, the row can say who acts.
  void writeWho(OpenDoubt& open) const {
    const auto* row = rowOf(open.doubt);
    const bool named = row != nullptr && !row->owners.empty();
    open.settle =
        named ? settle(open.doubt, "owner=" + oneLine(open.doubt.text)) : update(open.doubt, "by_whom=NAME");
    open.otherwise = named ? "--as owner=NAME, when it is somebody else"
                           : settle(open.doubt, "none") + ", when these are the coordinator's";
  }

  void writeName(OpenDoubt& open) const {
    open.settle = settle(open.doubt, open.doubt.offer.empty() ? open.doubt.kind + "=NAME" : open.doubt.offer);
    open.otherwise = "list it in contacts.yaml";
    if (open.doubt.kind == "owner") open.otherwise += "; --as none, when it names nobody";
  }

  const plan::Plan& plan_;
  std::string program_;
  std::map<std::pair<std::string, int>, const plan::ActionRecord*> rowOf_;  // by ref and part
  std::map<std::string, std::size_t> partsOf_;                              // how many rows a ref has
};

}  // namespace

std::string oneLine(std::string_view text) {
  std::string line(trim(text));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::string shellWord(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=:").find(c) != std::string_view::npos;
  });
  if (plain) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

const plan::People* peopleOf(const daemon::Configuration& configuration) {
  return configuration.people.directory().contacts.empty() ? nullptr : &configuration.people;
}

Result<std::vector<OpenDoubt>> openDoubtsOf(store::Store& store, const plan::Plan& plan,
                                            const daemon::Configuration& configuration,
                                            const std::string& databaseOption) {
  const auto stored = store.doubts(plan.id);
  if (!stored) return fail(stored.error());
  const auto rows = actionsOf(store, plan.id);
  if (!rows) return fail(rows.error());
  const auto settled = store.settled(plan.id);
  if (!settled) return fail(settled.error());
  std::vector<plan::Settled> entries;
  for (const auto& answer : *settled) entries.push_back(answer.entry);
  const CommandWriter commands(plan, *rows, databaseOption);
  std::vector<OpenDoubt> open;
  for (plan::Doubt& doubt :
       plan::openDoubts(*stored, *rows, peopleOf(configuration), plan::Answers(entries))) {
    open.push_back(commands.write(std::move(doubt)));
  }
  return open;
}

}  // namespace chaser::cli
