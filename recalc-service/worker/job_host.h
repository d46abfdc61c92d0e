// JobHost: a worker's main process after its start: it takes jobs from the service and watches over
// the children that run them. How a child comes to be is the subclass's part.
//
// It has one thread, always: it forks. It kills what is left of an ended child's process group, and
// reaps all of it: orphans of the group are its own (PR_SET_CHILD_SUBREAPER), for the first process
// of a container may leave them.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_JOB_HOST_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_JOB_HOST_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <variant>

#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc::worker {

class JobHost {
 public:
  JobHost();
  virtual ~JobHost() = default;

  // Serves the control socket until the service closes it; then kills the children. Returns the
  // exit status of the process.
  int Serve();

 protected:
  // The child that runs the job of these descriptors, which stay open here; or why there is none:
  // then the worker is of no more use.
  virtual std::variant<pid_t, std::string> StartChild(int package_fd, int job_socket) = 0;
  // A child ended, with all of its group.
  virtual void OnReaped(pid_t /*child*/) {}
  // A child was made that has no job yet: it is watched like the others.
  void Watch(pid_t child) { children_[child] = 0; }

 private:
  // Starts the child of a kRun message and reports it.
  bool Start(const ControlMessage& run, int package_fd, int job_socket);
  void ReapChildren();

  std::map<pid_t, uint64_t> children_;  // child -> job; 0: none
};

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_JOB_HOST_H_
