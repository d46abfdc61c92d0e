// Formats and packages.
#include "recalc-service/rpc/picture_call.h"

#include "platform/base/error.h"
#include "recalc-service/calculation/plan.h"

namespace sheetgate::recalc {
namespace {

constexpr PictureFile kFiles[] = {{"png", "image/png", PictureFormat::kPng},
                                  {"pdf", "application/pdf", PictureFormat::kPdf}};

}  // namespace

absl::StatusOr<PictureFile> PictureFileOf(std::string_view name) {
  if (name.empty()) return kFiles[0];
  for (const PictureFile& file : kFiles) {
    if (file.name == name) return file;
  }
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidArgument,
      platform::StrCat("unknown format '", name, "'; pictures are png or pdf"),
      {{"field", "format"}});
}

absl::StatusOr<std::shared_ptr<const std::string>> PackageToDraw(
    const std::shared_ptr<const spreadsheet::Workbook>& workbook,
    const workbook::FetchedPackage& fetched, const Engine& engine,
    const platform::CancellationToken& token) {
  if (fetched.stale_values) {
    ASSIGN_OR_RETURN(const CalculationPlan plan,
                     PlanCalculation(workbook, engine, token, {.stale_values = true}));
    ASSIGN_OR_RETURN(std::string package, spreadsheet::WriteXlsx(*plan.for_engine, {}, token));
    return std::make_shared<const std::string>(std::move(package));
  }
  const std::vector<spreadsheet::SheetInfo>& sheets = workbook->sheets();
  for (size_t i = 0; i < sheets.size(); ++i) {
    if (sheets[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
    RETURN_IF_ERROR(workbook->LoadSheet(static_cast<int>(i), token).status());
  }
  return fetched.bytes;
}

}  // namespace sheetgate::recalc
