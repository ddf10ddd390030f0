// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "notifiers/mail_parts.h"
#include "notifiers/mime.h"

/// What those share who write and read mail by GMime: its beginning, and who lets go of its objects.
namespace chaser::notifiers {

/// GMime keeps process-wide tables that must be made before anything else is called, once and by one thread.
/// They live as long as the process: tearing them down would race with whoever still writes a message.
inline void initMimeLibrary() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

struct ObjectDeleter {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Object = std::unique_ptr<T, ObjectDeleter>;

struct GFreeDeleter {
  void operator()(gpointer memory) const { g_free(memory); }
};

constexpr std::size_t kLongestMailHeader = 1000;
/// Parts that lie deeper within parts are not read.
constexpr int kDeepestPart = 20;

/// A mail that came from outside; see readIncoming() for what is refused.
Result<Object<GMimeMessage>> parseMail(std::string_view bytes);
MailParts partsOf(GMimeMessage* message);
/// As one harmless line; empty: it has none.
std::string headerOf(GMimeObject* object, const char* name);
/// What stands in angle brackets, without them; the last 50 at most.
std::vector<std::string> idsIn(std::string_view text);
std::vector<std::string> idsIn(GMimeObject* object, const char* name);
/// Whom its From names, 50 at most.
std::vector<Mailbox> sendersOf(GMimeMessage* message);
/// The address among them that is a mail server's own; empty: there is none.
std::string serverAmong(const std::vector<Mailbox>& from);

}  // namespace chaser::notifiers
