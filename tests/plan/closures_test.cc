// SPDX-License-Identifier: Apache-2.0
#include "plan/holidays/closures.h"

#include <gmock/gmock.h>

#include "common/yaml.h"

/// Days off that an organisation adds, as it writes them down.
namespace chaser::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Date d(const char* iso) {
  return Date::parse(iso).value();
}

std::vector<std::string> spoken(const Closures& closures) {
  std::vector<std::string> out;
  for (const auto& closure : closures) out.push_back(closure.day.iso() + " " + closure.name);
  return out;
}

struct Read {
  std::vector<std::string> days, said;
};

Read fromYaml(const std::string& text) {
  Diagnostics diagnostics;
  auto list = parseYaml(std::make_shared<const Source>(Source{"closures.yaml", text}), diagnostics);
  Read read{spoken(readClosures(list)), {}};
  for (const auto& diagnostic : diagnostics) read.said.push_back(diagnostic.message);
  return read;
}

Read fromIcs(const std::string& events) {
  Diagnostics diagnostics;
  const auto text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n" + events + "END:VCALENDAR\r\n";
  Read read{spoken(readIcsClosures(std::make_shared<const Source>(Source{"closures.ics", text}),
                                   d("2017-01-01"), d("2027-12-31"), diagnostics)),
            {}};
  for (const auto& diagnostic : diagnostics) read.said.push_back(diagnostic.message);
  return read;
}

std::string event(const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:1\r\n" + lines + "END:VEVENT\r\n";
}

TEST(Closures, AreDaysOrSpansOfDays) {
  const auto read = fromYaml(
      "- 2026-12-29\n- {on: 2026-12-30, name: House move}\n- {from: 2027-08-02, to: 2027-08-03, name: "
      "Summer}\n");
  EXPECT_THAT(read.said, IsEmpty());
  EXPECT_THAT(read.days, ElementsAre("2026-12-29 Closed", "2026-12-30 House move", "2027-08-02 Summer",
                                     "2027-08-03 Summer"));
}

TEST(Closures, ThatAreWrongAreToldAndTheOthersAreRead) {
  const auto read = fromYaml(
      "- 31/12/2026\n- {from: 2027-08-03, to: 2027-08-02}\n- {from: 2027-01-01, to: 2030-01-01}\n- {om: "
      "2027-01-04}\n"
      "- {on: 2027-01-05, to: 2027-01-06}\n- 2027-01-07\n");
  EXPECT_THAT(
      read.said,
      ElementsAre(HasSubstr("must be a date that exists"), "this closure ends before it begins",
                  "a closure takes at most a year", "'om' is not a key of a closure",
                  "a closure needs 'on', or 'from' and 'to'", HasSubstr("is 'on' one day, or 'from'")));
  EXPECT_THAT(read.days, ElementsAre("2027-01-05 Closed", "2027-01-07 Closed"));
}

TEST(IcsClosures, AreTheDaysOfEventsThatTakeWholeDays) {
  // RFC 5545, 3.6.1: DTEND is the day after, and without one the event takes its day.
  const auto read =
      fromIcs(event("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Between\r\n") +
              event("DTSTART;VALUE=DATE:20270104\r\n"));
  EXPECT_THAT(read.said, IsEmpty());
  EXPECT_THAT(read.days, ElementsAre("2026-12-24 Between", "2026-12-25 Between", "2027-01-04 Closed"));
}

TEST(IcsClosures, RepeatAsTheirRuleSaysAndLeaveOutWhatIsExcepted) {
  const auto read =
      fromIcs(event("DTSTART;VALUE=DATE:20240102\r\nRRULE:FREQ=YEARLY;UNTIL=20270101\r\n"
                    "EXDATE;VALUE=DATE:20250102\r\nSUMMARY:Stocktaking\r\n"));
  EXPECT_THAT(read.days, ElementsAre("2024-01-02 Stocktaking", "2026-01-02 Stocktaking"));
}

TEST(IcsClosures, ThatWereMovedOrCalledOffAreWhereTheyAreNow) {
  const auto read = fromIcs(
      event("DTSTART;VALUE=DATE:20240102\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nSUMMARY:Stocktaking\r\n") +
      event("RECURRENCE-ID;VALUE=DATE:20250102\r\nDTSTART;VALUE=DATE:20250106\r\nSUMMARY:Moved\r\n") +
      event("RECURRENCE-ID;VALUE=DATE:20260102\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260102\r\n"));
  EXPECT_THAT(read.days, ::testing::UnorderedElementsAre("2024-01-02 Stocktaking", "2025-01-06 Moved"));
}

TEST(IcsClosures, ThatNeverEndAreReadAsFarAsAsked) {
  const auto read =
      fromIcs(event("DTSTART;VALUE=DATE:20150701\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Founders\r\n"));
  EXPECT_EQ(read.days.size(), 11U);
  EXPECT_EQ(read.days.front(), "2017-07-01 Founders");
  EXPECT_EQ(read.days.back(), "2027-07-01 Founders");
}

TEST(IcsClosures, OfAWholeDayByItsHoursCountToo) {
  const auto read = fromIcs(
      event("DTSTART;TZID=Europe/London:20270803T000000\r\nDTEND;TZID=Europe/London:20270804T000000\r\n"));
  EXPECT_THAT(read.days, ElementsAre("2027-08-03 Closed"));
}

TEST(IcsClosures, LeaveOutWhatTakesAPartOfADay) {
  const auto read = fromIcs(event("DTSTART:20270803T130000Z\r\nDTEND:20270803T150000Z\r\nSUMMARY:Party\r\n"));
  EXPECT_THAT(read.days, IsEmpty());
  EXPECT_THAT(read.said, ElementsAre(HasSubstr("'Party' takes a part of a day")));
}

TEST(IcsClosures, LeaveOutWhatWouldRepeatForEver) {
  for (const auto* often : {"SECONDLY", "MINUTELY", "HOURLY"}) {
    const auto read =
        fromIcs(event(std::string("DTSTART;VALUE=DATE:20150701\r\nRRULE:FREQ=") + often + "\r\n"));
    EXPECT_THAT(read.days, IsEmpty());
    EXPECT_EQ(read.said.size(), 1U);
  }
}

TEST(IcsClosures, OfAFileThatIsNoneAreAnErrorThatSaysSo) {
  for (const auto* text : {"", "hello", "BEGIN:VCARD\r\nEND:VCARD\r\n", "<html></html>"}) {
    Diagnostics diagnostics;
    readIcsClosures(std::make_shared<const Source>(Source{"x.ics", text}), d("2017-01-01"), d("2027-12-31"),
                    diagnostics);
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_EQ(diagnostics.front().level, Level::Error);
    EXPECT_THAT(diagnostics.front().message, HasSubstr("no iCalendar file"));
  }
}

TEST(IcsClosures, OfBrokenEventsNeverBreakIt) {
  for (const auto* lines :
       {"DTSTART:\r\n", "DTSTART;VALUE=DATE:99999999\r\n", "RRULE:FREQ=YEARLY\r\n",
        "DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20260101\r\n",
        "DTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY;INTERVAL=0\r\n",
        "DTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=DAILY;BYMONTH=13\r\n", "BEGIN:VEVENT\r\n"}) {
    EXPECT_LE(fromIcs(event(lines)).days.size(), 2U) << lines;
  }
}

}  // namespace
}  // namespace chaser::plan
