#include "workbook-service/session/revision_loader.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/edit/table_headers.h"
#include "spreadsheet/xlsx/delimited.h"
#include "workbook-service/session/apply_changes.h"
#include "workbook-service/session/open_metrics.h"
#include "workbook-service/store/operations_codec.h"
#include "workbook-service/store/workspace.h"

namespace sheetgate::workbook {

RevisionLoader::RevisionLoader(MetadataStore& metadata, BlobStore& blobs, SnapshotCache& cache,
                               const spreadsheet::XlsxLimits& limits,
                               platform::MetricsRegistry& metrics)
    : metadata_(metadata),
      blobs_(blobs),
      cache_(cache),
      limits_(limits),
      fetch_seconds_(OpenSeconds(metrics, "fetch")),
      import_seconds_(OpenSeconds(metrics, "import")),
      parse_seconds_(OpenSeconds(metrics, "parse")) {}

absl::StatusOr<SnapshotCache::Loaded> RevisionLoader::Parse(
    spreadsheet::PackageBytes package, bool stale_values,
    const platform::CancellationToken& cancellation) const {
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(std::shared_ptr<const spreadsheet::Workbook> workbook,
                   spreadsheet::OpenXlsx(package, limits_, cancellation));
  parse_seconds_.Observe(absl::Now() - start);
  const auto size = static_cast<int64_t>(package->size());
  return std::make_shared<const LoadedRevision>(std::move(workbook), std::move(package), size,
                                                stale_values, ReplayCost{});
}

absl::StatusOr<SnapshotCache::Loaded> RevisionLoader::ParseFile(
    std::string_view path, platform::SharedBytes bytes,
    const platform::CancellationToken& cancellation) const {
  const std::string_view format = FormatOfPath(path);
  if (IsDelimited(format)) {
    const absl::Time start = absl::Now();
    spreadsheet::DelimitedOptions options;
    if (format == "tsv") options.delimiter = '\t';
    ASSIGN_OR_RETURN(std::string package,
                     spreadsheet::ImportDelimited(*bytes, options, limits_, cancellation));
    bytes = std::make_shared<const std::string>(std::move(package));
    import_seconds_.Observe(absl::Now() - start);
  }
  return Parse(std::move(bytes), /*stale_values=*/false, cancellation);
}

namespace {

// Whether changes mean the state right before them, so that no others can be applied along with
// them: operations, cells that take formats from where they were, names of columns.
absl::StatusOr<bool> StandsAlone(const spreadsheet::Workbook& workbook, const Changes& changes,
                                 const platform::CancellationToken& cancellation) {
  if (!changes.operations.empty()) return true;
  const bool takes_formats =
      std::any_of(changes.cells.begin(), changes.cells.end(),
                  [](const spreadsheet::CellChange& cell) { return cell.format_of.has_value(); });
  if (takes_formats) return true;
  return spreadsheet::RenamesColumns(workbook, changes.cells, cancellation);
}

}  // namespace

absl::StatusOr<SnapshotCache::Loaded> RevisionLoader::Load(
    const std::string& revision, const platform::CancellationToken& cancellation) const {
  absl::Duration fetching;
  std::vector<RevisionRow> replay;  // newest first
  SnapshotCache::Loaded base;
  for (std::string id = revision; base == nullptr;) {
    RETURN_IF_ERROR(cancellation.Check());
    if (base = cache_.Peek(id); base != nullptr) break;
    absl::Time start = absl::Now();
    ASSIGN_OR_RETURN(RevisionRow row, metadata_.GetRevision(id));
    fetching += absl::Now() - start;
    if (row.package) {
      start = absl::Now();
      ASSIGN_OR_RETURN(spreadsheet::PackageBytes package,
                       blobs_.Get(row.package->sha256, cancellation));
      fetching += absl::Now() - start;
      ASSIGN_OR_RETURN(base, Parse(std::move(package), row.stale_values, cancellation));
    } else if (row.parent.empty()) {
      return platform::Error(
          absl::StatusCode::kDataLoss, platform::ErrorReason::kStorageFailed,
          platform::StrCat("revision ", id, " has neither a package nor a parent"));
    } else {
      id = row.parent;
      replay.push_back(std::move(row));
    }
  }
  fetch_seconds_.Observe(fetching);
  if (replay.empty()) return base;
  // Cells of revisions in a row are applied together.
  std::shared_ptr<const spreadsheet::Workbook> workbook = base->workbook();
  Changes changes;
  for (auto row = replay.rbegin(); row != replay.rend(); ++row) {
    ASSIGN_OR_RETURN(Changes of_row, DecodeOperations(row->operations));
    ASSIGN_OR_RETURN(const bool alone, StandsAlone(*workbook, of_row, cancellation));
    if (alone) {
      ASSIGN_OR_RETURN(workbook, ApplyChanges(std::move(workbook), changes, cancellation));
      ASSIGN_OR_RETURN(workbook, ApplyChanges(std::move(workbook), of_row, cancellation));
      changes = {};
      continue;
    }
    changes.cells.insert(changes.cells.end(), std::make_move_iterator(of_row.cells.begin()),
                         std::make_move_iterator(of_row.cells.end()));
  }
  const RevisionRow& newest = replay.front();
  ASSIGN_OR_RETURN(workbook, ApplyChanges(std::move(workbook), changes, cancellation));
  return std::make_shared<const LoadedRevision>(
      std::move(workbook), nullptr, base->package_bytes(), newest.stale_values,
      ReplayCost{newest.replay_revisions, newest.replay_operations});
}

}  // namespace sheetgate::workbook
