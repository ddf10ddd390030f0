// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "plan/export/compose.h"
#include "plan/headings.h"
#include "plan/merge.h"
#include "plan/name_guesses.h"
#include "plan/owner_cell.h"
#include "plan/people.h"
#include "plan/rag.h"
#include "plan/readers/archive.h"
#include "plan/readers/feed.h"
#include "plan/readers/xlsx_rows.h"
#include "plan/refs.h"
#include "plan/report.h"
#include "plan/timeline.h"
#include "plan/timeline_json.h"
#include "tests/fuzz/package.h"
#include "tests/fuzz/promise.h"

namespace chaser::fuzz {

namespace {

const Date kToday = Date::fromEpochDays(17440);

const plan::HeadingVocabulary& vocabulary() {
  static const plan::HeadingVocabulary words = [] {
    std::stringstream text;
    text << std::ifstream(CHASER_SOURCE_DIR "/etc/headings.yaml").rdbuf();
    Diagnostics diagnostics;
    auto loaded = plan::loadHeadings(sourceOf(text.str()), diagnostics);
    promise(!text.str().empty() && !hasErrors(diagnostics));
    return loaded;
  }();
  return words;
}

/// From a document to a database and back: what import and export do, without a disk.
void importAndExport(const Result<plan::Document>& document) {
  if (!document) return promise(!document.error().what.empty());
  const auto draft = plan::draftPlan(*document, vocabulary(), {});
  if (!draft) return promise(!draft.error().what.empty());
  const plan::ChangeSet changes = plan::merge(*draft, {}, plan::Prefer::Neither);
  plan::renderJson(plan::reportOf("p", *draft, changes));
  auto plan = std::make_shared<plan::Plan>();
  plan->key = "p";
  plan->ragKey = changes.ragKey;
  std::vector<plan::StoredAction> stored;
  for (const plan::ActionChange& change : changes.actions) {
    plan::StoredAction one;
    one.record = change.after;
    one.record.plan = plan;
    one.record.action.id = ActionId{static_cast<std::int64_t>(stored.size()) + 1};
    one.cells = change.cells;
    stored.push_back(std::move(one));
  }
  promise(plan::merge(*draft, stored, plan::Prefer::Neither).count(plan::ActionChange::Kind::Changed) == 0);
  const plan::PlanSheet sheet =
      plan::composeSheet(*plan, stored, changes.columns, plan::ComposeOptions{vocabulary(), {}});
  promise(sheet.rows.size() == stored.size());
  plan::htmlOf(sheet, kToday);
  plan::jsonOf(sheet);
  promise(plan::readCsv(plan::csvOf(sheet)).has_value());
}

/// Small limits, so that what grows without them shows within the fuzzer's memory.
plan::ReadLimits limits() {
  plan::ReadLimits small;
  small.fileBytes = 1U << 20U;
  small.expandedBytes = 4U << 20U;
  small.cells = 20'000;
  return small;
}

void docx(std::string_view bytes) {
  importAndExport(plan::readDocument("plan.docx", packaged(bytes), limits()));
}

/// What is broken, without the place and the parser's own words: expat finds other words, and another column,
/// for junk behind the last element when a piece ends amid it.
std::string refusalOf(const Error& error) {
  const auto text = error.text();
  return text.substr(0, text.find(" is broken at line"));
}

/// expat alone must tell the same as with the scanner of plain rows, wherever a piece ends.
void xlsx(std::string_view bytes) {
  const std::string book = packaged(bytes);
  const auto document = plan::readXlsx(book, limits());
  const auto slow = plan::readXlsx(book, limits(), plan::XmlWay{false});
  const auto cut =
      plan::readXlsx(book, limits(), plan::XmlWay{true, 1 + bytes.size() / 64 + bytes.size() % 61});
  for (const auto* other : {&slow, &cut}) {
    promise(document.has_value() == other->has_value());
    promise(document ? *document == **other : refusalOf(document.error()) == refusalOf(other->error()));
  }
  importAndExport(document);
}

void ndjson(std::string_view bytes) {
  importAndExport(plan::readNdjson(bytes, limits()));
}

void csv(std::string_view bytes) {
  importAndExport(plan::readCsv(bytes, limits()));
}

void archive(std::string_view bytes) {
  const auto opened = plan::Archive::open(bytes, limits());
  if (!opened) return;
  for (const char* name : {"word/document.xml", "xl/workbook.xml", "[Content_Types].xml", "a"}) {
    const auto part = opened->read(name);
    promise(part.has_value() <= opened->has(name));
    promise(!part || part->size() <= limits().expandedBytes);
  }
}

void timeline(std::string_view bytes) {
  plan::TimelineOptions options;
  // The first byte chooses how it is read, so that both are tried.
  if (!bytes.empty() && bytes.front() % 2 == 0) options.asOf = kToday;
  options.knownParties = {"Northmoor Council", "NCH"};
  const auto readings = plan::readTimeline(bytes, options);
  plan::timelineJson(readings);
  for (const plan::TimelineReading& reading : readings) {
    const bool both = reading.earliest && reading.due;
    promise(!both || *reading.earliest <= *reading.due);
  }
  plan::ragOfText(bytes, plan::defaultRagKey());
  plan::refOfCell(bytes);
  plan::leadingNumber(bytes);
  plan::numberedItems(bytes);
}

void headings(std::string_view bytes) {
  Diagnostics diagnostics;
  const auto words = plan::loadHeadings(sourceOf(bytes), diagnostics);
  for (const char* heading : {"Action", "Lead/Timescale", "", "R\xC3\x84G"})
    promise(words.fieldsOf(heading).size() <= 2);
  promise(vocabulary().fieldsOf(bytes.substr(0, 400)).size() <= 2);
  renderAll(diagnostics);
}

void owners(std::string_view bytes) {
  for (const plan::Owner& owner : plan::readOwners(bytes, {}, nullptr)) promise(!owner.role.empty());
}

void contacts(std::string_view bytes) {
  Diagnostics diagnostics;
  plan::Directory directory = plan::loadDirectory(sourceOf(bytes), kToday, diagnostics);
  renderAll(diagnostics);
  if (hasErrors(diagnostics)) return;
  const plan::People people(std::move(directory));
  const auto cell = people.readCell("Head of Nursing, Matron and others");
  promise(cell.known.size() + cell.unknown.size() > 0);
  promise(plan::NameGuesses(people).nearestNames("Matron").size() <= 3);
}

constexpr Target kPlanTargets[] = {{"docx", docx},     {"xlsx", xlsx},         {"ndjson", ndjson},
                                   {"csv", csv},       {"archive", archive},   {"timeline", timeline},
                                   {"owners", owners}, {"headings", headings}, {"contacts", contacts}};

}  // namespace

std::span<const Target> planTargets() {
  return kPlanTargets;
}

}  // namespace chaser::fuzz
