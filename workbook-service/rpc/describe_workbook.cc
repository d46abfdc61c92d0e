#include "workbook-service/rpc/describe_workbook.h"

#include <memory>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

absl::StatusOr<v1::DescribeWorkbookResponse> DescribeWorkbook(
    const v1::DescribeWorkbookRequest& request, const platform::RequestContext& context,
    Session& session) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  const spreadsheet::WorkbookFeatures& features = workbook.features();
  v1::DescribeWorkbookResponse response;
  response.set_workbook_id(snapshot->workbook_id);
  response.set_revision(snapshot->revision);
  response.set_kind(snapshot->is_fork ? "fork" : "file");
  response.set_path(snapshot->path);
  response.set_size_bytes(snapshot->package_bytes);
  response.set_format(snapshot->format);
  response.set_sheet_count(static_cast<int32_t>(workbook.sheets().size()));
  for (const spreadsheet::SheetInfo& sheet : workbook.sheets()) {
    response.add_sheet_names(sheet.name);
  }
  response.set_defined_name_count(static_cast<int32_t>(workbook.defined_names().size()));
  response.set_table_count(features.tables);
  response.set_macros_present(features.macros);
  response.set_date_system(workbook.date_system() == spreadsheet::DateSystem::k1904 ? "1904"
                                                                                    : "1900");
  response.set_stale_values(snapshot->stale_values);
  response.set_chart_count(features.charts);
  response.set_pivot_table_count(features.pivot_tables);
  response.set_external_link_count(features.external_links);
  return response;
}

}  // namespace sheetgate::workbook
