// The loop: control messages and dead children.
#include "recalc-service/worker/job_host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

namespace sheetgate::recalc::worker {
namespace {

// Kills the process group of a dead child and reaps it; returns the child's status. While the
// leader is a zombie its id, and so the group's, cannot be used again.
int ReapGroup(pid_t child) {
  kill(-child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  while (waitpid(-child, nullptr, 0) > 0) {
  }
  return status;
}

}  // namespace

JobHost::JobHost() { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

bool JobHost::Start(const ControlMessage& run, int package_fd, int job_socket) {
  ControlMessage reply;
  reply.kind = ControlKind::kRefused;
  reply.job = run.job;
  const std::variant<pid_t, std::string> started = StartChild(package_fd, job_socket);
  if (const auto* why = std::get_if<std::string>(&started)) {
    reply.text = *why;
    return SendControl(kControlFd, reply, {});
  }
  const pid_t child = std::get<pid_t>(started);
  // Here too, so that the group exists before anybody is told of it.
  setpgid(child, child);
  children_[child] = run.job;
  // The child is not reaped yet, so the descriptor cannot be another process's.
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (pidfd < 0) {
    kill(child, SIGKILL);
    reply.text = std::string("pidfd_open failed: ") + std::strerror(errno);
    return SendControl(kControlFd, reply, {});
  }
  reply.kind = ControlKind::kStarted;
  reply.pid = child;
  const bool sent = SendControl(kControlFd, reply, {pidfd});
  close(pidfd);
  return sent;
}

void JobHost::ReapChildren() {
  while (true) {
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    const auto it = children_.find(info.si_pid);
    if (it == children_.end()) {
      waitpid(info.si_pid, nullptr, 0);
      continue;
    }
    ControlMessage exited;
    exited.kind = ControlKind::kExited;
    exited.job = it->second;
    exited.pid = it->first;
    exited.status = ReapGroup(it->first);
    OnReaped(it->first);
    children_.erase(it);
    if (exited.job != 0) SendControl(kControlFd, exited, {});
  }
}

int JobHost::Serve() {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, nullptr);
  const int signals = signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) return 1;
  ReapChildren();  // of the start
  std::array<pollfd, 2> sources = {pollfd{kControlFd, POLLIN, 0}, pollfd{signals, POLLIN, 0}};
  while (true) {
    if (poll(sources.data(), sources.size(), -1) < 0) {
      if (errno == EINTR) continue;
      break;
    }
    if ((sources[1].revents & POLLIN) != 0) {
      signalfd_siginfo info;
      while (read(signals, &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
      }
      ReapChildren();
    }
    if (sources[0].revents == 0) continue;
    ControlMessage message;
    std::vector<int> fds;
    const ReceiveResult result = ReceiveControl(kControlFd, &message, &fds);
    if (result == ReceiveResult::kWouldBlock) continue;
    if (result == ReceiveResult::kClosed) break;
    const bool valid = message.kind == ControlKind::kRun && fds.size() == 2;
    const bool ok = valid && Start(message, fds[0], fds[1]);
    for (const int fd : fds) close(fd);
    if (!ok) break;
  }
  for (const auto& [child, job] : children_) kill(-child, SIGKILL);
  for (const auto& [child, job] : children_) ReapGroup(child);
  return 0;
}

}  // namespace sheetgate::recalc::worker
