// Functions of the C library that soffice.bin finds here first.
//
// * The system calls of a job's child are all that is left before main runs, so nothing a workbook
//   does to LibreOffice makes a socket or a process.
// * Without sockets, its pipes are descriptors nobody can connect to; the one it is told to accept
//   connections on yields, once, the connection it was started with.
// * An allocation that fails ends the program: it would go on with a part of the workbook.
#include "recalc-service/worker/office_guard.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "recalc-service/worker/confinement.h"
#include "recalc-service/worker/malloc_replacement.h"

namespace {

namespace worker = sheetgate::recalc::worker;

// The descriptor of the pipe named kOfficePipe, until its connection is taken.
std::atomic<int> acceptor{-1};

__attribute__((constructor)) void Guard() {
  if (!worker::ConfineCalls().empty() || !worker::RefuseProcesses()) {
    _exit(worker::kUnguardedStatus);
  }
}

// LibreOffice's handlers write a stack and save documents; a crash must just be a crash.
void ResetSignals() {
  for (const int number : {SIGXCPU, SIGXFSZ, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM}) {
    signal(number, SIG_DFL);
  }
}

int NotConnected() {
  errno = ECONNREFUSED;
  return -1;
}

}  // namespace

void worker::OnAllocationFailure() { _exit(kOutOfMemoryStatus); }

extern "C" {

int socket(int domain, int /*type*/, int /*protocol*/) noexcept {
  if (domain == AF_UNIX) return eventfd(0, EFD_CLOEXEC);
  errno = EPERM;
  return -1;
}
int connect(int /*socket*/, const sockaddr* /*address*/, socklen_t /*length*/) {
  return NotConnected();
}
int bind(int socket, const sockaddr* address, socklen_t /*length*/) noexcept {
  const char* path = reinterpret_cast<const sockaddr_un*>(address)->sun_path;
  if (std::strstr(path, worker::kOfficePipe) != nullptr) acceptor = socket;
  return 0;
}
int listen(int /*socket*/, int /*backlog*/) noexcept { return 0; }
int accept(int socket, sockaddr* /*address*/, socklen_t* /*length*/) {
  ResetSignals();
  int expected = socket;
  if (acceptor.compare_exchange_strong(expected, -1)) return worker::kOfficeConnectionFd;
  // Nobody connects; it waits until its pipe is shut down.
  eventfd_t ignored = 0;
  eventfd_read(socket, &ignored);
  errno = ECONNABORTED;
  return -1;
}
int shutdown(int socket, int how) noexcept {
  if (syscall(SYS_shutdown, socket, how) == 0) return 0;
  return errno == ENOTSOCK ? eventfd_write(socket, 1) : -1;
}

}  // extern "C"
