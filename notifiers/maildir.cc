// SPDX-License-Identifier: Apache-2.0
#include "notifiers/maildir.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include "common/sha256.h"

namespace chaser::notifiers {
namespace {

namespace fs = std::filesystem;

// A file descriptor that closes itself. close() is asked for where its answer matters.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

DeliveryOutcome systemFault(const std::string& what) {
  DeliveryOutcome outcome;
  outcome.kind = DeliveryOutcome::Kind::Retry;
  outcome.text = what + ": " + std::strerror(errno);
  return outcome;
}

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// A mail program moves what was read to `cur/` and appends its flags after a colon.
bool alreadyThere(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  if (fs::exists(folder / "new" / name, ignored)) return true;
  for (const auto& file : fs::directory_iterator(folder / "cur", ignored)) {
    const std::string found = file.path().filename().string();
    if (found == name || found.compare(0, name.size() + 1, name + ":") == 0) return true;
  }
  return false;
}

bool syncFolder(const fs::path& folder) {
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.get() >= 0 && ::fsync(fd.get()) == 0;
}

class MaildirNotifier : public Notifier {
 public:
  explicit MaildirNotifier(fs::path folder) : folder_(std::move(folder)) {}

  void deliver(const OutgoingMessage& message, Done done) override { done(write(message)); }
  [[nodiscard]] std::size_t inFlight() const override { return 0; }

 private:
  [[nodiscard]] DeliveryOutcome write(const OutgoingMessage& message) const {
    for (const char* part : {"tmp", "new", "cur"}) {
      std::error_code error;
      fs::create_directories(folder_ / part, error);
      if (error) {
        DeliveryOutcome outcome;
        // No message will be written before somebody makes the place for them.
        outcome.kind = DeliveryOutcome::Kind::EndpointFault;
        outcome.text = "can't make " + (folder_ / part).string() + ": " + error.message();
        return outcome;
      }
    }
    const std::string name = maildirName(message);
    DeliveryOutcome delivered;
    delivered.text = (folder_ / "new" / name).string();
    if (alreadyThere(folder_, name)) return delivered;

    const fs::path draft = folder_ / "tmp" / name;
    Descriptor file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660));
    if (file.get() < 0) return systemFault("can't create " + draft.string());
    if (!writeAll(file.get(), message.bytes) || ::fsync(file.get()) != 0 || !file.close()) {
      DeliveryOutcome fault = systemFault("can't write " + draft.string());
      ::unlink(draft.c_str());
      return fault;
    }
    if (::rename(draft.c_str(), (folder_ / "new" / name).c_str()) != 0)
      return systemFault("can't rename " + draft.string());
    // Without this a power cut could take back a message that was reported as delivered.
    if (!syncFolder(folder_ / "new")) return systemFault("can't flush " + (folder_ / "new").string());
    return delivered;
  }

  fs::path folder_;
};

}  // namespace

std::string maildirName(const OutgoingMessage& message) {
  constexpr std::size_t kDigestDigits = 12;
  char head[64];
  std::snprintf(head, sizeof head, "%010lld.P%010lld_",
                static_cast<long long>(message.frozenAt.millis() / 1000),
                static_cast<long long>(message.order));
  return head + sha256Hex(message.id).substr(0, kDigestDigits) + ".chaser";
}

std::unique_ptr<Notifier> makeMaildirNotifier(std::filesystem::path folder) {
  return std::make_unique<MaildirNotifier>(std::move(folder));
}

}  // namespace chaser::notifiers
