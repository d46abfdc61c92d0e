// Spares and the socket each takes its job from: the control protocol, in small.
#include "recalc-service/worker/spare_host.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "recalc-service/worker/document_server.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/pdf_raster.h"
#include "recalc-service/worker/self_test.h"

namespace sheetgate::recalc::worker {

SpareHost::~SpareHost() {
  if (socket_ >= 0) close(socket_);
}

std::string SpareHost::MakeSpare() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
  std::array<int, 2> sockets;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return std::string("cannot make a socket: ") + std::strerror(errno);
  }
  const pid_t host = getpid();
  spare_ = fork();
  if (spare_ == 0) {
    // In place of the service's; and nothing else of the host stays open, for the end of a job's
    // socket must be the end of its process.
    if (dup3(sockets[1], kControlFd, O_CLOEXEC) < 0) _exit(1);
    close_range(kControlFd + 1, ~0U, 0);
    RunSpare(host);
  }
  close(sockets[1]);
  socket_ = sockets[0];
  if (spare_ < 0) return std::string("fork failed: ") + std::strerror(errno);
  Watch(spare_);
  return "";
}

std::string SpareHost::Prepare() {
  if (std::string problem = MakeSpare(); !problem.empty()) return problem;
  ControlMessage message;
  std::vector<int> none;
  if (ReceiveControl(socket_, &message, &none) != ReceiveResult::kMessage) {
    return "LibreOffice's process ended while it started";
  }
  if (message.kind != ControlKind::kReady) return message.text;
  version_ = message.text;
  return "";
}

std::variant<pid_t, std::string> SpareHost::StartChild(int package_fd, int job_socket) {
  ControlMessage run;
  run.kind = ControlKind::kRun;
  // A spare that died meanwhile is replaced once.
  if (!SendControl(socket_, run, {package_fd, job_socket})) {
    if (std::string problem = MakeSpare(); !problem.empty()) return problem;
    if (!SendControl(socket_, run, {package_fd, job_socket})) {
      return std::string("the new process does not take its job");
    }
  }
  const pid_t child = spare_;
  if (std::string problem = MakeSpare(); !problem.empty()) return problem;
  return child;
}

void SpareHost::RunSpare(pid_t host) const {
  ControlMessage message;
  message.kind = ControlKind::kFailed;
  // Files first: LibreOffice starts threads, and each has what its maker has.
  message.text = EnterGroup(host);
  if (message.text.empty()) message.text = ConfineFiles(confinement_);
  Office office;
  PdfRaster raster;
  if (message.text.empty()) {
    message.text =
        office.BootForOneJob(confinement_.program_dir, confinement_.work_dir + "/profile");
  }
  if (message.text.empty()) {
    raster.Load(confinement_.program_dir);
    message.text = RunSelfTest(&office, raster);
  }
  if (message.text.empty()) {
    message.kind = ControlKind::kReady;
    message.text = office.version();
  }
  // Only the first is waited for. The others say nothing: the host closes the socket when it has
  // handed over the job, and what it had not read by then would take the job along.
  if (version_.empty() && !SendControl(kControlFd, message, {})) _exit(1);
  if (message.kind == ControlKind::kFailed) {
    std::fprintf(stderr, "%s\n", message.text.c_str());
    _exit(1);
  }

  ControlMessage run;
  std::vector<int> fds;
  if (ReceiveControl(kControlFd, &run, &fds) != ReceiveResult::kMessage || fds.size() != 2)
    _exit(0);
  std::string problem = LimitChild(limits_);
  if (problem.empty()) problem = ConfineCalls();
  if (problem.empty() && !RefuseProcesses()) problem = "processes cannot be refused";
  if (!problem.empty()) RefuseDocument(fds[1], problem.c_str());
  ServeDocument(&office, raster, fds[0], fds[1], limits_.cpu_seconds);
}

}  // namespace sheetgate::recalc::worker
