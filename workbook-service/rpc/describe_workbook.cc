// What sheets hold besides cells is read without the cells.
#include "workbook-service/rpc/describe_workbook.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/model/workbook_objects.h"
#include "workbook-service/rpc/object_item.h"
#include "workbook-service/rpc/settings_codec.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::Workbook;

constexpr size_t kMaxLinks = 20;
constexpr size_t kMaxProperty = 200;

// "2 images"; nothing when there are none.
void AddCount(size_t count, std::string_view what, v1::DescribeWorkbookResponse* response) {
  if (count > 0) response->add_also(StrCat(count, " ", what, count == 1 ? "" : "s"));
}

void AddFeatures(const Workbook& workbook, v1::DescribeWorkbookResponse* response) {
  const spreadsheet::WorkbookFeatures& features = workbook.features();
  response->set_sheet_count(static_cast<int32_t>(workbook.sheets().size()));
  size_t hidden = 0;
  for (const spreadsheet::SheetInfo& sheet : workbook.sheets()) {
    response->add_sheet_names(sheet.name);
    if (sheet.visibility != spreadsheet::SheetVisibility::kVisible) ++hidden;
  }
  AddCount(hidden, "hidden sheet", response);
  response->set_defined_name_count(static_cast<int32_t>(workbook.defined_names().size()));
  response->set_table_count(features.tables);
  response->set_macros_present(features.macros);
  const bool old = workbook.date_system() == spreadsheet::DateSystem::k1904;
  response->set_date_system(old ? "1904" : "1900");
  response->set_chart_count(features.charts);
  response->set_pivot_table_count(features.pivot_tables);
  response->set_external_link_count(features.external_links);
}

void AddWorkbookObjects(const spreadsheet::WorkbookObjects& objects,
                        v1::DescribeWorkbookResponse* response) {
  for (const spreadsheet::ExternalLink& link : objects.external_links) {
    if (response->external_links_size() == kMaxLinks) break;
    if (!link.target.empty()) response->add_external_links(CutText(link.target, kMaxProperty));
  }
  for (const std::string& what : ProtectionTexts(objects.protection))
    response->add_protection(what);
  AddCount(objects.connections.size(), "connection", response);
  for (const std::string_view name :
       {"title", "author", "last_modified_by", "created", "modified", "application"}) {
    const std::string_view value = objects.Property(name);
    if (!value.empty()) response->add_properties(StrCat(name, ": ", CutText(value, kMaxProperty)));
  }
  const std::string calculation = CalculationText(objects.calculation);
  if (!calculation.empty()) response->add_properties(StrCat("calculation: ", calculation));
}

// Counts what is on sheets and names those protected. A sheet that cannot be read has nothing.
absl::Status AddSheetObjects(const Workbook& workbook,
                             const platform::CancellationToken& cancellation,
                             v1::DescribeWorkbookResponse* response) {
  size_t images = 0, comments = 0;
  for (size_t i = 0; i < workbook.sheets().size(); ++i) {
    const auto objects = workbook.LoadObjects(static_cast<int>(i), cancellation);
    RETURN_IF_ERROR(cancellation.Check());
    if (!objects.ok()) continue;
    images += (*objects)->images.size();
    comments += (*objects)->comments.size();
    if ((*objects)->protection.enabled) {
      response->add_protection(StrCat("sheet ", workbook.sheets()[i].name));
    }
  }
  AddCount(images, "image", response);
  AddCount(comments, "comment", response);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::DescribeWorkbookResponse> DescribeWorkbook(
    const v1::DescribeWorkbookRequest& request, const platform::RequestContext& context,
    Session& session) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), request.revision(), context));
  const Workbook& workbook = *snapshot->workbook;
  v1::DescribeWorkbookResponse response;
  response.set_workbook_id(snapshot->workbook_id);
  response.set_revision(snapshot->revision);
  response.set_kind(snapshot->is_fork ? "fork" : "file");
  response.set_path(snapshot->path);
  response.set_size_bytes(snapshot->package_bytes);
  response.set_format(snapshot->format);
  response.set_stale_values(snapshot->stale_values);
  AddFeatures(workbook, &response);
  const auto objects = workbook.LoadWorkbookObjects(context.cancellation);
  RETURN_IF_ERROR(context.cancellation.Check());
  // A damaged part that is no sheet does not keep the rest from being described.
  if (objects.ok()) AddWorkbookObjects(**objects, &response);
  RETURN_IF_ERROR(AddSheetObjects(workbook, context.cancellation, &response));
  return response;
}

}  // namespace sheetgate::workbook
