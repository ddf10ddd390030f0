// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xml_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "plan/readers/plain_feed.h"
#include "plan/readers/xml_parser.h"

namespace chaser::plan {

namespace {

bool isNamed(std::string_view full, std::string_view name) {
  if (full == name) return true;
  const auto colon = full.find(':');
  return colon != std::string_view::npos && full.substr(colon + 1) == name;
}

/// What is said of a part that the parser did not come to the end of.
Outcome outcomeOf(const XmlParser& parser, const XmlListener& listener, const std::string& part,
                  XmlPlace place) {
  if (listener.refusal()) return fail(*listener.refusal());
  if (!parser.trouble().empty())
    return fail(ErrorKind::Input, fmt::format("part {} {}", part, parser.trouble()));
  if (!parser.isStopped()) return {};
  return fail(ErrorKind::Input,
              fmt::format("part {} is broken at line {}, column {}: {}", part, place.line, place.column + 1,
                          parser.whyBroken()),
              "open the document in its own program and save it again");
}

}  // namespace

std::optional<std::uint32_t> wholeNumber(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string_view XmlAttributes::operator[](std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (isNamed(*pair, name)) return pair[1];
  }
  return {};
}

bool XmlAttributes::isOn(std::string_view name) const {
  const std::string_view value = (*this)[name];
  return value == "1" || value == "true";
}

Outcome readPart(const Archive& archive, const std::string& name, const ReadLimits& limits,
                 XmlListener& listener) {
  XmlParser parser(listener, limits.nesting);
  auto streamed = archive.stream(name, [&](std::string_view piece) { return parser.feed(piece); });
  if (!streamed) return streamed;
  parser.feed({}, true);
  return outcomeOf(parser, listener, name, parser.place());
}

Outcome readPart(const Archive& archive, const std::string& name, const ReadLimits& limits,
                 PlainListener& listener, const XmlWay& way) {
  XmlParser parser(listener, limits.nesting);
  PlainFeed feed(parser, listener, limits.nesting);
  const auto take = [&](std::string_view piece) {
    return way.takesPlain ? feed.feed(piece) : parser.feed(piece);
  };
  auto streamed = archive.stream(name, [&](std::string_view rest) {
    bool going = true;
    for (; going && !rest.empty(); rest.remove_prefix(std::min(rest.size(), way.pieceBytes)))
      going = take(rest.substr(0, way.pieceBytes));
    return going;
  });
  // What came before the archive broke is heard, whether or not it was plain.
  feed.flush();
  if (streamed && !listener.refusal()) parser.feed({}, true);
  auto outcome = outcomeOf(parser, listener, name, feed.placeOf(parser.place()));
  return streamed || !outcome ? outcome : streamed;
}

}  // namespace chaser::plan
