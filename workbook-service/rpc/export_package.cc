#include "workbook-service/rpc/export_package.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::workbook {
namespace {

constexpr size_t kChunkBytes = size_t{256} << 10;

// A header, then the bytes; none when it says `unchanged`.
class PackageDownload final : public platform::PullSource<v1::ExportPackageResponse> {
 public:
  PackageDownload(v1::ExportHeader header, platform::SharedBytes bytes,
                  platform::CancellationToken cancellation)
      : header_(std::move(header)),
        bytes_(std::move(bytes)),
        cancellation_(std::move(cancellation)) {}

  absl::StatusOr<std::optional<v1::ExportPackageResponse>> Next() override {
    RETURN_IF_ERROR(cancellation_.Check());
    v1::ExportPackageResponse response;
    if (!header_sent_) {
      header_sent_ = true;
      *response.mutable_header() = header_;
      return response;
    }
    if (header_.unchanged() || offset_ == bytes_->size()) return std::nullopt;
    const size_t length = std::min(kChunkBytes, bytes_->size() - offset_);
    response.set_chunk(bytes_->data() + offset_, length);
    offset_ += length;
    return response;
  }

 private:
  const v1::ExportHeader header_;
  const platform::SharedBytes bytes_;
  const platform::CancellationToken cancellation_;
  bool header_sent_ = false;
  size_t offset_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::PullSource<v1::ExportPackageResponse>>> ExportPackage(
    const v1::ExportPackageRequest& request, const platform::RequestContext& context,
    Session& session) {
  v1::ExportHeader header;
  if (!request.known_revision().empty()) {
    ASSIGN_OR_RETURN(const auto snapshot,
                     session.Open(request.workbook_id(), request.revision(), context));
    if (snapshot->revision == request.known_revision()) {
      header.set_revision(snapshot->revision);
      header.set_stale_values(snapshot->stale_values);
      header.set_unchanged(true);
      return std::make_unique<PackageDownload>(std::move(header), platform::SharedBytes(),
                                               context.cancellation);
    }
  }
  ASSIGN_OR_RETURN(
      ExportedPackage package,
      session.Export(request.workbook_id(), request.revision(),
                     {.keep_calculation_settings = request.keep_calculation_settings()}, context));
  header.set_revision(package.revision);
  header.set_size_bytes(static_cast<int64_t>(package.bytes->size()));
  header.set_sha256(package.sha256);
  header.set_file_name(package.file_name);
  header.set_stale_values(package.stale_values);
  header.set_calculated_revision(package.calculated_revision);
  return std::make_unique<PackageDownload>(std::move(header), std::move(package.bytes),
                                           context.cancellation);
}

}  // namespace sheetgate::workbook
