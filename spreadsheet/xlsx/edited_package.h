// Packages with some parts changed, held in memory: what a workbook is between two saves.
//
// The parts that changed are held as they are, inflated; everything else stays in the bytes of the
// package that was opened, and is copied from there when the package is written (RewritePackage).
#ifndef SHEETGATE_SPREADSHEET_XLSX_EDITED_PACKAGE_H_
#define SHEETGATE_SPREADSHEET_XLSX_EDITED_PACKAGE_H_

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Parts by name. [Content_Types].xml and .rels are parts like others.
struct PartChanges {
  std::map<std::string, PartContents, PartNameLess> written;  // of existing parts and new ones
  std::set<std::string, PartNameLess> removed;                // existing ones

  bool empty() const { return written.empty() && removed.empty(); }
};

// `before` with `changes`. RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) for a part or a whole beyond the
// package's limits, DATA_LOSS (`FILE_CORRUPT`) for content types that are not, INTERNAL for a
// removed part that is not there.
absl::StatusOr<std::shared_ptr<const Package>> EditPackage(
    const std::shared_ptr<const Package>& before, const PartChanges& changes);

// The changes `edit` makes to `package`, in memory. Errors as RewritePackage.
absl::StatusOr<PartChanges> MakeChanges(const Package& package, const PackageEdit& edit,
                                        const platform::CancellationToken& cancellation);

// What has to be done to package.opened(), which is not null, to get `package` with `edit`; points
// into both. Errors as RewritePackage.
absl::StatusOr<PackageEdit> EditOfOpened(const Package& package, const PackageEdit& edit,
                                         const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_EDITED_PACKAGE_H_
