// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <mutex>
#include <string_view>

#include "common/result.h"
#include "notifiers/mail_parts.h"

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

/// A mail that came from outside; see readIncoming() for what is refused.
Result<Object<GMimeMessage>> parseMail(std::string_view bytes);
MailParts partsOf(GMimeMessage* message);

}  // namespace chaser::notifiers
