// WorkbookGrpcService: binds each RPC of sheetgate.workbook.v1.WorkbookService to its handler, one
// line an RPC.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_GRPC_SERVICE_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_GRPC_SERVICE_H_

#include <cstdint>

#include "platform/rpc/dispatcher.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "workbook-service/rpc/budget.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

struct RpcLimits {
  ReadLimits read;
  int64_t max_file_bytes = 0;
  int64_t max_cells = 0;
  bool vba = false;  // whether macros are shown
};

class WorkbookGrpcService final : public v1::WorkbookService::CallbackService {
 public:
  // `dispatcher` and `session` must outlive the service.
  WorkbookGrpcService(platform::Dispatcher& dispatcher, Session& session, const RpcLimits& limits)
      : dispatcher_(dispatcher), session_(session), limits_(limits) {}

#define SHEETGATE_UNARY(Method)                                          \
  grpc::ServerUnaryReactor* Method(grpc::CallbackServerContext* context, \
                                   const v1::Method##Request* request,   \
                                   v1::Method##Response* response) override
  SHEETGATE_UNARY(ListWorkbooks);
  SHEETGATE_UNARY(DescribeWorkbook);
  SHEETGATE_UNARY(ListSheets);
  SHEETGATE_UNARY(SheetPage);
  SHEETGATE_UNARY(RangeValues);
  SHEETGATE_UNARY(InspectCells);
  SHEETGATE_UNARY(SheetFeatures);
  SHEETGATE_UNARY(WorkbookSummary);
  SHEETGATE_UNARY(SheetOverview);
  SHEETGATE_UNARY(NamedRanges);
  SHEETGATE_UNARY(ListObjects);
  SHEETGATE_UNARY(VbaProjectSummary);
  SHEETGATE_UNARY(VbaModuleSource);
  SHEETGATE_UNARY(ListTables);
  SHEETGATE_UNARY(ReadTable);
  SHEETGATE_UNARY(TableProfile);
  SHEETGATE_UNARY(SheetStatistics);
  SHEETGATE_UNARY(FindValue);
  SHEETGATE_UNARY(FindFormula);
  SHEETGATE_UNARY(FormulaMap);
  SHEETGATE_UNARY(ScanVolatiles);
  SHEETGATE_UNARY(FormulaTrace);
  SHEETGATE_UNARY(CheckWorkbook);
  SHEETGATE_UNARY(DiscoverPorts);
  SHEETGATE_UNARY(CheckManifest);
  SHEETGATE_UNARY(LayoutPage);
  SHEETGATE_UNARY(GridExport);
  SHEETGATE_UNARY(ExportRange);
  SHEETGATE_UNARY(SheetStyles);
  SHEETGATE_UNARY(WorkbookStyleSummary);
  SHEETGATE_UNARY(CompareWorkbooks);
  SHEETGATE_UNARY(VerifyWorkbook);
  SHEETGATE_UNARY(CreateFork);
  SHEETGATE_UNARY(ListForks);
  SHEETGATE_UNARY(EditBatch);
  SHEETGATE_UNARY(StructureBatch);
  SHEETGATE_UNARY(StyleBatch);
  SHEETGATE_UNARY(ColumnSizeBatch);
  SHEETGATE_UNARY(SheetLayoutBatch);
  SHEETGATE_UNARY(ImportCsv);
  SHEETGATE_UNARY(GridImport);
  SHEETGATE_UNARY(CloneRows);
  SHEETGATE_UNARY(AppendRows);
  SHEETGATE_UNARY(ReplaceInFormulas);
  SHEETGATE_UNARY(ApplyFormulaPattern);
  SHEETGATE_UNARY(TransformBatch);
  SHEETGATE_UNARY(ImageBatch);
  SHEETGATE_UNARY(ChartBatch);
  SHEETGATE_UNARY(DefineName);
  SHEETGATE_UNARY(UpdateName);
  SHEETGATE_UNARY(DeleteName);
  SHEETGATE_UNARY(RulesBatch);
  SHEETGATE_UNARY(TableBatch);
  SHEETGATE_UNARY(HyperlinkBatch);
  SHEETGATE_UNARY(CommentBatch);
  SHEETGATE_UNARY(ReferenceImpact);
  SHEETGATE_UNARY(GetChangeset);
  SHEETGATE_UNARY(SaveFork);
  SHEETGATE_UNARY(DiscardFork);
  SHEETGATE_UNARY(Undo);
  SHEETGATE_UNARY(Redo);
  SHEETGATE_UNARY(History);
  SHEETGATE_UNARY(GetEdits);
  SHEETGATE_UNARY(CheckpointFork);
  SHEETGATE_UNARY(ListCheckpoints);
  SHEETGATE_UNARY(RestoreCheckpoint);
  SHEETGATE_UNARY(DeleteCheckpoint);
  SHEETGATE_UNARY(ListStagedChanges);
  SHEETGATE_UNARY(ApplyStagedChange);
  SHEETGATE_UNARY(DiscardStagedChange);
  SHEETGATE_UNARY(CreateWorkbook);
  SHEETGATE_UNARY(CopyWorkbook);
  SHEETGATE_UNARY(CloseWorkbook);
#undef SHEETGATE_UNARY
  grpc::ServerReadReactor<v1::ImportPackageRequest>* ImportPackage(
      grpc::CallbackServerContext* context, v1::ImportPackageResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportPackageResponse>* ExportPackage(
      grpc::CallbackServerContext* context, const v1::ExportPackageRequest* request) override;
  grpc::ServerWriteReactor<v1::ReadExportResponse>* ReadExport(
      grpc::CallbackServerContext* context, const v1::ReadExportRequest* request) override;
  grpc::ServerReadReactor<v1::CommitCalculationRequest>* CommitCalculation(
      grpc::CallbackServerContext* context, v1::CommitCalculationResponse* response) override;

 private:
  platform::Dispatcher& dispatcher_;
  Session& session_;
  const RpcLimits limits_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_GRPC_SERVICE_H_
