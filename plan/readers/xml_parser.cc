// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xml_parser.h"

#include <expat.h>
#include <fmt/format.h>

#include "common/fold.h"

namespace chaser::plan {

namespace {

std::string_view nameWithoutPrefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

/// What expat calls.
struct XmlParser::Handlers {
  static XmlParser& of(void* data) { return *static_cast<XmlParser*>(data); }

  static void stopIfRefused(const XmlParser& parser) {
    if (parser.listener_.refusal() || !parser.trouble_.empty())
      XML_StopParser(parser.expat_.get(), XML_FALSE);
  }

  static void open(void* data, const char* name, const char** attributes) {
    XmlParser& parser = of(data);
    if (++parser.depth_ > parser.deepest_) {
      parser.trouble_ = fmt::format("is nested more than {} levels deep", parser.deepest_);
    } else {
      parser.listener_.open(nameWithoutPrefix(name), XmlAttributes(attributes));
    }
    stopIfRefused(parser);
  }

  static void close(void* data, const char* name) {
    XmlParser& parser = of(data);
    --parser.depth_;
    parser.listener_.close(nameWithoutPrefix(name));
    if (parser.awaitedBytes_ != 0) findAwaited(parser);
    stopIfRefused(parser);
  }

  /// The bytes from there on spell the tag, so a tag that begins there is it: wide encodings spell otherwise.
  static void findAwaited(XmlParser& parser) {
    if (XML_GetCurrentByteIndex(parser.expat_.get()) != static_cast<XML_Index>(parser.awaitedAt_)) return;
    XmlPlace place = parser.place();
    place.column += parser.awaitedBytes_;
    parser.behind_ = place;
  }

  static void text(void* data, const char* text, int length) {
    XmlParser& parser = of(data);
    parser.listener_.text({text, static_cast<std::size_t>(length)});
    stopIfRefused(parser);
  }

  static void declaration(void* data, const char*, const char* encoding, int) {
    if (encoding != nullptr) of(data).isUtf8_ = foldCase(encoding) == "utf-8";
  }

  static void doctype(void* data, const char*, const char*, const char*, int) {
    XmlParser& parser = of(data);
    parser.trouble_ = "declares a document type, which no office program does";
    stopIfRefused(parser);
  }
};

void XmlParser::Closer::operator()(XML_ParserStruct* parser) const {
  XML_ParserFree(parser);
}

XmlParser::XmlParser(XmlListener& listener, std::size_t deepest)
    : expat_(XML_ParserCreate(nullptr)), listener_(listener), deepest_(deepest) {
  XML_SetUserData(expat_.get(), this);
  XML_SetElementHandler(expat_.get(), Handlers::open, Handlers::close);
  XML_SetCharacterDataHandler(expat_.get(), Handlers::text);
  XML_SetXmlDeclHandler(expat_.get(), Handlers::declaration);
  XML_SetStartDoctypeDeclHandler(expat_.get(), Handlers::doctype);
}

bool XmlParser::feed(std::string_view piece, bool last) {
  if (isStopped_) return false;
  fed_ += piece.size();
  const auto status =
      XML_Parse(expat_.get(), piece.data(), static_cast<int>(piece.size()), last ? XML_TRUE : XML_FALSE);
  isStopped_ = status != XML_STATUS_OK;
  return !isStopped_;
}

std::optional<XmlPlace> XmlParser::feedTag(std::string_view piece, std::string_view tag) {
  awaitedAt_ = fed_ + piece.size() - tag.size();
  awaitedBytes_ = tag.size();
  behind_.reset();
  const bool going = feed(piece);
  awaitedBytes_ = 0;
  return going ? behind_ : std::nullopt;
}

XmlPlace XmlParser::place() const {
  return {static_cast<std::size_t>(XML_GetCurrentLineNumber(expat_.get())),
          static_cast<std::size_t>(XML_GetCurrentColumnNumber(expat_.get()))};
}

std::string XmlParser::whyBroken() const {
  return XML_ErrorString(XML_GetErrorCode(expat_.get()));
}

}  // namespace chaser::plan
