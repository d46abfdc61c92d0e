// Every message ends with what its reader can do.
#include "spreadsheet/xlsx/package_errors.h"

#include "platform/base/error.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kRemedy =
    "; get an undamaged copy, or open the file in Excel (File > Open > Open and Repair) and save "
    "it as .xlsx";
constexpr std::string_view kBombRemedy =
    "; real workbooks are far from this: if you trust the file, open it in Excel and save it anew";

}  // namespace

absl::Status CorruptPackage(uint64_t offset, std::string_view what) {
  return platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                         Concat("the package is damaged at byte ", offset, ": ", what, kRemedy),
                         {{"offset", std::to_string(offset)}});
}

absl::Status CorruptPart(std::string_view part, std::string_view what) {
  return platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                         Concat("part ", Quoted(part), " is damaged: ", what, kRemedy),
                         {{"part", std::string(part)}});
}

absl::Status ZipBomb(std::string_view part, std::string_view what) {
  platform::ErrorMetadata metadata;
  if (!part.empty()) metadata.emplace("part", part);
  return platform::ResourceExhausted(ErrorReason::kZipBomb, Concat(what, kBombRemedy), metadata);
}

absl::Status PackageTooLarge(std::string_view what, int64_t limit) {
  return platform::ResourceExhausted(ErrorReason::kFileTooLarge,
                                     Concat(what, "; split the workbook, or raise the limit of ",
                                            limit, " in the service's flags"),
                                     {{"limit", std::to_string(limit)}});
}

}  // namespace sheetgate::spreadsheet
