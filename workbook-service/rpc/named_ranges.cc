// Names come first, then tables, sheet by sheet. A page token holds the place of the next candidate
// in that list, filtered or not.
#include "workbook-service/rpc/named_ranges.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/name_targets.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "workbook-service/rpc/feature_codec.h"
#include "workbook-service/rpc/object_item.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;
using spreadsheet::DefinedName;
using spreadsheet::NameKind;
using spreadsheet::NameTarget;

constexpr int kDefaultPageSize = 200;
// A formula has at most 8192 characters.
constexpr size_t kMaxFormula = 32768;

std::string_view KindName(NameKind kind) {
  switch (kind) {
    case NameKind::kRange:
      return "range";
    case NameKind::kFormula:
      return "formula";
    case NameKind::kConstant:
      return "constant";
    case NameKind::kExternal:
      return "external";
    case NameKind::kBroken:
      return "broken";
    case NameKind::kPrintArea:
      return "print_area";
    case NameKind::kPrintTitles:
      return "print_titles";
    case NameKind::kFilter:
      return "filter";
  }
  return "formula";
}

int64_t NameBytes(const v1::NameInfo& info) {
  return 110 + TextBytes(info.name()) + TextBytes(info.scope()) + TextBytes(info.kind()) +
         TextBytes(info.sheet_name()) + TextBytes(info.range()) + TextBytes(info.refers_to()) +
         TextBytes(info.comment());
}

// Where a page starts: the revision of the first page, and a place in the list.
struct Position {
  std::string revision;
  int64_t item = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  Position position{parts.first};
  if (!absl::SimpleAtoi(parts.second, &position.item)) return InvalidPageToken();
  return position;
}

// Collects the names of one page.
class Page {
 public:
  Page(const v1::NamedRangesRequest& request, const spreadsheet::Workbook& workbook,
       std::optional<int> sheet, int64_t start, const platform::CancellationToken& cancellation,
       const ReadLimits& limits)
      : request_(request),
        prefix_(spreadsheet::FoldCase(request.name_prefix())),
        workbook_(workbook),
        sheet_(sheet),
        start_(start),
        left_(request.page_size() > 0 ? request.page_size() : kDefaultPageSize),
        cancellation_(cancellation),
        budget_(limits),
        targets_(workbook, cancellation) {}

  // True when the list ends with this page.
  absl::StatusOr<bool> Fill(v1::NamedRangesResponse* response) {
    for (const DefinedName& name : workbook_.defined_names()) {
      if (at_ >= start_ && (request_.include_hidden() || !name.hidden) && HasPrefix(name.name)) {
        ASSIGN_OR_RETURN(const NameTarget target, targets_.OfName(name));
        if (OnSheet(name.sheet, target.sheet) && !Add(Encode(name, target), response)) return false;
      }
      ++at_;
    }
    return request_.include_tables() ? AddTables(response) : true;
  }

  // The place of the next candidate.
  int64_t at() const { return at_; }

 private:
  bool HasPrefix(std::string_view name) const {
    return spreadsheet::FoldCase(name).starts_with(prefix_);
  }
  bool OnSheet(int scope, int leads_to) const {
    return !sheet_.has_value() || *sheet_ == scope || *sheet_ == leads_to;
  }
  const std::string& SheetName(int sheet) const {
    return workbook_.sheets()[static_cast<size_t>(sheet)].name;
  }

  v1::NameInfo Encode(const DefinedName& name, const NameTarget& target) const {
    v1::NameInfo info;
    info.set_name(CutText(name.name, ObjectItem::kMaxText));
    if (name.sheet >= 0) info.set_scope(SheetName(name.sheet));
    info.set_kind(std::string(KindName(target.kind)));
    if (target.sheet >= 0) {
      info.set_sheet_name(SheetName(target.sheet));
      info.set_range(JoinRanges(target.ranges));
    }
    if (!target.plain) info.set_refers_to(StrCat("=", CutText(name.refers_to, kMaxFormula)));
    if (name.hidden) info.set_hidden(true);
    info.set_comment(CutText(name.comment, ObjectItem::kMaxText));
    return info;
  }

  absl::StatusOr<bool> AddTables(v1::NamedRangesResponse* response) {
    for (size_t sheet = 0; sheet < workbook_.sheets().size(); ++sheet) {
      const int index = static_cast<int>(sheet);
      if (workbook_.sheets()[sheet].kind != spreadsheet::SheetKind::kWorksheet) continue;
      if (sheet_.has_value() && *sheet_ != index) continue;
      ASSIGN_OR_RETURN(const auto features, workbook_.LoadFeatures(index, cancellation_));
      for (const spreadsheet::Table& table : features->tables) {
        if (at_ >= start_ && HasPrefix(table.name)) {
          v1::NameInfo info;
          info.set_name(CutText(table.name, ObjectItem::kMaxText));
          info.set_kind("table");
          info.set_sheet_name(SheetName(index));
          info.set_range(RangeText(table.range));
          if (!Add(std::move(info), response)) return false;
        }
        ++at_;
      }
    }
    return true;
  }

  bool Add(v1::NameInfo info, v1::NamedRangesResponse* response) {
    if (left_ == 0 || !budget_.Take(NameBytes(info), 0)) return false;
    *response->add_names() = std::move(info);
    --left_;
    return true;
  }

  const v1::NamedRangesRequest& request_;
  const std::string prefix_;
  const spreadsheet::Workbook& workbook_;
  const std::optional<int> sheet_;
  const int64_t start_;
  int left_;
  const platform::CancellationToken& cancellation_;
  ResponseBudget budget_;
  spreadsheet::NameTargets targets_;
  int64_t at_ = 0;
};

}  // namespace

absl::StatusOr<v1::NamedRangesResponse> NamedRanges(const v1::NamedRangesRequest& request,
                                                    const platform::RequestContext& context,
                                                    Session& session, const ReadLimits& limits) {
  const PageTokens tokens(
      "NamedRanges",
      {request.workbook_id(), request.revision(), request.sheet_name(), request.name_prefix(),
       request.include_hidden() ? "1" : "", request.include_tables() ? "1" : ""});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  std::optional<int> sheet;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(sheet, workbook.FindSheet(request.sheet_name()));
  }

  v1::NamedRangesResponse response;
  response.set_revision(snapshot->revision);
  Page page(request, workbook, sheet, start.item, context.cancellation, limits);
  ASSIGN_OR_RETURN(const bool done, page.Fill(&response));
  if (!done) {
    response.set_next_page_token(tokens.Encode(StrCat(snapshot->revision, "/", page.at())));
  }
  return response;
}

}  // namespace sheetgate::workbook
