// SPDX-License-Identifier: Apache-2.0
#include "alerts/ladder.h"

#include <algorithm>
#include <utility>

#include "alerts/dispatch.h"
#include "alerts/fair_warning.h"
#include "alerts/recipients.h"
#include "alerts/rungs.h"

namespace chaser::alerts {
namespace {

const Role kCoordinator{rules::Tell::Kind::Coordinator, {}};

Item itemFor(const Alert& alert, const Case& what) {
  Item item;
  item.alert = alert.id;
  item.subject = alert.subject;
  item.plan = what.observed.record.action.plan;
  item.rule = alert.rule;
  item.wantedOn = what.today();
  item.severity = what.rule.severity;
  return item;
}

/// One climb: the alert, its ladder of today, and what has come of it so far.
class Climber {
 public:
  Climber(Alert& alert, const Case& what, const Footing& footing)
      : alert_(alert),
        what_(what),
        footing_(footing),
        steps_(layOut(alert, what)),
        warning_(alert_, what_, steps_) {}

  Climb climb() {
    if (footing_.audience == Audience::Coordinator) {
      askCoordinator();
    } else {
      for (const auto& laid : steps_) takeStep(laid);
    }
    conclude();
    return std::move(out_);
  }

 private:
  /// Nothing is said to anybody but the coordinator until the doubt is settled; then the ladder begins.
  void askCoordinator() {
    const auto first = std::find_if(steps_.begin(), steps_.end(), [](const LaidStep& laid) {
      return laid.peopleHere || !laid.rungs.empty();
    });
    if (first == steps_.end()) return;
    const Rung rung{kCoordinator, false, false, what_.today()};
    if (lastMade(alert_, first->step->id, rung.role)) {
      remind(*first, rung);
    } else {
      make(*first, rung, ItemKind::Ask, 1, false);
    }
  }

  void takeStep(const LaidStep& laid) {
    std::vector<const Rung*> free;
    std::vector<const Rung*> announced;
    for (const auto& rung : laid.rungs) {
      if (paused(rung)) continue;
      if (!lastMade(alert_, laid.step->id, rung.role)) comeAlong(laid, rung);
      if (lastMade(alert_, laid.step->id, rung.role)) {
        remind(laid, rung);
      } else {
        (needsWarning(laid, rung) ? announced : free).push_back(&rung);
      }
    }
    for (const auto* rung : free) takeFree(laid, *rung);
    if (!announced.empty()) takeAnnounced(laid, announced);
    if (!vacant_ && !alert_.escalateAnyway) vacant_ = heldByNobody(alert_, laid);
  }

  /// Whoever was told of this step in another role, as the lead of two owners one of whom handed over to the
  /// other, was told: the step counts as made for the new role too, and goes on as it would have.
  void comeAlong(const LaidStep& laid, const Rung& rung) {
    if (rung.webhook || rung.board) return;
    const auto found =
        resolve(rung.role, what_.observed.record, what_.milestone, what_.world.people, what_.today());
    if (found.heldByNobody || found.who.empty()) return;
    const auto same = std::find_if(alert_.made.rbegin(), alert_.made.rend(), [&](const StepMade& made) {
      if (made.step != laid.step->id || made.kind == ItemKind::Warning || made.heldByNobody) return false;
      return std::all_of(found.who.begin(), found.who.end(), [&](const Recipient& who) {
        return std::find(made.told.begin(), made.told.end(), who.name) != made.told.end();
      });
    });
    if (same == alert_.made.rend()) return;
    auto made = *same;
    made.role = rung.role;
    alert_.made.push_back(std::move(made));
  }

  [[nodiscard]] bool paused(const Rung& rung) const {
    return footing_.audience == Audience::Boards && !rung.board;
  }

  /// Somebody new is told, and somebody else was to be told before them.
  [[nodiscard]] bool needsWarning(const LaidStep& laid, const Rung& rung) const {
    if (rung.webhook) return false;
    if (!laid.peopleBefore && !(rung.board && laid.peopleHere)) return false;
    const auto told = namesTold(alert_);
    const auto found =
        resolve(rung.role, what_.observed.record, what_.milestone, what_.world.people, what_.today());
    return !std::all_of(found.who.begin(), found.who.end(), [&](const Recipient& who) {
      return std::find(told.begin(), told.end(), who.name) != told.end();
    });
  }

  void takeFree(const LaidStep& laid, const Rung& rung) {
    if (rung.due > what_.today()) return lookAgain(rung.due);
    if (keptWaiting()) return wait();
    make(laid, rung, kindOf(laid, rung), 1, what_.today() > rung.due && !wasMadeBefore(*laid.step));
  }

  /// For somebody else, on an earlier day: who is told now came to it since, as one to whom it was handed
  /// over.
  [[nodiscard]] bool wasMadeBefore(const rules::Step& step) const {
    return std::any_of(alert_.made.begin(), alert_.made.end(), [&](const StepMade& made) {
      return made.step == step.id && made.kind != ItemKind::Warning && made.on < what_.today();
    });
  }

  /// A step that those told so far are warned of first.
  void takeAnnounced(const LaidStep& laid, const std::vector<const Rung*>& rungs) {
    Date due = rungs.front()->due;
    for (const auto* rung : rungs) due = std::min(due, rung->due);
    const Date warnFrom = plan::subtract(due, laid.step->warn, what_.world.calendar);
    const auto warned = warning_.givenOn(laid, warnFrom);
    if (warned) {
      const Date ready = std::max(due, plan::add(*warned, kGrace, what_.world.calendar));
      if (ready <= what_.today() && !keptWaiting()) return makeAnnounced(laid, rungs, ready);
      lookAgain(ready);
    }
    if (warnFrom <= what_.today() && !keptWaiting()) {
      warn(laid, rungs, due, warnFrom);
    } else {
      lookAgain(warnFrom);
    }
    lookAgain(due);
    if (due <= what_.today()) wait();
  }

  void makeAnnounced(const LaidStep& laid, const std::vector<const Rung*>& rungs, Date ready) {
    for (const auto* rung : rungs) {
      if (rung->due <= what_.today()) {
        make(laid, *rung, kindOf(laid, *rung), 1, what_.today() > ready);
      } else {
        lookAgain(rung->due);
      }
    }
  }

  /// Warns everybody who was told and was not warned of this step yet.
  void warn(const LaidStep& laid, const std::vector<const Rung*>& rungs, Date due, Date warnFrom) {
    const auto roles = warning_.toWarn(laid);
    if (!roles) return;
    for (const auto& role : *roles) {
      int occurrence = 1;
      bool warned = false;
      for (const auto& made : alert_.made) {
        if (made.kind != ItemKind::Warning || made.step != laid.step->id || !(made.role == role)) continue;
        occurrence = std::max(occurrence, made.occurrence + 1);
        warned = warned || warning_.stands(made, *laid.step, warnFrom);
      }
      if (warned) continue;
      auto item = itemFor(alert_, what_);
      for (const auto* rung : rungs) item.goesTo.push_back(rung->role);
      item.goesOn = goesOn(rungs, due);
      addRung(std::move(item), laid, role, ItemKind::Warning, occurrence);
    }
  }

  /// What the warning says: a board's papers, else the first day on which the step can be made.
  [[nodiscard]] Date goesOn(const std::vector<const Rung*>& rungs, Date due) const {
    const Date made = std::max(due, plan::add(what_.today(), kGrace, what_.world.calendar));
    const bool boardsOnly =
        std::all_of(rungs.begin(), rungs.end(), [](const Rung* rung) { return rung->board; });
    if (!boardsOnly) return made;
    std::optional<Date> papers;
    for (const auto* rung : rungs) {
      const auto found =
          resolve(rung->role, what_.observed.record, what_.milestone, what_.world.people, made);
      for (const auto& who : found.who) {
        for (const auto& board : what_.world.people.directory().boards) {
          if (board.title() != who.name) continue;
          const auto day = papersDay(board, made, what_.world.calendar);
          if (day && (!papers || *day < *papers)) papers = day;
        }
      }
    }
    return papers.value_or(made);
  }

  /// The first step asks; a later one tells somebody new who has not answered.
  [[nodiscard]] ItemKind kindOf(const LaidStep& laid, const Rung& rung) const {
    if (rung.board) return ItemKind::PackItem;
    if (!laid.peopleBefore) return ItemKind::Ask;
    return warning_.reachOf(rung.role) == Reach::NotMade ? ItemKind::Escalation : ItemKind::Reminder;
  }

  /// What was made comes again, unless it is in a board's papers, where it stays until it is resolved.
  void remind(const LaidStep& laid, const Rung& rung) {
    const auto* last = lastMade(alert_, laid.step->id, rung.role);
    if (rung.board || !settled(*last)) return;
    const int occurrence = last->occurrence + 1;
    if (foundHolder(*last)) return make(laid, rung, firstKind(*last), occurrence, false);
    // Nobody else would look again when a holder is back from an absence.
    if (last->heldByNobody) {
      if (const auto back = heldAgainOn(rung.role, what_)) lookAgain(*back);
    }
    if (!laid.step->every) return;
    const Date day = nextReminder(*laid.step, *last, what_.world.calendar);
    if (day > what_.today()) return lookAgain(day);
    // Whoever was never reached hears of it for the first time, and is asked.
    const ItemKind kind = last->toldOn ? ItemKind::Reminder : last->kind;
    const bool late = what_.today() > std::max(day, *settledOn(*last));
    make(laid, rung, kind, occurrence, late);
  }

  /// Nobody held the role when it was told; now somebody does, and hears of it for the first time.
  [[nodiscard]] bool foundHolder(const StepMade& last) const {
    if (!last.heldByNobody) return false;
    const auto& record = what_.observed.record;
    const auto found = resolve(last.role, record, what_.milestone, what_.world.people, what_.today());
    return !found.heldByNobody && std::none_of(found.who.begin(), found.who.end(), [&](const Recipient& who) {
      return std::any_of(alert_.made.begin(), alert_.made.end(), [&](const StepMade& made) {
        return made.role == last.role && !made.heldByNobody &&
               std::find(made.told.begin(), made.told.end(), who.name) != made.told.end();
      });
    });
  }

  /// What this step was to this role when it was made first.
  [[nodiscard]] ItemKind firstKind(const StepMade& last) const {
    const auto first = std::find_if(alert_.made.begin(), alert_.made.end(), [&](const StepMade& made) {
      return made.kind != ItemKind::Warning && made.step == last.step && made.role == last.role &&
             made.occurrence == 1;
    });
    return first == alert_.made.end() ? last.kind : first->kind;
  }

  void make(const LaidStep& laid, const Rung& rung, ItemKind kind, int occurrence, bool late) {
    auto item = itemFor(alert_, what_);
    item.late = late && !footing_.resumed;
    item.asksWhereItStands = isAboutLateness() && kind != ItemKind::Reminder && !heard(rung.role);
    if (footing_.audience == Audience::Coordinator && what_.milestone)
      item.becauseDoubt = what_.milestone->doubt;
    addRung(std::move(item), laid, rung.role, kind, occurrence);
  }

  /// Late before Chaser ever saw it. Something done but not checked, or without an owner, is old and yet not
  /// late, and a review date is no deadline: there the rule's own question is the one to ask.
  [[nodiscard]] bool isAboutLateness() const {
    const bool review = what_.milestone && what_.milestone->review;
    return alert_.lateOnArrival && what_.rule.readsDeadline && !review;
  }

  /// Somebody who holds the role was told already.
  [[nodiscard]] bool heard(const Role& role) const {
    return std::any_of(alert_.made.begin(), alert_.made.end(), [&](const StepMade& made) {
      return made.role == role && made.toldOn && !made.heldByNobody;
    });
  }

  void addRung(Item item, const LaidStep& laid, const Role& role, ItemKind kind, int occurrence) {
    StepMade made;
    made.step = laid.step->id;
    made.occurrence = occurrence;
    made.role = role;
    made.kind = kind;
    made.on = what_.today();
    alert_.made.push_back(std::move(made));
    item.kind = kind;
    item.step = laid.step->id;
    item.occurrence = occurrence;
    item.role = role;
    out_.items.push_back(std::move(item));
  }

  [[nodiscard]] bool keptWaiting() const { return waiting_ || vacant_; }
  void wait() { waiting_ = true; }

  void lookAgain(Date day) {
    if (day > what_.today() && (!out_.nextOn || day < *out_.nextOn)) out_.nextOn = day;
  }

  /// Something was made and neither delivered nor given up; what waits for a former owner does not count.
  [[nodiscard]] bool onItsWay() const {
    if (footing_.audience == Audience::Coordinator) return warning_.reachOf(kCoordinator) == Reach::Pending;
    for (const auto& laid : steps_) {
      for (const auto& rung : laid.rungs) {
        if (warning_.reachOf(rung.role) == Reach::Pending) return true;
        const auto* last = lastMade(alert_, laid.step->id, rung.role);
        if (last && !settled(*last)) return true;
      }
    }
    return false;
  }

  /// What was made was given up, for everybody: nobody has heard of it.
  [[nodiscard]] bool reachedNobody() const {
    return !alert_.made.empty() && std::all_of(alert_.made.begin(), alert_.made.end(), [](const auto& made) {
      return made.undeliverableOn && !made.toldOn;
    });
  }

  /// The one reason, which holds until the next look.
  void conclude() {
    if (vacant_) {
      out_.reason = Reason::NobodyHoldsRole;
      out_.detail = vacant_->text();
    } else if (waiting_) {
      out_.reason = Reason::AwaitingWarning;
      out_.detail = out_.nextOn ? out_.nextOn->iso() : std::string();
    } else if (onItsWay()) {
      out_.reason = Reason::Sent;
    } else if (reachedNobody()) {
      out_.reason = Reason::Undeliverable;
    } else if (out_.nextOn || alert_.made.empty()) {
      out_.reason = Reason::NotDue;
      out_.detail = out_.nextOn ? out_.nextOn->iso() : std::string();
    } else {
      out_.reason = Reason::AlreadyTold;
    }
  }

  Alert& alert_;
  const Case& what_;
  const Footing& footing_;
  const std::vector<LaidStep> steps_;
  const FairWarning warning_;
  bool waiting_ = false;          // a step that is due waits: later ones wait with it
  const Role* vacant_ = nullptr;  // nobody holds it, and an earlier step told nobody else
  Climb out_;
};

}  // namespace

Climb climb(Alert& alert, const Case& what, const Footing& footing) {
  return Climber(alert, what, footing).climb();
}

std::vector<Item> toldResolved(const Alert& alert, const Case& what) {
  std::vector<Item> items;
  if (!what.rule.tellResolved) return items;
  std::vector<Role> roles;
  for (const auto& made : alert.made) {
    const bool board = made.kind == ItemKind::PackItem;
    // What was told before the alert was reopened was told to be over then.
    if (board || !made.toldOn || *made.toldOn < alert.since) continue;
    if (std::find(roles.begin(), roles.end(), made.role) == roles.end()) roles.push_back(made.role);
  }
  for (const auto& role : roles) {
    auto item = itemFor(alert, what);
    item.kind = ItemKind::Resolved;
    item.role = role;
    item.occurrence = alert.reopened + 1;
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace chaser::alerts
