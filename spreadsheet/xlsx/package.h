// Package: the OPC container of a workbook (ECMA-376 part 2): parts, content types and
// relationships over zip bytes.
//
// Immutable and safe from any thread. Parts are inflated when read; nothing is kept inflated here.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PACKAGE_H_
#define SHEETGATE_SPREADSHEET_XLSX_PACKAGE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/byte_sink.h"
#include "spreadsheet/xlsx/part_patches.h"
#include "spreadsheet/xlsx/part_stream.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::spreadsheet {

// One relationship of a part (part 2, 9.3). `target` is a part name for internal targets, resolved
// against the source; the raw target for external ones.
struct Relationship {
  std::string id;
  std::string type;  // full URI; compare with HasType, which knows transitional and strict
  std::string target;
  bool external = false;
};
// Whether a relationship is of `kind` ("worksheet", "sharedStrings", ...) in transitional or strict
// form.
bool HasType(const Relationship& relationship, std::string_view kind);

// Contents of a part, inflated, shared by all packages that have it.
using PartContents = std::shared_ptr<const std::string>;

// Orders part names without regard to ASCII case (part 2, 6.2.2.3).
struct PartNameLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

// What a package has over the bytes it was opened from.
struct PartOverlay {
  std::map<std::string, PartContents, PartNameLess> parts;
  std::set<std::string, PartNameLess> removed;  // of the parts opened
};

class Package {
 public:
  // Reads directory, content types and checks every guard of `limits` that can be checked without
  // inflating. Errors as OpenXlsx.
  static absl::StatusOr<std::shared_ptr<const Package>> Open(
      PackageBytes bytes, const XlsxLimits& limits,
      const platform::CancellationToken& cancellation);
  virtual ~Package() = default;

  // Part names have forward slashes and no leading one: "xl/workbook.xml". Look-ups ignore ASCII
  // case.
  virtual std::vector<std::string> part_names() const = 0;
  virtual bool Has(std::string_view part) const = 0;
  // Inflated size from the directory (already checked against the limits); 0 when there is no such
  // part.
  virtual int64_t InflatedSize(std::string_view part) const = 0;
  // Content type of a part, from overrides or defaults; empty when none is given.
  virtual std::string_view ContentType(std::string_view part) const = 0;
  // The inflated part, CRC checked. NOT_FOUND-like damage is DATA_LOSS (`FILE_CORRUPT`) naming the
  // part.
  virtual absl::StatusOr<std::string> Read(
      std::string_view part, const platform::CancellationToken& cancellation) const = 0;
  // The same bytes as a stream, for parts too large to be held. The package must outlive it.
  virtual absl::StatusOr<PartStream> Stream(
      std::string_view part, const platform::CancellationToken& cancellation) const = 0;
  // Relationships of a part, "" for those of the package. Empty when it has none.
  virtual absl::StatusOr<std::vector<Relationship>> Relationships(std::string_view part) const = 0;
  // The bytes that were opened.
  virtual const PackageBytes& bytes() const = 0;
  virtual const XlsxLimits& limits() const = 0;
  // What was changed since, and the package without it; null for one that is just its bytes
  // (edited_package.h).
  virtual const PartOverlay& overlay() const = 0;
  virtual std::shared_ptr<const Package> opened() const = 0;
  // Heap bytes held.
  virtual size_t memory_bytes() const = 0;
};

// Writes the inflated contents of a part, piece by piece. Called at most once.
using PartWriter = std::function<absl::Status(ByteSink*)>;

// New contents for some parts; all other members keep their order, headers and compressed bytes.
struct PackageEdit {
  std::map<std::string, std::string> replaced;  // existing part -> inflated content
  std::map<std::string, std::string> added;     // new part -> inflated content
  std::set<std::string> removed;
  // Existing parts and what changes in their bytes. Of large ones, what is far from all changes is
  // copied as it is, deflated.
  std::map<std::string, std::shared_ptr<PartPatches>> patched;
  // Existing parts whose contents are made when their turn comes.
  std::map<std::string, PartWriter> streamed;
  // The same, called when all of `patched` and `streamed` are written: contents that depend on
  // theirs.
  std::map<std::string, PartWriter> concluding;
  // New parts whose contents are made when all others are written.
  std::map<std::string, PartWriter> added_last;

  bool empty() const {
    return replaced.empty() && added.empty() && removed.empty() && patched.empty() &&
           streamed.empty() && concluding.empty() && added_last.empty();
  }
};
// The package with `edit` applied. Deterministic: same input, same bytes, as far as StreamDeflater
// is. [Content_Types].xml and .rels are parts like others and must be edited by the caller.
// INTERNAL for an edit that does not fit the package; errors of PartWriters; the token's status.
absl::StatusOr<std::string> RewritePackage(const Package& package, const PackageEdit& edit,
                                           const platform::CancellationToken& cancellation);
// The same, handed to `out` as it is made, whose errors are returned too: of the new package, no
// more than one changed member is held.
absl::Status RewritePackage(const Package& package, const PackageEdit& edit, ByteSink* out,
                            const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PACKAGE_H_
