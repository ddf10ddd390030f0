// SPDX-License-Identifier: Apache-2.0
#include "daemon/memory.h"

#include <charconv>
#include <string>

namespace chaser::daemon::memory {

namespace {

constexpr const char* kFirst = "clock.";
constexpr const char* kLast = "engine.~";

std::optional<Date> dayIn(const std::optional<std::string>& text) {
  return text ? Date::parse(*text) : std::nullopt;
}

std::int64_t numberIn(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

}  // namespace

Result<Remembered> Remembered::read(store::EngineStore& store) {
  auto settings = store.settings(kFirst, kLast);
  if (!settings) return fail(settings.error());
  Remembered remembered;
  remembered.settings_ = std::move(*settings);
  return remembered;
}

std::optional<std::string> Remembered::text(const char* name) const {
  const auto found = settings_.find(name);
  return found == settings_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Date> Remembered::day(const char* name) const {
  return dayIn(text(name));
}

std::int64_t Remembered::number(const char* name) const {
  return numberIn(text(name));
}

Result<std::optional<Date>> day(store::EngineStore& store, const char* name) {
  const auto text = store.setting(name);
  if (!text) return fail(text.error());
  return dayIn(*text);
}

Result<std::int64_t> number(store::EngineStore& store, const char* name) {
  const auto text = store.setting(name);
  if (!text) return fail(text.error());
  return numberIn(*text);
}

Outcome setDay(store::EngineStore& store, const char* name, Date day) {
  return store.setSetting(name, day.iso());
}

Outcome setNumber(store::EngineStore& store, const char* name, std::int64_t number) {
  return store.setSetting(name, std::to_string(number));
}

}  // namespace chaser::daemon::memory
