// SPDX-License-Identifier: Apache-2.0
#include "notifiers/mime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/sha256.h"
#include "notifiers/ids.h"
#include "notifiers/maildir.h"
#include "tests/notifiers/helper_process.h"

namespace chaser::notifiers {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Python's email package in its strict policy: somebody else's reading of the standard.
constexpr const char* kParse = R"(
import email, email.policy, json, sys
raw = sys.stdin.buffer.read()
assert b"\n" not in raw.replace(b"\r\n", b""), "a bare line feed"
assert max(len(line) for line in raw.split(b"\r\n")) <= 998, "a line is too long"
message = email.message_from_bytes(raw, policy=email.policy.strict + email.policy.SMTP)
assert not message.defects, message.defects
out = {name.lower(): str(value) for name, value in message.items()}
out["types"] = [part.get_content_type() for part in message.walk()]
out["text"] = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
html = message.get_body(("html",))
out["html"] = html.get_content().replace("\r\n", "\n") if html else ""
import hashlib
out["files"] = [[part.get_filename(), part.get_content_type(), part.get_content_disposition(),
                 hashlib.sha256(part.get_payload(decode=True)).hexdigest()] for part in message.iter_attachments()]
out["names"] = [name.lower() for name in message.keys()]
print(json.dumps(out))
)";

Mail sampleMail() {
  Mail mail;
  mail.from = {"Chaser", "chaser@harbour.example"};
  mail.to = {"Megan Prîce", "megan@tidewell.example"};
  mail.replyTo = {"Priya Natarajan", "priya@harbour.example"};
  mail.subject =
      "3 actions need you: Harbour – improvement plan, with a subject that is long enough to be folded "
      "somewhere";
  mail.text = "Can you confirm — or change — this date?\n.A leading dot.\nFrom here on.\n" +
              std::string(2000, 'x') + "\n";
  mail.html = "<!DOCTYPE html>\n<html lang=\"en\"><body><p>Can you confirm — this?</p></body></html>\n";
  mail.date = *Instant::parse("2026-11-23T09:00:00Z");
  mail.messageId = mailId("key", 0, "harbour.example");
  mail.listId = "chaser.harbour.example";
  mail.kind = "digest";
  return mail;
}

nlohmann::json parsed(const Mail& mail) {
  const Result<std::string> bytes = writeMail(mail);
  if (!bytes) {
    ADD_FAILURE() << bytes.error().text();
    return {};
  }
  const std::string output = sample::python(kParse, *bytes);
  const nlohmann::json json = nlohmann::json::parse(output, nullptr, false);
  if (json.is_discarded()) ADD_FAILURE() << output;
  return json;
}

TEST(Mime, AnotherParserReadsBackEveryWordAndHeader) {
  const Mail mail = sampleMail();
  const auto json = parsed(mail);
  EXPECT_EQ(json["types"], (std::vector<std::string>{"multipart/alternative", "text/plain", "text/html"}));
  EXPECT_EQ(json["subject"], mail.subject);
  EXPECT_EQ(json["text"], mail.text);
  EXPECT_EQ(json["html"], mail.html);
  EXPECT_THAT(json["to"].get<std::string>(), HasSubstr("Megan Prîce"));
  EXPECT_THAT(json["to"].get<std::string>(), HasSubstr("<megan@tidewell.example>"));
  EXPECT_EQ(json["reply-to"], "Priya Natarajan <priya@harbour.example>");
  EXPECT_EQ(json["message-id"], "<" + mail.messageId + ">");
  EXPECT_EQ(json["date"], "Mon, 23 Nov 2026 09:00:00 +0000");
  EXPECT_EQ(json["auto-submitted"], "auto-generated");
  EXPECT_EQ(json["x-auto-response-suppress"], "All");
  EXPECT_EQ(json["list-id"], "<chaser.harbour.example>");
}

TEST(Mime, WhatIsAttachedArrivesAsItWasUnderItsOwnName) {
  Mail mail = sampleMail();
  std::string bytes("PK\0\r\n.\nFrom \xff", 13);
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  mail.attachments = {{"Häfen – papers of 8 December 2026.xlsx", "application/vnd.example.sheet", bytes},
                      {"plan.csv", "text/csv", "Ref,Action\r\n1,\"Größe\"\r\n"}};
  const auto message = parsed(mail);
  EXPECT_EQ(message["types"], (nlohmann::json{"multipart/mixed", "multipart/alternative", "text/plain",
                                              "text/html", "application/vnd.example.sheet", "text/csv"}));
  EXPECT_EQ(message["files"][0],
            (nlohmann::json{"Häfen – papers of 8 December 2026.xlsx", "application/vnd.example.sheet",
                            "attachment", sha256Hex(bytes)}));
  EXPECT_EQ(message["files"][1],
            (nlohmann::json{"plan.csv", "text/csv", "attachment", sha256Hex(mail.attachments[1].bytes)}));
  EXPECT_THAT(message["text"].get<std::string>(), HasSubstr("Can you confirm"));
  EXPECT_EQ(*writeMail(mail), *writeMail(mail));
  mail.html.clear();
  EXPECT_EQ(parsed(mail)["types"][1], "text/plain");
}

TEST(Mime, ATitleBecomesANameThatEverySystemTakes) {
  EXPECT_EQ(fileName("Harbour plan, 8 December 2026", ".csv"), "Harbour plan, 8 December 2026.csv");
  EXPECT_EQ(fileName("../../etc/passwd: \"a\"\r\nBcc: x", ".csv"), "-..-etc-passwd- -a- Bcc- x.csv");
  EXPECT_EQ(fileName(" . . ", ".xlsx"), "attachment.xlsx");
  EXPECT_LE(fileName(std::string(500, 'x'), ".csv").size(), 110U);
}

TEST(Mime, AReminderPointsAtTheMessagesBeforeIt) {
  Mail mail = sampleMail();
  for (int i = 0; i < 12; ++i) mail.references.push_back(mailId("key", i, "harbour.example"));
  const auto json = parsed(mail);
  EXPECT_EQ(json["in-reply-to"], "<" + mail.references.back() + ">");
  for (const std::string& id : mail.references)
    EXPECT_THAT(json["references"].get<std::string>(), HasSubstr(id));
}

TEST(Mime, NothingFromAPlanMakesAHeaderOfItsOwn) {
  Mail mail = sampleMail();
  mail.subject = "Hello\r\nBcc: everybody@tidewell.example\r\n\r\nbody";
  mail.to.name = "Megan\r\nX-Evil: yes \xE2\x80\xAEgnp";
  mail.kind = "digest\r\nX-Evil: yes";
  const auto json = parsed(mail);
  EXPECT_THAT(json["names"], Not(::testing::Contains("bcc")));
  EXPECT_THAT(json["names"], Not(::testing::Contains("x-evil")));
  EXPECT_EQ(json["subject"], "Hello Bcc: everybody@tidewell.example body");
}

TEST(Mime, AnAddressThatIsNoneIsRefused) {
  for (const char* bad :
       {"", "megan", "@b.example", "a@", "a@b@c", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y>", "<a@b>"}) {
    EXPECT_FALSE(isAddress(bad)) << bad;
    Mail mail = sampleMail();
    mail.to.address = bad;
    EXPECT_FALSE(writeMail(mail)) << bad;
  }
  EXPECT_TRUE(isAddress("o'neill+plan@mail.harbour.example"));
}

TEST(Mime, ASenderIsReadInEveryWayPeopleWriteIt) {
  const auto read = [](const char* text) {
    const Mailbox mailbox = parseMailbox(text);
    return mailbox.name + "|" + mailbox.address;
  };
  EXPECT_EQ(read("Chaser <c@council.example>"), "Chaser|c@council.example");
  EXPECT_EQ(read(" \"Chaser, the council's\" <c@council.example> "),
            "Chaser, the council's|c@council.example");
  EXPECT_EQ(read("c@council.example"), "|c@council.example");
  EXPECT_EQ(read("<c@council.example>"), "|c@council.example");
  EXPECT_EQ(read("Chaser <c@council.example"), "Chaser|") << "an open bracket is a slip, no address";
  EXPECT_EQ(read(""), "|");
}

TEST(Mime, TheSameMessageHasTheSameBytes) {
  EXPECT_EQ(*writeMail(sampleMail()), *writeMail(sampleMail()));
}

TEST(Ids, TheyAreStableAndDifferByKeyGenerationAndChannel) {
  EXPECT_EQ(mailId("key", 1, "h.example"), mailId("key", 1, "h.example"));
  EXPECT_NE(mailId("key", 1, "h.example"), mailId("key", 2, "h.example"));
  EXPECT_NE(mailId("key", 1, "h.example"), mailId("kez", 1, "h.example"));
  EXPECT_NE(mailId("key", 1, "h.example").substr(0, 32), webhookId("key", 1).substr(4));
}

OutgoingMessage numbered(int order) {
  OutgoingMessage message;
  message.id = "id" + std::to_string(order) + "@harbour.example";
  message.order = order;
  message.frozenAt = *Instant::parse("2026-11-23T09:00:00Z");
  message.bytes = "Subject: " + std::to_string(order) + "\r\n\r\nhello\r\n";
  return message;
}

DeliveryOutcome into(const std::filesystem::path& folder, const OutgoingMessage& message) {
  DeliveryOutcome outcome;
  makeMaildirNotifier(folder)->deliver(message, [&](DeliveryOutcome one) { outcome = std::move(one); });
  return outcome;
}

std::vector<std::string> namesIn(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    names.push_back(file.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Maildir, NamesSortInTheOrderOfSendingAndNothingStaysBehindInTmp) {
  const sample::TemporaryFolder folder;
  for (int i : {8, 9, 10, 11})
    EXPECT_EQ(into(folder.path(), numbered(i)).kind, DeliveryOutcome::Kind::Delivered);
  const auto names = namesIn(folder.path() / "new");
  ASSERT_EQ(names.size(), 4U);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(sample::slurp(folder.path() / "new" / names[i]), numbered(8 + i).bytes);
  EXPECT_TRUE(namesIn(folder.path() / "tmp").empty());
}

TEST(Maildir, ARepeatAfterACrashLeavesOneFileReadOrUnread) {
  const sample::TemporaryFolder folder;
  into(folder.path(), numbered(1));
  EXPECT_EQ(into(folder.path(), numbered(1)).kind, DeliveryOutcome::Kind::Delivered);
  EXPECT_EQ(namesIn(folder.path() / "new").size(), 1U);
  const std::string name = namesIn(folder.path() / "new").front();
  std::filesystem::rename(folder.path() / "new" / name, folder.path() / "cur" / (name + ":2,S"));
  into(folder.path(), numbered(1));
  EXPECT_TRUE(namesIn(folder.path() / "new").empty());
}

TEST(Maildir, AFolderThatCannotBeMadeHoldsAllMessagesForIt) {
  const DeliveryOutcome outcome = into("/proc/no-such-folder", numbered(1));
  EXPECT_EQ(outcome.kind, DeliveryOutcome::Kind::EndpointFault);
  EXPECT_THAT(outcome.text, HasSubstr("/proc/no-such-folder"));
}

}  // namespace
}  // namespace chaser::notifiers
