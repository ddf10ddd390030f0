// SPDX-License-Identifier: Apache-2.0
#include "notifiers/render.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <kainjow/mustache.hpp>
#include <set>
#include <system_error>

#include "common/text.h"
#include "notifiers/mailto.h"
#include "notifiers/tone.h"
#include "notifiers/words.h"

namespace chaser::notifiers {
namespace {

namespace mustache = kainjow::mustache;
using mustache::data;

// When a message of long texts would be too large, they are shortened this far.
constexpr std::size_t kShortText = 160;

bool hasPicture(const Letter& letter) {
  return !letter.ragPicture.empty();
}

bool isPackLetter(const Letter& letter) {
  return letter.kind == alerts::MessageKind::Pack || letter.kind == alerts::MessageKind::PackDraft;
}

// Colours that hold on white and on black; words always stand beside them.
std::string hexOf(std::string_view colour) {
  if (colour == "red") return "#c5281c";
  if (colour == "amber") return "#d98200";
  if (colour == "green") return "#1e7d45";
  if (colour == "blue") return "#1d5fa8";
  return "#6b7280";
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// Puts a text under a name, harmless; an empty one is `false`, so that a section over it is left out.
class Words {
 public:
  explicit Words(std::size_t limit) : limit_(limit) {}

  void put(data& object, const std::string& name, const std::string& text) const {
    const std::string safe = harmless(text, limit_);
    if (safe.empty()) {
      object.set(name, data(false));
    } else {
      object.set(name, data(safe));
    }
  }
  [[nodiscard]] data lines(const std::vector<std::string>& texts) const {
    data list(data::type::list);
    for (const std::string& text : texts) {
      data line;
      put(line, "line", text);
      list.push_back(line);
    }
    return list;
  }

 private:
  std::size_t limit_;
};

data entryData(const Entry& entry, const Words& words) {
  data out;
  words.put(out, "ask", entry.ask);
  words.put(out, "summary", entry.summary);
  words.put(out, "why", entry.why);
  words.put(out, "stops", stopsLine(entry));
  words.put(out, "milestone", phraseLine(entry));
  words.put(out, "date", dateLine(entry));
  words.put(out, "note", entry.note);
  words.put(out, "told", toldLine(entry));
  words.put(out, "warning", warningLine(entry));
  words.put(out, "notice", entry.noticeText);
  words.put(out, "link", entry.link);
  words.put(out, "code", entry.code);
  words.put(out, "replyLine", replyLine(entry));
  data replies(data::type::list);
  for (const ReplyChoice& choice : entry.replies) {
    data one;
    words.put(one, "words", choice.words);
    // Shortened it would lead nowhere; mailto.cc lets no character through that could do harm.
    one.set("href", data(choice.href));
    replies.push_back(one);
  }
  out.set("replies", replies);
  words.put(out, "times", entry.times > 1 ? ordinalTime(entry.times) : "");
  out.set("history", words.lines(entry.history));
  data fields(data::type::list);
  for (const auto& [name, text] : entry.fields) {
    data field;
    words.put(field, "field", name);
    words.put(field, "words", text);
    fields.push_back(field);
  }
  out.set("fields", fields);
  return out;
}

data groupData(const Group& group, const Words& words, bool namesPlan) {
  data out;
  words.put(out, "plan", namesPlan ? group.planTitle : std::string());
  words.put(out, "ref", group.ref);
  words.put(out, "headline", group.headline);
  words.put(out, "colour", capital(group.colour));
  words.put(out, "status", group.status);
  out.set("hex", data(hexOf(group.colour)));
  data entries(data::type::list);
  for (const Entry& entry : group.entries) entries.push_back(entryData(entry, words));
  out.set("entries", entries);
  return out;
}

// A digest's subject names the plan; under each item it would say nothing, unless there are several.
std::size_t plansOf(const Letter& letter) {
  std::set<std::string> plans;
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) plans.insert(group.plan);
  }
  for (const Further& further : letter.further) plans.insert(further.plan);
  plans.erase("");
  return plans.size();
}

data pictureData(const Letter& letter) {
  std::size_t all = 0;
  for (const auto& [colour, count] : letter.ragPicture) all += count;
  data list(data::type::list);
  for (const auto& [colour, count] : letter.ragPicture) {
    data row;
    row.set("name", data(colour.empty() ? "No colour" : capital(colour)));
    row.set("count", data(std::to_string(count)));
    row.set("percent",
            data(std::to_string(std::max<std::size_t>(2, count * 100 / std::max<std::size_t>(1, all)))));
    row.set("hex", data(hexOf(colour)));
    list.push_back(row);
  }
  return list;
}

data letterData(const Letter& letter, std::size_t limit) {
  const Words words(limit);
  data out;
  words.put(out, "subject", subjectOf(letter));
  words.put(out, "marking", letter.marking);
  words.put(out, "board", letter.board);
  words.put(out, "answerAll", letter.link);
  out.set("hasLinks", data(letter.hasLinks));
  words.put(out, "day", letter.day.spokenWithWeekday());
  out.set("draft", data(letter.kind == alerts::MessageKind::PackDraft));
  out.set("opening", words.lines(openingOf(letter)));
  out.set("closing", words.lines(closingOf(letter)));
  words.put(out, "counted", countedLine(letter));
  out.set("hasPicture", data(hasPicture(letter)));
  out.set("picture", pictureData(letter));
  const bool namesPlan = isPackLetter(letter) || plansOf(letter) > 1;
  std::vector<std::string> further;
  for (const Further& one : letter.further) further.push_back(furtherLine(one, namesPlan));
  out.set("further", words.lines(further));
  data sections(data::type::list);
  for (const Section& section : letter.sections) {
    data one;
    words.put(one, "title", section.title);
    data groups(data::type::list);
    for (const Group& group : section.groups) groups.push_back(groupData(group, words, namesPlan));
    one.set("groups", groups);
    sections.push_back(one);
  }
  out.set("sections", sections);
  return out;
}

// Renders one template with its partials. The library reports mistakes by a message and, for a few, by
// throwing.
Result<std::string> renderOne(const TemplateSet& templates, const std::string& name, const Letter& letter,
                              std::size_t limit, bool escape) {
  const auto found = templates.files.find(name);
  if (found == templates.files.end()) return fail(ErrorKind::Input, "there is no template " + name);
  try {
    data values = letterData(letter, limit);
    for (const auto& [partialName, text] : templates.files) {
      values.set(partialName, data(mustache::partial([copy = text] { return copy; })));
    }
    mustache::mustache page(found->second);
    if (!escape) page.set_custom_escape([](const std::string& text) { return text; });
    if (!page.is_valid()) return fail(ErrorKind::Input, "template " + name + ": " + page.error_message());
    std::string out = page.render(values);
    if (!page.is_valid()) return fail(ErrorKind::Input, "template " + name + ": " + page.error_message());
    if (trim(out).empty()) return fail(ErrorKind::Input, "template " + name + " says nothing");
    return out;
  } catch (const std::exception& failure) {
    return fail(ErrorKind::Input, "template " + name + ": " + failure.what());
  }
}

// Left-out lines leave blank ones behind; at most one of them stands between two lines, and none in front.
std::string withoutBlankRuns(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const std::size_t breaks = out.size() - std::min(out.size(), out.find_last_not_of('\n') + 1);
    if (c == '\n' && (breaks >= 2 || out.empty())) continue;
    out += c;
  }
  return out;
}

Result<std::string> renderHtml(const TemplateSet& templates, const std::string& name, const Letter& letter) {
  for (const std::size_t limit : {kLongestText, kShortText}) {
    Result<std::string> html = renderOne(templates, name, letter, limit, true);
    if (!html || html->size() <= kLargestHtml) return html;
  }
  return fail(ErrorKind::Input, "template " + name + " makes a page of more than 100 kB");
}

// A partial that is not there would be left out in silence.
std::string missingPartial(const TemplateSet& templates, const std::string& text) {
  for (std::size_t at = text.find("{{>"); at != std::string::npos; at = text.find("{{>", at + 3)) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos) break;
    std::string name(trim(std::string_view(text).substr(at + 3, end - at - 3)));
    if (templates.files.find(name) == templates.files.end()) return name;
  }
  return {};
}

constexpr std::string_view kTemplateNames[] = {"digest.html", "digest.txt", "pack.html", "pack.txt"};

}  // namespace

Result<TemplateSet> loadTemplates(const std::filesystem::path& folder) {
  TemplateSet templates;
  std::error_code error;
  constexpr std::string_view kEnding = ".mustache";
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    if (file.path().extension() != kEnding) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (stream.bad()) return fail(ErrorKind::Input, "can't read " + file.path().string());
    templates.files[file.path().stem().string()] = std::move(text);
  }
  if (error)
    return fail(ErrorKind::Input, "can't read the templates in " + folder.string() + ": " + error.message());
  for (const std::string_view name : kTemplateNames)
    if (templates.files.find(name) == templates.files.end())
      return fail(ErrorKind::Input, "there is no " + std::string(name) + ".mustache in " + folder.string());
  for (const auto& [name, text] : templates.files) {
    const mustache::mustache parsed(text);
    if (!parsed.is_valid())
      return fail(ErrorKind::Input, (folder / name).string() + ".mustache: " + parsed.error_message());
    const std::string missing = missingPartial(templates, text);
    if (!missing.empty())
      return fail(ErrorKind::Input,
                  (folder / name).string() + ".mustache asks for {{>" + missing + "}}, which is not there");
  }
  return templates;
}

Rendered render(const Letter& letter, const TemplateSet& templates) {
  Rendered out;
  out.subject = subjectOf(letter);
  const std::string kind = isPackLetter(letter) ? "pack" : "digest";
  Result<std::string> text = renderOne(templates, kind + ".txt", letter, kLongestText, false);
  Result<std::string> html = renderHtml(templates, kind + ".html", letter);
  if (!text) out.faults.push_back(text.error().what);
  if (!html) out.faults.push_back(html.error().what);
  // Half a pair would say two different things to two readers, so a fault in either sends neither.
  if (out.faults.empty()) {
    out.text = withoutBlankRuns(*text);
    out.html = std::move(*html);
  } else {
    out.text = plainText(letter);
  }
  return out;
}

}  // namespace chaser::notifiers
