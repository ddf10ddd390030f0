// SPDX-License-Identifier: Apache-2.0
#include "common/fold.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "common/text.h"

namespace chaser {

namespace {

struct FreeDeleter {
  void operator()(utf8proc_uint8_t* text) const {
    std::free(text);  // NOLINT(cppcoreguidelines-owning-memory): utf8proc allocates with malloc
  }
};

bool isDash(utf8proc_int32_t c) {
  return utf8proc_category(c) == UTF8PROC_CATEGORY_PD || c == 0x2212;
}

bool isQuote(utf8proc_int32_t c) {
  return c == '\'' || c == '"' || c == '`' || c == 0xB4 || (c >= 0x2018 && c <= 0x201F) || c == 0x2032 ||
         c == 0x2033;
}

bool isBlank(utf8proc_int32_t c) {
  if (c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') return true;
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

template <typename Visit>
void eachCodepoint(std::string_view text, Visit visit) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const auto used = utf8proc_iterate(at, left, &c);
    if (used <= 0) return;  // cannot happen on repaired text
    visit(c);
    at += used;
    left -= used;
  }
}

void trimBlanks(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  const auto first = text.find_first_not_of(' ');
  text.erase(0, first == std::string::npos ? text.size() : first);
}

std::string singular(std::string word) {
  if (word.size() > 3 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 2 && word.back() == 's' && !word.ends_with("ss") && !word.ends_with("us"))
    word.pop_back();
  return word;
}

}  // namespace

std::string foldCase(std::string_view text) {
  std::string repaired = repairUtf8(text);
  utf8proc_uint8_t* raw = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(repaired.data()),
                   static_cast<utf8proc_ssize_t>(repaired.size()), &raw,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                  UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
  const std::unique_ptr<utf8proc_uint8_t, FreeDeleter> owned(raw);
  if (size < 0) return repaired;
  return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

std::string foldName(std::string_view text) {
  std::string out;
  bool dashBefore = false;
  const auto dropBefore = [&out](std::string_view unwanted) {
    while (!out.empty() && unwanted.find(out.back()) != std::string_view::npos) out.pop_back();
  };
  eachCodepoint(foldCase(text), [&](utf8proc_int32_t c) {
    if (isQuote(c)) return;
    if (isDash(c)) {
      dropBefore(" ");
      if (!dashBefore) out += '-';
      dashBefore = true;
      return;
    }
    if (isBlank(c)) {
      dropBefore(".,;:");
      if (!dashBefore && !out.empty() && out.back() != ' ') out += ' ';
      return;
    }
    dashBefore = false;
    if (c == '&') {
      if (!out.empty() && out.back() != ' ') out += ' ';
      out += "and ";
      return;
    }
    appendUtf8(out, static_cast<char32_t>(c));
  });
  trimBlanks(out);
  dropBefore(".,;:");
  trimBlanks(out);
  // `&` between blanks leaves two of them behind.
  std::string single;
  for (const char c : out) {
    if (c == ' ' && !single.empty() && single.back() == ' ') continue;
    single += c;
  }
  return single;
}

std::string foldPlural(std::string_view text) {
  std::string out;
  std::string word;
  const std::string name = foldName(text);
  const auto flush = [&] {
    out += singular(word);
    word.clear();
  };
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '/' || c == '(' || c == ')') {
      flush();
      out += c;
    } else {
      word += c;
    }
  }
  flush();
  return out;
}

std::string foldWords(std::string_view text) {
  std::string out;
  eachCodepoint(foldCase(text), [&](utf8proc_int32_t c) {
    if (isQuote(c)) return;
    const auto category = utf8proc_category(c);
    const bool wordLike = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
    if (wordLike) {
      appendUtf8(out, static_cast<char32_t>(c));
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  });
  trimBlanks(out);
  return out;
}

}  // namespace chaser
