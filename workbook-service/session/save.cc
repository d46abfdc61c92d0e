// Packages out and in: saving, exporting, importing.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "workbook-service/session/embedded_session_impl.h"
#include "workbook-service/session/file_format.h"
#include "workbook-service/session/request_results.h"
#include "workbook-service/store/files.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;

absl::Status BaseChanged(const std::string& path, std::string_view how) {
  return platform::FailedPrecondition(ErrorReason::kBaseChanged,
                                      StrCat("file '", path, "' was ", how,
                                             " since the fork was made; save to another path, or "
                                             "pass ignore_base_changes: true to replace it"),
                                      {{"path", path}});
}

absl::StatusOr<std::string> ReadStaged(const std::string& file, int64_t max_bytes,
                                       const platform::CancellationToken& cancellation) {
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!descriptor.valid()) return StorageError("open the received package", errno);
  struct stat info;
  if (::fstat(descriptor.get(), &info) != 0)
    return StorageError("stat the received package", errno);
  if (info.st_size > max_bytes) {
    return platform::ResourceExhausted(
        ErrorReason::kFileTooLarge,
        StrCat("the package has ", info.st_size, " bytes, the limit is ", max_bytes),
        {{"limit", StrCat(max_bytes)}});
  }
  return ReadUpTo(descriptor.get(), info.st_size, "read the received package", cancellation);
}

}  // namespace

absl::StatusOr<PackageRef> EmbeddedSession::StorePackage(
    const spreadsheet::Workbook& workbook, const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::string bytes, spreadsheet::WriteXlsx(workbook, {}, cancellation));
  ASSIGN_OR_RETURN(std::string digest, blobs_.Put(bytes));
  return PackageRef{std::move(digest), static_cast<int64_t>(bytes.size())};
}

absl::StatusOr<spreadsheet::PackageBytes> EmbeddedSession::PackageOf(
    const Opened& opened, const ExportOptions& options,
    const platform::CancellationToken& cancellation) {
  const LoadedRevision& loaded = *opened.loaded;
  const bool asks = loaded.stale_values() && !options.keep_calculation_settings;
  if (loaded.package() != nullptr && !asks) return loaded.package();
  ASSIGN_OR_RETURN(
      std::string bytes,
      spreadsheet::WriteXlsx(*loaded.workbook(), {.full_calculation_on_load = asks}, cancellation));
  // Keeping the package spares others the replay. It is an optimisation: failing to keep it fails
  // nothing.
  const absl::ReaderMutexLock packages(&packages_mutex_);
  const bool is_stored = opened.fork != nullptr && loaded.replay_cost().revisions > 0;
  if (is_stored && (!loaded.stale_values() || ReplayIsCostly(loaded.replay_cost()))) {
    absl::StatusOr<PackageRef> package;
    if (asks) {
      package = StorePackage(*loaded.workbook(), cancellation);
    } else if (absl::StatusOr<std::string> digest = blobs_.Put(bytes); digest.ok()) {
      package = PackageRef{*std::move(digest), static_cast<int64_t>(bytes.size())};
    } else {
      package = digest.status();
    }
    const absl::Status kept =
        package.ok() ? stores_.metadata->SetPackage(opened.revision, *package) : package.status();
    if (!kept.ok()) {
      platform::Log(platform::Severity::kWarning, "cannot keep the package of a revision",
                    {{"revision", opened.revision}, {"error", platform::ToStd(kept.message())}});
    }
  }
  return std::make_shared<const std::string>(std::move(bytes));
}

absl::StatusOr<ExportedPackage> EmbeddedSession::Export(std::string_view workbook_id,
                                                        std::string_view revision,
                                                        const ExportOptions& options,
                                                        const platform::RequestContext& context) {
  ASSIGN_OR_RETURN(const Opened opened, OpenAny(workbook_id, revision, context.cancellation));
  ASSIGN_OR_RETURN(spreadsheet::PackageBytes bytes,
                   PackageOf(opened, options, context.cancellation));
  const std::string& format = opened.loaded->workbook()->features().format;
  std::string name = PackageFileName(opened.path, format);
  if (name.empty()) name = StrCat(workbook_id, ".", format);
  std::string digest = platform::Sha256Hex(*bytes);
  const bool stale = opened.loaded->stale_values();
  std::string calculated;
  if (stale) {
    ASSIGN_OR_RETURN(calculated, stores_.metadata->NewestCalculated(opened.revision));
  }
  return ExportedPackage{.revision = opened.revision,
                         .file_name = std::move(name),
                         .sha256 = std::move(digest),
                         .bytes = std::move(bytes),
                         .stale_values = stale,
                         .calculated_revision = std::move(calculated)};
}

absl::Status EmbeddedSession::CheckBase(std::string_view workbook_id, const std::string& path,
                                        bool must_exist,
                                        const platform::CancellationToken& cancellation) {
  const ForkTable::Row fork = forks_.Find(workbook_id);
  if (fork == nullptr) return WorkbookNotFound(workbook_id);
  const absl::StatusOr<std::shared_ptr<const FileState>> file = files_.Current(path, cancellation);
  if (absl::IsNotFound(file.status())) {
    return must_exist ? BaseChanged(path, "removed") : absl::OkStatus();
  }
  // A file too large to read cannot be the one that was forked.
  if (platform::ReasonOf(file.status()) == ErrorReason::kFileTooLarge)
    return BaseChanged(path, "changed");
  RETURN_IF_ERROR(file.status());
  const std::string& digest = (*file)->sha256;
  return digest == fork->base_sha256 || digest == fork->saving_sha256
             ? absl::OkStatus()
             : BaseChanged(path, "changed");
}

absl::StatusOr<SavedFile> EmbeddedSession::Save(std::string_view workbook_id,
                                                const SaveOptions& options,
                                                const platform::RequestContext& context) {
  const platform::CancellationToken& token = context.cancellation;
  const RequestKey request = KeyOf(workbook_id, "save_fork", options.write, context);
  ASSIGN_OR_RETURN(const std::optional<std::string> known, stores_.metadata->FindRequest(request));
  if (known) return DecodeFile(*known);
  ASSIGN_OR_RETURN(ForkTable::Row fork, RequireFork(workbook_id, token));
  const std::string& expected = options.write.expected_revision;
  if (!expected.empty() && expected != fork->head) return RevisionConflict(expected, fork->head);
  const bool default_path = options.path.empty();
  ASSIGN_OR_RETURN(const std::string path,
                   NormalizePath(default_path ? fork->base_path : options.path));
  const bool over_base = path == fork->base_path;
  const bool overwrite = options.overwrite || default_path;
  ASSIGN_OR_RETURN(const Opened opened, OpenFork(fork, fork->head, token));
  ASSIGN_OR_RETURN(const spreadsheet::PackageBytes bytes, PackageFor(opened, path, token));
  const std::string digest = platform::Sha256Hex(*bytes);

  const auto before_publish = [&]() -> absl::Status {
    RETURN_IF_ERROR(token.Check());
    if (!over_base || !overwrite) return absl::OkStatus();
    if (!options.ignore_base_changes) {
      RETURN_IF_ERROR(CheckBase(workbook_id, path, /*must_exist=*/default_path, token));
    }
    // Noted first, so that after a crash in between the file is still known as ours.
    const ForkTable::Row now = forks_.Find(workbook_id);
    return forks_.SetBaseDigest(workbook_id, now == nullptr ? fork->base_sha256 : now->base_sha256,
                                digest);
  };
  const bool retry = !overwrite && !request.request_id.empty();
  RETURN_IF_ERROR(retry ? WriteOnce(path, *bytes, digest, retry, token)
                        : stores_.workspace->Write(path, *bytes, overwrite, before_publish));
  if (over_base) {
    if (const absl::Status noted = forks_.SetBaseDigest(workbook_id, digest, ""); !noted.ok()) {
      platform::Log(platform::Severity::kWarning, "cannot note a save over the base file",
                    {{"error", platform::ToStd(noted.message())}});
    }
  }
  SavedFile saved{.path = path,
                  .workbook_id = FileWorkbookId(path),
                  .revision = opened.revision,
                  .size_bytes = static_cast<int64_t>(bytes->size()),
                  .sha256 = digest,
                  .stale_values = opened.loaded->stale_values()};
  RETURN_IF_ERROR(stores_.metadata->Remember(request, EncodeFile(saved), clock_.Now()));
  return saved;
}

absl::StatusOr<SavedFile> EmbeddedSession::Import(const std::string& temporary_file,
                                                  std::string_view path, bool overwrite,
                                                  const platform::RequestContext& context) {
  const platform::CancellationToken& token = context.cancellation;
  ASSIGN_OR_RETURN(const std::string normal, NormalizePath(path));
  ASSIGN_OR_RETURN(std::string received,
                   ReadStaged(temporary_file, options_.limits.max_package_bytes, token));
  const auto bytes = std::make_shared<const std::string>(std::move(received));
  ASSIGN_OR_RETURN(SnapshotCache::Loaded loaded, loader_.ParseFile(normal, bytes, token));
  RETURN_IF_ERROR(CheckReceivedFormat(normal, *loaded->workbook()));
  // The bytes that were checked are written, not the file they were read from: nobody can change
  // them in between.
  RETURN_IF_ERROR(
      stores_.workspace->Write(normal, *bytes, overwrite, [&] { return token.Check(); }));
  ::unlink(temporary_file.c_str());
  std::string digest = platform::Sha256Hex(*bytes);
  std::string revision = FileRevision(digest, normal);
  cache_.Insert(revision, std::move(loaded));
  return SavedFile{.path = normal,
                   .workbook_id = FileWorkbookId(normal),
                   .revision = std::move(revision),
                   .size_bytes = static_cast<int64_t>(bytes->size()),
                   .sha256 = std::move(digest)};
}

}  // namespace sheetgate::workbook
