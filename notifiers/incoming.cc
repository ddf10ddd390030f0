// SPDX-License-Identifier: Apache-2.0
#include "notifiers/incoming.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "common/fold.h"
#include "common/text.h"
#include "notifiers/gmime.h"
#include "notifiers/quoting.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kLongestMailText = std::size_t{64} * 1024;
constexpr std::size_t kMostIds = 50;
/// Each part may hold parts; more of them than this in one mail are no letter.
constexpr std::size_t kMostMultiparts = 100;

/// Lines of harmless characters.
std::string harmlessLines(std::string_view text) {
  std::string out;
  for (const auto line : split(text, '\n')) {
    out += harmless(line, kLongestMailHeader);
    out += '\n';
  }
  return std::string(trim(out));
}

struct HeaderSign {
  const char* header;
  std::string_view value;  ///< with which it begins, folded; empty: it is there at all
};
/// What only programs write: RFC 3834, and what came before it. X-Auto-Response-Suppress is none of them: it
/// asks for something, and people's mails have it too.
constexpr std::array kAutomaticSigns = {HeaderSign{"X-Chaser-Kind", ""},
                                        HeaderSign{"X-Autoreply", ""},
                                        HeaderSign{"X-Autorespond", ""},
                                        HeaderSign{"X-Autoresponder", ""},
                                        HeaderSign{"X-Auto-Reply", ""},
                                        HeaderSign{"X-AutoReply-From", ""},
                                        HeaderSign{"X-Mail-Autoreply", ""},
                                        HeaderSign{"X-Failed-Recipients", ""},
                                        HeaderSign{"List-Id", ""},
                                        HeaderSign{"List-Post", ""},
                                        HeaderSign{"List-Unsubscribe", ""},
                                        HeaderSign{"Precedence", "bulk"},
                                        HeaderSign{"Precedence", "junk"},
                                        HeaderSign{"Precedence", "list"},
                                        HeaderSign{"Precedence", "auto_reply"}};
/// How programs begin the subject that do not say so anywhere else.
constexpr std::array<std::string_view, 8> kAutomaticSubjects = {
    "automatic reply:", "auto reply:",   "auto-reply:",    "autoreply:",
    "out of office",    "out-of-office", "undeliverable:", "delivery status notification"};
constexpr std::array<std::string_view, 3> kServers = {"mailer-daemon@", "postmaster@", "mailer-daemon"};

std::string automaticByHeader(GMimeObject* message) {
  const auto submitted = headerOf(message, "Auto-Submitted");
  // Words may follow it: `no; by=hand`.
  if (!submitted.empty() && foldCase(submitted).substr(0, 2) != "no")
    return "it says Auto-Submitted: " + submitted;
  for (const auto& [header, value] : kAutomaticSigns) {
    if (g_mime_object_get_header(message, header) == nullptr) continue;
    const auto said = headerOf(message, header);
    if (foldCase(said).starts_with(value)) return fmt::format("it says {}: {}", header, shorten(said, 80));
  }
  return {};
}

std::string automaticBySender(GMimeMessage* message, const std::vector<Mailbox>& from) {
  const char* path = g_mime_object_get_header(GMIME_OBJECT(message), "Return-Path");
  if (path != nullptr && trim(path) == "<>") return "it has no sender to answer, as bounces have none";
  if (const auto server = serverAmong(from); !server.empty()) return "a mail server wrote it: " + server;
  const auto subject = foldCase(headerOf(GMIME_OBJECT(message), "Subject"));
  for (const auto begins : kAutomaticSubjects)
    if (subject.starts_with(begins)) return fmt::format("its subject begins with '{}'", begins);
  return {};
}

std::string whyAutomatic(GMimeMessage* message, const std::vector<Mailbox>& from) {
  GMimeObject* body = g_mime_message_get_mime_part(message);
  GMimeContentType* type = body == nullptr ? nullptr : g_mime_object_get_content_type(body);
  if (type != nullptr && g_mime_content_type_is_type(type, "multipart", "report") != 0)
    return "it is a report of a mail server (multipart/report)";
  auto why = automaticByHeader(GMIME_OBJECT(message));
  return why.empty() ? automaticBySender(message, from) : why;
}

std::size_t countOf(std::string_view bytes, std::string_view word, std::size_t most) {
  std::size_t count = 0;
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  for (auto at = bytes.begin(); count <= most; ++at, ++count) {
    at = std::search(at, bytes.end(), word.begin(), word.end(), same);
    if (at == bytes.end()) break;
  }
  return count;
}

/// Without the line `From sender date` that pipes put in front, which is no header.
std::string_view withoutPipeLine(std::string_view bytes) {
  if (!bytes.starts_with("From ") && !bytes.starts_with(">From ")) return bytes;
  const auto end = bytes.find('\n');
  return end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
}

Outcome checkIncoming(std::string_view bytes) {
  if (trim(bytes).empty())
    return fail(ErrorKind::Input, "there is no mail: nothing came", "pipe one into it");
  if (bytes.size() > kLargestIncoming)
    return fail(ErrorKind::Input,
                fmt::format("the mail is larger than {} MB", kLargestIncoming / 1024 / 1024),
                "nothing of it was read; an answer can be entered by hand: chaser answer --help");
  // Also text that is no header counts; nobody writes of them so often.
  if (countOf(bytes, "multipart/", kMostMultiparts) > kMostMultiparts ||
      countOf(bytes, "message/rfc822", kMostMultiparts) > kMostMultiparts)
    return fail(ErrorKind::Input,
                fmt::format("the mail has more than {} parts that hold parts", kMostMultiparts),
                "nothing of it was read");
  return {};
}

}  // namespace

std::string headerOf(GMimeObject* object, const char* name) {
  const char* value = g_mime_object_get_header(object, name);
  return value == nullptr ? std::string() : harmless(value, kLongestMailHeader);
}

std::vector<std::string> idsIn(std::string_view text) {
  std::vector<std::string> ids;
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const auto end = text.find('>', at);
    if (end == std::string_view::npos) break;
    const auto id = trim(text.substr(at + 1, end - at - 1));
    if (!id.empty() && id.size() <= kLongestMailHeader) ids.push_back(repairUtf8(id));
  }
  if (ids.size() > kMostIds) ids.erase(ids.begin(), ids.end() - kMostIds);
  return ids;
}

std::vector<std::string> idsIn(GMimeObject* object, const char* name) {
  const char* value = g_mime_object_get_header(object, name);
  return idsIn(value == nullptr ? std::string_view() : std::string_view(value));
}

std::vector<Mailbox> sendersOf(GMimeMessage* message) {
  std::vector<Mailbox> senders;
  InternetAddressList* list = g_mime_message_get_from(message);
  const int count = list == nullptr ? 0 : internet_address_list_length(list);
  for (int i = 0; i < std::min(count, static_cast<int>(kMostIds)); ++i) {
    InternetAddress* one = internet_address_list_get_address(list, i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) continue;
    const char* name = internet_address_get_name(one);
    const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
    senders.push_back({harmless(name == nullptr ? "" : name, kLongestMailHeader),
                       harmless(address == nullptr ? "" : address, kLongestMailHeader)});
  }
  return senders;
}

std::string serverAmong(const std::vector<Mailbox>& from) {
  for (const auto& sender : from) {
    const auto address = foldCase(sender.address);
    for (const auto server : kServers)
      if (address.starts_with(server)) return sender.address;
  }
  return {};
}

Result<Object<GMimeMessage>> parseMail(std::string_view bytes) {
  if (auto good = checkIncoming(bytes); !good) return fail(good.error());
  initMimeLibrary();
  bytes = withoutPipeLine(bytes);
  const Object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  Object<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  const bool isOne =
      message && (g_mime_object_get_header(GMIME_OBJECT(message.get()), "From") != nullptr ||
                  g_mime_object_get_header(GMIME_OBJECT(message.get()), "Subject") != nullptr ||
                  g_mime_object_get_header(GMIME_OBJECT(message.get()), "Message-ID") != nullptr);
  if (!isOne)
    return fail(ErrorKind::Input, "this is no mail: it has neither From nor Subject nor Message-ID",
                "pipe a whole message into it, with its headers");
  return message;
}

Result<IncomingMail> readIncoming(std::string_view bytes) {
  const auto parsed = parseMail(bytes);
  if (!parsed) return fail(parsed.error());
  GMimeMessage* message = parsed->get();
  GMimeObject* object = GMIME_OBJECT(message);
  IncomingMail mail;
  mail.from = sendersOf(message);
  mail.subject = headerOf(object, "Subject");
  const auto own = idsIn(object, "Message-ID");
  if (!own.empty()) mail.messageId = own.back();
  mail.inReplyTo = idsIn(object, "In-Reply-To");
  mail.references = idsIn(object, "References");
  mail.automatic = whyAutomatic(message, mail.from);
  const auto found = partsOf(message);
  // An empty plain text beside a page is what some programs write when they had nothing better.
  const bool plain = found.text && !(trim(*found.text).empty() && found.html);
  const auto whole = plain ? *found.text : found.html.value_or(std::string());
  const auto read = std::string_view(whole).substr(0, kLongestMailText);
  auto parts = splitQuoted(harmlessLines(plain ? std::string(read) : textOfHtml(read)));
  mail.words = std::move(parts.own);
  mail.quoted = std::move(parts.quoted);
  return mail;
}

}  // namespace chaser::notifiers
