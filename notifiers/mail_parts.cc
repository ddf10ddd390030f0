// SPDX-License-Identifier: Apache-2.0
#include "notifiers/mail_parts.h"

#include <gmime/gmime.h>

#include <memory>
#include <mutex>

namespace chaser::notifiers {

namespace {

struct PartUnref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using PartOwner = std::unique_ptr<T, PartUnref>;

void takeText(GMimeObject* /*parent*/, GMimeObject* part, gpointer data) {
  if (!GMIME_IS_TEXT_PART(part)) return;
  auto& parts = *static_cast<MailParts*>(data);
  auto* type = g_mime_object_get_content_type(part);
  auto& into = g_mime_content_type_is_type(type, "text", "html") ? parts.html : parts.text;
  const bool wanted =
      g_mime_content_type_is_type(type, "text", "html") || g_mime_content_type_is_type(type, "text", "plain");
  if (!wanted || !into.empty()) return;
  char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
  if (text == nullptr) return;
  into = text;
  g_free(text);
}

}  // namespace

Result<MailParts> partsOf(const std::string& bytes) {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
  const PartOwner<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const PartOwner<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const PartOwner<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return fail(ErrorKind::Input, "this is no e-mail message");
  MailParts parts;
  g_mime_message_foreach(message.get(), &takeText, &parts);
  return parts;
}

}  // namespace chaser::notifiers
