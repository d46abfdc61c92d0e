// The loop: control messages and dead children.
#include "recalc-service/worker/job_host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

namespace sheetgate::recalc::worker {

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
  for (auto it = children_.begin(); it != children_.end();) {
    const pid_t child = it->first;
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid != child) {
      ++it;
      continue;
    }
    // While the leader is a zombie its id, and so the group's, cannot be used again.
    kill(-child, SIGKILL);
    ControlMessage exited;
    exited.kind = ControlKind::kExited;
    exited.job = it->second;
    exited.pid = child;
    waitpid(child, &exited.status, 0);
    if (exited.job != 0) SendControl(kControlFd, exited, {});
    it = children_.erase(it);
  }
}

int JobHost::Serve() {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, nullptr);
  const int signals = signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) return 1;
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
  for (const auto& [child, job] : children_) waitpid(child, nullptr, 0);
  return 0;
}

}  // namespace sheetgate::recalc::worker
