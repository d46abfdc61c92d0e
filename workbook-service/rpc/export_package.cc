#include "workbook-service/rpc/export_package.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::workbook {
namespace {

constexpr size_t kChunkBytes = size_t{256} << 10;

class PackageDownload final : public platform::PullSource<v1::ExportPackageResponse> {
 public:
  PackageDownload(ExportedPackage package, bool stale_values,
                  platform::CancellationToken cancellation)
      : package_(std::move(package)),
        stale_values_(stale_values),
        cancellation_(std::move(cancellation)) {}

  absl::StatusOr<std::optional<v1::ExportPackageResponse>> Next() override {
    RETURN_IF_ERROR(cancellation_.Check());
    v1::ExportPackageResponse response;
    if (!header_sent_) {
      header_sent_ = true;
      v1::ExportHeader* header = response.mutable_header();
      header->set_revision(package_.revision);
      header->set_size_bytes(static_cast<int64_t>(package_.bytes->size()));
      header->set_sha256(package_.sha256);
      header->set_file_name(package_.file_name);
      header->set_stale_values(stale_values_);
      return response;
    }
    const size_t length = std::min(kChunkBytes, package_.bytes->size() - offset_);
    if (length == 0) return std::nullopt;
    response.set_chunk(package_.bytes->data() + offset_, length);
    offset_ += length;
    return response;
  }

 private:
  const ExportedPackage package_;
  const bool stale_values_;
  const platform::CancellationToken cancellation_;
  bool header_sent_ = false;
  size_t offset_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::PullSource<v1::ExportPackageResponse>>> ExportPackage(
    const v1::ExportPackageRequest& request, const platform::RequestContext& context,
    Session& session) {
  ASSIGN_OR_RETURN(ExportedPackage package,
                   session.Export(request.workbook_id(), request.revision(), context));
  // Of the very revision that was exported, whatever was edited since.
  ASSIGN_OR_RETURN(const auto snapshot,
                   session.Open(request.workbook_id(), package.revision, context));
  return std::make_unique<PackageDownload>(std::move(package), snapshot->stale_values,
                                           context.cancellation);
}

}  // namespace sheetgate::workbook
