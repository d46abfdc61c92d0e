// SpareHost: a process of its own for each job, booted ahead of need: the fallback where
// LibreOffice cannot be forked.
//
// The host has no LibreOffice in it. It keeps one spare child that has LibreOffice booted and
// tested, inside it (the mode `process`) or beside it (`pipe`); a job takes the spare, ready or
// not, and the next one is made at once.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_SPARE_HOST_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_SPARE_HOST_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <variant>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/job_host.h"
#include "recalc-service/worker/sandbox.h"

namespace sheetgate::recalc::worker {

class Office;
class SofficeProcess;

class SpareHost final : public JobHost {
 public:
  SpareHost(WorkerMode mode, const ChildLimits& limits, Confinement confinement)
      : mode_(mode), limits_(limits), confinement_(std::move(confinement)) {}
  ~SpareHost() override;

  // Makes the first spare and waits until it has passed its self-test. Returns an empty string, or
  // what failed.
  std::string Prepare();
  // "LibreOffice 7.4.7.2", as the first spare said.
  const std::string& version() const { return version_; }

 private:
  std::variant<pid_t, std::string> StartChild(int package_fd, int job_socket) override;
  void OnReaped(pid_t child) override;
  // Returns an empty string, or what failed.
  std::string MakeSpare();
  // The life of a spare; kControlFd is its end of the socket.
  [[noreturn]] void RunSpare(pid_t host) const;

  // Boots LibreOffice, in a child of `host`, and restricts the files of this process. `process` is
  // where it runs, if not here. Returns an empty string, or what failed.
  std::string Boot(pid_t host, Office* office, SofficeProcess* process) const;

  // The profile that those of the spares are copies of: with a new one LibreOffice's program would
  // start twice. Returns an empty string, or what failed.
  std::string MakeProfile() const;
  // Where LibreOffice in `process` may write.
  std::string ProfileOf(pid_t process) const;

  const WorkerMode mode_;
  const ChildLimits limits_;
  const Confinement confinement_;
  std::string version_;
  pid_t spare_ = 0;
  int socket_ = -1;  // to the spare
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_SPARE_HOST_H_
