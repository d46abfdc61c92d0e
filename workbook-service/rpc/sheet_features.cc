// The items form one list: merged ranges, tables, validations, rules of conditional formats. A page
// token holds a place in that list as the request selects it.
#include "workbook-service/rpc/sheet_features.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/feature_codec.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::RangeRef;

constexpr int kDefaultPageSize = 200;
constexpr char kMergedRanges[] = "merged_ranges";
constexpr char kTables[] = "tables";
constexpr char kValidations[] = "data_validations";
constexpr char kFormats[] = "conditional_formats";

// What the request asks for.
struct Selection {
  bool merged_ranges = false, tables = false, validations = false, formats = false;
  std::optional<RangeRef> range;

  bool Touches(const RangeRef& other) const {
    RangeRef common;
    return !range.has_value() || spreadsheet::Intersect(*range, other, &common);
  }
  bool Touches(const std::vector<RangeRef>& ranges) const {
    return std::ranges::any_of(ranges, [this](const RangeRef& one) { return Touches(one); });
  }
};

absl::StatusOr<Selection> ParseSelection(const v1::SheetFeaturesRequest& request) {
  Selection selection;
  const bool all = request.kinds().empty();
  selection.merged_ranges = selection.tables = selection.validations = selection.formats = all;
  for (int i = 0; i < request.kinds_size(); ++i) {
    const std::string& kind = request.kinds(i);
    if (kind == kMergedRanges) {
      selection.merged_ranges = true;
    } else if (kind == kTables) {
      selection.tables = true;
    } else if (kind == kValidations) {
      selection.validations = true;
    } else if (kind == kFormats) {
      selection.formats = true;
    } else {
      return BadArgument(platform::ErrorReason::kInvalidArgument,
                         platform::StrCat("kinds[", i, "]"),
                         platform::StrCat("'", kind, "' is none of ", kMergedRanges, ", ", kTables,
                                          ", ", kValidations, ", ", kFormats),
                         "[\"tables\"]");
    }
  }
  if (!request.range().empty()) {
    const absl::StatusOr<RangeRef> range = spreadsheet::ParseRange(request.range());
    if (!range.ok()) return InField(range.status(), "range", "\"B2:D40\"");
    selection.range = *range;
  }
  return selection;
}

template <typename Texts>
int64_t AllTextBytes(const Texts& texts) {
  int64_t bytes = 0;
  for (const std::string& text : texts) bytes += TextBytes(text) + 1;
  return bytes;
}

// Bytes of an item with its field names and numbers.
int64_t ItemBytes(const std::string& range) { return TextBytes(range) + 1; }
int64_t ItemBytes(const v1::TableInfo& table) {
  int64_t bytes = 120 + TextBytes(table.name()) + AllTextBytes(table.columns());
  for (const v1::TableColumnFormula& formula : table.formulas()) {
    bytes += 40 + TextBytes(formula.column()) + TextBytes(formula.formula()) +
             TextBytes(formula.total());
  }
  return bytes;
}
int64_t ItemBytes(const v1::DataValidationInfo& rule) {
  return 240 + AllTextBytes(rule.ranges()) + TextBytes(rule.type()) + TextBytes(rule.operator_()) +
         TextBytes(rule.formula1()) + TextBytes(rule.formula2()) + TextBytes(rule.error()) +
         TextBytes(rule.error_style()) + TextBytes(rule.prompt()) + TextBytes(rule.error_title()) +
         TextBytes(rule.prompt_title());
}
int64_t ItemBytes(const v1::ConditionalFormatInfo& rule) {
  return 160 + AllTextBytes(rule.ranges()) + TextBytes(rule.type()) + TextBytes(rule.operator_()) +
         AllTextBytes(rule.formulas()) + TextBytes(rule.detail());
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

// Collects the items of one page.
class Page {
 public:
  Page(int64_t start, int page_size, const ReadLimits& limits)
      : start_(start), left_(page_size), budget_(limits) {}

  // Goes to the next item of the list. If it belongs to the page, `encode` makes it and `add` puts
  // it into the response. False when the page ends before it.
  template <typename Encode, typename Add>
  bool Next(Encode encode, Add add) {
    if (at_ >= start_) {
      if (left_ == 0) return false;
      auto item = encode();
      if (!budget_.Take(ItemBytes(item), 0)) return false;
      add(std::move(item));
      --left_;
    }
    ++at_;
    return true;
  }

  // The place of the next item.
  int64_t at() const { return at_; }

 private:
  const int64_t start_;
  int left_;
  ResponseBudget budget_;
  int64_t at_ = 0;
};

bool AddMergedRanges(const spreadsheet::SheetFeatures& features, const Selection& selection,
                     Page* page, v1::SheetFeaturesResponse* response) {
  for (const RangeRef& range : features.merges) {
    if (!selection.Touches(range)) continue;
    const auto add = [&](std::string text) { response->add_merged_ranges(std::move(text)); };
    if (!page->Next([&] { return RangeText(range); }, add)) return false;
  }
  return true;
}

bool AddTables(const spreadsheet::SheetFeatures& features, const Selection& selection, Page* page,
               v1::SheetFeaturesResponse* response) {
  for (const spreadsheet::Table& table : features.tables) {
    if (!selection.Touches(table.range)) continue;
    const auto add = [&](v1::TableInfo info) { *response->add_tables() = std::move(info); };
    if (!page->Next([&] { return EncodeTable(table); }, add)) return false;
  }
  return true;
}

bool AddValidations(const spreadsheet::SheetFeatures& features, const Selection& selection,
                    Page* page, v1::SheetFeaturesResponse* response) {
  for (const spreadsheet::DataValidation& validation : features.validations) {
    if (!selection.Touches(validation.ranges)) continue;
    const auto add = [&](v1::DataValidationInfo info) {
      *response->add_data_validations() = std::move(info);
    };
    if (!page->Next([&] { return EncodeValidation(validation); }, add)) return false;
  }
  return true;
}

bool AddRules(const spreadsheet::SheetFeatures& features, const Selection& selection, Page* page,
              v1::SheetFeaturesResponse* response) {
  for (const spreadsheet::ConditionalFormat& format : features.conditional_formats) {
    if (!selection.Touches(format.ranges)) continue;
    for (const spreadsheet::ConditionalRule& rule : format.rules) {
      const auto add = [&](v1::ConditionalFormatInfo info) {
        *response->add_conditional_formats() = std::move(info);
      };
      if (!page->Next([&] { return EncodeRule(format, rule); }, add)) return false;
    }
  }
  return true;
}

// Whether the list ends with this page.
bool FillPage(const spreadsheet::SheetFeatures& features, const Selection& selection, Page* page,
              v1::SheetFeaturesResponse* response) {
  return (!selection.merged_ranges || AddMergedRanges(features, selection, page, response)) &&
         (!selection.tables || AddTables(features, selection, page, response)) &&
         (!selection.validations || AddValidations(features, selection, page, response)) &&
         (!selection.formats || AddRules(features, selection, page, response));
}

}  // namespace

absl::StatusOr<v1::SheetFeaturesResponse> SheetFeatures(const v1::SheetFeaturesRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const Selection selection, ParseSelection(request));
  const PageTokens tokens("SheetFeatures",
                          {request.workbook_id(), request.revision(), request.sheet_name(),
                           absl::StrJoin(request.kinds(), ","), request.range()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  Position start{request.revision()};
  if (!after.empty()) {
    ASSIGN_OR_RETURN(start, ParsePosition(after));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), start.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(request.sheet_name()));
  RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::SheetFeatures> features,
                   workbook.LoadFeatures(sheet, context.cancellation));

  v1::SheetFeaturesResponse response;
  response.set_revision(snapshot->revision);
  Page page(start.item, request.page_size() > 0 ? request.page_size() : kDefaultPageSize, limits);
  if (!FillPage(*features, selection, &page, &response)) {
    response.set_next_page_token(
        tokens.Encode(platform::StrCat(snapshot->revision, "/", page.at())));
  }
  return response;
}

}  // namespace sheetgate::workbook
