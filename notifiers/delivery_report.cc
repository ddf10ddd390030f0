// SPDX-License-Identifier: Apache-2.0
#include "notifiers/delivery_report.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "notifiers/gmime.h"
#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kLongestStatus = std::size_t{64} * 1024;
constexpr std::size_t kMostRecipients = 100;
constexpr std::size_t kMostAddresses = 50;
constexpr std::size_t kLongestWords = 500;
constexpr std::array kPipeHeaders = {"Delivered-To", "X-Original-To", "Envelope-To"};

using Fields = std::vector<std::pair<std::string, std::string>>;  // name in small letters, value

/// The fields of one block, unfolded.
Fields fieldsIn(std::string_view block) {
  Fields fields;
  for (const auto line : split(block, '\n')) {
    const bool goesOn = line.starts_with(' ') || line.starts_with('\t');
    const auto colon = line.find(':');
    if (goesOn && !fields.empty()) {
      fields.back().second += ' ';
      fields.back().second += trim(line);
    } else if (!goesOn && colon != std::string_view::npos) {
      fields.emplace_back(foldCase(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
    }
  }
  return fields;
}

std::string_view valueOf(const Fields& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

/// Blocks of fields are parted by empty lines.
std::vector<Fields> blocksIn(std::string_view text) {
  std::vector<Fields> blocks;
  std::string block;
  const auto close = [&] {
    if (auto fields = fieldsIn(block); !fields.empty()) blocks.push_back(std::move(fields));
    block.clear();
  };
  for (const auto line : split(text, '\n')) {
    if (trim(line).empty()) {
      close();
    } else {
      block += line;
      block += '\n';
    }
    if (blocks.size() > kMostRecipients) return blocks;
  }
  close();
  return blocks;
}

/// Without what kind of thing it is: `rfc822; a@b.example` is `a@b.example`.
std::string_view withoutType(std::string_view value) {
  const auto end = value.find(';');
  const bool hasType =
      end != std::string_view::npos && trim(value.substr(0, end)).find(' ') == std::string_view::npos;
  return hasType ? trim(value.substr(end + 1)) : trim(value);
}

/// The address alone, be it in brackets.
std::string addressIn(std::string_view value) {
  value = withoutType(value);
  const auto open = value.find('<');
  if (open != std::string_view::npos) value = value.substr(open + 1, value.find('>', open) - open - 1);
  return harmless(trim(value), kLongestMailHeader);
}

/// `5.1.1` of `5.1.1 (no such user)`; empty where it does not begin so.
std::string statusIn(std::string_view value) {
  std::array<std::size_t, 3> digits{};
  std::size_t part = 0;
  std::size_t at = 0;
  for (; at < value.size(); ++at) {
    if (value[at] >= '0' && value[at] <= '9') {
      ++digits.at(part);
    } else if (value[at] == '.' && part + 1 < digits.size()) {
      ++part;
    } else {
      break;
    }
  }
  const bool whole =
      part == 2 && digits[0] == 1 && digits[1] >= 1 && digits[1] <= 3 && digits[2] >= 1 && digits[2] <= 3;
  const bool ends = at == value.size() || value[at] == ' ' || value[at] == '\t' || value[at] == '(';
  return whole && ends ? std::string(value.substr(0, at)) : std::string();
}

std::optional<ReportedRecipient> recipientOf(const Fields& fields) {
  ReportedRecipient recipient;
  const auto action = valueOf(fields, "action");
  recipient.action = foldCase(harmless(trim(action.substr(0, action.find('('))), kLongestWords));
  recipient.status = statusIn(valueOf(fields, "status"));
  recipient.final = addressIn(valueOf(fields, "final-recipient"));
  recipient.original = addressIn(valueOf(fields, "original-recipient"));
  recipient.diagnostic = harmless(withoutType(valueOf(fields, "diagnostic-code")), kLongestWords);
  if (recipient.action.empty() && recipient.final.empty()) return std::nullopt;
  return recipient;
}

std::string contentOf(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Object<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  if (bytes == nullptr || bytes->data == nullptr) return {};
  const std::string_view whole(reinterpret_cast<const char*>(bytes->data), bytes->len);
  return std::string(whole.substr(0, kLongestStatus));
}

bool isOfType(GMimeObject* part, const char* type, const char* subtype) {
  return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype) != 0;
}

std::string lastId(const std::vector<std::string>& ids) {
  return ids.empty() ? std::string() : harmless(ids.back(), kLongestMailHeader);
}

/// Into what holds parts, but not into the message that came back.
void readParts(GMimeObject* part, int depth, DeliveryReport& report) {
  if (part == nullptr || depth > kDeepestPart) return;
  if (GMIME_IS_MULTIPART(part)) {
    const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
    for (int i = 0; i < count; ++i)
      readParts(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1, report);
  } else if (GMIME_IS_MESSAGE_PART(part)) {
    GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    if (message != nullptr && report.returned.empty())
      report.returned = lastId(idsIn(GMIME_OBJECT(message), "Message-ID"));
  } else if (!GMIME_IS_PART(part)) {
    return;
  } else if (isOfType(part, "text", "rfc822-headers") || isOfType(part, "message", "global-headers")) {
    if (report.returned.empty())
      report.returned =
          lastId(idsIn(valueOf(fieldsIn(repairUtf8(contentOf(GMIME_PART(part)))), "message-id")));
  } else if (isOfType(part, "message", "delivery-status") ||
             isOfType(part, "message", "global-delivery-status")) {
    report.isReport = true;
    for (const auto& fields : blocksIn(repairUtf8(contentOf(GMIME_PART(part))))) {
      auto recipient = recipientOf(fields);
      if (recipient && report.recipients.size() < kMostRecipients)
        report.recipients.push_back(std::move(*recipient));
    }
  }
}

bool saysSo(GMimeObject* body) {
  if (body == nullptr || !isOfType(body, "multipart", "report")) return false;
  const char* type = g_mime_object_get_content_type_parameter(body, "report-type");
  return type != nullptr && foldCase(type) == "delivery-status";
}

void addAddress(std::vector<std::string>& all, const std::string& address) {
  const bool isNew = std::find(all.begin(), all.end(), address) == all.end();
  if (!address.empty() && isNew && all.size() < kMostAddresses) all.push_back(address);
}

/// What a pipe put in front comes before what anybody may write into To.
std::vector<std::string> addressesOf(GMimeMessage* message) {
  std::vector<std::string> all;
  GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  const int count = headers == nullptr ? 0 : g_mime_header_list_get_count(headers);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(headers, i);
    const char* name = g_mime_header_get_name(header);
    const char* value = g_mime_header_get_value(header);
    if (name == nullptr || value == nullptr) continue;
    const auto isThis = [&](const char* pipe) { return g_ascii_strcasecmp(name, pipe) == 0; };
    if (std::any_of(kPipeHeaders.begin(), kPipeHeaders.end(), isThis)) addAddress(all, addressIn(value));
  }
  InternetAddressList* to = g_mime_message_get_to(message);
  const int people = to == nullptr ? 0 : internet_address_list_length(to);
  for (int i = 0; i < std::min(people, static_cast<int>(kMostAddresses)); ++i) {
    InternetAddress* one = internet_address_list_get_address(to, i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) continue;
    const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
    addAddress(all, harmless(address == nullptr ? "" : address, kLongestMailHeader));
  }
  return all;
}

}  // namespace

Result<DeliveryReport> readDeliveryReport(std::string_view bytes) {
  const auto parsed = parseMail(bytes);
  if (!parsed) return fail(parsed.error());
  GMimeMessage* message = parsed->get();
  DeliveryReport report;
  report.cameTo = addressesOf(message);
  report.subject = headerOf(GMIME_OBJECT(message), "Subject");
  report.isFromServer = !serverAmong(sendersOf(message)).empty() ||
                        !headerOf(GMIME_OBJECT(message), "X-Failed-Recipients").empty();
  GMimeObject* body = g_mime_message_get_mime_part(message);
  report.isReport = saysSo(body);
  readParts(body, 0, report);
  return report;
}

}  // namespace chaser::notifiers
