// fork, exec and wait.
#include "recalc-service/worker/soffice_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "recalc-service/worker/office_guard.h"

namespace sheetgate::recalc::worker {
namespace {

std::string BesideThisExecutable(const char* name) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (self.parent_path() / name).string();
}

// The life of the child until it is soffice.bin. What goes wrong is in the worker's log.
[[noreturn]] void Become(std::vector<std::string> arguments, const Confinement& confinement,
                         pid_t parent, int connection) {
  std::string problem;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) problem = "the parent is gone";
  if (problem.empty()) problem = ConfineFiles(confinement);
  if (problem.empty() && dup2(connection, kOfficeConnectionFd) < 0) problem = "dup2 failed";
  if (problem.empty()) {
    // It knows where its libraries are.
    unsetenv("LD_LIBRARY_PATH");
    // Without the guard it would not find the connection, and nobody would speak to it.
    setenv("LD_PRELOAD", confinement.preloaded.c_str(), 1);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    execv(pointers.front(), pointers.data());
    problem = std::string("cannot run it: ") + std::strerror(errno);
  }
  std::fprintf(stderr, "%s: %s\n", arguments.front().c_str(), problem.c_str());
  _exit(kUnguardedStatus);
}

}  // namespace

SofficeProcess::~SofficeProcess() {
  if (connection_ >= 0) close(connection_);
  if (pidfd_ >= 0) AwaitEnd(0);
  if (pidfd_ >= 0) close(pidfd_);
  if (stat_ >= 0) close(stat_);
}

std::string SofficeProcess::Start(const Confinement& confinement,
                                  const std::vector<std::string>& arguments) {
  Confinement program = confinement;
  program.program = confinement.program_dir + "/soffice.bin";
  program.preloaded = BesideThisExecutable(kOfficeGuard);
  for (const std::string& needed : {program.program, program.preloaded}) {
    if (access(needed.c_str(), R_OK) != 0) return needed + " is missing";
  }
  std::array<int, 2> sockets;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return std::string("cannot make a socket: ") + std::strerror(errno);
  }
  std::vector<std::string> command = {program.program};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) Become(std::move(command), program, parent, sockets[1]);
  close(sockets[1]);
  connection_ = sockets[0];
  if (pid_ < 0) return std::string("fork failed: ") + std::strerror(errno);
  // Now: later this process may not.
  pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (pidfd_ < 0) return std::string("pidfd_open failed: ") + std::strerror(errno);
  stat_ = open(("/proc/" + std::to_string(pid_) + "/stat").c_str(), O_RDONLY | O_CLOEXEC);
  return "";
}

std::string SofficeProcess::Limit(const ChildLimits& limits) const {
  return LimitProcess(pid_, ReadUsage(stat_), limits);
}

void SofficeProcess::ExtendCpuLimit(int64_t cpu_seconds) const {
  recalc::worker::ExtendCpuLimit(pid_, ReadUsage(stat_), cpu_seconds);
}

int SofficeProcess::AwaitEnd(int milliseconds) const {
  pollfd source{pidfd_, POLLIN, 0};
  poll(&source, 1, milliseconds);
  syscall(SYS_pidfd_send_signal, pidfd_, SIGKILL, nullptr, 0);
  int status = 0;
  waitpid(pid_, &status, 0);
  return status;
}

void EndLike(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    signal(WTERMSIG(wait_status), SIG_DFL);
    raise(WTERMSIG(wait_status));
  }
  _exit(WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 1);
}

}  // namespace sheetgate::recalc::worker
