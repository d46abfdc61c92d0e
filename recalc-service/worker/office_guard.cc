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
#include <cstddef>
#include <cstring>

#include "recalc-service/worker/confinement.h"

// glibc's own, under the names it exports for replacements to call.
extern "C" {
void* __libc_malloc(size_t size) noexcept;
void* __libc_calloc(size_t count, size_t size) noexcept;
void* __libc_realloc(void* memory, size_t size) noexcept;
}

namespace {

namespace worker = sheetgate::recalc::worker;

// The descriptor of the pipe named kOfficePipe, until its connection is taken.
std::atomic<int> acceptor{-1};

__attribute__((constructor)) void Guard() {
  if (!worker::ConfineCalls().empty() || !worker::RefuseProcesses()) {
    _exit(worker::kUnguardedStatus);
  }
}

void* Checked(void* memory, size_t size) {
  if (memory == nullptr && size != 0) _exit(worker::kOutOfMemoryStatus);
  return memory;
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

extern "C" {

void* malloc(size_t size) noexcept { return Checked(__libc_malloc(size), size); }
void* calloc(size_t count, size_t size) noexcept {
  return Checked(__libc_calloc(count, size), count != 0 ? size : 0);
}
void* realloc(void* memory, size_t size) noexcept {
  return Checked(__libc_realloc(memory, size), size);
}

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
