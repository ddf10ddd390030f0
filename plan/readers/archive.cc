// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/archive.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>

namespace chaser::plan {

namespace {

constexpr std::size_t kRatioMattersFrom = 1U << 20U;

struct PartCloser {
  void operator()(zip_file_t* part) const { zip_fclose(part); }
};

tl::unexpected<Error> tooLarge(const std::string& name, std::size_t limit) {
  return fail(ErrorKind::Input, fmt::format("expands to more than {} MiB (in part {})", limit >> 20U, name),
              "this is no ordinary document; save it again in its own program");
}

}  // namespace

void Archive::Closer::operator()(zip* archive) const {
  zip_discard(archive);
}

Result<Archive> Archive::open(std::string_view bytes, const ReadLimits& limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (opened == nullptr) {
    const std::string why = zip_error_strerror(&error);
    if (source != nullptr) zip_source_free(source);
    zip_error_fini(&error);
    return fail(ErrorKind::Input, "is not a readable zip archive: " + why);
  }
  zip_error_fini(&error);
  return Archive(std::unique_ptr<zip, Closer>(opened), limits);
}

bool Archive::has(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0;
}

std::size_t Archive::statedSize(const std::string& name) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  const bool known = zip_stat(archive_.get(), name.c_str(), ZIP_FL_NOCASE, &stat) == 0;
  return known && (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
}

Outcome Archive::stream(const std::string& name,
                        const std::function<bool(std::string_view piece)>& take) const {
  const zip_int64_t index = zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE);
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (index < 0 || zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0) {
    return fail(ErrorKind::Input, "has no part " + name);
  }
  const std::unique_ptr<zip_file_t, PartCloser> part(
      zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
  if (!part) {
    return fail(ErrorKind::Input,
                fmt::format("part {} can't be read: {}", name, zip_strerror(archive_.get())),
                "is it protected by a password? Save it without one");
  }
  // The stated size may lie, so what counts is what really comes out; more than stated is not read.
  const std::size_t packed = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
  const std::size_t before = expanded_;
  std::array<char, 1U << 16U> buffer{};
  for (;;) {
    const zip_int64_t got = zip_fread(part.get(), buffer.data(), buffer.size());
    if (got < 0) return fail(ErrorKind::Input, fmt::format("part {} is damaged", name));
    if (got == 0) return {};
    expanded_ += static_cast<std::size_t>(got);
    if (expanded_ > limits_.expandedBytes) return tooLarge(name, limits_.expandedBytes);
    const std::size_t expanded = expanded_ - before;
    if ((stat.valid & ZIP_STAT_SIZE) != 0 && expanded > stat.size)
      return fail(ErrorKind::Input, fmt::format("part {} is damaged", name));
    if (expanded > kRatioMattersFrom && expanded / limits_.expansionRatio > packed) {
      return fail(ErrorKind::Input,
                  fmt::format("part {} expands to more than {} times its size", name, limits_.expansionRatio),
                  "this is no ordinary document; save it again in its own program");
    }
    if (!take({buffer.data(), static_cast<std::size_t>(got)})) return {};
  }
}

Result<std::string> Archive::read(const std::string& name,
                                  const std::function<bool(std::string_view piece)>& watch) const {
  // A text that grows is for a moment there twice, so it gets its room at once. Room that nothing is written
  // to costs nothing, and stream() lets no part be larger than it says.
  std::string text;
  text.reserve(std::min(statedSize(name), limits_.expandedBytes));
  const auto streamed = stream(name, [&](std::string_view piece) {
    if (watch && !watch(piece)) return false;
    text += piece;
    return true;
  });
  if (!streamed) return fail(streamed.error());
  return text;
}

}  // namespace chaser::plan
