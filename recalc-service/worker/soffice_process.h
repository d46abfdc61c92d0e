// SofficeProcess: LibreOffice's own program, soffice.bin, as a child of this process.
//
// It is in this process's group, with which it ends, and dies with this process. Confined from its
// first instruction: its files as by ConfineFiles, its system calls by the guard (office_guard.h).
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_SOFFICE_PROCESS_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_SOFFICE_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/sandbox.h"

namespace sheetgate::recalc::worker {

class SofficeProcess {
 public:
  SofficeProcess() = default;
  SofficeProcess(const SofficeProcess&) = delete;
  SofficeProcess& operator=(const SofficeProcess&) = delete;
  ~SofficeProcess();

  // Starts it; this process must have one thread. Returns an empty string, or what failed.
  std::string Start(const Confinement& confinement, const std::vector<std::string>& arguments);
  // What a job may use from now on. Returns as above.
  std::string Limit(const ChildLimits& limits) const;
  void ExtendCpuLimit(int64_t cpu_seconds) const;

  // Our end of its connection, a stream socket; stays this object's.
  int connection() const { return connection_; }
  // Once: waits for its end, for at most `milliseconds`, then kills it. Returns its status
  // (wait(2)).
  int AwaitEnd(int milliseconds) const;

 private:
  pid_t pid_ = -1;
  int pidfd_ = -1;
  int connection_ = -1;
  int stat_ = -1;  // /proc/PID/stat, which is out of reach once the files are restricted
};

// Ends this process the way another one ended.
[[noreturn]] void EndLike(int wait_status);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_SOFFICE_PROCESS_H_
