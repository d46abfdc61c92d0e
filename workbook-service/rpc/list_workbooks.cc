#include "workbook-service/rpc/list_workbooks.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/status_macros.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/timestamp.h"
#include "workbook-service/store/glob.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 100;
constexpr std::string_view kEverything = "**";

int64_t EntryBytes(const WorkspaceFile& file) {
  constexpr int64_t kNames = 110;  // field names, size and time
  return kNames + TextBytes(file.path) + static_cast<int64_t>(file.workbook_id.size());
}

v1::WorkbookEntry MakeEntry(const WorkspaceFile& file) {
  v1::WorkbookEntry entry;
  entry.set_workbook_id(file.workbook_id);
  entry.set_path(file.path);
  entry.set_size_bytes(file.size_bytes);
  entry.set_modified_at(Timestamp(file.modified_at));
  return entry;
}

}  // namespace

absl::StatusOr<v1::ListWorkbooksResponse> ListWorkbooks(const v1::ListWorkbooksRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  const std::string_view glob = request.path_glob().empty() ? kEverything : request.path_glob();
  if (absl::Status valid = ValidateGlob(glob); !valid.ok()) {
    return InField(valid, "path_glob", "\"**/*.xlsx\"");
  }
  const PageTokens tokens("ListWorkbooks", {glob});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  ASSIGN_OR_RETURN(const std::vector<WorkspaceFile> files, session.ListFiles(context));
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;

  v1::ListWorkbooksResponse response;
  ResponseBudget budget(limits);
  // The next page starts behind the last path, whatever files came or went meanwhile.
  auto file = after.empty() ? files.begin()
                            : std::ranges::upper_bound(files, after, {}, &WorkspaceFile::path);
  for (; file != files.end(); ++file) {
    if (!MatchesGlob(glob, file->path)) continue;
    if (response.workbooks_size() == page_size || !budget.Take(EntryBytes(*file), 0)) {
      const v1::WorkbookEntry& last = response.workbooks(response.workbooks_size() - 1);
      response.set_next_page_token(tokens.Encode(last.path()));
      break;
    }
    *response.add_workbooks() = MakeEntry(*file);
  }
  return response;
}

}  // namespace sheetgate::workbook
