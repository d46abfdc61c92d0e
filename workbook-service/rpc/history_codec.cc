#include "workbook-service/rpc/history_codec.h"

#include <string>

#include "workbook-service/rpc/timestamp.h"

namespace sheetgate::workbook {

v1::Checkpoint EncodeCheckpointInfo(const CheckpointInfo& checkpoint) {
  v1::Checkpoint encoded;
  encoded.set_checkpoint_id(checkpoint.id);
  encoded.set_revision(checkpoint.revision);
  encoded.set_label(checkpoint.label);
  encoded.set_principal(checkpoint.principal);
  encoded.set_created_at(Timestamp(checkpoint.created_at));
  return encoded;
}

std::string_view NameOf(RevisionInfo::Kind kind) {
  switch (kind) {
    case RevisionInfo::Kind::kBase:
      return "base";
    case RevisionInfo::Kind::kEdit:
      return "edit";
    case RevisionInfo::Kind::kCalculation:
      return "calculation";
  }
  return "";
}

v1::HistoryEntry EncodeRevision(const RevisionInfo& info) {
  v1::HistoryEntry entry;
  entry.set_revision(info.revision);
  entry.set_parent_revision(info.parent);
  entry.set_kind(std::string(NameOf(info.kind)));
  entry.set_principal(info.principal);
  entry.set_label(info.label);
  entry.set_created_at(Timestamp(info.created_at));
  if (info.kind != RevisionInfo::Kind::kBase) {
    v1::OperationSummary& summary = *entry.mutable_summary();
    summary.set_values_set(info.counts.values_set);
    summary.set_formulas_set(info.counts.formulas_set);
    summary.set_cells_cleared(info.counts.cells_cleared);
    summary.set_results_set(info.counts.results_set);
    summary.set_structure_operations(info.counts.operations);
    for (const std::string& sheet : info.counts.sheets) summary.add_sheet_names(sheet);
  }
  if (info.head) entry.set_head(true);
  if (info.redoable) entry.set_redoable(true);
  if (info.abandoned) entry.set_abandoned(true);
  for (const std::string& id : info.checkpoint_ids) entry.add_checkpoint_ids(id);
  entry.set_change_id(info.change_id);
  return entry;
}

}  // namespace sheetgate::workbook
