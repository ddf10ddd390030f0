// SPDX-License-Identifier: Apache-2.0
#include "daemon/bounce_verdict.h"

#include <gmock/gmock.h>

namespace chaser::daemon {
namespace {

using notifiers::DeliveryReport;
using notifiers::ReportedRecipient;
using store::BounceKind;
using ::testing::HasSubstr;

ReportedRecipient said(const std::string& action, const std::string& status,
                       const std::string& final = "ann@council.example") {
  return {action, status, final, {}, {}};
}

BounceVerdict judge(std::vector<ReportedRecipient> recipients,
                    alerts::MessageKind kind = alerts::MessageKind::Digest) {
  DeliveryReport report;
  report.isReport = true;
  report.subject = "Undelivered";
  report.recipients = std::move(recipients);
  store::Message message;
  message.kind = kind;
  message.address = "Ann@Council.example";
  return judgeBounce(report, message);
}

TEST(ABounce, BlamesTheAddressByItsStatus) {
  EXPECT_EQ(judge({said("failed", "5.1.1")}).kind, BounceKind::Failed);
  EXPECT_EQ(judge({said("failed", "5.2.2")}).kind, BounceKind::Failed);
  EXPECT_EQ(judge({said("failed", "4.4.7")}).kind, BounceKind::GivenUp)
      << "it will not arrive, but the address is not why";
  EXPECT_EQ(judge({said("failed", "")}).kind, BounceKind::GivenUp);
  auto byWords = said("failed", "");
  byWords.diagnostic = "550 no such mailbox";
  const auto verdict = judge({byWords});
  EXPECT_EQ(verdict.kind, BounceKind::Failed);
  EXPECT_EQ(verdict.code, 550);
  EXPECT_EQ(verdict.words, "550 no such mailbox");
}

TEST(ABounce, IsADelayAsLongAsSomebodyTries) {
  EXPECT_EQ(judge({said("delayed", "4.4.1")}).kind, BounceKind::Delayed);
  EXPECT_EQ(judge({said("delayed", "5.1.1")}).kind, BounceKind::Delayed)
      << "what is done counts, not the code";
}

TEST(ABounce, IsNoneWhereTheMessageArrived) {
  for (const char* action : {"delivered", "relayed", "expanded"}) {
    const auto verdict = judge({said(action, "2.0.0")});
    EXPECT_FALSE(verdict.kind) << action;
    EXPECT_EQ(verdict.ignored, "it says that the message arrived");
  }
}

TEST(ABounce, IsAboutThePersonThoughTheirMailIsForwarded) {
  EXPECT_EQ(judge({said("failed", "5.1.1", "ann.field@home.example")}).kind, BounceKind::Failed);
  auto alias = said("failed", "5.1.1", "afield@inside.example");
  alias.original = "ann@council.example";
  EXPECT_EQ(judge({alias, said("delivered", "2.0.0", "other@inside.example")}).kind, BounceKind::Failed)
      << "what is said of the address itself counts alone";
}

TEST(ABounce, OfOneAmongSeveralBehindTheAddressSettlesNothing) {
  const auto verdict =
      judge({said("failed", "5.1.1", "a@inside.example"), said("delivered", "2.0.0", "b@inside.example")});
  EXPECT_EQ(verdict.kind, BounceKind::Unclear);
  EXPECT_EQ(verdict.words, "of a@inside.example: 5.1.1");
}

TEST(ABounce, OfAMemberOfABoardsListIsNotTheBoards) {
  const auto member = said("failed", "5.1.1", "member@council.example");
  EXPECT_EQ(judge({member}, alerts::MessageKind::Pack).kind, BounceKind::Unclear);
  EXPECT_EQ(judge({said("failed", "5.1.1")}, alerts::MessageKind::Pack).kind, BounceKind::Failed);
  EXPECT_EQ(judge({member}, alerts::MessageKind::PackDraft).kind, BounceKind::Failed)
      << "a draft goes to a person";
}

TEST(ABounce, IsUnclearWhereItSaysNothingThatCanBeRead) {
  EXPECT_EQ(judge({}).kind, BounceKind::Unclear);
  EXPECT_EQ(judge({said("vanished", "5.1.1")}).kind, BounceKind::Unclear);
  DeliveryReport old;
  old.isFromServer = true;
  old.subject = "failure notice";
  const auto verdict = judgeBounce(old, {});
  EXPECT_EQ(verdict.kind, BounceKind::Unclear);
  EXPECT_EQ(verdict.words, "failure notice");
}

TEST(ABounce, IsNoPersonsNoteOfAbsence) {
  DeliveryReport note;
  note.subject = "Automatic reply: 1 action needs you";
  const auto verdict = judgeBounce(note, {});
  EXPECT_FALSE(verdict.kind);
  EXPECT_THAT(verdict.ignored, HasSubstr("no mail server's report"));
}

}  // namespace
}  // namespace chaser::daemon
