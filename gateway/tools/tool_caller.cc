#include "gateway/tools/tool_caller.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/tools/argument_codec.h"
#include "gateway/tools/content_blocks.h"
#include "gateway/tools/descriptors.h"
#include "gateway/tools/result_encoder.h"
#include "gateway/upstream/upstreams.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/observability/metrics.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using nlohmann::json;
using ::sheetgate::mcp::v1::Progress;

// One call on its way: what comes back from upstream becomes progress and the result.
class RunningCall {
 public:
  RunningCall(const Tool& tool, std::string request_id,
              absl::AnyInvocable<void(const ToolProgress&)> progress,
              absl::AnyInvocable<void(ToolResult)> done)
      : tool_(tool),
        request_id_(std::move(request_id)),
        progress_(std::move(progress)),
        done_(std::move(done)) {}

  // A message of a streaming tool.
  void OnMessage(Upstreams::MessagePtr message) {
    const auto* reflection = message->GetReflection();
    const auto* type = message->GetDescriptor();
    const FieldDescriptor* progress = type->FindFieldByName("progress");
    const FieldDescriptor* result = type->FindFieldByName("result");
    if (progress_ && reflection->HasField(*message, progress)) {
      const auto* update = google::protobuf::DynamicCastToGenerated<Progress>(
          &reflection->GetMessage(*message, progress));
      progress_({update->progress(), update->total(), update->message()});
    }
    if (!reflection->HasField(*message, result)) return;
    Upstreams::MessagePtr part(reflection->ReleaseMessage(message.get(), result));
    if (result_ == nullptr) {
      result_ = std::move(part);
    } else {
      result_->MergeFrom(*part);
    }
  }

  void OnDone(absl::StatusOr<Upstreams::MessagePtr> response) {
    if (response.ok() && !tool_.streaming) result_ = *std::move(response);
    if (!response.ok()) {
      Fail(std::move(response).status());
    } else if (result_ == nullptr) {
      Fail(platform::Internal(platform::StrCat(tool_.path, " ended without a result")));
    } else {
      ToolResult result;
      result.json = std::make_unique<json>(SuccessResult(EncodeResult(*result_)));
      AddContentBlocks(*result_, (*result.json)["content"]);
      result.code = "OK";
      done_(std::move(result));
    }
  }

 private:
  void Fail(absl::Status status) {
    // What the service calls a bad argument is one the caller can mend: show what works.
    if (status.code() == absl::StatusCode::kInvalidArgument) {
      status = platform::WithMetadata(std::move(status), "example", tool_.example);
    }
    done_(ToolCaller::ErrorResult(status, request_id_));
  }

  const Tool& tool_;
  const std::string request_id_;
  absl::AnyInvocable<void(const ToolProgress&)> progress_;
  absl::AnyInvocable<void(ToolResult)> done_;
  Upstreams::MessagePtr result_;
};

}  // namespace

ToolCaller::ToolCaller(Upstreams& upstreams, Options options, const platform::Clock& clock,
                       platform::MetricsRegistry& metrics)
    : upstreams_(upstreams), options_(options), clock_(clock), metrics_(metrics) {}

void ToolCaller::Call(const Tool& tool, const json& arguments,
                      const platform::RequestContext& context,
                      absl::AnyInvocable<void(const ToolProgress&)> progress,
                      absl::AnyInvocable<void(ToolResult)> done) {
  auto request = DecodeArguments(tool, arguments);
  if (!request.ok()) {
    ToolResult result = ErrorResult(request.status(), context.request_id);
    metrics_
        .GetCounter("sheetgate_tool_argument_errors_total",
                    "Tool calls refused because of their arguments.",
                    {{"tool", tool.name}, {"reason", result.reason}})
        .Increment();
    done(std::move(result));
    return;
  }
  platform::RequestContext call_context = context;
  call_context.deadline = options_.Of(tool, context.deadline, clock_.Now());
  auto call =
      std::make_shared<RunningCall>(tool, context.request_id, std::move(progress), std::move(done));
  upstreams_.Call(
      tool, *std::move(request), call_context,
      [call](Upstreams::MessagePtr message) { call->OnMessage(std::move(message)); },
      [call](absl::StatusOr<Upstreams::MessagePtr> response) {
        call->OnDone(std::move(response));
      });
}

}  // namespace sheetgate::gateway
