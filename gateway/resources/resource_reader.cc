#include "gateway/resources/resource_reader.h"

#include <google/protobuf/descriptor.h>

#include <utility>

#include <nlohmann/json.hpp>

#include "gateway/resources/resource_entry.h"
#include "gateway/tools/descriptors.h"
#include "gateway/tools/result_encoder.h"
#include "gateway/upstream/upstreams.h"
#include "platform/base/clock.h"
#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/concurrency/cancellation.h"
#include "sheetgate/mcp/v1/annotations.pb.h"

namespace sheetgate::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using nlohmann::json;
using platform::StrCat;
using ::sheetgate::mcp::v1::ResourceHeader;

// One read on its way. Its messages come one at a time.
class RunningRead {
 public:
  RunningRead(const Resource& resource, int64_t max_bytes,
              const platform::CancellationToken& caller,
              absl::AnyInvocable<void(absl::StatusOr<ResourceContent>)> done)
      : max_bytes_(max_bytes), done_(std::move(done)) {
    content_.mime_type = resource.mime_type;
    caller_ = caller.OnCancel(
        [source = cancellation_](const absl::Status& reason) mutable { source.Cancel(reason); });
  }

  // Fires with the caller's, or when the content is too large.
  platform::CancellationToken token() const { return cancellation_.token(); }

  void OnMessage(Upstreams::MessagePtr message) {
    const auto* reflection = message->GetReflection();
    const auto* type = message->GetDescriptor();
    const FieldDescriptor* header = type->FindFieldByName("header");
    if (reflection->HasField(*message, header)) {
      const auto* given = google::protobuf::DynamicCastToGenerated<ResourceHeader>(
          &reflection->GetMessage(*message, header));
      if (!given->mime_type().empty()) content_.mime_type = given->mime_type();
      if (given->size_bytes() > max_bytes_) Refuse();
    }
    const FieldDescriptor* part = type->FindFieldByName("text");
    content_.is_text = part != nullptr;
    if (part == nullptr) part = type->FindFieldByName("blob");
    std::string scratch;
    Add(reflection->GetStringReference(*message, part, &scratch));
  }

  void OnDone(absl::StatusOr<Upstreams::MessagePtr> response) {
    caller_.Reset();
    // A unary RPC's response is the content.
    if (response.ok() && *response != nullptr) {
      Add(EncodeResult(**response).dump(-1, ' ', false, json::error_handler_t::replace));
    }
    if (!refusal_.ok()) {
      done_(std::move(refusal_));
    } else if (!response.ok()) {
      done_(std::move(response).status());
    } else {
      done_(std::move(content_));
    }
  }

 private:
  void Add(const std::string& bytes) {
    if (!refusal_.ok()) return;
    if (static_cast<int64_t>(content_.bytes.size() + bytes.size()) > max_bytes_) return Refuse();
    content_.bytes += bytes;
  }

  void Refuse() {
    refusal_ = platform::InvalidArgument(
        platform::ErrorReason::kLimitExceeded,
        StrCat("the resource is larger than ", max_bytes_,
               " bytes; ask for a smaller part of it, such as fewer rows (the gateway's limit is "
               "--max_resource_bytes)"),
        {{"limit", StrCat(max_bytes_)}});
    content_.bytes.clear();
    cancellation_.Cancel(refusal_);
  }

  const int64_t max_bytes_;
  absl::AnyInvocable<void(absl::StatusOr<ResourceContent>)> done_;
  platform::CancellationSource cancellation_;
  platform::CancellationRegistration caller_;
  ResourceContent content_;
  absl::Status refusal_;
};

}  // namespace

ResourceReader::ResourceReader(Upstreams& upstreams, Options options, const platform::Clock& clock)
    : upstreams_(upstreams), options_(options), clock_(clock) {}

void ResourceReader::Read(ResourceTarget target, const platform::RequestContext& context,
                          absl::AnyInvocable<void(absl::StatusOr<ResourceContent>)> done) {
  platform::RequestContext call_context = WithDeadline(*target.resource, context);
  auto read = std::make_shared<RunningRead>(*target.resource, options_.max_bytes,
                                            context.cancellation, std::move(done));
  call_context.cancellation = read->token();
  upstreams_.Call(
      *target.resource, std::move(target.request), call_context,
      [read](Upstreams::MessagePtr message) { read->OnMessage(std::move(message)); },
      [read](absl::StatusOr<Upstreams::MessagePtr> response) {
        read->OnDone(std::move(response));
      });
}

void ResourceReader::List(const Resource& resource, const std::string& cursor,
                          const platform::RequestContext& context,
                          absl::AnyInvocable<void(absl::StatusOr<ResourcePage>)> done) {
  const ResourceLister& lister = *resource.lister;
  Upstreams::MessagePtr request = NewMessage(*lister.method->input_type());
  if (!cursor.empty()) {
    request->GetReflection()->SetString(
        request.get(), request->GetDescriptor()->FindFieldByName("page_token"), cursor);
  }
  upstreams_.Call(
      lister, std::move(request), WithDeadline(lister, context), nullptr,
      [&resource, done = std::move(done)](absl::StatusOr<Upstreams::MessagePtr> response) mutable {
        if (!response.ok()) return done(std::move(response).status());
        done(ResourcePage{std::make_unique<json>(EncodeResourcePage(resource, **response))});
      });
}

platform::RequestContext ResourceReader::WithDeadline(
    const Rpc& rpc, const platform::RequestContext& context) const {
  platform::RequestContext result = context;
  result.deadline = options_.deadlines.Of(rpc, context.deadline, clock_.Now());
  return result;
}

}  // namespace sheetgate::gateway
