#include "workbook-service/rpc/history.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/history_codec.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 50;

int64_t EntryBytes(const v1::HistoryEntry& entry) {
  constexpr int64_t kNames = 380;  // field names, ids, counts and time
  int64_t bytes = kNames + TextBytes(entry.label()) + TextBytes(entry.principal());
  for (const std::string& id : entry.checkpoint_ids()) bytes += TextBytes(id);
  for (const std::string& name : entry.summary().sheet_names()) bytes += TextBytes(name);
  return bytes;
}

}  // namespace

absl::StatusOr<v1::HistoryResponse> History(const v1::HistoryRequest& request,
                                            const platform::RequestContext& context,
                                            Session& session, const ReadLimits& limits) {
  const PageTokens tokens("History", {request.workbook_id()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  int64_t before = 0;
  if (!after.empty() && !absl::SimpleAtoi(after, &before)) return InvalidPageToken();
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  ASSIGN_OR_RETURN(const HistoryPage page,
                   session.ListHistory(request.workbook_id(), before, page_size, context));
  v1::HistoryResponse response;
  response.set_head(page.head);
  response.set_undo_steps(page.undo_steps);
  response.set_redo_steps(page.redo_steps);
  ResponseBudget budget(limits);
  int64_t next = 0;
  for (size_t i = 0; i < page.revisions.size(); ++i) {
    v1::HistoryEntry entry = EncodeRevision(page.revisions[i]);
    if (!budget.Take(EntryBytes(entry), 0)) break;
    *response.add_revisions() = std::move(entry);
    next = page.next[i];
  }
  if (next > 0) response.set_next_page_token(tokens.Encode(platform::StrCat(next)));
  return response;
}

}  // namespace sheetgate::workbook
