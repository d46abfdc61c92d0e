// The steps of a screenshot.
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
#include "platform/rpc/resource_uri.h"
#include "recalc-service/calculation/picture_ranges.h"
#include "recalc-service/calculation/plan.h"
#include "recalc-service/calculation/results.h"
#include "recalc-service/engine/engine.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::recalc {
namespace {

using platform::AdmissionLimiter;
using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::FormatRange;
using spreadsheet::RangeRef;
using v1::ScreenshotSheetResponse;
using v1::ScreenshotSheetResult;

constexpr char kReader[] = "sheetgate.recalc.v1.RecalcService.ReadScreenshot";
// Ranges named in a result or an error.
constexpr size_t kMaxListed = 50;

struct Format {
  std::string_view name;
  std::string_view mime_type;
  PictureFormat format;
};
constexpr Format kFormats[] = {{"png", "image/png", PictureFormat::kPng},
                               {"pdf", "application/pdf", PictureFormat::kPdf}};

absl::StatusOr<Format> FormatOf(const std::string& name) {
  if (name.empty()) return kFormats[0];
  for (const Format& format : kFormats) {
    if (format.name == name) return format;
  }
  return platform::InvalidArgument(ErrorReason::kInvalidArgument,
                                   StrCat("unknown format '", name, "'; pictures are png or pdf"),
                                   {{"field", "format"}});
}

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

void AddDuration(const PhaseRecorder& phases, ScreenshotSheetResult* result) {
  result->set_duration_ms(absl::ToDoubleMilliseconds(phases.total()));
}

// One call. The steps pass a Run along, as those of a recalculation do.
class Screenshot final : public EngineCall<ScreenshotSheetResponse> {
 public:
  Screenshot(const v1::ScreenshotSheetRequest& request, const Format& format,
             std::optional<RangeRef> range, const platform::RequestContext& context,
             const EngineCallDependencies& dependencies)
      : EngineCall(context, dependencies, ScreenshotKind()),
        request_(request),
        format_(format),
        asked_(range) {}

 private:
  struct Run {
    AdmissionLimiter::Permit permit;
    workbook::FetchedPackage fetched;
    std::shared_ptr<const spreadsheet::Workbook> workbook;
    std::string sheet;
    RangeRef range;
    std::vector<RangeRef> others;
    bool grid_lines = true;
  };
  using RunPtr = std::shared_ptr<Run>;

  std::shared_ptr<Screenshot> Self() {
    return std::static_pointer_cast<Screenshot>(shared_from_this());
  }

  void Begin(AdmissionLimiter::Permit permit) override {
    auto run = std::make_shared<Run>();
    run->permit = std::move(permit);
    Fetch(request_.workbook_id(), request_.revision(),
          [self = Self(), run](workbook::FetchedPackage fetched) {
            run->fetched = std::move(fetched);
            if (!self->Enter(Phase::kRead)) return;
            self->Compute([self, run] { return self->ReadAndRender(run); });
          });
  }

  absl::Status ReadAndRender(const RunPtr& run) {
    const platform::CancellationToken& token = context_.cancellation;
    ASSIGN_OR_RETURN(run->workbook, spreadsheet::OpenXlsx(run->fetched.bytes, use_.limits, token));
    ASSIGN_OR_RETURN(const int sheet, run->workbook->FindSheet(request_.sheet_name()));
    RETURN_IF_ERROR(ChooseRange(sheet, run.get()));
    RenderJob job;
    ASSIGN_OR_RETURN(job.package, PackageForEngine(*run));
    job.file_name = run->fetched.file_name;
    job.calculate = run->fetched.stale_values;
    job.range = {run->sheet, run->range};
    job.format = format_.format;
    job.scale = request_.has_scale() ? request_.scale() : 1;
    job.grid_lines = run->grid_lines;
    job.headings = request_.has_headings() ? request_.headings() : true;
    if (!Enter(Phase::kStart)) return absl::OkStatus();
    use_.engine->Render(
        std::move(job), context_.cancellation,
        [self = Self()](EnginePhase phase) { self->OnEngine(phase); },
        [self = Self(), run](absl::StatusOr<RenderResult> result) {
          self->OnRendered(run, std::move(result));
        });
    return absl::OkStatus();
  }

  absl::Status ChooseRange(int index, Run* run) {
    const platform::CancellationToken& token = context_.cancellation;
    ASSIGN_OR_RETURN(const auto cells, run->workbook->LoadSheet(index, token));
    ASSIGN_OR_RETURN(const auto objects, run->workbook->LoadObjects(index, token));
    run->sheet = run->workbook->sheets()[static_cast<size_t>(index)].name;
    run->grid_lines = request_.has_grid_lines() ? request_.grid_lines() : objects->view.grid_lines;
    const RangeRef content = ContentOf(*cells, *objects);
    const RangeRef whole = asked_.has_value() ? WithoutEmptyEnds(*asked_, content) : content;
    std::vector<RangeRef> parts = SplitIntoPictures(whole, kMaxListed + 1);
    if (parts.size() > 1 && asked_.has_value()) return TooLarge(whole);
    run->range = parts.front();
    run->others.assign(parts.begin() + 1, parts.end());
    return absl::OkStatus();
  }

  // Damaged and hostile packages end here: our own reader reads every sheet first.
  absl::StatusOr<std::shared_ptr<const std::string>> PackageForEngine(const Run& run) {
    const platform::CancellationToken& token = context_.cancellation;
    if (run.fetched.stale_values) {
      ASSIGN_OR_RETURN(const CalculationPlan plan,
                       PlanCalculation(run.workbook, *use_.engine, token));
      ASSIGN_OR_RETURN(std::string package, spreadsheet::WriteXlsx(*plan.for_engine, {}, token));
      return std::make_shared<const std::string>(std::move(package));
    }
    const std::vector<spreadsheet::SheetInfo>& sheets = run.workbook->sheets();
    for (size_t i = 0; i < sheets.size(); ++i) {
      if (sheets[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
      RETURN_IF_ERROR(run.workbook->LoadSheet(static_cast<int>(i), token).status());
    }
    return run.fetched.bytes;
  }

  void OnRendered(const RunPtr& run, absl::StatusOr<RenderResult> rendered) {
    if (!rendered.ok()) return Finish(rendered.status());
    if (Over()) return;
    if (const absl::Status whole = CheckSheets(*run->workbook, rendered->sheets); !whole.ok()) {
      return Finish(whole);
    }
    // Before the answer: whoever has it may count on the slot being free.
    run->permit.Release();
    ScreenshotSheetResult result;
    result.set_revision(run->fetched.revision);
    result.set_sheet_name(run->sheet);
    result.set_range(FormatRange(run->range));
    result.set_width(rendered->width);
    result.set_height(rendered->height);
    result.set_scale(rendered->scale);
    for (const RangeRef& other : run->others) result.add_other_ranges(FormatRange(other));
    result.set_stale_values(run->fetched.stale_values);
    result.set_engine(use_.engine->version());
    LinkTo(*run, static_cast<int64_t>(rendered->bytes.size()), result.mutable_resource());
    result.mutable_image()->set_data(std::move(rendered->bytes));
    result.mutable_image()->set_mime_type(result.resource().mime_type());
    result.mutable_image()->set_uri(result.resource().uri());
    FinishWith(std::move(result), &AddDuration);
  }

  void LinkTo(const Run& run, int64_t size_bytes, mcp::v1::ResourceLink* link) const {
    v1::ScreenshotSheetRequest same = request_;
    same.set_revision(run.fetched.revision);
    same.set_sheet_name(run.sheet);
    same.set_range(FormatRange(run.range));
    same.set_format(std::string(format_.name));
    link->set_uri(platform::ResourceUri(kReader, same));
    link->set_name(StrCat(run.sheet, "!", same.range(), " as ", format_.name));
    link->set_mime_type(std::string(format_.mime_type));
    link->set_size_bytes(size_bytes);
  }

  const v1::ScreenshotSheetRequest request_;
  const Format format_;
  const std::optional<RangeRef> asked_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<ScreenshotSheetResponse>>> ScreenshotSheet(
    const v1::ScreenshotSheetRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(request.format()));
  std::optional<RangeRef> range;
  if (!request.range().empty()) {
    ASSIGN_OR_RETURN(range, spreadsheet::ParseRange(request.range()));
  }
  RETURN_IF_ERROR(dependencies.engine->Available());
  return std::make_unique<EngineCallSource<ScreenshotSheetResponse>>(
      std::make_shared<Screenshot>(request, format, range, context, dependencies));
}

}  // namespace sheetgate::recalc
