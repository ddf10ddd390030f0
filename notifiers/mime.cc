// SPDX-License-Identifier: Apache-2.0
#include "notifiers/mime.h"

#include <algorithm>
#include <memory>

#include "common/sha256.h"
#include "common/text.h"
#include "notifiers/gmime.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kLongestName = 120;
constexpr std::size_t kLongestSubject = 250;
constexpr std::size_t kLongestFileName = 100;
constexpr std::size_t kLongestUrl = 1000;

struct FormatDeleter {
  void operator()(GMimeFormatOptions* options) const { g_mime_format_options_free(options); }
};

// Quoted-printable for both parts: it keeps lines short, protects leading dots and `From `, and hides every
// character that a relay might change.
Object<GMimeTextPart> textPart(const char* subtype, const std::string& text) {
  Object<GMimeTextPart> part(g_mime_text_part_new_with_subtype(subtype));
  g_mime_text_part_set_charset(part.get(), "utf-8");
  g_mime_text_part_set_text(part.get(), text.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

void header(GMimeMessage* message, const char* name, const std::string& value) {
  g_mime_object_append_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
}

void mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& box) {
  const std::string name = harmless(box.name, kLongestName);
  g_mime_message_add_mailbox(message, type, name.empty() ? nullptr : name.c_str(),
                             wireAddress(box.address).c_str());
}

// `=_` can't occur in quoted-printable or base64, so no part can contain the boundary; made of the id, it is
// the same whenever the message is.
Object<GMimeMultipart> multipart(const char* subtype, const Mail& mail) {
  Object<GMimeMultipart> parts(g_mime_multipart_new_with_subtype(subtype));
  const std::string boundary = "=_" + sha256Hex(subtype + (" " + mail.messageId)).substr(0, 32);
  g_mime_multipart_set_boundary(parts.get(), boundary.c_str());
  return parts;
}

Object<GMimeObject> textOf(const Mail& mail) {
  Object<GMimeTextPart> plain = textPart("plain", mail.text);
  if (mail.html.empty()) return Object<GMimeObject>(GMIME_OBJECT(plain.release()));
  Object<GMimeTextPart> html = textPart("html", mail.html);
  Object<GMimeMultipart> both = multipart("alternative", mail);
  g_mime_multipart_add(both.get(), GMIME_OBJECT(plain.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  return Object<GMimeObject>(GMIME_OBJECT(both.release()));
}

// Base64 whatever it holds: a relay may mend the ends of lines in anything else.
Object<GMimePart> filePart(const Attachment& attachment) {
  const auto slash = attachment.type.find('/');
  const std::string type = attachment.type.substr(0, slash);
  const std::string subtype = slash == std::string::npos ? "octet-stream" : attachment.type.substr(slash + 1);
  Object<GMimePart> part(g_mime_part_new_with_type(type.c_str(), subtype.c_str()));
  if (type == "text") g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), attachment.name.c_str());
  Object<GMimeStream> bytes(
      g_mime_stream_mem_new_with_buffer(attachment.bytes.data(), attachment.bytes.size()));
  Object<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(bytes.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

void setBody(GMimeMessage* message, const Mail& mail) {
  Object<GMimeObject> text = textOf(mail);
  if (mail.attachments.empty()) {
    g_mime_message_set_mime_part(message, text.get());
    return;
  }
  Object<GMimeMultipart> all = multipart("mixed", mail);
  g_mime_multipart_add(all.get(), text.get());
  for (const Attachment& attachment : mail.attachments) {
    Object<GMimePart> part = filePart(attachment);
    g_mime_multipart_add(all.get(), GMIME_OBJECT(part.get()));
  }
  g_mime_message_set_mime_part(message, GMIME_OBJECT(all.get()));
}

void setHeaders(GMimeMessage* message, const Mail& mail) {
  mailbox(message, GMIME_ADDRESS_TYPE_FROM, mail.from);
  mailbox(message, GMIME_ADDRESS_TYPE_TO, mail.to);
  if (!mail.replyTo.address.empty()) mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, mail.replyTo);
  g_mime_message_set_subject(message, harmless(mail.subject, kLongestSubject).c_str(), "utf-8");
  GDateTime* date = g_date_time_new_from_unix_utc(mail.date.millis() / 1000);
  g_mime_message_set_date(message, date);
  g_date_time_unref(date);
  g_mime_message_set_message_id(message, mail.messageId.c_str());
  if (!mail.references.empty()) {
    header(message, "In-Reply-To", "<" + mail.references.back() + ">");
    std::string all;
    for (const std::string& id : mail.references) all += (all.empty() ? "<" : " <") + id + ">";
    header(message, "References", all);
  }
  header(message, "Auto-Submitted", "auto-generated");
  header(message, "X-Auto-Response-Suppress", "All");
  if (!mail.listId.empty()) header(message, "List-Id", "<" + harmless(mail.listId, kLongestName) + ">");
  if (!mail.unsubscribe.empty()) {
    header(message, "List-Unsubscribe", "<" + harmless(mail.unsubscribe, kLongestUrl) + ">");
    if (mail.unsubscribe.starts_with("https://"))
      header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  if (!mail.kind.empty()) header(message, "X-Chaser-Kind", harmless(mail.kind, kLongestName));
}

// Quoted-printable has encoded every CR of the text, so each LF here is a line's end.
std::string withCrlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (const char c : text) {
    if (c == '\n') out += '\r';
    if (c != '\r') out += c;
  }
  return out;
}

// Blanks and signs that turn the direction of writing hide what an address is.
bool hasNoUnseen(std::string_view address) {
  return harmless(address, address.size() + 1) == address;
}

bool isId(std::string_view id) {
  return !id.empty() && id.find_first_of("<> \t\r\n") == std::string_view::npos;
}

Outcome check(const Mail& mail) {
  for (const Mailbox* box : {&mail.from, &mail.to}) {
    if (!isAddress(box->address))
      return fail(ErrorKind::Input, "'" + harmless(box->address, kLongestName) + "' is no e-mail address",
                  "write it as name@host in contacts.yaml or chaser.yaml");
  }
  if (!mail.replyTo.address.empty() && !isAddress(mail.replyTo.address))
    return fail(ErrorKind::Input,
                "'" + harmless(mail.replyTo.address, kLongestName) + "' is no e-mail address for replies",
                "correct the coordinator's address in contacts.yaml");
  if (!isId(mail.messageId)) return fail(ErrorKind::Input, "a message needs an id");
  for (const std::string& id : mail.references)
    if (!isId(id)) return fail(ErrorKind::Input, "'" + harmless(id, kLongestName) + "' is no message id");
  return {};
}

}  // namespace

Mailbox parseMailbox(std::string_view text) {
  text = trim(text);
  const auto open = text.rfind('<');
  if (open == std::string_view::npos) return {{}, std::string(text)};
  std::string_view name = trim(text.substr(0, open));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  if (text.back() != '>') return {std::string(name), {}};
  return {std::string(name), std::string(text.substr(open + 1, text.size() - open - 2))};
}

std::string fileName(std::string_view words, std::string_view ending) {
  std::string name = harmless(words, kLongestFileName);
  for (char& c : name)
    if (std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos) c = '-';
  const auto first = name.find_first_not_of(". ");
  name = first == std::string::npos ? std::string("attachment") : name.substr(first);
  while (name.back() == '.' || name.back() == ' ') name.pop_back();
  return name + std::string(ending);
}

bool isAddress(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return false;
  if (address.find('@', at + 1) != std::string_view::npos || address.size() > 254) return false;
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F || std::string_view("<>()[]\\,;:\"").find(c) != std::string_view::npos)
      return false;
  }
  return isAscii(address) || (isUtf8(address) && hasNoUnseen(address));
}

std::string wireAddress(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || isAscii(address.substr(at))) return std::string(address);
  initMimeLibrary();
  const Object<InternetAddress> box(internet_address_mailbox_new(nullptr, std::string(address).c_str()));
  const char* ascii = internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(box.get()));
  return ascii == nullptr ? std::string(address) : std::string(ascii);
}

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<std::string> writeMail(const Mail& mail) {
  if (Outcome valid = check(mail); !valid) return fail(valid.error());
  initMimeLibrary();
  Object<GMimeMessage> message(g_mime_message_new(FALSE));
  setHeaders(message.get(), mail);
  setBody(message.get(), mail);
  std::unique_ptr<GMimeFormatOptions, FormatDeleter> format(g_mime_format_options_new());
  std::unique_ptr<char, GFreeDeleter> written(
      g_mime_object_to_string(GMIME_OBJECT(message.get()), format.get()));
  if (!written) return fail(ErrorKind::Input, "the message could not be written");
  return withCrlf(written.get());
}

}  // namespace chaser::notifiers
