// Signals by signalfd, so that no code runs inside a signal handler.
#include "platform/rpc/lifecycle.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <ranges>
#include <thread>

#include "absl/time/clock.h"

#include "platform/observability/log.h"

namespace sheetgate::platform {
namespace {

// What calls that were cancelled have to answer.
constexpr absl::Duration kCancelGrace = absl::Seconds(1);
constexpr int kStatusAtSecondSignal = 130;

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int OrAbort(int descriptor) {
  if (descriptor < 0) std::abort();  // out of file descriptors before anything was started
  return descriptor;
}

void Raise(int event) {
  const uint64_t one = 1;
  // Fails only when the counter is at its maximum, and then the event is raised already.
  [[maybe_unused]] const ssize_t written = write(event, &one, sizeof(one));
}

// Waits for a signal or the event; takes the signal. Returns whether it was a signal.
bool WaitFor(int signals, int event) {
  while (true) {
    pollfd descriptors[] = {{signals, POLLIN, 0}, {event, POLLIN, 0}};
    if (poll(descriptors, 2, -1) < 0 && errno != EINTR) std::abort();
    if ((descriptors[0].revents & POLLIN) != 0) {
      signalfd_siginfo signal;
      if (read(signals, &signal, sizeof(signal)) == sizeof(signal)) return true;
    }
    if ((descriptors[1].revents & POLLIN) != 0) return false;
  }
}

}  // namespace

void BlockSignals() {
  sigset_t signals = StopSignals();
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

struct StopSignal::State {
  int signals;
  int stop = OrAbort(eventfd(0, EFD_CLOEXEC));
  int quit = OrAbort(eventfd(0, EFD_CLOEXEC));
  std::once_flag watch;
  std::thread watcher;

  State() {
    const sigset_t set = StopSignals();
    signals = OrAbort(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  ~State() {
    Raise(quit);
    if (watcher.joinable()) watcher.join();
    for (const int descriptor : {signals, stop, quit}) close(descriptor);
  }
};

StopSignal::StopSignal() : state_(std::make_unique<State>()) {}
StopSignal::~StopSignal() = default;

void StopSignal::Wait() {
  WaitFor(state_->signals, state_->stop);
  std::call_once(state_->watch, [this] {
    state_->watcher = std::thread([state = state_.get()] {
      if (WaitFor(state->signals, state->quit)) _exit(kStatusAtSecondSignal);
    });
  });
}

void StopSignal::RequestStop() { Raise(state_->stop); }

void Drain(const DrainOptions& options, std::vector<DrainHooks> parts) {
  Log(Severity::kInfo, "drain: readiness goes down");
  for (const DrainHooks& part : parts) {
    if (part.readiness_down) part.readiness_down();
  }
  if (options.drain_delay > absl::ZeroDuration()) absl::SleepFor(options.drain_delay);

  Log(Severity::kInfo, "drain: new work is refused");
  for (const DrainHooks& part : parts) {
    if (part.stop_accepting) part.stop_accepting();
  }

  std::vector<const DrainHooks*> busy;
  const absl::Time deadline = absl::Now() + options.drain_timeout;
  for (const DrainHooks& part : parts) {
    if (part.wait_idle && !part.wait_idle(deadline)) busy.push_back(&part);
  }
  for (const DrainHooks* part : busy) {
    Log(Severity::kWarning, "drain: work that is left is cancelled", {{"part", part->name}});
    if (part->cancel_all) part->cancel_all();
  }
  const absl::Time last = absl::Now() + kCancelGrace;
  for (const DrainHooks* part : busy) part->wait_idle(last);

  for (const DrainHooks& part : std::views::reverse(parts)) {
    if (part.close) part.close();
  }
  Log(Severity::kInfo, "drain: done");
}

}  // namespace sheetgate::platform
