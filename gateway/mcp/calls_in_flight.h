// CallsInFlight: the running tool calls: how many may run, which one a client cancels, and when
// none is left.
#ifndef SHEETGATE_GATEWAY_MCP_CALLS_IN_FLIGHT_H_
#define SHEETGATE_GATEWAY_MCP_CALLS_IN_FLIGHT_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::gateway {

// Thread-safe.
class CallsInFlight {
 public:
  struct State;

  // One running call; it leaves when the ticket is destroyed.
  class Ticket {
   public:
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    // Cancelled by the client's notification, by the parent token, or by CancelAll.
    platform::CancellationToken token() const { return source_.token(); }
    // From now on the call cannot be cancelled by its client. Returns whether it was.
    bool Settle();

   private:
    friend class CallsInFlight;
    Ticket(std::shared_ptr<State> state, uint64_t number)
        : state_(std::move(state)), number_(number) {}
    const std::shared_ptr<State> state_;
    const uint64_t number_;
    platform::CancellationSource source_;
    platform::CancellationRegistration parent_;
  };

  explicit CallsInFlight(int limit);

  // Starts a call. `parent` cancels it. RESOURCE_EXHAUSTED (`OVERLOADED`) when `limit` calls run,
  // UNAVAILABLE
  // (`SHUTTING_DOWN`) after Close; both say when to retry.
  absl::StatusOr<std::unique_ptr<Ticket>> Enter(std::string scope, std::string id,
                                                const platform::CancellationToken& parent);

  // Cancels the call of that scope and id, and returns true, if there is exactly one. Ids are
  // unique per client only, and stateless HTTP clients of one principal share a scope: with two
  // candidates the wrong one would be hit half the time, so neither is.
  bool Cancel(const std::string& scope, const std::string& id);

  void Close();
  bool closed() const;
  int size() const;
  // Whether no call was left before the deadline.
  bool WaitIdle(absl::Time deadline) const;
  void CancelAll(const absl::Status& reason);

 private:
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_MCP_CALLS_IN_FLIGHT_H_
