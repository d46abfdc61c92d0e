// Starting worker processes and handing them things: the system calls of the supervisor in one
// place.
#ifndef SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_PROCESS_H_
#define SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "recalc-service/engine/libreoffice/installation.h"

namespace sheetgate::recalc {

// A file descriptor that closes itself.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  ~UniqueFd() { Reset(); }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int Release() { return std::exchange(fd_, -1); }
  void Reset();

 private:
  int fd_ = -1;
};

struct WorkerLimits {
  // Memory and largest file of one job.
  int64_t memory_bytes = int64_t{1} << 30;
  // Computing time of one job; the supervisor's caller has a shorter one.
  absl::Duration cpu_time = absl::Minutes(10);
};

struct WorkerProcess {
  pid_t pid = -1;
  UniqueFd pidfd;    // readable when the process has ended
  UniqueFd control;  // non-blocking
};

// Starts a worker as leader of its own process group, with nothing inherited but the control
// socket. `work_dir` is its private directory; `mode` is "auto" or the name of a
// worker::WorkerMode. The caller reaps it.
absl::StatusOr<WorkerProcess> StartWorker(const LibreOfficeInstallation& installation,
                                          const std::string& mode, const std::string& work_dir,
                                          const WorkerLimits& limits);

// A connected pair of stream sockets: non-blocking for us, blocking for the worker.
struct JobSockets {
  UniqueFd ours;
  UniqueFd theirs;
};
absl::StatusOr<JobSockets> MakeJobSockets();

// An unchangeable copy of `bytes` that another process can map. RESOURCE_EXHAUSTED when memory is
// short.
absl::StatusOr<UniqueFd> MakeSealedMemory(std::string_view bytes);

// Kills the process behind a pidfd.
void KillProcess(const UniqueFd& pidfd);

// Resident memory of a process in bytes; 0 when it is gone.
int64_t ResidentBytes(pid_t pid);

// Memory that the process, or one of its children, shares with nobody, in bytes; 0 when it cannot
// be read.
int64_t PrivateBytes(pid_t pid);

// The processes that a process started and that it has not reaped.
std::vector<pid_t> ChildrenOf(pid_t pid);

// A descriptor of the process; invalid when there is none.
UniqueFd OpenProcess(pid_t pid);

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_ENGINE_LIBREOFFICE_WORKER_PROCESS_H_
