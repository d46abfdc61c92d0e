// Namespaces, limits and signals by system calls.
#include "recalc-service/worker/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
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

bool Limit(pid_t pid, __rlimit_resource resource, int64_t value) {
  rlimit now{};
  if (prlimit(pid, resource, nullptr, &now) != 0) return false;
  // A limit may only be lowered.
  const rlim_t lower = std::min<rlim_t>(static_cast<rlim_t>(value), now.rlim_max);
  const rlimit limit{lower, lower};
  return prlimit(pid, resource, &limit, nullptr) == 0;
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

void ResetSignals() {
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
}

ProcessUsage UsageOfThis() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return {StatusNumber("VmSize:") * 1024, used.ru_utime.tv_sec + used.ru_stime.tv_sec};
}

ProcessUsage ReadUsage(int stat_fd) {
  std::array<char, 1024> text{};
  const ssize_t size = pread(stat_fd, text.data(), text.size() - 1, 0);
  if (size <= 0) return {};
  const std::string_view stat(text.data(), static_cast<size_t>(size));
  // proc(5): the name, in parentheses, may hold anything; the state behind it is field 3.
  std::istringstream fields(std::string(stat.substr(std::min(stat.size(), stat.rfind(')') + 1))));
  constexpr int kUserTime = 14;
  constexpr int kSystemTime = 15;
  constexpr int kAddressSpace = 23;
  ProcessUsage usage;
  int64_t ticks = 0;
  std::string value;
  for (int field = 3; field <= kAddressSpace && fields >> value; ++field) {
    const int64_t number = std::strtoll(value.c_str(), nullptr, 10);
    if (field == kUserTime || field == kSystemTime) ticks += number;
    if (field == kAddressSpace) usage.address_space = number;
  }
  usage.cpu_seconds = ticks / sysconf(_SC_CLK_TCK);
  return usage;
}

std::string LimitProcess(pid_t pid, const ProcessUsage& usage, const ChildLimits& limits) {
  if (usage.address_space <= 0) return "cannot read the size of the process from /proc";
  const int64_t address_space = usage.address_space + limits.memory_bytes;
  if (!Limit(pid, RLIMIT_AS, address_space) || !Limit(pid, RLIMIT_CORE, 0) ||
      !Limit(pid, RLIMIT_FSIZE, limits.memory_bytes) || !Limit(pid, RLIMIT_NOFILE, 256)) {
    return std::string("the limits cannot be set: ") + std::strerror(errno);
  }
  ExtendCpuLimit(pid, usage, limits.cpu_seconds);
  return "";
}

void ExtendCpuLimit(pid_t pid, const ProcessUsage& usage, int64_t cpu_seconds) {
  rlimit limit{};
  if (prlimit(pid, RLIMIT_CPU, nullptr, &limit) != 0) return;
  // Begun seconds count, of two times.
  const auto until = static_cast<rlim_t>(usage.cpu_seconds + 2 + cpu_seconds);
  limit.rlim_cur = std::min<rlim_t>(until, limit.rlim_max);
  prlimit(pid, RLIMIT_CPU, &limit, nullptr);
}

int ThreadCount() { return static_cast<int>(StatusNumber("Threads:")); }

}  // namespace sheetgate::recalc::worker
