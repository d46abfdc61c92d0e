// The range of a screenshot.
#include "recalc-service/rpc/screenshot_sheet.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/calculation/picture_ranges.h"
#include "recalc-service/rpc/picture_call.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::FormatRange;
using spreadsheet::RangeRef;
using v1::ScreenshotSheetRequest;
using v1::ScreenshotSheetResponse;

constexpr std::string_view kReader = "sheetgate.recalc.v1.RecalcService.ReadScreenshot";
// Ranges named in a result or an error.
constexpr size_t kMaxListed = 50;

std::string ListOf(const std::vector<RangeRef>& ranges) {
  return absl::StrJoin(ranges, ", ",
                       [](std::string* out, const RangeRef& range) { *out += FormatRange(range); });
}

absl::Status TooLarge(const RangeRef& range) {
  const std::string parts = ListOf(SplitIntoPictures(range, kMaxListed));
  return platform::InvalidArgument(
      ErrorReason::kLimitExceeded,
      StrCat(FormatRange(range), " has ", range.rows(), " rows and ", range.columns(),
             " columns; a picture shows at most ", kMaxPictureRows, " and ", kMaxPictureColumns,
             "; draw one of these instead: ", parts),
      {{"field", "range"}, {"ranges", parts}});
}

class Screenshot final : public PictureCall<ScreenshotSheetRequest, ScreenshotSheetResponse> {
 public:
  Screenshot(const ScreenshotSheetRequest& request, const PictureFile& file,
             std::optional<RangeRef> range, const platform::RequestContext& context,
             const EngineCallDependencies& dependencies)
      : PictureCall(request, file, kReader, context, dependencies), asked_(range) {}

 private:
  DocumentUse use() const override { return DocumentUse::kDrawing; }
  absl::Status Choose(const spreadsheet::Workbook& workbook, int sheet,
                      PictureRequest* picture) override {
    const platform::CancellationToken& token = context_.cancellation;
    ASSIGN_OR_RETURN(const auto cells, workbook.LoadSheet(sheet, token));
    ASSIGN_OR_RETURN(const auto objects, workbook.LoadObjects(sheet, token));
    const RangeRef content = ContentOf(*cells, *objects);
    const RangeRef whole = asked_.has_value() ? WithoutEmptyEnds(*asked_, content) : content;
    std::vector<RangeRef> parts = SplitIntoPictures(whole, kMaxListed + 1);
    if (parts.size() > 1 && asked_.has_value()) return TooLarge(whole);
    range_ = parts.front();
    others_.assign(parts.begin() + 1, parts.end());
    picture->range.range = range_;
    picture->grid_lines =
        request_.has_grid_lines() ? request_.grid_lines() : objects->view.grid_lines;
    picture->headings = request_.has_headings() ? request_.headings() : true;
    return absl::OkStatus();
  }

  void Tell(const EnginePicture&, Result* result) const override {
    result->set_range(FormatRange(range_));
    for (const RangeRef& other : others_) result->add_other_ranges(FormatRange(other));
  }

  std::string Pin(ScreenshotSheetRequest* same) const override {
    same->set_range(FormatRange(range_));
    return StrCat(same->sheet_name(), "!", same->range());
  }

  const std::optional<RangeRef> asked_;
  // What Choose chose.
  RangeRef range_;
  std::vector<RangeRef> others_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<ScreenshotSheetResponse>>> ScreenshotSheet(
    const ScreenshotSheetRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  ASSIGN_OR_RETURN(const PictureFile file, PictureFileOf(request.format()));
  std::optional<RangeRef> range;
  if (!request.range().empty()) {
    ASSIGN_OR_RETURN(range, spreadsheet::ParseRange(request.range()));
  }
  RETURN_IF_ERROR(dependencies.engine->Available());
  return std::make_unique<EngineCallSource<ScreenshotSheetResponse>>(
      std::make_shared<Screenshot>(request, file, range, context, dependencies));
}

}  // namespace sheetgate::recalc
