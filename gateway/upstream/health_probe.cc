#include "gateway/upstream/health_probe.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/concurrency/timer_queue.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using platform::StrCat;

constexpr char kCheckMethod[] = "/grpc.health.v1.Health/Check";
constexpr int kServiceField = 1;  // HealthCheckRequest.service
constexpr int kStatusField = 1;   // HealthCheckResponse.status
constexpr int kServing = 1;       // ServingStatus.SERVING

grpc::ByteBuffer EncodeRequest(const std::string& service) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream sink(&bytes);
    CodedOutputStream out(&sink);
    WireFormatLite::WriteString(kServiceField, service, &out);
  }
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// ServingStatus, 0 (UNKNOWN) when not given; nullopt for bytes that are no message.
std::optional<int> DecodeResponse(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return std::nullopt;
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  int status = 0;
  while (const uint32_t tag = in.ReadTag()) {
    if (tag == WireFormatLite::MakeTag(kStatusField, WireFormatLite::WIRETYPE_VARINT)) {
      uint32_t value = 0;
      if (!in.ReadVarint32(&value)) return std::nullopt;
      status = static_cast<int>(value);
    } else if (!WireFormatLite::SkipField(&in, tag)) {
      return std::nullopt;
    }
  }
  return in.ConsumedEntireMessage() ? std::optional<int>(status) : std::nullopt;
}

absl::Status NotReady(const std::string& name, std::string_view why) {
  return platform::Error(absl::StatusCode::kUnavailable,
                         platform::ErrorReason::kUpstreamUnavailable,
                         StrCat(name, " is not ready: ", why), {{"service", name}});
}

// One probe on its way.
struct Probe {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

}  // namespace

struct HealthProbe::State : std::enable_shared_from_this<State> {
  State(Options o, std::shared_ptr<grpc::Channel> channel, const platform::Clock& c,
        platform::TimerQueue& t)
      : options(std::move(o)),
        stub(std::move(channel)),
        clock(c),
        timers(t),
        last(NotReady(options.name, "it was not asked yet")) {}

  void Start() {
    auto probe = std::make_shared<Probe>();
    probe->request = EncodeRequest(options.service);
    probe->context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
    {
      std::lock_guard lock(mutex);
      if (stopped) return;
      running = probe;
    }
    stub.UnaryCall(&probe->context, kCheckMethod, grpc::StubOptions(), &probe->request,
                   &probe->response,
                   [self = shared_from_this(), probe](const grpc::Status& status) {
                     self->Finish(status, probe->response);
                   });
  }

  void Finish(const grpc::Status& status, const grpc::ByteBuffer& response) {
    absl::Status verdict = Verdict(status, response);
    std::lock_guard lock(mutex);
    last = std::move(verdict);
    running = nullptr;
    if (stopped) return;
    timer = timers.Schedule(clock.Now() + options.interval, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->Start();
    });
  }

  absl::Status Verdict(const grpc::Status& status, const grpc::ByteBuffer& response) const {
    if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return absl::OkStatus();
    if (!status.ok()) return NotReady(options.name, status.error_message());
    const std::optional<int> serving = DecodeResponse(response);
    if (!serving) return NotReady(options.name, "its health answer makes no sense");
    if (*serving != kServing) return NotReady(options.name, "it says it is not serving");
    return absl::OkStatus();
  }

  const Options options;
  grpc::GenericStub stub;
  const platform::Clock& clock;
  platform::TimerQueue& timers;

  mutable std::mutex mutex;
  // Guarded by `mutex`.
  absl::Status last;
  std::shared_ptr<Probe> running;
  platform::TimerQueue::Id timer = 0;
  bool stopped = false;
};

HealthProbe::HealthProbe(Options options, std::shared_ptr<grpc::Channel> channel,
                         const platform::Clock& clock, platform::TimerQueue& timers)
    : state_(std::make_shared<State>(std::move(options), std::move(channel), clock, timers)) {
  state_->Start();
}

void HealthProbe::Stop() {
  std::shared_ptr<Probe> running;
  platform::TimerQueue::Id timer = 0;
  {
    std::lock_guard lock(state_->mutex);
    if (state_->stopped) return;
    state_->stopped = true;
    running = state_->running;
    timer = state_->timer;
  }
  if (running != nullptr) running->context.TryCancel();
  if (timer != 0) state_->timers.Cancel(timer);
}

absl::Status HealthProbe::Last() const {
  std::lock_guard lock(state_->mutex);
  return state_->last;
}

}  // namespace sheetgate::gateway
