// A counter and a line for each key under one mutex; callbacks are always called without it.
#include "platform/concurrency/admission_limiter.h"

#include <list>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "platform/base/error.h"

namespace sheetgate::platform {

struct AdmissionLimiter::State : std::enable_shared_from_this<State> {
  struct Line;
  struct Waiter {
    Callback callback;
    std::function<void(const Place&)> on_place;
    Place told{0, 0, 0};
    absl::Time since;
    // Set once both are known, which may be after the waiter left the line.
    TimerQueue::Id timer = 0;
    CancellationRegistration cancellation;
    bool in_line = true;
    std::list<Line>::iterator line;
    std::list<std::shared_ptr<Waiter>>::iterator position;
  };
  using WaiterPtr = std::shared_ptr<Waiter>;
  // The waiters with one key; never empty.
  struct Line {
    std::string key;
    std::list<WaiterPtr> waiters;
  };

  State(Options o, const Clock& c, TimerQueue& t) : options(std::move(o)), clock(c), timers(t) {}

  const Options options;
  const Clock& clock;
  TimerQueue& timers;

  mutable std::mutex mutex;
  // Guarded by `mutex`, the waiters' fields too. While a line is not empty every permit is in
  // use.
  int in_use = 0;
  bool closed = false;
  std::list<Line> lines;  // in the order of their turns
  std::map<std::string, std::list<Line>::iterator> line_of;
  size_t waiting = 0;
  size_t watching = 0;  // waiters that want to know their place
  uint64_t order = 0;

  absl::Status ShuttingDown() const {
    return Error(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                 absl::StrCat("no more ", options.what, " are taken: the server is shutting down"));
  }

  absl::Status LineIsFull() const {
    return WithRetryAfter(
        ResourceExhausted(
            ErrorReason::kOverloaded,
            absl::StrCat("too many ", options.what, ": ", options.permits, " are running and ",
                         options.queue_limit, " are waiting; retry after ",
                         absl::FormatDuration(options.retry_after)),
            {{"limit", absl::StrCat(options.permits)},
             {"queue_limit", absl::StrCat(options.queue_limit)}}),
        options.retry_after);
  }

  absl::Status WaitedTooLong(absl::Duration waited) const {
    return WithRetryAfter(
        ResourceExhausted(
            ErrorReason::kQueueTimeout,
            absl::StrCat(
                "waited ", absl::FormatDuration(absl::Trunc(waited, absl::Milliseconds(1))),
                " for a turn among ", options.what, ", of which ", options.permits,
                " may run at a time; retry after ", absl::FormatDuration(options.retry_after))),
        options.retry_after);
  }

  Permit MakePermit(absl::Duration waited);

  // With `mutex` held.
  void AddToLine(const std::string& key, const WaiterPtr& waiter) {
    auto [entry, is_new] = line_of.try_emplace(key, lines.end());
    if (is_new) entry->second = lines.insert(lines.end(), {key, {}});
    waiter->line = entry->second;
    std::list<WaiterPtr>& waiters = waiter->line->waiters;
    waiter->position = waiters.insert(waiters.end(), waiter);
    ++waiting;
    if (waiter->on_place) ++watching;
  }

  // With `mutex` held.
  void RemoveFromLine(const WaiterPtr& waiter) {
    waiter->line->waiters.erase(waiter->position);
    if (waiter->line->waiters.empty()) {
      line_of.erase(waiter->line->key);
      lines.erase(waiter->line);
    }
    waiter->in_line = false;
    --waiting;
    if (waiter->on_place) --watching;
  }

  // With `mutex` held: takes the first waiter of the line whose turn it is.
  WaiterPtr TakeNext() {
    const std::list<Line>::iterator line = lines.begin();
    WaiterPtr next = line->waiters.front();
    // Its next turn comes after everybody else's.
    lines.splice(lines.end(), lines, line);
    RemoveFromLine(next);
    return next;
  }

  // Tells the waiters whose place has changed. Without `mutex`.
  void TellPlaces() {
    std::vector<std::pair<WaiterPtr, Place>> news;
    {
      std::lock_guard lock(mutex);
      if (watching == 0) return;
      ++order;
      size_t place = 0;
      // Round by round: each line has one turn in each, as long as it lasts.
      std::vector<std::pair<std::list<WaiterPtr>::iterator, std::list<WaiterPtr>::iterator>> round;
      for (Line& line : lines) round.emplace_back(line.waiters.begin(), line.waiters.end());
      while (!round.empty()) {
        for (auto& [next, end] : round) {
          const WaiterPtr& waiter = *next++;
          const Place now{++place, waiting, order};
          if (!waiter->on_place) continue;
          if (now.place == waiter->told.place && now.of == waiter->told.of) continue;
          waiter->told = now;
          news.emplace_back(waiter, now);
        }
        std::erase_if(round, [](const auto& line) { return line.first == line.second; });
      }
    }
    for (const auto& [waiter, place] : news) waiter->on_place(place);
  }

  // Answers a waiter that has left the line. Without `mutex`.
  void Answer(const WaiterPtr& waiter, absl::StatusOr<Permit> result) {
    TimerQueue::Id timer = 0;
    CancellationRegistration cancellation;
    Callback callback;
    {
      std::lock_guard lock(mutex);
      timer = std::exchange(waiter->timer, 0);
      cancellation = std::move(waiter->cancellation);
      callback = std::move(waiter->callback);
    }
    if (timer != 0) timers.Cancel(timer);
    cancellation.Reset();
    callback(std::move(result));
  }

  // Ends the wait of a waiter with an error, if it still waits.
  void Leave(const WaiterPtr& waiter, const absl::Status& error) {
    {
      std::lock_guard lock(mutex);
      if (!waiter->in_line) return;
      RemoveFromLine(waiter);
    }
    Answer(waiter, error);
    TellPlaces();
  }

  void Enqueue(WaiterPtr waiter, absl::Time deadline, const CancellationToken& token);

  // Hands one permit to the first in line, or makes it free.
  void HandOver() {
    WaiterPtr first;
    {
      std::lock_guard lock(mutex);
      if (lines.empty()) {
        --in_use;
        return;
      }
      first = TakeNext();
    }
    Answer(first, MakePermit(clock.Now() - first->since));
    TellPlaces();
  }

  void Release() {
    // A waiter may give its permit back while it is being answered. It is handed on by the loop
    // that is answering, so that a long line never becomes a deep stack.
    static thread_local State* answering = nullptr;
    static thread_local int returned = 0;
    if (answering == this) {
      ++returned;
      return;
    }
    const std::shared_ptr<State> keep = shared_from_this();
    State* const outer = std::exchange(answering, this);
    const int outer_returned = std::exchange(returned, 1);
    for (; returned > 0; --returned) HandOver();
    answering = outer;
    returned = outer_returned;
  }
};

struct AdmissionLimiter::Permit::Impl {
  explicit Impl(std::shared_ptr<State> s) : state(std::move(s)) {}
  ~Impl() { state->Release(); }
  std::shared_ptr<State> state;
};

AdmissionLimiter::Permit AdmissionLimiter::State::MakePermit(absl::Duration waited) {
  Permit permit;
  permit.impl_ = std::make_shared<Permit::Impl>(shared_from_this());
  permit.waited_ = waited;
  return permit;
}

void AdmissionLimiter::State::Enqueue(WaiterPtr waiter, absl::Time deadline,
                                      const CancellationToken& token) {
  // Both may fire before they are stored, and then find the waiter in line.
  const TimerQueue::Id timer = timers.Schedule(deadline, [weak = weak_from_this(), waiter, this]() {
    if (const auto self = weak.lock()) Leave(waiter, WaitedTooLong(clock.Now() - waiter->since));
  });
  CancellationRegistration cancellation =
      token.OnCancel([weak = weak_from_this(), waiter, this](const absl::Status& reason) {
        if (const auto self = weak.lock()) Leave(waiter, reason);
      });
  {
    std::lock_guard lock(mutex);
    if (waiter->in_line) {
      waiter->timer = timer;
      waiter->cancellation = std::move(cancellation);
      return;
    }
  }
  timers.Cancel(timer);
}

AdmissionLimiter::Permit::Permit(Permit&&) noexcept = default;
AdmissionLimiter::Permit& AdmissionLimiter::Permit::operator=(Permit&&) noexcept = default;
AdmissionLimiter::Permit::~Permit() = default;
void AdmissionLimiter::Permit::Release() { impl_.reset(); }

AdmissionLimiter::AdmissionLimiter(Options options, const Clock& clock, TimerQueue& timers)
    : state_(std::make_shared<State>(std::move(options), clock, timers)) {}

AdmissionLimiter::~AdmissionLimiter() { Close(); }

void AdmissionLimiter::Acquire(absl::Time deadline, const CancellationToken& token,
                               Callback callback) {
  Acquire(Turn(), deadline, token, std::move(callback));
}

void AdmissionLimiter::Acquire(Turn turn, absl::Time deadline, const CancellationToken& token,
                               Callback callback) {
  if (absl::Status cancelled = token.Check(); !cancelled.ok()) {
    callback(std::move(cancelled));
    return;
  }
  State::WaiterPtr waiter;
  absl::StatusOr<Permit> result = Permit();
  {
    std::lock_guard lock(state_->mutex);
    if (state_->closed) {
      result = state_->ShuttingDown();
    } else if (state_->in_use < state_->options.permits) {
      ++state_->in_use;
      result = state_->MakePermit(absl::ZeroDuration());
    } else if (state_->waiting >= state_->options.queue_limit) {
      result = state_->LineIsFull();
    } else {
      waiter = std::make_shared<State::Waiter>();
      waiter->callback = std::move(callback);
      waiter->since = state_->clock.Now();
      waiter->on_place = std::move(turn.on_place);
      state_->AddToLine(turn.key, waiter);
    }
  }
  if (waiter == nullptr) {
    callback(std::move(result));
  } else {
    state_->Enqueue(std::move(waiter), deadline, token);
    state_->TellPlaces();
  }
}

void AdmissionLimiter::Close() {
  std::vector<State::WaiterPtr> refused;
  {
    std::lock_guard lock(state_->mutex);
    state_->closed = true;
    while (!state_->lines.empty()) refused.push_back(state_->TakeNext());
  }
  for (const State::WaiterPtr& waiter : refused) state_->Answer(waiter, state_->ShuttingDown());
}

int AdmissionLimiter::in_use() const {
  std::lock_guard lock(state_->mutex);
  return state_->in_use;
}

size_t AdmissionLimiter::waiting() const {
  std::lock_guard lock(state_->mutex);
  return state_->waiting;
}

}  // namespace sheetgate::platform
