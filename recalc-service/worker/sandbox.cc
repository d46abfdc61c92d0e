// Namespaces, limits and signals by system calls.
#include "recalc-service/worker/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>

namespace sheetgate::recalc::worker {
namespace {

bool WriteFile(const char* path, std::string_view text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool ok = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return ok;
}

// The number behind `key` in /proc/self/status; 0 when there is none.
int64_t StatusNumber(std::string_view key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.compare(0, key.size(), key) == 0)
      return std::strtoll(line.c_str() + key.size(), nullptr, 10);
  }
  return 0;
}

bool Limit(__rlimit_resource resource, int64_t soft, int64_t hard) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0) return false;
  // A limit may only be lowered.
  const auto lower = [&](int64_t value) {
    return std::min<rlim_t>(static_cast<rlim_t>(value), now.rlim_max);
  };
  const rlimit limit{lower(soft), lower(hard)};
  return setrlimit(resource, &limit) == 0;
}

}  // namespace

bool IsolateNetwork() {
  if (unshare(CLONE_NEWNET | CLONE_NEWIPC) == 0) return true;
  const std::string uid = std::to_string(getuid());
  const std::string gid = std::to_string(getgid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) != 0) return false;
  // Without a mapping the process could not create files: its ids would have no meaning in the
  // namespace.
  WriteFile("/proc/self/setgroups", "deny");
  WriteFile("/proc/self/uid_map", uid + " " + uid + " 1");
  WriteFile("/proc/self/gid_map", gid + " " + gid + " 1");
  return true;
}

std::string EnterGroup(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return "prctl(PR_SET_PDEATHSIG) failed";
  // The parent may have died before the request above.
  if (getppid() != parent) return "the parent is gone";
  if (setpgid(0, 0) != 0) return std::string("setpgid failed: ") + std::strerror(errno);
  // Best effort: not every container allows it, and the memory limit holds without it.
  WriteFile("/proc/self/oom_score_adj", "900");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "prctl(PR_SET_NO_NEW_PRIVS) failed";
  return "";
}

std::string LimitChild(const ChildLimits& limits) {
  // LibreOffice's own handlers write a stack and run clean-up code of the parent; a crash must just
  // be a crash.
  for (const int number : {SIGXCPU, SIGXFSZ, SIGCHLD, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
                           SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
    signal(number, SIG_DFL);
  }
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);

  const int64_t mapped = StatusNumber("VmSize:") * 1024;
  if (mapped <= 0) return "cannot read the size of the process from /proc/self/status";
  const int64_t address_space = mapped + limits.memory_bytes;
  if (!Limit(RLIMIT_AS, address_space, address_space) || !Limit(RLIMIT_CORE, 0, 0) ||
      !Limit(RLIMIT_FSIZE, limits.memory_bytes, limits.memory_bytes) ||
      !Limit(RLIMIT_NOFILE, 256, 256)) {
    return std::string("setrlimit failed: ") + std::strerror(errno);
  }
  ExtendCpuLimit(limits.cpu_seconds);
  return "";
}

void ExtendCpuLimit(int64_t cpu_seconds) {
  rusage used{};
  rlimit limit{};
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
  // Begun seconds count.
  const int64_t until = used.ru_utime.tv_sec + used.ru_stime.tv_sec + 2 + cpu_seconds;
  limit.rlim_cur = std::min<rlim_t>(static_cast<rlim_t>(until), limit.rlim_max);
  setrlimit(RLIMIT_CPU, &limit);
}

int ThreadCount() { return static_cast<int>(StatusNumber("Threads:")); }

}  // namespace sheetgate::recalc::worker
