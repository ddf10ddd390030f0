// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/targets.h"

/// Feeds a target with the files of its corpus: what the fuzzer once found stays mended.
int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  const auto* target = argc == 3 ? chaser::fuzz::findTarget(argv[1]) : nullptr;
  if (target == nullptr) {
    std::fputs("usage: fuzz_replay TARGET FOLDER\n", stderr);
    return 2;
  }
  int files = 0;
  for (const auto& entry : fs::directory_iterator(argv[2])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    // Said before, so that a crash is known by its file.
    std::printf("%s\n", entry.path().c_str());
    std::fflush(stdout);
    target->run(bytes);
    ++files;
  }
  if (files == 0) std::fputs("the corpus is empty\n", stderr);
  return files == 0 ? 1 : 0;
}
