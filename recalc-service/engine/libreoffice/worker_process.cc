// posix_spawn, memfd, pidfd and sockets.
#include "recalc-service/engine/libreoffice/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/worker/protocol.h"

extern char** environ;

namespace sheetgate::recalc {
namespace {

absl::Status SystemError(std::string_view what, int number) {
  return platform::Internal(platform::StrCat(what, ": ", std::strerror(number)));
}

// The environment of the worker: ours without what could change how libraries load, and with
// LibreOffice's libraries.
std::vector<std::string> WorkerEnvironment(const std::string& program_dir) {
  std::vector<std::string> environment = {platform::StrCat("LD_LIBRARY_PATH=", program_dir)};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const bool dropped = text.starts_with("LD_") || text.starts_with("SAL_") ||
                         text.starts_with("SHEETGATE_") || text.starts_with("MALLOC_");
    if (!dropped) environment.emplace_back(text);
  }
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int64_t OwnPrivateBytes(pid_t pid) {
  std::ifstream file(platform::StrCat("/proc/", pid, "/smaps_rollup"));
  int64_t bytes = 0;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("Private_")) continue;
    const size_t number = line.find_first_of("0123456789");
    if (number != std::string::npos)
      bytes += std::strtoll(line.c_str() + number, nullptr, 10) * 1024;
  }
  return bytes;
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    Reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void UniqueFd::Reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

absl::StatusOr<WorkerProcess> StartWorker(const LibreOfficeInstallation& installation,
                                          const std::string& mode, const std::string& work_dir,
                                          const WorkerLimits& limits) {
  std::array<int, 2> sockets;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return SystemError("cannot make the worker's control socket", errno);
  }
  WorkerProcess process;
  process.control = UniqueFd(sockets[0]);
  const UniqueFd theirs(sockets[1]);
  if (fcntl(process.control.get(), F_SETFL, O_NONBLOCK) != 0) {
    return SystemError("cannot set up the worker's control socket", errno);
  }

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // In this order: the socket may be any number, even one of the others.
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), worker::kControlFd);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  // stdout of the service may be MCP's, and its stderr is JSON lines; LibreOffice writes to both as
  // it likes.
  posix_spawn_file_actions_addopen(&actions, 1, platform::StrCat(work_dir, "/worker.log").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, worker::kControlFd + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> arguments = {
      installation.worker_path,
      "--mode",
      mode,
      "--program-dir",
      installation.program_dir,
      "--work-dir",
      work_dir,
      "--memory-bytes",
      platform::StrCat(limits.memory_bytes),
      "--cpu-seconds",
      platform::StrCat(absl::ToInt64Seconds(absl::Ceil(limits.cpu_time, absl::Seconds(1)))),
  };
  std::vector<std::string> environment = WorkerEnvironment(installation.program_dir);
  const int error =
      posix_spawn(&process.pid, installation.worker_path.c_str(), &actions, &attributes,
                  Pointers(arguments).data(), Pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return SystemError(platform::StrCat("cannot start ", installation.worker_path), error);
  }
  // Our child, not reaped yet: the id is its own.
  process.pidfd = OpenProcess(process.pid);
  if (!process.pidfd.valid()) {
    const int number = errno;
    kill(process.pid, SIGKILL);
    waitpid(process.pid, nullptr, 0);
    return SystemError("pidfd_open failed (Linux 5.3 or later is needed)", number);
  }
  return process;
}

absl::StatusOr<JobSockets> MakeJobSockets() {
  std::array<int, 2> sockets;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return SystemError("cannot make a job's socket", errno);
  }
  JobSockets result{UniqueFd(sockets[0]), UniqueFd(sockets[1])};
  if (fcntl(result.ours.get(), F_SETFL, O_NONBLOCK) != 0) {
    return SystemError("cannot set up a job's socket", errno);
  }
  return result;
}

absl::StatusOr<UniqueFd> MakeSealedMemory(std::string_view bytes) {
  UniqueFd memory(memfd_create("package", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.valid()) return SystemError("memfd_create failed", errno);
  while (!bytes.empty()) {
    const ssize_t written = write(memory.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      return platform::ResourceExhausted(platform::ErrorReason::kOverloaded,
                                         "no memory for a copy of the package; try again later");
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) !=
      0) {
    return SystemError("cannot seal the package", errno);
  }
  return memory;
}

void KillProcess(const UniqueFd& pidfd) {
  if (pidfd.valid()) syscall(SYS_pidfd_send_signal, pidfd.get(), SIGKILL, nullptr, 0);
}

int64_t ResidentBytes(pid_t pid) {
  std::ifstream file(platform::StrCat("/proc/", pid, "/statm"));
  int64_t total = 0;
  int64_t resident = 0;
  if (!(file >> total >> resident)) return 0;
  return resident * sysconf(_SC_PAGESIZE);
}

int64_t PrivateBytes(pid_t pid) {
  int64_t bytes = OwnPrivateBytes(pid);
  for (const pid_t child : ChildrenOf(pid)) bytes += OwnPrivateBytes(child);
  return bytes;
}

std::vector<pid_t> ChildrenOf(pid_t pid) {
  // Of the thread that forks, which is the first.
  std::ifstream file(platform::StrCat("/proc/", pid, "/task/", pid, "/children"));
  return {std::istream_iterator<pid_t>(file), std::istream_iterator<pid_t>()};
}

UniqueFd OpenProcess(pid_t pid) {
  return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

}  // namespace sheetgate::recalc
