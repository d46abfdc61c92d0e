// RevisionLoader: makes the state of a revision from what is stored.
//
// The state is that of the nearest ancestor that is in memory or has a package, plus the operations
// since.
#ifndef SHEETGATE_WORKBOOK_SERVICE_SESSION_REVISION_LOADER_H_
#define SHEETGATE_WORKBOOK_SERVICE_SESSION_REVISION_LOADER_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "platform/observability/metrics.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "workbook-service/session/loaded_revision.h"
#include "workbook-service/session/snapshot_cache.h"
#include "workbook-service/store/blob_store.h"
#include "workbook-service/store/metadata_store.h"

namespace sheetgate::workbook {

// Thread-safe. What it is given must outlive it.
class RevisionLoader {
 public:
  RevisionLoader(MetadataStore& metadata, BlobStore& blobs, SnapshotCache& cache,
                 const spreadsheet::XlsxLimits& limits, platform::MetricsRegistry& metrics);

  // A stored revision. NOT_FOUND (`REVISION_NOT_FOUND`), DATA_LOSS (`STORAGE_FAILED`,
  // `FILE_CORRUPT`), OpenXlsx's errors.
  absl::StatusOr<SnapshotCache::Loaded> Load(const std::string& revision,
                                             const platform::CancellationToken& cancellation) const;

  // A file of the workspace, given its path and bytes: a package, or delimited text, which becomes
  // one. OpenXlsx's and ImportDelimited's errors.
  absl::StatusOr<SnapshotCache::Loaded> ParseFile(
      std::string_view path, platform::SharedBytes bytes,
      const platform::CancellationToken& cancellation) const;

  // A package that is a revision by itself. OpenXlsx's errors.
  absl::StatusOr<SnapshotCache::Loaded> Parse(
      spreadsheet::PackageBytes package, bool stale_values,
      const platform::CancellationToken& cancellation) const;

 private:
  MetadataStore& metadata_;
  BlobStore& blobs_;
  SnapshotCache& cache_;
  const spreadsheet::XlsxLimits limits_;
  const platform::Histogram fetch_seconds_;
  const platform::Histogram import_seconds_;
  const platform::Histogram parse_seconds_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_SESSION_REVISION_LOADER_H_
