// Traces between spreadsheet/analysis/trace.h and proto/sheetgate/workbook/v1/audit.proto.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_TRACE_CODEC_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_TRACE_CODEC_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/audit.pb.h"
#include "spreadsheet/analysis/dependency_graph.h"
#include "spreadsheet/analysis/trace.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

class TraceCodec {
 public:
  TraceCodec(const spreadsheet::Workbook& workbook, const spreadsheet::DependencyGraph& graph,
             const platform::CancellationToken& cancellation)
      : workbook_(workbook),
        graph_(graph),
        cancellation_(cancellation),
        sheets_(workbook.sheets().size()) {}

  // An entry with what its cells hold. The token's status when cancelled.
  absl::StatusOr<v1::TraceEntry> Encode(const spreadsheet::TraceEntry& entry);
  absl::StatusOr<v1::TraceEntry> EncodeOrigin(const spreadsheet::TraceStart& start);
  v1::TraceGap Encode(const spreadsheet::TraceGap& gap) const;

 private:
  absl::Status AddContents(const spreadsheet::SheetRange& cells, v1::TraceEntry* entry);
  const spreadsheet::Sheet* SheetAt(int32_t index);
  // The formula of a cell, also of one that an array formula fills.
  std::string FormulaAt(const spreadsheet::Sheet& sheet, int32_t index, spreadsheet::CellRef cell);
  std::string Text(const spreadsheet::SheetRange& cells) const;

  const spreadsheet::Workbook& workbook_;
  const spreadsheet::DependencyGraph& graph_;
  const platform::CancellationToken& cancellation_;
  std::vector<std::shared_ptr<const spreadsheet::Sheet>> sheets_;
};

// Bytes of an entry with its field names.
int64_t EntryBytes(const v1::TraceEntry& entry);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_TRACE_CODEC_H_
