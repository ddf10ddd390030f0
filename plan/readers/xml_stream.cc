// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xml_stream.h"

#include <expat.h>
#include <fmt/format.h>

#include <charconv>
#include <memory>

namespace chaser::plan {

namespace {

std::string_view withoutPrefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct ParserCloser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

/// What expat's callbacks are given.
struct Telling {
  XML_Parser parser;
  XmlListener& listener;
  std::size_t depth = 0;
  std::size_t deepest;
  std::string trouble = {};

  void stopIfRefused() const {
    if (listener.refusal() || !trouble.empty()) XML_StopParser(parser, XML_FALSE);
  }
};

void onOpen(void* data, const char* name, const char** attributes) {
  auto& telling = *static_cast<Telling*>(data);
  if (++telling.depth > telling.deepest) {
    telling.trouble = fmt::format("is nested more than {} levels deep", telling.deepest);
  } else {
    telling.listener.open(withoutPrefix(name), XmlAttributes(attributes));
  }
  telling.stopIfRefused();
}

void onClose(void* data, const char* name) {
  auto& telling = *static_cast<Telling*>(data);
  --telling.depth;
  telling.listener.close(withoutPrefix(name));
  telling.stopIfRefused();
}

void onText(void* data, const char* text, int length) {
  auto& telling = *static_cast<Telling*>(data);
  telling.listener.text({text, static_cast<std::size_t>(length)});
  telling.stopIfRefused();
}

void onDoctype(void* data, const char*, const char*, const char*, int) {
  auto& telling = *static_cast<Telling*>(data);
  telling.trouble = "declares a document type, which no office program does";
  telling.stopIfRefused();
}

}  // namespace

std::string_view XmlAttributes::operator[](std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (*pair == name || withoutPrefix(*pair) == name) return pair[1];
  }
  return {};
}

bool XmlAttributes::isOn(std::string_view name) const {
  const std::string_view value = (*this)[name];
  return value == "1" || value == "true";
}

std::optional<std::uint32_t> XmlAttributes::number(std::string_view name) const {
  const std::string_view value = (*this)[name];
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

Outcome readPart(const Archive& archive, const std::string& name, const ReadLimits& limits,
                 XmlListener& listener) {
  const std::unique_ptr<XML_ParserStruct, ParserCloser> parser(XML_ParserCreate(nullptr));
  Telling telling{parser.get(), listener, 0, limits.nesting};
  XML_SetUserData(parser.get(), &telling);
  XML_SetElementHandler(parser.get(), onOpen, onClose);
  XML_SetCharacterDataHandler(parser.get(), onText);
  XML_SetStartDoctypeDeclHandler(parser.get(), onDoctype);
  bool broken = false;
  const auto tell = [&](std::string_view piece, bool last) {
    const auto status =
        XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last ? XML_TRUE : XML_FALSE);
    broken = broken || status != XML_STATUS_OK;
    return !broken;
  };
  auto streamed = archive.stream(name, [&](std::string_view piece) { return tell(piece, false); });
  if (!streamed) return streamed;
  if (!broken) tell({}, true);
  if (listener.refusal()) return fail(*listener.refusal());
  if (!telling.trouble.empty())
    return fail(ErrorKind::Input, fmt::format("part {} {}", name, telling.trouble));
  if (!broken) return {};
  return fail(
      ErrorKind::Input,
      fmt::format("part {} is broken at line {}, column {}: {}", name, XML_GetCurrentLineNumber(parser.get()),
                  XML_GetCurrentColumnNumber(parser.get()) + 1,
                  XML_ErrorString(XML_GetErrorCode(parser.get()))),
      "open the document in its own program and save it again");
}

}  // namespace chaser::plan
