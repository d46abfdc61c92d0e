#include "workbook-service/rpc/discover_ports.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/manifest/discover_ports.h"
#include "workbook-service/client/manifest_codec.h"
#include "workbook-service/rpc/item_position.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/port_codec.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::FoundPort;

constexpr int kDefaultPageSize = 50;

// What the request asks for.
struct Selection {
  std::string direction;  // empty: both
  int32_t sheet = -1;

  bool Includes(const FoundPort& found, const spreadsheet::Workbook& workbook) const {
    if (!direction.empty() && direction != PortDirectionName(found.port.direction)) return false;
    if (sheet >= 0) return found.cells.sheet == sheet;
    const spreadsheet::SheetInfo& info = workbook.sheets()[static_cast<size_t>(found.cells.sheet)];
    // Who names a cell means it, wherever it is.
    return info.visibility == spreadsheet::SheetVisibility::kVisible ||
           !found.port.defined_name.empty();
  }
};

// The manifest's part of a candidate.
int64_t DefinitionBytes(const v1::ManifestPort& port) {
  constexpr int64_t kNames = 160;  // field names, direction, shape, type and numbers
  int64_t bytes = kNames + TextBytes(port.name()) + TextBytes(port.defined_name()) +
                  TextBytes(port.table()) + TextBytes(port.cells()) + TextBytes(port.description());
  for (const v1::CellValue& value : port.enum_values()) bytes += ValueBytes(value);
  constexpr int64_t kColumn = 30;
  for (const v1::PortColumn& column : port.columns()) bytes += kColumn + TextBytes(column.name());
  return bytes;
}

}  // namespace

absl::StatusOr<v1::DiscoverPortsResponse> DiscoverPorts(const v1::DiscoverPortsRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  Selection selection;
  if (!request.direction().empty()) {
    ASSIGN_OR_RETURN(selection.direction, OneOf("direction", request.direction(), {"in", "out"}));
  }
  const PageTokens tokens("DiscoverPorts", {request.workbook_id(), request.revision(),
                                            request.sheet_name(), request.direction()});
  ASSIGN_OR_RETURN(const ItemPosition position,
                   DecodePosition(tokens, request.page_token(), request.revision()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), position.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(selection.sheet, workbook.FindSheet(request.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, selection.sheet));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::FoundPorts> found,
                   spreadsheet::DiscoverPorts(workbook, context.cancellation));

  v1::DiscoverPortsResponse response;
  response.set_revision(snapshot->revision);
  response.set_stale_values(snapshot->stale_values);
  for (const std::string& note : found->notes) response.add_notes(note);
  response.mutable_manifest()->set_name(snapshot->path);
  ResponseBudget budget(limits);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  int64_t at = 0;
  std::optional<int64_t> next;
  for (const FoundPort& one : found->ports) {
    if (!selection.Includes(one, workbook)) continue;
    if (one.port.is_input()) {
      response.set_inputs(response.inputs() + 1);
    } else {
      response.set_outputs(response.outputs() + 1);
    }
    if (at++ < position.item || next.has_value()) continue;
    ASSIGN_OR_RETURN(const auto sheet, workbook.LoadSheet(one.cells.sheet, context.cancellation));
    v1::PortCells cells = EncodePortCells(workbook, one.port, *sheet, one.cells);
    cells.set_reason(one.reason);
    v1::ManifestPort port;
    EncodePort(one.port, &port);
    if (response.ports_size() == page_size ||
        !budget.Take(PortBytes(cells) + DefinitionBytes(port), 0)) {
      next = at - 1;
      continue;
    }
    *response.add_ports() = std::move(cells);
    *response.mutable_manifest()->add_ports() = std::move(port);
  }
  if (next.has_value()) {
    response.set_next_page_token(EncodePosition(tokens, {snapshot->revision, *next}));
  }
  return response;
}

}  // namespace sheetgate::workbook
