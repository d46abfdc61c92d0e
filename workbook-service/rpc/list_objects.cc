// The objects form one list: sheet by sheet, kind by kind, then those of the workbook. A page token
// holds the group (a kind on a sheet) and the place in it, so that what comes before is not read
// again.
#include "workbook-service/rpc/list_objects.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "platform/base/suggest.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/object_kinds.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;

constexpr int kDefaultPageSize = 200;

// A kind on a sheet, or of the workbook (sheet -1).
struct Group {
  int sheet = -1;
  std::string_view kind;
};

std::string AllKinds() {
  std::vector<std::string> names;
  for (const std::string_view kind : SheetObjectKinds()) names.emplace_back(kind);
  for (const std::string_view kind : WorkbookObjectKinds()) names.emplace_back(kind);
  return absl::StrJoin(names, ", ");
}

bool IsOneOf(std::string_view kind, absl::Span<const std::string_view> kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

absl::Status CheckKinds(const v1::ListObjectsRequest& request) {
  for (int i = 0; i < request.kinds_size(); ++i) {
    const std::string& kind = request.kinds(i);
    if (IsOneOf(kind, SheetObjectKinds()) || IsOneOf(kind, WorkbookObjectKinds())) continue;
    return BadArgument(platform::ErrorReason::kInvalidArgument, StrCat("kinds[", i, "]"),
                       StrCat("'", kind, "' is none of ", AllKinds()), "[\"charts\"]");
  }
  return absl::OkStatus();
}

// The groups the request selects, in order.
absl::StatusOr<std::vector<Group>> SelectGroups(const v1::ListObjectsRequest& request,
                                                const spreadsheet::Workbook& workbook) {
  const auto selected = [&](std::string_view kind) {
    return request.kinds().empty() ||
           std::ranges::find(request.kinds(), kind) != request.kinds().end();
  };
  int first = 0;
  int last = static_cast<int>(workbook.sheets().size()) - 1;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(first, workbook.FindSheet(request.sheet_name()));
    last = first;
  }
  std::vector<Group> groups;
  for (int sheet = first; sheet <= last; ++sheet) {
    for (const std::string_view kind : SheetObjectKinds()) {
      if (selected(kind)) groups.push_back({sheet, kind});
    }
  }
  if (!request.sheet_name().empty()) return groups;
  for (const std::string_view kind : WorkbookObjectKinds()) {
    if (selected(kind)) groups.push_back({-1, kind});
  }
  return groups;
}

// Where a page starts.
struct Position {
  std::string revision;
  size_t group = 0;
  int item = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  Position position;
  uint64_t group = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &group) ||
      !absl::SimpleAtoi(parts[2], &position.item) || position.item < 0) {
    return InvalidPageToken();
  }
  position.revision = parts[0];
  position.group = group;
  return position;
}

// Bytes of an object with its field names.
int64_t ObjectBytes(const v1::ObjectInfo& object) {
  int64_t bytes =
      60 + TextBytes(object.name()) + TextBytes(object.range()) + TextBytes(object.summary());
  for (const std::string& detail : object.details()) bytes += TextBytes(detail) + 1;
  return bytes;
}

// Fills one response.
class Page {
 public:
  Page(const v1::ListObjectsRequest& request, const spreadsheet::Workbook& workbook,
       const platform::RequestContext& context, const ReadLimits& limits)
      : counts_only_(request.counts_only()),
        left_(request.page_size() > 0 ? request.page_size() : kDefaultPageSize),
        budget_(limits),
        workbook_(workbook),
        context_(context),
        kinds_(workbook, context.cancellation) {}

  // Adds groups from `start` on; the place where the next page starts is in `start` then. True when
  // there are no more.
  absl::StatusOr<bool> Fill(const std::vector<Group>& groups, Position* start,
                            v1::ListObjectsResponse* response) {
    for (; start->group < groups.size(); ++start->group, start->item = 0) {
      RETURN_IF_ERROR(context_.cancellation.Check());
      const Group& group = groups[start->group];
      absl::StatusOr<ObjectList> list =
          group.sheet < 0 ? kinds_.OfWorkbook(group.kind) : kinds_.OfSheet(group.kind, group.sheet);
      RETURN_IF_ERROR(list.status());
      if (start->item >= list->count) continue;
      ASSIGN_OR_RETURN(const bool whole, AddGroup(group, *list, &start->item, response));
      if (!whole) return false;
    }
    return true;
  }

 private:
  // False when the page ends before the group does.
  absl::StatusOr<bool> AddGroup(const Group& group, const ObjectList& list, int* item,
                                v1::ListObjectsResponse* response) {
    if (left_ == 0) return false;
    v1::ObjectGroup added;
    if (group.sheet >= 0) {
      added.set_sheet_name(workbook_.sheets()[static_cast<size_t>(group.sheet)].name);
    }
    added.set_kind(std::string(group.kind));
    added.set_count(list.count);
    const int64_t head = 80 + TextBytes(added.sheet_name()) + TextBytes(added.kind());
    if (counts_only_) {
      if (!budget_.Take(head, 0)) return false;
      --left_;
      *response->add_groups() = std::move(added);
      return true;
    }
    ASSIGN_OR_RETURN(const bool whole, AddObjects(list, head, item, &added));
    if (added.objects_size() > 0) *response->add_groups() = std::move(added);
    return whole;
  }

  absl::StatusOr<bool> AddObjects(const ObjectList& list, int64_t head, int* item,
                                  v1::ObjectGroup* group) {
    for (; *item < list.count; ++*item, --left_) {
      if (left_ == 0) return false;
      ASSIGN_OR_RETURN(v1::ObjectInfo object, list.encode(*item));
      const int64_t bytes = ObjectBytes(object) + (group->objects().empty() ? head : 0);
      if (!budget_.Take(bytes, 0)) return false;
      *group->add_objects() = std::move(object);
    }
    return true;
  }

  const bool counts_only_;
  int left_;
  ResponseBudget budget_;
  const spreadsheet::Workbook& workbook_;
  const platform::RequestContext& context_;
  ObjectKinds kinds_;
};

}  // namespace

absl::StatusOr<v1::ListObjectsResponse> ListObjects(const v1::ListObjectsRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  RETURN_IF_ERROR(CheckKinds(request));
  const PageTokens tokens("ListObjects",
                          {request.workbook_id(), request.revision(), request.sheet_name(),
                           absl::StrJoin(request.kinds(), ","), request.counts_only() ? "1" : ""});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(const std::vector<Group> groups, SelectGroups(request, workbook));

  v1::ListObjectsResponse response;
  response.set_revision(snapshot->revision);
  Page page(request, workbook, context, limits);
  ASSIGN_OR_RETURN(const bool done, page.Fill(groups, &start, &response));
  if (!done) {
    response.set_next_page_token(
        tokens.Encode(StrCat(snapshot->revision, "/", start.group, "/", start.item)));
  }
  return response;
}

}  // namespace sheetgate::workbook
