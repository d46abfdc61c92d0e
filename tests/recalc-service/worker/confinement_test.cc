#include "recalc-service/worker/confinement.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

namespace sheetgate::recalc::worker {
namespace {

namespace fs = std::filesystem;

class ConfinementTest : public testing::Test {
 protected:
  ConfinementTest() {
    std::string pattern = (fs::temp_directory_path() / "sheetgate-confinement-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    fs::create_directory(directory_ / "work");
    std::ofstream(directory_ / "secret") << "of somebody else";
  }
  ~ConfinementTest() override { fs::remove_all(directory_); }

  // What `check` says in a process that is confined; a problem of Confine is a failure.
  bool InConfinement(const std::function<bool()>& check) {
    const pid_t child = fork();
    if (child == 0) {
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      const std::string problem =
          Confine({"/usr/lib/libreoffice/program", (directory_ / "work").string()});
      if (!problem.empty()) _exit(2);
      _exit(check() ? 1 : 0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) < 2) << "status " << status;
    return WIFEXITED(status) && WEXITSTATUS(status) == 1;
  }

  bool CanOpen(const fs::path& path, int flags) {
    return InConfinement([&] { return open(path.c_str(), flags | O_CLOEXEC, 0600) >= 0; });
  }

  fs::path directory_;
};

TEST_F(ConfinementTest, ReadsAndWritesOnlyWhatItNeeds) {
  if (!CanRestrictFiles()) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_TRUE(CanOpen("/usr/share", O_RDONLY | O_DIRECTORY));
  EXPECT_TRUE(CanOpen(directory_ / "work" / "new", O_CREAT | O_WRONLY));
  EXPECT_FALSE(CanOpen(directory_ / "secret", O_RDONLY));
  EXPECT_FALSE(CanOpen(directory_ / "new", O_CREAT | O_WRONLY));
  EXPECT_FALSE(CanOpen("/etc/passwd", O_RDONLY));
  EXPECT_FALSE(InConfinement([&] { return truncate((directory_ / "secret").c_str(), 0) == 0; }));
  EXPECT_FALSE(InConfinement([&] { return unlink((directory_ / "secret").c_str()) == 0; }));
  EXPECT_EQ(fs::file_size(directory_ / "secret"), 16u);
}

TEST_F(ConfinementTest, MakesNoSocketAndRunsNoProgram) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
    EXPECT_FALSE(InConfinement([&] {
      return socket(family, SOCK_DGRAM, 0) >= 0 || errno != EPERM;
    })) << family;
  }
  EXPECT_FALSE(InConfinement([] {
    char path[] = "/bin/true";
    char* const arguments[] = {path, nullptr};
    execv(path, arguments);
    return errno != EPERM;
  }));
  EXPECT_FALSE(InConfinement([parent = getpid()] { return kill(parent, 0) == 0; }));
}

TEST_F(ConfinementTest, CopiesStayInTheGroupAndMakeNoMore) {
  const auto fork_works = [] {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    return child > 0;
  };
  EXPECT_TRUE(InConfinement(fork_works));
  EXPECT_FALSE(InConfinement([&] { return !RefuseProcesses() || fork_works(); }));
  EXPECT_FALSE(InConfinement([] { return setpgid(0, 0) == 0 || errno != EPERM; }));
  EXPECT_FALSE(InConfinement([] { return setsid() >= 0 || errno != EPERM; }));
  // With a namespace of its own it could escape.
  EXPECT_FALSE(InConfinement([] {
    return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr) >= 0 ||
           errno != EPERM;
  }));
}

TEST_F(ConfinementTest, ThreadsAreFine) {
  EXPECT_TRUE(InConfinement([] {
    bool ran = false;
    std::thread([&] { ran = true; }).join();
    return ran;
  }));
  EXPECT_TRUE(InConfinement([] {
    bool ran = false;
    if (RefuseProcesses()) std::thread([&] { ran = true; }).join();
    return ran;
  }));
}

}  // namespace
}  // namespace sheetgate::recalc::worker
