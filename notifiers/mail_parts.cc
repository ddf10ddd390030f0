// SPDX-License-Identifier: Apache-2.0
#include "notifiers/mail_parts.h"

#include "common/fold.h"
#include "common/text.h"
#include "notifiers/gmime.h"

namespace chaser::notifiers {

namespace {

/// Ours are of 100 kB at most; of somebody else's no more is read.
constexpr std::size_t kLongestPart = std::size_t{256} * 1024;

bool isAttached(GMimeObject* part) {
  const char* disposition = g_mime_object_get_disposition(part);
  return disposition != nullptr && foldCase(disposition) == "attachment";
}

void findParts(GMimeObject* part, int depth, MailParts& found) {
  if (part == nullptr || depth > kDeepestPart) return;
  if (GMIME_IS_MULTIPART(part)) {
    const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
    for (int i = 0; i < count; ++i)
      findParts(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1, found);
    return;
  }
  if (!GMIME_IS_TEXT_PART(part) || isAttached(part)) return;
  GMimeContentType* type = g_mime_object_get_content_type(part);
  const bool plain = g_mime_content_type_is_type(type, "text", "plain") != 0;
  const bool html = g_mime_content_type_is_type(type, "text", "html") != 0;
  auto& into = plain ? found.text : found.html;
  if ((!plain && !html) || into) return;
  const std::unique_ptr<char, GFreeDeleter> text(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
  if (!text) return;
  into = repairUtf8(std::string_view(text.get()).substr(0, kLongestPart));
}

}  // namespace

MailParts partsOf(GMimeMessage* message) {
  MailParts found;
  findParts(g_mime_message_get_mime_part(message), 0, found);
  return found;
}

Result<MailParts> partsOf(std::string_view bytes) {
  const auto message = parseMail(bytes);
  if (!message) return fail(message.error());
  return partsOf(message->get());
}

}  // namespace chaser::notifiers
