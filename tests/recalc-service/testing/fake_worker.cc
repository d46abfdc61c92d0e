// A worker without LibreOffice, for tests of the pool. The file "behavior" in its program directory
// says what it does: "ready" takes jobs, "deaf" is ready and takes none, "fail WHY" says that it
// cannot start, "exit" ends without a word. A job runs in a forked child: it finds one sheet, whose
// name is the worker's process id; a job of "hang.xlsx" never ends.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc::worker {
namespace {

void SendFrame(int socket, FrameKind kind, std::string_view payload) {
  const FrameHeader header{kind, static_cast<uint32_t>(payload.size())};
  if (write(socket, &header, sizeof(header)) != sizeof(header) ||
      write(socket, payload.data(), payload.size()) != static_cast<ssize_t>(payload.size())) {
    _exit(1);
  }
}

[[noreturn]] void RunChild(pid_t worker, int socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  FrameHeader header{};
  if (read(socket, &header, sizeof(header)) != sizeof(header)) _exit(1);
  std::string payload(header.length, '\0');
  WireOpen open;
  if (read(socket, payload.data(), payload.size()) != static_cast<ssize_t>(payload.size()) ||
      !DecodeOpen(payload, &open)) {
    _exit(1);
  }
  while (open.document_name == "hang.xlsx") pause();
  ByteWriter sheets;
  sheets.Put(false);
  sheets.Put(uint32_t{1});
  sheets.PutText(std::to_string(worker));
  SendFrame(socket, FrameKind::kLoaded, sheets.bytes());
  SendFrame(socket, FrameKind::kDone, {});
  // Questions, until nobody has any.
  while (read(socket, &header, sizeof(header)) == sizeof(header)) {
    payload.resize(header.length);
    if (read(socket, payload.data(), payload.size()) != static_cast<ssize_t>(payload.size())) break;
    SendFrame(socket, FrameKind::kDone, {});
  }
  _exit(0);
}

struct Child {
  uint64_t job;
  pid_t pid;
  int pidfd;
};

// Whether the child has ended; then it is reported.
bool Reap(const Child& child) {
  ControlMessage exited;
  if (waitpid(child.pid, &exited.status, WNOHANG) != child.pid) return false;
  close(child.pidfd);
  exited.kind = ControlKind::kExited;
  exited.job = child.job;
  exited.pid = child.pid;
  SendControl(kControlFd, exited, {});
  return true;
}

int Serve() {
  std::vector<Child> children;
  while (true) {
    std::vector<pollfd> sources = {{kControlFd, POLLIN, 0}};
    for (const Child& child : children) sources.push_back({child.pidfd, POLLIN, 0});
    poll(sources.data(), sources.size(), -1);
    std::erase_if(children, Reap);
    if (sources[0].revents == 0) continue;
    ControlMessage run;
    std::vector<int> fds;
    if (ReceiveControl(kControlFd, &run, &fds) != ReceiveResult::kMessage) return 0;
    const pid_t worker = getpid();
    const pid_t pid = fork();
    if (pid == 0) RunChild(worker, fds[1]);
    for (const int fd : fds) close(fd);
    const Child child{run.job, pid, static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
    ControlMessage started;
    started.kind = ControlKind::kStarted;
    started.job = run.job;
    started.pid = pid;
    SendControl(kControlFd, started, {child.pidfd});
    children.push_back(child);
  }
}

int Run(const std::string& program_dir) {
  std::ifstream file(program_dir + "/behavior");
  std::string behavior;
  std::string why;
  file >> behavior;
  std::getline(file >> std::ws, why);
  ControlMessage message;
  message.text = "FakeOffice 1.0";
  if (behavior == "fail") {
    message.kind = ControlKind::kFailed;
    message.text = why;
  } else if (behavior == "ready" || behavior == "deaf") {
    message.kind = ControlKind::kReady;
  } else {
    return 3;
  }
  if (!SendControl(kControlFd, message, {}) || behavior == "fail") return 1;
  while (behavior == "deaf") pause();
  return Serve();
}

}  // namespace
}  // namespace sheetgate::recalc::worker

int main(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string_view(argv[i]) == "--program-dir") {
      return sheetgate::recalc::worker::Run(argv[i + 1]);
    }
  }
  return 2;
}
