// SPDX-License-Identifier: Apache-2.0
#include "web/form.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "common/fold.h"
#include "common/text.h"
#include "web/token.h"

namespace chaser::web {

namespace {

using alerts::AnswerKind;

constexpr std::size_t kMostFields = 64;
constexpr std::array kMonths = {"january", "february", "march",     "april",   "may",      "june",
                                "july",    "august",   "september", "october", "november", "december"};

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Marks that turn the direction of what follows, or hide.
bool isTrick(std::string_view character) {
  return character == "\u061C" || character == "\u200E" || character == "\u200F" || character == "\uFEFF" ||
         (character >= "\u202A" && character <= "\u202E") || (character >= "\u2066" && character <= "\u2069");
}

/// What somebody typed, as a line of text.
std::string asLine(std::string_view text) {
  const auto valid = repairUtf8(text);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size();) {
    const auto lead = static_cast<unsigned char>(valid[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const auto character = std::string_view(valid).substr(i, length);
    i += length;
    const bool control =
        lead < 0x20 || lead == 0x7F || (lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0);
    if (character == "\n" || character == "\r" || character == "\t") {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (!control && !isTrick(character)) {
      out += character;
    }
  }
  return std::string(trim(out));
}

std::optional<unsigned> numberIn(std::string_view text) {
  unsigned number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<unsigned> monthIn(std::string_view text) {
  if (const auto number = numberIn(text)) return number;
  const auto folded = foldCase(text);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (folded.size() >= 3 && std::string_view(kMonths[i]).starts_with(folded))
      return static_cast<unsigned>(i + 1);
  }
  return std::nullopt;
}

std::string fieldOf(const std::map<std::string, std::string>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

/// So long that somebody pasted a document.
Outcome notTooLong(const std::string& text, std::size_t limit, const char* what) {
  if (text.size() <= limit) return {};
  return fail(ErrorKind::Input, std::string(what) + " is too long to be kept.",
              "Say it in a few sentences, and where the rest is.");
}

bool needsDay(AnswerKind kind) {
  return kind == AnswerKind::NewDate || kind == AnswerKind::Snooze;
}

}  // namespace

std::string percentDecoded(std::string_view text, bool plusIsBlank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hexValue(text[i + 1]);
      const int low = hexValue(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += plusIsBlank && text[i] == '+' ? ' ' : text[i];
  }
  return out;
}

std::string tokenIn(std::string_view target) {
  constexpr std::string_view kEnds = "?#&;";
  std::string path(target.substr(0, target.find_first_of("?#")));
  // Some scanners escape what is escaped already.
  for (int times = 0; times < 2 && path.find('%') != std::string::npos; ++times) path = percentDecoded(path);
  path = path.substr(0, path.find_first_of(kEnds));
  const auto segments = split(path, '/');
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    if (readToken(*segment)) return std::string(*segment);
  }
  return {};
}

std::map<std::string, std::string> readFields(std::string_view body) {
  std::map<std::string, std::string> fields;
  for (const auto pair : split(body, '&')) {
    if (fields.size() >= kMostFields) break;
    const auto sign = pair.find('=');
    auto name = percentDecoded(pair.substr(0, sign), true);
    if (name.empty()) continue;
    const auto value = sign == std::string_view::npos ? std::string_view() : pair.substr(sign + 1);
    fields.try_emplace(std::move(name), asLine(percentDecoded(value, true)));
  }
  return fields;
}

std::optional<Date> readDay(std::string_view text) {
  text = trim(text);
  if (const auto iso = Date::parse(text)) return iso;
  std::vector<std::string> parts;
  std::string part;
  for (const char c : text) {
    if (c == '/' || c == '.' || c == '-' || c == ' ' || c == ',') {
      if (!part.empty()) parts.push_back(std::exchange(part, {}));
    } else {
      part += c;
    }
  }
  if (!part.empty()) parts.push_back(part);
  if (parts.size() != 3) return std::nullopt;
  const auto day = numberIn(parts[0]);
  const auto month = monthIn(parts[1]);
  const auto year = numberIn(parts[2]);
  if (!day || !month || !year || parts[2].size() != 4) return std::nullopt;
  return Date::fromYmd(static_cast<int>(*year), *month, *day);
}

Result<Submission> readSubmission(const std::map<std::string, std::string>& fields) {
  Submission submission;
  submission.form = fieldOf(fields, "form");
  const auto kind = alerts::parseAnswerKind(fieldOf(fields, "answer"));
  if (!kind) return fail(ErrorKind::Input, "No answer was chosen.", "Choose one of those below.");
  auto& answer = submission.answer;
  answer.kind = *kind;
  answer.note = fieldOf(fields, "note");
  submission.statedName = fieldOf(fields, "name");
  if (auto fine = notTooLong(answer.note, kLongestNote, "The note"); !fine) return fail(fine.error());
  if (auto fine = notTooLong(submission.statedName, kLongestField, "The name"); !fine)
    return fail(fine.error());
  if (answer.kind == AnswerKind::Done) {
    answer.evidence = fieldOf(fields, "evidence");
    if (auto fine = notTooLong(answer.evidence, kLongestNote, "Where the evidence is"); !fine)
      return fail(fine.error());
  }
  if (answer.kind == AnswerKind::NotMine) {
    answer.handTo = fieldOf(fields, "hand_to");
    if (auto fine = notTooLong(answer.handTo, kLongestField, "Whose it is"); !fine) return fail(fine.error());
  }
  if (needsDay(answer.kind)) {
    const auto written = fieldOf(fields, "date");
    answer.date = readDay(written);
    if (!answer.date)
      return fail(ErrorKind::Input,
                  written.empty() ? "No day was given." : "'" + written + "' is no day that there is.",
                  "Write it like 31/12/2026.");
  }
  if (const auto number = numberIn(fieldOf(fields, "milestone"))) submission.milestone = MilestoneId{*number};
  return submission;
}

}  // namespace chaser::web
