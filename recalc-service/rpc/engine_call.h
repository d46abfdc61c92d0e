// EngineCall: what the calls that give a workbook to the engine have in common: the wait for a
// permit, the phases, the run budget, cancellation, and the stream of progress and result.
//
// No thread waits: each step of a call ends by starting the next, which calls back. Cancelling the
// call, or its run budget running out, ends it at once and cancels what is under way; what a step
// holds (the permit above all) goes when that step has ended.
#ifndef SHEETGATE_RECALC_SERVICE_RPC_ENGINE_CALL_H_
#define SHEETGATE_RECALC_SERVICE_RPC_ENGINE_CALL_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/concurrency/admission_limiter.h"
#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/timer_queue.h"
#include "platform/rpc/request_context.h"
#include "platform/rpc/response_source.h"
#include "recalc-service/documents/open_documents.h"
#include "recalc-service/engine/engine.h"
#include "recalc-service/rpc/phase_recorder.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::platform {
class Clock;
class ThreadPool;
}  // namespace sheetgate::platform

namespace sheetgate::recalc {

class CallMetrics;
struct Evaluation;

// What every call of one kind uses; all must outlive the calls.
struct EngineCallDependencies {
  const platform::Clock* clock = nullptr;
  platform::TimerQueue* timers = nullptr;
  // One permit a call.
  platform::AdmissionLimiter* permits = nullptr;
  // Reads and compares workbooks; as many threads as there are permits, and room in its queue for
  // as many tasks.
  platform::ThreadPool* compute = nullptr;
  Engine* engine = nullptr;
  OpenDocuments* documents = nullptr;
  workbook::WorkbookClient* workbooks = nullptr;
  const CallMetrics* metrics = nullptr;
  // Longest wait for a permit, and longest work after it.
  absl::Duration queue_timeout = absl::Seconds(30);
  absl::Duration run_timeout = absl::Seconds(120);
  spreadsheet::XlsxLimits limits;
};

// The part that does not depend on the response.
class EngineCallBase : public std::enable_shared_from_this<EngineCallBase> {
 public:
  virtual ~EngineCallBase();

  // Once, before anything else.
  void Start();
  // Nobody listens any more.
  void Abandon();

 protected:
  // `kind` must outlive the call.
  EngineCallBase(const platform::RequestContext& context,
                 const EngineCallDependencies& dependencies, const CallKind& kind);

  // The first step: it is the call's turn, and its run budget counts. The call is over when the
  // permit goes.
  virtual void Begin(platform::AdmissionLimiter::Permit permit) = 0;
  // Whom callers without a name take turns by.
  virtual const std::string& workbook_id() const = 0;
  // Tells whoever takes the call's updates that there is a new one. Not under the lock.
  virtual void Deliver() = 0;
  // Under the lock: whether there is an outcome, and the error that becomes it.
  virtual bool has_outcome() const = 0;
  virtual void SetError(const absl::Status& status) = 0;

  // What a call calculates with.
  struct Wanted {
    std::string workbook_id;
    std::string revision;           // empty: the newest
    std::string expected_revision;  // not empty: the call ends unless it is this one
  };
  using WithDocument = absl::AnyInvocable<void(DocumentLease)>;

  // Fetches a revision; its error ends the call.
  void Fetch(workbook::PackageRequest request,
             absl::AnyInvocable<void(workbook::FetchedPackage)> next);
  // Has the revision open for calculation: a document that is open already is brought there by the
  // edits since, where that is possible. Errors end the call.
  void Prepare(Wanted wanted, WithDocument next);
  // A state of a workbook: `document` without the document.
  using State = OpenDocument;
  // Makes the lease's document one of `wanted`. It is opened when there is none yet or no edits
  // lead there.
  absl::Status Match(DocumentLease lease, State wanted, WithDocument next);
  // Asks; an error ends the call.
  void Ask(DocumentLease lease, EngineQuestion question,
           absl::AnyInvocable<void(DocumentLease, EngineAnswer)> next);
  // The same, but asks a copy, of which nothing is left: the document goes back at once.
  void AskCopy(DocumentLease lease, EngineQuestion question,
               absl::AnyInvocable<void(DocumentLease, EngineAnswer)> next);
  // Goes through scenarios, in the document when they are few, else in a copy: then the document
  // goes back at once, and `next` gets an empty lease. An error ends the call.
  void Evaluate(DocumentLease lease, std::shared_ptr<Evaluation> evaluation,
                absl::AnyInvocable<void(DocumentLease)> next);
  // Opens a document of `state`; an error ends the call.
  void Open(State state, OpenRequest request, WithDocument next);
  // Runs a step on the compute pool; its error ends the call.
  void Compute(absl::AnyInvocable<absl::Status()> step);
  // Begins a phase. False when the call is over: then the step ends here.
  bool Enter(Phase phase);
  // Tells the caller how much of the present phase is done.
  void Report(double part, std::string message);
  // The same for a phase of the engine.
  void OnEngine(EnginePhase phase);
  // Whether the call was answered. Then the steps end, and touch nothing the server may have taken
  // down by now.
  bool Over();
  // Ends the call with an error and stops whatever is under way; the first time only.
  void Finish(const absl::Status& status);
  // Under the lock: the call has its result.
  void FinishPhases();
  void StopTimer();

  const EngineCallDependencies use_;
  // Its token is that of the steps: cancelled by the caller, the budget, or an error.
  platform::RequestContext context_;

  std::mutex mutex_;
  // Guarded by mutex_.
  PhaseRecorder phases_;
  std::optional<mcp::v1::Progress> progress_;

 private:
  std::string TurnKey() const;
  void OnPlace(const platform::AdmissionLimiter::Place& place);
  void OnPermit(absl::StatusOr<platform::AdmissionLimiter::Permit> permit);
  void StartRunTimer();
  absl::Status RunTimeout() const;
  // Copies the document, which goes back at once; an error ends the call.
  void Copy(DocumentLease lease, absl::AnyInvocable<void(std::shared_ptr<EngineDocument>)> next);
  void EvaluateSome(DocumentLease lease, std::shared_ptr<EngineDocument> copy,
                    std::shared_ptr<Evaluation> evaluation,
                    absl::AnyInvocable<void(DocumentLease)> next);
  // Without a phase of its own.
  void FetchQuietly(workbook::PackageRequest request,
                    absl::AnyInvocable<void(workbook::FetchedPackage)> next);
  absl::Status ReadAndMatch(DocumentLease lease, const std::string& workbook_id,
                            workbook::FetchedPackage fetched, WithDocument next);
  // Plans anew with what was edited since the revision `calculated`, then as Match.
  absl::Status NarrowAndMatch(DocumentLease lease, State wanted,
                              workbook::FetchedPackage calculated, WithDocument next);

  const CallKind& kind_;
  platform::CancellationToken outer_;
  platform::CancellationSource stop_;
  platform::CancellationRegistration registration_;
  // Guarded by mutex_.
  std::optional<platform::TimerQueue::Id> timer_;
  uint64_t place_order_ = 0;  // of the newest place
  int places_told_ = 0;
};

// `Response` has `progress` and `result`, as a streaming tool's has.
template <typename Response>
class EngineCall : public EngineCallBase {
 public:
  using Done = typename platform::AsyncSource<Response>::Done;
  using Result = std::decay_t<decltype(std::declval<Response>().result())>;

  void Next(Done done) {
    {
      std::lock_guard lock(mutex_);
      waiting_ = std::move(done);
    }
    Deliver();
  }

 protected:
  using EngineCallBase::EngineCallBase;

  // A part of the result, when the caller may have it in parts.
  void Emit(Result part) {
    {
      std::lock_guard lock(mutex_);
      if (outcome_.has_value()) return;
      *parts_.emplace_back().mutable_result() = std::move(part);
    }
    Deliver();
  }

  // Ends the call with a result, to which `complete` adds what the phases tell.
  void FinishWith(Result result, void (*complete)(const PhaseRecorder&, Result*)) {
    {
      std::lock_guard lock(mutex_);
      if (outcome_.has_value()) return;
      FinishPhases();
      complete(phases_, &result);
      Response response;
      *response.mutable_result() = std::move(result);
      outcome_ = std::move(response);
    }
    StopTimer();
    Deliver();
  }

 private:
  bool has_outcome() const override { return outcome_.has_value(); }
  void SetError(const absl::Status& status) override { outcome_ = status; }

  // Hands over what there is: parts, then the newest progress or the outcome, then the end.
  void Deliver() override {
    std::optional<Done> done;
    absl::StatusOr<std::optional<Response>> update = std::nullopt;
    {
      std::lock_guard lock(mutex_);
      if (!waiting_.has_value()) return;
      if (ended_) {
        // The end of the stream.
      } else if (!parts_.empty()) {
        update = std::move(parts_.front());
        parts_.pop_front();
      } else if (outcome_.has_value()) {
        ended_ = true;
        if (outcome_->ok()) {
          update = **std::move(outcome_);
        } else {
          update = outcome_->status();
        }
      } else if (progress_.has_value()) {
        Response response;
        *response.mutable_progress() = *std::exchange(progress_, std::nullopt);
        update = std::move(response);
      } else {
        return;
      }
      done = std::exchange(waiting_, std::nullopt);
    }
    // Not under the lock: the dispatcher may ask for the next update, or destroy the source.
    (*done)(std::move(update));
  }

  // Guarded by mutex_.
  std::optional<Done> waiting_;
  std::deque<Response> parts_;
  std::optional<absl::StatusOr<Response>> outcome_;
  bool ended_ = false;
};

// The dispatcher's end of a call.
template <typename Response>
class EngineCallSource final : public platform::AsyncSource<Response> {
 public:
  explicit EngineCallSource(std::shared_ptr<EngineCall<Response>> call) : call_(std::move(call)) {
    call_->Start();
  }
  ~EngineCallSource() override { call_->Abandon(); }
  // The dispatcher may destroy this source in `done`.
  void Next(typename platform::AsyncSource<Response>::Done done) override {
    std::shared_ptr(call_)->Next(std::move(done));
  }

 private:
  const std::shared_ptr<EngineCall<Response>> call_;
};

}  // namespace sheetgate::recalc

#endif  // SHEETGATE_RECALC_SERVICE_RPC_ENGINE_CALL_H_
