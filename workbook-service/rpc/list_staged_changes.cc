#include "workbook-service/rpc/list_staged_changes.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/id_pages.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/staged_change_codec.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 50;

int64_t ChangeBytes(const v1::StagedChange& change) {
  constexpr int64_t kNames = 480;  // field names, ids, counts and time
  int64_t bytes = kNames + TextBytes(change.label()) + TextBytes(change.principal());
  for (const v1::SheetImpact& sheet : change.impact().sheets()) {
    bytes += 80 + TextBytes(sheet.sheet_name());
  }
  return bytes;
}

}  // namespace

absl::StatusOr<v1::ListStagedChangesResponse> ListStagedChanges(
    const v1::ListStagedChangesRequest& request, const platform::RequestContext& context,
    Session& session, const ReadLimits& limits) {
  const PageTokens tokens("ListStagedChanges", {request.workbook_id()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  ASSIGN_OR_RETURN(const std::vector<StagedChange> changes,
                   session.ListStaged(request.workbook_id(), context));
  // A page of the shortest history says which revision is the newest.
  ASSIGN_OR_RETURN(const HistoryPage history,
                   session.ListHistory(request.workbook_id(), 0, 1, context));
  ASSIGN_OR_RETURN(size_t next, FirstBehind(changes, after));
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  v1::ListStagedChangesResponse response;
  ResponseBudget budget(limits);
  for (; next < changes.size(); ++next) {
    v1::StagedChange change = EncodeStagedChange(changes[next], history.head);
    change.mutable_impact()->clear_samples();
    if (response.staged_changes_size() == page_size || !budget.Take(ChangeBytes(change), 0)) {
      response.set_next_page_token(tokens.Encode(changes[next - 1].id));
      break;
    }
    *response.add_staged_changes() = std::move(change);
  }
  return response;
}

}  // namespace sheetgate::workbook
