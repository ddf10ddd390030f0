// SPDX-License-Identifier: Apache-2.0
#include "daemon/memory.h"

#include <charconv>
#include <string>

namespace chaser::daemon::memory {

Result<std::optional<Date>> day(store::EngineStore& store, const char* name) {
  const auto text = store.setting(name);
  if (!text) return fail(text.error());
  return *text ? Date::parse(**text) : std::nullopt;
}

Result<std::int64_t> number(store::EngineStore& store, const char* name) {
  const auto text = store.setting(name);
  if (!text) return fail(text.error());
  std::int64_t value = 0;
  if (*text) std::from_chars((*text)->data(), (*text)->data() + (*text)->size(), value);
  return value;
}

Outcome setDay(store::EngineStore& store, const char* name, Date day) {
  return store.setSetting(name, day.iso());
}

Outcome setNumber(store::EngineStore& store, const char* name, std::int64_t number) {
  return store.setSetting(name, std::to_string(number));
}

}  // namespace chaser::daemon::memory
