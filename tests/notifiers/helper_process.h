// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace chaser::notifiers::sample {

/// A folder that goes away with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "chaser-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    // The mail server under test runs as a user of its own.
    std::filesystem::permissions(path_, std::filesystem::perms(0755));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string slurp(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A script of tests/support as a child process that announces itself by one line of JSON and ends when its
/// standard input closes. `ready()` is null when it could not start; `trouble()` then says why.
class HelperProcess {
 public:
  HelperProcess(const std::string& script, std::vector<std::string> arguments) {
    int in[2], out[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0) return;
    const std::filesystem::path errors = folder_.path() / "stderr";
    arguments.insert(arguments.begin(),
                     {"python3", std::string(CHASER_SOURCE_DIR) + "/tests/support/" + script, "--dir",
                      (folder_.path() / "work").string()});
    std::vector<char*> argv;
    for (std::string& one : arguments) argv.push_back(one.data());
    argv.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      for (const int fd : {in[0], in[1], out[0], out[1]}) ::close(fd);
      if (::freopen(errors.c_str(), "w", stderr) == nullptr) ::_exit(127);
      ::execvp("python3", argv.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    std::string line;
    char c = 0;
    while (::read(out[0], &c, 1) == 1 && c != '\n') line += c;
    ::close(out[0]);
    ready_ = nlohmann::json::parse(line, nullptr, false);
    if (ready_.is_discarded()) {
      ready_ = nullptr;
      stop();
      trouble_ = slurp(errors);
    }
  }
  ~HelperProcess() { stop(); }
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;

  [[nodiscard]] const nlohmann::json& ready() const { return ready_; }
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

  void stop() {
    if (child_ <= 0) return;
    ::close(input_);
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
  }

 private:
  TemporaryFolder folder_;
  pid_t child_ = -1;
  int input_ = -1;
  nlohmann::json ready_;
  std::string trouble_;
};

/// Runs a Python program over a text and gives back what it prints.
inline std::string python(const std::string& program, const std::string& input) {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "program.py") << program;
  std::ofstream(folder.path() / "input", std::ios::binary) << input;
  const std::string command = "python3 " + (folder.path() / "program.py").string() + " < " +
                              (folder.path() / "input").string() + " > " +
                              (folder.path() / "output").string() + " 2>&1";
  const int status = std::system(command.c_str());
  return slurp(folder.path() / "output") + (status == 0 ? "" : "[failed]");
}

}  // namespace chaser::notifiers::sample
