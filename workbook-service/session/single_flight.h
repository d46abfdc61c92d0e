// SingleFlight: one load of a thing at a time, however many ask for it.
//
// The load runs on a pool thread; those who ask wait for it. A waiter whose token is cancelled
// leaves at once; the load goes on while anyone waits and is cancelled when the last one leaves.
//
//   auto loaded = flights.Do(pool, key, [&](const CancellationToken& token) { return Load(key,
//   token); }, context.cancellation);
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_SINGLE_FLIGHT_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_SINGLE_FLIGHT_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "platform/base/error.h"
#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/thread_pool.h"

namespace sheetgate::workbook {

// Thread-safe. `Value` is cheap to copy (a shared_ptr).
template <typename Value>
class SingleFlight {
 public:
  using Load = std::function<absl::StatusOr<Value>(const platform::CancellationToken&)>;

  // The result of `load`, or of the load of `key` that is under way. Sets `joined` accordingly.
  // RESOURCE_EXHAUSTED
  // (`OVERLOADED`) when the pool takes no more; the token's status when cancelled. `load` must not
  // wait for another load and what it refers to must live until the pool is destroyed.
  absl::StatusOr<Value> Do(platform::ThreadPool& pool, std::string_view key, Load load,
                           const platform::CancellationToken& token, bool* joined = nullptr) {
    std::shared_ptr<Flight> flight;
    bool first = false;
    {
      absl::MutexLock lock(&state_->mutex);
      std::shared_ptr<Flight>& slot = state_->flights[std::string(key)];
      if (slot == nullptr) {
        slot = std::make_shared<Flight>();
        first = true;
      }
      flight = slot;
      ++flight->waiters;
    }
    if (joined != nullptr) *joined = !first;
    if (first) Start(pool, std::string(key), flight, std::move(load));
    return Wait(std::string(key), *flight, token);
  }

  // How many wait for the load of `key` now.
  int waiters(std::string_view key) const {
    absl::MutexLock lock(&state_->mutex);
    const auto found = state_->flights.find(std::string(key));
    return found == state_->flights.end() ? 0 : found->second->waiters;
  }

 private:
  struct Flight {
    platform::CancellationSource source;
    int waiters = 0;  // guarded by State::mutex
    absl::Mutex mutex;
    absl::CondVar changed;
    bool done ABSL_GUARDED_BY(mutex) = false;
    absl::StatusOr<Value> result ABSL_GUARDED_BY(mutex) = absl::UnknownError("not loaded");
  };
  struct State {
    absl::Mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights ABSL_GUARDED_BY(mutex);

    void Remove(const std::string& key, const Flight* flight) {
      absl::MutexLock lock(&mutex);
      RemoveLocked(key, flight);
    }
    void RemoveLocked(const std::string& key, const Flight* flight)
        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
      const auto found = flights.find(key);
      if (found != flights.end() && found->second.get() == flight) flights.erase(found);
    }
  };

  static void Finish(Flight& flight, absl::StatusOr<Value> result) {
    absl::MutexLock lock(&flight.mutex);
    flight.result = std::move(result);
    flight.done = true;
    flight.changed.SignalAll();
  }

  void Start(platform::ThreadPool& pool, std::string key, const std::shared_ptr<Flight>& flight,
             Load load) {
    const bool submitted =
        pool.TrySubmit([state = state_, key, flight, load = std::move(load)]() mutable {
          absl::StatusOr<Value> result = load(flight->source.token());
          state->Remove(key, flight.get());
          Finish(*flight, std::move(result));
        });
    if (submitted) return;
    state_->Remove(key, flight.get());
    Finish(*flight, platform::WithRetryAfter(platform::ResourceExhausted(
                                                 platform::ErrorReason::kOverloaded,
                                                 "too many workbooks are being loaded; try again"),
                                             absl::Seconds(1)));
  }

  absl::StatusOr<Value> Wait(const std::string& key, Flight& flight,
                             const platform::CancellationToken& token) {
    const platform::CancellationRegistration wake = token.OnCancel([&flight](const absl::Status&) {
      absl::MutexLock lock(&flight.mutex);
      flight.changed.SignalAll();
    });
    {
      absl::MutexLock lock(&flight.mutex);
      while (!flight.done && !token.cancelled()) flight.changed.Wait(&flight.mutex);
      if (flight.done) return flight.result;
    }
    bool last = false;
    {
      absl::MutexLock lock(&state_->mutex);
      last = --flight.waiters == 0;
      // Whoever asks from now on starts a load of its own instead of joining a cancelled one.
      if (last) state_->RemoveLocked(key, &flight);
    }
    if (last) flight.source.Cancel(token.Check());
    return token.Check();
  }

  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_SINGLE_FLIGHT_H_
