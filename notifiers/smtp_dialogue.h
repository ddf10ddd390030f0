// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "notifiers/smtp_reply.h"

namespace chaser::notifiers {

/// Follows one SMTP transaction as it goes over the wire. libcurl reports a refused sender and a refused
/// recipient by one and the same error; what to do about them differs, so the dialogue itself is asked how
/// far it came. It looks at verbs and replies alone, and keeps nothing that was sent.
class SmtpDialogue {
 public:
  void sent(std::string_view bytes);
  void received(std::string_view bytes);

  [[nodiscard]] SmtpStage stage() const { return stage_; }
  [[nodiscard]] int replyCode() const { return code_; }  ///< of the last whole reply; 0: none yet
  [[nodiscard]] const std::string& reply() const { return text_; }
  /// Whether the server said, after the last EHLO, that it takes addresses in UTF-8. Unknown on a connection
  /// that was greeted before: false.
  [[nodiscard]] bool offersUtf8() const { return offersUtf8_; }

 private:
  void line(std::string_view text);

  SmtpStage stage_ = SmtpStage::Connect;
  int code_ = 0;
  bool over_ = false;  ///< we said QUIT
  bool offersUtf8_ = false;
  std::string text_;
};

}  // namespace chaser::notifiers
