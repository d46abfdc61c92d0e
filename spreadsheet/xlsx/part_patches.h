// PartPatches: changes to the bytes of a part, by place. What no patch names stays as it is.
//
// Patches are made when their place is reached, from the bytes that stand there, so that a part
// never has to be held.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PART_PATCHES_H_
#define SHEETGATE_SPREADSHEET_XLSX_PART_PATCHES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/byte_sink.h"
#include "spreadsheet/xlsx/part_stream.h"

namespace sheetgate::spreadsheet {

// Bytes [begin, end) of a part. Empty for an insertion.
struct PatchSpan {
  uint64_t begin = 0;
  uint64_t end = 0;
};

class PartPatches {
 public:
  virtual ~PartPatches() = default;
  virtual size_t size() const = 0;
  // What patch `index` replaces. Spans ascend and do not overlap.
  virtual PatchSpan span(size_t index) const = 0;
  // The new bytes for `old`, those of the span. Called once for each patch, in order.
  virtual std::string Make(size_t index, std::string_view old) = 0;
};

// Writes the part `in` yields to `out`, with `patches`: in pieces, but for what a patch replaces.
// Errors of the stream and of the sink, the token's status, DATA_LOSS (`FILE_CORRUPT`) naming
// `part` when it ends before a patch. All of `in` has been read when it returns OK, so its checksum
// has been verified.
absl::Status ApplyPatches(std::string_view part, PartPatches* patches, PartStream* in,
                          ByteSink* out, const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PART_PATCHES_H_
