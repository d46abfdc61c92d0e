#include "workbook-service/client/fetch_call.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/rpc/status_conversion.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

absl::Status Damaged(std::string_view what) {
  return platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                         StrCat("the package was damaged on its way: ", what));
}

absl::Status TooLarge(int64_t size, int64_t limit) {
  return platform::ResourceExhausted(
      ErrorReason::kFileTooLarge, StrCat("the package has ", size, " bytes, the limit is ", limit),
      {{"limit", StrCat(limit)}});
}

}  // namespace

FetchCall::FetchCall(std::shared_ptr<ActiveCalls> active, int64_t max_bytes,
                     const platform::RequestContext& context, Done done)
    : context_(context, std::move(active)), max_bytes_(max_bytes), done_(std::move(done)) {}

void FetchCall::Start(v1::WorkbookService::Stub& stub, std::shared_ptr<ActiveCalls> active,
                      const PackageRequest& request, const platform::RequestContext& context,
                      Done done) {
  auto* call = new FetchCall(std::move(active), request.max_bytes, context,
                             std::move(done));  // OnDone deletes it
  call->request_.set_workbook_id(request.workbook_id);
  call->request_.set_revision(request.revision);
  call->request_.set_known_revision(request.known_revision);
  call->request_.set_keep_calculation_settings(true);
  stub.async()->ExportPackage(&call->context_.grpc(), &call->request_, call);
  call->StartRead(&call->response_);
  call->context_.Watch(context.cancellation);
  call->StartCall();
}

absl::Status FetchCall::Take() {
  switch (response_.part_case()) {
    case v1::ExportPackageResponse::kHeader:
      if (has_header_) return Damaged("a second header came");
      has_header_ = true;
      header_ = std::move(*response_.mutable_header());
      if (header_.size_bytes() < 0) return Damaged("a negative size was announced");
      if (header_.size_bytes() > max_bytes_) return TooLarge(header_.size_bytes(), max_bytes_);
      bytes_.reserve(static_cast<size_t>(header_.size_bytes()));
      return absl::OkStatus();
    case v1::ExportPackageResponse::kChunk:
      if (!has_header_) return Damaged("bytes came before the header");
      if (static_cast<int64_t>(bytes_.size() + response_.chunk().size()) > header_.size_bytes()) {
        return Damaged("more bytes came than were announced");
      }
      bytes_ += response_.chunk();
      return absl::OkStatus();
    case v1::ExportPackageResponse::PART_NOT_SET:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

void FetchCall::OnReadDone(bool ok) {
  if (!ok) return;
  failure_ = Take();
  if (!failure_.ok()) {
    context_.grpc().TryCancel();
    return;
  }
  StartRead(&response_);
}

absl::Status FetchCall::Verify() const {
  if (!has_header_) return Damaged("no header came");
  if (header_.unchanged()) return absl::OkStatus();
  if (static_cast<int64_t>(bytes_.size()) != header_.size_bytes()) {
    return Damaged(StrCat(bytes_.size(), " of ", header_.size_bytes(), " bytes came"));
  }
  if (platform::Sha256Hex(bytes_) != header_.sha256()) return Damaged("its SHA-256 differs");
  return absl::OkStatus();
}

void FetchCall::OnDone(const grpc::Status& status) {
  absl::Status result = context_.Finish(platform::FromGrpcStatus(status));
  if (!failure_.ok()) result = std::move(failure_);
  if (result.ok()) result = Verify();
  Done done = std::move(done_);
  FetchedPackage package{.revision = header_.revision(),
                         .file_name = header_.file_name(),
                         .bytes = header_.unchanged()
                                      ? nullptr
                                      : std::make_shared<const std::string>(std::move(bytes_)),
                         .stale_values = header_.stale_values(),
                         .calculated_revision = header_.calculated_revision()};
  const std::shared_ptr<ActiveCalls> active = context_.active();
  delete this;
  active->Forget();
  if (result.ok()) {
    done(std::move(package));
  } else {
    done(std::move(result));
  }
}

}  // namespace sheetgate::workbook
