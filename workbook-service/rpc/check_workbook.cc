#include "workbook-service/rpc/check_workbook.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/analysis/check_workbook.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/feature_codec.h"
#include "workbook-service/rpc/formula_codec.h"
#include "workbook-service/rpc/item_position.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/qualified_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::ProblemKind;
using spreadsheet::Severity;
using spreadsheet::WorkbookProblem;

constexpr int kDefaultPageSize = 50;

// What the request asks for.
struct Selection {
  std::vector<bool> kinds = std::vector<bool>(spreadsheet::kProblemKinds, true);
  Severity least = Severity::kInfo;
  int32_t sheet = -1;

  bool Includes(const WorkbookProblem& problem) const {
    if (!kinds[static_cast<size_t>(problem.kind)] || problem.severity > least) return false;
    return sheet < 0 || problem.sheet == sheet || problem.kind == ProblemKind::kStaleValues ||
           std::ranges::any_of(problem.ranges, [this](const spreadsheet::SheetRange& range) {
             return range.sheet == sheet;
           });
  }
};

absl::Status ParseKinds(const v1::CheckWorkbookRequest& request, Selection* selection) {
  if (request.kinds().empty()) return absl::OkStatus();
  selection->kinds.assign(spreadsheet::kProblemKinds, false);
  for (int i = 0; i < request.kinds_size(); ++i) {
    std::vector<std::string> known;
    bool found = false;
    for (int kind = 0; kind < spreadsheet::kProblemKinds; ++kind) {
      known.emplace_back(ProblemKindName(static_cast<ProblemKind>(kind)));
      if (known.back() != request.kinds(i)) continue;
      selection->kinds[kind] = true;
      found = true;
    }
    if (found) continue;
    return BadArgument(ErrorReason::kInvalidArgument, StrCat("kinds[", i, "]"),
                       StrCat("'", request.kinds(i), "' is none of ", absl::StrJoin(known, ", ")),
                       "[\"broken_references\"]");
  }
  return absl::OkStatus();
}

absl::Status ParseSeverity(const std::string& severity, Selection* selection) {
  if (severity.empty()) return absl::OkStatus();
  for (const Severity known : {Severity::kError, Severity::kWarning, Severity::kInfo}) {
    if (severity != SeverityName(known)) continue;
    selection->least = known;
    return absl::OkStatus();
  }
  return BadArgument(ErrorReason::kInvalidArgument, "min_severity",
                     StrCat("'", severity, "' is none of error, warning, info"), "\"warning\"");
}

// A workbook's own check does not know of edits.
WorkbookProblem StaleValues() {
  WorkbookProblem problem;
  problem.kind = ProblemKind::kStaleValues;
  problem.severity = Severity::kWarning;
  problem.message = "formula results are older than the last edit";
  problem.action = "recalculate before trusting them";
  return problem;
}

void AddCounts(const std::vector<const WorkbookProblem*>& problems,
               v1::CheckWorkbookResponse* response) {
  std::map<std::pair<Severity, ProblemKind>, std::pair<int32_t, int64_t>> counts;
  for (const WorkbookProblem* problem : problems) {
    auto& [number, cells] = counts[{problem->severity, problem->kind}];
    ++number;
    cells += problem->cells;
  }
  for (const auto& [key, count] : counts) {
    v1::ProblemCount* encoded = response->add_counts();
    encoded->set_severity(std::string(SeverityName(key.first)));
    encoded->set_kind(std::string(ProblemKindName(key.second)));
    encoded->set_problems(count.first);
    if (count.second > 0) encoded->set_cells(count.second);
  }
}

v1::WorkbookProblem Encode(const WorkbookProblem& problem, const spreadsheet::Workbook& workbook) {
  v1::WorkbookProblem encoded;
  encoded.set_kind(std::string(ProblemKindName(problem.kind)));
  encoded.set_severity(std::string(SeverityName(problem.severity)));
  if (problem.sheet >= 0) encoded.set_sheet_name(workbook.sheets()[problem.sheet].name);
  for (const spreadsheet::SheetRange& range : problem.ranges) {
    encoded.add_ranges(range.sheet == problem.sheet
                           ? RangeText(range.range)
                           : QualifiedText(workbook.sheets()[range.sheet].name, range.range));
  }
  if (problem.more_ranges > 0) {
    encoded.set_more_ranges(
        static_cast<int32_t>(std::min<int64_t>(problem.more_ranges, INT32_MAX)));
  }
  if (problem.cells > 1) encoded.set_cells(problem.cells);
  encoded.set_message(problem.message);
  encoded.set_formula(ShownFormula(problem.formula));
  encoded.set_action(problem.action);
  return encoded;
}

int64_t ProblemBytes(const v1::WorkbookProblem& problem) {
  constexpr int64_t kNames = 200;  // field names, kind, severity and numbers
  return kNames + TextBytes(problem.sheet_name()) + TextListBytes(problem.ranges()) +
         TextBytes(problem.message()) + TextBytes(problem.formula()) + TextBytes(problem.action());
}

// Adds a page of problems from number `first` on; the number of the first left out, -1 when none
// is.
int64_t AddProblems(const std::vector<const WorkbookProblem*>& problems, int64_t first,
                    int page_size, const ReadLimits& limits, const spreadsheet::Workbook& workbook,
                    v1::CheckWorkbookResponse* response) {
  ResponseBudget budget(limits);
  const auto count = static_cast<int64_t>(problems.size());
  for (int64_t at = first; at < count; ++at) {
    if (response->problems_size() == page_size) return at;
    v1::WorkbookProblem encoded = Encode(*problems[at], workbook);
    if (!budget.Take(ProblemBytes(encoded), 0)) return at;
    *response->add_problems() = std::move(encoded);
  }
  return -1;
}

}  // namespace

absl::StatusOr<v1::CheckWorkbookResponse> CheckWorkbook(const v1::CheckWorkbookRequest& request,
                                                        const platform::RequestContext& context,
                                                        Session& session,
                                                        const ReadLimits& limits) {
  Selection selection;
  RETURN_IF_ERROR(ParseKinds(request, &selection));
  RETURN_IF_ERROR(ParseSeverity(request.min_severity(), &selection));
  const PageTokens tokens("CheckWorkbook",
                          {request.workbook_id(), request.revision(), request.sheet_name(),
                           absl::StrJoin(request.kinds(), ","), request.min_severity()});
  ASSIGN_OR_RETURN(const ItemPosition position,
                   DecodePosition(tokens, request.page_token(), request.revision()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> snapshot,
                   session.Open(request.workbook_id(), position.revision, context));
  const spreadsheet::Workbook& workbook = *snapshot->workbook;
  if (!request.sheet_name().empty()) {
    ASSIGN_OR_RETURN(selection.sheet, workbook.FindSheet(request.sheet_name()));
    RETURN_IF_ERROR(RequireWorksheet(workbook, selection.sheet));
  }
  ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::WorkbookCheck> check,
                   spreadsheet::LoadWorkbookCheck(workbook, context.cancellation));

  std::vector<const WorkbookProblem*> problems;
  for (const WorkbookProblem& problem : check->problems) {
    if (selection.Includes(problem)) problems.push_back(&problem);
  }
  const WorkbookProblem stale = StaleValues();
  if (snapshot->stale_values && selection.Includes(stale)) {
    problems.insert(std::ranges::find_if(problems,
                                         [&stale](const WorkbookProblem* other) {
                                           return ComesBefore(stale, *other);
                                         }),
                    &stale);
  }
  v1::CheckWorkbookResponse response;
  response.set_revision(snapshot->revision);
  AddCounts(problems, &response);
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  const int64_t next = AddProblems(problems, position.item, page_size, limits, workbook, &response);
  if (next >= 0) response.set_next_page_token(EncodePosition(tokens, {snapshot->revision, next}));
  for (const std::string& unchecked : check->unchecked) response.add_unchecked(unchecked);
  return response;
}

}  // namespace sheetgate::workbook
