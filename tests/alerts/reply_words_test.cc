// SPDX-License-Identifier: Apache-2.0
#include "alerts/reply_words.h"

#include <gmock/gmock.h>

namespace chaser::alerts {
namespace {

const Date kCame = *Date::parse("2026-11-20");

/// `new-date 2027-03-31 to=… evidence=… note=…`; what is not clear is `? why`.
std::string readReply(const std::string& words, const std::string& subject = "Re: 3 actions need you") {
  const auto reading = readReplyWords(subject, words, kCame);
  if (!reading.answer) return "? " + reading.unclear;
  std::string text(toString(reading.answer->kind));
  if (reading.answer->date) text += " " + reading.answer->date->iso();
  if (!reading.answer->evidence.empty()) text += " evidence=" + reading.answer->evidence;
  if (!reading.answer->handTo.empty()) text += " to=" + reading.answer->handTo;
  if (!reading.answer->note.empty()) text += " note=" + reading.answer->note;
  return text;
}

TEST(AReplyByMail, IsReadWhereItBeginsWithAnAnswer) {
  EXPECT_EQ(readReply("Done."), "done");
  EXPECT_EQ(
      readReply("Hi Priya,\n\nThis is now complete, see the minutes of 9 October.\n\nKind regards\nLena Fox"),
      "done evidence=the minutes of 9 October");
  EXPECT_EQ(readReply("2.1: done"), "done");
  EXPECT_EQ(readReply("1.16: new date 31 March 2027"), "new-date 2027-03-31");
  EXPECT_EQ(readReply("Status: on track"), "on-track");
  EXPECT_EQ(readReply("Completed: 3 November 2026"), "done 2026-11-03");
  EXPECT_EQ(readReply("On track: yes"), "on-track");
  EXPECT_EQ(readReply("Completed on 3 November 2026, all wards were told"),
            "done 2026-11-03 note=all wards were told");
  EXPECT_EQ(readReply("Yes, it\u2019s still on track. The last ward follows in May."),
            "on-track note=The last ward follows in May");
  EXPECT_EQ(readReply("New date: 31 March 2027"), "new-date 2027-03-31");
  EXPECT_EQ(readReply("This will be done by the end of March, as staff are being hired"),
            "new-date 2027-03-31 note=as staff are being hired");
  EXPECT_EQ(readReply("Please move it to 30/4/27 \u2013 the builders are late"),
            "new-date 2027-04-30 note=the builders are late");
  EXPECT_EQ(readReply("31 March 2027"), "new-date 2027-03-31");
  EXPECT_EQ(readReply("I agree."), "agree-date");
  EXPECT_EQ(readReply("Ask me again after 14 December"), "snooze 2026-12-14");
  EXPECT_EQ(readReply("ask me later"), "snooze");
  EXPECT_EQ(readReply("Not mine - please ask the Head of Schools."), "not-mine to=Head of Schools");
  EXPECT_EQ(readReply("This is not ours."), "not-mine");
  EXPECT_EQ(readReply("Noted, thanks"), "ack 2026-11-26 note=thanks");
}

TEST(AReplyByMail, SaysNothingThatIsGuessed) {
  for (const auto* words :
       {"", "Thanks for this.", "Who is this from?", "Yes", "I will look into it next week.", "Nearly done.",
        "Not done yet.", "Could it be done by then?"}) {
    EXPECT_EQ(readReply(words).substr(0, 2), "? ") << words;
  }
  EXPECT_EQ(readReply("Done, but the second ward is still to follow."),
            "? it says 'done', and then something else");
  EXPECT_EQ(readReply("Done?"), "? it says 'done', and then something else");
  EXPECT_EQ(readReply("Done. It isn't in use, however."), "? it says 'done', and then something else");
  EXPECT_EQ(readReply("On track.\n\nNot mine, though."), "? it says 'still on track' and 'not mine'");
  EXPECT_EQ(readReply("New date: as soon as possible"),
            "? of 'as soon as possible' no single day can be read");
  EXPECT_EQ(readReply("New date: when Sam is back in March 2027").substr(0, 4), "? of");
  EXPECT_EQ(readReply("New date: 31 March or 30 April 2027").substr(0, 4), "? of");
  EXPECT_EQ(readReply("New date: 31 March 2027\nNew date: 30 April 2027"), "? it names several days");
  EXPECT_EQ(readReply("Done on 31 March 2027"),
            "? it says 'done' and names 31 March 2027, which is yet to come");
  EXPECT_EQ(readReply("Everything except training: done"),
            "? it does not begin with an answer that is known");
  for (const auto* no : {"On track: no", "still on track: no", "Done: no", "Done: tomorrow", "Completed: N",
                         "Agreed: no", "Not mine: no, it is mine", "Done no", "Done. Not mine: no"})
    EXPECT_THAT(readReply(no), testing::StartsWith("? of '")) << no;
  EXPECT_EQ(readReply("Done.\nWard 4: not yet"), "? it says 'done', and then something else");
  EXPECT_EQ(readReply("we hope to get this\ncompleted soon"),
            "? it does not begin with an answer that is known")
      << "a line that a mail program broke begins nothing";
}

TEST(AReplyByMail, WhatIsOfferedToBeSentIsReadBack) {
  const auto offered = [](AnswerKind kind, const std::string& filledIn) {
    return readReply(std::string(replyForm(kind)) + filledIn,
                     "2.1: " + std::string(spokenAnswer(kind)) + " [ch-4d-7k2m9qxt]");
  };
  EXPECT_EQ(offered(AnswerKind::OnTrack, ""), "on-track");
  EXPECT_EQ(offered(AnswerKind::Done, ""), "done");
  EXPECT_EQ(offered(AnswerKind::Done, "Training records, if you want them\n"),
            "done evidence=Training records, if you want them");
  EXPECT_EQ(offered(AnswerKind::NewDate, "31 March 2027"), "new-date 2027-03-31");
  EXPECT_EQ(offered(AnswerKind::NewDate, ""), "? it gives no new date");
  EXPECT_EQ(offered(AnswerKind::AgreeDate, ""), "agree-date");
  EXPECT_EQ(offered(AnswerKind::Snooze, "14 December"), "snooze 2026-12-14");
  EXPECT_EQ(offered(AnswerKind::NotMine, "Head of Schools"), "not-mine to=Head of Schools");
  EXPECT_EQ(offered(AnswerKind::OnTrack, "\n\nNew date: 31 March 2027"),
            "? it says 'still on track' and 'new date'");
}

TEST(AReplyByMail, ASubjectSpeaksOnlyWhereItWasWrittenForIt) {
  EXPECT_EQ(readReply("", "done ch-4d-7k2m9qxt"), "done");
  EXPECT_EQ(readReply("", "New date: 31 March 2027 (CH-4D-7K2M9QXT)"), "new-date 2027-03-31");
  EXPECT_EQ(readReply("I will send it tomorrow.", "Re: 2.1: done [ch-4d-7k2m9qxt]"),
            "? it does not begin with an answer that is known");
  EXPECT_EQ(readReply("", "AW: done"), "? it says nothing");
  EXPECT_EQ(readReply("", "2.1: done? ch-4d-7k2m9qxt"), "? it says 'done', and then something else");
  EXPECT_EQ(readReply("", "done, except for training ch-4d-7k2m9qxt"),
            "? it says 'done', and then something else");
}

TEST(AReplyByMail, OfAnyLengthEnds) {
  const std::string page(200'000, 'x');
  EXPECT_EQ(readReply("Done. " + page).substr(0, 9), "done note");
  EXPECT_LE(readReply("Done. " + page).size(), 3000U);
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += "a: b\n";
  EXPECT_EQ(readReply(lines).substr(0, 2), "? ");
}

}  // namespace
}  // namespace chaser::alerts
