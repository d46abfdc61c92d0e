// Spares and the socket each takes its job from: the control protocol, in small.
#include "recalc-service/worker/spare_host.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "recalc-service/worker/document_server.h"
#include "recalc-service/worker/office.h"
#include "recalc-service/worker/office_guard.h"
#include "recalc-service/worker/pdf_raster.h"
#include "recalc-service/worker/self_test.h"
#include "recalc-service/worker/soffice_process.h"

namespace sheetgate::recalc::worker {
namespace {

// The start of LibreOffice's program with a new profile takes a second or two.
constexpr int kMakeProfileMilliseconds = 20'000;

// Of LibreOffice's program: no window, no dialogue, and the last one.
std::vector<std::string> Arguments(const std::string& profile, const std::string& last) {
  return {"--headless",
          "--invisible",
          "--norestore",
          "--nodefault",
          "--nologo",
          "--nolockcheck",
          "--nofirststartwizard",
          "-env:UserInstallation=file://" + profile,
          last};
}

}  // namespace

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

std::string SpareHost::ProfileOf(pid_t process) const {
  return confinement_.work_dir + "/profile-" + std::to_string(process);
}

std::string SpareHost::MakeProfile() const {
  SofficeProcess process;
  const std::string problem =
      process.Start(confinement_, Arguments(ProfileOf(getpid()), "--terminate_after_init"));
  if (!problem.empty()) return problem;
  // It ends by itself, with a status that asks for a restart.
  process.AwaitEnd(kMakeProfileMilliseconds);
  std::error_code error;
  const bool made = std::filesystem::exists(ProfileOf(getpid()), error);
  return made ? "" : "LibreOffice's program does not start";
}

void SpareHost::OnReaped(pid_t child) {
  std::error_code ignored;
  std::filesystem::remove_all(ProfileOf(child), ignored);
}

std::string SpareHost::Prepare() {
  if (mode_ == WorkerMode::kPipe) {
    if (std::string problem = MakeProfile(); !problem.empty()) return problem;
  }
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

std::string SpareHost::Boot(pid_t host, Office* office, SofficeProcess* process) const {
  const std::string profile = ProfileOf(getpid());
  if (mode_ == WorkerMode::kPipe) {
    std::error_code error;
    std::filesystem::copy(ProfileOf(host), profile, std::filesystem::copy_options::recursive,
                          error);
    if (error) return "the profile cannot be copied: " + error.message();
    std::string problem = process->Start(
        confinement_,
        Arguments(profile, std::string("--accept=pipe,name=") + kOfficePipe + ";urp;"));
    if (problem.empty()) problem = ConfineFiles(confinement_);
    return problem.empty() ? office->ConnectTo(*process, confinement_.program_dir) : problem;
  }
  // Files first: LibreOffice starts threads, and each has what its maker has.
  const std::string problem = ConfineFiles(confinement_);
  return problem.empty() ? office->BootForOneJob(confinement_.program_dir, profile) : problem;
}

void SpareHost::RunSpare(pid_t host) const {
  ControlMessage message;
  message.kind = ControlKind::kFailed;
  SofficeProcess process;
  Office office;
  PdfRaster raster;
  message.text = EnterGroup(host);
  if (message.text.empty()) message.text = Boot(host, &office, &process);
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
  ResetSignals();
  std::string problem = LimitProcess(0, UsageOfThis(), limits_);
  if (problem.empty() && office.process() != nullptr) problem = process.Limit(limits_);
  if (problem.empty()) problem = ConfineCalls();
  if (problem.empty() && !RefuseProcesses()) problem = "processes cannot be refused";
  if (!problem.empty()) RefuseDocument(fds[1], problem.c_str());
  ServeDocument(&office, raster, fds[0], fds[1], limits_.cpu_seconds);
}

}  // namespace sheetgate::recalc::worker
