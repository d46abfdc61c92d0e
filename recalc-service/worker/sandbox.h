// What a worker process may do: its namespaces, limits and signals.
//
// A job's child runs somebody else's workbook, so it gets no network, bounded memory and CPU time,
// and it never outlives the process that started it.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_SANDBOX_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_SANDBOX_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace sheetgate::recalc::worker {

// Moves this process into network and IPC namespaces of its own, through a user namespace when it
// is not privileged. Only while single-threaded. Returns whether it worked: some kernels and
// container runtimes forbid it.
bool IsolateNetwork();

struct ChildLimits {
  // Address space on top of what the process has mapped, and largest file written; bytes.
  int64_t memory_bytes = 0;
  // CPU seconds that opening a document, or a question, may take, summed over the threads.
  int64_t cpu_seconds = 0;
};

// First thing in a forked child: dies with `parent`, leads its own process group, is the kernel's
// first choice when memory is short, and gains no privileges. Returns an empty string, or what
// failed.
std::string EnterGroup(pid_t parent);
// Gives signals their default effect. Before a job, when LibreOffice is booted.
void ResetSignals();

// What a process has and has used.
struct ProcessUsage {
  int64_t address_space = 0;  // bytes; 0: unknown
  int64_t cpu_seconds = 0;
};
// Of this process; without its address space where /proc is out of reach, as in a confined copy.
ProcessUsage UsageOfThis();
// Of the process whose /proc/PID/stat is open.
ProcessUsage ReadUsage(int stat_fd);

// Limits a process, 0: this one, that has used `usage`. Returns an empty string, or what failed.
std::string LimitProcess(pid_t pid, const ProcessUsage& usage, const ChildLimits& limits);
// Allows a process `cpu_seconds` more than it has used.
void ExtendCpuLimit(pid_t pid, const ProcessUsage& usage, int64_t cpu_seconds);

// Number of threads of this process; 0 when /proc cannot be read.
int ThreadCount();

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_SANDBOX_H_
