// Macros may hold passwords and the like, so a server shows them only when told to.
#include "workbook-service/rpc/vba_access.h"

#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"

namespace sheetgate::workbook {

using spreadsheet::VbaProject;

absl::Status RequireVba(bool enabled) {
  if (enabled) return absl::OkStatus();
  return platform::FailedPrecondition(
      platform::ErrorReason::kFeatureDisabled,
      "this server does not show macros; start workbook-service with --vba (or SHEETGATE_VBA=true)",
      {{"flag", "vba"}});
}

absl::StatusOr<std::shared_ptr<const VbaProject>> LoadVbaProject(
    const spreadsheet::Workbook& workbook, const platform::CancellationToken& cancellation) {
  if (!workbook.features().macros) return std::shared_ptr<const VbaProject>();
  const auto make = [&]() -> absl::StatusOr<std::shared_ptr<const VbaProject>> {
    ASSIGN_OR_RETURN(std::string bytes, workbook.ReadVbaProject(cancellation));
    ASSIGN_OR_RETURN(VbaProject project, VbaProject::Parse(std::move(bytes)));
    return std::make_shared<const VbaProject>(std::move(project));
  };
  return workbook.derived().Get<VbaProject>("vba_project", cancellation, make);
}

}  // namespace sheetgate::workbook
