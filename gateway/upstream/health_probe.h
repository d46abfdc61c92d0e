// HealthProbe: asks a service once a second whether it serves, so that readiness is a look-up and
// never waits.
//
// Speaks grpc.health.v1 (https://github.com/grpc/grpc/blob/master/doc/health-checking.md), written
// by hand: the proto is two fields, and gRPC's library has its own copy of it. A server without the
// health service counts as healthy, for it answered.
#ifndef SHEETGATE_GATEWAY_UPSTREAM_HEALTH_PROBE_H_
#define SHEETGATE_GATEWAY_UPSTREAM_HEALTH_PROBE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
}
namespace sheetgate::platform {
class Clock;
class TimerQueue;
}  // namespace sheetgate::platform

namespace sheetgate::gateway {

// Thread-safe.
class HealthProbe {
 public:
  struct Options {
    std::string service;  // full gRPC service name
    std::string name;     // for messages
    absl::Duration interval = absl::Seconds(1);
    absl::Duration timeout = absl::Seconds(1);
  };
  // Sends the first probe at once. `clock` and `timers` must outlive the probe, or Stop() at least.
  HealthProbe(Options options, std::shared_ptr<grpc::Channel> channel, const platform::Clock& clock,
              platform::TimerQueue& timers);
  ~HealthProbe() { Stop(); }

  // Ends the probe that is out, and sends no more.
  void Stop();

  // OK when the last probe that came back said SERVING; else UNAVAILABLE with
  // `UPSTREAM_UNAVAILABLE` (also before the first).
  absl::Status Last() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_UPSTREAM_HEALTH_PROBE_H_
