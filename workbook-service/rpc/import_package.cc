#include "workbook-service/rpc/import_package.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/staged_file.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;

constexpr int64_t kMaxChunkBytes = int64_t{1} << 20;
constexpr char kHeaderExample[] = "{\"header\": {\"path\": \"imports/budget.xlsx\"}}";

bool IsSha256(std::string_view text) {
  return text.size() == 64 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

class PackageUpload final
    : public platform::UploadSink<v1::ImportPackageRequest, v1::ImportPackageResponse> {
 public:
  PackageUpload(platform::RequestContext context, Session& session, int64_t max_file_bytes)
      : context_(std::move(context)), session_(session), max_file_bytes_(max_file_bytes) {}

  absl::Status Add(const v1::ImportPackageRequest& request) override {
    RETURN_IF_ERROR(context_.cancellation.Check());
    switch (request.part_case()) {
      case v1::ImportPackageRequest::kHeader:
        return Begin(request.header());
      case v1::ImportPackageRequest::kChunk:
        return Append(request.chunk());
      case v1::ImportPackageRequest::PART_NOT_SET:
        break;
    }
    return BadArgument(ErrorReason::kInvalidArgument, "part",
                       "a message is either the header or a chunk", kHeaderExample);
  }

  absl::StatusOr<v1::ImportPackageResponse> Finish() override {
    if (!file_.has_value()) return HeaderMissing();
    if (header_.size_bytes() > 0 && received_ != header_.size_bytes()) {
      return Damaged(platform::StrCat("the header announced ", header_.size_bytes(), " bytes, but ",
                                      received_, " arrived"));
    }
    const std::string sha256 = hash_.FinishHex();
    if (!header_.sha256().empty() && absl::AsciiStrToLower(header_.sha256()) != sha256) {
      return Damaged(platform::StrCat("the bytes received have SHA-256 ", sha256,
                                      ", not the one the header announced"));
    }
    RETURN_IF_ERROR(file_->Seal());
    ASSIGN_OR_RETURN(const SavedFile saved,
                     session_.Import(file_->path(), header_.path(), header_.overwrite(), context_));
    v1::ImportPackageResponse response;
    response.set_workbook_id(saved.workbook_id);
    response.set_revision(saved.revision);
    response.set_size_bytes(received_);
    response.set_sha256(sha256);
    return response;
  }

 private:
  absl::Status Begin(const v1::ImportHeader& header) {
    if (file_.has_value()) {
      return BadArgument(ErrorReason::kInvalidArgument, "header",
                         "sent twice; it comes once, first", kHeaderExample);
    }
    if (header.path().empty()) {
      return BadArgument(ErrorReason::kMissingArgument, "header.path",
                         "the path of the new file, relative to the workspace, is missing",
                         "\"imports/budget.xlsx\"");
    }
    if (header.size_bytes() < 0) {
      return BadArgument(ErrorReason::kInvalidArgument, "header.size_bytes",
                         "a file has no negative size; 0 stands for unknown", "48213");
    }
    if (!header.sha256().empty() && !IsSha256(header.sha256())) {
      return BadArgument(ErrorReason::kInvalidArgument, "header.sha256",
                         "not 64 hexadecimal digits",
                         "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"");
    }
    RETURN_IF_ERROR(CheckSize(header.size_bytes()));
    header_ = header;
    ASSIGN_OR_RETURN(StagedFile file, StagedFile::Create(session_.StagingDirectory()));
    file_.emplace(std::move(file));
    return absl::OkStatus();
  }

  absl::Status Append(const std::string& chunk) {
    if (!file_.has_value()) return HeaderMissing();
    const auto bytes = static_cast<int64_t>(chunk.size());
    if (bytes > kMaxChunkBytes) {
      return platform::WithMetadata(
          BadArgument(
              ErrorReason::kLimitExceeded, "chunk",
              platform::StrCat("holds ", bytes, " bytes; send chunks of at most ", kMaxChunkBytes),
              "262144 bytes a chunk"),
          "limit", platform::StrCat(kMaxChunkBytes));
    }
    RETURN_IF_ERROR(CheckSize(received_ + bytes));
    RETURN_IF_ERROR(file_->Append(chunk));
    hash_.Update(chunk);
    received_ += bytes;
    return absl::OkStatus();
  }

  absl::Status CheckSize(int64_t bytes) const {
    if (bytes <= max_file_bytes_) return absl::OkStatus();
    return platform::ResourceExhausted(
        ErrorReason::kFileTooLarge,
        platform::StrCat("the package is larger than ", max_file_bytes_,
                         " bytes, the limit of this server (--max_file_bytes)"),
        {{"limit", platform::StrCat(max_file_bytes_)}});
  }

  static absl::Status HeaderMissing() {
    return BadArgument(ErrorReason::kMissingArgument, "header",
                       "the first message must be the header", kHeaderExample);
  }

  static absl::Status Damaged(std::string_view what) {
    return platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                           platform::StrCat("the upload is damaged: ", what, "; send it again"));
  }

  const platform::RequestContext context_;
  Session& session_;
  const int64_t max_file_bytes_;
  v1::ImportHeader header_;
  std::optional<StagedFile> file_;  // set by the header
  platform::Sha256 hash_;
  int64_t received_ = 0;
};

}  // namespace

absl::StatusOr<
    std::unique_ptr<platform::UploadSink<v1::ImportPackageRequest, v1::ImportPackageResponse>>>
ImportPackage(const platform::RequestContext& context, Session& session, int64_t max_file_bytes) {
  return std::make_unique<PackageUpload>(context, session, max_file_bytes);
}

}  // namespace sheetgate::workbook
