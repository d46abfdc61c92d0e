// Forks of a process with LibreOffice in it.
#include "recalc-service/worker/zygote.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "recalc-service/worker/document_server.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/self_test.h"

namespace sheetgate::recalc::worker {
namespace {

// A fork that hangs on a lock hangs for ever; the test takes a fraction of a second.
constexpr int kForkTestMilliseconds = 15'000;

// Waits for the end of a child; then, or when time is up, nothing of it is left. Returns its
// status.
int AwaitChild(pid_t child, int milliseconds) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  pollfd source{pidfd, POLLIN, 0};
  poll(&source, 1, milliseconds);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  if (pidfd >= 0) close(pidfd);
  return status;
}

}  // namespace

std::variant<pid_t, std::string> Zygote::Fork(
    const std::function<void()>& work, const std::function<void(const std::string&)>& failed) {
  if (!office_->BecomeSingleThreaded()) {
    return "the worker has " + std::to_string(ThreadCount()) + " threads";
  }
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return std::string("fork failed: ") + std::strerror(errno);
  if (child > 0) return child;
  close(kControlFd);
  std::string problem = EnterGroup(parent);
  ResetSignals();
  if (problem.empty()) problem = LimitProcess(0, UsageOfThis(), limits_);
  if (problem.empty()) problem = Confine(confinement_);
  if (problem.empty()) {
    work();
  } else {
    failed(problem);
  }
  _exit(1);
}

std::variant<pid_t, std::string> Zygote::StartChild(int package_fd, int job_socket) {
  return Fork(
      [&] { ServeDocument(office_, *raster_, package_fd, job_socket, limits_.cpu_seconds); },
      [job_socket](const std::string& problem) { RefuseDocument(job_socket, problem.c_str()); });
}

std::string Zygote::TestFork() {
  const auto log = [](const std::string& problem) {
    std::fprintf(stderr, "%s\n", problem.c_str());
  };
  const std::variant<pid_t, std::string> child = Fork(
      [&] {
        const std::string problem = RunSelfTest(office_, *raster_);
        if (problem.empty()) _exit(0);
        log(problem);
      },
      log);
  if (const auto* why = std::get_if<std::string>(&child)) return *why;
  const int status = AwaitChild(std::get<pid_t>(child), kForkTestMilliseconds);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? "the self-test hung in a fork"
                                                            : "the self-test failed in a fork";
}

}  // namespace sheetgate::recalc::worker
