// SPDX-License-Identifier: Apache-2.0
#include "notifiers/smtp_dialogue.h"

#include <cctype>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::notifiers {
namespace {

bool beginsWith(std::string_view text, std::string_view verb) {
  return text.substr(0, verb.size()) == verb;
}

}  // namespace

// A verb counts only where it may come: an answer to an AUTH challenge is base64 and could spell any word.
void SmtpDialogue::sent(std::string_view bytes) {
  const bool open = stage_ == SmtpStage::Connect || stage_ == SmtpStage::Greeting || stage_ == SmtpStage::Tls;
  SmtpStage next = stage_;
  if (open && (beginsWith(bytes, "EHLO") || beginsWith(bytes, "HELO"))) {
    next = SmtpStage::Greeting;
    offersUtf8_ = false;  // what was offered before TLS is offered anew, or no longer
  }
  if (open && beginsWith(bytes, "STARTTLS")) next = SmtpStage::Tls;
  if (open && beginsWith(bytes, "AUTH ")) next = SmtpStage::Auth;
  if (stage_ <= SmtpStage::Auth && beginsWith(bytes, "MAIL FROM:")) next = SmtpStage::Sender;
  if (stage_ == SmtpStage::Sender && beginsWith(bytes, "RCPT TO:")) next = SmtpStage::Recipient;
  if (stage_ == SmtpStage::Recipient && beginsWith(bytes, "DATA")) next = SmtpStage::Data;
  // What is said to our good-bye is no answer to the message.
  over_ = over_ || ((stage_ != SmtpStage::Auth || code_ >= 400) && beginsWith(bytes, "QUIT"));
  if (next == stage_) return;
  stage_ = next;
  code_ = 0;  // what was said before is no answer to this
  text_.clear();
}

void SmtpDialogue::received(std::string_view bytes) {
  for (const std::string_view one : split(bytes, '\n')) line(trim(one));
}

void SmtpDialogue::line(std::string_view text) {
  if (over_ || text.size() < 3) return;
  for (std::size_t i = 0; i < 3; ++i)
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return;
  if (stage_ == SmtpStage::Greeting && foldCase(text.substr(text.size() > 3 ? 4 : 3)) == "smtputf8")
    offersUtf8_ = true;
  if (text.size() > 3 && text[3] == '-') return;  // more lines follow
  code_ = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  text_ = std::string(text);
  if (stage_ == SmtpStage::Data && code_ == 354) {
    stage_ = SmtpStage::Body;
    code_ = 0;
    text_.clear();
  } else if (stage_ == SmtpStage::Body && code_ / 100 == 2) {
    stage_ = SmtpStage::Finished;
  }
}

}  // namespace chaser::notifiers
