// Other files of the workspace: new workbooks, empty and copied, and images that are read.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/xlsx/new_package.h"
#include "spreadsheet/xlsx/workbook_format.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/session/file_format.h"
#include "workbook-service/session/request_results.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

}  // namespace

absl::StatusOr<spreadsheet::PackageBytes> EmbeddedSession::PackageFor(
    const Opened& opened, const std::string& path,
    const platform::CancellationToken& cancellation) {
  const spreadsheet::Workbook& workbook = *opened.loaded->workbook();
  RETURN_IF_ERROR(CheckSaveFormat(path, workbook));
  ASSIGN_OR_RETURN(spreadsheet::PackageBytes bytes, PackageOf(opened, {}, cancellation));
  const std::string_view format = FormatOfPath(path);
  if (format == workbook.features().format) return bytes;
  ASSIGN_OR_RETURN(
      std::string converted,
      spreadsheet::WithWorkbookFormat(std::move(bytes), format, options_.limits, cancellation));
  return spreadsheet::PackageBytes(std::make_shared<const std::string>(std::move(converted)));
}

absl::Status EmbeddedSession::WriteOnce(const std::string& path, std::string_view bytes,
                                        const std::string& sha256, bool may_be_there,
                                        const platform::CancellationToken& cancellation) {
  const absl::Status written = stores_.workspace->Write(path, bytes, /*overwrite=*/false,
                                                        [&] { return cancellation.Check(); });
  if (!may_be_there || platform::ReasonOf(written) != ErrorReason::kFileExists) return written;
  const auto there = files_.Current(path, cancellation);
  return there.ok() && (*there)->sha256 == sha256 ? absl::OkStatus() : written;
}

absl::StatusOr<SavedFile> EmbeddedSession::WriteNew(const std::string& path,
                                                    const spreadsheet::PackageBytes& bytes,
                                                    SavedFile file, const RequestKey& request,
                                                    const platform::RequestContext& context) {
  file.path = path;
  file.workbook_id = FileWorkbookId(path);
  file.size_bytes = static_cast<int64_t>(bytes->size());
  file.sha256 = platform::Sha256Hex(*bytes);
  if (file.revision.empty()) file.revision = FileRevision(file.sha256, path);
  const absl::Status written =
      WriteOnce(path, *bytes, file.sha256, !request.request_id.empty(), context.cancellation);
  if (platform::ReasonOf(written) == ErrorReason::kFileExists) {
    return platform::Error(
        written.code(), ErrorReason::kFileExists,
        StrCat("file '", path, "' exists, and is not replaced by this; use another path"),
        {{"path", path}});
  }
  RETURN_IF_ERROR(written);
  RETURN_IF_ERROR(stores_.metadata->Remember(request, EncodeFile(file), clock_.Now()));
  return file;
}

absl::StatusOr<SavedFile> EmbeddedSession::CreateFile(std::string_view path,
                                                      const std::vector<std::string>& sheet_names,
                                                      const WriteOptions& options,
                                                      const platform::RequestContext& context) {
  const RequestKey request = KeyOf("", "create_workbook", options, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> known, stores_.metadata->FindRequest(request));
  if (known) return DecodeFile(*known);
  ASSIGN_OR_RETURN(const std::string normal, NormalizePath(path));
  if (FormatOfPath(normal) != "xlsx") {
    return platform::InvalidArgument(
        ErrorReason::kInvalidPath,
        StrCat("path '", normal,
               "' is not that of an .xlsx file, the only kind that can be made empty; "
               "use a path such as reports/2027.xlsx"),
        {{"field", "path"}, {"format", "xlsx"}});
  }
  ASSIGN_OR_RETURN(std::string package, spreadsheet::NewPackage(sheet_names));
  return WriteNew(normal, std::make_shared<const std::string>(std::move(package)), {}, request,
                  context);
}

absl::StatusOr<std::string> EmbeddedSession::ReadImageFile(
    std::string_view path, int64_t max_bytes, const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const std::string normal, NormalizeImagePath(path));
  absl::StatusOr<FileContent> content =
      stores_.workspace->Read(normal, max_bytes, context.cancellation);
  if (absl::IsNotFound(content.status())) {
    return platform::NotFound(platform::ErrorReason::kInvalidPath,
                              platform::StrCat("the workspace has no file '", normal, "'"));
  }
  RETURN_IF_ERROR(content.status());
  return std::move(content->bytes);
}

absl::StatusOr<SavedFile> EmbeddedSession::Copy(std::string_view workbook_id,
                                                std::string_view revision, std::string_view path,
                                                const WriteOptions& options,
                                                const platform::RequestContext& context) {
  const RequestKey request = KeyOf(workbook_id, "copy_workbook", options, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> known, stores_.metadata->FindRequest(request));
  if (known) return DecodeFile(*known);
  ASSIGN_OR_RETURN(const std::string normal, NormalizePath(path));
  ASSIGN_OR_RETURN(const Opened opened, OpenAny(workbook_id, revision, context.cancellation));
  ASSIGN_OR_RETURN(const spreadsheet::PackageBytes bytes,
                   PackageFor(opened, normal, context.cancellation));
  return WriteNew(normal, bytes,
                  {.revision = opened.revision, .stale_values = opened.loaded->stale_values()},
                  request, context);
}

}  // namespace sheetgate::workbook
