// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/package.h"

#include <zip.h>

#include <memory>
#include <utility>
#include <vector>

#include "common/text.h"

namespace chaser::fuzz {

namespace {

constexpr std::string_view kPart = "@@ ";
constexpr std::size_t kMostParts = 32;

using Part = std::pair<std::string, std::string>;

std::vector<Part> partsOf(std::string_view bytes) {
  std::vector<Part> parts;
  for (const std::string_view line : split(bytes, '\n')) {
    if (line.starts_with(kPart) && parts.size() < kMostParts) {
      parts.emplace_back(std::string(line.substr(kPart.size())), std::string());
    } else if (!parts.empty()) {
      parts.back().second.append(line).append("\n");
    }
  }
  return parts;
}

struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};

std::string bytesOf(zip_source_t* source) {
  std::string bytes;
  if (zip_source_open(source) != 0) return bytes;
  char buffer[4096];
  for (zip_int64_t got = 0; (got = zip_source_read(source, buffer, sizeof buffer)) > 0;)
    bytes.append(buffer, static_cast<std::size_t>(got));
  zip_source_close(source);
  return bytes;
}

}  // namespace

std::string packaged(std::string_view bytes) {
  if (bytes.starts_with("PK")) return std::string(bytes);
  const std::vector<Part> parts = partsOf(bytes);
  if (parts.empty()) return {};
  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_source_t, FreeSource> target(zip_source_buffer_create(nullptr, 0, 0, &error));
  zip_t* archive = zip_open_from_source(target.get(), ZIP_TRUNCATE, &error);
  zip_error_fini(&error);
  if (archive == nullptr) return {};
  zip_source_keep(target.get());
  for (const auto& [name, text] : parts) {
    zip_source_t* part = zip_source_buffer(archive, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_GUESS);
    if (index < 0) zip_source_free(part);
    // Storing is quicker than packing, and packing is not what is tried here.
    if (index >= 0) zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    return {};
  }
  return bytesOf(target.get());
}

}  // namespace chaser::fuzz
