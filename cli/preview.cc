// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/preview.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/output_file.h"
#include "cli/session.h"
#include "common/text.h"
#include "notifiers/mail_parts.h"
#include "notifiers/render.h"

namespace chaser::cli {

namespace {

namespace fs = std::filesystem;

struct PreviewArguments {
  std::string on, to, contacts, out = "preview";
  std::vector<std::string> rules;
};

/// One message as files, named alike.
struct PreviewFiles {
  const store::Message* message = nullptr;
  std::vector<std::string> names;
};

/// `Head of Service` as `head-of-service`: a name that every system and every shell takes.
std::string plainName(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string out;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += static_cast<char>(upper ? c - 'A' + 'a' : c);
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() >= kLongest) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "somebody" : out;
}

/// A folder of somebody's own is not mixed with messages, nor an earlier preview with this one.
Outcome makeFolder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    if (!fs::is_directory(folder, error) || !fs::is_empty(folder, error))
      return fail(ErrorKind::Input, fmt::format("'{}' exists and is no empty folder", folder.string()),
                  "name another: --out FOLDER");
    return {};
  }
  if (!fs::create_directories(folder, error) && error)
    return fail(ErrorKind::Store,
                fmt::format("the folder '{}' can't be made: {}", folder.string(), error.message()));
  return {};
}

Result<PreviewFiles> writeFiles(const store::Message& message, std::size_t number, const fs::path& folder) {
  const auto stem = fmt::format("{:02}-{}-{}", number, alerts::toString(message.kind), plainName(message.to));
  PreviewFiles files{&message, {}};
  const auto write = [&](const char* ending, const std::string& bytes) -> Outcome {
    files.names.push_back(stem + ending);
    return replaceFile(folder / files.names.back(), bytes);
  };
  if (message.kind == alerts::MessageKind::Webhook) {
    if (auto done = write(".json", message.bytes); !done) return fail(done.error());
    return files;
  }
  const auto parts = notifiers::partsOf(message.bytes);
  if (!parts) return fail(parts.error());
  if (parts->html) {
    if (auto done = write(".html", *parts->html); !done) return fail(done.error());
  }
  if (auto done = write(".txt", parts->text.value_or(std::string())); !done) return fail(done.error());
  if (auto done = write(".eml", message.bytes); !done) return fail(done.error());
  return files;
}

/// The way in: one line a message, with its files.
std::string indexOf(const daemon::Preview& preview, const std::vector<PreviewFiles>& all, const Zone& zone) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Preview</title><style>"
      "body{font-family:sans-serif;margin:2em;max-width:60em}td,th{text-align:left;padding:.3em "
      "1em .3em 0;vertical-align:top}</style></head><body>\n";
  page += fmt::format("<h1>What would leave on {}</h1>\n<p>Nothing of this was sent.</p>\n",
                      escapeHtml(preview.day.spokenWithWeekday()));
  page += "<table><tr><th>At</th><th>To</th><th>Kind</th><th>Subject</th><th>Files</th></tr>\n";
  for (const auto& files : all) {
    const auto& message = *files.message;
    std::string links;
    for (const auto& name : files.names) {
      links += fmt::format("<a href=\"{0}\">{1}</a> ", escapeHtml(name),
                           escapeHtml(name.substr(name.rfind('.') + 1)));
    }
    page +=
        fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                    zone.timeOf(message.sentAt.value_or(message.createdAt)).text(), escapeHtml(message.to),
                    alerts::toString(message.kind), escapeHtml(message.subject), links);
  }
  return page + "</table></body></html>\n";
}

Json previewJson(const daemon::Preview& preview, const std::vector<PreviewFiles>& all,
                 const fs::path& folder) {
  Json messages = Json::array();
  for (const auto& files : all) {
    Json names = Json::array();
    for (const auto& name : files.names) names.push_back((folder / name).string());
    messages.push_back({{"to", files.message->to},
                        {"kind", alerts::toString(files.message->kind)},
                        {"subject", files.message->subject},
                        {"at", orNull(files.message->sentAt)},
                        {"files", names}});
  }
  return {
      {"on", preview.day.iso()}, {"held", preview.held}, {"notes", preview.notes}, {"messages", messages}};
}

void printPreview(Session& session, const daemon::Preview& preview, const PreviewArguments& arguments) {
  auto& out = session.out;
  const auto day = preview.day.spokenWithWeekday();
  if (preview.messages.empty()) {
    const auto to = arguments.to.empty() ? std::string() : " for " + arguments.to;
    out << (arguments.on.empty() ? fmt::format("Nothing would leave{} until {}.\n", to, day)
                                 : fmt::format("Nothing would leave{} on {}.\n", to, day));
  } else {
    out << fmt::format("{} would leave on {}: open {}\n", counted(preview.messages.size(), "message"), day,
                       (fs::path(arguments.out) / "index.html").string());
    for (const auto& message : preview.messages)
      out << fmt::format("  {} to {}: {}\n", alerts::toString(message.kind), message.to, message.subject);
  }
  if (preview.held > 0)
    out << fmt::format("{} for 'chaser approve', and would say nothing before.\n",
                       counted(preview.held, "alert waits", "alerts wait"));
}

void runPreview(Session& session, const PreviewArguments& arguments) {
  const auto configuration = session.configurationWith(arguments.rules, arguments.contacts);
  if (!configuration) return;
  const auto now = session.clock.now();
  std::optional<Date> on;
  if (!arguments.on.empty()) {
    on = session.readDate("--on", arguments.on);
    if (!on) return;
    const auto today = configuration->zone.dayOf(now);
    if (*on < today)
      return session.failWith({ErrorKind::Usage, "--on is in the past", "what was sent: chaser outbox"});
    constexpr Days kFurthest{3660};
    if (*on > today + kFurthest)
      return session.failWith({ErrorKind::Usage, "--on is more than ten years ahead", "give an earlier day"});
  }
  const auto file = session.databaseFile();
  if (!file) return;
  const auto scratch = store::Scratch::copyOf(file->string());
  if (!scratch) return session.failWith(scratch.error());
  const auto preview = daemon::preview(*scratch, configuration, now, on, arguments.to);
  if (!preview) return session.failWith(preview.error());
  for (const auto& note : preview->notes) session.err << fmt::format("chaser: {}\n", note);
  std::vector<PreviewFiles> all;
  all.reserve(preview->messages.size());
  if (!preview->messages.empty()) {
    if (auto done = makeFolder(arguments.out); !done) return session.failWith(done.error());
    for (const auto& message : preview->messages) {
      auto files = writeFiles(message, all.size() + 1, arguments.out);
      if (!files) return session.failWith(files.error());
      all.push_back(std::move(*files));
    }
    const auto index = indexOf(*preview, all, configuration->zone);
    if (auto done = replaceFile(fs::path(arguments.out) / "index.html", index); !done)
      return session.failWith(done.error());
  }
  if (session.json) return print(session.out, previewJson(*preview, all, arguments.out));
  printPreview(session, *preview, arguments);
}

}  // namespace

void addPreview(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PreviewArguments>();
  auto* command = app.add_subcommand(
      "preview",
      "Write the messages that would leave on a day as files to look at; sends and changes nothing");
  command->add_option("--on", arguments->on,
                      "The day, YYYY-MM-DD (default: the next on which something would leave)");
  command->add_option("--to", arguments->to, "Only what is for this contact, board or webhook");
  command->add_option("--out", arguments->out, "A new or empty folder")->capture_default_str();
  command->add_option("--rules", arguments->rules, "Use these rule files alone");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file");
  command->footer("Example: chaser preview --on 2026-12-01 --to \"Head of Service\" --out december");
  command->callback([arguments, &session] { runPreview(session, *arguments); });
}

}  // namespace chaser::cli
