#include "workbook-service/rpc/grpc_service.h"

#include "workbook-service/rpc/append_rows.h"
#include "workbook-service/rpc/apply_formula_pattern.h"
#include "workbook-service/rpc/apply_staged_change.h"
#include "workbook-service/rpc/chart_batch.h"
#include "workbook-service/rpc/check_manifest.h"
#include "workbook-service/rpc/check_workbook.h"
#include "workbook-service/rpc/checkpoint_fork.h"
#include "workbook-service/rpc/clone_rows.h"
#include "workbook-service/rpc/close_workbook.h"
#include "workbook-service/rpc/column_size_batch.h"
#include "workbook-service/rpc/comment_batch.h"
#include "workbook-service/rpc/commit_calculation.h"
#include "workbook-service/rpc/compare_workbooks.h"
#include "workbook-service/rpc/copy_workbook.h"
#include "workbook-service/rpc/create_fork.h"
#include "workbook-service/rpc/create_workbook.h"
#include "workbook-service/rpc/define_name.h"
#include "workbook-service/rpc/delete_checkpoint.h"
#include "workbook-service/rpc/delete_name.h"
#include "workbook-service/rpc/describe_workbook.h"
#include "workbook-service/rpc/discard_fork.h"
#include "workbook-service/rpc/discard_staged_change.h"
#include "workbook-service/rpc/discover_ports.h"
#include "workbook-service/rpc/edit_batch.h"
#include "workbook-service/rpc/export_package.h"
#include "workbook-service/rpc/export_range.h"
#include "workbook-service/rpc/find_formula.h"
#include "workbook-service/rpc/find_value.h"
#include "workbook-service/rpc/formula_map.h"
#include "workbook-service/rpc/formula_trace.h"
#include "workbook-service/rpc/get_changeset.h"
#include "workbook-service/rpc/get_edits.h"
#include "workbook-service/rpc/grid_export.h"
#include "workbook-service/rpc/grid_import.h"
#include "workbook-service/rpc/history.h"
#include "workbook-service/rpc/hyperlink_batch.h"
#include "workbook-service/rpc/image_batch.h"
#include "workbook-service/rpc/import_csv.h"
#include "workbook-service/rpc/import_package.h"
#include "workbook-service/rpc/inspect_cells.h"
#include "workbook-service/rpc/layout_page.h"
#include "workbook-service/rpc/list_checkpoints.h"
#include "workbook-service/rpc/list_forks.h"
#include "workbook-service/rpc/list_objects.h"
#include "workbook-service/rpc/list_sheets.h"
#include "workbook-service/rpc/list_staged_changes.h"
#include "workbook-service/rpc/list_tables.h"
#include "workbook-service/rpc/list_workbooks.h"
#include "workbook-service/rpc/named_ranges.h"
#include "workbook-service/rpc/range_values.h"
#include "workbook-service/rpc/read_export.h"
#include "workbook-service/rpc/read_table.h"
#include "workbook-service/rpc/redo.h"
#include "workbook-service/rpc/reference_impact.h"
#include "workbook-service/rpc/replace_in_formulas.h"
#include "workbook-service/rpc/restore_checkpoint.h"
#include "workbook-service/rpc/rules_batch.h"
#include "workbook-service/rpc/save_fork.h"
#include "workbook-service/rpc/scan_volatiles.h"
#include "workbook-service/rpc/sheet_features.h"
#include "workbook-service/rpc/sheet_layout_batch.h"
#include "workbook-service/rpc/sheet_overview.h"
#include "workbook-service/rpc/sheet_page.h"
#include "workbook-service/rpc/sheet_statistics.h"
#include "workbook-service/rpc/sheet_styles.h"
#include "workbook-service/rpc/structure_batch.h"
#include "workbook-service/rpc/style_batch.h"
#include "workbook-service/rpc/table_batch.h"
#include "workbook-service/rpc/table_profile.h"
#include "workbook-service/rpc/transform_batch.h"
#include "workbook-service/rpc/undo.h"
#include "workbook-service/rpc/update_name.h"
#include "workbook-service/rpc/vba_module_source.h"
#include "workbook-service/rpc/vba_project_summary.h"
#include "workbook-service/rpc/verify_workbook.h"
#include "workbook-service/rpc/workbook_style_summary.h"
#include "workbook-service/rpc/workbook_summary.h"

namespace sheetgate::workbook {

using platform::RequestContext;

// UNARY(Method, arguments...): the handler of that name with what it needs besides request and
// context.
#define UNARY(Method, ...)                                                                    \
  grpc::ServerUnaryReactor* WorkbookGrpcService::Method(grpc::CallbackServerContext* context, \
                                                        const v1::Method##Request* request,   \
                                                        v1::Method##Response* response) {     \
    return dispatcher_.Unary<v1::Method##Request, v1::Method##Response>(                      \
        context, #Method, request, response,                                                  \
        [this](const v1::Method##Request& call, const RequestContext& call_context) {         \
          return workbook::Method(call, call_context, __VA_ARGS__);                           \
        });                                                                                   \
  }

UNARY(ListWorkbooks, session_, limits_.read)
UNARY(DescribeWorkbook, session_)
UNARY(ListSheets, session_, limits_.read)
UNARY(SheetPage, session_, limits_.read)
UNARY(RangeValues, session_, limits_.read)
UNARY(InspectCells, session_, limits_.read)
UNARY(SheetFeatures, session_, limits_.read)
UNARY(WorkbookSummary, session_, limits_.read)
UNARY(SheetOverview, session_, limits_.read)
UNARY(NamedRanges, session_, limits_.read)
UNARY(ListObjects, session_, limits_.read)
UNARY(VbaProjectSummary, session_, limits_.read, limits_.vba)
UNARY(VbaModuleSource, session_, limits_.read, limits_.vba)
UNARY(ListTables, session_, limits_.read)
UNARY(ReadTable, session_, limits_.read)
UNARY(TableProfile, session_, limits_.read)
UNARY(SheetStatistics, session_, limits_.read)
UNARY(FindValue, session_, limits_.read)
UNARY(FindFormula, session_, limits_.read)
UNARY(FormulaMap, session_, limits_.read)
UNARY(ScanVolatiles, session_, limits_.read)
UNARY(FormulaTrace, session_, limits_.read)
UNARY(CheckWorkbook, session_, limits_.read)
UNARY(DiscoverPorts, session_, limits_.read)
UNARY(CheckManifest, session_, limits_.read)
UNARY(LayoutPage, session_, limits_.read)
UNARY(GridExport, session_, limits_.read)
UNARY(ExportRange, session_, limits_.read)
UNARY(SheetStyles, session_, limits_.read)
UNARY(WorkbookStyleSummary, session_, limits_.read)
UNARY(CompareWorkbooks, session_, limits_.read)
UNARY(VerifyWorkbook, session_, limits_.read)
UNARY(CreateFork, session_)
UNARY(ListForks, session_, limits_.read)
UNARY(EditBatch, session_)
UNARY(StructureBatch, session_)
UNARY(StyleBatch, session_)
UNARY(ColumnSizeBatch, session_)
UNARY(SheetLayoutBatch, session_)
UNARY(ImportCsv, session_)
UNARY(GridImport, session_)
UNARY(CloneRows, session_)
UNARY(AppendRows, session_)
UNARY(ReplaceInFormulas, session_)
UNARY(ApplyFormulaPattern, session_)
UNARY(TransformBatch, session_)
UNARY(ImageBatch, session_)
UNARY(ChartBatch, session_)
UNARY(DefineName, session_)
UNARY(UpdateName, session_)
UNARY(DeleteName, session_)
UNARY(RulesBatch, session_)
UNARY(TableBatch, session_)
UNARY(HyperlinkBatch, session_)
UNARY(CommentBatch, session_)
UNARY(ReferenceImpact, session_, limits_.read)
UNARY(GetChangeset, session_, limits_.read)
UNARY(SaveFork, session_)
UNARY(DiscardFork, session_)
UNARY(Undo, session_)
UNARY(Redo, session_)
UNARY(History, session_, limits_.read)
UNARY(GetEdits, session_, limits_.read)
UNARY(CheckpointFork, session_)
UNARY(ListCheckpoints, session_, limits_.read)
UNARY(RestoreCheckpoint, session_)
UNARY(DeleteCheckpoint, session_)
UNARY(ListStagedChanges, session_, limits_.read)
UNARY(ApplyStagedChange, session_)
UNARY(DiscardStagedChange, session_)
UNARY(CreateWorkbook, session_)
UNARY(CopyWorkbook, session_)
UNARY(CloseWorkbook, session_)
#undef UNARY

grpc::ServerReadReactor<v1::ImportPackageRequest>* WorkbookGrpcService::ImportPackage(
    grpc::CallbackServerContext* context, v1::ImportPackageResponse* response) {
  return dispatcher_.ClientStream<v1::ImportPackageRequest, v1::ImportPackageResponse>(
      context, "ImportPackage", response, [this](const RequestContext& call_context) {
        return workbook::ImportPackage(call_context, session_, limits_.max_file_bytes);
      });
}

grpc::ServerWriteReactor<v1::ExportPackageResponse>* WorkbookGrpcService::ExportPackage(
    grpc::CallbackServerContext* context, const v1::ExportPackageRequest* request) {
  return dispatcher_.ServerStream<v1::ExportPackageRequest, v1::ExportPackageResponse>(
      context, "ExportPackage", request,
      [this](const v1::ExportPackageRequest& call, const RequestContext& call_context) {
        return workbook::ExportPackage(call, call_context, session_);
      });
}

grpc::ServerWriteReactor<v1::ReadExportResponse>* WorkbookGrpcService::ReadExport(
    grpc::CallbackServerContext* context, const v1::ReadExportRequest* request) {
  return dispatcher_.ServerStream<v1::ReadExportRequest, v1::ReadExportResponse>(
      context, "ReadExport", request,
      [this](const v1::ReadExportRequest& call, const RequestContext& call_context) {
        return workbook::ReadExport(call, call_context, session_);
      });
}

grpc::ServerReadReactor<v1::CommitCalculationRequest>* WorkbookGrpcService::CommitCalculation(
    grpc::CallbackServerContext* context, v1::CommitCalculationResponse* response) {
  return dispatcher_.ClientStream<v1::CommitCalculationRequest, v1::CommitCalculationResponse>(
      context, "CommitCalculation", response, [this](const RequestContext& call_context) {
        return workbook::CommitCalculation(call_context, session_, limits_.max_cells);
      });
}

}  // namespace sheetgate::workbook
