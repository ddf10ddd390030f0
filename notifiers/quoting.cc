// SPDX-License-Identifier: Apache-2.0
#include "notifiers/quoting.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/text.h"

namespace chaser::notifiers {
namespace {

/// An attribution may be broken over so many lines; so near do the lines of a quoted head stand together.
constexpr std::size_t kLongestAttribution = 4;
constexpr std::size_t kShortestRule = 10;

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool beginsLike(std::string_view text, std::string_view with) {
  return text.size() >= with.size() &&
         std::equal(with.begin(), with.end(), text.begin(), [](char a, char b) { return a == lowered(b); });
}

bool endsLike(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && beginsLike(text.substr(text.size() - with.size()), with);
}

class QuoteSplitter {
 public:
  explicit QuoteSplitter(std::string_view text) {
    for (const auto line : split(text, '\n')) lines_.push_back(trim(line));
  }

  OwnAndQuoted divide() {
    // What is quoted may stand below the signature.
    bool signedOff = false;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      signedOff = signedOff || isSignature(at);
      if (beginsQuotation(at)) return quoteFrom(at);
      const auto attribution = attributionAt(at);
      if (attribution > 0 && !isMarked(nextFilled(at + attribution))) return quoteFrom(at + attribution);
      if (attribution > 0) {
        // Only what is marked below it is quoted.
        at += attribution - 1;
      } else if (isMarked(at)) {
        add(out_.quoted, withoutMarks(lines_[at]));
      } else if (!signedOff) {
        add(out_.own, lines_[at]);
      }
    }
    return finish();
  }

 private:
  [[nodiscard]] bool isMarked(std::size_t at) const {
    return at < lines_.size() && beginsLike(lines_[at], ">");
  }

  [[nodiscard]] std::size_t nextFilled(std::size_t at) const {
    while (at < lines_.size() && lines_[at].empty()) ++at;
    return at;
  }

  /// The blank behind `--` is lost where lines are trimmed on the way.
  [[nodiscard]] bool isSignature(std::size_t at) const { return lines_[at] == "--"; }

  [[nodiscard]] bool beginsQuotation(std::size_t at) const {
    const auto line = lines_[at];
    if (beginsLike(line, "-----original") || beginsLike(line, "---------- forwarded")) return true;
    const bool rule = line.size() >= kShortestRule && line.find_first_not_of('_') == std::string_view::npos;
    return isHeadOfQuoted(rule ? nextFilled(at + 1) : at);
  }

  /// `From: …`, `Sent: …`, `To: …`, `Subject: …`.
  [[nodiscard]] bool isHeadOfQuoted(std::size_t at) const {
    if (at >= lines_.size() || !beginsLike(withoutStars(lines_[at]), "from:")) return false;
    const auto end = std::min(lines_.size(), at + 2 * kLongestAttribution);
    bool dated = false;
    for (auto i = at + 1; i < end; ++i) {
      const auto line = withoutStars(lines_[i]);
      dated = dated || beginsLike(line, "sent:") || beginsLike(line, "date:");
      if (dated && beginsLike(line, "subject:")) return true;
    }
    return false;
  }

  static std::string_view withoutStars(std::string_view line) {
    while (!line.empty() && line.front() == '*') line.remove_prefix(1);
    return line;
  }

  /// How many lines `On … wrote:` takes; 0: it does not stand here.
  [[nodiscard]] std::size_t attributionAt(std::size_t at) const {
    if (!beginsLike(lines_[at], "on ") && !endsLike(lines_[at], "wrote:")) return 0;
    const auto end = std::min(lines_.size(), at + kLongestAttribution);
    for (auto i = at; i < end && !lines_[i].empty(); ++i)
      if (endsLike(lines_[i], "wrote:")) return i + 1 - at;
    return 0;
  }

  OwnAndQuoted quoteFrom(std::size_t at) {
    for (; at < lines_.size(); ++at) add(out_.quoted, withoutMarks(lines_[at]));
    return finish();
  }

  static std::string_view withoutMarks(std::string_view line) {
    while (!line.empty() && (line.front() == '>' || line.front() == ' ')) line.remove_prefix(1);
    return line;
  }

  static void add(std::string& text, std::string_view line) {
    text += line;
    text += '\n';
  }

  OwnAndQuoted finish() {
    for (auto* text : {&out_.own, &out_.quoted}) *text = std::string(trim(*text));
    return std::move(out_);
  }

  std::vector<std::string_view> lines_;
  OwnAndQuoted out_;
};

struct Named {
  std::string_view name;
  std::string_view means;
};
constexpr std::array kEntities = {Named{"nbsp", " "},   Named{"amp", "&"},   Named{"lt", "<"},
                                  Named{"gt", ">"},     Named{"quot", "\""}, Named{"apos", "'"},
                                  Named{"rsquo", "'"},  Named{"lsquo", "'"}, Named{"ndash", " - "},
                                  Named{"mdash", " - "}};
constexpr std::size_t kLongestEntity = 10;
constexpr char32_t kLastCharacter = 0x10FFFF;

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : html_(html) {}

  std::string read() {
    for (std::size_t at = 0; at < html_.size();) {
      const char c = html_[at];
      if (c == '<') {
        at = tag(at);
      } else if (c == '&') {
        at = entity(at);
      } else {
        say(c == '\n' || c == '\r' || c == '\t' ? " " : html_.substr(at, 1));
        ++at;
      }
    }
    return std::move(out_);
  }

 private:
  /// Behind the tag that begins here; behind all of what is not for reading.
  std::size_t tag(std::size_t at) {
    if (html_.substr(at, 4) == "<!--") {
      const auto end = html_.find("-->", at + 4);
      return end == std::string_view::npos ? html_.size() : end + 3;
    }
    const auto end = html_.find('>', at);
    if (end == std::string_view::npos) return html_.size();
    const auto inside = html_.substr(at + 1, end - at - 1);
    for (const std::string_view hidden : {"style", "script", "head", "title"}) {
      if (isTag(inside, hidden)) return behindClosing(hidden, end + 1);
    }
    if (isTag(inside, "blockquote")) ++depth_;
    if (isTag(inside, "/blockquote") && depth_ > 0) --depth_;
    for (const std::string_view breaks : {"br", "p", "/p", "div", "/div", "li", "/li", "tr", "/tr", "hr",
                                          "h1", "h2", "h3", "blockquote", "/blockquote", "table", "/table"}) {
      if (isTag(inside, breaks)) return breakLine(end + 1);
    }
    return end + 1;
  }

  std::size_t breakLine(std::size_t next) {
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
    return next;
  }

  static bool isTag(std::string_view inside, std::string_view name) {
    if (!beginsLike(inside, name)) return false;
    const char next = inside.size() > name.size() ? inside[name.size()] : ' ';
    return next == ' ' || next == '/' || next == '\n' || next == '\r' || next == '\t';
  }

  [[nodiscard]] std::size_t behindClosing(std::string_view name, std::size_t at) const {
    for (at = html_.find("</", at); at != std::string_view::npos; at = html_.find("</", at + 2)) {
      if (!isTag(html_.substr(at + 2, name.size() + 1), name) && !beginsLike(html_.substr(at + 2), name))
        continue;
      const auto end = html_.find('>', at);
      return end == std::string_view::npos ? html_.size() : end + 1;
    }
    return html_.size();
  }

  std::size_t entity(std::size_t at) {
    const auto end = html_.find(';', at);
    if (end == std::string_view::npos || end - at > kLongestEntity) {
      say("&");
      return at + 1;
    }
    const auto name = html_.substr(at + 1, end - at - 1);
    const auto known =
        std::find_if(kEntities.begin(), kEntities.end(), [&](const Named& one) { return one.name == name; });
    if (known != kEntities.end()) {
      say(known->means);
    } else if (const auto number = numberOf(name)) {
      std::string character;
      appendUtf8(character, *number);
      say(character);
    }
    return end + 1;
  }

  static std::optional<char32_t> numberOf(std::string_view name) {
    if (name.size() < 2 || name[0] != '#') return std::nullopt;
    const bool hex = name[1] == 'x' || name[1] == 'X';
    const auto digits = name.substr(hex ? 2 : 1);
    std::uint32_t number = 0;
    const auto [stopped, status] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
    const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
    if (status != std::errc() || stopped != digits.data() + digits.size() || number == 0 || surrogate ||
        number > kLastCharacter)
      return std::nullopt;
    return number;
  }

  void say(std::string_view text) {
    const bool fresh = out_.empty() || out_.back() == '\n';
    if (fresh && text == " ") return;
    if (fresh && depth_ > 0) out_ += "> ";
    if (text == " " && out_.back() == ' ') return;
    out_ += text;
  }

  std::string_view html_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

OwnAndQuoted splitQuoted(std::string_view text) {
  return QuoteSplitter(text).divide();
}

std::string textOfHtml(std::string_view html) {
  return HtmlReader(html).read();
}

}  // namespace chaser::notifiers
