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
    DocumentLease lease;
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
    run->lease = use_.documents->Take(request_.workbook_id(), DocumentUse::kDrawing);
    workbook::PackageRequest request;
    request.workbook_id = request_.workbook_id();
    request.revision = request_.revision();
    if (run->lease) request.known_revision = run->lease->revision;
    Fetch(std::move(request), [self = Self(), run](workbook::FetchedPackage fetched) {
      if (!self->Enter(Phase::kRead)) return;
      self->Compute([self, run, fetched = std::move(fetched)]() mutable {
        return self->ReadAndDraw(run, std::move(fetched));
      });
    });
  }

  absl::Status ReadAndDraw(const RunPtr& run, workbook::FetchedPackage fetched) {
    const platform::CancellationToken& token = context_.cancellation;
    if (fetched.bytes == nullptr) {
      RETURN_IF_ERROR(Choose(*run->lease->workbook, run.get()));
      Draw(run, std::move(run->lease));
      return absl::OkStatus();
    }
    run->lease.Drop();
    State wanted;
    wanted.workbook_id = request_.workbook_id();
    wanted.use = DocumentUse::kDrawing;
    wanted.revision = fetched.revision;
    wanted.file_name = fetched.file_name;
    wanted.stale_values = fetched.stale_values;
    ASSIGN_OR_RETURN(wanted.workbook, spreadsheet::OpenXlsx(fetched.bytes, use_.limits, token));
    RETURN_IF_ERROR(Choose(*wanted.workbook, run.get()));
    OpenRequest request;
    ASSIGN_OR_RETURN(request.package, PackageForEngine(wanted, std::move(fetched.bytes)));
    request.file_name = wanted.file_name;
    request.calculate = wanted.stale_values;
    Open(std::move(wanted), std::move(request),
         [self = Self(), run](DocumentLease lease) { self->Draw(run, std::move(lease)); });
    return absl::OkStatus();
  }

  void Draw(const RunPtr& run, DocumentLease lease) {
    EngineQuestion question;
    PictureRequest& picture = question.picture.emplace();
    picture.range = {run->sheet, run->range};
    picture.format = format_.format;
    picture.scale = request_.has_scale() ? request_.scale() : 1;
    picture.grid_lines = run->grid_lines;
    picture.headings = request_.has_headings() ? request_.headings() : true;
    Ask(std::move(lease), std::move(question),
        [self = Self(), run](DocumentLease asked, EngineAnswer answer) {
          run->lease = std::move(asked);
          self->OnDrawn(run, std::move(answer.picture));
        });
  }

  // What of the sheet is drawn.
  absl::Status Choose(const spreadsheet::Workbook& workbook, Run* run) {
    const platform::CancellationToken& token = context_.cancellation;
    ASSIGN_OR_RETURN(const int index, workbook.FindSheet(request_.sheet_name()));
    ASSIGN_OR_RETURN(const auto cells, workbook.LoadSheet(index, token));
    ASSIGN_OR_RETURN(const auto objects, workbook.LoadObjects(index, token));
    run->sheet = workbook.sheets()[static_cast<size_t>(index)].name;
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
  absl::StatusOr<std::shared_ptr<const std::string>> PackageForEngine(
      const State& wanted, std::shared_ptr<const std::string> bytes) {
    const platform::CancellationToken& token = context_.cancellation;
    if (wanted.stale_values) {
      ASSIGN_OR_RETURN(const CalculationPlan plan,
                       PlanCalculation(wanted.workbook, *use_.engine, token));
      ASSIGN_OR_RETURN(std::string package, spreadsheet::WriteXlsx(*plan.for_engine, {}, token));
      return std::make_shared<const std::string>(std::move(package));
    }
    const std::vector<spreadsheet::SheetInfo>& sheets = wanted.workbook->sheets();
    for (size_t i = 0; i < sheets.size(); ++i) {
      if (sheets[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
      RETURN_IF_ERROR(wanted.workbook->LoadSheet(static_cast<int>(i), token).status());
    }
    return bytes;
  }

  void OnDrawn(const RunPtr& run, EnginePicture drawn) {
    const OpenDocument& open = *run->lease;
    if (const absl::Status whole = CheckSheets(*open.workbook, open.document->sheets());
        !whole.ok()) {
      return Finish(whole);
    }
    const std::string revision = open.revision;
    const bool stale_values = open.stale_values;
    // Before the answer: whoever has it may count on the slot being free, and on the document.
    run->lease.Return();
    run->permit.Release();
    ScreenshotSheetResult result;
    result.set_revision(revision);
    result.set_sheet_name(run->sheet);
    result.set_range(FormatRange(run->range));
    result.set_width(drawn.width);
    result.set_height(drawn.height);
    result.set_scale(drawn.scale);
    for (const RangeRef& other : run->others) result.add_other_ranges(FormatRange(other));
    result.set_stale_values(stale_values);
    result.set_engine(use_.engine->version());
    LinkTo(*run, revision, static_cast<int64_t>(drawn.bytes.size()), result.mutable_resource());
    result.mutable_image()->set_data(std::move(drawn.bytes));
    result.mutable_image()->set_mime_type(result.resource().mime_type());
    result.mutable_image()->set_uri(result.resource().uri());
    FinishWith(std::move(result), &AddDuration);
  }

  void LinkTo(const Run& run, const std::string& revision, int64_t size_bytes,
              mcp::v1::ResourceLink* link) const {
    v1::ScreenshotSheetRequest same = request_;
    same.set_revision(revision);
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
